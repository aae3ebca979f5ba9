"""Answers to pyramid_lengths that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def rounded_down(lengths, strides):
    out = []
    for s in strides:
        lengths = lengths // s
        out.append(lengths)
    return np.stack(out)


def each_from_the_first(lengths, strides):
    return np.stack([-(-lengths // s) for s in strides])


def last_alone(lengths, strides):
    for s in strides:
        lengths = -(-lengths // s)
    return lengths


def floats(lengths, strides):
    out = []
    for s in strides:
        lengths = np.ceil(lengths / s)
        out.append(lengths)
    return np.stack(out)


def with_the_first(lengths, strides):
    out = [lengths]
    for s in strides:
        out.append(-(-out[-1] // s))
    return np.stack(out)


def one_too_many(lengths, strides):
    """// + 1, which is wrong where it divides."""
    out = []
    for s in strides:
        lengths = lengths // s + 1
        out.append(lengths)
    return np.stack(out)


def at_least_one(lengths, strides):
    out = []
    for s in strides:
        lengths = np.maximum(lengths // s, 1)
        out.append(lengths)
    return np.stack(out)


def rows_first(lengths, strides):
    out = []
    for s in strides:
        lengths = -(-lengths // s)
        out.append(lengths)
    return np.stack(out, axis=1)


def other_end(lengths, strides):
    out = []
    for s in strides[::-1]:
        lengths = -(-lengths // s)
        out.append(lengths)
    return np.stack(out)


def down_from_the_first(lengths, strides):
    return np.stack([lengths // s for s in strides])


def rounded_to_nearest(lengths, strides):
    out = []
    for s in strides:
        lengths = np.round(lengths / s).astype(int)
        out.append(lengths)
    return np.stack(out)


def multiplied(lengths, strides):
    out = []
    for s in strides:
        lengths = lengths * s
        out.append(lengths)
    return np.stack(out)


def cumulated_down(lengths, strides):
    return np.stack([lengths // s for s in np.cumprod(strides)])


def right_cumulated(lengths, strides):
    """Rounding up in steps is rounding up once."""
    return np.stack([-(-lengths // s) for s in np.cumprod(strides)])


RIGHT = (right_cumulated,)
WRONG = (
    wrong(rounded_down, "The lengths were rounded down"),
    wrong(each_from_the_first, "Every stride was applied to the given lengths"),
    wrong(last_alone, "Only the lengths after the last layer came back"),
    wrong(floats, "The lengths are floats"),
    wrong(with_the_first, "The given lengths came back, too"),
    wrong(one_too_many, "A step was added where nothing is left over, too"),
    wrong(at_least_one, "The lengths were rounded down, but not below 1. What becomes of steps"),
    wrong(rows_first, "The rows of the batch come first"),
    wrong(other_end, "The strides were taken from the wrong end"),
    wrong(down_from_the_first, "Every stride was applied to the given lengths, and rounded down"),
    wrong(rounded_to_nearest, "The lengths were rounded to the nearest whole number"),
    wrong(multiplied, "Work this call out by hand, and print each part of yours beside it."),
    wrong(cumulated_down, "The lengths were rounded down"),
)
EDGES = {
    "length 1": lambda cases: any((lengths == 1).any() for lengths, _ in cases),
    "a stride of 1": lambda cases: any(1 in strides for _, strides in cases),
    "one layer, one row": lambda cases: (
        any(len(strides) == 1 for _, strides in cases)
        and any(len(lengths) == 1 for lengths, _ in cases)
    ),
    "strides that differ, first": lambda cases: len(set(cases[0][1])) == len(cases[0][1]) > 1,
    "something left over, and nothing": lambda cases: (
        (cases[0][0] % cases[0][1][0] > 0).any() and (cases[0][0] % cases[0][1][0] == 0).any()
    ),
}
