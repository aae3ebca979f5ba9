"""Answers to reparametrise that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def variance_for_sd(mu, log_var, eps, dz):
    var = np.exp(log_var)
    return mu + var * eps, dz, dz * var * eps


def variance_in_z_alone(mu, log_var, eps, dz):
    return mu + np.exp(log_var) * eps, dz, dz * eps * np.exp(0.5 * log_var) / 2


def half_left_out(mu, log_var, eps, dz):
    sd = np.exp(0.5 * log_var)
    return mu + sd * eps, dz, dz * sd * eps


def gradient_by_sd(mu, log_var, eps, dz):
    return mu + np.exp(0.5 * log_var) * eps, dz, dz * eps


def eps_left_out(mu, log_var, eps, dz):
    sd = np.exp(0.5 * log_var)
    return mu + sd * eps, dz, 0.5 * dz * sd


def log_var_for_sd(mu, log_var, eps, dz):
    return mu + log_var * eps, dz, dz * eps


def root_of_log_var(mu, log_var, eps, dz):
    with np.errstate(all="ignore"):
        sd = np.sqrt(log_var)
        return mu + sd * eps, dz, dz * eps / (2 * sd)


def slope_without_dz(mu, log_var, eps, dz):
    sd = np.exp(0.5 * log_var)
    return mu + sd * eps, np.ones_like(mu), 0.5 * sd * eps


def dmu_times_sd(mu, log_var, eps, dz):
    sd = np.exp(0.5 * log_var)
    return mu + sd * eps, dz * sd, 0.5 * dz * sd * eps


def z_for_noise(mu, log_var, eps, dz):
    z = mu + np.exp(0.5 * log_var) * eps
    return z, dz, 0.5 * dz * z


def score_function(mu, log_var, eps, dz):
    """The gradient of the log density."""
    sd = np.exp(0.5 * log_var)
    return mu + sd * eps, dz * eps / sd, dz * 0.5 * (eps**2 - 1)


def both_variance_and_half(mu, log_var, eps, dz):
    var = np.exp(log_var)
    return mu + var * eps, dz, 0.5 * dz * var * eps


def both_gradient_by_sd_and_ones(mu, log_var, eps, dz):
    return mu + np.exp(0.5 * log_var) * eps, np.ones_like(mu), eps


def gradients_exchanged(mu, log_var, eps, dz):
    sd = np.exp(0.5 * log_var)
    return mu + sd * eps, 0.5 * dz * sd * eps, dz


def drawn_inside(mu, log_var, eps, dz):
    """Draw anew."""
    eps = np.random.default_rng(0).normal(size=mu.shape)
    sd = np.exp(0.5 * log_var)
    return mu + sd * eps, dz, 0.5 * dz * sd * eps


def softplus_sd(mu, log_var, eps, dz):
    sd = np.log1p(np.exp(log_var))
    return mu + sd * eps, dz, dz * eps / (1 + np.exp(-log_var))


def clipped_log_variance(mu, log_var, eps, dz):
    sd = np.exp(0.5 * np.clip(log_var, -10, 2))
    return mu + sd * eps, dz, 0.5 * dz * sd * eps


def only_z(mu, log_var, eps, dz):
    return mu + np.exp(0.5 * log_var) * eps


def both_eps_left_out_and_by_variance(mu, log_var, eps, dz):
    return mu + np.exp(0.5 * log_var) * eps, dz, dz * np.exp(log_var)


WRONG = (
    wrong(variance_for_sd, "z was drawn with the variance in place of the standard deviation, and"),
    wrong(
        variance_in_z_alone, "z was drawn with the variance, dlog_var with the standard deviation"
    ),
    wrong(half_left_out, "dlog_var is twice as large as it should be"),
    wrong(gradient_by_sd, "dlog_var is the gradient with respect to sigma"),
    wrong(eps_left_out, "eps is missing in dlog_var"),
    wrong(log_var_for_sd, "log_var was taken for the standard deviation"),
    wrong(root_of_log_var, "The root was taken of log_var"),
    wrong(slope_without_dz, "dmu and dlog_var are slopes of z"),
    wrong(dmu_times_sd, "dmu was multiplied by sigma"),
    wrong(z_for_noise, "z stands in dlog_var in place of sigma eps"),
    wrong(score_function, "These are the gradients of the logarithm of a density, times dz"),
    wrong(
        both_variance_and_half,
        "The variance stands in place of the standard deviation, in z and in",
    ),
    wrong(
        both_gradient_by_sd_and_ones,
        "dz is missing in dmu and in dlog_var, and dlog_var is taken with",
    ),
    wrong(gradients_exchanged, "dmu and dlog_var are exchanged"),
    wrong(drawn_inside, "z stays the same when eps changes"),
    wrong(softplus_sd, "With every float input except eps set to zero, z is still wrong"),
    wrong(
        clipped_log_variance,
        "With every float input except log_var and eps set to zero, z is still",
    ),
    wrong(only_z, "Return all of them in this order"),
    wrong(both_eps_left_out_and_by_variance, "dlog_var stays the same when eps changes"),
)

EDGES = {
    "three axes, two, one": lambda cases: {mu.ndim for mu, *_ in cases} == {1, 2, 3},
    "one step, one row, one number": lambda cases: (
        {(1, 3, 2), (3, 1, 2), (2, 3, 1)} <= {mu.shape for mu, *_ in cases}
    ),
    "all sizes alike": lambda cases: any(mu.shape == (3, 3, 3) for mu, *_ in cases),
    "narrow and wide": lambda cases: any(v.min() < -11 and v.max() > 5 for _, v, *_ in cases),
}
