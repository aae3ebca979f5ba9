"""Answers to clockwork_step that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def step(p, x, h, periods, t, feeds=None, first=0):
    feeds = periods[:, None] >= periods if feeds is None else feeds
    h_new = np.tanh(x @ p.W_x + h @ (p.W_h * feeds) + p.b)
    return np.where((t + first) % periods, h, h_new)


def right(p, x, h, periods, t):
    return step(p, x, h, periods, t)


def fast_feeds_slow_from_one(p, x, h, periods, t):
    return step(p, x, h, periods, t, periods[:, None] <= periods, 1)


def mask_alone(p, x, h, periods, t):
    return t % periods == 0


def multiples_alone(p, x, h, periods, t):
    return step(p, x, h, periods, t, periods[:, None] % periods == 0)


RIGHT = (right,)
WRONG = (
    wrong(multiples_alone, "h_next["),
    wrong(fast_feeds_slow_from_one, "h_next["),
    wrong(mask_alone, "h_next"),
    wrong(lambda p, x, h, periods, t: h, "h_next is equal to the argument h"),
)
EDGES = {
    "t = 0": lambda cases: any(t == 0 for *_, t in cases),
    "no unit runs": lambda cases: any((t % periods > 0).all() for *_, periods, t in cases),
    "periods not sorted": lambda cases: any(
        np.diff(periods).min() < 0 and np.diff(periods).max() > 0 for *_, periods, _ in cases
    ),
    "two units of one period": lambda cases: any(
        len(set(periods.tolist())) < len(periods) for *_, periods, _ in cases
    ),
}
