"""Two futures: densities on a GRU, VRNN under five objectives, and STORN, over the exact floor.

Running it writes the VRNN of seed 0 to data/weights/two_futures_vrnn.npz.
"""

from helpers.experiments.m12_latent.parts import kept
from helpers.experiments.m12_latent.parts.sequences import learn
from helpers.experiments.m12_latent.parts.tasks import chains

SMALL = {"H": 32, "Z": 2, "F": 32, "steps": 500, "rate": 0.005}

SEEDS = (0, 1, 2)
SETTINGS = {
    "data": {"T": 50, "D": 1, "sd": 0.1},
    "plans": {
        "Gaussian": {"model": "GRU", "H": 32, "K": 1, "steps": 300, "rate": 0.005},
        "mixture of 2": {"model": "GRU", "H": 32, "K": 2, "steps": 800, "rate": 0.005},
        "VRNN": {"model": "VRNN", **SMALL},
        "annealed": {"model": "VRNN", **SMALL, "anneal": 0.4},
        "free bits": {"model": "VRNN", **SMALL, "free": 0.5},
        "heavy KL first": {"model": "VRNN", **SMALL, "heavy": 4.0, "heavy_until": 0.3},
        "STORN": {"model": "STORN", **SMALL},
    },
}


def run(seed, *, data, plans):
    """Train each model. Returns {name: as sequences.learn returns it}."""
    task, found = chains(**data), {}
    for name, plan in plans.items():
        model, found[name] = learn(plan, task, seed)
        if name == "VRNN" and seed == SEEDS[0]:
            kept.save(model)
    return found
