"""One marked value to remember on a stream that never begins anew: with and without forget gates.

At each step the target is the value that was marked last. Training sequences are short and begin
at the zero state; the test runs on without a reset.
"""

import numpy as np
import torch
from torch import nn

from helpers.experiments.gated_networks import set_gates
from helpers.nn.train import train

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {"T": 50, "H": 16, "B": 32, "rate": 0.01, "steps": 1500}
CELLS = {"1997": {"forget": False, "input_bias": -3.0}, "LSTM": {}}
MARKED = 0.1  # the probability of a mark at a step
LONG, ROWS = 5000, 32  # of the test
BASELINE = 1 / 3  # the variance of the target, uniform on [-1, 1]


def run(seed, **settings):
    """Train each cell: {name: {"error": [mean square in each tenth of the stream], "cells": ...}}.

    cells is the root mean square of c in each tenth.
    """
    results = {}
    for name, gates in CELLS.items():
        model = train_stream(gates, seed, **settings)
        errors, sizes = measure_stream(model)
        results[name] = {"errors": errors, "cells": sizes}
    return results


class StreamNetwork(nn.Module):
    """torch's LSTM with one number read out at every step."""

    def __init__(self, H, rng):
        """Draw the weights from a NumPy generator: normal, sd 1 / sqrt(inputs)."""
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            self.layer, self.head = nn.LSTM(2, H), nn.Linear(H, 1)
        with torch.no_grad():
            for weight in self.parameters():
                drawn = rng.normal(size=tuple(weight.shape)) / np.sqrt(weight.shape[-1])
                weight.copy_(torch.from_numpy(drawn if weight.ndim == 2 else 0 * drawn))

    def forward(self, xs, state=None):
        """Read a stream. Shapes: xs (T, B, 2) -> (T, B), (h, c)."""
        hs, state = self.layer(xs, state)
        return self.head(hs)[..., 0], state


def draw_stream(rng, T, B):
    """Draw values with marks. Shapes: -> xs (T, B, 2), targets (T, B), 0 before the first mark."""
    values = rng.uniform(-1, 1, size=(T, B))
    marks = rng.uniform(size=(T, B)) < MARKED
    last = np.maximum.accumulate(np.where(marks, np.arange(T)[:, None], -1), axis=0)
    targets = np.where(last < 0, 0.0, np.take_along_axis(values, np.maximum(last, 0), axis=0))
    return np.stack([values, marks], axis=-1), targets


def train_stream(gates, seed, T, H, B, rate, steps):
    """Train one network with the gates that set_gates is told, and return it."""
    rng = np.random.default_rng(seed)
    model = StreamNetwork(H, rng)
    set_gates(model.layer, **gates)

    def loss(model, batch):
        return ((model(batch[0])[0] - batch[1]) ** 2).mean()

    def batch(_):
        return _tensors(draw_stream(rng, T, B))

    optimizer = torch.optim.Adam(model.parameters())
    falling = {"rate": lambda step: rate * (1 - step / steps), "bar": False}
    train(model, batch, loss, optimizer, steps, clip=1.0, **falling)
    return model


def measure_stream(model, parts=10):
    """Run over a long stream, the state carried; errors and sizes of c in each part of it."""
    xs, targets = _tensors(draw_stream(np.random.default_rng(12345), LONG, ROWS))
    errors, sizes, state = [], [], None
    for x, target in zip(xs.split(LONG // parts), targets.split(LONG // parts), strict=True):
        with torch.no_grad():
            said, state = model(x, state)
        errors.append(float(((said - target) ** 2).mean()))
        sizes.append(float(state[1].square().mean().sqrt()))
    return errors, sizes


def _tensors(arrays):
    return [torch.tensor(array, dtype=torch.float32) for array in arrays]
