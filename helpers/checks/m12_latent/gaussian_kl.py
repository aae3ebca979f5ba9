"""Check of gaussian_kl."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m12_gaussians import gaussian_kl

SHAPES = (  # three axes, two, one; one step, row or number; all alike; far; the first again
    ((3, 2, 4), 1.0),
    ((4, 3), 1.0),
    ((5,), 1.0),
    ((1, 3, 2), 1.0),
    ((3, 1, 2), 1.0),
    ((2, 3, 1), 1.0),
    ((3, 3, 3), 1.0),
    ((2, 3), 5.0),
    ((3, 2, 4), 1.0),
)


def gaussian_kl_cases(seed):
    """Yield (mu_q, log_var_q, mu_p, log_var_p): as SHAPES lists them; narrow q; two that agree."""
    rng = np.random.default_rng(seed)
    for shape, scale in SHAPES:
        mu_q, mu_p = scale * rng.normal(size=(2, *shape))
        log_var_q, log_var_p = 0.6 * scale * rng.normal(size=(2, *shape))
        yield mu_q, log_var_q - 0.4, mu_p, log_var_p + 0.3
    mu_q, mu_p, log_var_p = rng.normal(size=(3, 2, 3))
    yield mu_q, np.array([[-12.0, -6.0, 1.0], [0.0, -14.0, -11.0]]), mu_p, log_var_p
    mu, log_var = rng.normal(size=(2, 2, 3))
    yield mu, log_var, mu.copy(), log_var.copy()


def halves(log_ratio, moved, one=1.0):
    return 0.5 * (log_ratio - one + moved)


def each(mu_q, log_var_q, mu_p, log_var_p):
    var = np.exp(log_var_q) + (mu_q - mu_p) ** 2
    return halves(log_var_p - log_var_q, var / np.exp(log_var_p))


def kl_turned(mu_q, log_var_q, mu_p, log_var_p):
    distance = (mu_p - mu_q) ** 2 + np.exp(log_var_p)
    return (log_var_q - log_var_p - 1 + distance / np.exp(log_var_q)).sum(axis=-1) / 2


def kl_turned_without_half(mu_q, log_var_q, mu_p, log_var_p):
    return 2 * gaussian_kl(mu_p, log_var_p, mu_q, log_var_q)


def kl_mean_of_both_ways(mu_q, log_var_q, mu_p, log_var_p):
    there = gaussian_kl(mu_q, log_var_q, mu_p, log_var_p)
    return 0.5 * (there + gaussian_kl(mu_p, log_var_p, mu_q, log_var_q))


def kl_log_sd(mu_q, log_var_q, mu_p, log_var_p):
    return gaussian_kl(mu_q, 2 * log_var_q, mu_p, 2 * log_var_p)


def kl_log_sd_without_one(mu_q, log_var_q, mu_p, log_var_p):
    return gaussian_kl(mu_q, 2 * log_var_q, mu_p, 2 * log_var_p) + 0.5 * mu_q.shape[-1]


def kl_halved_log_var(mu_q, log_var_q, mu_p, log_var_p):
    return gaussian_kl(mu_q, 0.5 * log_var_q, mu_p, 0.5 * log_var_p)


def kl_variances_squared(mu_q, log_var_q, mu_p, log_var_p):
    moved = (np.exp(2 * log_var_q) + (mu_q - mu_p) ** 2) / np.exp(2 * log_var_p)
    return halves(log_var_p - log_var_q, moved).sum(axis=-1)


def kl_sds_for_variances(mu_q, log_var_q, mu_p, log_var_p):
    moved = (np.exp(0.5 * log_var_q) + (mu_q - mu_p) ** 2) / np.exp(0.5 * log_var_p)
    return halves(log_var_p - log_var_q, moved).sum(axis=-1)


def kl_divided_by_sd(mu_q, log_var_q, mu_p, log_var_p):
    moved = (np.exp(log_var_q) + (mu_q - mu_p) ** 2) / np.exp(0.5 * log_var_p)
    return halves(log_var_p - log_var_q, moved).sum(axis=-1)


def kl_log_not_halved(mu_q, log_var_q, mu_p, log_var_p):
    moved = (np.exp(log_var_q) + (mu_q - mu_p) ** 2) / np.exp(log_var_p)
    return halves(2 * (log_var_p - log_var_q), moved).sum(axis=-1)


def kl_log_halved_twice(mu_q, log_var_q, mu_p, log_var_p):
    moved = (np.exp(log_var_q) + (mu_q - mu_p) ** 2) / np.exp(log_var_p)
    return halves(0.5 * (log_var_p - log_var_q), moved).sum(axis=-1)


def kl_without_half(mu_q, log_var_q, mu_p, log_var_p):
    return 2 * gaussian_kl(mu_q, log_var_q, mu_p, log_var_p)


def kl_without_one(mu_q, log_var_q, mu_p, log_var_p):
    return gaussian_kl(mu_q, log_var_q, mu_p, log_var_p) + 0.5 * mu_q.shape[-1]


def kl_without_half_and_one(mu_q, log_var_q, mu_p, log_var_p):
    return 2 * kl_without_one(mu_q, log_var_q, mu_p, log_var_p)


def kl_one_once(mu_q, log_var_q, mu_p, log_var_p):
    return kl_without_one(mu_q, log_var_q, mu_p, log_var_p) - 0.5


def kl_one_not_halved(mu_q, log_var_q, mu_p, log_var_p):
    return gaussian_kl(mu_q, log_var_q, mu_p, log_var_p) - 0.5 * mu_q.shape[-1]


def kl_square_not_divided(mu_q, log_var_q, mu_p, log_var_p):
    moved = np.exp(log_var_q - log_var_p) + (mu_q - mu_p) ** 2
    return halves(log_var_p - log_var_q, moved).sum(axis=-1)


def kl_square_by_var_q(mu_q, log_var_q, mu_p, log_var_p):
    moved = np.exp(log_var_q - log_var_p) + (mu_q - mu_p) ** 2 / np.exp(log_var_q)
    return halves(log_var_p - log_var_q, moved).sum(axis=-1)


def kl_variance_not_divided(mu_q, log_var_q, mu_p, log_var_p):
    moved = np.exp(log_var_q) + (mu_q - mu_p) ** 2 / np.exp(log_var_p)
    return halves(log_var_p - log_var_q, moved).sum(axis=-1)


def kl_nothing_divided(mu_q, log_var_q, mu_p, log_var_p):
    moved = np.exp(log_var_q) + (mu_q - mu_p) ** 2
    return halves(log_var_p - log_var_q, moved).sum(axis=-1)


def kl_ratio_turned(mu_q, log_var_q, mu_p, log_var_p):
    moved = np.exp(log_var_p - log_var_q) + (mu_q - mu_p) ** 2 / np.exp(log_var_p)
    return halves(log_var_p - log_var_q, moved).sum(axis=-1)


def kl_log_turned(mu_q, log_var_q, mu_p, log_var_p):
    moved = (np.exp(log_var_q) + (mu_q - mu_p) ** 2) / np.exp(log_var_p)
    return halves(log_var_q - log_var_p, moved).sum(axis=-1)


def kl_without_log(mu_q, log_var_q, mu_p, log_var_p):
    moved = (np.exp(log_var_q) + (mu_q - mu_p) ** 2) / np.exp(log_var_p)
    return halves(0, moved).sum(axis=-1)


def kl_without_means(mu_q, log_var_q, mu_p, log_var_p):
    return gaussian_kl(mu_p, log_var_q, mu_p, log_var_p)


def kl_means_alone(mu_q, log_var_q, mu_p, log_var_p):
    return (0.5 * (mu_q - mu_p) ** 2 / np.exp(log_var_p)).sum(axis=-1)


def kl_not_squared(mu_q, log_var_q, mu_p, log_var_p):
    moved = (np.exp(log_var_q) + (mu_q - mu_p)) / np.exp(log_var_p)
    return halves(log_var_p - log_var_q, moved).sum(axis=-1)


def kl_absolute(mu_q, log_var_q, mu_p, log_var_p):
    moved = (np.exp(log_var_q) + abs(mu_q - mu_p)) / np.exp(log_var_p)
    return halves(log_var_p - log_var_q, moved).sum(axis=-1)


def kl_at_the_mean(mu_q, log_var_q, mu_p, log_var_p):
    """Take ln q - ln p at the mean of q in place of its mean under q."""
    return halves(log_var_p - log_var_q, (mu_q - mu_p) ** 2 / np.exp(log_var_p), 0).sum(axis=-1)


def kl_without_var_q(mu_q, log_var_q, mu_p, log_var_p):
    return halves(log_var_p - log_var_q, (mu_q - mu_p) ** 2 / np.exp(log_var_p)).sum(axis=-1)


def kl_standard_prior(mu_q, log_var_q, mu_p, log_var_p):
    return gaussian_kl(mu_q, log_var_q, 0 * mu_p, 0 * log_var_p)


def kl_cross_entropy(mu_q, log_var_q, mu_p, log_var_p):
    """Take the mean under q of -ln p(z) alone."""
    var = np.exp(log_var_q) + (mu_q - mu_p) ** 2
    return halves(math.log(2 * math.pi) + log_var_p, var / np.exp(log_var_p), 0).sum(axis=-1)


def kl_sign(mu_q, log_var_q, mu_p, log_var_p):
    return -gaussian_kl(mu_q, log_var_q, mu_p, log_var_p)


def kl_mean(mu_q, log_var_q, mu_p, log_var_p):
    return each(mu_q, log_var_q, mu_p, log_var_p).mean(axis=-1)


def kl_not_summed(mu_q, log_var_q, mu_p, log_var_p):
    return each(mu_q, log_var_q, mu_p, log_var_p)


def kl_axis_kept(mu_q, log_var_q, mu_p, log_var_p):
    return gaussian_kl(mu_q, log_var_q, mu_p, log_var_p)[..., None]


def kl_variances_kept_above(mu_q, log_var_q, mu_p, log_var_p):
    log_var_q, log_var_p = (np.log(np.exp(a) + 1e-6) for a in (log_var_q, log_var_p))
    return each(mu_q, log_var_q, mu_p, log_var_p).sum(axis=-1)


def kl_total(mu_q, log_var_q, mu_p, log_var_p):
    return each(mu_q, log_var_q, mu_p, log_var_p).sum()


def kl_first_axis(mu_q, log_var_q, mu_p, log_var_p):
    return each(mu_q, log_var_q, mu_p, log_var_p).sum(axis=0)


def kl_log_var_as_variance(mu_q, log_var_q, mu_p, log_var_p):
    with np.errstate(all="ignore"):
        moved = (log_var_q + (mu_q - mu_p) ** 2) / log_var_p
        return halves(np.log(log_var_p / log_var_q), moved).sum(axis=-1)


def kl_without_exp(mu_q, log_var_q, mu_p, log_var_p):
    with np.errstate(all="ignore"):
        moved = (log_var_q + (mu_q - mu_p) ** 2) / log_var_p
        return halves(log_var_p - log_var_q, moved).sum(axis=-1)


def by_loops(mu_q, log_var_q, mu_p, log_var_p):
    out = np.zeros(mu_q.shape[:-1])
    for i in np.ndindex(*mu_q.shape):
        var_q, var_p = math.exp(log_var_q[i]), math.exp(log_var_p[i])
        square = (mu_q[i] - mu_p[i]) ** 2
        out[i[:-1]] += math.log(math.sqrt(var_p / var_q)) + (var_q + square) / (2 * var_p) - 0.5
    return out


def by_entropies(mu_q, log_var_q, mu_p, log_var_p):
    """The mean of -ln p less that of -ln q."""
    squares = (mu_q - mu_p) ** 2 * np.exp(-log_var_p) + np.exp(log_var_q - log_var_p)
    cross = 0.5 * np.sum(np.log(2 * np.pi) + log_var_p + squares, axis=-1)
    return cross - 0.5 * np.sum(np.log(2 * np.pi) + log_var_q + 1, axis=-1)


def by_ratio(mu_q, log_var_q, mu_p, log_var_p):
    ratio = np.exp(log_var_q - log_var_p)
    e = (mu_p - mu_q) / np.sqrt(np.exp(log_var_p))
    return 0.5 * (np.einsum("...z,...z->...", e, e) + (ratio - np.log(ratio) - 1).sum(axis=-1))


def in_float32(mu_q, log_var_q, mu_p, log_var_p):
    kl = by_entropies(*(a.astype(np.float32) for a in (mu_q, log_var_q, mu_p, log_var_p)))
    return kl.astype(np.float32)


check_gaussian_kl = Check(
    name="gaussian_kl",
    reference=gaussian_kl,
    cases=gaussian_kl_cases,
    outputs=("kl",),
    slips={
        "This is KL(p || q), the other way round. Under which of the two is the mean "
        "taken?": kl_turned,
        "The difference of the means was not squared. What is the mean under q of (z - "
        "mu_p)^2?": kl_not_squared,
        "This is twice KL(p || q). Under which of the two is the mean taken, and which 2 stands "
        "in the exponents?": kl_turned_without_half,
        "1 was subtracted outside the half. By what is the mean of ln q's own square "
        "divided?": kl_one_not_halved,
        "The difference of the means has lost its sign but was not squared. What is the mean "
        "under q of (z - mu_p)^2?": kl_absolute,
        "The squared distance of the means was not divided. By which variance does p divide "
        "it?": kl_square_not_divided,
        "This is the mean of KL(q || p) and KL(p || q). Which of them is asked "
        "for?": kl_mean_of_both_ways,
        "The squared distance of the means was divided by the variance of q. Which density "
        "measures how far z is from mu_p?": kl_square_by_var_q,
        "This is ln q - ln p at the mean of q. What do the squares add to it on average, as z "
        "spreads?": kl_at_the_mean,
        "Both log-variances were taken for logarithms of standard deviations. Of what are they "
        "the logarithm?": kl_log_sd,
        "The variance of q is missing in the mean of (z - mu_p)^2. How far does z spread about "
        "its own mean?": kl_without_var_q,
        "The log-variances were taken for logarithms of standard deviations, and 1 was not "
        "subtracted. Of what are they the logarithm?": kl_log_sd_without_one,
        "The variance of q was not divided. What divides the mean of (z - mu_p)^2, and all of "
        "it?": kl_variance_not_divided,
        "This is the KL from N(0, 1). Where do mu_p and log_var_p enter?": kl_standard_prior,
        "Both log-variances were halved everywhere. Of which number are they the logarithm, "
        "sigma or its square?": kl_halved_log_var,
        "Nothing was divided. Which variance stands below the square in the exponent of "
        "p?": kl_nothing_divided,
        "This is the mean of -ln p(z) alone. Which mean of q is added to it?": kl_cross_entropy,
        "The variances were squared, the logarithms are right. What is exp(log_var) "
        "already?": kl_variances_squared,
        "The variance of p was divided by that of q. Which of them belongs to the mean, and which "
        "to the density p?": kl_ratio_turned,
        "The sign is reversed. Can a KL be below 0?": kl_sign,
        "Standard deviations stand where variances should. What is exp(log_var / "
        "2)?": kl_sds_for_variances,
        "The difference of the log-variances has the wrong sign. Does ln p enter with plus or "
        "with minus?": kl_log_turned,
        "The mean was taken over the Z numbers. What becomes of a product of Z densities in the "
        "logarithm?": kl_mean,
        "It was divided by the standard deviation of p. What divides the square in the exponent "
        "of p?": kl_divided_by_sd,
        "The log-variances themselves are missing. What do the roots in the two densities add "
        "besides the exponents?": kl_without_log,
        "The numbers were not added up. Which axis belongs to one z?": kl_not_summed,
        "The logarithms were not halved. A log-variance is twice the logarithm of sigma: which "
        "of the two formulas is this?": kl_log_not_halved,
        "Everything was added up to one number. Which axis belongs to one z?": kl_total,
        "The logarithms were halved twice. Which one root stands around each "
        "variance?": kl_log_halved_twice,
        "1e-6 was added to the variances. Can an exponential be 0?": kl_variances_kept_above,
        "The axis of the Z numbers is still there, with size 1. Which shape is asked "
        "for?": kl_axis_kept,
        "The sum goes over the first axis. Which axis holds the Z numbers of one z?": kl_first_axis,
        "The result is twice as large as it should be. Which 2 stands in the exponent of both "
        "densities, and which root before it?": kl_without_half,
        "The means have no effect. What is the mean under q of (z - mu_p)^2?": kl_without_means,
        "The log-variances were used as variances. Which function makes a variance of its "
        "logarithm?": kl_log_var_as_variance,
        "1 was not subtracted for each number. What is the mean under q of its own squared "
        "distance over its own variance?": kl_without_one,
        "1 was not subtracted for each number, and the half is missing. What is left where q and p "
        "are the same?": kl_without_half_and_one,
        "Only the distance of the means counts. What do the two variances add?": kl_means_alone,
        "exp was not taken of the log-variances. Which numbers are added to the square and divide "
        "it?": kl_without_exp,
        "1 was subtracted once for all Z numbers. How many numbers have a mean of 1?": kl_one_once,
    },
    alternatives=(by_loops, by_entropies, by_ratio, in_float32),
    tolerance_reason="terms of about 10 cancel where q and p agree, to about 1e-15",
    float32=True,
)
