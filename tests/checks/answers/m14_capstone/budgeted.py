"""Answers to budgeted that its record did not foresee; the attempts came before it."""

import math

import numpy as np

from tests.checks.answers import wrong


def best_test(seconds, dev, test, budget):
    rows = [i for i in range(len(dev)) if sum(seconds[: i + 1]) <= budget]
    row = min(rows, key=lambda i: test[i], default=-1)
    return row, float(test[row]) if rows else math.inf


def not_added_up(seconds, dev, test, budget):
    rows = [i for i in range(len(dev)) if seconds[i] <= budget]
    row = min(rows, key=lambda i: dev[i], default=-1)
    return row, float(test[row]) if rows else math.inf


def one_row_short(seconds, dev, test, budget):
    rows = [i for i in range(len(dev)) if sum(seconds[:i]) <= budget]
    row = min(rows, key=lambda i: dev[i], default=-1)
    return row, float(test[row]) if rows else math.inf


def last_of_all(seconds, dev, test, budget):
    used, row = 0, -1
    for i, s in enumerate(seconds):
        used += s
        if used <= budget:
            row = i
    return row, float(test[row]) if row >= 0 else math.inf


def dev_reported(seconds, dev, test, budget):
    rows = [i for i in range(len(dev)) if sum(seconds[: i + 1]) <= budget]
    row = min(rows, key=lambda i: dev[i], default=-1)
    return row, float(dev[row]) if rows else math.inf


def none_for_none(seconds, dev, test, budget):
    n = int((np.cumsum(seconds) <= budget).sum())
    if n == 0:
        return None
    return int(np.argmin(dev[:n])), float(test[np.argmin(dev[:n])])


def test_of_the_last(seconds, dev, test, budget):
    """Two mistakes: the last row that fits, by stretches that begin in time."""
    n = int((np.cumsum(seconds) - seconds < budget).sum())
    return (n - 1, float(test[n - 1])) if n else (-1, math.inf)


def right_by_pairs(seconds, dev, test, budget):
    ends = np.cumsum(seconds)
    rows = [(d, i) for i, (d, end) in enumerate(zip(dev, ends, strict=True)) if end <= budget]
    if not rows:
        return -1, math.inf
    row = min(rows)[1]
    return row, float(test[row])


def zero_for_nothing(seconds, dev, test, budget):
    n = int((np.cumsum(seconds) <= budget).sum())
    row = int(np.argmin(dev[:n])) if n else -1
    return row, float(test[row]) if n else 0.0


def until_the_first_rise(seconds, dev, test, budget):
    """Stop early, as soon as the development loss no longer falls."""
    n = int((np.cumsum(seconds) <= budget).sum())
    if n == 0:
        return -1, math.inf
    row = 0
    while row + 1 < n and dev[row + 1] < dev[row]:
        row += 1
    return row, float(test[row])


def right_by_a_stable_sort(seconds, dev, test, budget):
    ends = np.cumsum(seconds)
    for row in np.argsort(dev, kind="stable"):
        if ends[row] <= budget:
            return row, test[row]
    return -1, np.inf


def right_by_what_is_left(seconds, dev, test, budget):
    best = (math.inf, -1, math.inf)
    for row, (took, lost, reported) in enumerate(zip(seconds, dev, test, strict=True)):
        budget -= took
        if budget < 0:
            break
        best = min(best, (lost, row, reported))
    return list(best[1:])


RIGHT = (right_by_pairs, right_by_a_stable_sort, right_by_what_is_left)
WRONG = (
    wrong(best_test, "The row was chosen by the test loss"),
    wrong(not_added_up, "Each stretch was compared with the budget by itself"),
    wrong(one_row_short, "A stretch counts that begins within the budget"),
    wrong(last_of_all, "This is the last row that fits"),
    wrong(dev_reported, "This is the development loss of the row"),
    wrong(none_for_none, "budgeted"),
    wrong(test_of_the_last, "budgeted"),
    wrong(zero_for_nothing, "loss is 0, expected inf (row is right)"),
    wrong(until_the_first_rise, "budgeted: row is"),
)
EDGES = {
    "nothing fits": lambda cases: any(s[0] > budget for s, _, _, budget in cases),
    "the best comes too late": lambda cases: any(
        np.cumsum(s)[np.argmin(dev)] > budget >= s[0] for s, dev, _, budget in cases
    ),
    "equal development losses": lambda cases: any(
        len(set(dev.tolist())) < len(dev) for _, dev, _, _ in cases
    ),
    "used up exactly": lambda cases: any(budget in np.cumsum(s) for s, _, _, budget in cases),
}
