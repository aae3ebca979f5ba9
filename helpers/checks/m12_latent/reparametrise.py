"""Check of reparametrise: a draw and its gradients, in one function."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules import m12_gaussians as gaussians

SHAPES = ((3, 2, 4), (4, 3), (5,), (1, 3, 2), (3, 1, 2), (2, 3, 1), (3, 3, 3), (3, 2, 4))


def reparametrise(mu, log_var, eps, dz):
    """Draw z, and pull dz back through the draw, which the course does in two functions.

    Shapes: mu, log_var, eps, dz (..., Z) -> z, dmu, dlog_var (..., Z).
    """
    z = gaussians.reparametrise(mu, log_var, eps)
    return z, *gaussians.reparametrise_backward(log_var, eps, dz)


def reparametrise_cases(seed):
    """Yield (mu, log_var, eps, dz): as SHAPES lists them, and log-variances of -12 to 6."""
    rng = np.random.default_rng(seed)
    for shape in SHAPES:
        mu, log_var, eps, dz = rng.normal(size=(4, *shape))
        yield mu, log_var + 0.4, eps, 1.5 * dz
    mu, eps, dz = rng.normal(size=(3, 2, 3))
    yield mu, np.array([[-12.0, 0.0, 6.0], [3.0, -5.0, 1.0]]), eps, dz


def sd_of(log_var):
    return np.exp(0.5 * log_var)


def with_z(log_var, eps, dz, z):
    return z, dz, 0.5 * dz * sd_of(log_var) * eps


def with_back(mu, log_var, eps, dmu, dlog_var):
    return mu + sd_of(log_var) * eps, dmu, dlog_var


def drawn_variance(mu, log_var, eps, dz):
    """Draw with the variance, and differentiate that."""
    var = np.exp(log_var)
    return mu + var * eps, dz, dz * var * eps


def drawn_variance_alone(mu, log_var, eps, dz):
    return with_z(log_var, eps, dz, mu + np.exp(log_var) * eps)


def drawn_variance_halved(mu, log_var, eps, dz):
    var = np.exp(log_var)
    return mu + var * eps, dz, 0.5 * dz * var * eps


def drawn_back_variance(mu, log_var, eps, dz):
    return with_back(mu, log_var, eps, dz, 0.5 * dz * np.exp(log_var) * eps)


def drawn_back_variance_whole(mu, log_var, eps, dz):
    return with_back(mu, log_var, eps, dz, dz * np.exp(log_var) * eps)


def drawn_log_var(mu, log_var, eps, dz):
    """Take log_var for the standard deviation."""
    return mu + log_var * eps, dz, dz * eps


def drawn_log_var_alone(mu, log_var, eps, dz):
    return with_z(log_var, eps, dz, mu + log_var * eps)


def drawn_root_of_log_var(mu, log_var, eps, dz):
    with np.errstate(all="ignore"):
        sd = np.sqrt(log_var)
        return mu + sd * eps, dz, 0.5 * dz * eps / sd


def drawn_quarter(mu, log_var, eps, dz):
    """Take the root of the standard deviation."""
    root = np.exp(0.25 * log_var)
    return mu + root * eps, dz, 0.25 * dz * root * eps


def drawn_divided(mu, log_var, eps, dz):
    return with_z(log_var, eps, dz, mu + eps / sd_of(log_var))


def drawn_standardised(mu, log_var, eps, dz):
    """Go the other way, from a draw to a standard one."""
    return with_z(log_var, eps, dz, (eps - mu) / sd_of(log_var))


def drawn_minus(mu, log_var, eps, dz):
    return with_z(log_var, eps, dz, mu - sd_of(log_var) * eps)


def drawn_without_mu(mu, log_var, eps, dz):
    return with_z(log_var, eps, dz, sd_of(log_var) * eps)


def drawn_mean(mu, log_var, eps, dz):
    return with_z(log_var, eps, dz, mu.copy())


def drawn_sd_added(mu, log_var, eps, dz):
    return with_z(log_var, eps, dz, mu + sd_of(log_var) + eps)


def drawn_sum_scaled(mu, log_var, eps, dz):
    return with_z(log_var, eps, dz, (mu + eps) * sd_of(log_var))


def drawn_standard(mu, log_var, eps, dz):
    return with_z(log_var, eps, dz, mu + eps)


def drawn_half_left_out(mu, log_var, eps, dz):
    return with_back(mu, log_var, eps, dz, dz * sd_of(log_var) * eps)


def drawn_by_sd(mu, log_var, eps, dz):
    return with_back(mu, log_var, eps, dz, dz * eps)


def drawn_by_sd_halved(mu, log_var, eps, dz):
    return with_back(mu, log_var, eps, dz, 0.5 * dz * eps)


def drawn_by_sd_of_ones(mu, log_var, eps, dz):
    return with_back(mu, log_var, eps, np.ones_like(dz), eps.copy())


def drawn_by_variance(mu, log_var, eps, dz):
    return with_back(mu, log_var, eps, dz, 0.5 * dz * eps / sd_of(log_var))


def drawn_without_eps(mu, log_var, eps, dz):
    return with_back(mu, log_var, eps, dz, 0.5 * dz * sd_of(log_var))


def drawn_eps_squared(mu, log_var, eps, dz):
    return with_back(mu, log_var, eps, dz, 0.5 * dz * sd_of(log_var) * eps**2)


def drawn_z_for_noise(mu, log_var, eps, dz):
    z = mu + sd_of(log_var) * eps
    return z, dz, 0.5 * dz * z


def drawn_slopes(mu, log_var, eps, dz):
    return with_back(mu, log_var, eps, np.ones_like(dz), 0.5 * sd_of(log_var) * eps)


def drawn_slope_of_log_var(mu, log_var, eps, dz):
    return with_back(mu, log_var, eps, dz, 0.5 * sd_of(log_var) * eps)


def drawn_dmu_one(mu, log_var, eps, dz):
    return with_z(log_var, eps, dz, mu + sd_of(log_var) * eps)[:1] + (
        np.ones_like(dz),
        0.5 * dz * sd_of(log_var) * eps,
    )


def drawn_dmu_scaled(mu, log_var, eps, dz):
    half = 0.5 * dz * sd_of(log_var) * eps
    return with_back(mu, log_var, eps, dz * sd_of(log_var), half)


def drawn_dmu_by_sd(mu, log_var, eps, dz):
    half = 0.5 * dz * sd_of(log_var) * eps
    return with_back(mu, log_var, eps, dz / sd_of(log_var), half)


def drawn_dmu_eps(mu, log_var, eps, dz):
    return with_back(mu, log_var, eps, dz * eps, 0.5 * dz * sd_of(log_var) * eps)


def drawn_minus_back(mu, log_var, eps, dz):
    return with_back(mu, log_var, eps, -dz, -0.5 * dz * sd_of(log_var) * eps)


def drawn_dlog_var_minus(mu, log_var, eps, dz):
    return with_back(mu, log_var, eps, dz, -0.5 * dz * sd_of(log_var) * eps)


def drawn_score(mu, log_var, eps, dz):
    """Take the gradients of the log density of the draw."""
    return with_back(mu, log_var, eps, eps / sd_of(log_var), 0.5 * (eps**2 - 1))


def drawn_score_times_dz(mu, log_var, eps, dz):
    return with_back(mu, log_var, eps, dz * eps / sd_of(log_var), 0.5 * dz * (eps**2 - 1))


def drawn_exchanged(mu, log_var, eps, dz):
    z, dmu, dlog_var = with_z(log_var, eps, dz, mu + sd_of(log_var) * eps)
    return z, dlog_var, dmu


def drawn_summed(mu, log_var, eps, dz):
    """Add the gradients up over the axes before the last."""
    before = tuple(range(mu.ndim - 1))
    half = 0.5 * dz * sd_of(log_var) * eps
    return with_back(mu, log_var, eps, dz.sum(axis=before), half.sum(axis=before))


def by_loops(mu, log_var, eps, dz):
    z, dmu, dlog_var = np.empty_like(mu), np.empty_like(mu), np.empty_like(mu)
    for i in np.ndindex(*mu.shape):
        sd = np.sqrt(np.exp(log_var[i]))
        z[i], dmu[i], dlog_var[i] = mu[i] + sd * eps[i], dz[i], dz[i] * eps[i] * sd / 2
    return z, dmu, dlog_var


def by_chain(mu, log_var, eps, dz):
    """By the variance and the standard deviation, one after the other."""
    var = np.exp(log_var)
    sd = var**0.5
    dsd = dz * eps
    dvar = dsd / (2 * sd)
    return sd * eps + mu, 1.0 * dz, dvar * var


def by_difference(mu, log_var, eps, dz):
    """What is drawn beyond mu is the noise."""
    z = mu + eps * np.exp(log_var / 2)
    return z, dz.copy(), 0.5 * (z - mu) * dz


def in_float32(mu, log_var, eps, dz):
    mu, log_var, eps, dz = (a.astype(np.float32) for a in (mu, log_var, eps, dz))
    noise = np.exp(log_var / 2) * eps
    return mu + noise, dz, dz * noise / 2


check_reparametrise = Check(
    name="reparametrise",
    reference=reparametrise,
    cases=reparametrise_cases,
    outputs=("z", "dmu", "dlog_var"),
    twins=(gaussians.reparametrise, gaussians.reparametrise_backward),
    slips={
        "z was drawn with the variance in place of the standard deviation, and dlog_var follows "
        "it. Which root makes sigma?": drawn_variance,
        "z was drawn with the variance, dlog_var with the standard deviation. By which of them is "
        "eps multiplied in z?": drawn_variance_alone,
        "The variance stands in place of the standard deviation, in z and in dlog_var. Which root "
        "makes sigma?": drawn_variance_halved,
        "dlog_var was made with the variance. By what is eps multiplied in z?": drawn_back_variance,
        "dlog_var is the gradient of a draw with the variance. By what is eps multiplied in "
        "z?": drawn_back_variance_whole,
        "log_var was taken for the standard deviation. How is sigma made of ln "
        "sigma^2?": drawn_log_var,
        "eps was multiplied by log_var in z. How is sigma made of ln sigma^2?": drawn_log_var_alone,
        "The root was taken of log_var. How is sigma made of ln sigma^2?": drawn_root_of_log_var,
        "The root of sigma was taken. How often is log_var halved?": drawn_quarter,
        "eps was divided by sigma. Is the draw wider or narrower for a large "
        "variance?": drawn_divided,
        "mu was subtracted and the rest divided by sigma, which turns a draw into a standard one. "
        "Which way round is asked for?": drawn_standardised,
        "The noise was subtracted from mu. Which sign has it in the prompt?": drawn_minus,
        "mu is missing in z. What is the mean of z?": drawn_without_mu,
        "z is mu itself. Where does the draw come in?": drawn_mean,
        "sigma was added to eps. By what is a standard draw widened?": drawn_sd_added,
        "mu was multiplied by sigma, too. What is the mean of z?": drawn_sum_scaled,
        "z has the variance 1. Where does log_var enter it?": drawn_standard,
        "dlog_var is twice as large as it should be. What is the slope of exp(log_var / 2)?": (
            drawn_half_left_out
        ),
        "dlog_var is the gradient with respect to sigma. How does sigma change with "
        "log_var?": drawn_by_sd,
        "sigma is missing in dlog_var. What is the slope of exp(log_var / 2)?": drawn_by_sd_halved,
        "dz is missing in dmu and in dlog_var, and dlog_var is taken with respect to sigma. What "
        "does the chain rule multiply by?": drawn_by_sd_of_ones,
        "dlog_var is the gradient with respect to the variance. How does the variance change with "
        "log_var?": drawn_by_variance,
        "eps is missing in dlog_var. By what is sigma multiplied in z?": drawn_without_eps,
        "eps counts twice in dlog_var. By what is sigma multiplied in z?": drawn_eps_squared,
        "z stands in dlog_var in place of sigma eps. Does mu depend on log_var?": drawn_z_for_noise,
        "dmu and dlog_var are slopes of z. By which gradient are both multiplied?": drawn_slopes,
        "dlog_var is the slope of z. By which gradient is it multiplied?": drawn_slope_of_log_var,
        "dmu is the slope of z. By which gradient is it multiplied?": drawn_dmu_one,
        "dmu was multiplied by sigma. How far does z move when mu moves by 0.01?": drawn_dmu_scaled,
        "dmu was divided by sigma. How far does z move when mu moves by 0.01?": drawn_dmu_by_sd,
        "dmu was multiplied by eps. How far does z move when mu moves by 0.01?": drawn_dmu_eps,
        "Both gradients have the wrong sign. Does z grow or fall with mu?": drawn_minus_back,
        "dlog_var has the wrong sign. Where eps is above 0, does z grow or fall with "
        "log_var?": drawn_dlog_var_minus,
        "These are the gradients of the logarithm of a density. Which function of mu and log_var "
        "is z?": drawn_score,
        "These are the gradients of the logarithm of a density, times dz. Which function of mu "
        "and log_var is z?": drawn_score_times_dz,
        "dmu and dlog_var are exchanged. Which of them comes first?": drawn_exchanged,
        "The gradients were added up over the first axes. Does each draw have parameters of its "
        "own?": drawn_summed,
    },
    alternatives=(by_loops, by_chain, by_difference, in_float32),
    tolerance_reason="a few products of float64 differ by about 1e-16 of their size",
    float32=True,
)
