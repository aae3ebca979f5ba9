"""Three LSTM layers read English text: one on the other, with residual links, and depth-gated."""

import numpy as np

from helpers.experiments.m07_deep.parts.deep_text import DeepText, DepthGatedText, learn, text_ids

SEEDS = (0, 1, 2)
SETTINGS = {
    "L": 3,
    "widths": {"plain": 46, "residual": 46, "depth-gated": 44},
    "rates": [0.005],
    "steps": 200,
    "every": 100,
}


def run(seed, *, L, widths, rates, steps, every):
    """Train each network on the split, and from the first weights, of one seed.

    Returns {kind: {"weights": how many, "runs": [rows of each rate]}}; rows as deep_text.learn
    returns them.
    """
    ids, held_out, V = text_ids(seed)
    results = {}
    for kind, H in widths.items():
        runs = []
        for rate in rates:
            rng = np.random.default_rng(seed)
            if kind == "depth-gated":
                model = DepthGatedText(V, H, L, rng)
            else:
                model = DeepText("LSTM", V, H, L, kind == "residual", rng)
            runs.append(learn(model, ids, held_out, rate, steps, every))
        count = sum(weight.numel() for weight in model.parameters())
        results[kind] = {"weights": count, "runs": runs}
    return results
