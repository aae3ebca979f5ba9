"""What three ways to hold out help topics let through: copies, and what 5-grams score by them."""

from helpers.datasets.comparison import split_by_topic
from helpers.experiments.m14_capstone.parts.leaks import leaks, splits

SEEDS = (0, 1, 2, 3, 4)
SETTINGS: dict = {}


def run(seed):
    """Split and measure under one seed: {way: [share of leaking 40-grams, longest copy, nats]}."""
    found = {way: leaks(*texts) for way, texts in splits(split_by_topic, seed).items()}
    return {
        way: [round(share, 4), longest, round(nats, 4)]
        for way, (share, longest, nats) in found.items()
    }
