"""Answers to kept_share that its record did not foresee."""

from tests.checks.answers import wrong


def one_more_lost(lag, k):
    return max(k - lag - 1, 0) / k


def absolute_over_lag(lag, k):
    return abs(k - lag) / lag


WRONG = (
    wrong(one_more_lost, "One position too few is counted."),
    wrong(absolute_over_lag, "The count was divided by the lag."),
)
