"""Answers to delay_forward that its record did not foresee."""

import numpy as np

from helpers.scratch import cells
from tests.checks.answers import wrong


def one_too_short(p, xs, h0s, d):
    past = list(h0s)
    cs = []
    for t, x in enumerate(xs):
        h, c = cells.rnn_step(p, x, past[t + 1] if t + 1 < len(past) else past[t])
        past.append(h)
        cs.append(c)
    return np.stack(past[d:]), cs


def zeros_and_no_caches(p, xs, h0s, d):
    hs = []
    for t, x in enumerate(xs):
        prev = hs[t - d] if t >= d else np.zeros_like(h0s[0])
        hs.append(np.tanh(x @ p.W_x + prev @ p.W_h + p.b))
    return np.array(hs), []


WRONG = (
    wrong(one_too_short, "Each step reads the state of d - 1 steps ago."),
    wrong(zeros_and_no_caches, "caches is empty here"),
)
EDGES = {
    "T = 1": lambda cases: any(len(xs) == 1 for _, xs, _, _ in cases),
    "d above T": lambda cases: any(d > len(xs) for _, xs, _, d in cases),
}
