"""Answers to copy_memory_baseline that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def not_divided(T, K, S):
    return S * np.log(K)


def counted_twice(T, K, S):
    return 2 * S * np.log(K) / (T + 2 * S)


WRONG = (
    wrong(not_divided, "This is the sum over the sequence."),
    wrong(counted_twice, "The symbols are counted twice."),
)
EDGES = {
    "one kind": lambda cases: any(K == 1 for _, K, _ in cases),
}
