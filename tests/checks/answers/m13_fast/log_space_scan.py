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


def by_reduce(log_a, log_b):
    """Sum the exponents of each step anew."""
    A = np.cumsum(log_a, axis=0)
    return np.stack(
        [np.exp(np.logaddexp.reduce(A[t] - A[: t + 1] + log_b[: t + 1])) for t in range(len(A))]
    )


def from_the_maximum(log_a, log_b):
    """Take each step's own largest exponent out, and put -inf aside."""
    A, hs = np.cumsum(log_a, axis=0), []
    for t in range(len(A)):
        x = A[t] - A[: t + 1] + log_b[: t + 1]
        m = np.maximum(x.max(axis=0), -700.0)
        hs.append(np.exp(m) * np.exp(x - m).sum(axis=0))
    return np.array(hs)


def one_sum_for_all_steps(log_a, log_b):
    A = np.cumsum(log_a, axis=0)
    return np.exp(A + np.logaddexp.reduce(log_b - A, axis=0))


def loop_from_zero_in_logs(log_a, log_b):
    """Begin with ln h = 0, which is h = 1."""
    h, hs = np.zeros(log_a.shape[1:]), []
    for a, b in zip(log_a, log_b, strict=True):
        h = np.logaddexp(a + h, b)
        hs.append(np.exp(h))
    return np.array(hs)


def input_before_decay(log_a, log_b):
    h, hs = np.full(log_a.shape[1:], -np.inf), []
    for a, b in zip(log_a, log_b, strict=True):
        h = a + np.logaddexp(h, b)
        hs.append(np.exp(h))
    return np.array(hs)


def no_input_is_zero_in_logs(log_a, log_b):
    log_b = np.where(np.isinf(log_b), 0, log_b)
    A = np.cumsum(log_a, axis=0)
    return np.exp(A + np.logaddexp.accumulate(log_b - A, axis=0))


def sums_of_a_in_logs(log_a, log_b):
    A = np.logaddexp.accumulate(log_a, axis=0)
    return np.exp(A + np.logaddexp.accumulate(log_b - A, axis=0))


def two_zero_in_logs_and_kept(log_a, log_b):
    h, hs = np.zeros(log_a.shape[1:]), []
    for a, b in zip(log_a, log_b, strict=True):
        h = np.logaddexp(a + h, b)
        hs.append(h)
    return np.array(hs)


RIGHT = (by_reduce, from_the_maximum)
EDGES = {
    "one step, one row, one unit": lambda cases: all(
        any(log_a.shape[axis] == 1 for log_a, _ in cases) for axis in range(3)
    ),
    "exponents above 1,000": lambda cases: any(
        (log_b - np.cumsum(log_a, axis=0)).max() > 1000 for log_a, log_b in cases
    ),
    "inputs of 0 at first, and everywhere": lambda cases: (
        any((np.isneginf(b[0]) & np.isfinite(b[-1])).any() for _, b in cases)
        and any(np.isneginf(b).all(axis=0).any() for _, b in cases)
    ),
    "growth beyond e^10000": lambda cases: any(
        np.cumsum(log_a, axis=0).max() > 10_000 for log_a, _ in cases
    ),
}


WRONG = (
    wrong(not_lowered, "log_b was summed as it is"),
    wrong(not_raised, "A_t is missing after the sum"),
    wrong(own_a_left_out, "A_t stops at the step before t, so an input is multiplied by its"),
    wrong(in_logarithms, "These are the logarithms of the states"),
    wrong(both_summed, "The log_b were added up, which multiplies the inputs with one"),
    wrong(plain_sum, "The sum ran over plain numbers, which overflow beyond e^709"),
    wrong(log_of_plain_sum, "A logarithm was taken of a plain sum, which overflows beyond e^709"),
    wrong(one_maximum, "The largest exponent of all steps was taken out"),
    wrong(maximum_of_everything, "The largest exponent of the whole array was taken out"),
    wrong(sign_of_A, "A has the wrong sign in both places"),
    wrong(added_twice, "A was added to log_b"),
    wrong(cumsum_of_all, "A runs on through rows and units, as a cumsum does without an axis"),
    wrong(over_the_batch, "The scan ran over the rows of the batch"),
    wrong(over_the_units, "The scan ran over the units"),
    wrong(from_one, "The states start from 1"),
    wrong(inputs_one_step_late, "h_t lacks its own input"),
    wrong(own_log_add, "-inf was taken from -inf, where two inputs are 0"),
    wrong(nan_filled, "A large negative number stands for -inf, and is not small enough"),
    wrong(clipped, "The exponents were cut at 700, so what is above it counts for less"),
    wrong(a_little_added, "Each term had another maximum taken out than the rest of its sum"),
    wrong(running_maximum, "Each term had another maximum taken out than the rest of its sum"),
    wrong(largest_alone, "Only the largest term of each sum is there"),
    wrong(two_own_a_and_in_logarithms, "These are logarithms, and A_t stops at the step before t"),
    wrong(two_not_lowered_and_in_logarithms, "These are logarithms, and log_b was summed as it is"),
    wrong(
        two_own_a_and_not_lowered, "A_t stops at the step before t, and log_b was summed as it is"
    ),
    wrong(last_state, "Only the last state came back"),
    wrong(not_logarithms, "log_a and log_b were taken for a and b themselves"),
    wrong(one_sum_for_all_steps, "The sum runs over all steps, the later ones too"),
    wrong(loop_from_zero_in_logs, "The states start from 1"),
    wrong(input_before_decay, "An input is multiplied by the a of its own step as well"),
    wrong(no_input_is_zero_in_logs, "An input of 0 came in as 1"),
    wrong(sums_of_a_in_logs, "A_t is the logarithm of a sum of the a"),
    wrong(two_zero_in_logs_and_kept, "These are logarithms, and of states that start from 1"),
)
