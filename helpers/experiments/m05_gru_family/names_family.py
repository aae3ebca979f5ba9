"""The gated family learns to spell names: cells of equally many weights, five splits each."""

import numpy as np
import torch
from torch import nn

from helpers.experiments.names_model import as_batch, corpus
from helpers.experiments.side_by_side import descend, normal_stack, read, stack
from helpers.nn.cells import GRUCell, LSTMCell, RNNCell
from helpers.nn.variants.gru import GRUResetBeforeCell
from helpers.nn.variants.lstm import CoupledLSTMCell, PeepholeLSTMCell
from helpers.nn.variants.minimal import MinimalGatedCell
from helpers.nn.variants.multiplicative import MultiplicativeRNNCell

SEEDS = (0,)
CELLS = {
    "GRU": GRUCell,
    "reset before": GRUResetBeforeCell,
    "minimal": MinimalGatedCell,
    "LSTM": LSTMCell,
    "coupled": CoupledLSTMCell,
    "peephole": PeepholeLSTMCell,
    "RNN": RNNCell,
    "multiplicative": MultiplicativeRNNCell,
}
SETTINGS = {
    "networks": 5,
    "weights": 18_800,
    "D": 16,
    "B": 32,
    "rates": [0.005, 0.01],
    "steps": 600,
    "every": 50,
}


def run(seed, **settings):
    """Train each kind at each rate, as train_kind does: {kind: its result}."""
    return {kind: train_kind(cell, seed, **settings) for kind, cell in CELLS.items()}


def train_kind(cell, seed, *, rates, weights, D, **settings):
    """Train networks side by side at each rate, the k-th on the k-th split of the names.

    Returns {"H": units, "runs": (rates, tests, networks, 2)}: validation and test loss.
    """
    H = _width(cell, corpus(seed).V, D, weights)
    return {"H": H, "runs": [_train(cell, seed, D, H, rate, **settings) for rate in rates]}


def _train(cell, seed, D, H, rate, *, networks, B, steps, every):
    data = [corpus(seed + k) for k in range(networks)]
    V = data[0].V
    cells = [cell(D, H, np.random.default_rng([seed, k])) for k in range(networks)]
    p = stack(cells)
    E = normal_stack([[seed, k, 1] for k in range(networks)], V, D, 1.0)
    W_y = normal_stack([[seed, k, 2] for k in range(networks)], H, V, 0.01)
    b_y = torch.zeros(networks, 1, V, requires_grad=True)
    trained = [*p, E, W_y, b_y]
    optimizer, rng = torch.optim.Adam(trained, rate), np.random.default_rng([seed, 3])
    rows_of = torch.arange(networks)[None, :, None]

    def losses(names):
        inputs, targets, mask = _side_by_side(names)
        logits = read(cells[0], p, E[rows_of, inputs]) @ W_y + b_y  # (T, S, B, V)
        nll = nn.functional.cross_entropy(
            logits.flatten(0, 2), targets.flatten(), reduction="none"
        ).reshape(targets.shape)
        return (nll * mask).sum(dim=(0, 2)) / mask.sum(dim=(0, 2))

    rows = []
    for step in range(steps + 1):
        if step % every == 0:
            with torch.no_grad():
                found = [losses([getattr(d, part) for d in data]) for part in ("valid", "test")]
            rows.append([[round(float(v), 4) for v in pair] for pair in zip(*found, strict=True)])
        if step < steps:
            picked = [[d.train[i] for i in rng.integers(len(d.train), size=B)] for d in data]
            descend(optimizer, losses(picked), trained)
    return rows


def _width(cell, V, D, weights):
    """Return the number of units that brings a network nearest to a number of weights."""

    def count(H):
        made = cell(D, H, np.random.default_rng(0))
        return sum(weight.numel() for weight in made.parameters()) + V * D + H * V + V

    return min(range(8, 160), key=lambda H: abs(count(H) - weights))


def _side_by_side(names):
    """Put one batch for each of S networks beside the others: inputs, targets, mask (T, S, B)."""
    flat = as_batch([name for batch in names for name in batch])
    return [part.reshape(len(part), len(names), -1) for part in flat]
