"""Answers to doubly_stochastic_penalty that its record did not foresee; attempts came first."""

import numpy as np


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
