"""Outputs of a linear Gaussian state-space model, one number and two, over the Kalman floor."""

from helpers.experiments.m12_latent.parts.sequences import learn
from helpers.experiments.m12_latent.parts.tasks import linear

SMALL = {"H": 32, "Z": 2, "F": 32, "steps": 500, "rate": 0.005}

SEEDS = (0, 1, 2)
SETTINGS = {
    "data": {
        "one number": {"T": 50, "C": [[1.0, 0.0]], "Q": 0.05, "R": 0.25},
        "two numbers": {"T": 50, "C": [[1.0, 0.0], [0.95, 0.3]], "Q": 0.2, "R": 0.02},
    },
    "plans": {
        "one number": {
            "Gaussian": {"model": "GRU", "H": 32, "K": 1, "steps": 400, "rate": 0.005},
            "VRNN": {"model": "VRNN", **SMALL, "steps": 300},
            "STORN": {"model": "STORN", **SMALL, "steps": 300},
        },
        "two numbers": {
            "Gaussian": {"model": "GRU", "H": 32, "K": 1, "steps": 400, "rate": 0.005},
            "mixture of 4": {"model": "GRU", "H": 32, "K": 4, "steps": 600, "rate": 0.005},
            "VRNN": {"model": "VRNN", **SMALL},
        },
    },
}


def run(seed, *, data, plans):
    """Train each model. Returns {data: {name: as sequences.learn returns it}}."""
    found = {}
    for which, sizes in data.items():
        task = linear(**sizes)
        found[which] = {name: learn(plan, task, seed)[1] for name, plan in plans[which].items()}
    return found
