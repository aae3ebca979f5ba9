"""Check of log_space_scan."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m13_scans import log_space_scan

SIZES = ((4, 2, 3), (5, 3, 2), (3, 3, 3), (6, 1, 2), (5, 2, 1), (1, 2, 3), (4, 2, 3))  # T, B, H


def log_space_scan_cases(seed):
    """Yield (log_a, log_b): as SIZES lists them, and what a detour by plain numbers does not bear.

    A decay to e^-2000, at which the exponents grow to 2,000; inputs of 0 at the start, in the
    middle and everywhere; growth by e^600 a step, where all inputs but the last are 0.
    """
    rng = np.random.default_rng(seed)
    for T, B, H in SIZES:
        yield drawn(rng, T, B, H)
    log_a, log_b = drawn(rng, 40, 2, 2)
    yield log_a - 50, log_b
    log_a, log_b = drawn(rng, 5, 3, 2)
    log_b[:2, 0], log_b[2, 1], log_b[:, 2] = -np.inf, -np.inf, -np.inf
    yield log_a, log_b
    log_a, log_b = drawn(rng, 20, 2, 2)
    log_b[:, 0], log_b[:-1, 1] = -np.inf, -np.inf
    yield log_a + 600, log_b


def drawn(rng, T, B, H):
    return np.log(rng.uniform(0.3, 0.95, (T, B, H))), rng.normal(size=(T, B, H))


def lowered(log_b, A):
    """Return the running sums of exp(log_b - A), in logarithms."""
    return np.logaddexp.accumulate(log_b - A, axis=0)


def sums(log_a):
    return np.cumsum(log_a, axis=0)


def log_scan_not_lowered(log_a, log_b):
    return np.exp(sums(log_a) + np.logaddexp.accumulate(log_b, axis=0))


def log_scan_not_raised(log_a, log_b):
    return np.exp(lowered(log_b, sums(log_a)))


def log_scan_before(log_a, log_b):
    """Sum log_a up to the step before."""
    A = sums(log_a) - log_a
    return np.exp(A + lowered(log_b, A))


def log_scan_lowered_by_before(log_a, log_b):
    A = sums(log_a)
    return np.exp(A + lowered(log_b, A - log_a))


def log_scan_raised_by_before(log_a, log_b):
    A = sums(log_a)
    return np.exp(A - log_a + lowered(log_b, A))


def log_scan_kept(log_a, log_b):
    A = sums(log_a)
    return A + lowered(log_b, A)


def log_scan_kept_before(log_a, log_b):
    A = sums(log_a) - log_a
    return A + lowered(log_b, A)


def log_scan_kept_not_lowered(log_a, log_b):
    return sums(log_a) + np.logaddexp.accumulate(log_b, axis=0)


def log_scan_before_not_lowered(log_a, log_b):
    return np.exp(sums(log_a) - log_a + np.logaddexp.accumulate(log_b, axis=0))


def log_scan_both_summed(log_a, log_b):
    return np.exp(sums(log_a) + sums(log_b))


def log_scan_sum_of_logs(log_a, log_b):
    """Add the exponents up themselves."""
    A = sums(log_a)
    return np.exp(A + np.cumsum(log_b - A, axis=0))


def log_scan_plain(log_a, log_b):
    A = sums(log_a)
    return np.exp(A) * np.cumsum(np.exp(log_b - A), axis=0)


def log_scan_log_of_plain(log_a, log_b):
    A = sums(log_a)
    return np.exp(A + np.log(np.cumsum(np.exp(log_b - A), axis=0)))


def log_scan_clipped(log_a, log_b):
    A = sums(log_a)
    return np.exp(A) * np.cumsum(np.exp(np.minimum(log_b - A, 700)), axis=0)


def below_the_largest(log_a, log_b, axis):
    """Take the largest exponent of all steps out of the sum."""
    A = sums(log_a)
    x = log_b - A
    m = x.max(axis=axis)
    return np.exp(A + m + np.log(np.cumsum(np.exp(x - m), axis=0)))


def log_scan_one_maximum(log_a, log_b):
    return below_the_largest(log_a, log_b, 0)


def log_scan_maximum_of_all(log_a, log_b):
    return below_the_largest(log_a, log_b, None)


def log_scan_running_maximum(log_a, log_b):
    """Every term against the largest so far, another one in each."""
    A = sums(log_a)
    m = np.maximum.accumulate(log_b - A, axis=0)
    return np.exp(A + m + np.log(np.cumsum(np.exp(log_b - A - m), axis=0)))


def log_scan_largest(log_a, log_b):
    A = sums(log_a)
    return np.exp(A + np.maximum.accumulate(log_b - A, axis=0))


def log_scan_sign_of_A(log_a, log_b):
    A = sums(log_a)
    return np.exp(lowered(log_b, -A) - A)


def log_scan_added_twice(log_a, log_b):
    A = sums(log_a)
    return np.exp(A + lowered(log_b, -A))


def log_scan_turned(log_a, log_b):
    """Take A - log_b."""
    A = sums(log_a)
    return np.exp(A + np.logaddexp.accumulate(A - np.maximum(log_b, -745), axis=0))


def log_scan_flat(log_a, log_b):
    """Leave the axis out of cumsum."""
    A = np.cumsum(log_a).reshape(log_a.shape)
    return np.exp(A + lowered(log_b, A))


def log_scan_over_batch(log_a, log_b):
    return log_space_scan(log_a.swapaxes(0, 1), log_b.swapaxes(0, 1)).swapaxes(0, 1)


def log_scan_over_units(log_a, log_b):
    return log_space_scan(log_a.T, log_b.T).T


def log_scan_from_one(log_a, log_b):
    return np.exp(sums(log_a)) + log_space_scan(log_a, log_b)


def log_scan_late(log_a, log_b):
    """Sum over s < t: the state without its own input."""
    return np.exp(log_a) * log_scan_state_before(log_a, log_b)


def log_scan_state_before(log_a, log_b):
    hs = log_space_scan(log_a, log_b)
    return np.concatenate([0 * hs[:1], hs[:-1]])


def log_scan_large_number(log_a, log_b):
    return log_space_scan(log_a, np.maximum(log_b, -1e4))


def log_scan_inf_less_inf(log_a, log_b):
    """Work logaddexp out by its maximum, which is -inf itself where both are 0."""
    h, hs = np.full(log_b.shape[1:], -np.inf), []
    for a, b in zip(log_a, log_b, strict=True):
        m = np.maximum(h + a, b)
        h = m + np.log(np.exp(h + a - m) + np.exp(b - m))
        hs.append(np.exp(h))
    return np.array(hs)


def log_scan_plus_a_little(log_a, log_b):
    """Take the logarithm of a sum and 1e-12."""
    return log_space_scan(log_a, log_b) + 1e-12 * np.exp(sums(log_a))


def log_scan_not_logs(log_a, log_b):
    """Take the arguments for a and b."""
    h, hs = 0, []
    for a, b in zip(log_a, log_b, strict=True):
        h = a * h + b
        hs.append(h)
    return np.array(hs)


def log_scan_of_logs(log_a, log_b):
    """Take the logarithm once more."""
    return log_space_scan(np.log(abs(log_a)), np.log(abs(log_b)))


def log_scan_b_in_logs(log_a, log_b):
    """Add log_b itself to a h."""
    h, hs = 0, []
    for a, b in zip(np.exp(log_a), log_b, strict=True):
        h = a * h + b
        hs.append(h)
    return np.array(hs)


def log_scan_last(log_a, log_b):
    return log_space_scan(log_a, log_b)[-1]


def log_scan_of_all_steps(log_a, log_b):
    """Sum over all steps, the later ones too."""
    A = sums(log_a)
    return np.exp(A + np.logaddexp.reduce(log_b - A, axis=0))


def log_scan_kept_from_one(log_a, log_b):
    A = sums(log_a)
    return np.logaddexp(A, A + lowered(log_b, A))


def log_scan_ones_for_zeros(log_a, log_b):
    """Put 0 for -inf: an input of 1."""
    return log_space_scan(log_a, np.where(np.isneginf(log_b), 0, log_b))


def log_scan_A_of_sums(log_a, log_b):
    """Add up the a in place of multiplying them."""
    A = np.logaddexp.accumulate(log_a, axis=0)
    return np.exp(A + lowered(log_b, A))


def log_scan_A_of_products(log_a, log_b):
    A = np.cumprod(log_a, axis=0)
    return np.exp(A + lowered(log_b, A))


def by_loop(log_a, log_b):
    h, hs = np.zeros(log_a.shape[1:]), []
    for a, b in zip(np.exp(log_a), np.exp(log_b), strict=True):
        h = a * h + b
        hs.append(h)
    return np.array(hs)


def by_log_loop(log_a, log_b):
    log_h = np.full(log_a.shape[1:], -np.inf)
    hs = np.empty_like(log_b)
    for t in range(len(log_a)):
        log_h = np.logaddexp(log_a[t] + log_h, log_b[t])
        hs[t] = np.exp(log_h)
    return hs


def by_pairs(log_a, log_b):
    """Sum over all pairs of steps, each exponent by itself."""
    T, A = len(log_a), np.cumsum(log_a, axis=0)
    hs = [np.exp(A[t] - A[: t + 1] + log_b[: t + 1]).sum(axis=0) for t in range(T)]
    return np.stack(hs)


def by_rounds(log_a, log_b):
    """Join pairs in rounds of a doubled reach, all in logarithms."""
    a, b, d = log_a.copy(), log_b.copy(), 1
    while d < len(a):
        b[d:] = np.logaddexp(a[d:] + b[:-d], b[d:])
        a[d:] = a[d:] + a[:-d]
        d *= 2
    return np.exp(b)


check_log_space_scan = Check(
    name="log_space_scan",
    reference=log_space_scan,
    cases=log_space_scan_cases,
    outputs=("hs (T, B, H)",),
    slips={
        "A_t is missing after the sum. Which number turns the running sum back into "
        "h_t?": log_scan_not_raised,
        "These are the logarithms of the states. What is asked for?": log_scan_kept,
        "The exponents log_b - A were added up themselves. Of what is the logarithm "
        "taken?": log_scan_sum_of_logs,
        "The sum ran over plain numbers, which overflow beyond e^709. How is a sum taken in "
        "logarithms?": log_scan_plain,
        "These are logarithms, and A_t stops at the step before t. What is asked for, and which "
        "log_a does A_t end with?": log_scan_kept_before,
        "-inf was taken from -inf, where two inputs are 0. Which of NumPy's functions adds two "
        "such logarithms?": log_scan_inf_less_inf,
        "A little was added inside the logarithm, and every state holds it. What is the logarithm "
        "of a sum that is 0 exactly?": log_scan_plus_a_little,
        "The log_b were added up, which multiplies the inputs with one another. How are numbers "
        "added by their logarithms?": log_scan_both_summed,
        "A logarithm was taken of a plain sum, which overflows beyond e^709. How is a sum taken in "
        "logarithms throughout?": log_scan_log_of_plain,
        "The scan ran over the rows of the batch. Which axis holds the steps?": log_scan_over_batch,
        "A_t stops at the step before t, and log_b was summed as it is. Which log_a does A_t end "
        "with, and what is taken from log_b_s?": log_scan_before_not_lowered,
        "The exponents were cut at 700, so what is above it counts for less. How is a sum taken in "
        "logarithms?": log_scan_clipped,
        "A was added to log_b. Does h_t hold A_t - A_s or A_t + A_s?": log_scan_added_twice,
        "An input is multiplied by the a of its own step as well. Which a act on b_s, and which "
        "log_a does A_s end with?": log_scan_lowered_by_before,
        "log_a and log_b were taken for a and b themselves. What has to be done before they are "
        "multiplied and added?": log_scan_not_logs,
        "The largest exponent of the whole array was taken out: other sums are 0 beside it. Which "
        "exponents does the sum at t hold?": log_scan_maximum_of_all,
        "A has the wrong sign in both places. What does a state lose from s to "
        "t?": log_scan_sign_of_A,
        "Only the largest term of each sum is there. What do the others add?": log_scan_largest,
        "The scan ran over the units. Which axis holds the steps?": log_scan_over_units,
        "Each term had another maximum taken out than the rest of its sum. Which one number may "
        "leave a sum?": log_scan_running_maximum,
        "The states start from 1. Which state stands before step 0?": log_scan_from_one,
        "A_t stops at the step before t, so an input is multiplied by its own a. Which log_a does "
        "A_t end with?": log_scan_before,
        "Logarithms were taken of log_a and log_b. What are they already?": log_scan_of_logs,
        "The largest exponent of all steps was taken out: the sums of early steps are 0 beside it. "
        "Which exponents does the sum at t hold?": log_scan_one_maximum,
        "h_t lacks its own input. Is s = t part of the sum?": log_scan_late,
        "These are logarithms, and log_b was summed as it is. What is asked for, and what is taken "
        "from log_b_s before the sum?": log_scan_kept_not_lowered,
        "A runs on through rows and units, as a cumsum does without an axis. Along which axis are "
        "the steps?": log_scan_flat,
        "A - log_b stands for log_b - A. Which of the two grows with an input?": log_scan_turned,
        "Each entry is the state before its step. Which step's input does hs[0] hold "
        "already?": log_scan_state_before,
        "A large negative number stands for -inf, and is not small enough where a grows. What is "
        "-inf less a finite number?": log_scan_large_number,
        "log_b was added as it is to a times h. What is the input itself?": log_scan_b_in_logs,
        "The sum up to the step before t was added after the running sum. Which log_a does A_t end "
        "with?": log_scan_raised_by_before,
        "Only the last state came back. How many steps does hs have?": log_scan_last,
        "log_b was summed as it is. What is taken from log_b_s before the "
        "sum?": log_scan_not_lowered,
        "The sum runs over all steps, the later ones too. Which s belong to "
        "h_t?": log_scan_of_all_steps,
        "These are logarithms, and of states that start from 1. What is asked for, and which state "
        "stands before step 0?": log_scan_kept_from_one,
        "An input of 0 came in as 1. Which number is it whose logarithm is "
        "-inf?": log_scan_ones_for_zeros,
        "A_t is the logarithm of a sum of the a. What happens to the a of several steps, and what "
        "to their logarithms?": log_scan_A_of_sums,
        "The log_a were multiplied with one another. What happens to the a of several steps, and "
        "what to their logarithms?": log_scan_A_of_products,
    },
    alternatives=(by_loop, by_log_loop, by_pairs, by_rounds),
    equivalent={
        "np.logaddexp.accumulate(log_b - A, axis=0) -> np.logaddexp.accumulate(log_b - A) "
        "(in `return np.exp(A + np.logaddexp.accumulate(log_b - A, axis=0))`)": "accumulate runs "
        "along axis 0 if none is named",
    },
    tolerance_reason="float64: exponents up to 12,000, rounded by 2e-12",
)
