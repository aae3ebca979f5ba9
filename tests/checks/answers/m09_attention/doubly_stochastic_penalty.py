"""Answers to doubly_stochastic_penalty that its record did not foresee; attempts came first."""

import numpy as np

from tests.checks.answers import wrong


def over_positions_first(weights):
    return ((1 - weights.sum(axis=1)) ** 2).sum(axis=0)


def mean(weights):
    return ((1 - weights.sum(axis=0)) ** 2).mean(axis=0)


def not_squared(weights):
    return (1 - weights.sum(axis=0)).sum(axis=0)


def absolute(weights):
    return np.abs(1 - weights.sum(axis=0)).sum(axis=0)


def one_number(weights):
    return ((1 - weights.sum(axis=0)) ** 2).sum()


def square_of_the_sum(weights):
    return (1 - weights.sum(axis=0)).sum(axis=0) ** 2


def each_weight(weights):
    return ((1 - weights) ** 2).sum(axis=(0, 1))


def over_rows(weights):
    return ((1 - weights.sum(axis=0)) ** 2).sum(axis=1)


def not_summed(weights):
    return (1 - weights.sum(axis=0)) ** 2


def mean_coverage(weights):
    return ((1 - weights.mean(axis=0)) ** 2).sum(axis=0)


def root(weights):
    return np.sqrt(((1 - weights.sum(axis=0)) ** 2).sum(axis=0))


def mean_and_absolute(weights):
    return np.abs(1 - weights.sum(axis=0)).mean(axis=0)


def mean_and_one_number(weights):
    return ((1 - weights.sum(axis=0)) ** 2).mean()


def over_positions_absolute(weights):
    return np.abs(1 - weights.sum(axis=1)).sum(axis=0)


def squares_of_each_step(weights):
    return ((1 - weights) ** 2).sum(axis=1).sum(axis=0)


def absolute_and_mean_over_steps(weights):
    return np.abs(1 - weights.mean(axis=0)).sum(axis=0)


WRONG = (
    wrong(over_positions_first, "The sums over the positions were compared with 1, which they are"),
    wrong(mean, "This is a mean over the positions"),
    wrong(not_squared, "The distances were not squared, so that too much and too little cancel"),
    wrong(absolute, "These are absolute distances"),
    wrong(one_number, "All rows were summed to one number"),
    wrong(square_of_the_sum, "The distances were summed first and squared then"),
    wrong(each_weight, "Each weight was compared with 1"),
    wrong(over_rows, "The squares were summed over the rows of the batch"),
    wrong(not_summed, "The squares were not summed"),
    wrong(mean_coverage, "The mean over the steps was compared with 1"),
    wrong(root, "A root was taken of the sum"),
    wrong(mean_and_absolute, "The distances were not squared, and their mean was taken"),
    wrong(mean_and_one_number, "Was every axis summed or indexed away"),
    wrong(
        over_positions_absolute, "The sums over the positions were compared with 1, which they are"
    ),
    wrong(squares_of_each_step, "Each weight was compared with 1"),
    wrong(absolute_and_mean_over_steps, "The mean over the steps was compared with 1, and the"),
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
