"""Answers to log_space_scan that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def not_lowered(log_a, log_b):
    A = np.cumsum(log_a, axis=0)
    return np.exp(A + np.logaddexp.accumulate(log_b, axis=0))


def not_raised(log_a, log_b):
    A = np.cumsum(log_a, axis=0)
    return np.exp(np.logaddexp.accumulate(log_b - A, axis=0))


def own_a_left_out(log_a, log_b):
    """Sum log_a up to the step before."""
    A = np.cumsum(log_a, axis=0) - log_a
    return np.exp(A + np.logaddexp.accumulate(log_b - A, axis=0))


def in_logarithms(log_a, log_b):
    A = np.cumsum(log_a, axis=0)
    return A + np.logaddexp.accumulate(log_b - A, axis=0)


def both_summed(log_a, log_b):
    return np.exp(np.cumsum(log_a, axis=0) + np.cumsum(log_b, axis=0))


def plain_sum(log_a, log_b):
    """Overflows in the middle."""
    A = np.cumsum(log_a, axis=0)
    return np.exp(A) * np.cumsum(np.exp(log_b - A), axis=0)


def log_of_plain_sum(log_a, log_b):
    A = np.cumsum(log_a, axis=0)
    return np.exp(A + np.log(np.cumsum(np.exp(log_b - A), axis=0)))


def one_maximum(log_a, log_b):
    """Take out the largest exponent of all steps: earlier states are lost beside it."""
    A = np.cumsum(log_a, axis=0)
    x = log_b - A
    m = x.max(axis=0)
    return np.exp(A + m + np.log(np.cumsum(np.exp(x - m), axis=0)))


def maximum_of_everything(log_a, log_b):
    A = np.cumsum(log_a, axis=0)
    x = log_b - A
    m = x.max()
    return np.exp(A + m + np.log(np.cumsum(np.exp(x - m), axis=0)))


def sign_of_A(log_a, log_b):
    A = np.cumsum(log_a, axis=0)
    return np.exp(np.logaddexp.accumulate(log_b + A, axis=0) - A)


def added_twice(log_a, log_b):
    A = np.cumsum(log_a, axis=0)
    return np.exp(A + np.logaddexp.accumulate(log_b + A, axis=0))


def cumsum_of_all(log_a, log_b):
    """Leave the axis out of cumsum."""
    A = np.cumsum(log_a).reshape(log_a.shape)
    return np.exp(A + np.logaddexp.accumulate(log_b - A, axis=0))


def over_the_batch(log_a, log_b):
    A = np.cumsum(log_a, axis=1)
    return np.exp(A + np.logaddexp.accumulate(log_b - A, axis=1))


def over_the_units(log_a, log_b):
    A = np.cumsum(log_a, axis=-1)
    return np.exp(A + np.logaddexp.accumulate(log_b - A, axis=-1))


def from_one(log_a, log_b):
    A = np.cumsum(log_a, axis=0)
    return np.exp(A) + np.exp(A + np.logaddexp.accumulate(log_b - A, axis=0))


def inputs_one_step_late(log_a, log_b):
    """Sum over s < t."""
    A = np.cumsum(log_a, axis=0)
    sums = np.logaddexp.accumulate(log_b - A, axis=0)
    sums = np.concatenate([np.full_like(sums[:1], -np.inf), sums[:-1]])
    return np.exp(A + sums)


def own_log_add(log_a, log_b):
    """max + log1p of the difference: inf - inf where both are 0."""
    h, hs = np.full(log_b.shape[1:], -np.inf), []
    for a, b in zip(log_a, log_b, strict=True):
        h = h + a
        m = np.maximum(h, b)
        h = m + np.log(np.exp(h - m) + np.exp(b - m))
        hs.append(np.exp(h))
    return np.array(hs)


def nan_filled(log_a, log_b):
    """A large negative number for -inf."""
    A = np.cumsum(log_a, axis=0)
    return np.exp(A + np.logaddexp.accumulate(np.maximum(log_b, -1e4) - A, axis=0))


def clipped(log_a, log_b):
    """Hold the exponents to what exp can bear."""
    A = np.cumsum(log_a, axis=0)
    return np.exp(A) * np.cumsum(np.exp(np.minimum(log_b - A, 700)), axis=0)


def a_little_added(log_a, log_b):
    A = np.cumsum(log_a, axis=0)
    x = log_b - A
    m = np.maximum.accumulate(x, axis=0)
    return np.exp(A + m + np.log(np.cumsum(np.exp(x - m), axis=0) + 1e-12))


def running_maximum(log_a, log_b):
    """Each exponent against the largest so far, which is another one in every term."""
    A = np.cumsum(log_a, axis=0)
    x = log_b - A
    m = np.maximum.accumulate(x, axis=0)
    return np.exp(A + m + np.log(np.cumsum(np.exp(x - m), axis=0)))


def largest_alone(log_a, log_b):
    A = np.cumsum(log_a, axis=0)
    return np.exp(A + np.maximum.accumulate(log_b - A, axis=0))


def two_own_a_and_in_logarithms(log_a, log_b):
    A = np.cumsum(log_a, axis=0) - log_a
    return A + np.logaddexp.accumulate(log_b - A, axis=0)


def two_not_lowered_and_in_logarithms(log_a, log_b):
    A = np.cumsum(log_a, axis=0)
    return A + np.logaddexp.accumulate(log_b, axis=0)


def two_own_a_and_not_lowered(log_a, log_b):
    A = np.cumsum(log_a, axis=0) - log_a
    return np.exp(A + np.logaddexp.accumulate(log_b, axis=0))


def last_state(log_a, log_b):
    A = np.cumsum(log_a, axis=0)
    return np.exp(A + np.logaddexp.accumulate(log_b - A, axis=0))[-1]


def not_logarithms(log_a, log_b):
    """Take the arguments for a and b themselves."""
    h, hs = np.zeros(log_a.shape[1:]), []
    for a, b in zip(log_a, np.where(np.isfinite(log_b), log_b, 0), strict=True):
        h = a * h + b
        hs.append(h)
    return np.array(hs)
