"""A fair coin and its copy: a small network learns the pair by scheduled sampling.

Axes  B batch, H hidden, V = 2 sides; the start symbol is a third input.
"""

import numpy as np
import torch
from torch import nn

from helpers import sampling


class CoinModel(nn.Module):
    """An Elman cell that reads the start, then a coin, and predicts the next coin each time."""

    def __init__(self, H, rng):
        """Draw every weight uniform within 1 / sqrt(H) of 0."""
        super().__init__()
        with torch.random.fork_rng(devices=[]):  # torch draws weights, which are replaced below
            self.cell, self.readout = nn.RNNCell(3, H), nn.Linear(H, 2)
        with torch.no_grad():
            for weight in self.parameters():
                drawn = rng.uniform(-1, 1, size=tuple(weight.shape)) / np.sqrt(H)
                weight.copy_(torch.from_numpy(drawn))

    def step(self, ids, h=None):
        """Read one symbol. Shapes: ids (B,), 2 for the start -> logits (B, 2), h (B, H)."""
        h = self.cell(torch.eye(3)[torch.from_numpy(ids)], h)
        return self.readout(h), h


def learn(eps, seed, *, draw=sampling.sample, **settings):
    """Train by Adam; with probability eps the second step reads the true coin, else a drawn one.

    draw: probs (B, V), u (B,) -> ids (B,).   settings: H, B, rate, steps.
    Returns copied(model).
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # arrays so small cost more to share out than to compute
    try:
        return copied(_train(eps, seed, draw, **settings))
    finally:
        torch.set_num_threads(threads)


def _train(eps, seed, draw, H, B, rate, steps):
    """Return a trained CoinModel."""
    rng = np.random.default_rng(seed)
    model = CoinModel(H, rng)
    update = torch.optim.Adam(model.parameters(), rate)
    for _ in range(steps):
        coins, start = rng.integers(2, size=B), np.full(B, 2)
        first, h = model.step(start)
        probs = torch.softmax(first.detach().double(), dim=1).numpy()
        drawn = draw(probs, rng.uniform(size=B))
        second, _ = model.step(np.where(rng.uniform(size=B) < eps, coins, drawn), h)
        targets = torch.from_numpy(coins)
        loss = nn.functional.cross_entropy(first, targets)
        loss = loss + nn.functional.cross_entropy(second, targets)
        update.zero_grad()
        loss.backward()
        update.step()
    return model


def copied(model):
    """Return the probability that the second coin is the one that was read, mean of both sides."""
    with torch.no_grad():
        _, h = model.step(np.array([2, 2]))
        second, _ = model.step(np.array([0, 1]), h)
        return float(torch.softmax(second, dim=1).diagonal().mean())
