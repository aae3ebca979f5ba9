"""Answers to chunk_bounds that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def bounds(T, k):
    return [(s, min(s + k, T)) for s in range(0, T, k)]


def has_chunks(holds, length=lambda args: args[0]):
    """Make an edge: some case has these T and k."""
    return lambda cases: any(holds(length(args), args[-1]) for args in cases)


RIGHT = (
    lambda T, k: list(map(list, bounds(T, k))),
    lambda T, k: [(np.int64(s), e) for s, e in bounds(T, k)],
)
WRONG = (
    wrong(lambda T, k: (pair for pair in bounds(T, k)), "a generator", slip=False),
    wrong(lambda T, k: bounds(T, k)[1:], "a list of 2", slip=False),
    wrong(lambda T, k: [(0, T)], "a list of 1, expected a list of 3", slip=False),
    wrong(lambda T, k: [(s, e + 0.5) for s, e in bounds(T, k)], "bounds[0][1]", slip=False),
    wrong(lambda T, k: [(e, s) for s, e in bounds(T, k)], "bounds[0][0] is 3", slip=False),
    wrong(lambda T, k: bounds(T, k)[::-1], "bounds[0][0] is 6", slip=True),
    wrong(
        lambda T, k: list(range(0, T, k)), "bounds[0] is", "which values belong in it?", slip=False
    ),
    wrong(
        lambda T, k: np.array(bounds(T, k)), "a list of 3 is expected: what is each of its items?"
    ),
)
EDGES = {
    "chunks of one step": has_chunks(lambda T, k: k == 1 < T),
    "a chunk longer than the text": has_chunks(lambda T, k: k > T),
    "a single chunk": has_chunks(lambda T, k: k == T),
    "a short last chunk": has_chunks(lambda T, k: 1 < k < T and T % k > 0),
    "equal chunks": has_chunks(lambda T, k: 1 < k < T and T % k == 0),
}
