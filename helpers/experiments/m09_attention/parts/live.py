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


def even_pointing(tests):
    """Return what numbers.pointing says of a pointer that no network moves.

    It goes evenly from the first word to the last. tests: {words: NumberPairs}; a mean over the
    lengths of training.
    """
    found = [
        numbers.pointing(_even(pairs), pairs) for L, pairs in tests.items() if L <= numbers.LONGEST
    ]
    return {kind: float(np.mean([one[kind] for one in found])) for kind in found[0]}


def _even(pairs):
    """Return weights (T, S, B) of 1 where the even pointer is and 0 elsewhere."""
    S = len(pairs[0].english)
    weights = np.zeros((max(len(number.german) for number in pairs), S, len(pairs)))
    for b, number in enumerate(pairs):
        T = len(number.german)
        for t in range(T):
            weights[t, round(t * (S - 1) / max(T - 1, 1)), b] = 1.0
    return weights


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
