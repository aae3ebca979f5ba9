"""Answers to init_matrix that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def exchanged_without_root(draws, scheme):
    n, m = draws.shape
    if scheme == "he":
        return draws * 2 / (n + m)
    if scheme == "glorot":
        return draws * 2 / n
    return np.eye(n)


def divided(draws, scheme):
    n, m = draws.shape
    if scheme == "glorot":
        return draws / np.sqrt(2 / (n + m))
    if scheme == "he":
        return draws / np.sqrt(2 / n)
    return np.eye(n)


WRONG = (
    wrong(exchanged_without_root, "glorot and he are swapped."),
    wrong(divided, "The draws were divided by the sd."),
)
EDGES = {
    "not square": lambda cases: any(len(set(draws.shape)) == 2 for draws, _ in cases),
    "one entry": lambda cases: any(draws.size == 1 for draws, _ in cases),
}
