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


WRONG = ()
