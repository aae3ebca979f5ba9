"""Scheduled sampling on a coin that is copied once: with which probability the model copies."""

from helpers.experiments.m08_sampling.parts import coin

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {"epsilons": [0.0, 0.25, 0.5, 0.75, 1.0], "H": 8, "B": 64, "rate": 0.02, "steps": 400}


def run(seed, *, epsilons, **settings):
    """Train one model for each share of true coins: {eps: probability of a copy}, keys as texts."""
    return {str(eps): coin.learn(eps, seed, **settings) for eps in epsilons}
