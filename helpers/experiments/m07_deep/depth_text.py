"""Elman networks of one to four layers, with and without residual links, read English text."""

import numpy as np

from helpers.experiments.m07_deep.parts.deep_text import DeepText, learn, text_ids, width_for

SEEDS = (0, 1, 2)
SETTINGS = {
    "depths": {"plain": [1, 2, 3, 4], "residual": [2, 3, 4]},
    "rates": [0.002, 0.005],
    "weights": 40_000,
    "steps": 400,
    "every": 100,
}


def run(seed, *, depths, rates, weights, steps, every):
    """Train each network on the split, and from the first weights, of one seed.

    Returns {"plain": {depth: {"H": units, "runs": [rows of each rate]}}, "residual": the same};
    rows as deep_text.learn returns them.
    """
    ids, held_out, V = text_ids(seed)
    results = {}
    for name, wanted in depths.items():
        results[name] = {}
        for L in wanted:
            H, runs = width_for("RNN", V, L, weights), []
            for rate in rates:
                rng = np.random.default_rng(seed)
                model = DeepText("RNN", V, H, L, name == "residual", rng)
                runs.append(learn(model, ids, held_out, rate, steps, every))
            results[name][str(L)] = {"H": H, "runs": runs}
    return results
