"""Six chains rotated together, 64 modes: mixtures against a VRNN that collapses, and is mended."""

from helpers.experiments.m12_latent.parts.sequences import learn
from helpers.experiments.m12_latent.parts.tasks import chains

VRNN = {"model": "VRNN", "H": 64, "Z": 6, "F": 64, "steps": 1000, "rate": 0.005}

SEEDS = (0, 1, 2)
SETTINGS = {
    "data": {"T": 25, "D": 6, "sd": 0.2},
    "plans": {
        "Gaussian": {"model": "GRU", "H": 64, "K": 1, "steps": 300, "rate": 0.005},
        "mixture of 10": {"model": "GRU", "H": 64, "K": 10, "steps": 1000, "rate": 0.005},
        "mixture of 64": {"model": "GRU", "H": 64, "K": 64, "steps": 1000, "rate": 0.005},
        "VRNN": VRNN,
        "annealed": {**VRNN, "anneal": 0.4},
        "free bits": {**VRNN, "free": 0.7},
    },
}


def run(seed, *, data, plans):
    """Train each model. Returns {name: as sequences.learn returns it}."""
    task = chains(**data)
    return {name: learn(plan, task, seed)[1] for name, plan in plans.items()}
