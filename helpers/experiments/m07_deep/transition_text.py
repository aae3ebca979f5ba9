"""Elman networks whose step is two tanh layers deep, with and without a shortcut, read text."""

import numpy as np
import torch
from torch import nn

from helpers.experiments.deep_text import draw_weights, learn, text_ids

SEEDS = (0, 1, 2)
SETTINGS = {
    "kinds": ["deep transition", "with shortcut"],
    "rates": [0.002, 0.005],
    "weights": 40_000,
    "steps": 400,
    "every": 100,
}


class TransitionText(nn.Module):
    """A character model whose state takes two tanh from one step to the next."""

    def __init__(self, V, H, shortcut, rng):
        """Draw every weight uniform within 1 / sqrt(H) of 0."""
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            self.embedding, self.readout = nn.Embedding(V, H), nn.Linear(H, V)
            self.read, self.carry = nn.Linear(H, H), nn.Linear(H, H, bias=False)
            self.second = nn.Linear(H, H)
            self.shortcut = nn.Linear(H, H, bias=False) if shortcut else None
        draw_weights(self, H, rng)

    def forward(self, ids, states=None):
        """Predict what follows. Shapes: ids (T, B) -> logits (T, B, V), [h (B, H)]."""
        inputs, hs = self.read(self.embedding(ids)), []
        h = torch.zeros_like(inputs[0]) if states is None else states[0]
        for a in inputs:
            above = self.second(torch.tanh(a + self.carry(h)))
            h = torch.tanh(above if self.shortcut is None else above + self.shortcut(h))
            hs.append(h)
        return self.readout(torch.stack(hs)), [h]


def weight_count(V, H, shortcut):
    """Count the weights of a TransitionText."""
    return (4 if shortcut else 3) * H * H + 2 * H + 2 * V * H + V


def run(seed, *, kinds, rates, weights, steps, every):
    """Train both on the split, and from the first weights, of one seed.

    Returns {kind: {"H": units, "runs": [rows of each rate]}}; rows as deep_text.learn returns.
    """
    ids, held_out, V = text_ids(seed)
    results = {}
    for kind in kinds:
        shortcut = kind == "with shortcut"
        H = min(range(1, 500), key=lambda n: abs(weight_count(V, n, shortcut) - weights))
        runs = []
        for rate in rates:
            model = TransitionText(V, H, shortcut, np.random.default_rng(seed))
            runs.append(learn(model, ids, held_out, rate, steps, every))
        results[kind] = {"H": H, "runs": runs}
    return results
