"""A network without inputs has to fire at every F-th step: with peepholes and without."""

import numpy as np
import torch
from torch import nn

from helpers.experiments.side_by_side import descend, normal_stack, read, stack
from helpers.nn.variants.greff import GreffCell

SEEDS = (0,)
SETTINGS = {
    "variants": ["NP", "V"],
    "networks": 20,
    "F": 10,
    "periods": 5,
    "tested": 20,
    "H": [2, 4],
    "rate": 0.01,
    "steps": 3000,
}


def run(seed, *, variants, H, **settings):
    """Train networks of each size: {variant: {H: {"solved": [...], "losses": [...]}}}."""
    return {
        variant: {str(n): train_spikes(variant, n, seed, **settings) for n in H}
        for variant in variants
    }


def train_spikes(variant, H, seed, *, networks, F, periods, tested, rate, steps):
    """Train networks side by side to fire at steps F, 2F, ..., and let them run on by themselves.

    A start signal at step 1 is the only input. The readout is logistic, and a network fires where
    it is above 1/2. "solved": whether each fires at the right steps and at no other, in `tested`
    periods. "losses": cross-entropy of the training sequence at the end, in nats a step.
    Source: Gers & Schmidhuber (2000), their task GTS. Differs: whole-sequence gradients, Adam.
    """
    cells = [
        GreffCell(1, H, np.random.default_rng([seed, k]), variant=variant) for k in range(networks)
    ]
    p = stack(cells)
    W_y = normal_stack([[seed, k, 1] for k in range(networks)], H, 1, H**-0.5)
    b_y = torch.full((networks, 1, 1), -3.0, requires_grad=True)
    weights = [*p, W_y, b_y]
    optimizer = torch.optim.Adam(weights, rate)

    def logits(T):
        xs = torch.zeros(T, networks, 1, 1)
        xs[0] = 1.0
        return (read(cells[0], p, xs) @ W_y + b_y)[:, :, 0, 0]

    target = spikes(F, periods)[:, None].expand(-1, networks)
    for _ in range(steps):
        losses = nn.functional.binary_cross_entropy_with_logits(
            logits(F * periods), target, reduction="none"
        ).mean(dim=0)
        descend(optimizer, losses, weights)
    with torch.no_grad():
        right = (logits(F * tested) > 0) == spikes(F, tested)[:, None].bool()
    return {
        "solved": right.all(dim=0).tolist(),
        "losses": [round(float(loss), 5) for loss in losses.detach()],
    }


def spikes(F, periods):
    """Return what is asked for: 1 at each F-th step, else 0. Shapes: -> (F periods,)."""
    target = torch.zeros(F * periods)
    target[F - 1 :: F] = 1.0
    return target
