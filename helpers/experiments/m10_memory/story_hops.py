"""Stories whose question takes two steps: one, two and three hops, and an LSTM."""

from helpers.experiments.m10_memory.parts.hops import (
    MemoryNetwork,
    StatementLSTM,
    learn_stories,
    on_support,
)
from helpers.experiments.m10_memory.parts.learning import count_weights

SEEDS = (0, 1, 2)
SETTINGS = {
    "D": 32,
    "H": 64,
    "hops": [1, 2, 3],
    "training": {
        "stories": 10_000,
        "moves": 1,
        "B": 64,
        "rate": 0.01,
        "steps": 2500,
        "every": 250,
    },
}


def run(seed, *, D, H, hops, training):
    """Train each network on stories in which each person moves once.

    Returns {"1 hop": {"weights", "curve", "support"}, ..., "LSTM": {"weights", "curve"}}; curve
    and support as learn_stories and on_support return them.
    """
    slots, found = 5 * training["moves"] + 5, {}
    for n in hops:
        model = MemoryNetwork(n, slots, D, seed)
        curve, held_out = learn_stories(model, seed, **training)
        support = on_support(model, held_out)
        name = f"{n} hop{'s' if n > 1 else ''}"
        found[name] = {"weights": count_weights(model), "curve": curve, "support": support}
    reader = StatementLSTM(D, H, seed)
    curve, _ = learn_stories(reader, seed, **training)
    return found | {"LSTM": {"weights": count_weights(reader), "curve": curve}}
