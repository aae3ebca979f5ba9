"""Check of zero_order_hold."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m13_state_spaces import zero_order_hold


def zero_order_hold_cases(seed):
    """Yield (lam, dt): decays that turn, a 0 among them; then on the axes, all 0, slow and stiff.

    Slow is a lam dt of some 1e-6 and 1e-3, stiff one below -1,000, where a is 0.
    """
    rng = np.random.default_rng(seed)
    yield drawn(rng, 4), float(rng.uniform(0.3, 0.6))
    with_zero = drawn(rng, 5)
    with_zero[2] = 0
    yield with_zero, float(rng.uniform(1.5, 2.5))
    yield drawn(rng, 4), float(rng.uniform(0.3, 0.6))
    yield 1j * drawn(rng, 3).imag, float(rng.uniform(0.5, 0.9))
    yield drawn(rng, 3).real + 0j, float(rng.uniform(0.5, 0.9))
    yield np.zeros(3, complex), float(rng.uniform(0.5, 0.9))
    yield drawn(rng, 1), 1.0
    yield np.zeros(1, complex), float(rng.uniform(2.0, 3.0))
    yield drawn(rng, 3) * np.array([1e-6, 1e-3, 1.0]), float(rng.uniform(2.0, 3.0))
    yield drawn(rng, 2) * np.array([1e4, 1.0]), float(rng.uniform(0.5, 0.9))


def drawn(rng, H):
    angles = rng.uniform(0.3, 2.8, H) * rng.choice([-1, 1], H)
    return -rng.uniform(0.5, 1.5, H) + 1j * angles


def divided(top, lam, dt):
    """Return top / lam, and dt where lam is 0."""
    is_zero = lam == 0
    return np.where(is_zero, dt, top / np.where(is_zero, 1, lam))


def hold_nan_at_zero(lam, dt):
    a = np.exp(lam * dt)
    return a, (a - 1) / lam


def hold_zero_at_zero(lam, dt):
    a, b = zero_order_hold(lam, dt)
    return a, np.where(lam == 0, 0, b)


def hold_one_at_zero(lam, dt):
    a, b = zero_order_hold(lam, dt)
    return a, np.where(lam == 0, 1, b)


def hold_euler(lam, dt):
    return 1 + lam * dt, np.full_like(lam, dt)


def hold_euler_swapped(lam, dt):
    return hold_euler(lam, dt)[::-1]


def hold_euler_a(lam, dt):
    return 1 + lam * dt, zero_order_hold(lam, dt)[1]


def hold_backward_euler(lam, dt):
    below = 1 - lam * dt
    return 1 / below, dt / below


def hold_bilinear(lam, dt):
    below = 1 - lam * dt / 2
    return (1 + lam * dt / 2) / below, dt / below


def hold_dt_for_b(lam, dt):
    return np.exp(lam * dt), np.full_like(lam, dt)


def hold_dt_for_b_and_a_without_dt(lam, dt):
    return np.exp(lam), np.full_like(lam, dt)


def hold_a_without_dt(lam, dt):
    a = np.exp(lam)
    return a, divided(a - 1, lam, dt)


def hold_b_of_one(lam, dt):
    """Integrate over a step of 1."""
    return np.exp(lam * dt), divided(np.exp(lam) - 1, lam, dt)


def hold_not_divided(lam, dt):
    a = np.exp(lam * dt)
    return a, np.where(lam == 0, dt, a - 1)


def hold_times_lam(lam, dt):
    a = np.exp(lam * dt)
    return a, np.where(lam == 0, dt, (a - 1) * lam)


def hold_by_dt_too(lam, dt):
    a, b = zero_order_hold(lam, dt)
    return a, np.where(lam == 0, dt, b / dt)


def hold_times_dt(lam, dt):
    a, b = zero_order_hold(lam, dt)
    return a, np.where(lam == 0, dt, b * dt)


def hold_times_a(lam, dt):
    """Let the input of a step decay through one more."""
    a, b = zero_order_hold(lam, dt)
    return a, a * b


def hold_sign_of_b(lam, dt):
    a, b = zero_order_hold(lam, dt)
    return a, np.where(lam == 0, dt, -b)


def hold_upper_end(lam, dt):
    """Leave the integral's lower end out."""
    a = np.exp(lam * dt)
    return a, divided(a, lam, dt)


def hold_complement(lam, dt):
    a = np.exp(lam * dt)
    return a, np.where(lam == 0, dt, 1 - a)


def hold_input_decays(lam, dt):
    a = np.exp(lam * dt)
    return a, dt * a


def hold_midpoint(lam, dt):
    return np.exp(lam * dt), dt * np.exp(lam * dt / 2)


def hold_trapezoid(lam, dt):
    a = np.exp(lam * dt)
    return a, dt * (1 + a) / 2


def hold_two_terms(lam, dt):
    """End the series of b after its second term."""
    return np.exp(lam * dt), dt * (1 + lam * dt / 2)


def hold_growing(lam, dt):
    a = np.exp(-lam * dt)
    return a, divided(1 - a, lam, dt)


def hold_real_lam(lam, dt):
    return zero_order_hold(lam.real + 0j, dt)


def hold_size_of_lam(lam, dt):
    return zero_order_hold(-abs(lam) + 0j, dt)


def hold_conjugate(lam, dt):
    return zero_order_hold(lam.conj(), dt)


def hold_real_results(lam, dt):
    a, b = zero_order_hold(lam, dt)
    return a.real, b.real


def hold_imaginary_for_zero(lam, dt):
    a, is_zero = np.exp(lam * dt), lam.real == 0
    return a, np.where(is_zero, dt, (a - 1) / np.where(is_zero, 1, lam))


def hold_small_for_zero(lam, dt):
    a, is_zero = np.exp(lam * dt), abs(lam) < 0.01
    return a, np.where(is_zero, dt, (a - 1) / np.where(is_zero, 1, lam))


def hold_all_dt_if_any_zero(lam, dt):
    a, b = zero_order_hold(lam, dt)
    return a, np.full_like(lam, dt) if (lam == 0).any() else b


def hold_zero_if_all(lam, dt):
    """Look for a 0 in the whole array at once."""
    a = np.exp(lam * dt)
    return a, np.full_like(lam, dt) if (lam == 0).all() else (a - 1) / lam


def hold_little_in_divisor(lam, dt):
    a = np.exp(lam * dt)
    return a, (a - 1) / (lam + 1e-12)


def hold_little_in_lam(lam, dt):
    lam = lam + 1e-8
    a = np.exp(lam * dt)
    return a, (a - 1) / lam


def hold_truth_of_array(lam, dt):
    """Ask an array of several whether it is 0."""
    a = np.exp(lam * dt)
    return a, np.full_like(lam, dt) if lam == 0 else (a - 1) / lam


def hold_b_first(lam, dt):
    return zero_order_hold(lam, dt)[::-1]


def hold_a_alone(lam, dt):
    return zero_order_hold(lam, dt)[0]


def hold_over_dt(lam, dt):
    a = np.exp(lam / dt)
    return a, divided(a - 1, lam, dt)


def by_loop(lam, dt):
    a, b = [], []
    for each in lam:
        a.append(np.exp(each * dt))
        b.append((a[-1] - 1) / each if each != 0 else complex(dt))
    return np.array(a), np.array(b)


def by_index(lam, dt):
    a, b = np.exp(lam * dt), np.full(lam.shape, dt, complex)
    turning = lam != 0
    b[turning] = np.expm1(lam[turning] * dt) / lam[turning]
    return a, b


def by_where(lam, dt):
    a = np.exp(lam * dt)
    return a, np.divide(a - 1, lam, out=np.full_like(lam, dt), where=lam != 0)


def by_real_numbers(lam, dt):
    size, angle = np.exp(lam.real * dt), lam.imag * dt
    a = size * np.cos(angle) + 1j * size * np.sin(angle)
    other = np.where(lam == 0, 1, lam)
    b = (a - 1) * other.conj() / (other.real**2 + other.imag**2)
    return [a, np.where(lam == 0, dt + 0j, b)]


check_zero_order_hold = Check(
    name="zero_order_hold",
    reference=zero_order_hold,
    cases=zero_order_hold_cases,
    outputs=("a (H,)", "b (H,)"),
    slips={
        "b is 0 / 0 where lam is 0. What is the integral there?": hold_nan_at_zero,
        "a came back alone. Which two results are asked for?": hold_a_alone,
        "b is 0 where lam is 0. What is the integral of 1 from 0 to dt?": hold_zero_at_zero,
        "This is Euler's step, 1 + lam dt and dt. Which function solves the equation "
        "exactly?": hold_euler,
        "The lower end of the integral is missing. What is e^(lam s) at s = 0?": hold_upper_end,
        "a is 1 + lam dt, as in Euler's step. Which function solves the equation "
        "exactly?": hold_euler_a,
        "b is dt for every lam. How much is left, at the end of the step, of what came in at its "
        "beginning?": hold_dt_for_b,
        "dt is missing from the exponent. How long is the step?": hold_a_without_dt,
        "b is the integral over a step of 1. How long is the step?": hold_b_of_one,
        "b was multiplied by lam. Which function has the derivative e^(lam s)?": hold_times_lam,
        "b was multiplied by dt as well. Where does dt stand in the integral?": hold_times_dt,
        "b was multiplied by a, as if the input had come one step earlier. Between which two "
        "limits is it integrated?": hold_times_a,
        "All b are dt as soon as one lam is 0. Where does dt belong?": hold_all_dt_if_any_zero,
        "b has the wrong sign. Which end of the integral is taken from which?": hold_sign_of_b,
        "b is 1 where lam is 0. What is the integral of 1 from 0 to dt?": hold_one_at_zero,
        "lam was conjugated, so states turn the other way. Is there a conjugate in the "
        "formula?": hold_conjugate,
        "dt is missing from a, and b is dt for every lam. How long is the step, and what is the "
        "integral?": hold_dt_for_b_and_a_without_dt,
        "This is the bilinear rule, with 1 - lam dt / 2 below. Which function solves the equation "
        "exactly?": hold_bilinear,
        "b is dt times the mean of both ends. What is the integral exactly?": hold_trapezoid,
        "The exponent has the wrong sign, so states grow. What does a real part below 0 "
        "do?": hold_growing,
        "The imaginary part of lam has no effect, so nothing turns. What is the exponential of a "
        "complex number?": hold_real_lam,
        "b is dt times the exponential in the middle of the step. What is the integral "
        "exactly?": hold_midpoint,
        "The results are real. Which part of a state that turns is lost?": hold_real_results,
        "Every lam on the imaginary axis was taken for 0. Is a number whose real part is 0 itself "
        "0?": hold_imaginary_for_zero,
        "This is Euler's step, 1 + lam dt and dt, and b came first. Which function solves the "
        "equation exactly, and in which order are the two asked for?": hold_euler_swapped,
        "b is the first two terms of a series. What is the integral exactly?": hold_two_terms,
        "Small lam were taken for 0. From which size on does that show in b?": hold_small_for_zero,
        "A little was added to the divisor, so b is 0 where lam is 0. What is the integral "
        "there?": hold_little_in_divisor,
        "b is dt a, as if all of the input came at the beginning of the step. When does it "
        "come?": hold_input_decays,
        "b came back first. In which order are the two asked for?": hold_b_first,
        "b is dt only if all lam are 0; one 0 among others becomes 0 / 0. How is a choice made for "
        "each entry?": hold_zero_if_all,
        "b was divided by dt as well. Which function has the derivative e^(lam s)?": hold_by_dt_too,
        "A little was added to lam, so a and b are a little off. At which lam alone is the "
        "quotient not defined?": hold_little_in_lam,
        "An if asked a whole array whether it is 0. How is a choice made for each "
        "entry?": hold_truth_of_array,
        "b is 1 - a, as in a mean that forgets. What does the integral come to?": hold_complement,
        "This is Euler's backward step, with 1 - lam dt below. Which function solves the equation "
        "exactly?": hold_backward_euler,
        "b is a - 1, not divided. Which function has the derivative e^(lam s)?": hold_not_divided,
        "The size of lam stands in its place. What is the exponential of a complex "
        "number?": hold_size_of_lam,
        "lam was divided by dt. Does a longer step let a state decay more or less?": hold_over_dt,
    },
    alternatives=(by_loop, by_index, by_where, by_real_numbers),
    equivalent={
        "1 -> 2 (in `return (a, np.where(is_zero, dt, (a - 1) / np.where(is_zero, 1, lam)))`) #2": (
            "the quotient is not chosen where lam is 0"
        ),
        "1 -> 0 (in `return (a, np.where(is_zero, dt, (a - 1) / np.where(is_zero, 1, lam)))`) #2": (
            "the quotient is not chosen where lam is 0; NumPy's warning is printed"
        ),
    },
    tolerance_reason="float64: a - 1 loses 6 of 16 digits where lam dt is some 1e-6",
)
