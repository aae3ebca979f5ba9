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


WRONG = ()
