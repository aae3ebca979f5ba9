"""Check of mixture_nll."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m12_gaussians import LOG_2_PI, mixture_nll

SHAPES = (  # leading axes, K, D: two axes, one, none; one step, row, component, number; all alike
    ((3, 2), 4, 2),
    ((4,), 2, 3),
    ((), 3, 2),
    ((1, 3), 2, 4),
    ((3, 1), 3, 2),
    ((2, 3), 1, 2),
    ((2, 3), 3, 1),
    ((3, 3), 3, 3),
    ((3, 2), 4, 2),
)
FAR = 60.0  # standard deviations


def mixture_nll_cases(seed):
    """Yield (x, log_pi, mu, log_var): as SHAPES lists them; x far away; weights of 0."""
    rng = np.random.default_rng(seed)
    for leading, K, D in SHAPES:
        yield mixture_case(rng, leading, K, D)
    x, log_pi, mu, log_var = mixture_case(rng, (2, 3), 3, 2)
    x[0] += FAR * np.exp(0.5 * log_var[0].max())
    yield x, log_pi, mu, log_var
    x, log_pi, mu, log_var = all_far(rng)
    yield x, log_pi, mu, log_var
    yield nearest_has_no_weight(rng)
    x, log_pi, mu, log_var = mixture_case(rng, (3, 2), 4, 2)
    log_pi[0, :, 1] = log_pi[1, 0, 2:] = -np.inf
    log_pi[2, 1, [0, 1, 3]] = -np.inf
    yield x, normalised(log_pi), mu, log_var


def mixture_case(rng, leading, K, D):
    """Draw parameters, and x near one of the components."""
    mu = 1.5 * rng.normal(size=(*leading, K, D))
    log_var = 0.5 * rng.normal(size=mu.shape) + 0.2
    x = mu[..., 0, :] + 1.2 * rng.normal(size=(*leading, D))
    return x, normalised(rng.normal(size=(*leading, K))), mu, log_var


def all_far(rng):
    """Draw a case in which all vectors are about as far from all components, 800 nats or more.

    One component is the nearest by far, so that float32 keeps the shares.
    """
    x, log_pi, mu, log_var = mixture_case(rng, (2, 3), 3, 2)
    return 30 + 0.1 * x, log_pi, 0.03 * mu + 0.5 * np.arange(3)[:, None], 0.01 * log_var


def nearest_has_no_weight(rng):
    """Draw x from a component of weight 0, and the others far from it."""
    x, log_pi, mu, log_var = mixture_case(rng, (3,), 3, 2)
    log_pi[:, 0] = -np.inf
    mu[:, 1:] += 300
    return x, normalised(log_pi), mu, 0.1 * log_var


def normalised(a):
    return a - log_sum(a)[..., None]


def log_sum(a, axis=-1):
    largest = a.max(axis=axis, keepdims=True)
    with np.errstate(all="ignore"):
        return (largest + np.log(np.exp(a - largest).sum(axis=axis, keepdims=True))).squeeze(axis)


def log_each(x, mu, log_var, log_2_pi=LOG_2_PI):
    """Return the logarithm of every single density, (..., K, D)."""
    squares = (x[..., None, :] - mu) ** 2 / np.exp(log_var)
    return -0.5 * (log_2_pi + log_var + squares)


def log_p(x, mu, log_var):
    return log_each(x, mu, log_var).sum(axis=-1)


def mixed_without_max(x, log_pi, mu, log_var):
    with np.errstate(all="ignore"):
        return -np.log(np.exp(log_pi + log_p(x, mu, log_var)).sum(axis=-1))


def mixed_of_products(x, log_pi, mu, log_var):
    """Multiply the densities first."""
    with np.errstate(all="ignore"):
        p = np.exp(log_each(x, mu, log_var)).prod(axis=-1)
        return -np.log((np.exp(log_pi) * p).sum(axis=-1) + 1e-12)


def mixed_tiny_number(x, log_pi, mu, log_var):
    with np.errstate(all="ignore"):
        return -np.log(np.exp(log_pi + log_p(x, mu, log_var)).sum(axis=-1) + 1e-300)


def mixed_one_max(x, log_pi, mu, log_var):
    joint = log_pi + log_p(x, mu, log_var)
    with np.errstate(all="ignore"):
        return -joint.max() - np.log(np.exp(joint - joint.max()).sum(axis=-1))


def mixed_max_kept_out(x, log_pi, mu, log_var):
    joint = log_pi + log_p(x, mu, log_var)
    return joint.max(axis=-1) - log_sum(joint)


def mixed_max_subtracted_twice(x, log_pi, mu, log_var):
    joint = log_pi + log_p(x, mu, log_var)
    return 2 * joint.max(axis=-1) - log_sum(joint)


def mixed_mean_of_nlls(x, log_pi, mu, log_var):
    return -(np.exp(log_pi) * log_p(x, mu, log_var)).sum(axis=-1)


def mixed_mean_of_log_terms(x, log_pi, mu, log_var):
    finite = np.where(np.isfinite(log_pi), log_pi, 0)
    return -(np.exp(log_pi) * (finite + log_p(x, mu, log_var))).sum(axis=-1)


def mixed_best(x, log_pi, mu, log_var):
    return -(log_pi + log_p(x, mu, log_var)).max(axis=-1)


def mixed_most_likely_weight(x, log_pi, mu, log_var):
    """Score by the component with the largest weight."""
    place = log_pi.argmax(axis=-1)[..., None]
    return -np.take_along_axis(log_p(x, mu, log_var), place, axis=-1)[..., 0]


def mixed_each_number(x, log_pi, mu, log_var):
    """Mix each of the D numbers by itself."""
    return -log_sum(log_pi[..., None] + log_each(x, mu, log_var), axis=-2).sum(axis=-1)


def mixed_densities_added(x, log_pi, mu, log_var):
    """Add the D densities of a component up."""
    return -log_sum(log_pi + log_sum(log_each(x, mu, log_var)))


def mixed_one_gaussian(x, log_pi, mu, log_var):
    """Take one Gaussian with the mean of the means and the mean of the variances."""
    pi = np.exp(log_pi)[..., None]
    m, v = (pi * mu).sum(axis=-2), (pi * np.exp(log_var)).sum(axis=-2)
    return 0.5 * (LOG_2_PI + np.log(v) + (x - m) ** 2 / v).sum(axis=-1)


def mixed_without_weights(x, log_pi, mu, log_var):
    return -log_sum(log_p(x, mu, log_var))


def mixed_without_weights_or_max(x, log_pi, mu, log_var):
    with np.errstate(all="ignore"):
        return -np.log(np.exp(log_p(x, mu, log_var)).sum(axis=-1))


def mixed_equal_weights(x, log_pi, mu, log_var):
    return math.log(mu.shape[-2]) - log_sum(log_p(x, mu, log_var))


def mixed_log_pi_as_weights(x, log_pi, mu, log_var):
    logs = log_p(x, mu, log_var)
    largest = logs.max(axis=-1, keepdims=True)
    with np.errstate(all="ignore"):
        return -largest[..., 0] - np.log((log_pi * np.exp(logs - largest)).sum(axis=-1))


def mixed_log_of_log_pi(x, log_pi, mu, log_var):
    with np.errstate(all="ignore"):
        return -log_sum(np.log(log_pi) + log_p(x, mu, log_var))


def mixed_weights_after_sum(x, log_pi, mu, log_var):
    """Add log_pi to the logarithm of the sum."""
    finite = np.where(np.isfinite(log_pi), log_pi, 0)
    return -log_sum(log_p(x, mu, log_var)) - finite.sum(axis=-1)


def mixed_weights_subtracted(x, log_pi, mu, log_var):
    with np.errstate(all="ignore"):
        return -log_sum(log_p(x, mu, log_var) - log_pi)


def mixed_weights_for_each_number(x, log_pi, mu, log_var):
    """Count a weight once for each of the D numbers."""
    joint = (log_pi[..., None] + log_each(x, mu, log_var)).sum(axis=-1)
    return -log_sum(joint)


def mixed_mean_of_terms(x, log_pi, mu, log_var):
    return mixture_nll(x, log_pi, mu, log_var) + math.log(mu.shape[-2])


def mixed_cut_weights(x, log_pi, mu, log_var):
    """Replace -inf by -20."""
    return -log_sum(np.maximum(log_pi, -20.0) + log_p(x, mu, log_var))


def mixed_weights_with_small_number(x, log_pi, mu, log_var):
    return -log_sum(np.log(np.exp(log_pi) + 1e-8) + log_p(x, mu, log_var))


def mixed_log_sd(x, log_pi, mu, log_var):
    return mixture_nll(x, log_pi, mu, 2 * log_var)


def mixed_log_sd_mean_of_nlls(x, log_pi, mu, log_var):
    return mixed_mean_of_nlls(x, log_pi, mu, 2 * log_var)


def mixed_sd_for_variance(x, log_pi, mu, log_var):
    squares = (x[..., None, :] - mu) ** 2 / np.exp(0.5 * log_var)
    return -log_sum(log_pi - 0.5 * (LOG_2_PI + log_var + squares).sum(axis=-1))


def mixed_variance_squared(x, log_pi, mu, log_var):
    squares = (x[..., None, :] - mu) ** 2 / np.exp(2 * log_var)
    return -log_sum(log_pi - 0.5 * (LOG_2_PI + log_var + squares).sum(axis=-1))


def mixed_log_not_halved(x, log_pi, mu, log_var):
    return -log_sum(log_pi + (log_each(x, mu, log_var) - 0.5 * log_var).sum(axis=-1))


def mixed_log_halved_twice(x, log_pi, mu, log_var):
    return -log_sum(log_pi + (log_each(x, mu, log_var) + 0.25 * log_var).sum(axis=-1))


def mixed_log_negative(x, log_pi, mu, log_var):
    return -log_sum(log_pi + (log_each(x, mu, log_var) + log_var).sum(axis=-1))


def mixed_without_log(x, log_pi, mu, log_var):
    return -log_sum(log_pi + (log_each(x, mu, log_var) + 0.5 * log_var).sum(axis=-1))


def mixed_square_not_halved(x, log_pi, mu, log_var):
    squares = (x[..., None, :] - mu) ** 2 / np.exp(log_var)
    return -log_sum(log_pi - (0.5 * (LOG_2_PI + log_var) + squares).sum(axis=-1))


def mixed_without_2_pi(x, log_pi, mu, log_var):
    return -log_sum(log_pi + log_each(x, mu, log_var, 0).sum(axis=-1))


def mixed_2_pi_once(x, log_pi, mu, log_var):
    return 0.5 * LOG_2_PI - log_sum(log_pi + log_each(x, mu, log_var, 0).sum(axis=-1))


def mixed_2_pi_not_halved(x, log_pi, mu, log_var):
    return -log_sum(log_pi + log_each(x, mu, log_var, 2 * LOG_2_PI).sum(axis=-1))


def mixed_nothing_halved(x, log_pi, mu, log_var):
    return -log_sum(log_pi + 2 * log_p(x, mu, log_var))


def mixed_mean_over_numbers(x, log_pi, mu, log_var):
    return -log_sum(log_pi + log_each(x, mu, log_var).mean(axis=-1))


def mixed_not_squared(x, log_pi, mu, log_var):
    e = (x[..., None, :] - mu) / np.exp(log_var)
    return -log_sum(log_pi - 0.5 * (LOG_2_PI + log_var + e).sum(axis=-1))


def mixed_sign(x, log_pi, mu, log_var):
    return -mixture_nll(x, log_pi, mu, log_var)


def mixed_density(x, log_pi, mu, log_var):
    with np.errstate(all="ignore"):
        return np.exp(log_pi + log_p(x, mu, log_var)).sum(axis=-1)


def mixed_terms(x, log_pi, mu, log_var):
    """Return every component's term."""
    return -(log_pi + log_p(x, mu, log_var))


def mixed_axis_kept(x, log_pi, mu, log_var):
    return mixture_nll(x, log_pi, mu, log_var)[..., None]


def mixed_total(x, log_pi, mu, log_var):
    return mixture_nll(x, log_pi, mu, log_var).sum()


def mixed_mean(x, log_pi, mu, log_var):
    return mixture_nll(x, log_pi, mu, log_var).mean()


def by_loops(x, log_pi, mu, log_var):
    out = np.zeros(x.shape[:-1])
    for place in np.ndindex(*x.shape[:-1]):
        terms = []
        for k, start in enumerate(log_pi[place]):
            total = float(start)
            for value, m, lv in zip(x[place], mu[place][k], log_var[place][k], strict=True):
                total -= (
                    0.5 * math.log(2 * math.pi) + lv / 2 + (value - m) ** 2 / (2 * math.exp(lv))
                )
            terms.append(total)
        top = max(terms)
        out[place] = -top - math.log(sum(math.exp(term - top) for term in terms))
    return out


def by_logaddexp(x, log_pi, mu, log_var):
    e = (np.expand_dims(x, -2) - mu) * np.exp(-0.5 * log_var)
    nlls = 0.5 * (e * e + log_var).sum(axis=-1) + 0.5 * x.shape[-1] * np.log(2 * np.pi)
    return -np.logaddexp.reduce(log_pi - nlls, axis=-1)


def component_by_component(x, log_pi, mu, log_var):
    nll = np.full(x.shape[:-1], np.inf)
    for k in range(mu.shape[-2]):
        sd = np.sqrt(np.exp(log_var[..., k, :]))
        logs = -np.log(sd * np.sqrt(2 * np.pi)) - ((x - mu[..., k, :]) / sd) ** 2 / 2
        nll = -np.logaddexp(-nll, log_pi[..., k] + logs.sum(axis=-1))
    return nll


def weights_normalised_again(x, log_pi, mu, log_var):
    """A log-softmax changes no log-weights that are normalised."""
    joint = normalised(log_pi) + log_p(x, mu, log_var)
    largest = joint.max(axis=-1)
    shifted = np.exp(joint - largest[..., None])
    return -(largest + np.log(np.einsum("...k->...", shifted)))


def in_float32(x, log_pi, mu, log_var):
    nll = by_logaddexp(*(a.astype(np.float32) for a in (x, log_pi, mu, log_var)))
    return nll.astype(np.float32)


check_mixture_nll = Check(
    name="mixture_nll",
    reference=mixture_nll,
    cases=mixture_nll_cases,
    outputs=("nll",),
    slips={
        "The densities were made first and their logarithm taken at the end. What is left where "
        "all of them are rounded to 0, and what can be taken out of the sum?": mixed_without_max,
        "1e-12 was added to the density, which is then too large. What can be taken out of the "
        "sum, so that it is never 0?": mixed_of_products,
        "1e-300 was added to the sum. What is the result where all densities are far below "
        "that?": mixed_tiny_number,
        "The largest term of the whole array was taken out of every sum. What is left of a row "
        "whose terms are far smaller?": mixed_one_max,
        "The largest term was taken out and not put back. Which factor is missing in the "
        "sum?": mixed_max_kept_out,
        "The largest term was subtracted once more at the end. How is it undone that it was "
        "subtracted before?": mixed_max_subtracted_twice,
        "This is the weighted mean of the components' negative logarithms. What comes first, the "
        "sum over k or the logarithm?": mixed_mean_of_nlls,
        "The terms' logarithms were averaged by their weights. What comes first, the sum over k or "
        "the logarithm?": mixed_mean_of_log_terms,
        "Only the largest term counts. What do the other components add?": mixed_best,
        "Only the component with the largest weight counts. What do the other components "
        "add?": mixed_most_likely_weight,
        "Each of the D numbers chose a component by itself. Is k drawn once, or once for each "
        "number?": mixed_each_number,
        "The D densities of a component were added up. Are they added or "
        "multiplied?": mixed_densities_added,
        "This is one Gaussian with the mean of all means and variances. Does a sum of two bells "
        "have one peak?": mixed_one_gaussian,
        "The weights are missing. By what is each density multiplied?": mixed_without_weights,
        "The weights are missing, and nothing was taken out of the sum. By what is each density "
        "multiplied?": mixed_without_weights_or_max,
        "All weights count as 1 / K. Where does log_pi enter?": mixed_equal_weights,
        "The densities were multiplied by log_pi. Which function makes a weight of its "
        "logarithm?": mixed_log_pi_as_weights,
        "The logarithm was taken of log_pi. Is it not one already?": mixed_log_of_log_pi,
        "log_pi was added after the sum over k. Which term does each weight belong "
        "to?": mixed_weights_after_sum,
        "log_pi was subtracted in each term. Is a density multiplied or divided by its "
        "weight?": mixed_weights_subtracted,
        "log_pi was added for each of the D numbers. How often is a component drawn for one "
        "x?": mixed_weights_for_each_number,
        "The sum over k was divided by K. What do the weights add up to "
        "already?": mixed_mean_of_terms,
        "A log-weight of -inf was replaced by -20. What does exp make of -inf, and how far can x "
        "be from the other components?": mixed_cut_weights,
        "1e-8 was added to the weights. Which density has a component of weight 0 "
        "then?": mixed_weights_with_small_number,
        "log_var was taken for the logarithm of the standard deviation. Of what is it the "
        "logarithm?": mixed_log_sd,
        "log_var was taken for the logarithm of the standard deviation, and negative logarithms "
        "were averaged. Of what is it the logarithm?": mixed_log_sd_mean_of_nlls,
        "The squares were divided by the standard deviation. By what does the density divide "
        "them?": mixed_sd_for_variance,
        "The squares were divided by the square of the variance. Is exp(log_var) a standard "
        "deviation or a variance?": mixed_variance_squared,
        "The log-variance was not halved. What does the root do to the logarithm of the "
        "variance?": mixed_log_not_halved,
        "The log-variance was halved twice. Which one root stands around the "
        "variance?": mixed_log_halved_twice,
        "The log-variance was added to the logarithm of the density. Is a wide Gaussian at its "
        "peak higher or lower?": mixed_log_negative,
        "The log-variance itself is missing. Which part of the density depends on the variance "
        "but not on x?": mixed_without_log,
        "The squares were not halved. Which 2 stands in the exponent of the "
        "density?": mixed_square_not_halved,
        "ln 2 pi is missing. What else stands under the root besides the "
        "variance?": mixed_without_2_pi,
        "ln 2 pi was added once. How many factors with a root has the density of D "
        "numbers?": mixed_2_pi_once,
        "ln 2 pi was not halved. Does 2 pi stand inside or outside the "
        "root?": mixed_2_pi_not_halved,
        "Nothing was halved. Which 2 stands in the exponent, and what does the root "
        "do?": mixed_nothing_halved,
        "The mean was taken over the D numbers. What becomes of a product of D factors in the "
        "logarithm?": mixed_mean_over_numbers,
        "The distances were not squared. What stands in the exponent?": mixed_not_squared,
        "This is ln p(x). Which sign is asked for?": mixed_sign,
        "This is the density. What is taken of it at the end?": mixed_density,
        "There is one number for each component. What is added up before the logarithm is "
        "taken?": mixed_terms,
        "The axis of the components is still there, with size 1. Which shape is asked "
        "for?": mixed_axis_kept,
        "Everything was added up to one number. Which shape is asked for?": mixed_total,
        "The mean over all vectors came back. Which shape is asked for?": mixed_mean,
    },
    alternatives=(
        by_loops,
        by_logaddexp,
        component_by_component,
        weights_normalised_again,
        in_float32,
    ),
    tolerance_reason="float64 sums of K and D terms differ by about 1e-15 of the largest",
    float32=True,
)
