"""Answers to pyramid_lengths that its record did not foresee; the attempts came before it."""

import numpy as np


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
