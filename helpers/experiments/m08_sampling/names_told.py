"""A GRU writes names of a language that it is told: does a classifier hear the language?"""

import numpy as np

from helpers.experiments.m08_sampling.parts import names, told
from helpers.experiments.names_model import corpus
from helpers.experiments.names_scratch import train_names
from helpers.sampling import temper

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {"updates": 600, "count": 50, "longest": 15, "taus": [0.7, 1.0], "n": 2}


def run(seed, *, updates, count, longest, taus, n):
    """Train a GRU, and let it write `count` names of each language at each temperature.

    Returns {tau: as told.measured returns it}, keys as texts, and "people": the same of the
    held-out names.
    """
    data = corpus(0)
    p, _ = train_names(data, seed, updates=updates)
    symbols = told.symbols_of(data, count)
    us = np.random.default_rng([seed, 6]).uniform(size=(longest, len(symbols)))
    found = {}
    for tau in taus:
        written = names.write_names(p, symbols, us, lambda logits, tau=tau: temper(logits, tau))
        found[str(tau)] = told.measured(data, symbols, written, n)
    return {**found, "people": told.held_out(data, n)}
