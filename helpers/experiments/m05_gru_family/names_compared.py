"""RNN, GRU and LSTM of equally many weights learn to spell names, at three learning rates each."""

import numpy as np

from helpers.experiments.names_model import NameModel, baseline, corpus, learn, width_for

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {
    "kinds": ["RNN", "GRU", "LSTM"],
    "rates": [0.002, 0.005, 0.01],
    "weights": 18_800,
    "D": 16,
    "steps": 1200,
    "every": 50,
}


def run(seed, *, kinds, rates, weights, D, steps, every):
    """Train each network on the split, the first weights and the batches of one seed.

    Returns {"counts": nats of the best counts, kind: {"H": units, "runs": [rows of each rate]}};
    rows as names_model.learn returns them.
    """
    data = corpus(seed)
    results = {"counts": min(score for score, _ in baseline(data).values())}
    for kind in kinds:
        H, runs = width_for(kind, data.V, D, weights), []
        for rate in rates:
            model = NameModel(kind, data.V, D, H, np.random.default_rng(seed))
            rows = learn(model, data, seed, rate, steps, every)
            runs.append([[round(value, 4) for value in row] for row in rows])
        results[kind] = {"H": H, "runs": runs}
    return results
