"""Check of mixture_nll_backward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m12_latent.mixture_nll import (
    FAR,
    all_far,
    log_each,
    log_p,
    log_sum,
    mixture_case,
    nearest_has_no_weight,
    normalised,
)
from helpers.scratch.modules.m12_gaussians import mixture_nll_backward

SHAPES = (  # leading axes, K, D: two axes, one; one step, row, component, number; all alike
    ((3, 2), 4, 2),
    ((4,), 2, 3),
    ((1, 3), 2, 4),
    ((3, 1), 3, 2),
    ((2, 3), 1, 2),
    ((2, 3), 3, 1),
    ((3, 3), 3, 3),
    ((3, 2), 4, 2),
)


def mixture_nll_backward_cases(seed):
    """Yield (x, log_pi, mu, log_var, dnll): as SHAPES lists them; x far away; weights of 0."""
    rng = np.random.default_rng(seed)
    for leading, K, D in SHAPES:
        yield *mixture_case(rng, leading, K, D), 1.5 * rng.normal(size=leading)
    x, log_pi, mu, log_var = mixture_case(rng, (2, 3), 3, 2)
    x[0] += FAR * np.exp(0.5 * log_var[0].max())
    yield x, log_pi, mu, log_var, rng.normal(size=(2, 3))
    x, log_pi, mu, log_var = all_far(rng)
    yield x, log_pi, mu, log_var, rng.normal(size=(2, 3))
    yield *nearest_has_no_weight(rng), rng.normal(size=3)
    x, log_pi, mu, log_var = mixture_case(rng, (3, 2), 4, 2)
    log_pi[0, :, 1] = log_pi[1, 0, 2:] = -np.inf
    log_pi[2, 1, [0, 1, 3]] = -np.inf
    yield x, normalised(log_pi), mu, log_var, rng.normal(size=(3, 2))


def softmax_of(a, axis=-1):
    with np.errstate(all="ignore"):
        return np.exp(a - np.expand_dims(log_sum(a, axis), axis))


def shares_of(x, log_pi, mu, log_var):
    return softmax_of(log_pi + log_p(x, mu, log_var))


def away_of(x, mu):
    return x[..., None, :] - mu


def gradients(x, mu, log_var, weighed):
    """Return all four from shares (..., K), dnll included."""
    w, var, away = weighed[..., None], np.exp(log_var), away_of(x, mu)
    dmu = -w * away / var
    return -dmu.sum(axis=-2), -weighed, dmu, 0.5 * w * (1 - away**2 / var)


def right(x, log_pi, mu, log_var, dnll):
    weighed = dnll[..., None] * shares_of(x, log_pi, mu, log_var)
    return gradients(x, mu, log_var, weighed)


def back_by_pi(x, log_pi, mu, log_var, dnll):
    return gradients(x, mu, log_var, dnll[..., None] * np.exp(log_pi))


def back_by_densities(x, log_pi, mu, log_var, dnll):
    return gradients(x, mu, log_var, dnll[..., None] * softmax_of(log_p(x, mu, log_var)))


def back_by_densities_without_one(x, log_pi, mu, log_var, dnll):
    weighed = dnll[..., None] * softmax_of(log_p(x, mu, log_var))
    dx, dlog_pi, dmu, dlog_var = gradients(x, mu, log_var, weighed)
    return dx, dlog_pi, dmu, dlog_var - 0.5 * weighed[..., None]


def back_by_each_number(x, log_pi, mu, log_var, dnll):
    """Give each of the D numbers shares of its own."""
    share = softmax_of(log_pi[..., None] + log_each(x, mu, log_var), axis=-2)
    w, var, away = dnll[..., None, None] * share, np.exp(log_var), away_of(x, mu)
    dmu = -w * away / var
    return -dmu.sum(axis=-2), -w.sum(axis=-1), dmu, 0.5 * w * (1 - away**2 / var)


def back_by_squares_alone(x, log_pi, mu, log_var, dnll):
    """Leave the roots of the densities out of the shares."""
    share = softmax_of(log_pi + (log_each(x, mu, log_var) + 0.5 * log_var).sum(axis=-1))
    return gradients(x, mu, log_var, dnll[..., None] * share)


def back_by_log_sd(x, log_pi, mu, log_var, dnll):
    """Take log_var for ln sd, in the shares and in what follows."""
    share = shares_of(x, log_pi, mu, 2 * log_var)
    dx, dlog_pi, dmu, dlog_var = gradients(x, mu, 2 * log_var, dnll[..., None] * share)
    return dx, dlog_pi, dmu, 2 * dlog_var


def back_shares_by_log_sd(x, log_pi, mu, log_var, dnll):
    return gradients(x, mu, log_var, dnll[..., None] * shares_of(x, log_pi, mu, 2 * log_var))


def back_by_terms(x, log_pi, mu, log_var, dnll):
    """Do not divide the terms by their sum."""
    with np.errstate(all="ignore"):
        terms = np.exp(log_pi + log_p(x, mu, log_var))
    return gradients(x, mu, log_var, dnll[..., None] * terms)


def back_of_log_terms(x, log_pi, mu, log_var, dnll):
    """Divide the logarithms of the terms by their sum."""
    joint = log_pi + log_p(x, mu, log_var)
    with np.errstate(all="ignore"):
        weighed = dnll[..., None] * joint / joint.sum(axis=-1, keepdims=True)
        return gradients(x, mu, log_var, weighed)


def back_without_max(x, log_pi, mu, log_var, dnll):
    with np.errstate(all="ignore"):
        terms = np.exp(log_pi + log_p(x, mu, log_var))
        share = terms / terms.sum(axis=-1, keepdims=True)
        return gradients(x, mu, log_var, dnll[..., None] * share)


def back_small_number(x, log_pi, mu, log_var, dnll):
    with np.errstate(all="ignore"):
        terms = np.exp(log_pi + log_p(x, mu, log_var))
        share = terms / (terms.sum(axis=-1, keepdims=True) + 1e-12)
    return gradients(x, mu, log_var, dnll[..., None] * share)


def back_one_max(x, log_pi, mu, log_var, dnll):
    joint = log_pi + log_p(x, mu, log_var)
    with np.errstate(all="ignore"):
        terms = np.exp(joint - joint.max())
        share = terms / terms.sum(axis=-1, keepdims=True)
        return gradients(x, mu, log_var, dnll[..., None] * share)


def back_first_axis(x, log_pi, mu, log_var, dnll):
    share = softmax_of(log_pi + log_p(x, mu, log_var), axis=0)
    return gradients(x, mu, log_var, dnll[..., None] * share)


def back_hard(x, log_pi, mu, log_var, dnll):
    """Give the best component all of the gradient."""
    joint = log_pi + log_p(x, mu, log_var)
    share = np.equal(joint, joint.max(axis=-1, keepdims=True)).astype(float)
    return gradients(x, mu, log_var, dnll[..., None] * share)


def back_no_shares(x, log_pi, mu, log_var, dnll):
    return gradients(x, mu, log_var, dnll[..., None] * np.ones(log_pi.shape))


def back_sign(x, log_pi, mu, log_var, dnll):
    return right(x, log_pi, mu, log_var, -dnll)


def back_dnll_left_out(x, log_pi, mu, log_var, dnll):
    return right(x, log_pi, mu, log_var, np.ones_like(dnll))


def back_sign_dnll_left_out(x, log_pi, mu, log_var, dnll):
    return right(x, log_pi, mu, log_var, -np.ones_like(dnll))


def back_dnll_mean(x, log_pi, mu, log_var, dnll):
    """Divide by the number of vectors."""
    return right(x, log_pi, mu, log_var, dnll / dnll.size)


def back_dlog_var_without_one(x, log_pi, mu, log_var, dnll):
    dx, dlog_pi, dmu, dlog_var = right(x, log_pi, mu, log_var, dnll)
    return dx, dlog_pi, dmu, dlog_var + 0.5 * dlog_pi[..., None]


def back_dlog_var_not_squared(x, log_pi, mu, log_var, dnll):
    dx, dlog_pi, dmu, _ = right(x, log_pi, mu, log_var, dnll)
    e = away_of(x, mu) * np.exp(-0.5 * log_var)
    return dx, dlog_pi, dmu, -0.5 * dlog_pi[..., None] * (1 - e)


def back_dlog_var_without_half(x, log_pi, mu, log_var, dnll):
    dx, dlog_pi, dmu, dlog_var = right(x, log_pi, mu, log_var, dnll)
    return dx, dlog_pi, dmu, 2 * dlog_var


def back_dlog_var_one_whole(x, log_pi, mu, log_var, dnll):
    """Halve e^2 alone."""
    dx, dlog_pi, dmu, dlog_var = right(x, log_pi, mu, log_var, dnll)
    return dx, dlog_pi, dmu, dlog_var - 0.5 * dlog_pi[..., None]


def back_dlog_var_sign(x, log_pi, mu, log_var, dnll):
    dx, dlog_pi, dmu, dlog_var = right(x, log_pi, mu, log_var, dnll)
    return dx, dlog_pi, dmu, -dlog_var


def back_by_variance(x, log_pi, mu, log_var, dnll):
    dx, dlog_pi, dmu, dlog_var = right(x, log_pi, mu, log_var, dnll)
    return dx, dlog_pi, dmu, dlog_var / np.exp(log_var)


def back_square_by_sd(x, log_pi, mu, log_var, dnll):
    dx, dlog_pi, dmu, _ = right(x, log_pi, mu, log_var, dnll)
    square = away_of(x, mu) ** 2 * np.exp(-0.5 * log_var)
    return dx, dlog_pi, dmu, -0.5 * dlog_pi[..., None] * (1 - square)


def back_square_not_divided(x, log_pi, mu, log_var, dnll):
    dx, dlog_pi, dmu, _ = right(x, log_pi, mu, log_var, dnll)
    return dx, dlog_pi, dmu, -0.5 * dlog_pi[..., None] * (1 - away_of(x, mu) ** 2)


def with_dmu(x, log_pi, mu, log_var, dnll, dmu):
    _, dlog_pi, _, dlog_var = right(x, log_pi, mu, log_var, dnll)
    return -dmu.sum(axis=-2), dlog_pi, dmu, dlog_var


def back_divided_by_sd(x, log_pi, mu, log_var, dnll):
    dmu = right(x, log_pi, mu, log_var, dnll)[2] * np.exp(0.5 * log_var)
    return with_dmu(x, log_pi, mu, log_var, dnll, dmu)


def back_not_divided(x, log_pi, mu, log_var, dnll):
    dmu = right(x, log_pi, mu, log_var, dnll)[2] * np.exp(log_var)
    return with_dmu(x, log_pi, mu, log_var, dnll, dmu)


def back_dmu_halved(x, log_pi, mu, log_var, dnll):
    dmu = 0.5 * right(x, log_pi, mu, log_var, dnll)[2]
    return with_dmu(x, log_pi, mu, log_var, dnll, dmu)


def back_dmu_and_dx_turned(x, log_pi, mu, log_var, dnll):
    dmu = -right(x, log_pi, mu, log_var, dnll)[2]
    return with_dmu(x, log_pi, mu, log_var, dnll, dmu)


def back_dmu_sign(x, log_pi, mu, log_var, dnll):
    dx, dlog_pi, dmu, dlog_var = right(x, log_pi, mu, log_var, dnll)
    return dx, dlog_pi, -dmu, dlog_var


def back_dx_sign(x, log_pi, mu, log_var, dnll):
    dx, dlog_pi, dmu, dlog_var = right(x, log_pi, mu, log_var, dnll)
    return -dx, dlog_pi, dmu, dlog_var


def back_dx_not_summed(x, log_pi, mu, log_var, dnll):
    _, dlog_pi, dmu, dlog_var = right(x, log_pi, mu, log_var, dnll)
    return -dmu, dlog_pi, dmu, dlog_var


def back_dlog_pi_sign(x, log_pi, mu, log_var, dnll):
    dx, dlog_pi, dmu, dlog_var = right(x, log_pi, mu, log_var, dnll)
    return dx, -dlog_pi, dmu, dlog_var


def back_through_softmax(x, log_pi, mu, log_var, dnll):
    """Return the gradient by what a softmax made the weights of."""
    dx, dlog_pi, dmu, dlog_var = right(x, log_pi, mu, log_var, dnll)
    return dx, dlog_pi + dnll[..., None] * np.exp(log_pi), dmu, dlog_var


def back_by_weights(x, log_pi, mu, log_var, dnll):
    """Return the gradient by pi, not by its logarithm."""
    dx, dlog_pi, dmu, dlog_var = right(x, log_pi, mu, log_var, dnll)
    with np.errstate(all="ignore"):
        return dx, dlog_pi / np.exp(log_pi), dmu, dlog_var


def back_cut_weights(x, log_pi, mu, log_var, dnll):
    """Replace -inf by -20."""
    return right(x, np.maximum(log_pi, -20.0), mu, log_var, dnll)


def back_exchanged(x, log_pi, mu, log_var, dnll):
    dx, dlog_pi, dmu, dlog_var = right(x, log_pi, mu, log_var, dnll)
    return dx, dlog_pi, dlog_var, dmu


def back_dx_last(x, log_pi, mu, log_var, dnll):
    dx, dlog_pi, dmu, dlog_var = right(x, log_pi, mu, log_var, dnll)
    return dlog_pi, dmu, dlog_var, dx


def back_without_dx(x, log_pi, mu, log_var, dnll):
    return right(x, log_pi, mu, log_var, dnll)[1:]


def by_loops(x, log_pi, mu, log_var, dnll):
    dx, dlog_pi = np.zeros_like(x), np.zeros_like(log_pi)
    dmu, dlog_var = np.zeros_like(mu), np.zeros_like(mu)
    for i in np.ndindex(*x.shape[:-1]):
        var = np.exp(log_var[i])
        logs = [
            log_pi[i][k] - 0.5 * np.sum(log_var[i][k] + (x[i] - mu[i][k]) ** 2 / var[k])
            for k in range(len(var))
        ]
        terms = np.exp(np.array(logs) - max(logs))
        for k, share in enumerate(terms / sum(terms)):
            z = (x[i] - mu[i][k]) / var[k]
            dlog_pi[i][k] = -dnll[i] * share
            dmu[i][k] = -dnll[i] * share * z
            dlog_var[i][k] = dnll[i] * share * (0.5 - 0.5 * z**2 * var[k])
            dx[i] += dnll[i] * share * z
    return dx, dlog_pi, dmu, dlog_var


def by_precision(x, log_pi, mu, log_var, dnll):
    precision, away = np.exp(-log_var), mu - np.expand_dims(x, -2)
    e = away * np.sqrt(precision)
    joint = log_pi - 0.5 * np.einsum("...d->...", e * e + log_var)
    share = np.exp(joint - np.logaddexp.reduce(joint, axis=-1)[..., None]) * dnll[..., None]
    dx = -np.einsum("...k,...kd->...d", share, away * precision)
    dmu = np.einsum("...k,...kd->...kd", share, away * precision)
    return dx, -share, dmu, share[..., None] * (1 + e) * (1 - e) / 2


def component_by_component(x, log_pi, mu, log_var, dnll):
    K = mu.shape[-2]
    joint = np.stack(
        [
            log_pi[..., k]
            - ((x - mu[..., k, :]) ** 2 / (2 * np.exp(log_var[..., k, :]))).sum(axis=-1)
            - log_var[..., k, :].sum(axis=-1) / 2
            for k in range(K)
        ]
    )
    share = np.exp(joint - joint.max(axis=0))
    share = dnll * share / share.sum(axis=0)
    dx, dmu, dlog_var = np.zeros_like(x), np.empty_like(mu), np.empty_like(mu)
    for k in range(K):
        e = (x - mu[..., k, :]) * np.exp(-log_var[..., k, :])
        dmu[..., k, :] = -share[k][..., None] * e
        dlog_var[..., k, :] = share[k][..., None] * (1 - e * (x - mu[..., k, :])) / 2
        dx = dx + share[k][..., None] * e
    return dx, -np.moveaxis(share, 0, -1), dmu, dlog_var


def in_float32(x, log_pi, mu, log_var, dnll):
    return by_precision(*(a.astype(np.float32) for a in (x, log_pi, mu, log_var, dnll)))


check_mixture_nll_backward = Check(
    name="mixture_nll_backward",
    reference=mixture_nll_backward,
    cases=mixture_nll_backward_cases,
    outputs=("dx", "dlog_pi", "dmu", "dlog_var"),
    slips={
        "The shares are the weights alone. How well does each component explain this "
        "x?": back_by_pi,
        "The shares are made of the densities alone. By what is each density multiplied in the "
        "sum?": back_by_densities,
        "The shares are made of the densities alone, and dlog_var lacks what the root adds. By "
        "what is each density multiplied in the sum?": back_by_densities_without_one,
        "Each of the D numbers has shares of its own. Is the component drawn once, or once for "
        "each number?": back_by_each_number,
        "The log-variance itself is missing in the shares. What does the root in each density do "
        "to a wide component?": back_by_squares_alone,
        "log_var was taken for the logarithm of the standard deviation. Of what is it the "
        "logarithm?": back_by_log_sd,
        "The shares take log_var for the logarithm of the standard deviation. Of what is it the "
        "logarithm?": back_shares_by_log_sd,
        "The terms themselves stand in place of their shares. By what is each of them "
        "divided?": back_by_terms,
        "The logarithms of the terms were divided by their sum. Of which numbers are the shares "
        "made?": back_of_log_terms,
        "The terms were made without taking the largest out. What is left of their quotient where "
        "all are rounded to 0?": back_without_max,
        "1e-12 was added to the sum of the terms. What do the shares add up to where all terms "
        "are tiny, and what can be subtracted from their logarithms first?": back_small_number,
        "The largest logarithm of the whole array was subtracted in every row. What is left of a "
        "row whose terms are far smaller?": back_one_max,
        "The shares add up to 1 along the first axis. Along which axis are the "
        "components?": back_first_axis,
        "The best component got all of the gradient. Which share does its term have of the "
        "sum?": back_hard,
        "The gradients are those of K Gaussians, each with all of it. Which share does each "
        "component have?": back_no_shares,
        "All signs are reversed. Is this the gradient of ln p(x), or of minus ln p(x)?": back_sign,
        "dnll is missing. By what does the chain rule multiply?": back_dnll_left_out,
        "dnll is missing, and all signs are reversed. By what does the chain rule multiply, and is "
        "it the gradient of ln p(x), or of minus that?": back_sign_dnll_left_out,
        "The gradients were divided by the number of vectors. Is dnll the gradient of the whole "
        "loss already?": back_dnll_mean,
        "1 is missing in dlog_var, before the halving. What does the root in the density do as "
        "the variance grows?": back_dlog_var_without_one,
        "The distance in sigmas was not squared in dlog_var. What stands in the "
        "exponent?": back_dlog_var_not_squared,
        "dlog_var is twice as large as it should be. Is log_var the logarithm of sigma or of its "
        "square?": back_dlog_var_without_half,
        "In dlog_var the squared distance alone was halved. What does the root do to the logarithm "
        "of the variance?": back_dlog_var_one_whole,
        "dlog_var has the wrong sign. At the centre of a component, does a larger variance raise "
        "or lower the loss?": back_dlog_var_sign,
        "This dlog_var is the gradient with respect to the variance. How does the variance change "
        "with its logarithm?": back_by_variance,
        "In dlog_var the square was divided by the standard deviation. By what does the density "
        "divide it?": back_square_by_sd,
        "In dlog_var the square was not divided by the variance. In which unit does the density "
        "measure the distance?": back_square_not_divided,
        "dmu and dx were divided by the standard deviation. By what is the square in the exponent "
        "divided?": back_divided_by_sd,
        "dmu and dx were not divided by the variance. What stands below the square in the "
        "exponent?": back_not_divided,
        "dmu and dx are half as large as they should be. What does the derivative of a square do "
        "to the 2 below it?": back_dmu_halved,
        "dmu and dx have the wrong sign. Does the loss grow or fall when mu moves towards "
        "x?": back_dmu_and_dx_turned,
        "dmu has the wrong sign. Does the loss grow or fall when mu moves towards "
        "x?": back_dmu_sign,
        "dx has the wrong sign. Does the loss grow or fall when x moves away from the "
        "components?": back_dx_sign,
        "dx was not added up over the components. How many of them does one x "
        "enter?": back_dx_not_summed,
        "dlog_pi has the wrong sign. Does the loss grow or fall with the weight of a component "
        "near x?": back_dlog_pi_sign,
        "dlog_pi went on through a softmax: the weights were added. Which numbers does the prompt "
        "count as free?": back_through_softmax,
        "dlog_pi is the gradient with respect to the weights. How does a weight change with its "
        "logarithm?": back_by_weights,
        "A log-weight of -inf was replaced by -20. What does exp make of -inf?": back_cut_weights,
        "dmu and dlog_var are exchanged. Which of them comes first?": back_exchanged,
        "dx came last. In which order does the prompt list the four results?": back_dx_last,
        "dx is missing. Which gradient goes on to what x was made of?": back_without_dx,
    },
    alternatives=(by_loops, by_precision, component_by_component, in_float32),
    tolerance_reason="float64 sums of K and D terms differ by about 1e-15 of the largest",
    float32=True,
)
