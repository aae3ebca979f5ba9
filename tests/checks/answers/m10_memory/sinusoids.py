"""Answers to sinusoids that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def angles(T, D):
    return np.arange(T)[:, None] * 10000.0 ** (-np.arange(0, D, 2) / D)


def pairs(sines, cosines):
    return np.stack([sines, cosines], axis=-1).reshape(len(sines), -1)


def halves(T, D):
    a = angles(T, D)
    return np.concatenate([np.sin(a), np.cos(a)], axis=1)


def exponent_i_over_d(T, D):
    a = np.arange(T)[:, None] * 10000.0 ** (-np.arange(D // 2) / D)
    return pairs(np.sin(a), np.cos(a))


def each_column_its_frequency(T, D):
    a = np.arange(T)[:, None] * 10000.0 ** (-np.arange(D) / D)
    out = np.empty((T, D))
    out[:, 0::2], out[:, 1::2] = np.sin(a[:, 0::2]), np.cos(a[:, 1::2])
    return out


def from_one(T, D):
    a = np.arange(1, T + 1)[:, None] * 10000.0 ** (-np.arange(0, D, 2) / D)
    return pairs(np.sin(a), np.cos(a))


def cosine_first(T, D):
    a = angles(T, D)
    return pairs(np.cos(a), np.sin(a))


def sign_of_exponent(T, D):
    a = np.arange(T)[:, None] * 10000.0 ** (np.arange(0, D, 2) / D)
    return pairs(np.sin(a), np.cos(a))


def sines_alone(T, D):
    a = np.arange(T)[:, None] * 10000.0 ** (-(np.arange(D) // 2 * 2) / D)
    return np.sin(a)


def two_pi(T, D):
    a = 2 * np.pi * angles(T, D)
    return pairs(np.sin(a), np.cos(a))


def degrees(T, D):
    a = np.radians(angles(T, D))
    return pairs(np.sin(a), np.cos(a))


def a_thousand(T, D):
    a = np.arange(T)[:, None] * 1000.0 ** (-np.arange(0, D, 2) / D)
    return pairs(np.sin(a), np.cos(a))


def turned_axes(T, D):
    a = angles(T, D)
    return pairs(np.sin(a), np.cos(a)).T


def four_i(T, D):
    """2 * np.arange(0, D, 2) / D."""
    a = np.arange(T)[:, None] * 10000.0 ** (-2 * np.arange(0, D, 2) / D)
    return pairs(np.sin(a), np.cos(a))


def half_the_columns(T, D):
    return np.sin(angles(T, D))


def last_frequency_at_ten_thousand(T, D):
    """Spread the frequencies to 1 / 10000 at the end."""
    i = np.arange(D // 2)
    a = np.arange(T)[:, None] * 10000.0 ** (-i / max(D // 2 - 1, 1))
    return pairs(np.sin(a), np.cos(a))


def two_halves_and_from_one(T, D):
    a = np.arange(1, T + 1)[:, None] * 10000.0 ** (-np.arange(0, D, 2) / D)
    return np.concatenate([np.sin(a), np.cos(a)], axis=1)


def two_cosine_first_and_i_over_d(T, D):
    a = np.arange(T)[:, None] * 10000.0 ** (-np.arange(D // 2) / D)
    return pairs(np.cos(a), np.sin(a))


def two_halves_and_i_over_d(T, D):
    a = np.arange(T)[:, None] * 10000.0 ** (-np.arange(D // 2) / D)
    return np.concatenate([np.sin(a), np.cos(a)], axis=1)


def integer_division(T, D):
    a = np.arange(T)[:, None] * 10000.0 ** (-(np.arange(0, D, 2) // D))
    return pairs(np.sin(a), np.cos(a))


def in_whole_numbers(T, D):
    out = np.zeros((T, D), dtype=int)
    a = angles(T, D)
    out[:, 0::2], out[:, 1::2] = np.sin(a), np.cos(a)
    return out


def column_number_doubled(T, D):
    """Run over 0, 2, 4, ..., and double that once more."""
    out = np.zeros((T, D))
    for t in range(T):
        for i in range(0, D, 2):
            angle = t / 10000 ** (2 * i / D)
            out[t, i], out[t, i + 1] = np.sin(angle), np.cos(angle)
    return out


def every_column_doubled(T, D):
    out = np.zeros((T, D))
    for t in range(T):
        for i in range(D):
            angle = t / 10000 ** (2 * i / D)
            out[t, i] = np.cos(angle) if i % 2 else np.sin(angle)
    return out


def columns_overwritten(T, D):
    out = np.zeros((T, D))
    for t in range(T):
        for i in range(D // 2):
            angle = t * 10000 ** (-2 * i / D)
            out[t, i], out[t, i + 1] = np.sin(angle), np.cos(angle)
    return out


def three_axes(T, D):
    a = angles(T, D)
    return np.stack([np.sin(a), np.cos(a)], axis=-1)


def divided_by_the_steps(T, D):
    a = np.arange(T)[:, None] * 10000.0 ** (-np.arange(0, D, 2) / T)
    return pairs(np.sin(a), np.cos(a))


WRONG = (
    wrong(halves, "The sines stand in the left half, the cosines in the right one"),
    wrong(exponent_i_over_d, "The exponent is i over D"),
    wrong(each_column_its_frequency, "Every column has a frequency of its own"),
    wrong(from_one, "The first position counts as 1"),
    wrong(cosine_first, "The cosine comes first in each pair"),
    wrong(sign_of_exponent, "Each pair is faster than the one before it"),
    wrong(sines_alone, "The odd columns hold sines"),
    wrong(two_pi, "The angles were multiplied by 2 pi"),
    wrong(degrees, "The angles were taken for degrees"),
    wrong(a_thousand, "The base is 1,000"),
    wrong(turned_axes, "positions came back turned"),
    wrong(four_i, "The exponent is twice too large"),
    wrong(half_the_columns, "These are the sines alone"),
    wrong(
        last_frequency_at_ten_thousand,
        "The last frequency is 1/10000, as if the exponents ran up to -1",
    ),
    wrong(
        two_halves_and_from_one,
        "The first position counts as 1, and the sines stand in the left half",
    ),
    wrong(two_cosine_first_and_i_over_d, "The cosine comes first, and the exponent is i over D"),
    wrong(
        two_halves_and_i_over_d, "The sines stand in the left half, and the exponent is i over D"
    ),
    wrong(integer_division, "All pairs have the frequency 1"),
    wrong(in_whole_numbers, "positions holds whole numbers"),
    wrong(column_number_doubled, "The exponent is twice too large"),
    wrong(
        every_column_doubled, "Every column has a frequency of its own, and the exponent is twice"
    ),
    wrong(
        columns_overwritten, "Pair i stands in the columns i and i + 1, so that one pair overwrites"
    ),
    wrong(three_axes, "Sine and cosine have an axis of their own"),
    wrong(divided_by_the_steps, "The exponent was divided by T"),
)

EDGES = {
    "one position, one pair": lambda cases: (
        any(T == 1 for T, _ in cases) and any(D == 2 for _, D in cases)
    ),
    "as many positions as columns": lambda cases: any(T == D for T, D in cases),
    "hundreds of positions": lambda cases: any(T > 500 for T, _ in cases),
    "D is even": lambda cases: all(D % 2 == 0 for _, D in cases),
}
