"""Training with Adam for so many updates, or for so many seconds of CPU."""

import time

import torch
from torch import nn
from tqdm import tqdm


def fit(parameters, loss_of, test, *, rate, tests, updates=None, seconds=None, bar=None):
    """Train, and test evenly often; the rate falls in a line to a twentieth.

    loss_of: a function of the number of updates done, returning a loss; test: one of nothing.
    Either updates or seconds is given; seconds count the training alone. The gradient is clipped at
    norm 1. bar: a title for a bar of progress; none without one.
    Returns [[updates, seconds of CPU spent on them, what test() returned], ...].
    """
    parameters = list(parameters)
    optimizer, rows, spent, step = torch.optim.Adam(parameters, rate), [], 0.0, 0
    with tqdm(total=100, disable=bar is None, ncols=70, desc=bar, unit="%") as progress:
        while (done := step / updates if updates else spent / seconds) < 1:
            start = time.process_time()
            for group in optimizer.param_groups:
                group["lr"] = rate * max(0.05, 1 - done)
            optimizer.zero_grad()
            loss_of(step).backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            step, spent = step + 1, spent + time.process_time() - start
            done = step / updates if updates else spent / seconds
            progress.update(min(100, int(100 * done)) - progress.n)
            if done >= (len(rows) + 1) / tests:
                with torch.no_grad():
                    rows.append([step, round(spent, 2), round(float(test()), 5)])
    return rows


def count(model):
    """Count the weights of a module; a complex one is two."""
    return sum(p.numel() * (2 if p.is_complex() else 1) for p in model.parameters())
