"""Repeats with a drawn period and with a fixed one, for one block and for two."""

import numpy as np

from helpers.datasets.generated.associative import draw_repeats
from helpers.experiments.m10_memory.parts.asked import learn_repeats, transformer
from helpers.experiments.m10_memory.parts.learning import count_weights, right

SEEDS = (0, 1, 2)
SETTINGS = {
    "sizes": {"1": 68, "2": 48},
    "data": {"V": 32, "T": 32, "B": 64},
    "drawn": {"shortest": 8, "longest": 15, "steps": 300, "every": 25},
    "fixed": {"shortest": 10, "longest": 10, "steps": 250, "every": 25},
}


def run(seed, *, sizes, data, drawn, fixed):
    """Train one and two blocks on both kinds of period.

    Returns {layers: {"weights", "drawn": curve, "fixed": curve, "elsewhere": accuracy on drawn
    periods of the network that was trained on the fixed one}}; curves as learn_repeats returns
    them.
    """
    held_out = np.random.default_rng([seed, 3])
    other = draw_repeats(held_out, data["T"], 300, data["V"], drawn["shortest"], drawn["longest"])
    found = {}
    for layers, D in sizes.items():
        found[layers] = {}
        for name, training in (("drawn", drawn), ("fixed", fixed)):
            model = transformer(data["V"], int(layers), D, data["T"], seed)
            found[layers][name] = learn_repeats(model, seed, **data, **training)
        found[layers] |= {"elsewhere": right(model, other), "weights": count_weights(model)}
    return found
