"""Digits of 8 by 8 pixels: DRAW in eight writes, a VAE in one, and DRAW through 3 by 3 filters."""

from helpers.experiments.m12_latent.parts.digits import independent_pixels, learn

SEEDS = (0, 1, 2)
SETTINGS = {
    "plans": {
        "DRAW": {"T": 8, "Z": 4, "H": 64, "steps": 1200, "rate": 0.004},
        "VAE": {"T": 1, "Z": 16, "H": 64, "steps": 5000, "rate": 0.004},
        "DRAW, 3 x 3": {"T": 8, "Z": 4, "H": 64, "N": 3, "steps": 300, "rate": 0.004},
    },
}


def run(seed, *, plans):
    """Train each model. Returns {name: as digits.learn returns it}, and "pixels" in nats."""
    found = {name: learn(seed, **plan) for name, plan in plans.items()}
    return found | {"pixels": round(independent_pixels(), 3)}
