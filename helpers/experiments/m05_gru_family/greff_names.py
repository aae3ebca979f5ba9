"""Greff et al.'s eight variants and their baseline learn to spell names."""

from functools import partial

from helpers.experiments.m05_gru_family.names_family import train_kind
from helpers.nn.variants.greff import GreffCell

SEEDS = (0,)
SETTINGS = {
    "variants": ["V", "NIG", "NFG", "NOG", "NIAF", "NOAF", "NP", "CIFG", "FGR"],
    "networks": 5,
    "weights": 18_800,
    "D": 16,
    "B": 32,
    "rates": [0.01],
    "steps": 450,
    "every": 50,
}


def run(seed, *, variants, **settings):
    """Train each variant as names_family does: {variant: its result}."""
    return {
        variant: train_kind(partial(GreffCell, variant=variant), seed, **settings)
        for variant in variants
    }
