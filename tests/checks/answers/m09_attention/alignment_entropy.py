"""Answers to alignment_entropy that its record did not foresee; the attempts came before it."""

import numpy as np


def nan_at_zero(weights):
    return -(weights * np.log(weights)).sum(axis=1)


def epsilon(weights):
    return -(weights * np.log(weights + 1e-8)).sum(axis=1)


def large_epsilon(weights):
    return -(weights * np.log(weights + 1e-3)).sum(axis=1)


def without_sign(weights):
    return (weights * np.log(np.where(weights > 0, weights, 1))).sum(axis=1)


def in_bits(weights):
    return -(weights * np.log2(np.where(weights > 0, weights, 1))).sum(axis=1)


def over_time(weights):
    return -(weights * np.log(np.where(weights > 0, weights, 1))).sum(axis=0)


def last_axis(weights):
    return -(weights * np.log(np.where(weights > 0, weights, 1))).sum(axis=-1)


def mean(weights):
    return -(weights * np.log(np.where(weights > 0, weights, 1))).mean(axis=1)


def one_number(weights):
    return -(weights * np.log(np.where(weights > 0, weights, 1))).sum()


def mean_over_rows(weights):
    return -(weights * np.log(np.where(weights > 0, weights, 1))).sum(axis=1).mean(axis=1)


def logs_alone(weights):
    return -np.log(np.where(weights > 0, weights, 1)).sum(axis=1)


def nan_to_num(weights):
    """Infinities become very large numbers, times 0 is 0: right, with a warning."""
    with np.errstate(divide="ignore"):
        return -(weights * np.nan_to_num(np.log(weights))).sum(axis=1)


def bits_over_time(weights):
    return -(weights * np.log2(np.where(weights > 0, weights, 1))).sum(axis=0)


def sign_and_nan(weights):
    return (weights * np.log(weights)).sum(axis=1)


def drops_zeros_of_the_whole(weights):
    """Index by a mask, which flattens."""
    w = weights[weights > 0]
    return -(w * np.log(w)).sum()


def mean_in_bits(weights):
    return -(weights * np.log2(np.where(weights > 0, weights, 1))).mean(axis=1)


def epsilon_over_time(weights):
    return -(weights * np.log(weights + 1e-9)).sum(axis=0)


def cross_entropy_of_neighbours(weights):
    logs = np.log(np.where(weights > 0, weights, 1))
    return -(weights[1:] * logs[:-1]).sum(axis=1)


def filled_with_epsilon(weights):
    w = np.where(weights > 0, weights, 1e-4)
    return -(w * np.log(w)).sum(axis=1)
