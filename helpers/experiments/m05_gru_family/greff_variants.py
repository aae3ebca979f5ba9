"""Greff et al.'s eight variants and their baseline on the adding problem, five networks each."""

import numpy as np
import torch

from helpers.datasets.tasks import adding_problem, draw_adding
from helpers.experiments.side_by_side import descend, normal_stack, read, stack
from helpers.nn.variants.greff import GreffCell

SEEDS = (0,)
SETTINGS = {
    "variants": ["V", "NIG", "NFG", "NOG", "NIAF", "NOAF", "NP", "CIFG", "FGR"],
    "networks": 5,
    "T": 30,
    "H": 16,
    "B": 32,
    "rate": 0.01,
    "steps": 500,
    "every": 50,
}
TEST_ROWS, TEST_SEED = 500, 12345


def run(seed, *, variants, **settings):
    """Train `networks` networks of each variant: {variant: errors (tests, networks)}."""
    return {variant: train_variant(variant, seed, **settings) for variant in variants}


def train_variant(variant, seed, *, networks, T, H, B, rate, steps, every):
    """Train networks side by side on fresh sequences, each on its own.

    Returns their mean squared errors on one test set after every `every` updates, from 0 on.
    """
    cells = [
        GreffCell(2, H, np.random.default_rng([seed, k]), variant=variant) for k in range(networks)
    ]
    p = stack(cells)
    W_y = normal_stack([[seed, k, 1] for k in range(networks)], H, 1, H**-0.5)
    b_y = torch.zeros(networks, 1, 1, requires_grad=True)
    weights = [*p, W_y, b_y]
    optimizer, rng = torch.optim.Adam(weights, rate), np.random.default_rng([seed, 2])
    test = [
        part.expand(-1, networks, *part.shape[2:]) for part in _draw(TEST_SEED, T, 1, TEST_ROWS)
    ]

    def errors(batch):
        xs, targets = batch
        answers = read(cells[0], p, xs)[-1] @ W_y + b_y
        return ((answers[..., 0] - targets[0]) ** 2).mean(dim=1)

    found = []
    for step in range(steps + 1):
        if step % every == 0:
            with torch.no_grad():
                found.append([round(float(error), 5) for error in errors(test)])
        if step < steps:
            descend(optimizer, errors(_draw(rng, T, networks, B)), weights)
    return found


def _draw(rng, T, S, B):
    """Draw B sequences for each of S networks. Shapes: -> xs (T, S, B, 2), targets (1, S, B)."""
    xs, targets = adding_problem(T, *draw_adding(np.random.default_rng(rng), T, S * B))
    xs, targets = (torch.tensor(part, dtype=torch.float32) for part in (xs, targets))
    return xs.reshape(T, S, B, 2), targets.reshape(1, S, B)
