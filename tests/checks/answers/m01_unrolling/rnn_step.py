"""Answers to rnn_step that its record did not foresee."""

import numpy as np

from helpers.scratch.cells import RNNCache, rnn_step
from tests.checks.answers import wrong


def step_with(term):
    """Make an rnn_step from its sum."""

    def rnn_step(p, x, h):
        h_next = np.tanh(term(p, x, h))
        return h_next, RNNCache(x, h, h_next)

    return rnn_step


def packed_by(pack):
    """Make an rnn_step that is right but for what it returns."""

    def rnn_step(p, x, h):
        return pack(x, h, np.tanh(x @ p.W_x + h @ p.W_h + p.b))

    return rnn_step


def positive_part(p, x, h):
    h_next = np.maximum(np.tanh(x @ p.W_x + h @ p.W_h + p.b), 0.0)
    return h_next, RNNCache(x, h, h_next)


def step_in_place(p, x, h):
    a = h @ p.W_h
    a += x @ p.W_x
    a += p.b
    return np.tanh(a, out=a), RNNCache(x, h, a)


def step_by_row(p, x, h):
    rows = [np.tanh(p.W_x.T @ x_n + p.W_h.T @ h_n + p.b) for x_n, h_n in zip(x, h, strict=True)]
    return np.array(rows), RNNCache(x, h, np.array(rows))


def has_both_signs(cases):
    h_next, _ = rnn_step(*cases[0])
    return h_next.min() < -0.1 and h_next.max() > 0.1


RIGHT = (step_in_place, step_by_row)
WRONG = (
    wrong(
        step_with(lambda p, x, h: x @ p.W_x + h @ p.W_h + 2 * p.b),
        "p.b is counted twice in h_next",
        slip=False,
    ),
    wrong(
        step_with(lambda p, x, h: 2 * x @ p.W_x + h @ p.W_h + p.b),
        "p.W_x is counted twice in h_next",
        slip=False,
    ),
    wrong(
        step_with(lambda p, x, h: x @ p.W_x + h[::-1] @ p.W_h + p.b),
        "h_next is what h in reverse order would produce",
        slip=False,
    ),
    wrong(
        step_with(lambda p, x, h: x @ p.W_x + h @ p.W_h - p.b), "p.b has the wrong sign", slip=False
    ),
    wrong(packed_by(lambda x, h, h_next: h_next), "tuple of 2: h_next, cache", slip=False),
    wrong(
        packed_by(lambda x, h, h_next: (h_next, (x, h, h_next))),
        "cache is a tuple of 3, expected an RNNCache",
        slip=False,
    ),
    wrong(
        packed_by(lambda x, h, h_next: (h_next, RNNCache(h, x, h_next))),
        "cache.x has shape (2, 4), expected (B=2, D=3)",
        slip=False,
    ),
    wrong(
        packed_by(lambda x, h, h_next: (RNNCache(x, h, h_next), h_next)),
        "The order is h_next, cache",
    ),
    wrong(
        packed_by(lambda x, h, h_next: (h_next, RNNCache(x, h_next, h))),
        "h and h_next are swapped",
    ),
    wrong(positive_part, "of 8 entries differ", unsaid=("all 8",), seeds=(*range(8),)),
)
EDGES = {"the state of the first case has both signs": has_both_signs}
