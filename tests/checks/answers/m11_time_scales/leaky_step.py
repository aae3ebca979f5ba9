"""Answers to leaky_step that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.ops import sigmoid
from tests.checks.answers import wrong


def shares_exchanged(p, x, h):
    a = sigmoid(p.a_alpha)
    return a * h + (1 - a) * np.tanh(x @ p.W_x + h @ p.W_h + p.b)


def without_sigmoid(p, x, h):
    a = p.a_alpha
    return (1 - a) * h + a * np.tanh(x @ p.W_x + h @ p.W_h + p.b)


def without_recurrence(p, x, h):
    a = sigmoid(p.a_alpha)
    return (1 - a) * h + a * np.tanh(x @ p.W_x + p.b)


def without_tanh(p, x, h):
    a = sigmoid(p.a_alpha)
    return (1 - a) * h + a * (x @ p.W_x + h @ p.W_h + p.b)


def tanh_of_all(p, x, h):
    a = sigmoid(p.a_alpha)
    return np.tanh((1 - a) * h + a * (x @ p.W_x + h @ p.W_h + p.b))


def without_bias(p, x, h):
    a = sigmoid(p.a_alpha)
    return (1 - a) * h + a * np.tanh(x @ p.W_x + h @ p.W_h)


def state_added_whole(p, x, h):
    return h + sigmoid(p.a_alpha) * np.tanh(x @ p.W_x + h @ p.W_h + p.b)


def transposed(p, x, h):
    a = sigmoid(p.a_alpha)
    return (1 - a) * h + a * np.tanh(x @ p.W_x + h @ p.W_h.T + p.b)


def shares_exchanged_without_bias(p, x, h):
    a = sigmoid(p.a_alpha)
    return a * h + (1 - a) * np.tanh(x @ p.W_x + h @ p.W_h)


def one_rate_for_all(p, x, h):
    a = sigmoid(p.a_alpha).mean()
    return (1 - a) * h + a * np.tanh(x @ p.W_x + h @ p.W_h + p.b)


def without_sigmoid_and_exchanged(p, x, h):
    a = p.a_alpha
    return a * h + (1 - a) * np.tanh(x @ p.W_x + h @ p.W_h + p.b)


def tanh_of_all_without_sigmoid(p, x, h):
    a = p.a_alpha
    return np.tanh((1 - a) * h + a * (x @ p.W_x + h @ p.W_h + p.b))


WRONG = (
    wrong(tanh_of_all_without_sigmoid, "tanh was taken of the weighted mean, and a_alpha used"),
    wrong(shares_exchanged, "The shares are exchanged"),
    wrong(without_sigmoid, "a_alpha was used as it is"),
    wrong(without_recurrence, "The old state is missing from g. Which two products go into tanh"),
    wrong(without_tanh, "tanh is missing"),
    wrong(tanh_of_all, "tanh was taken of the weighted mean"),
    wrong(without_bias, "The bias is missing"),
    wrong(state_added_whole, "The old state came along whole"),
    wrong(transposed, "W_h was transposed"),
    wrong(shares_exchanged_without_bias, "The shares are exchanged"),
    wrong(one_rate_for_all, "The mean of the rates serves for all units"),
    wrong(without_sigmoid_and_exchanged, "a_alpha was used as it is, and the shares are exchanged"),
)
EDGES = {
    "one row": lambda cases: any(len(x) == 1 for _, x, _ in cases),
    "one unit": lambda cases: any(h.shape[1] == 1 for *_, h in cases),
    "B, D and H different, first": lambda cases: (
        len({*cases[0][1].shape, cases[0][2].shape[1]}) == 3
    ),
    "all sizes alike": lambda cases: any(x.shape == h.shape and len(x) == 4 for _, x, h in cases),
    "rates of each unit": lambda cases: np.ptp(cases[0][0].a_alpha) > 0.3,
}
