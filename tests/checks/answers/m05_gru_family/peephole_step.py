"""Answers to peephole_step that its record did not foresee."""

import numpy as np

from helpers.scratch.ops import sigmoid
from tests.checks.answers import wrong


def step(p, x, h, c, seen=lambda c, c_next: (c, c, c_next), out=np.tanh):
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=1)
    of_i, of_f, _ = seen(c, c)
    c_next = sigmoid(a_f + p.p_f * of_f) * c + sigmoid(a_i + p.p_i * of_i) * np.tanh(a_g)
    return sigmoid(a_o + p.p_o * seen(c, c_next)[2]) * out(c_next), c_next


def right(p, x, h, c):
    return step(p, x, h, c)


def o_sees_old_c_and_no_tanh(p, x, h, c):
    return step(p, x, h, c, lambda c, c_next: (c, c, c), lambda c_next: c_next)


RIGHT = (right, lambda p, x, h, c: list(step(p, x, h, c)))
WRONG = (
    wrong(o_sees_old_c_and_no_tanh, "h_next[", "c_next is right"),
    wrong(lambda p, x, h, c: step(p, x, h, c)[::-1], "exchanged"),
    wrong(lambda p, x, h, c: (*step(p, x, h, c), None), "a tuple of 3, expected a tuple of 2"),
)
EDGES = {
    "a memory outside [-1, 1]": lambda cases: any((np.abs(c) > 1).any() for *_, c in cases),
    "one unit": lambda cases: any(c.shape[1] == 1 for *_, c in cases),
}
