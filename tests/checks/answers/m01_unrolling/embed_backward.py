"""Answers to embed_backward that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong
from tests.checks.answers.m01_unrolling import clipping


def table(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    return dE


def without_the_last_step(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids[:-1], dxs[:-1])
    return dE


def steps_add_rows_do_not(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[2]))
    for t in range(ids.shape[0]):
        dE[ids[t]] += dxs[t]
    return dE


def rows_assigned(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[2]))
    dE[ids] = dxs
    return dE


def table_by_tensordot(ids, dxs, V):
    return np.tensordot(np.eye(V)[ids], dxs, axes=((0, 1), (0, 1)))


RIGHT = (
    table,
    table_by_tensordot,
    lambda ids, dxs, V: np.einsum("tbv,tbd->vd", np.eye(V)[ids], dxs),
)
WRONG = (
    wrong(without_the_last_step, "dE[0, 0] is", "4 of 10 entries differ", slip=False),
    wrong(steps_add_rows_do_not, "twice within one step"),
    wrong(rows_assigned, "with an array of ids as index, = and += write each row"),
    *clipping.rows(clipping.all_of(table)),
)
EDGES = {
    "ids that repeat": lambda cases: any(len(np.unique(ids)) < ids.size for ids, *_ in cases),
    "tokens that do not occur": lambda cases: any(len(np.unique(ids)) < V for ids, _, V in cases),
    "one id": lambda cases: any(ids.size == 1 for ids, *_ in cases),
    "a vocabulary of one": lambda cases: any(V == 1 for *_, V in cases),
}
