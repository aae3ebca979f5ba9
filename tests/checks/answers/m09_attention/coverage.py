"""Answers to coverage that its record did not foresee; the attempts were written before it."""

import numpy as np

from tests.checks.answers import wrong


def over_positions(weights):
    return weights.sum(axis=1)


def over_rows(weights):
    return weights.sum(axis=2)


def mean(weights):
    return weights.mean(axis=0)


def largest(weights):
    return weights.max(axis=0)


def last(weights):
    return weights[-1]


def one_number(weights):
    return weights.sum()


def running(weights):
    return np.cumsum(weights, axis=0)


def turned(weights):
    return weights.sum(axis=0).T


def without_the_first(weights):
    total = 0
    for t in range(1, len(weights)):
        total = total + weights[t]
    return total


def normalised(weights):
    total = weights.sum(axis=0)
    return total / total.sum(axis=0)


def capped(weights):
    return np.minimum(weights.sum(axis=0), 1)


def mean_and_turned(weights):
    return weights.mean(axis=0).T


def largest_turned(weights):
    return weights.max(axis=0).T


def over_positions_mean(weights):
    return weights.mean(axis=1)


def missing_of_mean(weights):
    return 1 - weights.mean(axis=0)


def mean_of_rows(weights):
    return weights.mean(axis=2)


WRONG = (
    wrong(over_positions, "The sum runs over the positions"),
    wrong(over_rows, "The sum runs over the rows of the batch"),
    wrong(mean, "The sum was divided by T"),
    wrong(largest, "This is the largest weight of all steps"),
    wrong(last, "These are the weights of the last step"),
    wrong(one_number, "Everything was summed to one number"),
    wrong(running, "The sums so far came back for every step"),
    wrong(turned, "The coverage is right but has the rows of the batch first"),
    wrong(without_the_first, "The first step is left out"),
    wrong(normalised, "The sum was divided by T"),
    wrong(capped, "What is above 1 was cut to 1"),
    wrong(mean_and_turned, "The sum was divided by T, and the rows of the batch come first"),
    wrong(largest_turned, "The two axes look exchanged"),
    wrong(over_positions_mean, "This is a mean over the positions"),
    wrong(missing_of_mean, "This is 1 minus the coverage"),
    wrong(mean_of_rows, "This is a mean over the rows of the batch"),
)
EDGES = {
    "one step, one position, one row": lambda cases: (
        {0, 1, 2} <= {weights.shape.index(1) for (weights,) in cases if 1 in weights.shape}
    ),
    "all sizes alike": lambda cases: any(len(set(weights.shape)) == 1 for (weights,) in cases),
    "a position that is never looked at": lambda cases: any(
        (weights.sum(axis=0) == 0).any() for (weights,) in cases
    ),
    "one that is looked at more than once": lambda cases: any(
        (weights.sum(axis=0) > 1).any() for (weights,) in cases
    ),
}
