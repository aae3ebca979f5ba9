"""Answers to clip_by_value that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def large_without_sign(grads, limit):
    return [np.where(np.abs(g) > limit, limit, g) for g in grads]


def pair_and_upper_only(grads, limit):
    return [np.minimum(g, limit) for g in grads], limit


WRONG = (
    wrong(large_without_sign, "An entry below -limit became +limit."),
    wrong(pair_and_upper_only, "A pair came back, as from clip_by_norm, and"),
)
EDGES = {
    "a zero gradient": lambda cases: any(not any(g.any() for g in grads) for grads, _ in cases),
}
