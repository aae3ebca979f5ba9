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


WRONG = ()
