"""Answers to clip_by_norm that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def minimum_of_quotient(grads, threshold):
    n = np.sqrt(sum((g**2).sum() for g in grads))
    f = min(1, threshold / n)
    return [g * f for g in grads], n


def no_root(grads, threshold):
    n = sum((g**2).sum() for g in grads)
    if n > threshold:
        grads = [g / n for g in grads]
    return grads, n


def largest_entry_exchanged(grads, threshold):
    n = max(np.abs(g).max() for g in grads)
    f = 1 if n <= threshold else threshold / n
    return n, [g * f for g in grads]


def refuses_nan(grads, threshold):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if not np.isfinite(norm):
        raise ValueError("the gradient is not finite")
    return [g * min(1.0, threshold / max(norm, threshold)) for g in grads], norm


def nan_to_zero(grads, threshold):
    grads = [np.nan_to_num(g, posinf=0.0) for g in grads]
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    return [g * (threshold / norm if norm > threshold else 1.0) for g in grads], norm


def divides_by_a_zero_norm(grads, threshold):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    unit = [g / norm for g in grads]
    return [u * min(norm, threshold) for u in unit], norm


def refuses_what_is_not_finite(grads, threshold):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if not np.isfinite(norm):
        raise ValueError("broken")
    return [g * min(1.0, threshold / norm) if norm else g for g in grads], norm


WRONG = (
    wrong(refuses_what_is_not_finite, "This line is your own"),
    wrong(minimum_of_quotient, "At an infinite norm the factor is 0, and 0"),
    wrong(no_root, "The square root is missing:"),
    wrong(largest_entry_exchanged, "clipped and norm have each other's shape:"),
    wrong(refuses_nan, "raised ValueError: the gradient is not finite"),
    wrong(nan_to_zero, "NaN and infinity became 0"),
    wrong(divides_by_a_zero_norm, "is NaN"),
)
EDGES = {
    "a zero gradient": lambda cases: any(not any(g.any() for g in grads) for grads, _ in cases),
    "a NaN": lambda cases: any(any(np.isnan(g).any() for g in grads) for grads, _ in cases),
    "infinity": lambda cases: any(any(np.isinf(g).any() for g in grads) for grads, _ in cases),
}
