"""Answers to one_hot that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def rows_of_ones(ids, V):
    r = np.zeros((len(ids), V))
    r[ids] = 1
    return r


def no_return(ids, V):
    r = np.zeros((len(ids), V))
    r[np.arange(len(ids)), ids] = 1


def no_return_and_the_stub_left(ids, V):
    r = np.zeros((len(ids), V))
    r[np.arange(len(ids)), ids] = 1
    raise NotImplementedError()


RIGHT = (
    lambda ids, V: np.array([np.arange(V) == i for i in ids]) * 1.0,
    lambda ids, V: np.stack([np.eye(V)[i] for i in ids]),
    lambda ids, V: [np.eye(V)[ids]][0],
)
WRONG = (
    wrong(lambda ids, V: np.eye(V)[ids].tolist(), "list of 5", "array (N=5, V=6)"),
    wrong(lambda ids, V: np.eye(V + 1)[ids], "rows has shape (5, 7)", "(N=5, V=6)"),
    wrong(lambda ids, V: np.eye(V)[ids] == 1, "rows has dtype bool", "float64"),
    wrong(lambda ids, V: np.eye(V)[ids[::-1]], "rows[0, 1] is 1, expected 0"),
    wrong(lambda ids, V: 2 * np.eye(V)[ids], "rows[0, 2] is 2, expected 1"),
    wrong(lambda ids, V: np.eye(V)[ids] / V, "rows[0, 2] is", "expected 1"),
    wrong(lambda ids, V: np.eye(V)[np.minimum(ids + 1, V - 1)], "rows[", "entries differ"),
    wrong(lambda ids: np.eye(3)[ids], "def one_hot(ids, V):"),
    wrong(rows_of_ones, "Whole rows are filled with ones"),
    wrong(no_return, "end without a return?"),
    wrong(no_return_and_the_stub_left, "one_hot ends without a return"),
)
EDGES = {
    "one id": lambda cases: any(len(ids) == 1 for ids, _ in cases),
    "a vocabulary of one": lambda cases: any(V == 1 for _, V in cases),
    "last tokens that do not occur": lambda cases: any(ids.max() < V - 1 for ids, V in cases),
    "repeated ids": lambda cases: any(len(set(ids.tolist())) < len(ids) for ids, _ in cases),
}
