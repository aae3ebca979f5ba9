"""Copy memory again, with more updates for a gated, an orthogonal and a diagonal recurrence."""

from helpers.experiments.m11_time_scales.copy_memory import run

__all__ = ["run"]
SEEDS = (0, 1, 2)
SETTINGS = {
    "lengths": {"100": ["Cayley tanh", "LSTM", "LRU"], "200": ["LRU"]},
    "kinds": {
        "Cayley tanh": {"H": 128, "rate": 0.001, "steps": 1000},
        "LSTM": {"H": 64, "rate": 0.005, "steps": 1500},
        "LRU": {"H": 128, "rate": 0.003, "steps": 900},
    },
    "training": {"B": 32, "every": 20},
}
