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
