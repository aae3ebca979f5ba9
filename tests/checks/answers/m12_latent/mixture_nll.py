"""Answers to mixture_nll that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def log_densities(x, mu, log_var):
    squares = (x[..., None, :] - mu) ** 2 / np.exp(log_var)
    return -0.5 * (np.log(2 * np.pi) + log_var + squares)


def without_the_max(x, log_pi, mu, log_var):
    with np.errstate(all="ignore"):
        return -np.log(np.exp(log_pi + log_densities(x, mu, log_var).sum(axis=-1)).sum(axis=-1))


def with_a_small_number(x, log_pi, mu, log_var):
    joint = log_pi + log_densities(x, mu, log_var).sum(axis=-1)
    return -np.log(np.exp(joint).sum(axis=-1) + 1e-300)


def mean_of_nlls(x, log_pi, mu, log_var):
    return -(np.exp(log_pi) * log_densities(x, mu, log_var).sum(axis=-1)).sum(axis=-1)


def best_component(x, log_pi, mu, log_var):
    return -(log_pi + log_densities(x, mu, log_var).sum(axis=-1)).max(axis=-1)


def mixture_of_each_number(x, log_pi, mu, log_var):
    joint = log_pi[..., None] + log_densities(x, mu, log_var)
    largest = joint.max(axis=-2, keepdims=True)
    each = largest[..., 0, :] + np.log(np.exp(joint - largest).sum(axis=-2))
    return -each.sum(axis=-1)


def weights_left_out(x, log_pi, mu, log_var):
    joint = log_densities(x, mu, log_var).sum(axis=-1)
    largest = joint.max(axis=-1)
    return -largest - np.log(np.exp(joint - largest[..., None]).sum(axis=-1))


def weights_as_probabilities(x, log_pi, mu, log_var):
    joint = log_densities(x, mu, log_var).sum(axis=-1)
    largest = joint.max(axis=-1)
    with np.errstate(all="ignore"):
        return -largest - np.log((log_pi * np.exp(joint - largest[..., None])).sum(axis=-1))


def variance_for_sd(x, log_pi, mu, log_var):
    var = np.exp(log_var)
    squares = ((x[..., None, :] - mu) / var) ** 2
    joint = log_pi - 0.5 * (np.log(2 * np.pi) + 2 * log_var + squares).sum(axis=-1)
    largest = joint.max(axis=-1)
    return -largest - np.log(np.exp(joint - largest[..., None]).sum(axis=-1))


def log_variance_not_halved(x, log_pi, mu, log_var):
    squares = (x[..., None, :] - mu) ** 2 / np.exp(log_var)
    joint = log_pi - (0.5 * np.log(2 * np.pi) + log_var + 0.5 * squares).sum(axis=-1)
    largest = joint.max(axis=-1)
    return -largest - np.log(np.exp(joint - largest[..., None]).sum(axis=-1))


def max_not_added_again(x, log_pi, mu, log_var):
    joint = log_pi + log_densities(x, mu, log_var).sum(axis=-1)
    return -np.log(np.exp(joint - joint.max(axis=-1)[..., None]).sum(axis=-1))


def log_mean_exp(x, log_pi, mu, log_var):
    joint = log_pi + log_densities(x, mu, log_var).sum(axis=-1)
    largest = joint.max(axis=-1)
    return -largest - np.log(np.exp(joint - largest[..., None]).mean(axis=-1))


def sign(x, log_pi, mu, log_var):
    joint = log_pi + log_densities(x, mu, log_var).sum(axis=-1)
    largest = joint.max(axis=-1)
    return largest + np.log(np.exp(joint - largest[..., None]).sum(axis=-1))


def one_max_for_all(x, log_pi, mu, log_var):
    joint = log_pi + log_densities(x, mu, log_var).sum(axis=-1)
    with np.errstate(all="ignore"):
        return -joint.max() - np.log(np.exp(joint - joint.max()).sum(axis=-1))


def single_gaussian(x, log_pi, mu, log_var):
    """One Gaussian with the mean of means and of variances."""
    pi = np.exp(log_pi)[..., None]
    m, v = (pi * mu).sum(axis=-2), (pi * np.exp(log_var)).sum(axis=-2)
    return 0.5 * (np.log(2 * np.pi * v) + (x - m) ** 2 / v).sum(axis=-1)


def minus_infinity_replaced(x, log_pi, mu, log_var):
    """Replace -inf by -20."""
    return without_the_max(x, np.maximum(log_pi, -20.0), mu, log_var)


def both_weights_left_out_and_no_max(x, log_pi, mu, log_var):
    with np.errstate(all="ignore"):
        return -np.log(np.exp(log_densities(x, mu, log_var).sum(axis=-1)).sum(axis=-1))


def both_variance_and_weighted_nlls(x, log_pi, mu, log_var):
    squares = ((x[..., None, :] - mu) / np.exp(log_var)) ** 2
    nlls = 0.5 * (np.log(2 * np.pi) + 2 * log_var + squares).sum(axis=-1)
    return (np.exp(log_pi) * nlls).sum(axis=-1)


def broadcast_without_new_axis(x, log_pi, mu, log_var):
    joint = log_pi - 0.5 * (np.log(2 * np.pi) + log_var + (x - mu) ** 2 / np.exp(log_var)).sum(-1)
    largest = joint.max(axis=-1)
    return -largest - np.log(np.exp(joint - largest[..., None]).sum(axis=-1))


WRONG = ()
