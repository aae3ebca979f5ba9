"""The LSTM of module 04 writes functions at several temperatures: how many of them parse."""

import numpy as np

from helpers.datasets.source_code import split_code
from helpers.experiments.m08_sampling.parts import functions
from helpers.experiments.source_reader import load_reader
from helpers.sampling import temper

SEEDS = (0, 1, 2)
SETTINGS = {"taus": [0.1, 0.3, 0.5, 0.7, 1.0, 1.3], "count": 64, "length": 500}


def run(seed, *, taus, count, length):
    """Write `count` texts of `length` characters at each temperature, and judge them.

    Returns {tau: as functions.judged returns it}, keys as texts, and "people": the same of
    held-out functions of the standard library.
    """
    weights, shares = load_reader(), {}
    us = np.random.default_rng([seed, 4]).uniform(size=(length, count))
    for tau in taus:
        texts = functions.write_functions(weights, us, lambda logits, tau=tau: temper(logits, tau))
        shares[str(tau)] = functions.judged(texts)
    real = functions.real_functions(split_code()[1], count, length)
    return {**shares, "people": functions.judged(real)}
