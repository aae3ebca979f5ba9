"""Symbols at fixed and at random places: LRU, minGRU, a selective state space and LSTM."""

from functools import partial

from helpers.datasets.generated.selective_copy import draw_selective_copies
from helpers.experiments.m13_fast.parts.symbols import learn

SEEDS = (0, 1, 2)
SETTINGS = {
    "L": 32,
    "S": 4,
    "kinds": {
        "LRU": {"width": 24, "H": 40},
        "minGRU": {"width": 28, "H": 44},
        "selective": {"width": 36, "H": 8},
        "LSTM": {"H": 44},
    },
    "training": {"K": 8, "rate": 0.005, "seconds": 10.0, "B": 64, "tests": 10},
}


def run(seed, *, L, S, kinds, training):
    """Train each network. Returns {"fixed" or "random": {kind: as symbols.learn returns it}}."""
    found = {}
    for places in ("fixed", "random"):
        draw = partial(_draw, L=L, S=S, K=training["K"], fixed=places == "fixed")
        found[places] = {
            kind: learn(kind, seed, draw, S, sizes=sizes, **training)
            for kind, sizes in kinds.items()
        }
    return found


def _draw(rng, B, L, S, K, fixed):
    return draw_selective_copies(rng, L, B, S, K, fixed)
