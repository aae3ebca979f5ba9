"""The adding problem over 100 steps for the tanh network at the LSTM's learning rate.

At a rate of 0.001 it is in `adding_100`, with the same sizes and seeds.
"""

from helpers.experiments.adding import train_adding

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {"T": 100, "H": 64, "B": 32, "rate": 0.005, "steps": 1500, "every": 100, "stop": 0.005}


def run(seed, **settings):
    """Train the tanh network: {"steps": [...], "errors": [...], "largest_norm": number}."""
    done = train_adding("tanh", seed=seed, **settings)
    return {"steps": done.steps, "errors": done.errors, "largest_norm": max(done.norms)}
