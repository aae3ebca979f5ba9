"""Answers to mixture_nll_backward that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def parts(x, mu, log_var):
    var = np.exp(log_var)
    away = x[..., None, :] - mu
    return var, away, -0.5 * (np.log(2 * np.pi) + log_var + away**2 / var)


def softmax(a):
    terms = np.exp(a - a.max(axis=-1, keepdims=True))
    return terms / terms.sum(axis=-1, keepdims=True)


def gradients(share, var, away):
    dmu = -share[..., None] * away / var
    return -dmu.sum(axis=-2), -share, dmu, share[..., None] * (1 - away**2 / var) / 2


def shares_of_pi_alone(x, log_pi, mu, log_var, dnll):
    var, away, _ = parts(x, mu, log_var)
    return gradients(dnll[..., None] * np.exp(log_pi), var, away)


def shares_of_densities_alone(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    return gradients(dnll[..., None] * softmax(logs.sum(axis=-1)), var, away)


def without_the_max(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    terms = np.exp(log_pi + logs.sum(axis=-1))
    with np.errstate(all="ignore"):
        return gradients(dnll[..., None] * terms / terms.sum(axis=-1, keepdims=True), var, away)


def small_number_in_quotient(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    terms = np.exp(log_pi + logs.sum(axis=-1))
    return gradients(dnll[..., None] * terms / (terms.sum(-1, keepdims=True) + 1e-12), var, away)


def of_the_likelihood(x, log_pi, mu, log_var, dnll):
    """Signs of ln p, not of -ln p."""
    var, away, logs = parts(x, mu, log_var)
    return gradients(-dnll[..., None] * softmax(log_pi + logs.sum(axis=-1)), var, away)


def one_left_out(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    share = dnll[..., None] * softmax(log_pi + logs.sum(axis=-1))
    dx, dlog_pi, dmu, _ = gradients(share, var, away)
    return dx, dlog_pi, dmu, -share[..., None] * away**2 / var / 2


def half_left_out(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    share = dnll[..., None] * softmax(log_pi + logs.sum(axis=-1))
    dx, dlog_pi, dmu, dlog_var = gradients(share, var, away)
    return dx, dlog_pi, dmu, 2 * dlog_var


def by_the_variance(x, log_pi, mu, log_var, dnll):
    """The gradient by the variance instead of its logarithm."""
    var, away, logs = parts(x, mu, log_var)
    share = dnll[..., None] * softmax(log_pi + logs.sum(axis=-1))
    dx, dlog_pi, dmu, dlog_var = gradients(share, var, away)
    return dx, dlog_pi, dmu, dlog_var / var


def divided_by_sd(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    share = dnll[..., None] * softmax(log_pi + logs.sum(axis=-1))
    dmu = -share[..., None] * away / np.sqrt(var)
    return -dmu.sum(axis=-2), -share, dmu, share[..., None] * (1 - away**2 / var) / 2


def dx_not_summed(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    share = dnll[..., None] * softmax(log_pi + logs.sum(axis=-1))
    _, dlog_pi, dmu, dlog_var = gradients(share, var, away)
    return -dmu, dlog_pi, dmu, dlog_var


def dx_sign(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    share = dnll[..., None] * softmax(log_pi + logs.sum(axis=-1))
    dx, dlog_pi, dmu, dlog_var = gradients(share, var, away)
    return -dx, dlog_pi, dmu, dlog_var


def dnll_left_out(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    return gradients(softmax(log_pi + logs.sum(axis=-1)), var, away)


def through_the_softmax(x, log_pi, mu, log_var, dnll):
    """The gradient by the logits before a log-softmax: pi - share."""
    var, away, logs = parts(x, mu, log_var)
    share = dnll[..., None] * softmax(log_pi + logs.sum(axis=-1))
    dx, _, dmu, dlog_var = gradients(share, var, away)
    return dx, dnll[..., None] * np.exp(log_pi) - share, dmu, dlog_var


def by_pi_itself(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    share = dnll[..., None] * softmax(log_pi + logs.sum(axis=-1))
    dx, _, dmu, dlog_var = gradients(share, var, away)
    with np.errstate(all="ignore"):
        return dx, -share / np.exp(log_pi), dmu, dlog_var


def hard_assignment(x, log_pi, mu, log_var, dnll):
    """All of the gradient to the best component."""
    var, away, logs = parts(x, mu, log_var)
    joint = log_pi + logs.sum(axis=-1)
    share = (joint == joint.max(axis=-1, keepdims=True)).astype(float)
    return gradients(dnll[..., None] * share, var, away)


def share_of_each_number(x, log_pi, mu, log_var, dnll):
    """A share for each number by itself."""
    var, away, logs = parts(x, mu, log_var)
    joint = log_pi[..., None] + logs
    terms = np.exp(joint - joint.max(axis=-2, keepdims=True))
    share = dnll[..., None, None] * terms / terms.sum(axis=-2, keepdims=True)
    dmu = -share * away / var
    return -dmu.sum(axis=-2), -share.sum(axis=-1), dmu, share * (1 - away**2 / var) / 2


def both_densities_alone_and_one_left_out(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    share = dnll[..., None] * softmax(logs.sum(axis=-1))
    dmu = -share[..., None] * away / var
    return -dmu.sum(axis=-2), -share, dmu, -share[..., None] * away**2 / var / 2


def both_sign_and_dnll_left_out(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    return gradients(-softmax(log_pi + logs.sum(axis=-1)), var, away)


def softmax_over_the_wrong_axis(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    joint = log_pi + logs.sum(axis=-1)
    terms = np.exp(joint - joint.max(axis=0, keepdims=True))
    return gradients(dnll[..., None] * terms / terms.sum(axis=0, keepdims=True), var, away)


def dmu_sign_alone(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    share = dnll[..., None] * softmax(log_pi + logs.sum(axis=-1))
    dx, dlog_pi, dmu, dlog_var = gradients(share, var, away)
    return dx, dlog_pi, -dmu, dlog_var


def both_dx_and_dlog_pi_signs(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    share = dnll[..., None] * softmax(log_pi + logs.sum(axis=-1))
    dx, dlog_pi, dmu, dlog_var = gradients(share, var, away)
    return -dx, -dlog_pi, dmu, dlog_var


def both_half_and_softmax(x, log_pi, mu, log_var, dnll):
    var, away, logs = parts(x, mu, log_var)
    share = dnll[..., None] * softmax(log_pi + logs.sum(axis=-1))
    dx, _, dmu, dlog_var = gradients(share, var, away)
    return dx, dnll[..., None] * np.exp(log_pi) - share, dmu, 2 * dlog_var


def replaced_by_a_large_number(x, log_pi, mu, log_var, dnll):
    """Take -10,000 for -inf."""
    var, away, logs = parts(x, mu, log_var)
    joint = np.maximum(log_pi, -1e4) + logs.sum(axis=-1)
    return gradients(dnll[..., None] * softmax(joint), var, away)


def shares_squared(x, log_pi, mu, log_var, dnll):
    """Multiply by the shares twice in dmu."""
    var, away, logs = parts(x, mu, log_var)
    share = softmax(log_pi + logs.sum(axis=-1))
    dx, _, dmu, dlog_var = gradients(dnll[..., None] * share**2, var, away)
    return dx, -dnll[..., None] * share, dmu, dlog_var


WRONG = (
    wrong(shares_of_pi_alone, "The shares are the weights alone"),
    wrong(shares_of_densities_alone, "The shares are made of the densities alone"),
    wrong(without_the_max, "The terms were made without taking the largest out"),
    wrong(small_number_in_quotient, "1e-12 was added to the sum of the terms"),
    wrong(of_the_likelihood, "All signs are reversed"),
    wrong(one_left_out, "1 is missing in dlog_var, before the halving"),
    wrong(half_left_out, "dlog_var is twice as large as it should be"),
    wrong(by_the_variance, "This dlog_var is the gradient with respect to the variance"),
    wrong(divided_by_sd, "dmu and dx were divided by the standard deviation"),
    wrong(dx_not_summed, "dx was not added up over the components"),
    wrong(dx_sign, "dx has the wrong sign"),
    wrong(dnll_left_out, "dnll is missing"),
    wrong(through_the_softmax, "dlog_pi went on through a softmax"),
    wrong(by_pi_itself, "dlog_pi is the gradient with respect to the weights"),
    wrong(hard_assignment, "The best component got all of the gradient"),
    wrong(share_of_each_number, "Each of the D numbers has shares of its own"),
    wrong(
        both_densities_alone_and_one_left_out,
        "The shares are made of the densities alone, and dlog_var lacks what the",
    ),
    wrong(both_sign_and_dnll_left_out, "dnll is missing, and all signs are reversed"),
    wrong(softmax_over_the_wrong_axis, "The shares add up to 1 along the first axis"),
    wrong(dmu_sign_alone, "dmu has the wrong sign"),
    wrong(both_dx_and_dlog_pi_signs, "dx has the wrong sign"),
    wrong(both_half_and_softmax, "dlog_pi went on through a softmax"),
    wrong(
        replaced_by_a_large_number,
        "With every float input except log_pi, mu and dnll set to zero, dx,",
    ),
    wrong(shares_squared, "With every float input except log_pi and dnll set to zero, dlog_var is"),
)

EDGES = {
    "two leading axes, one": lambda cases: {x.ndim for x, *_ in cases} == {2, 3},
    "one component, one number": lambda cases: (
        any(mu.shape[-2] == 1 for _, _, mu, *_ in cases)
        and any(mu.shape[-1] == 1 for _, _, mu, *_ in cases)
    ),
    "all sizes alike": lambda cases: any(mu.shape == (3, 3, 3, 3) for _, _, mu, *_ in cases),
    "weights of 0": lambda cases: any((w == -np.inf).any() for _, w, *_ in cases),
    "densities that are rounded to 0": lambda cases: any(
        (x[..., None, :] - mu).min() > 20 for x, _, mu, *_ in cases
    ),
    "no dnll of 1": lambda cases: all((abs(dnll - 1) > 1e-9).all() for *_, dnll in cases),
}
