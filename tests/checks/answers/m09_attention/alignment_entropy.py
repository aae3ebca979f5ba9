"""Answers to alignment_entropy that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


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


def tiny_epsilon(weights):
    return -(weights * np.log(weights + 1e-12)).sum(axis=1)


def epsilon_of_ten(weights):
    return -(weights * np.log(weights + 1e-10)).sum(axis=1)


def epsilon_of_nine(weights):
    return -(weights * np.log(weights + 1e-9)).sum(axis=1)


def over_time_and_sign(weights):
    return (weights * np.log(np.where(weights > 0, weights, 1))).sum(axis=0)


def tiny_left_out(weights):
    logs = np.log(np.where(weights > 1e-4, weights, 1.0))
    return -(weights * logs).sum(axis=1)


def to_four_decimals(weights):
    logs = np.log(np.where(weights > 0, weights, 1.0))
    return np.round(-(weights * logs).sum(axis=1), 4)


RIGHT = (nan_to_num,)
WRONG = (
    wrong(tiny_left_out, "entropy["),
    wrong(to_four_decimals, "rounded to 4 decimals"),
    wrong(nan_at_zero, "A weight of 0 makes NaN, for 0 times -inf is no number"),
    wrong(epsilon, "A number of about 1e-8 was added inside the logarithm, which shifts"),
    wrong(large_epsilon, "A number of about 0.001 was added inside the logarithm, which shifts"),
    wrong(without_sign, "The sign is missing"),
    wrong(in_bits, "This is in bits"),
    wrong(over_time, "The sum runs over time"),
    wrong(last_axis, "The sum runs over the rows of the batch"),
    wrong(mean, "The sum was divided by S"),
    wrong(one_number, "All terms were summed to one number"),
    wrong(mean_over_rows, "The entropies of the rows were averaged"),
    wrong(logs_alone, "The logarithms were added as they are"),
    wrong(bits_over_time, "This is in bits, and the sum runs over time"),
    wrong(sign_and_nan, "The sign is missing, and a weight of 0 makes NaN"),
    wrong(drops_zeros_of_the_whole, "All terms were summed to one number"),
    wrong(mean_in_bits, "The sum was divided by S, and this is in bits"),
    wrong(
        epsilon_over_time, "Which line decides how long axis T is, and what should that depend on"
    ),
    wrong(cross_entropy_of_neighbours, "One item along axis T is missing"),
    wrong(filled_with_epsilon, "With every float input set to zero, entropy is still wrong"),
    wrong(tiny_epsilon, "Was a small number added inside the logarithm"),
    wrong(epsilon_of_ten, "Was a small number added inside the logarithm"),
    wrong(epsilon_of_nine, "A number of about 1e-9 was added inside the logarithm"),
    wrong(over_time_and_sign, "The sum runs over time, and the sign is missing"),
)
EDGES = {
    "no zeros, first": lambda cases: (cases[0][0] > 0).all(),
    "zeros": lambda cases: any((weights == 0).any() for (weights,) in cases),
    "all weight on one position": lambda cases: any(
        weights.shape[1] > 1 and (weights.max(axis=1) == 1).all() for (weights,) in cases
    ),
    "all weights alike": lambda cases: any(
        weights.shape[1] > 1 and np.ptp(weights) == 0 for (weights,) in cases
    ),
    "tiny weights": lambda cases: any((weights[weights > 0] < 1e-4).any() for (weights,) in cases),
    "one step, one position, one row": lambda cases: (
        {0, 1, 2} <= {weights.shape.index(1) for (weights,) in cases if 1 in weights.shape}
    ),
}
