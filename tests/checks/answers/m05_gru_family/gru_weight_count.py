"""Answers to gru_weight_count that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def as_a_sum(D, H):
    return D * 3 * H + H * 3 * H, 3 * H + 3 * H


def as_numpy_integers(D, H):
    return np.int64(3 * H * (D + H)), np.int64(6 * H)


RIGHT = (
    lambda D, H: np.array([3 * H * (D + H), 6 * H]),
    as_a_sum,
    as_numpy_integers,
    lambda D, H: [3 * H * (D + H), 6 * H],
)
WRONG = (
    wrong(lambda D, H: (6 * H, 3 * H * (D + H)), "weights is 18"),
    wrong(lambda D, H: (3 * H * D + H, 6 * H), "weights is 48, expected 72"),
    wrong(lambda D, H: (4 * H * (D + H), 6 * H), "four blocks", slip=True),
    wrong(lambda D, H: (18, 12), "weights is 18", "weights is 18."),
    wrong(lambda D, H: (3 * H * D + H * H, 3 * H), "weights is 3 D H + H^2."),
    wrong(lambda D, H: (3 * H * D + H * H, 6 * H), "W_h is counted with H columns"),
    wrong(
        lambda D, H: (3 * H * (D + H), 4 * H),
        "biases is 12, expected 18.",
        "biases is 4 H. Which term counts which of b_x (3H,) and b_h (3H,)",
    ),
)
EDGES = {
    "more inputs than units, and fewer": lambda cases: {d > h for d, h in cases} == {True, False}
}
