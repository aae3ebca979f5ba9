"""First attempts at effective_depth, written before its record, and other answers to it."""

import numpy as np

from tests.checks.answers import wrong


def by_moves(T, L):
    return (T - 1) + (L - 1) + 1


def as_numpy_integer(T, L):
    return np.int64(T) + L - 1


RIGHT = (by_moves, as_numpy_integer)
WRONG = (
    wrong(lambda T, L: T * L, "This is T times L, all the states of the grid"),
    wrong(lambda T, L: T + L, "This is T + L. One state"),
    wrong(lambda T, L: T + L - 2, "This is T + L - 2, the number of moves"),
    wrong(lambda T, L: max(T, L), "This is the larger of T and L"),
    wrong(lambda T, L: (T - 1) * (L - 1) + 1, "This is (T - 1) (L - 1) + 1"),
    wrong(lambda T, L: L * (T + 1) - 1, "count is 7, expected 4"),
    wrong(lambda T, L: (T + L) / 2, "Integers are expected"),
    wrong(lambda T, L: print(T + L - 1), "The number was printed, not returned"),
    wrong(lambda T, L: T - 1 + L * T, "count is 8, expected 4"),
)
EDGES = {
    "one step": lambda cases: any(T == 1 for T, _ in cases),
    "one layer": lambda cases: any(L == 1 for _, L in cases),
    "more layers than steps": lambda cases: any(L > T for T, L in cases),
    "a long sequence": lambda cases: any(T >= 20 for T, _ in cases),
}
