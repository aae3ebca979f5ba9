"""Answers to zero_order_hold that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def zero_over_zero(lam, dt):
    a = np.exp(lam * dt)
    with np.errstate(all="ignore"):
        return a, (a - 1) / lam


def euler(lam, dt):
    return 1 + lam * dt, np.full_like(lam, dt)


def input_for_dt(lam, dt):
    return np.exp(lam * dt), np.full_like(lam, dt)


def times_lam(lam, dt):
    a = np.exp(lam * dt)
    return a, np.where(lam == 0, dt, (a - 1) * lam)


def times_a(lam, dt):
    a = np.exp(lam * dt)
    return a, a * np.where(lam == 0, dt, (a - 1) / np.where(lam == 0, 1, lam))


def sign_of_b(lam, dt):
    a = np.exp(lam * dt)
    return a, np.where(lam == 0, dt, (1 - a) / np.where(lam == 0, 1, lam))


def dt_left_out(lam, dt):
    a = np.exp(lam)
    return a, np.where(lam == 0, dt, (a - 1) / np.where(lam == 0, 1, lam))


def bilinear(lam, dt):
    below = 1 - lam * dt / 2
    return (1 + lam * dt / 2) / below, dt / below


def input_decays(lam, dt):
    a = np.exp(lam * dt)
    return a, dt * a


def zero_at_zero(lam, dt):
    a = np.exp(lam * dt)
    return a, (a - 1) / np.where(lam == 0, 1, lam)


def one_at_zero(lam, dt):
    a = np.exp(lam * dt)
    return a, np.where(lam == 0, 1, (a - 1) / np.where(lam == 0, 1, lam))


def divided_by_dt_too(lam, dt):
    a = np.exp(lam * dt)
    return a, np.where(lam == 0, dt, (a - 1) / (np.where(lam == 0, 1, lam) * dt))


def real_part_of_lam(lam, dt):
    a = np.exp(lam.real * dt) + 0j
    return a, np.where(lam == 0, dt, (a - 1) / np.where(lam == 0, 1, lam))


def real_part_is_zero(lam, dt):
    """Take every lam on the imaginary axis for 0."""
    a, zero = np.exp(lam * dt), lam.real == 0
    return a, np.where(zero, dt, (a - 1) / np.where(zero, 1, lam))


def a_little_in_the_divisor(lam, dt):
    a = np.exp(lam * dt)
    return a, (a - 1) / (lam + 1e-12)


def a_little_added_to_lam(lam, dt):
    lam = lam + 1e-8
    a = np.exp(lam * dt)
    return a, (a - 1) / lam


def nearly_zero(lam, dt):
    a, zero = np.exp(lam * dt), abs(lam) < 1e-2
    return a, np.where(zero, dt, (a - 1) / np.where(zero, 1, lam))


def below_a_threshold(lam, dt):
    """Take lam dt of 1e-5 for 0, which the prompt does not."""
    a, zero = np.exp(lam * dt), abs(lam * dt) < 1e-5
    return a, np.where(zero, dt, (a - 1) / np.where(zero, 1, lam))


def any_zero(lam, dt):
    a = np.exp(lam * dt)
    if (lam == 0).any():
        return a, np.full_like(lam, dt)
    return a, (a - 1) / lam


def all_zero(lam, dt):
    a = np.exp(lam * dt)
    if (lam == 0).all():
        return a, np.full_like(lam, dt)
    with np.errstate(all="ignore"):
        return a, (a - 1) / lam


def nan_to_num(lam, dt):
    a = np.exp(lam * dt)
    with np.errstate(all="ignore"):
        return a, np.nan_to_num((a - 1) / lam)


def real_results(lam, dt):
    a = np.exp(lam * dt)
    b = np.where(lam == 0, dt, (a - 1) / np.where(lam == 0, 1, lam))
    return a.real, b.real


def b_first(lam, dt):
    a = np.exp(lam * dt)
    return np.where(lam == 0, dt, (a - 1) / np.where(lam == 0, 1, lam)), a


def minus_lam(lam, dt):
    a = np.exp(-lam * dt)
    return a, np.where(lam == 0, dt, (a - 1) / np.where(lam == 0, 1, -lam))


def b_not_less_one(lam, dt):
    """The integral without its lower end."""
    a = np.exp(lam * dt)
    return a, np.where(lam == 0, dt, a / np.where(lam == 0, 1, lam))


def midpoint(lam, dt):
    return np.exp(lam * dt), dt * np.exp(lam * dt / 2)


def trapezoid(lam, dt):
    a = np.exp(lam * dt)
    return a, dt * (1 + a) / 2


def two_dt_left_out_and_b_dt(lam, dt):
    return np.exp(lam), np.full_like(lam, dt)


def two_sign_and_zero(lam, dt):
    a = np.exp(lam * dt)
    return a, (1 - a) / np.where(lam == 0, 1, lam)


def two_euler_and_order(lam, dt):
    return np.full_like(lam, dt), 1 + lam * dt


def by_series_and_quotient(lam, dt):
    """The first term where there is no quotient, by a mask."""
    lam = np.asarray(lam)
    a, b = np.exp(dt * lam), np.zeros(len(lam), dtype=complex)
    b[lam == 0] = dt
    b[lam != 0] = (a[lam != 0] - 1) / lam[lam != 0]
    return a, b


def with_a_threshold(lam, dt):
    """Take what is below the prompt's bound for 0."""
    a, small = np.exp(lam * dt), abs(lam * dt) < 1e-7
    return a, np.where(small, dt, (a - 1) / np.where(small, 1, lam))


def with_pairs(lam, dt):
    pairs = [(np.exp(l_1 * dt), np.expm1(l_1 * dt) / l_1 if l_1 else dt) for l_1 in lam]
    a, b = np.array(pairs, dtype=complex).T
    return a, b


def nan_filled_with_dt(lam, dt):
    """Fill both parts of the NaN."""
    a = np.exp(lam * dt)
    with np.errstate(all="ignore"):
        return a, np.nan_to_num((a - 1) / lam, nan=dt)


def tiniest_in_the_divisor(lam, dt):
    a = np.exp(lam * dt)
    return a, (a - 1) / (lam + 1e-300)


def real_axis_is_zero(lam, dt):
    a, zero = np.exp(lam * dt), lam.imag == 0
    return a, np.where(zero, dt, (a - 1) / np.where(zero, 1, lam))


def b_real(lam, dt):
    a = np.exp(lam * dt)
    return a, np.where(lam == 0, dt, (a - 1) / np.where(lam == 0, 1, lam)).real


def by_a_sum(lam, dt):
    """A hundred pieces of the integral."""
    s = np.linspace(0, dt, 101)[:, None]
    return np.exp(lam * dt), np.trapezoid(np.exp(lam * s), s, axis=0)


def two_dt_left_out_and_zero(lam, dt):
    a = np.exp(lam)
    return a, (a - 1) / np.where(lam == 0, 1, lam)


RIGHT = (by_series_and_quotient, with_a_threshold, with_pairs)
EDGES = {
    "one state, and a 0 alone": lambda cases: (
        any(len(lam) == 1 and lam[0] != 0 for lam, _ in cases)
        and any(len(lam) == 1 and lam[0] == 0 for lam, _ in cases)
    ),
    "a 0 among others": lambda cases: any(0 < (lam == 0).sum() < len(lam) for lam, _ in cases),
    "on the imaginary axis": lambda cases: any(
        ((lam.real == 0) & (lam.imag != 0)).any() for lam, _ in cases
    ),
    "no small lam dt but 0": lambda cases: all(
        (abs(lam * dt)[lam != 0] >= 1e-6).all() for lam, dt in cases
    ),
    "a decay to 0 in one step": lambda cases: any(
        (np.exp(lam * dt) == 0).any() for lam, dt in cases
    ),
}


WRONG = (
    wrong(zero_over_zero, "b is 0 / 0 where lam is 0"),
    wrong(euler, "This is Euler's step, 1 + lam dt and dt"),
    wrong(input_for_dt, "b is dt for every lam"),
    wrong(times_lam, "b was multiplied by lam"),
    wrong(times_a, "b was multiplied by a, as if the input had come one step earlier"),
    wrong(sign_of_b, "b has the wrong sign"),
    wrong(dt_left_out, "dt is missing from the exponent"),
    wrong(bilinear, "This is the bilinear rule, with 1 - lam dt / 2 below"),
    wrong(input_decays, "b is dt a, as if all of the input came at the beginning of the"),
    wrong(zero_at_zero, "b is 0 where lam is 0"),
    wrong(one_at_zero, "b is 1 where lam is 0"),
    wrong(divided_by_dt_too, "b was divided by dt as well"),
    wrong(real_part_of_lam, "The imaginary part of lam has no effect, so nothing turns"),
    wrong(real_part_is_zero, "Every lam on the imaginary axis was taken for 0"),
    wrong(a_little_in_the_divisor, "A little was added to the divisor, so b is 0 where lam is 0"),
    wrong(a_little_added_to_lam, "A little was added to lam, so a and b are a little off"),
    wrong(nearly_zero, "Small lam were taken for 0"),
    wrong(below_a_threshold, "The calls before this one returned the right results"),
    wrong(any_zero, "All b are dt as soon as one lam is 0"),
    wrong(all_zero, "b is dt only if all lam are 0; one 0 among others becomes 0 / 0"),
    wrong(nan_to_num, "b is 0 where lam is 0"),
    wrong(real_results, "The results are real"),
    wrong(b_first, "b came back first"),
    wrong(minus_lam, "The exponent has the wrong sign, so states grow"),
    wrong(b_not_less_one, "The lower end of the integral is missing"),
    wrong(midpoint, "b is dt times the exponential in the middle of the step"),
    wrong(trapezoid, "b is dt times the mean of both ends"),
    wrong(two_dt_left_out_and_b_dt, "dt is missing from a, and b is dt for every lam"),
    wrong(two_sign_and_zero, "b has the wrong sign"),
    wrong(two_euler_and_order, "This is Euler's step, 1 + lam dt and dt, and b came first"),
    wrong(nan_filled_with_dt, "The calls before this one returned the right results"),
    wrong(tiniest_in_the_divisor, "b is 0 where lam is 0"),
    wrong(real_axis_is_zero, "The calls before this one returned the right results"),
    wrong(b_real, "Which line drops the imaginary parts"),
    wrong(by_a_sum, "Work one entry out by hand for a tiny input, and print the parts"),
    wrong(two_dt_left_out_and_zero, "dt is missing from the exponent"),
)
