"""Answers to coverage that its record did not foresee; the attempts were written before it."""

import numpy as np


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
