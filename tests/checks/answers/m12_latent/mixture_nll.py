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


def replaced_by_a_large_number(x, log_pi, mu, log_var):
    """Take -10,000 for -inf."""
    joint = np.maximum(log_pi, -1e4) + log_densities(x, mu, log_var).sum(axis=-1)
    largest = joint.max(axis=-1)
    return -largest - np.log(np.exp(joint - largest[..., None]).sum(axis=-1))


def weights_over_the_first_axis(x, log_pi, mu, log_var):
    """Normalise the weights once more, along the first axis."""
    with np.errstate(all="ignore"):
        log_pi = log_pi - np.log(np.exp(log_pi).sum(axis=0))
    return without_the_max(x, log_pi, mu, log_var)


def both_best_and_two_pi_once(x, log_pi, mu, log_var):
    squares = (x[..., None, :] - mu) ** 2 / np.exp(log_var)
    return -(log_pi - 0.5 * (np.log(2 * np.pi) + (log_var + squares).sum(axis=-1))).max(axis=-1)


def both_sd_and_weights(x, log_pi, mu, log_var):
    squares = ((x[..., None, :] - mu) / np.exp(log_var)) ** 2
    joint = -0.5 * (np.log(2 * np.pi) + 2 * log_var + squares).sum(axis=-1)
    largest = joint.max(axis=-1)
    return -largest - np.log(np.exp(joint - largest[..., None]).sum(axis=-1))


WRONG = (
    wrong(without_the_max, "The densities were made first and their logarithm taken at the end"),
    wrong(with_a_small_number, "1e-300 was added to the sum"),
    wrong(mean_of_nlls, "This is the weighted mean of the components' negative logarithms"),
    wrong(best_component, "Only the largest term counts"),
    wrong(mixture_of_each_number, "Each of the D numbers chose a component by itself"),
    wrong(weights_left_out, "The weights are missing"),
    wrong(weights_as_probabilities, "The densities were multiplied by log_pi"),
    wrong(variance_for_sd, "log_var was taken for the logarithm of the standard deviation"),
    wrong(log_variance_not_halved, "The log-variance was not halved"),
    wrong(max_not_added_again, "The largest term was taken out and not put back"),
    wrong(log_mean_exp, "The sum over k was divided by K. What do the weights add up to already"),
    wrong(sign, "This is ln p(x)"),
    wrong(one_max_for_all, "The largest term of the whole array was taken out of every sum"),
    wrong(single_gaussian, "This is one Gaussian with the mean of all means and variances"),
    wrong(minus_infinity_replaced, "A log-weight of -inf was replaced by -20"),
    wrong(
        both_weights_left_out_and_no_max,
        "The weights are missing, and nothing was taken out of the sum",
    ),
    wrong(
        both_variance_and_weighted_nlls,
        "log_var was taken for the logarithm of the standard deviation, and",
    ),
    wrong(broadcast_without_new_axis, "Write the shape of each array in this line beside it"),
    wrong(
        replaced_by_a_large_number,
        "With every float input except log_pi and mu set to zero, nll is still",
    ),
    wrong(
        weights_over_the_first_axis,
        "With every float input except log_pi set to zero, nll is still wrong",
    ),
    wrong(both_best_and_two_pi_once, "ln 2 pi was added once"),
    wrong(
        both_sd_and_weights, "With every float input except log_pi set to zero, nll is still wrong"
    ),
)

EDGES = {
    "two leading axes, one, none": lambda cases: {x.ndim for x, *_ in cases} == {1, 2, 3},
    "one component, one number": lambda cases: (
        any(mu.shape[-2] == 1 for _, _, mu, _ in cases)
        and any(mu.shape[-1] == 1 for _, _, mu, _ in cases)
    ),
    "all sizes alike": lambda cases: any(mu.shape == (3, 3, 3, 3) for _, _, mu, _ in cases),
    "weights of 0": lambda cases: any((w == -np.inf).any() for _, w, *_ in cases),
    "densities that are rounded to 0, and weights that sum to 1": lambda cases: (
        any((x[..., None, :] - mu).min() > 20 for x, _, mu, _ in cases)
        and all(np.allclose(np.exp(w).sum(axis=-1), 1) for _, w, *_ in cases)
    ),
}
