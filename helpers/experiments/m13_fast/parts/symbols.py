"""Symbols to be written down later, by equal seconds of training.

Axes  T steps, B batch, K kinds of symbols.
"""

import numpy as np
import torch
from torch import nn

from helpers.experiments.m13_fast.parts.layers import make_reader
from helpers.experiments.m13_fast.parts.training import count, fit


def learn(kind, seed, draw, S, *, K, sizes, rate, seconds, B, tests):
    """Train a network to write S symbols on the last S steps.

    draw(rng, B) -> Copies with K kinds of symbols, a blank and a signal.
    Returns {"weights", "rows": [[updates, seconds of CPU, share of symbols right], ...]}.
    """
    torch.set_num_threads(1)
    model = make_reader(kind, K + 2, K, seed, **sizes)
    draws, held_out = np.random.default_rng([seed, 1]), draw(np.random.default_rng([seed, 2]), 300)

    def logits_of(copies):
        return model(nn.functional.one_hot(torch.from_numpy(copies.ids), K + 2).float())[-S:]

    def loss_of(step):
        copies = draw(draws, B)
        wanted = torch.from_numpy(copies.targets[-S:]).flatten()
        return nn.functional.cross_entropy(logits_of(copies).flatten(0, 1), wanted)

    def test():
        guesses = logits_of(held_out).argmax(dim=-1).numpy()
        return (guesses == held_out.targets[-S:]).mean()

    rows = fit(model.parameters(), loss_of, test, rate=rate, tests=tests, seconds=seconds)
    return {"weights": count(model), "rows": rows}
