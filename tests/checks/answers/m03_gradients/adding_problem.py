"""Answers to adding_problem that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def rows_picked(T, u, positions):
    marks = np.zeros_like(u)
    marks[positions] = 1
    return np.stack([u, marks], axis=-1), u[positions].sum(axis=0)


def summed_over_the_batch(T, u, positions):
    B = u.shape[1]
    m = np.zeros((T, B))
    for r in range(B):
        m[positions[0, r], r] = 1
        m[positions[1, r], r] = 1
    return np.stack([u, m], axis=-1), (u * m).sum(axis=1)


def counted_from_one(T, u, positions):
    B = u.shape[1]
    m = np.zeros((T, B))
    m[positions - 1, np.arange(B)] = 1
    return np.stack([u, m], axis=-1), (u * m).sum(axis=0)


def batch_first_and_column(T, u, positions):
    B = u.shape[1]
    m = np.zeros((T, B))
    m[positions, np.arange(B)] = 1
    return np.stack([u, m], axis=-1).transpose(1, 0, 2), (u * m).sum(axis=0)[:, None]


WRONG = (
    wrong(rows_picked, "u[positions] picks whole rows of u, and"),
    wrong(summed_over_the_batch, "The marked numbers were added over the batch:"),
    wrong(counted_from_one, "The marks come one step early."),
    wrong(batch_first_and_column, "The batch comes first."),
)
EDGES = {
    "one row": lambda cases: any(u.shape[1] == 1 for _, u, _ in cases),
    "two steps": lambda cases: any(T == 2 for T, _, _ in cases),
}
