"""Densities, their gradients, and the evidence lower bound, for models with latent variables.

A Gaussian over D numbers has a mean mu and, for each number by itself, a log-variance
log_var = ln(sd^2), so that no weight can make a variance negative. `...` stands for any leading
axes, such as T steps and B rows; they are the same in all arguments of a call.

Axes  T steps, B batch, D numbers observed, Z latent numbers, K components or samples, N rows.
dX is the gradient of the loss with respect to X.   All results are in nats.
Raises  ValueError, from every function here, if shapes do not fit one another, an array holds no
floating-point numbers, or a log-variance is not finite: -inf is a variance of 0, under which
nothing has a density.
"""

import math
from typing import NamedTuple

import numpy as np

from helpers.scratch.contract.losses import require_mask
from helpers.scratch.contract.params import require_finite, require_record
from helpers.scratch.contract.validation import require_floats, require_shape
from helpers.scratch.ops import log_softmax

LOG_2_PI = math.log(2 * math.pi)
NORMALISED = 1e-3  # how far from 1 the weights of a mixture may add up


class Gaussian(NamedTuple):
    """Gaussians whose numbers are independent of one another."""

    mu: np.ndarray  # (..., D)
    log_var: np.ndarray  # (..., D)


def gaussian_nll(x, mu, log_var):
    """Score vectors under Gaussians, -ln p(x), summed over their D numbers.

    A number adds (ln 2 pi + log_var + (x - mu)^2 / exp(log_var)) / 2.
    Shapes: x, mu, log_var (..., D) -> nll (...).
    """
    _require_alike(x=x, mu=mu, log_var=log_var)
    _require_log_var("log_var", log_var)
    return 0.5 * (LOG_2_PI + log_var + _distance(x, mu, log_var) ** 2).sum(axis=-1)


def gaussian_nll_backward(x, mu, log_var, dnll):
    """Pull dnll back through gaussian_nll(x, mu, log_var).

    Shapes: x, mu, log_var (..., D); dnll (...) -> dx, dmu, dlog_var (..., D).
    """
    _require_alike(x=x, mu=mu, log_var=log_var)
    _require_log_var("log_var", log_var)
    _require_leading("dnll", dnll, x)
    d, e = np.asarray(dnll)[..., None], _distance(x, mu, log_var)
    dx = d * e * np.exp(-0.5 * log_var)
    return dx, -dx, 0.5 * d * (1 - e**2)


def gaussian_kl(mu_q, log_var_q, mu_p, log_var_p):
    """Return how far a Gaussian q is from a Gaussian p, the mean under q of ln q(z) - ln p(z).

    A number adds (log_var_p - log_var_q - 1 + (exp(log_var_q) + (mu_q - mu_p)^2) /
    exp(log_var_p)) / 2, which is 0 where the two agree, and above 0 elsewhere.
    Shapes: all (..., Z) -> kl (...), summed over the Z numbers.
    Source: Kullback & Leibler (1951); in this form Kingma & Welling (2014), appendix B.
    """
    return gaussian_kl_each(mu_q, log_var_q, mu_p, log_var_p).sum(axis=-1)


def gaussian_kl_each(mu_q, log_var_q, mu_p, log_var_p):
    """Return what each number adds to gaussian_kl. Shapes: all (..., Z) -> (..., Z)."""
    _require_two(mu_q, log_var_q, mu_p, log_var_p)
    ratio = log_var_q - log_var_p
    return 0.5 * (np.expm1(ratio) - ratio + _distance(mu_q, mu_p, log_var_p) ** 2)


def gaussian_kl_backward(mu_q, log_var_q, mu_p, log_var_p, dkl):
    """Pull dkl back through gaussian_kl.

    Shapes: the first four (..., Z); dkl (...) -> dmu_q, dlog_var_q, dmu_p, dlog_var_p (..., Z).
    """
    _require_two(mu_q, log_var_q, mu_p, log_var_p)
    _require_leading("dkl", dkl, mu_q)
    d, grown = np.asarray(dkl)[..., None], np.expm1(log_var_q - log_var_p)
    e = _distance(mu_q, mu_p, log_var_p)
    dmu_q = d * e * np.exp(-0.5 * log_var_p)
    return dmu_q, 0.5 * d * grown, -dmu_q, -0.5 * d * (grown + e**2)


def reparametrise(mu, log_var, eps):
    """Draw from a Gaussian as a function of its parameters: z = mu + sd * eps, eps standard normal.

    The draw is made outside, so the gradient of z reaches mu and log_var.
    Shapes: mu, log_var, eps (..., Z) -> z (..., Z).
    Source: Kingma & Welling (2014); Rezende, Mohamed & Wierstra (2014).
    """
    _require_alike(mu=mu, log_var=log_var, eps=eps)
    _require_log_var("log_var", log_var)
    return mu + np.exp(0.5 * log_var) * eps


def reparametrise_backward(log_var, eps, dz):
    """Pull dz back through z = reparametrise(mu, log_var, eps).

    Shapes: log_var, eps, dz (..., Z) -> dmu, dlog_var (..., Z).
    """
    _require_alike(log_var=log_var, eps=eps, dz=dz)
    _require_log_var("log_var", log_var)
    return dz.copy(), 0.5 * dz * np.exp(0.5 * log_var) * eps


def mixture_nll(x, log_pi, mu, log_var):
    """Score vectors under mixtures of K Gaussians, -ln sum_k pi_k p_k(x).

    Shapes: x (..., D); log_pi (..., K), log-weights whose exponentials sum to 1, -inf for none;
    mu, log_var (..., K, D) -> nll (...).
    Raises: ValueError also if the weights of a row are all -inf, or do not sum to 1.
    Source: Bishop (1994); in a recurrent network Graves (2013), section 4.1.
    """
    joint = _joint(x, log_pi, mu, log_var)
    return -_log_sum_exp(joint)


def mixture_nll_backward(x, log_pi, mu, log_var, dnll):
    """Pull dnll back through mixture_nll(x, log_pi, mu, log_var).

    Component k gets a share of the gradient: its responsibility, the probability that x came from
    it, softmax over k of ln pi_k + ln p_k(x).
    Shapes: as mixture_nll; dnll (...) -> dx (..., D), dlog_pi (..., K), dmu, dlog_var (..., K, D).
    Source: Bishop (1994).
    """
    joint = _joint(x, log_pi, mu, log_var)
    _require_leading("dnll", dnll, x)
    shares = np.asarray(dnll)[..., None] * np.exp(log_softmax(joint))
    dx, dmu, dlog_var = gaussian_nll_backward(_spread(x, mu), mu, log_var, shares)
    return dx.sum(axis=-2), -shares, dmu, dlog_var


def elbo_terms(xs, output, posterior, prior, mask):
    """Return the two terms of the negative evidence lower bound at every step.

    -ln p(xs) is at most the sum over the steps of nll + kl, on average over the draws of z.
    Shapes: xs (T, B, D); output a Gaussian of (T, B, D); posterior, prior Gaussians of (T, B, Z);
    mask (T, B), 1 on real steps -> nll, kl (T, B), both 0 on padding, where anything may stand.
    Source: Chung et al. (2015), equation 11.
    """
    T, B, _ = require_floats("xs", xs, T=None, B=None, D=None)
    real = require_mask(mask)
    require_shape("mask", real, T=T, B=B)
    parts = {"output": output, "posterior": posterior, "prior": prior}
    for name, part in parts.items():
        require_record(name, part, Gaussian)
        for field, array in part._asdict().items():
            require_shape(f"{name}.{field}", array, T=T, B=B, Z=None)
    hidden = [np.where(real[..., None], a, 0) for a in (xs, *output, *posterior, *prior)]
    nll, kl = gaussian_nll(*hidden[:3]), gaussian_kl(*hidden[3:])
    return np.where(real, nll, 0), np.where(real, kl, 0)


def free_bits(kl, free):
    """Charge every latent number at least a fixed price, so that nothing is gained below it.

    The KL of each number is averaged over the rows first, then raised to `free`, then summed.
    Below the price its gradient is 0. What comes out is no bound any more: it is too large by what
    was raised.
    Shapes: kl (N, Z), each number's own, N all real steps of a batch -> float.
    Units: free in nats a number, at least 0, despite the name.
    Raises: ValueError also if free is negative or not finite.
    Source: Kingma et al. (2016), free bits.
    """
    require_floats("kl", kl, N=None, Z=None)
    return float(np.maximum(kl.mean(axis=0), _require_free(free)).sum())


def free_bits_backward(kl, free, dcost=1.0):
    """Pull dcost back through free_bits(kl, free). Shapes: kl (N, Z); dcost float -> dkl (N, Z)."""
    N, _ = require_floats("kl", kl, N=None, Z=None)
    above = kl.mean(axis=0) > _require_free(free)
    return np.repeat(dcost * above[None] / N, N, axis=0)


def importance_bound(log_w):
    """Average K importance weights: ln (1/K) sum_k exp(log_w_k), a lower bound of ln p(x).

    With z_k drawn from q, log_w_k = ln p(x, z_k) - ln q(z_k given x). One sample gives the ELBO on
    average; more samples never lower that average, and in the end it is ln p(x).
    Shapes: log_w (K, B) -> (B,); single weights may be -inf.
    Raises: ValueError also if a row's weights are all -inf, or one is +inf or nan.
    Source: Burda, Grosse & Salakhutdinov (2016), equation 8.
    """
    K, _ = require_floats("log_w", log_w, K=None, B=None)
    _require_weights("log_w", log_w.T)
    return _log_sum_exp(log_w.T) - math.log(K)


def _joint(x, log_pi, mu, log_var):
    """Return ln pi_k + ln p_k(x) (..., K) once the arguments of a mixture fit together."""
    _require_alike(mu=mu, log_var=log_var)
    if mu.ndim < 2:
        raise ValueError(f"mu has shape {mu.shape}, expected (..., K, D).")
    shape = {f"axis_{i}": size for i, size in enumerate(mu.shape)}
    *leading, K, D = shape
    require_floats("x", x, **{name: shape[name] for name in (*leading, D)})
    require_floats("log_pi", log_pi, **{name: shape[name] for name in (*leading, K)})
    total = np.exp(_log_sum_exp(_require_weights("log_pi", log_pi)))
    if (abs(total - 1) > NORMALISED).any():
        worst = float(total.ravel()[abs(total - 1).argmax()])
        got = f"log_pi has weights that sum to {worst:g}"
        raise ValueError(f"{got}, expected 1: log_softmax normalises them.")
    return log_pi - gaussian_nll(_spread(x, mu), mu, log_var)


def _spread(x, mu):
    """Repeat x (..., D) for every component: (..., K, D)."""
    return np.broadcast_to(x[..., None, :], mu.shape)


def _log_sum_exp(a):
    """Compute ln sum exp over the last axis, no row being all -inf."""
    largest = a.max(axis=-1)
    return largest + np.log(np.exp(a - largest[..., None]).sum(axis=-1))


def _distance(x, mu, log_var):
    """Return how many standard deviations x is above mu."""
    return (x - mu) * np.exp(-0.5 * log_var)


def _require_weights(name, rows):
    """Return log-weights (..., K) once every row has one above -inf, and none is nan or inf."""
    if np.isnan(rows).any() or (rows == np.inf).any():
        raise ValueError(f"{name} holds nan or inf, expected log-weights below inf.")
    empty = np.argwhere((rows == -np.inf).all(axis=-1))
    if len(empty):
        where = [int(i) for i in empty[0]]
        got = f"{name} has weights that are all -inf at {where}"
        raise ValueError(f"{got}, expected at least one above: exp(-inf) is 0.")
    return rows


def _require_free(free):
    """Return the price of a number once it is finite and at least 0."""
    if not isinstance(free, (int, float, np.number)) or not 0 <= free < math.inf:
        raise ValueError(f"free is {free!r}, expected a finite number of nats, at least 0.")
    return float(free)


def _require_log_var(name, log_var):
    """Check that log-variances are finite."""
    zero = np.argwhere(log_var == -np.inf)
    if len(zero):
        where = [int(i) for i in zero[0]]
        raise ValueError(f"{name} holds -inf at {where}, a variance of 0: expected it above 0.")
    require_finite(name, log_var)


def _require_two(mu_q, log_var_q, mu_p, log_var_p):
    """Check the parameters of the two Gaussians of a KL."""
    _require_alike(mu_q=mu_q, log_var_q=log_var_q, mu_p=mu_p, log_var_p=log_var_p)
    _require_log_var("log_var_q", log_var_q)
    _require_log_var("log_var_p", log_var_p)


def _require_alike(**arrays):
    """Check that arrays hold floats, are not empty, and have one shape (..., D)."""
    shape = (None,) * max(1, np.ndim(next(iter(arrays.values()))))
    for name, array in arrays.items():
        shape = require_floats(name, array, **{f"axis_{i}": size for i, size in enumerate(shape)})


def _require_leading(name, array, x):
    """Check an array with the leading axes of x (..., D); a vector x has a plain number."""
    if x.ndim > 1:
        axes = {f"axis_{i}": size for i, size in enumerate(x.shape[:-1])}
        require_floats(name, array, **axes)
    elif np.shape(array):
        raise ValueError(f"{name} has shape {np.shape(array)}, expected a number.")
