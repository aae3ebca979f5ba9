"""Trainings of the notebook of module 13 that are short enough to run in it, with a bar."""

import sys
from contextlib import redirect_stderr

import numpy as np

from helpers.experiments.m13_fast import digits_by_pixel, parity_eigenvalues
from helpers.experiments.m13_fast.parts import parity, pixels


def by_length(kind, lengths=(20, 50, 100, 200, 500, 1000), seed=0):
    """Train a linear recurrence on parity, and test it by length: {T: share of answers right}."""
    settings = parity_eigenvalues.SETTINGS
    with redirect_stderr(sys.stdout):  # where the bar is drawn
        net, _ = parity.learn(
            kind, seed, updates=settings["updates"], rates=settings["rates"], bar=kind
        )
    rng = np.random.default_rng(seed)
    return {T: parity.right(net, rng, T, 300) for T in lengths}


def learn_digits(kind, *, updates, seed=0):
    """Train on digits of 64 pixels. Returns the rows of pixels.learn."""
    settings = digits_by_pixel.SETTINGS
    training = settings["training"] | {"tests": 2}
    with redirect_stderr(sys.stdout):
        found = pixels.learn(
            kind, seed, 1, sizes=settings["kinds"][kind], updates=updates, bar=kind, **training
        )
    return found["rows"]
