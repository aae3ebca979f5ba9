"""Answers to sgd_step that its record did not foresee."""

import numpy as np

from helpers.scratch.cells import RNNParams
from tests.checks.answers import wrong
from tests.checks.answers.m01_unrolling import clipping


def descent(p, dp, lr):
    if isinstance(p, np.ndarray):
        return p - dp * lr
    return p._make(map(lambda w, g: descent(w, g, lr), p, dp))


def flat_fields_only(p, dp, lr):
    return type(p)(*(w - lr * g for w, g in zip(p, dp, strict=True)))


def cell_by_cell(p, dp, lr):
    new = {}
    for name in p._fields:
        w, g = getattr(p, name), getattr(dp, name)
        new[name] = cell_by_cell(w, g, lr) if isinstance(w, RNNParams) else w - lr * g
    return type(p)(**new)


def clipped_at(bound):
    def sgd_step(p, dp, lr):
        if isinstance(p, np.ndarray):
            return p - lr * np.clip(dp, -bound, bound)
        return type(p)(*(sgd_step(w, g, lr) for w, g in zip(p, dp, strict=True)))

    return sgd_step


def names_given_new_values(p, dp, lr):
    for w, d in zip(p, dp, strict=True):
        w = w - lr * d
    return p


def fields_set(p, dp, lr):
    p.W_x = p.W_x - lr * dp.W_x
    p.W_h = p.W_h - lr * dp.W_h
    p.b = p.b - lr * dp.b
    return p


RIGHT = (descent, cell_by_cell, clipped_at(np.inf))
WRONG = (
    wrong(lambda p, dp, lr: p._replace(W_h=p.W_h - lr * dp.W_h), "p_new.W_x[", slip=False),
    wrong(
        lambda p, dp, lr: RNNParams(p.W_x - lr * dp.W_x, p.W_h - 2 * lr * dp.W_h, p.b),
        "p_new.W_h[",
        slip=False,
    ),
    wrong(lambda p, dp, lr: RNNParams(*(w - lr for w in p)), "p_new.W_x[", slip=False),
    wrong(lambda p, dp, lr: dict(p._asdict()), "a dict of 3, expected an RNNParams", slip=False),
    wrong(lambda p, dp: p, "def sgd_step(p, dp, lr):", slip=False),
    wrong(names_given_new_values, "p_new.W_x["),
    wrong(fields_set, "How is a new one made from new values?"),
    wrong(lambda p, dp, lr: p - lr * dp, "A tuple or list is used as a number"),
    wrong(lambda p, dp, lr: p - RNNParams(*(lr * d for d in dp)), "On which of its items"),
    wrong(flat_fields_only, "A tuple or list is used as a number"),
    *clipping.rows(clipped_at),
)
