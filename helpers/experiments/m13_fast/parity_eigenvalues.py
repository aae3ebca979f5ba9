"""Parity learned on 20 bits, tested on 1,000, by the range of a linear recurrence's eigenvalues."""

from helpers.experiments.m13_fast.parts.parity import learn

SEEDS = (10, 11, 12, 13, 14, 15, 16, 17, 18, 19)
SETTINGS = {
    "kinds": ["sigmoid", "tanh", "clamp", "LSTM", "tanh RNN"],
    "updates": 1500,
    "rates": {"sigmoid": 0.01, "tanh": 0.01, "clamp": 0.01, "LSTM": 0.01, "tanh RNN": 0.003},
}


def run(seed, *, kinds, updates, rates):
    """Train each network. Returns {kind: as parity.learn returns it}."""
    return {kind: learn(kind, seed, updates=updates, rates=rates)[1] for kind in kinds}
