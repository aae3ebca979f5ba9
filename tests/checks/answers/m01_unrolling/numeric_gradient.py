"""Answers to numeric_gradient that its record did not foresee."""

import numpy as np

from helpers.scratch.bptt import rnn_forward
from helpers.scratch.cells import RNNParams
from tests.checks.answers import wrong


def measured(p, xs, h0, dhs_direct, moves, leaves=None):
    """Return a gradient of sums over (move, factor), of all leaves or of those that are named."""
    gradient = RNNParams(*(np.zeros_like(weight) for weight in p))
    for name in leaves or p._fields:
        weight, entries = getattr(p, name), getattr(gradient, name)
        for at in np.ndindex(weight.shape):
            for move, factor in moves:
                changed = weight.copy()
                changed[at] += move
                hs, _ = rnn_forward(p._replace(**{name: changed}), xs, h0)
                entries[at] += factor * np.sum(hs * dhs_direct)
    return gradient


def two_points(eps):
    return (eps, 0.5 / eps), (-eps, -0.5 / eps)


def moved_in_place(p, xs, h0, dhs_direct, eps):
    """Right numbers, but the last entry of the given weights stays moved."""
    gradient = measured(p, xs, h0, dhs_direct, two_points(eps))
    p.b[-1] -= eps
    return gradient


def four_points(p, xs, h0, dhs_direct, eps):
    """A formula of fourth order: better than what was asked for, and not what was asked for."""
    outer = (2 * eps, -1 / (12 * eps)), (-2 * eps, 1 / (12 * eps))
    inner = (eps, 8 / (12 * eps)), (-eps, -8 / (12 * eps))
    return measured(p, xs, h0, dhs_direct, (*inner, *outer))


def matrices_alone(p, xs, h0, dhs_direct, eps):
    return measured(p, xs, h0, dhs_direct, two_points(eps), leaves=("W_x", "W_h"))


def by_fields(p, xs, h0, dhs_direct, eps):
    """Right: a function of the moved field alone, for each field."""
    parts = {}
    for name in p._fields:
        weight = getattr(p, name)
        part = np.empty(weight.size)
        for i in range(weight.size):
            step = np.zeros(weight.size)
            step[i] = eps
            step = step.reshape(weight.shape)
            up = rnn_forward(p._replace(**{name: weight + step}), xs, h0)[0]
            down = rnn_forward(p._replace(**{name: weight - step}), xs, h0)[0]
            part[i] = np.sum((up - down) * dhs_direct) / (2 * eps)
        parts[name] = part.reshape(weight.shape)
    return RNNParams(**parts)


def with_an_eps_of_its_own(p, xs, h0, dhs_direct, eps):
    return measured(p, xs, h0, dhs_direct, two_points(1e-5))


RIGHT = (by_fields,)
WRONG = (
    wrong(with_an_eps_of_its_own, "or an eps far smaller"),
    wrong(moved_in_place, "p.b"),
    wrong(four_points, "dp.W_x["),
    wrong(matrices_alone, "dp.b[", slip=False),
    wrong(lambda p, xs, h0, dhs_direct, eps: p, "dp.W_x[", slip=False),
)
