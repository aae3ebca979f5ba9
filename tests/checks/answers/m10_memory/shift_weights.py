"""Answers to shift_weights that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def backwards(w, s):
    K = len(s)
    return sum(s[k] * np.roll(w, K // 2 - k, axis=0) for k in range(K))


def not_centred(w, s):
    return sum(s[k] * np.roll(w, k, axis=0) for k in range(len(s)))


def off_by_one(w, s):
    K = len(s)
    return sum(s[k] * np.roll(w, k - K // 2 - 1, axis=0) for k in range(K))


def ends_do_not_meet(w, s):
    N, K = len(w), len(s)
    out = np.zeros_like(w)
    for i in range(N):
        for k in range(K):
            j = i - (k - K // 2)
            if 0 <= j < N:
                out[i] += s[k] * w[j]
    return out


def rolled_without_axis(w, s):
    K = len(s)
    return sum(s[k] * np.roll(w, k - K // 2) for k in range(K))


def along_the_batch(w, s):
    K = len(s)
    return sum(s[k] * np.roll(w, k - K // 2, axis=1) for k in range(K))


def first_row_of_s(w, s):
    K = len(s)
    return sum(s[k, 0] * np.roll(w, k - K // 2, axis=0) for k in range(K))


def most_likely_shift(w, s):
    out = np.zeros_like(w)
    for b in range(w.shape[1]):
        out[:, b] = np.roll(w[:, b], int(s[:, b].argmax()) - len(s) // 2)
    return out


def three_shifts(w, s):
    """Right for K = 3 alone."""
    return s[0] * np.roll(w, -1, axis=0) + s[1] * w + s[2] * np.roll(w, 1, axis=0)


def zero_padded_convolve(w, s):
    return np.stack([np.convolve(w[:, b], s[:, b], mode="same") for b in range(w.shape[1])], axis=1)


def renormalised(w, s):
    out = ends_do_not_meet(w, s)
    return out / out.sum(axis=0)


def mean_of_shifts(w, s):
    K = len(s)
    return np.mean([s[k] * np.roll(w, k - K // 2, axis=0) for k in range(K)], axis=0)


def last_shift_alone(w, s):
    K = len(s)
    for k in range(K):
        out = s[k] * np.roll(w, k - K // 2, axis=0)
    return out


def one_shift_too_few(w, s):
    K = len(s)
    return sum(s[k] * np.roll(w, k - K // 2, axis=0) for k in range(K - 1))


def expected_shift(w, s):
    K = len(s)
    out = np.zeros_like(w)
    for b in range(w.shape[1]):
        mean = round(float((np.arange(K) - K // 2) @ s[:, b]))
        out[:, b] = np.roll(w[:, b], mean)
    return out


def two_backwards_and_not_centred(w, s):
    return sum(s[k] * np.roll(w, -k, axis=0) for k in range(len(s)))


def two_backwards_and_ends(w, s):
    N, K = len(w), len(s)
    out = np.zeros_like(w)
    for i in range(N):
        for k in range(K):
            j = i + (k - K // 2)
            if 0 <= j < N:
                out[i] += s[k] * w[j]
    return out


def two_without_axis_and_backwards(w, s):
    K = len(s)
    return sum(s[k] * np.roll(w, K // 2 - k) for k in range(K))


def shares_left_out(w, s):
    K = len(s)
    return sum(np.roll(w, k - K // 2, axis=0) for k in range(K))


def added_to_w(w, s):
    """Start the sum from w in place of zeros."""
    out = w
    for k in range(len(s)):
        out = out + s[k] * np.roll(w, k - len(s) // 2, axis=0)
    return out


def clipped_source(w, s):
    N, K = len(w), len(s)
    out = np.zeros_like(w)
    for i in range(N):
        for k in range(K):
            out[i] += s[k] * w[min(max(i - (k - K // 2), 0), N - 1)]
    return out


def shifts_in_a_row(w, s):
    """Overwrite what is shifted."""
    out = w.copy()
    for k in range(len(s)):
        out = s[k] * np.roll(out, k - len(s) // 2, axis=0)
    return out


def middle_rounded_up(w, s):
    K = len(s)
    return sum(s[k] * np.roll(w, k - (K + 1) // 2, axis=0) for k in range(K))


def two_without_axis_and_not_centred(w, s):
    return sum(s[k] * np.roll(w, k) for k in range(len(s)))


def two_without_axis_from_the_last_row(w, s):
    K = len(s)
    return sum(s[K - 1 - k] * np.roll(w, k) for k in range(K))


WRONG = (
    wrong(backwards, "The weights move the wrong way"),
    wrong(not_centred, "Row k of s moves by k slots"),
    wrong(off_by_one, "Every shift is one too small"),
    wrong(
        rolled_without_axis, "Slots and rows were moved as one line, so that weight passes from one"
    ),
    wrong(along_the_batch, "The weights were moved along the batch"),
    wrong(first_row_of_s, "The shares of the first row were used for all rows"),
    wrong(most_likely_shift, "All the weight was moved by the likeliest shift"),
    wrong(three_shifts, "Three shifts are made whatever K is"),
    wrong(zero_padded_convolve, "What leaves the slots at an end is lost"),
    wrong(renormalised, "What leaves at an end is lost, and the rest was divided by its sum"),
    wrong(mean_of_shifts, "The sum was divided by K"),
    wrong(last_shift_alone, "Only the last shift is left"),
    wrong(one_shift_too_few, "The last shift is missing"),
    wrong(expected_shift, "All the weight was moved by the mean shift"),
    wrong(two_backwards_and_not_centred, "Row k of s moves by k slots, and backwards"),
    wrong(
        two_backwards_and_ends, "The weights move the wrong way, and what leaves at an end is lost"
    ),
    wrong(two_without_axis_and_backwards, "Slots and rows were moved as one line, and backwards"),
    wrong(shares_left_out, "The shares have no effect"),
    wrong(added_to_w, "With every float input except w set to zero, w_next is still wrong"),
    wrong(clipped_source, "Work one entry out by hand for a tiny input, and print the parts of"),
    wrong(shifts_in_a_row, "Work one entry out by hand for a tiny input, and print the parts of"),
    wrong(middle_rounded_up, "Every shift is one too small"),
    wrong(
        two_without_axis_and_not_centred,
        "Slots and rows were moved as one line, and row k of s moves by k places",
    ),
    wrong(
        two_without_axis_from_the_last_row, "np.roll without an axis carries weight from one row"
    ),
)

EDGES = {
    "no shift, three, five": lambda cases: {len(s) for _, s in cases} == {1, 3, 5},
    "as many shifts as slots": lambda cases: any(len(w) == len(s) > 1 for w, s in cases),
    "odd, and at most N": lambda cases: all(len(s) % 2 and len(s) <= len(w) for w, s in cases),
    "one slot, one row": lambda cases: (
        any(len(w) == 1 for w, _ in cases) and any(w.shape[1] == 1 for w, _ in cases)
    ),
    "distributions": lambda cases: all(
        np.allclose(a.sum(axis=0), 1) for case in cases for a in case
    ),
}
