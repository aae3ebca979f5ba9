"""Answers to gaussian_kl that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def other_way_round(mu_q, log_var_q, mu_p, log_var_p):
    var_q, var_p = np.exp(log_var_q), np.exp(log_var_p)
    each = np.log(var_q / var_p) + (var_p + (mu_q - mu_p) ** 2) / var_q - 1
    return 0.5 * each.sum(axis=-1)


def log_variance_as_log_sd(mu_q, log_var_q, mu_p, log_var_p):
    """The formula for standard deviations, log_var taken for ln sd."""
    s_q, s_p = np.exp(log_var_q), np.exp(log_var_p)
    each = log_var_p - log_var_q + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2) - 0.5
    return each.sum(axis=-1)


def formula_of_sd_with_variances(mu_q, log_var_q, mu_p, log_var_p):
    """ln sd_p / sd_q written with variances: the log ratio is not halved."""
    var_q, var_p = np.exp(log_var_q), np.exp(log_var_p)
    each = np.log(var_p / var_q) + (var_q + (mu_q - mu_p) ** 2) / (2 * var_p) - 0.5
    return each.sum(axis=-1)


def without_half(mu_q, log_var_q, mu_p, log_var_p):
    each = log_var_p - log_var_q - 1 + (np.exp(log_var_q) + (mu_q - mu_p) ** 2) / np.exp(log_var_p)
    return each.sum(axis=-1)


def one_left_out(mu_q, log_var_q, mu_p, log_var_p):
    each = log_var_p - log_var_q + (np.exp(log_var_q) + (mu_q - mu_p) ** 2) / np.exp(log_var_p)
    return 0.5 * each.sum(axis=-1)


def standard_prior(mu_q, log_var_q, mu_p, log_var_p):
    """The formula of the VAE paper, from N(0, 1)."""
    return -0.5 * (1 + log_var_q - mu_q**2 - np.exp(log_var_q)).sum(axis=-1)


def square_not_divided(mu_q, log_var_q, mu_p, log_var_p):
    each = log_var_p - log_var_q - 1 + np.exp(log_var_q - log_var_p) + (mu_q - mu_p) ** 2
    return 0.5 * each.sum(axis=-1)


def log_ratio_sign(mu_q, log_var_q, mu_p, log_var_p):
    each = log_var_q - log_var_p - 1 + (np.exp(log_var_q) + (mu_q - mu_p) ** 2) / np.exp(log_var_p)
    return 0.5 * each.sum(axis=-1)


def mean_over_numbers(mu_q, log_var_q, mu_p, log_var_p):
    each = log_var_p - log_var_q - 1 + (np.exp(log_var_q) + (mu_q - mu_p) ** 2) / np.exp(log_var_p)
    return 0.5 * each.mean(axis=-1)


def one_outside_the_sum(mu_q, log_var_q, mu_p, log_var_p):
    each = log_var_p - log_var_q + (np.exp(log_var_q) + (mu_q - mu_p) ** 2) / np.exp(log_var_p)
    return 0.5 * (each.sum(axis=-1) - 1)


def difference_of_densities_at_the_mean(mu_q, log_var_q, mu_p, log_var_p):
    """ln q - ln p at the mean of q."""
    each = log_var_p - log_var_q + (mu_q - mu_p) ** 2 / np.exp(log_var_p)
    return 0.5 * each.sum(axis=-1)


def symmetric(mu_q, log_var_q, mu_p, log_var_p):
    """Half of both ways round."""
    there = other_way_round(mu_q, log_var_q, mu_p, log_var_p)
    return 0.5 * (there + other_way_round(mu_p, log_var_p, mu_q, log_var_q))


def both_turned_and_without_half(mu_q, log_var_q, mu_p, log_var_p):
    return 2 * other_way_round(mu_q, log_var_q, mu_p, log_var_p)


def both_log_sd_and_one_left_out(mu_q, log_var_q, mu_p, log_var_p):
    s_q, s_p = np.exp(log_var_q), np.exp(log_var_p)
    each = log_var_p - log_var_q + (s_q**2 + (mu_q - mu_p) ** 2) / (2 * s_p**2)
    return each.sum(axis=-1)


def divided_by_sd(mu_q, log_var_q, mu_p, log_var_p):
    each = log_var_p - log_var_q - 1
    each = each + (np.exp(log_var_q) + (mu_q - mu_p) ** 2) / np.exp(0.5 * log_var_p)
    return 0.5 * each.sum(axis=-1)


def with_absolute_value(mu_q, log_var_q, mu_p, log_var_p):
    each = log_var_p - log_var_q - 1 + (np.exp(log_var_q) + abs(mu_q - mu_p)) / np.exp(log_var_p)
    return 0.5 * each.sum(axis=-1)


WRONG = ()
