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
