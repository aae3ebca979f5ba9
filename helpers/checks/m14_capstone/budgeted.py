"""Check of budgeted."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.comparison import budgeted


def budgeted_cases(seed):
    """Yield (seconds, dev, test, budget): the best before, at and after the budget, ties, none."""
    rng = np.random.default_rng(seed)
    yield drawn(rng, best=3, fit=6, N=9)
    yield drawn(rng, best=7, fit=5, N=9)  # the best of all comes too late
    yield drawn(rng, best=5, fit=5, N=8)  # it begins in time, and ends too late
    yield drawn(rng, best=4, fit=5, N=8)
    seconds, dev, test, budget = drawn(rng, best=2, fit=6, N=7)
    dev[4], test[2], test[4] = dev[2], 1.5, 1.9
    yield seconds, dev, test, budget
    yield seconds, dev, np.where(np.arange(7) == 2, 1.95, test), budget
    seconds, dev, test, _ = drawn(rng, best=5, fit=6, N=7)
    yield np.round(seconds), dev, test, float(np.round(seconds)[:6].sum())  # used up exactly
    yield drawn(rng, best=2, fit=0, N=4)
    yield drawn(rng, best=0, fit=1, N=1)
    yield drawn(rng, best=1, fit=6, N=6)
    seconds, dev, test, budget = drawn(rng, best=2, fit=4, N=6)
    yield seconds, 100 * dev, 100 * test, budget  # as perplexities
    # A stretch that does not fit, and shorter ones after it, which come too late all the same.
    yield np.array([10.0, 30, 5, 5]), rng.uniform(1, 2) - 0.1 * np.arange(4), np.arange(4.0), 22.0
    yield drawn(rng, best=3, fit=6, N=9)


def drawn(rng, best, fit, N):
    """Draw a run whose development loss is lowest at `best`, and of which `fit` rows fit.

    The test loss is lowest elsewhere, and the stretches do not take equally long.
    """
    seconds = rng.uniform(2, 6, N)
    dev, test = rng.uniform(1.6, 2.0, (2, N))
    dev[best] = 1.5 - rng.uniform(0, 0.1)
    if fit > 1:
        test[(best + 1) % fit] = 1.4
    ends = np.cumsum(seconds)
    if not fit:
        return seconds, dev, test, 0.0
    before = ends[fit - 1]
    after = ends[fit] if fit < N else ends[-1] + 3
    return seconds, dev, test, float(before + (after - before) * rng.uniform(0.3, 0.7))


def chosen(test, row):
    return (int(row), float(test[row])) if row >= 0 else (-1, math.inf)


def fitting(seconds, budget):
    return int((np.cumsum(seconds) <= budget).sum())


def budget_by_test(seconds, dev, test, budget):
    """Choose by the test loss."""
    fit = fitting(seconds, budget)
    return chosen(test, int(np.argmin(test[:fit])) if fit else -1)


def budget_last_row(seconds, dev, test, budget):
    return chosen(test, fitting(seconds, budget) - 1)


def budget_ignored(seconds, dev, test, budget):
    return chosen(test, int(np.argmin(dev)))


def budget_each_by_itself(seconds, dev, test, budget):
    """Compare each stretch by itself with the budget."""
    fits = np.asarray(seconds) <= budget
    row = int(np.argmin(np.where(fits, dev, np.inf))) if fits.any() else -1
    return chosen(test, row)


def budget_begun(seconds, dev, test, budget):
    """Let a stretch count that begins within the budget."""
    begun = np.cumsum(seconds) - seconds
    fit = int((begun < budget).sum())
    return chosen(test, int(np.argmin(dev[:fit])) if fit else -1)


def budget_first_late_row(seconds, dev, test, budget):
    """Count by np.argmax, which is 0 also where no row comes too late."""
    fit = int(np.argmax(np.cumsum(seconds) > budget))
    return chosen(test, int(np.argmin(dev[:fit])) if fit else -1)


def budget_ties_by_test(seconds, dev, test, budget):
    """Take of equal development losses that with the lower test loss."""
    rows = range(fitting(seconds, budget))
    return chosen(test, min(rows, key=lambda i: (dev[i], test[i]), default=-1))


def budget_first_rise(seconds, dev, test, budget):
    """Stop where the development loss first rises."""
    fit = fitting(seconds, budget)
    row = next((i for i in range(fit - 1) if dev[i + 1] > dev[i]), fit - 1)
    return chosen(test, row)


def budget_skips(seconds, dev, test, budget):
    """Skip a stretch that does not fit, and go on after it."""
    spent, rows = 0.0, []
    for i, more in enumerate(seconds):
        if spent + more <= budget:
            spent += more
            rows.append(i)
    return chosen(test, min(rows, key=lambda i: dev[i], default=-1))


def budget_less_than(seconds, dev, test, budget):
    fit = int((np.cumsum(seconds) < budget - 1e-9).sum())
    return chosen(test, int(np.argmin(dev[:fit])) if fit else -1)


def budget_dev_loss(seconds, dev, test, budget):
    row, _ = budgeted(seconds, dev, test, budget)
    return chosen(dev, row)


def budget_largest(seconds, dev, test, budget):
    fit = fitting(seconds, budget)
    return chosen(test, int(np.argmax(dev[:fit])) if fit else -1)


def budget_latest_of_equals(seconds, dev, test, budget):
    fit = fitting(seconds, budget)
    row = max(range(fit), key=lambda i: (-dev[i], i), default=-1)
    return chosen(test, row)


def budget_rows_from_one(seconds, dev, test, budget):
    row, loss = budgeted(seconds, dev, test, budget)
    return row + 1 if row >= 0 else row, loss


def budget_none_is_first(seconds, dev, test, budget):
    """Return the first row where none fits."""
    row, _ = budgeted(seconds, dev, test, budget)
    return chosen(test, max(row, 0))


def budget_none_is_best(seconds, dev, test, budget):
    """Return the best of all rows where none fits."""
    row, _ = budgeted(seconds, dev, test, budget)
    return chosen(test, row if row >= 0 else int(np.argmin(dev)))


def budget_none_is_last(seconds, dev, test, budget):
    """Read test[-1] where none fits."""
    row, _ = budgeted(seconds, dev, test, budget)
    return row, float(test[row])


def budget_argmin_of_none(seconds, dev, test, budget):
    """Look for the smallest of nothing."""
    fit = fitting(seconds, budget)
    return chosen(test, int(np.argmin(dev[:fit])))


def budget_best_test(seconds, dev, test, budget):
    """Return the row chosen by the development loss, and the lowest test loss."""
    row, _ = budgeted(seconds, dev, test, budget)
    return row, float(np.min(test[: fitting(seconds, budget)], initial=math.inf))


def budget_seconds_of_row(seconds, dev, test, budget):
    """Return the seconds used in place of the row."""
    row, loss = budgeted(seconds, dev, test, budget)
    return float(np.sum(seconds[: row + 1])), loss


def by_loop(seconds, dev, test, budget):
    used, row, best = 0.0, -1, math.inf
    for i in range(len(seconds)):
        used += seconds[i]
        if used > budget:
            break
        if dev[i] < best:
            row, best = i, dev[i]
    return row, float(test[row]) if row >= 0 else math.inf


def by_masking(seconds, dev, test, budget):
    left = np.where(np.cumsum(seconds) <= budget, dev, np.inf)
    row = int(left.argmin())
    return (row, float(test[row])) if left[row] < np.inf else (-1, np.inf)


def by_sorting(seconds, dev, test, budget):
    ends = np.add.accumulate(seconds)
    for row in np.argsort(dev, kind="stable"):
        if ends[row] <= budget:
            return int(row), float(test[row])
    return -1, float("inf")


check_budgeted = Check(
    name="budgeted",
    reference=budgeted,
    cases=budgeted_cases,
    outputs=("row", "loss"),
    slips={
        "The row was chosen by the test loss, which makes the result too low. Which losses may a "
        "choice look at?": budget_by_test,
        "This is the last row that fits. Which of those that fit is the best by the development "
        "loss?": budget_last_row,
        "The budget was not looked at. Which rows come too late?": budget_ignored,
        "Each stretch was compared with the budget by itself. How many seconds have passed at the "
        "end of row i?": budget_each_by_itself,
        "A stretch counts that begins within the budget and ends after it. When has its loss been "
        "reached?": budget_begun,
        "A stretch that uses the budget up exactly was left out. Which comparison allows "
        "equality?": budget_less_than,
        "This is the development loss of the row. Which loss is to be reported?": budget_dev_loss,
        "The row has the largest development loss. Is a loss better if it is "
        "larger?": budget_largest,
        "Of equal development losses the one with the lower test loss was taken. What may a "
        "choice look at?": budget_ties_by_test,
        "The search ended at the first rise of the development loss. May a later row be "
        "better?": budget_first_rise,
        "Of equal development losses the last was taken. Which one comes "
        "first?": budget_latest_of_equals,
        "A stretch that does not fit was skipped. Can a later one be reached without "
        "it?": budget_skips,
        "Every row fits, and it was taken as if none did. Which place is np.argmax where "
        "nothing is true?": budget_first_late_row,
        "The rows were counted from 1. Which number has the first?": budget_rows_from_one,
        "Not even the first row fits, and it was returned. What is to be returned "
        "then?": budget_none_is_first,
        "No row fits, and the best of all was returned. What is to be returned "
        "then?": budget_none_is_best,
        "No row fits, and test[-1] is the last row's loss. Which loss is to be returned "
        "then?": budget_none_is_last,
        "No row fits, so there is nothing to choose from. What is to be returned "
        "then?": budget_argmin_of_none,
        "The loss is the lowest test loss, not that of the row chosen. Which losses may a choice "
        "look at?": budget_best_test,
        "These are seconds. Which number has the row?": budget_seconds_of_row,
    },
    alternatives=(by_loop, by_masking, by_sorting),
    equivalent={
        "int((np.cumsum(seconds) <= budget).sum()) -> (np.cumsum(seconds) <= budget).sum() (in "
        "`fit = int((np.cumsum(seconds) <= budget).sum())`)": "a NumPy number counts as well",
        "int(np.argmin(dev[:fit])) -> np.argmin(dev[:fit]) (in "
        "`row = int(np.argmin(dev[:fit]))`)": "a NumPy number counts as well",
        "float(test[row]) -> test[row] (in `return (row, float(test[row]))`)": (
            "a NumPy number counts as well"
        ),
    },
    tolerance_reason="one of the given numbers",
)
