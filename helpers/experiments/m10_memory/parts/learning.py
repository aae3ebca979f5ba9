"""One training loop for the networks of module 10, and how often they answer right."""

import time

import torch
from torch import nn

__all__ = ["count_weights", "fit", "right"]


def count_weights(model):
    """Return how many numbers a model learns."""
    return sum(weight.numel() for weight in model.parameters())


def fit(
    model, loss, judge, *, rate, steps, every, warm=1, fall=False, clip=1.0, stop=None, bar=None
):
    """Train by Adam, gradients clipped.

    loss: loss(step) -> scalar tensor.   judge: () -> number or list, asked every so many steps.
    warm: the rate rises in a line over so many steps; fall: it then falls to 0 in a line.
    stop: stop(judged) -> bool, asked after each judge.   bar: wraps the range of steps, as tqdm.
    Returns rows [steps, CPU seconds of training alone, judged], the first before any step.
    """
    torch.set_num_threads(1)
    weights = list(model.parameters())
    update = torch.optim.Adam(weights, rate)
    rows, seconds = [[0, 0.0, judge()]], 0.0
    for step in range(steps) if bar is None else bar(range(steps)):
        begun = time.process_time()
        factor = min(1.0, (step + 1) / warm) * (1 - step / steps if fall else 1.0)
        update.param_groups[0]["lr"] = rate * factor
        value = loss(step)
        model.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(weights, clip)
        update.step()
        seconds += time.process_time() - begun
        if (step + 1) % every == 0:
            rows.append([step + 1, round(seconds, 2), judge()])
            if stop is not None and stop(rows[-1][2]):
                break
    return rows


@torch.no_grad()
def right(model, asked):
    """Return the share of questions that a language model answers right.   asked: an Asked."""
    likeliest = model(torch.from_numpy(asked.ids))[0].argmax(dim=-1).numpy()
    return round(float((likeliest == asked.targets)[asked.mask].mean()), 4)
