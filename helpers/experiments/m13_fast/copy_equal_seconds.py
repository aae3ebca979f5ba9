"""Copy memory, ten symbols over 50 blanks: LRU, minGRU and LSTM at equal seconds."""

from functools import partial

from helpers.datasets.generated.copy_memory import draw_copies
from helpers.experiments.m13_fast.parts.symbols import learn

SEEDS = (0, 1, 2)
SETTINGS = {
    "T": 50,
    "S": 10,
    "kinds": {
        "LRU": {"width": 32, "H": 64, "ring": {"r_min": 0.99, "r_max": 0.9999}},
        "minGRU": {"width": 40, "H": 64},
        "LSTM": {"H": 64},
    },
    "training": {"K": 8, "rate": 0.005, "seconds": 10.0, "B": 32, "tests": 10},
}


def run(seed, *, T, S, kinds, training):
    """Train each network. Returns {kind: as symbols.learn returns it}."""
    draw = partial(_draw, T=T, S=S, K=training["K"])
    return {
        kind: learn(kind, seed, draw, S, sizes=sizes, **training) for kind, sizes in kinds.items()
    }


def _draw(rng, B, T, S, K):
    return draw_copies(rng, T, B, K, S)
