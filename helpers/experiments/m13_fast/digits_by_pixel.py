"""Digits pixel by pixel, 64 and 256 steps: LSTM, GRU, minGRU and LRU at equal seconds."""

from helpers.experiments.m13_fast.parts.pixels import learn

SEEDS = (0, 1, 2)
SETTINGS = {
    "kinds": {
        "LSTM": {"H": 48},
        "GRU": {"H": 56},
        "minGRU": {"width": 28, "H": 44},
        "LRU": {"width": 24, "H": 40},
    },
    "seconds": {"64": 8.0, "256": 10.0},
    "training": {"rate": 0.005, "B": 64, "tests": 10},
}


def run(seed, *, kinds, seconds, training):
    """Train each network. Returns {steps: {kind: as pixels.learn returns it}}."""
    return {
        steps: {
            kind: learn(
                kind, seed, 2 if steps == "256" else 1, sizes=sizes, seconds=budget, **training
            )
            for kind, sizes in kinds.items()
        }
        for steps, budget in seconds.items()
    }
