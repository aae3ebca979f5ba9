"""Futures of a lamp, drawn by the rule and by the three models of module 12, for its first picture.

One Gaussian and the mixture are trained here; the VRNN is the one that two_futures has stored.
"""

import numpy as np

from helpers.experiments.m12_latent.parts import drawing, kept, live
from helpers.scratch.modules.m12_gaussians import mixture_nll, mixture_nll_backward
from helpers.scratch.modules.m12_recurrent import vrnn_step

SEEDS = (0,)
SETTINGS = {
    "past": 12,
    "future": 14,
    "rows": 60,
    "updates": {"one Gaussian": [1, 150], "mixture of 2": [2, 400]},  # components, updates
}


def run(seed, *, past, future, rows, updates):
    """Draw futures. Returns {"past": (past,), "futures": {name: (future, rows)}}, rounded."""
    context = live.two_futures_task().tests[:past, 0, 0]
    rng = np.random.default_rng([seed, 2])
    found = {"the lamp": drawing.by_rule(rng, context, future, rows)}
    for name, (K, steps) in updates.items():
        p, _ = live.learn_density(K, mixture_nll, mixture_nll_backward, steps, seed=seed)
        found[name] = drawing.by_density(rng, p, context, future, rows)
    vrnn = kept.load().to_scratch()
    found["VRNN"] = drawing.by_step(rng, vrnn_step, vrnn, context, future, rows)
    return {
        "past": context.round(2).tolist(),
        "futures": {name: xs.round(2).tolist() for name, xs in found.items()},
    }
