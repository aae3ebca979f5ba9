"""Digits read pixel by pixel.

Axes  T pixels, B batch.
"""

import numpy as np
import torch
from torch import nn

from helpers.datasets.images.digits import as_sequences, load_digits
from helpers.experiments.m13_fast.parts.layers import PLAIN, make_reader
from helpers.experiments.m13_fast.parts.training import count, fit


def learn(kind, seed, times, *, sizes, rate, B, tests, seconds=None, updates=None, bar=None):
    """Train a network on 1,497 digits, and test on the 300 held out, by other writers.

    times: how often each pixel is read, each way. The readout sees the last state of PyTorch's
    layers, and the mean over the steps of a stack of blocks.
    Returns {"weights", "rows": [[updates, seconds of CPU, accuracy], ...]}.
    """
    torch.set_num_threads(1)
    train, held_out = load_digits()
    xs, test_xs = (
        torch.from_numpy(as_sequences(digits.images, times)).float() for digits in (train, held_out)
    )
    labels, rng = torch.from_numpy(train.labels), np.random.default_rng([seed, 1])
    model = make_reader(kind, 1, 10, seed, mean=kind not in PLAIN, **sizes)

    def logits_of(xs):
        return model(xs) if model.mean else model(xs)[-1]

    def loss_of(step):
        rows = torch.from_numpy(rng.integers(0, len(labels), B))
        return nn.functional.cross_entropy(logits_of(xs[:, rows]), labels[rows])

    def test():
        return (logits_of(test_xs).argmax(dim=1).numpy() == held_out.labels).mean()

    rows = fit(
        model.parameters(),
        loss_of,
        test,
        rate=rate,
        tests=tests,
        seconds=seconds,
        updates=updates,
        bar=bar,
    )
    return {"weights": count(model), "rows": rows}
