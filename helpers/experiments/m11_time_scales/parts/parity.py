"""The parity of bits at every step: a Grid LSTM and stacks of LSTMs of equal weights.

Axes  k steps, B batch.
"""

import numpy as np
import torch
from torch import nn

from helpers.experiments.m11_time_scales.parts.fit import count, drawn, fit
from helpers.nn.layers import Recurrent, Stacked
from helpers.nn.time_scales.grid import GridCell
from helpers.nn.torch_layers import torch_recurrent


class ParityReader(nn.Module):
    """An embedding of 0 and 1, layers, and a logit at every step."""

    def __init__(self, kind, H, layers, rng):
        """Draw the weights of a "grid", a "stack" of LSTMs, or one with "residual" links."""
        super().__init__()
        if kind == "grid":
            self.layer = Stacked([Recurrent(GridCell(H, rng)) for _ in range(layers)])
        else:
            stack = [torch_recurrent("lstm", H, H, rng) for _ in range(layers)]
            self.layer = Stacked(stack, residual=kind == "residual")
        self.E = drawn(rng, 2, self.layer.D, sd=1.0)
        self.W_y, self.b_y = drawn(rng, self.layer.width, 1), nn.Parameter(torch.zeros(1))

    def forward(self, bits):
        """Shapes: bits (k, B) -> logits (k, B)."""
        return (self.layer(self.E[torch.from_numpy(bits)])[0] @ self.W_y + self.b_y)[..., 0]


def learn(kind, k, layers, seed, *, H, steps, every, rate, B, enough):
    """Train one reader until it errs on no more than `enough` of the last steps.

    Returns {"weights", "rows": [[updates, seconds of CPU, share of wrong labels at step k], ...]}.
    """
    torch.set_num_threads(1)
    model = ParityReader(kind, H, layers, np.random.default_rng(seed))
    draws, tests = np.random.default_rng([seed, 1]), np.random.default_rng([seed, 2])
    held_out = tests.integers(0, 2, size=(k, 500))

    def loss_of(step):
        bits = draws.integers(0, 2, size=(k, B))
        wanted = torch.from_numpy(bits.cumsum(axis=0) % 2).float()
        return nn.functional.binary_cross_entropy_with_logits(model(bits), wanted)

    def wrong():
        guesses = model(held_out)[-1].numpy() > 0
        return float((guesses != held_out.sum(axis=0) % 2).mean())

    rows = fit(
        model.parameters(), loss_of, wrong, steps=steps, every=every, rate=rate, enough=enough
    )
    return {"weights": count(model), "rows": rows}
