"""Associative recall: two blocks, one block, an LSTM, and an LSTM that looks at its own states.

All have between 27,000 and 30,000 weights.
"""

import numpy as np

from helpers.datasets.generated.associative import draw_pairs
from helpers.experiments.m10_memory.parts.asked import learn_pairs, make_pairs
from helpers.experiments.m10_memory.parts.learning import count_weights, right

SEEDS = (0, 1, 2)
SETTINGS = {
    "training": {"longest": 8, "B": 64, "every": 50},
    "steps": {
        "two layers": 1000,
        "one layer": 2000,
        "LSTM": 3000,
        "LSTM over its states": 1000,
    },
}


def run(seed, *, training, steps):
    """Train each network on 2 to 8 pairs, and test it at every number of them.

    Returns {kind: {"weights", "curve": [[steps, CPU seconds, accuracy at 8 pairs], ...],
    "by_pairs": {N: accuracy on 250 sequences}}}.
    """
    tested = np.random.default_rng([seed, 3])
    tests = {N: draw_pairs(tested, 250, N) for N in range(2, training["longest"] + 1)}
    found = {}
    for kind, most in steps.items():
        model = make_pairs(kind, training["longest"], seed)
        curve = learn_pairs(model, kind, seed, steps=most, **training)
        by_pairs = {str(N): right(model, asked) for N, asked in tests.items()}
        found[kind] = {"weights": count_weights(model), "curve": curve, "by_pairs": by_pairs}
    return found
