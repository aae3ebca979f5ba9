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


def variances_kept_above(mu_q, log_var_q, mu_p, log_var_p):
    var_q, var_p = np.exp(log_var_q) + 1e-6, np.exp(log_var_p) + 1e-6
    return 0.5 * (np.log(var_p / var_q) + (var_q + (mu_q - mu_p) ** 2) / var_p - 1).sum(axis=-1)


def clipped_log_variances(mu_q, log_var_q, mu_p, log_var_p):
    log_var_q, log_var_p = np.clip(log_var_q, -10, 10), np.clip(log_var_p, -10, 10)
    each = log_var_p - log_var_q - 1 + (np.exp(log_var_q) + (mu_q - mu_p) ** 2) / np.exp(log_var_p)
    return 0.5 * each.sum(axis=-1)


def absolute_of_each(mu_q, log_var_q, mu_p, log_var_p):
    """Turned, and forced above 0."""
    return abs(other_way_round(mu_q, log_var_q, mu_p, log_var_p))


def both_sign_of_log_and_mean(mu_q, log_var_q, mu_p, log_var_p):
    each = log_var_q - log_var_p - 1 + (np.exp(log_var_q) + (mu_q - mu_p) ** 2) / np.exp(log_var_p)
    return 0.5 * each.mean(axis=-1)


def both_one_and_half(mu_q, log_var_q, mu_p, log_var_p):
    """Neither the 1 of each number nor the half of all."""
    squares = np.exp(log_var_q - log_var_p) + (mu_q - mu_p) ** 2 * np.exp(-log_var_p)
    return np.sum(log_var_p - log_var_q + squares, axis=-1)


def both_square_and_half(mu_q, log_var_q, mu_p, log_var_p):
    each = log_var_p - log_var_q - 1 + np.exp(log_var_q - log_var_p) + (mu_q - mu_p) ** 2
    return each.sum(axis=-1)


WRONG = (
    wrong(other_way_round, "This is KL(p || q), the other way round"),
    wrong(
        log_variance_as_log_sd,
        "Both log-variances were taken for logarithms of standard deviations",
    ),
    wrong(formula_of_sd_with_variances, "The logarithms were not halved"),
    wrong(without_half, "The result is twice as large as it should be"),
    wrong(one_left_out, "1 was not subtracted for each number"),
    wrong(standard_prior, "This is the KL from N(0, 1)"),
    wrong(square_not_divided, "The squared distance of the means was not divided"),
    wrong(log_ratio_sign, "The difference of the log-variances has the wrong sign"),
    wrong(mean_over_numbers, "The mean was taken over the Z numbers"),
    wrong(one_outside_the_sum, "1 was subtracted once for all Z numbers"),
    wrong(difference_of_densities_at_the_mean, "This is ln q - ln p at the mean of q"),
    wrong(symmetric, "This is the mean of KL(q || p) and KL(p || q)"),
    wrong(both_turned_and_without_half, "This is twice KL(p || q)"),
    wrong(
        both_log_sd_and_one_left_out,
        "The log-variances were taken for logarithms of standard deviations, and",
    ),
    wrong(divided_by_sd, "It was divided by the standard deviation of p"),
    wrong(with_absolute_value, "The difference of the means has lost its sign but was not squared"),
    wrong(variances_kept_above, "1e-6 was added to the variances"),
    wrong(
        clipped_log_variances,
        "With every float input except log_var_q set to zero, kl is still wrong",
    ),
    wrong(absolute_of_each, "This is KL(p || q), the other way round"),
    wrong(both_sign_of_log_and_mean, "The difference of the log-variances has the wrong sign"),
    wrong(both_one_and_half, "1 was not subtracted for each number, and the half is missing"),
    wrong(both_square_and_half, "The result is twice as large as it should be"),
)

EDGES = {
    "three axes, two, one": lambda cases: {mu.ndim for mu, *_ in cases} == {1, 2, 3},
    "one step, one row, one number": lambda cases: (
        {(1, 3, 2), (3, 1, 2), (2, 3, 1)} <= {mu.shape for mu, *_ in cases}
    ),
    "all sizes alike": lambda cases: any(mu.shape == (3, 3, 3) for mu, *_ in cases),
    "two that agree": lambda cases: any(
        (mu_q == mu_p).all() and (v_q == v_p).all() for mu_q, v_q, mu_p, v_p in cases
    ),
    "a narrow q": lambda cases: any(v_q.min() < -13 for _, v_q, _, _ in cases),
}
