"""Answers to sample that its record did not foresee; the first attempts were written before it."""

import numpy as np


def searchsorted_left(probs, u):
    return np.array([np.searchsorted(np.cumsum(row), x) for row, x in zip(probs, u, strict=True)])


def most_likely(probs, u):
    return probs.argmax(axis=1)


def first_probability_above_u(probs, u):
    return np.argmax(probs > u[:, None], axis=1)


def cumulated_down_the_rows(probs, u):
    return (np.cumsum(probs, axis=0) <= u[:, None]).sum(axis=1)


def no_end(probs, u):
    return (np.cumsum(probs, axis=1) <= u[:, None]).sum(axis=1)


def end_at_v(probs, u):
    ids = (np.cumsum(probs, axis=1) <= u[:, None]).sum(axis=1)
    return np.minimum(ids, probs.shape[1] - 1)


def argmax_of_truth(probs, u):
    return np.argmax(np.cumsum(probs, axis=1) > u[:, None], axis=1)


def counts_the_larger_ones(probs, u):
    return (np.cumsum(probs, axis=1) > u[:, None]).sum(axis=1)


def loop_without_return_of_last(probs, u):
    ids = []
    for row, x in zip(probs, u, strict=True):
        total = 0.0
        for i, prob in enumerate(row):
            total += prob
            if total > x:
                ids.append(i)
                break
    return np.array(ids)


def loop_stops_one_late(probs, u):
    ids = []
    for row, x in zip(probs, u, strict=True):
        i, total = 0, 0.0
        while total <= x and i < len(row) - 1:
            total += row[i]
            i += 1
        ids.append(i)
    return np.array(ids)
