"""Seven recurrences that hold ten symbols over T blanks and write them down.

Axes  T blanks, B batch, H hidden; a sequence has T + 20 steps.
"""

import numpy as np
import torch
from torch import nn

from helpers.datasets.generated.copy_memory import draw_copies
from helpers.datasets.tasks import copy_memory_baseline
from helpers.experiments.m11_time_scales.parts.fit import count, drawn, fit
from helpers.nn.layers import Recurrent
from helpers.nn.scan import LRU
from helpers.nn.time_scales.real_parts import RealParts
from helpers.nn.time_scales.unitary import UnitaryMatrixCell
from helpers.nn.torch_layers import torch_recurrent
from helpers.nn.variants.clockwork import ClockworkCell
from helpers.nn.variants.orthogonal import CayleyCell
from helpers.nn.variants.skips import LeakyCell
from helpers.scratch.variants.unitary import draw_permutation

K, S = 8, 10  # kinds of symbols, and symbols to hold
KINDS = ("leaky", "clockwork", "Cayley tanh", "GRU", "LSTM", "unitary", "LRU")
HIDDEN = {"LRU": 128}  # ReLU units between a linear recurrence and its readout


class Copier(nn.Module):
    """A recurrent layer over one-hot tokens, and a readout of K + 1 logits at every step."""

    def __init__(self, layer, rng, hidden=0):
        """Draw the readout; with `hidden`, through so many ReLU units."""
        super().__init__()
        self.layer, width = layer, layer.width
        self.hidden = hidden
        if hidden:
            self.W_1, self.b_1 = drawn(rng, width, hidden), nn.Parameter(torch.zeros(hidden))
            width = hidden
        self.W_y = drawn(rng, width, K + 1, sd=0.01)
        self.b_y = nn.Parameter(torch.zeros(K + 1))

    def forward(self, ids):
        """Shapes: ids (T, B) -> logits (T, B, K + 1)."""
        hs = self.layer(nn.functional.one_hot(torch.from_numpy(ids), K + 2).float())[0]
        if self.hidden:
            hs = (hs @ self.W_1 + self.b_1).relu()
        return hs @ self.W_y + self.b_y

    def loss(self, copies):
        """Units: nats per step."""
        logits = self(copies.ids).flatten(0, 1)
        return nn.functional.cross_entropy(logits, torch.from_numpy(copies.targets).flatten())

    def right(self, copies):
        """Return the share of the S symbols that are written right."""
        with torch.no_grad():
            guesses = self(copies.ids)[-S:].argmax(dim=-1).numpy()
        return float((guesses == copies.targets[-S:]).mean())


def make_copier(kind, H, seed):
    """Draw a network of one kind, its weights from a seed."""
    rng, D = np.random.default_rng(seed), K + 2
    if kind in ("LSTM", "GRU"):
        layer = torch_recurrent(kind.lower(), D, H, rng)
    elif kind == "leaky":
        cell = LeakyCell(D, H, rng)
        with torch.no_grad():  # leaks of 0.5 down to 0.01: time constants of 1.4 to 100 steps
            alphas = torch.logspace(np.log10(0.5), -2, H)
            cell.a_alpha.copy_(torch.logit(alphas))
        layer = Recurrent(cell)
    elif kind == "clockwork":
        layer = Recurrent(ClockworkCell(D, H, rng, periods=np.repeat(2 ** np.arange(8), H // 8)))
    elif kind == "Cayley tanh":
        layer = Recurrent(CayleyCell(D, H, rng))
    elif kind == "unitary":
        order = draw_permutation(np.random.default_rng([seed, 5]), H)
        layer = RealParts(Recurrent(UnitaryMatrixCell(D, H, rng, permutation=order)))
    else:
        layer = RealParts(LRU(D, H, rng, r_min=0.99, r_max=0.9999))
    return Copier(layer, rng, HIDDEN.get(kind, 0))


def learn(kind, T, seed, *, H, rate, steps, B, every, bar=False):
    """Train one network, at most until its loss is a fiftieth of the memoryless baseline.

    Returns {"weights", "rows": [[updates, seconds of CPU, test loss over the baseline], ...],
    "right": the share of symbols written right at the end}.
    """
    torch.set_num_threads(1)
    model, baseline = make_copier(kind, H, seed), copy_memory_baseline(T, K, S)
    draws = np.random.default_rng([seed, 1])
    tests = draw_copies(np.random.default_rng([seed, 2]), T, 200)
    rows = fit(
        model.parameters(),
        lambda step: model.loss(draw_copies(draws, T, B)),
        lambda: float(model.loss(tests)) / baseline,
        steps=steps,
        every=every,
        rate=rate,
        enough=1 / 50,
        bar=bar,
    )
    return {"weights": count(model), "rows": rows, "right": model.right(tests)}
