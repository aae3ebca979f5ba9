"""Answers to sample that its record did not foresee; the first attempts were written before it."""

import numpy as np

from tests.checks.answers import wrong


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


def count_down_the_rows(probs, u):
    return np.minimum((np.cumsum(probs, axis=0) <= u[:, None]).sum(axis=1), probs.shape[1] - 1)


def first_down_the_rows(probs, u):
    return np.argmax(np.cumsum(probs, axis=0) > u[:, None], axis=1)


def just_above(probs, u):
    reached = np.cumsum(probs, axis=1) > u[:, None] + 1e-9
    last = [np.flatnonzero(row)[-1] for row in probs]
    return np.where(reached.any(axis=1), reached.argmax(axis=1), last)


WRONG = (
    wrong(just_above, "ids["),
    wrong(searchsorted_left, "u lies exactly on a boundary here"),
    wrong(most_likely, "This is the most likely token of each row"),
    wrong(first_probability_above_u, "u was compared with single probabilities"),
    wrong(cumulated_down_the_rows, "The sums run down the columns, over rows"),
    wrong(no_end, "and the id is V"),
    wrong(end_at_v, "the last column was drawn"),
    wrong(argmax_of_truth, "token 0 was drawn"),
    wrong(counts_the_larger_ones, "The sums that exceed u were counted"),
    wrong(loop_without_return_of_last, "that row has no id"),
    wrong(loop_stops_one_late, "Every id is one too high, but for the last, which cannot"),
    wrong(count_down_the_rows, "The sums run down the columns"),
    wrong(first_down_the_rows, "The sums run down the columns", "the first that exceeds u"),
)
EDGES = {
    "one row": lambda cases: any(len(u) == 1 for _, u in cases),
    "one token": lambda cases: any(probs.shape[1] == 1 for probs, _ in cases),
    "u of 0 where token 0 is impossible": lambda cases: any(
        (probs[u == 0, 0] == 0).any() for probs, u in cases
    ),
    "u on a boundary": lambda cases: any(
        (np.cumsum(probs, axis=1) == u[:, None]).any() for probs, u in cases
    ),
    "u beyond the end, before and after an impossible token": lambda cases: any(
        {bool(last == 0) for last in probs[u >= probs.sum(axis=1), -1]} == {True, False}
        for probs, u in cases
    ),
}
