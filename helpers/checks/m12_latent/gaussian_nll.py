"""Check of gaussian_nll."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m12_gaussians import LOG_2_PI, gaussian_nll

SHAPES = (  # three axes, two, one; one step, row or number; all alike; far away; the first again
    ((3, 2, 4), 1.0),
    ((4, 3), 1.0),
    ((5,), 1.0),
    ((1, 3, 2), 1.0),
    ((3, 1, 2), 1.0),
    ((2, 3, 1), 1.0),
    ((3, 3, 3), 1.0),
    ((2, 3), 60.0),
    ((2, 12), 12.0),  # each of the densities is above 0, their product is not
    ((3, 2, 4), 1.0),
)


def gaussian_nll_cases(seed):
    """Yield (x, mu, log_var): as SHAPES lists them; sd from 0.001 to 400."""
    rng = np.random.default_rng(seed)
    for shape, away in SHAPES:
        mu, log_var = rng.normal(size=shape), 0.3 + rng.normal(size=shape)
        sides = rng.choice([-1.0, 1.0], size=shape)
        e = away * sides * rng.uniform(0.3, 2.0, size=shape)
        yield mu + e * np.exp(0.5 * log_var), mu, log_var
    log_var = np.array([[-12.0, 0.0, 6.0], [12.0, -14.0, 1.0]])
    yield rng.normal(size=(2, 3)) * np.exp(0.5 * log_var), np.zeros((2, 3)), log_var


def halves(log_var, square, log_2_pi=LOG_2_PI):
    return 0.5 * (log_2_pi + log_var + square)


def square_of(x, mu, log_var):
    return (x - mu) ** 2 / np.exp(log_var)


def each(x, mu, log_var):
    return halves(log_var, square_of(x, mu, log_var))


def density(x, mu, log_var):
    return np.exp(-each(x, mu, log_var))


def nll_log_sd(x, mu, log_var):
    return each(x, mu, 2 * log_var).sum(axis=-1)


def nll_log_sd_mean(x, mu, log_var):
    return each(x, mu, 2 * log_var).mean(axis=-1)


def nll_sd_for_variance(x, mu, log_var):
    return halves(log_var, (x - mu) ** 2 / np.exp(0.5 * log_var)).sum(axis=-1)


def nll_variance_squared(x, mu, log_var):
    return halves(log_var, (x - mu) ** 2 / np.exp(2 * log_var)).sum(axis=-1)


def nll_halved_variance(x, mu, log_var):
    """Take log_var / 2 for the log-variance everywhere."""
    return each(x, mu, 0.5 * log_var).sum(axis=-1)


def nll_log_not_halved(x, mu, log_var):
    return halves(2 * log_var, square_of(x, mu, log_var)).sum(axis=-1)


def nll_log_halved_twice(x, mu, log_var):
    return halves(0.5 * log_var, square_of(x, mu, log_var)).sum(axis=-1)


def nll_square_not_halved(x, mu, log_var):
    return halves(log_var, 2 * square_of(x, mu, log_var)).sum(axis=-1)


def nll_log_2_pi_not_halved(x, mu, log_var):
    return halves(log_var, square_of(x, mu, log_var), 2 * LOG_2_PI).sum(axis=-1)


def nll_nothing_halved(x, mu, log_var):
    return 2 * each(x, mu, log_var).sum(axis=-1)


def nll_only_square_halved(x, mu, log_var):
    return halves(2 * log_var, square_of(x, mu, log_var), 2 * LOG_2_PI).sum(axis=-1)


def nll_log_negative(x, mu, log_var):
    return halves(-log_var, square_of(x, mu, log_var)).sum(axis=-1)


def nll_log_negative_without_2_pi(x, mu, log_var):
    return halves(-log_var, square_of(x, mu, log_var), 0).sum(axis=-1)


def nll_square_negative(x, mu, log_var):
    return halves(log_var, -square_of(x, mu, log_var)).sum(axis=-1)


def nll_without_log(x, mu, log_var):
    return halves(0, square_of(x, mu, log_var)).sum(axis=-1)


def nll_without_square(x, mu, log_var):
    return halves(log_var, 0 * x).sum(axis=-1)


def nll_without_2_pi(x, mu, log_var):
    return halves(log_var, square_of(x, mu, log_var), 0).sum(axis=-1)


def nll_square_alone(x, mu, log_var):
    """Leave out whatever does not depend on x."""
    return halves(0, square_of(x, mu, log_var), 0).sum(axis=-1)


def nll_2_pi_once(x, mu, log_var):
    return halves(log_var, square_of(x, mu, log_var), 0).sum(axis=-1) + 0.5 * LOG_2_PI


def nll_log_of_pi(x, mu, log_var):
    return halves(log_var, square_of(x, mu, log_var), math.log(math.pi)).sum(axis=-1)


def nll_not_squared(x, mu, log_var):
    return halves(log_var, (x - mu) / np.exp(log_var)).sum(axis=-1)


def nll_not_squared_by_sd(x, mu, log_var):
    return halves(log_var, (x - mu) / np.exp(0.5 * log_var)).sum(axis=-1)


def nll_absolute(x, mu, log_var):
    return halves(log_var, abs(x - mu) / np.exp(0.5 * log_var)).sum(axis=-1)


def nll_not_divided(x, mu, log_var):
    return halves(log_var, (x - mu) ** 2).sum(axis=-1)


def nll_multiplied(x, mu, log_var):
    return halves(log_var, (x - mu) ** 2 * np.exp(log_var)).sum(axis=-1)


def nll_variance_is_log_var(x, mu, log_var):
    with np.errstate(all="ignore"):
        return halves(np.log(log_var), (x - mu) ** 2 / log_var).sum(axis=-1)


def nll_divided_by_log_var(x, mu, log_var):
    with np.errstate(all="ignore"):
        return halves(log_var, (x - mu) ** 2 / log_var).sum(axis=-1)


def nll_log_of_log_var(x, mu, log_var):
    with np.errstate(all="ignore"):
        return halves(np.log(log_var), square_of(x, mu, log_var)).sum(axis=-1)


def nll_mean(x, mu, log_var):
    return each(x, mu, log_var).mean(axis=-1)


def nll_not_summed(x, mu, log_var):
    return each(x, mu, log_var)


def nll_axis_kept(x, mu, log_var):
    return gaussian_nll(x, mu, log_var)[..., None]


def nll_variance_kept_above(x, mu, log_var):
    return each(x, mu, np.log(np.exp(log_var) + 1e-6)).sum(axis=-1)


def nll_total(x, mu, log_var):
    return each(x, mu, log_var).sum()


def nll_first_axis(x, mu, log_var):
    return each(x, mu, log_var).sum(axis=0)


def nll_sign(x, mu, log_var):
    return -gaussian_nll(x, mu, log_var)


def nll_density(x, mu, log_var):
    return density(x, mu, log_var).prod(axis=-1)


def nll_of_product(x, mu, log_var):
    with np.errstate(all="ignore"):
        return -np.log(density(x, mu, log_var).prod(axis=-1))


def nll_of_densities(x, mu, log_var):
    with np.errstate(all="ignore"):
        return -np.log(density(x, mu, log_var)).sum(axis=-1)


def nll_small_number(x, mu, log_var):
    return -np.log(density(x, mu, log_var) + 1e-12).sum(axis=-1)


def nll_densities_added(x, mu, log_var):
    with np.errstate(all="ignore"):
        return -np.log(density(x, mu, log_var).sum(axis=-1))


def by_loops(x, mu, log_var):
    out = np.zeros(x.shape[:-1])
    for place in np.ndindex(*x.shape):
        sd = math.exp(log_var[place] / 2)
        e = (x[place] - mu[place]) / sd
        out[place[:-1]] += math.log(sd) + math.log(math.sqrt(2 * math.pi)) + e * e / 2
    return out


def by_precision(x, mu, log_var):
    squares = np.einsum("...d,...d->...", (x - mu) ** 2, np.exp(-log_var))
    return (x.shape[-1] * np.log(2 * np.pi) + log_var.sum(axis=-1) + squares) / 2


def by_sd(x, mu, log_var):
    sd = np.sqrt(np.exp(log_var))
    return np.sum(np.log(sd * np.sqrt(2 * np.pi)) + ((x - mu) / sd) ** 2 / 2, axis=-1)


def in_float32(x, mu, log_var):
    nll = by_precision(*(array.astype(np.float32) for array in (x, mu, log_var)))
    return nll.astype(np.float32)


check_gaussian_nll = Check(
    name="gaussian_nll",
    reference=gaussian_nll,
    cases=gaussian_nll_cases,
    outputs=("nll",),
    slips={
        "log_var was taken for the logarithm of the standard deviation. How is the standard "
        "deviation made of the logarithm of a variance?": nll_log_sd,
        "The square was subtracted. Does the negative logarithm grow or fall as x moves "
        "away?": nll_square_negative,
        "log_var was taken for the logarithm of the standard deviation, and the mean was taken "
        "over the D numbers. Of which of the two is it the logarithm?": nll_log_sd_mean,
        "The log-variance itself is missing. Which part of the density depends on the variance "
        "but not on x?": nll_without_log,
        "The square was divided by log_var. Which function makes a variance of "
        "it?": nll_divided_by_log_var,
        "The square was divided by the standard deviation. By what does the density divide "
        "it?": nll_sd_for_variance,
        "The distance of x from mu has no effect. What stands in the exponent?": nll_without_square,
        "The logarithm was taken of log_var. Is it not one already?": nll_log_of_log_var,
        "The square was divided by the square of the variance. Is exp(log_var) a standard "
        "deviation or a variance?": nll_variance_squared,
        "ln 2 pi is missing. What else stands under the root besides the "
        "variance?": nll_without_2_pi,
        "The mean was taken over the D numbers. What becomes of a product of D factors in the "
        "logarithm?": nll_mean,
        "log_var was halved before the variance was made of it. Of what is it the logarithm, "
        "sigma or its square?": nll_halved_variance,
        "Only the square is left. What does the root of the density add?": nll_square_alone,
        "The numbers were not added up. What becomes of a product of D factors in the "
        "logarithm?": nll_not_summed,
        "The log-variance was not halved. What does the root do to the logarithm of the "
        "variance?": nll_log_not_halved,
        "ln 2 pi was added once. How many factors with a root has the density of D "
        "numbers?": nll_2_pi_once,
        "Everything was added up to one number. Which axis belongs to one x?": nll_total,
        "The log-variance was halved twice. Which one root stands around the "
        "variance?": nll_log_halved_twice,
        "ln pi stands in place of ln 2 pi. What stands under the root?": nll_log_of_pi,
        "The sum goes over the first axis. Which axis holds the D numbers of one "
        "x?": nll_first_axis,
        "The square was not halved. Which 2 stands in the exponent of the "
        "density?": nll_square_not_halved,
        "The distance was not squared. What stands in the exponent?": nll_not_squared,
        "This is ln p(x). Which sign is asked for?": nll_sign,
        "ln 2 pi was not halved. Does 2 pi stand inside or outside the "
        "root?": nll_log_2_pi_not_halved,
        "The distance over sigma was not squared. What stands in the "
        "exponent?": nll_not_squared_by_sd,
        "This is the density. What is taken of it at the end?": nll_density,
        "The result is twice as large as it should be. Which 2 stands in the exponent, and what "
        "does the root do?": nll_nothing_halved,
        "The size of the distance over sigma was not squared. What stands in the "
        "exponent?": nll_absolute,
        "The density was made first and its logarithm taken after that. What is left of it where "
        "it is rounded to 0?": nll_of_product,
        "Only the square was halved. What does the root do to the logarithm of 2 pi times the "
        "variance?": nll_only_square_halved,
        "The square was not divided by the variance. In which unit does the density measure the "
        "distance?": nll_not_divided,
        "D densities were made first and their logarithms added up. What is left of one that is "
        "rounded to 0?": nll_of_densities,
        "The log-variance was subtracted. Is a wide Gaussian at its peak higher or lower, and its "
        "negative logarithm?": nll_log_negative,
        "The square was multiplied by the variance. Is a distance of 1 larger or smaller for a "
        "wide Gaussian?": nll_multiplied,
        "1e-12 was added to each density. What is the result where a density is far below "
        "that?": nll_small_number,
        "The log-variance was subtracted, and ln 2 pi is missing. Which signs have the two parts "
        "of the root in the negative logarithm?": nll_log_negative_without_2_pi,
        "log_var was used as the variance. Which function makes a variance of its "
        "logarithm?": nll_variance_is_log_var,
        "1e-6 was added to the variance. Can an exponential be 0?": nll_variance_kept_above,
        "The axis of the D numbers is still there, with size 1. Which shape is asked "
        "for?": nll_axis_kept,
        "The densities of the D numbers were added up. Are they added or "
        "multiplied?": nll_densities_added,
    },
    alternatives=(by_loops, by_precision, by_sd, in_float32),
    tolerance_reason="float64 sums of D terms differ by about 1e-15 of the largest",
    float32=True,
)
