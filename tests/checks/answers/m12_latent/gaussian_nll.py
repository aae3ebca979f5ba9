"""Answers to gaussian_nll that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def variance_for_sd(x, mu, log_var):
    var = np.exp(log_var)
    return (0.5 * np.log(2 * np.pi) + np.log(var) + (x - mu) ** 2 / (2 * var**2)).sum(axis=-1)


def log_variance_as_log_sd(x, mu, log_var):
    sd = np.exp(log_var)
    return (0.5 * np.log(2 * np.pi) + log_var + 0.5 * ((x - mu) / sd) ** 2).sum(axis=-1)


def half_left_out_of_the_log(x, mu, log_var):
    return (0.5 * np.log(2 * np.pi) + log_var + 0.5 * (x - mu) ** 2 / np.exp(log_var)).sum(axis=-1)


def log_two_pi_once(x, mu, log_var):
    """Add ln 2 pi once, not for each number."""
    each = 0.5 * (log_var + (x - mu) ** 2 / np.exp(log_var))
    return 0.5 * np.log(2 * np.pi) + each.sum(axis=-1)


def mean_over_numbers(x, mu, log_var):
    each = 0.5 * (np.log(2 * np.pi) + log_var + (x - mu) ** 2 / np.exp(log_var))
    return each.mean(axis=-1)


def log_of_density(x, mu, log_var):
    var = np.exp(log_var)
    density = np.exp(-((x - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)
    with np.errstate(all="ignore"):
        return -np.log(density.prod(axis=-1))


def clipped_density(x, mu, log_var):
    var = np.exp(log_var)
    density = np.exp(-((x - mu) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)
    return -np.log(density + 1e-12).sum(axis=-1)


def log_likelihood(x, mu, log_var):
    each = 0.5 * (np.log(2 * np.pi) + log_var + (x - mu) ** 2 / np.exp(log_var))
    return -each.sum(axis=-1)


def not_summed(x, mu, log_var):
    return 0.5 * (np.log(2 * np.pi) + log_var + (x - mu) ** 2 / np.exp(log_var))


def summed_over_everything(x, mu, log_var):
    return (0.5 * (np.log(2 * np.pi) + log_var + (x - mu) ** 2 / np.exp(log_var))).sum()


def log_variance_as_variance(x, mu, log_var):
    with np.errstate(all="ignore"):
        return (0.5 * (np.log(2 * np.pi * log_var) + (x - mu) ** 2 / log_var)).sum(axis=-1)


def both_log_sd_and_mean(x, mu, log_var):
    each = 0.5 * np.log(2 * np.pi) + log_var + 0.5 * ((x - mu) / np.exp(log_var)) ** 2
    return each.mean(axis=-1)


def both_sign_of_log_and_two_pi(x, mu, log_var):
    return 0.5 * (-log_var + (x - mu) ** 2 / np.exp(log_var)).sum(axis=-1)


def square_forgotten(x, mu, log_var):
    return 0.5 * (np.log(2 * np.pi) + log_var + (x - mu) / np.exp(log_var)).sum(axis=-1)


def summed_over_the_first_axis(x, mu, log_var):
    return 0.5 * (np.log(2 * np.pi) + log_var + (x - mu) ** 2 / np.exp(log_var)).sum(axis=0)


def variance_kept_above(x, mu, log_var):
    var = np.exp(log_var) + 1e-6
    return 0.5 * (np.log(2 * np.pi * var) + (x - mu) ** 2 / var).sum(axis=-1)


def clipped_log_variance(x, mu, log_var):
    log_var = np.clip(log_var, -10, 10)
    return 0.5 * (np.log(2 * np.pi) + log_var + (x - mu) ** 2 / np.exp(log_var)).sum(axis=-1)


def one_variance_for_all_numbers(x, mu, log_var):
    var = np.exp(log_var).mean(axis=-1)
    D = x.shape[-1]
    return 0.5 * (D * np.log(2 * np.pi * var) + ((x - mu) ** 2).sum(axis=-1) / var)


def distance_divided_twice(x, mu, log_var):
    e = (x - mu) / np.exp(log_var)
    return 0.5 * (np.log(2 * np.pi) + log_var + e**2).sum(axis=-1)


def axis_kept(x, mu, log_var):
    each = 0.5 * (np.log(2 * np.pi) + log_var + (x - mu) ** 2 / np.exp(log_var))
    return each.sum(axis=-1, keepdims=True)


WRONG = (
    wrong(variance_for_sd, "log_var was taken for the logarithm of the standard deviation"),
    wrong(log_variance_as_log_sd, "log_var was taken for the logarithm of the standard deviation"),
    wrong(half_left_out_of_the_log, "The log-variance was not halved"),
    wrong(log_two_pi_once, "ln 2 pi was added once"),
    wrong(mean_over_numbers, "The mean was taken over the D numbers"),
    wrong(log_of_density, "The density was made first and its logarithm taken after that"),
    wrong(clipped_density, "1e-12 was added to each density"),
    wrong(log_likelihood, "This is ln p(x)"),
    wrong(not_summed, "The numbers were not added up"),
    wrong(summed_over_everything, "Everything was added up to one number"),
    wrong(log_variance_as_variance, "log_var was used as the variance"),
    wrong(
        both_log_sd_and_mean,
        "log_var was taken for the logarithm of the standard deviation, and the",
    ),
    wrong(both_sign_of_log_and_two_pi, "The log-variance was subtracted, and ln 2 pi is missing"),
    wrong(square_forgotten, "The distance was not squared"),
    wrong(summed_over_the_first_axis, "The sum goes over the first axis"),
    wrong(variance_kept_above, "1e-6 was added to the variance"),
    wrong(
        clipped_log_variance,
        "With every float input except log_var set to zero, nll is still wrong",
    ),
    wrong(
        one_variance_for_all_numbers,
        "With every float input except log_var set to zero, nll is still wrong",
    ),
    wrong(distance_divided_twice, "The square was divided by the square of the variance"),
    wrong(axis_kept, "The axis of the D numbers is still there, with size 1"),
)

EDGES = {
    "three axes, two, one": lambda cases: {x.ndim for x, *_ in cases} == {1, 2, 3},
    "one step, one row, one number": lambda cases: (
        {(1, 3, 2), (3, 1, 2), (2, 3, 1)} <= {x.shape for x, *_ in cases}
    ),
    "all sizes alike": lambda cases: any(x.shape == (3, 3, 3) for x, *_ in cases),
    "densities that are rounded to 0": lambda cases: any(
        ((x - mu) ** 2 / np.exp(log_var)).min() > 300 for x, mu, log_var in cases
    ),
    "narrow and wide": lambda cases: any(v.min() < -11 and v.max() > 11 for *_, v in cases),
}
