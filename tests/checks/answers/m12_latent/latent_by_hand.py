"""Answers to latent_by_hand that its record did not foresee; the attempts came before it."""

from tests.checks.answers import wrong

NUMBERS = {
    "nll": 1.2258,
    "kl": 0.4431,
    "bound": -1.6689,
    "evidence": -1.4305,
    "gain": 0.8,
    "mean": 0.8,
    "var": 0.2,
    "gap": 0.2384,
    "dmu": 1.5,
    "dlog_var": -0.125,
}


def at_the_mean_of_q():
    return NUMBERS | {"nll": 0.7258, "bound": -1.1689}


def variance_taken_for_sd():
    """0.25 as the standard deviation of x given z: R = 0.0625."""
    return NUMBERS | {"nll": 3.5326, "bound": -3.9757}


def kl_of_prior_from_q():
    return NUMBERS | {"kl": 1.3069, "bound": -2.5327}


def kl_without_half():
    return NUMBERS | {"kl": 0.8863, "bound": -2.1121}


def bound_adds_kl():
    return NUMBERS | {"bound": -0.7827}


def bound_is_positive():
    return NUMBERS | {"bound": 1.6689}


def evidence_of_noise_alone():
    """ln N(1; 0, 0.25)."""
    return NUMBERS | {"evidence": -2.2258}


def evidence_of_prior():
    return NUMBERS | {"evidence": -1.4189}


def evidence_sign():
    return NUMBERS | {"evidence": 1.4305}


def gain_of_the_noise():
    return NUMBERS | {"gain": 0.2, "mean": 0.2, "var": 0.8}


def var_is_gain():
    return NUMBERS | {"var": 0.8}


def posterior_by_adding_variances():
    return NUMBERS | {"var": 1.25}


def gap_turned():
    """KL of the posterior from q."""
    return NUMBERS | {"gap": 0.1916}


def dmu_of_the_loss():
    return NUMBERS | {"dmu": -1.5, "dlog_var": 0.125}


def dmu_without_prior():
    return NUMBERS | {"dmu": 2.0}


def dlog_var_by_variance():
    """The gradient by the variance itself, -0.5."""
    return NUMBERS | {"dlog_var": -0.5}


def dlog_var_by_sd():
    return NUMBERS | {"dlog_var": -0.25 / 0.5}


def dlog_var_without_entropy():
    return NUMBERS | {"dlog_var": -0.625}


def both_kl_turned_and_bound_sign():
    return NUMBERS | {"kl": 1.3069, "bound": 0.0811}


def both_gain_and_gap():
    """The gain exchanged, and the gap worked out from it: KL(N(.5, .25) || N(.2, .8))."""
    return NUMBERS | {"gain": 0.2, "mean": 0.2, "var": 0.8, "gap": 0.2940}


def both_dmu_without_prior_and_dlog_var_sign():
    return NUMBERS | {"dmu": 2.0, "dlog_var": 0.125}


def nll_log_two_pi_left_out():
    return NUMBERS | {"nll": 0.3069, "bound": -0.75}


WRONG = (
    wrong(
        at_the_mean_of_q, "The mean of (1 - z)^2 under q has two parts, and one of them is missing"
    ),
    wrong(variance_taken_for_sd, "0.25 was taken for the standard deviation of x given z"),
    wrong(kl_of_prior_from_q, "This is the KL of the prior from q"),
    wrong(kl_without_half, "It is twice as large as it should be"),
    wrong(bound_adds_kl, "kl was added"),
    wrong(bound_is_positive, "This is nll plus kl"),
    wrong(evidence_of_noise_alone, "x has the variance of the noise alone"),
    wrong(evidence_of_prior, "x has the variance of z alone"),
    wrong(evidence_sign, "The sign is reversed"),
    wrong(gain_of_the_noise, "This is the share of the noise"),
    wrong(var_is_gain, "This is the gain"),
    wrong(posterior_by_adding_variances, "The variances were added, which makes that of x"),
    wrong(gap_turned, "This is the KL of the posterior from q"),
    wrong(dmu_of_the_loss, "This is the gradient of minus the bound"),
    wrong(dmu_without_prior, "kl has no effect on it"),
    wrong(
        dlog_var_by_variance,
        "-0.5 is the gradient by v or by its root, and also what nll alone has",
    ),
    wrong(dlog_var_by_sd, "-0.5 is the gradient by v or by its root, and also what nll alone has"),
    wrong(dlog_var_without_entropy, "The logarithm in kl is missing"),
    wrong(both_kl_turned_and_bound_sign, "This is the KL of the prior from q"),
    wrong(both_gain_and_gap, "This is the share of the noise"),
    wrong(both_dmu_without_prior_and_dlog_var_sign, "kl has no effect on it"),
    wrong(nll_log_two_pi_left_out, "ln 2 pi is missing"),
)
