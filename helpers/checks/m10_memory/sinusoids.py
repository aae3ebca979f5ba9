"""Check of sinusoids."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m10_self_attention import sinusoids


def sinusoids_cases(seed):
    """Yield (T, D): several sizes, drawn from the seed, one position, one pair, T = D."""
    rng = np.random.default_rng(seed)
    T = int(rng.integers(5, 30))
    yield T, 6
    yield T + 30, 4
    yield 3, 2 * int(rng.integers(4, 9))
    yield 1, 8
    yield 7, 2
    yield 6, 6
    yield 2, 2 * int(rng.integers(10, 40))
    yield 500 + T, 10


def angles(T, D, base=10000.0, first=0):
    """Return the angles (T, D / 2)."""
    return np.arange(first, first + T)[:, None] * base ** (-np.arange(0, D, 2) / D)


def in_pairs(even, odd):
    return np.stack([even, odd], axis=-1).reshape(len(even), -1)


def of(a):
    return in_pairs(np.sin(a), np.cos(a))


def side_by_side(a):
    return np.concatenate([np.sin(a), np.cos(a)], axis=1)


def slower(T, D):
    """Return angles with i / D in the exponent."""
    return np.arange(T)[:, None] * 10000.0 ** (-np.arange(D // 2) / D)


def sinus_halves(T, D):
    return side_by_side(angles(T, D))


def sinus_turned(T, D):
    return sinusoids(T, D).T


def sinus_exponent_i(T, D):
    return of(slower(T, D))


def sinus_halves_exponent_i(T, D):
    return side_by_side(slower(T, D))


def sinus_sines_alone(T, D):
    """Return D / 2 columns."""
    return np.sin(angles(T, D))


def sinus_exponent_four_i(T, D):
    return of(np.arange(T)[:, None] * 10000.0 ** (-2 * np.arange(0, D, 2) / D))


def sinus_own_frequency(T, D):
    """Give each column its own frequency."""
    a = np.arange(T)[:, None] * 10000.0 ** (-np.arange(D) / D)
    return np.where(np.arange(D) % 2, np.cos(a), np.sin(a))


def sinus_own_frequency_twice(T, D):
    """Take twice the column's number for 2i."""
    a = np.arange(T)[:, None] * 10000.0 ** (-2 * np.arange(D) / D)
    return np.where(np.arange(D) % 2, np.cos(a), np.sin(a))


def sinus_overlapping(T, D):
    """Write pair i into the columns i and i + 1."""
    a, positions = angles(T, D), np.zeros((T, D))
    for i in range(D // 2):
        positions[:, i : i + 2] = np.stack([np.sin(a[:, i]), np.cos(a[:, i])], axis=1)
    return positions


def sinus_exponent_by_T(T, D):
    return of(np.arange(T)[:, None] * 10000.0 ** (-np.arange(0, D, 2) / T))


def sinus_pairs_apart(T, D):
    """Return (T, D / 2, 2)."""
    return sinusoids(T, D).reshape(T, -1, 2)


def sinus_whole_numbers(T, D):
    return sinusoids(T, D).astype(int)


def sinus_from_one(T, D):
    return of(angles(T, D, first=1))


def sinus_from_one_halves(T, D):
    return side_by_side(angles(T, D, first=1))


def sinus_frequencies_from_one(T, D):
    """Count i from 1."""
    return of(np.arange(T)[:, None] * 10000.0 ** (-np.arange(2, D + 2, 2) / D))


def sinus_cosine_first(T, D):
    a = angles(T, D)
    return in_pairs(np.cos(a), np.sin(a))


def sinus_cosine_first_exponent_i(T, D):
    a = slower(T, D)
    return in_pairs(np.cos(a), np.sin(a))


def sinus_both(T, D):
    a = angles(T, D)
    return np.sin(a), np.cos(a)


def sinus_faster(T, D):
    return of(np.arange(T)[:, None] * 10000.0 ** (np.arange(0, D, 2) / D))


def sinus_all_sines(T, D):
    a = angles(T, D)
    return in_pairs(np.sin(a), np.sin(a))


def sinus_all_cosines(T, D):
    a = angles(T, D)
    return in_pairs(np.cos(a), np.cos(a))


def sinus_turns(T, D):
    return of(2 * np.pi * angles(T, D))


def sinus_degrees(T, D):
    return of(np.radians(angles(T, D)))


def sinus_a_thousand(T, D):
    return of(angles(T, D, 1000.0))


def sinus_hundred_thousand(T, D):
    return of(angles(T, D, 100_000.0))


def sinus_one_more(T, D):
    return sinusoids(T + 1, D)


def sinus_reversed(T, D):
    return sinusoids(T, D)[::-1].copy()


def sinus_reaching_the_end(T, D):
    """Spread the frequencies so that the last one is 1 / 10000."""
    exponents = np.arange(D // 2) / max(D // 2 - 1, 1)
    return of(np.arange(T)[:, None] * 10000.0**-exponents)


def sinus_divided_by_T(T, D):
    return of(angles(T, D) / T)


def sinus_floor(T, D):
    """Divide in whole numbers."""
    return of(np.arange(T)[:, None] * 10000.0 ** -(np.arange(0, D, 2) // D))


def sinus_angles(T, D):
    return np.repeat(angles(T, D), 2, axis=1)


def sinus_signs_turned(T, D):
    return of(-angles(T, D))


def sinus_a_list(T, D):
    return list(sinusoids(T, D))


def sinus_frequencies_by_D(T, D):
    """Take 10000 / D for the frequency."""
    return of(np.arange(T)[:, None] / (10000.0 * np.maximum(np.arange(0, D, 2), 1) / D))


def by_loops(T, D):
    positions = np.zeros((T, D))
    for t in range(T):
        for i in range(D // 2):
            angle = t / 10000 ** (2 * i / D)
            positions[t, 2 * i] = np.sin(angle)
            positions[t, 2 * i + 1] = np.cos(angle)
    return positions


def by_complex_numbers(T, D):
    frequencies = np.exp(-np.log(10000) * np.arange(0, D, 2) / D)
    turned = np.exp(1j * np.outer(np.arange(T), frequencies))
    return np.stack([turned.imag, turned.real], axis=-1).reshape(T, D)


def by_a_phase(T, D):
    """A cosine is a sine a quarter of a turn on."""
    column = np.arange(D)
    frequency = 10000.0 ** (-(column - column % 2) / D)
    return np.sin(np.arange(T)[:, None] * frequency + column % 2 * np.pi / 2)


def by_lists(T, D):
    rows = []
    for t in range(T):
        row = []
        for two_i in range(0, D, 2):
            angle = t * 10000 ** (-two_i / D)
            row += [float(np.sin(angle)), float(np.cos(angle))]
        rows.append(row)
    return np.array(rows)


check_sinusoids = Check(
    name="sinusoids",
    reference=sinusoids,
    cases=sinusoids_cases,
    outputs=("positions (T, D)",),
    slips={
        "The sines stand in the left half, the cosines in the right one. In which columns do sines "
        "stand?": sinus_halves,
        "positions came back turned. Which axis comes first in (T, D)?": sinus_turned,
        "The exponent is i over D. What does the prompt divide by D?": sinus_exponent_i,
        "The sines stand in the left half, and the exponent is i over D. In which columns do they "
        "stand, and what is divided by D?": sinus_halves_exponent_i,
        "These are the sines alone. How many columns are there for each of the D / 2 "
        "frequencies?": sinus_sines_alone,
        "The exponent is twice too large. Where the column's number is 2i already, what is divided "
        "by D?": sinus_exponent_four_i,
        "Every column has a frequency of its own. Which two columns share one?": (
            sinus_own_frequency
        ),
        "Every column has a frequency of its own, and the exponent is twice its number. Which two "
        "columns share a frequency?": sinus_own_frequency_twice,
        "Pair i stands in the columns i and i + 1, so that one pair overwrites another. Which two "
        "columns belong to it?": sinus_overlapping,
        "The exponent was divided by T. What does the prompt divide by?": sinus_exponent_by_T,
        "Sine and cosine have an axis of their own. How many axes does positions "
        "have?": sinus_pairs_apart,
        "positions holds whole numbers: what stands after the point is lost. Which dtype should "
        "the array have that is filled?": sinus_whole_numbers,
        "The first position counts as 1. From where does t run?": sinus_from_one,
        "The first position counts as 1, and the sines stand in the left half. From where does t "
        "run, and in which columns do sines stand?": sinus_from_one_halves,
        "The frequencies are counted from 1. Which one has the first pair?": (
            sinus_frequencies_from_one
        ),
        "The cosine comes first in each pair. Which of the two stands in the even "
        "column?": sinus_cosine_first,
        "The cosine comes first, and the exponent is i over D. Which of the two stands in the even "
        "column, and what is divided by D?": sinus_cosine_first_exponent_i,
        "Sines and cosines came back apart. In which columns of one array do they "
        "stand?": sinus_both,
        "Each pair is faster than the one before it. Which sign has the exponent?": sinus_faster,
        "The odd columns hold sines. Which function belongs there?": sinus_all_sines,
        "The even columns hold cosines. Which function belongs there?": sinus_all_cosines,
        "The angles were multiplied by 2 pi. What is the angle at t for the frequency "
        "1?": sinus_turns,
        "The angles were taken for degrees. In which unit does np.sin take them?": sinus_degrees,
        "The base is 1,000. Which number does the prompt raise to a power?": sinus_a_thousand,
        "The base is 100,000. Which number does the prompt raise to a power?": (
            sinus_hundred_thousand
        ),
        "There is a position too many. Which one is the last?": sinus_one_more,
        "The positions stand in reverse order. Which row belongs to t = 0?": sinus_reversed,
        "The last frequency is 1/10000, as if the exponents ran up to -1. What is the largest "
        "2i?": sinus_reaching_the_end,
        "The angles were divided by T. Does a position depend on how many there "
        "are?": sinus_divided_by_T,
        "All pairs have the frequency 1. What makes each of them slower, and is the division by D "
        "one that keeps what stands after the point?": sinus_floor,
        "These are the angles. Which two functions are taken of them?": sinus_angles,
        "The sines have the wrong sign. Which sign has the angle?": sinus_signs_turned,
        "The positions came back in a list. Which kind of result has the shape (T, "
        "D)?": sinus_a_list,
        "t was divided by a multiple of 10000. Is that number multiplied or raised to a "
        "power?": sinus_frequencies_by_D,
    },
    alternatives=(by_loops, by_complex_numbers, by_a_phase, by_lists),
    tolerance_reason="a sine of an angle of some hundreds is off by about 1e-13",
    float32=False,
)
