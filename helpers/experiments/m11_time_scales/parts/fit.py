"""Training with Adam for a number of updates, with the seconds that they took."""

import time

import numpy as np
import torch
from torch import nn
from tqdm import tqdm


def fit(parameters, loss_of, test, *, steps, every, rate, enough=None, falling=False, bar=False):
    """Train, and test every few updates; stop before the end once a test is as low as `enough`.

    loss_of: a function of the number of updates done, returning a loss; test: one of nothing. The
    gradient is clipped at norm 1; a falling rate ends at a fiftieth of what it was.
    Returns [[updates, seconds of CPU spent on them, what test() returned], ...].
    """
    parameters = list(parameters)
    optimizer, rows, spent = torch.optim.Adam(parameters, rate), [], 0.0
    for step in tqdm(range(steps), disable=not bar, ncols=70, mininterval=1):
        start = time.process_time()
        for group in optimizer.param_groups:
            group["lr"] = rate * max(0.02, 1 - step / steps) if falling else rate
        optimizer.zero_grad()
        loss_of(step).backward()
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        spent += time.process_time() - start
        if (step + 1) % every == 0:
            with torch.no_grad():
                rows.append([step + 1, round(spent, 2), round(float(test()), 5)])
            if enough is not None and rows[-1][2] <= enough:
                break
    return rows


def count(model):
    """Count the weights of a module; a complex one is two."""
    return sum(p.numel() * (2 if p.is_complex() else 1) for p in model.parameters())


def drawn(rng, *shape, sd=None):
    """Draw a weight, of standard deviation 1 / sqrt(rows) unless sd says otherwise."""
    sd = 1 / np.sqrt(shape[0]) if sd is None else sd
    return nn.Parameter(torch.from_numpy(rng.normal(size=shape) * sd).float())
