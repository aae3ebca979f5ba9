"""Short trainings that a notebook runs itself, and what it measures on the way."""

import sys
import time

import numpy as np
from tqdm import tqdm

from helpers.experiments.m09_attention.parts import numbers, translator
from helpers.scratch.cells import GRU
from helpers.scratch.init import init_cell
from helpers.scratch.ops import softmax
from helpers.scratch.variants.states import gru_forward

SIZES = {"D": 32, "H": 64}
TRAINING = {"B": 64, "rate": 0.01, "every": 50}


def train_numbers(corpus, kind, steps, seed=0):
    """Train a translator of numbers with a progress bar. Returns the model."""
    model = translator.make_translator(numbers.V_ENGLISH, numbers.V_GERMAN, kind, seed, **SIZES)

    def judge():
        return translator.exact(model, corpus.valid)

    def bar(steps):
        return tqdm(steps, file=sys.stdout, unit="step", desc=str(kind))

    translator.fit(model, corpus.train, judge, seed, steps=steps, bar=bar, **TRAINING)
    return model


def cost(T, D, repeats=3):
    """Time one layer over a sequence of length T and width D, in NumPy: attention, then a GRU.

    Every position looks at every other with a dot score. Returns T, the number of weights, and
    seconds for attention and for the GRU, the least of the repeats.
    """
    rng = np.random.default_rng(0)
    xs, p = rng.normal(size=(T, 1, D)), init_cell(rng, GRU, D, D)
    seconds = np.full((2, repeats), np.inf)
    for i in range(repeats):
        begun = time.process_time()
        weights = softmax(xs[:, 0] @ xs[:, 0].T / np.sqrt(D), axis=1)
        _ = weights @ xs[:, 0]
        middle = time.process_time()
        gru_forward(p, xs, np.zeros((1, D)))
        seconds[:, i] = middle - begun, time.process_time() - middle
    return T, weights.size, *seconds.min(axis=1)
