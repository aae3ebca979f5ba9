"""Exact likelihoods of sequences with hidden states, the floors of module 12.

Each step is scored given all steps before it, so the mean over the steps is what no model can
beat on such data.

Axes  T steps, B batch, D numbers observed, H numbers of a hidden state, K hidden classes.
Results in nats.   Matrices A and C multiply columns, s_next = A s, as the field writes them.
Raises  ValueError, from every function here, if shapes do not fit one another, an array holds no
floating-point numbers or one that is not finite, or a covariance is none.
"""

import math

import numpy as np

from helpers.scratch.contract.params import require_finite
from helpers.scratch.contract.validation import require_axes, require_positive
from helpers.scratch.modules.m12_gaussians import LOG_2_PI, Gaussian, gaussian_kl, gaussian_nll

SYMMETRIC = 1e-6  # relative difference of a covariance and its transpose that rounding explains
ADDS_UP = 1e-6  # how far from 1 the probabilities of a row may add up


def kalman_nll(xs, A, C, Q, R, P_0):
    """Score a linear Gaussian state-space model's outputs by the Kalman filter.

    s_0 is drawn from N(0, P_0), s_(t+1) = A s_t + noise of covariance Q, and x_t = C s_t + noise
    of covariance R. Before step t the state has the mean m and the covariance P, so x_t is
    Gaussian with mean C m and covariance S = C P C' + R. The gain G = P C' S^-1 says how much of
    the surprise x_t - C m corrects the mean; after it P is (I - G C) P.
    Shapes: xs (T, B, D); A, Q, P_0 (H, H); C (D, H); R (D, D) -> nll (T, B), of x_t given xs[:t].
    Raises: ValueError also if S has no inverse, as where both R and C P C' give a number the
    variance 0.
    Source: Kalman (1960); the likelihood from its errors of prediction: Schweppe (1965).
    """
    _require_model(xs, A, C, Q, R, P_0)
    T, B, _ = xs.shape
    m, P = np.zeros((B, len(A)), np.result_type(xs, P_0)), P_0
    nll = np.empty((T, B), m.dtype)
    for t, x in enumerate(xs):
        S = C @ P @ C.T + R
        root, surprise = _root(S, t), x - m @ C.T
        scaled = np.linalg.solve(root, surprise.T)  # of covariance 1, in columns
        nll[t] = 0.5 * (len(C) * LOG_2_PI + (scaled**2).sum(axis=0)) + np.log(root.diagonal()).sum()
        gain = np.linalg.solve(S, C @ P).T
        m, P = m + surprise @ gain.T, P - gain @ C @ P
        m, P = m @ A.T, A @ P @ A.T + Q
    return nll


def stationary_covariance(A, Q):
    """Return the covariance that a linear Gaussian state keeps: P = A P A' + Q.

    Shapes: A, Q (H, H) -> P (H, H).
    Raises: ValueError also if an eigenvalue of A is not inside the unit circle.
    """
    sizes: dict[str, int] = {}
    require_axes("A", A, "H, H", sizes)
    _require_covariance("Q", Q, "H, H", sizes)
    require_finite("A", A)
    largest = float(abs(np.linalg.eigvals(A)).max())
    if largest >= 1:
        got = f"A has an eigenvalue of size {largest:g}"
        raise ValueError(f"{got}, expected all inside the unit circle: the state grows for ever.")
    H = len(A)
    P = np.linalg.solve(np.eye(H * H) - np.kron(A, A), Q.ravel()).reshape(H, H)
    return 0.5 * (P + P.T)


def forward_nll(xs, start, P, means, sd):
    """Score the outputs of a switching process by the forward algorithm.

    The class is drawn from start, moves by P, and x_t = means of its class + sd times normal noise.
    Shapes: xs (T, B, D); start (K,); P (K, K), from row to column; means (K, D); sd a number above
    0 -> nll (T, B), of x_t given xs[:t].
    Raises: ValueError also if start or a row of P does not sum to 1 or holds a negative number.
    Source: Baum et al. (1970); Rabiner (1989), equations 19 to 21.
    """
    sizes: dict[str, int] = {}
    for name, array, axes in [("xs", xs, "T, B, D"), ("means", means, "K, D")]:
        require_axes(name, array, axes, sizes)
        require_finite(name, array)
    _require_probabilities("start", start, "K", sizes)
    _require_probabilities("P", P, "K, K", sizes)
    log_var = np.full(means.shape, 2 * math.log(require_positive("sd", sd)), means.dtype)
    belief = np.broadcast_to(start, (xs.shape[1], len(start)))  # of the class before x_t is seen
    nll = np.empty(xs.shape[:2], np.result_type(xs, means, P))
    for t, x in enumerate(xs):
        every = np.broadcast_to(x[:, None], (len(x), *means.shape))
        log_p = -gaussian_nll(every, *(np.broadcast_to(a, every.shape) for a in (means, log_var)))
        # Classes that cannot be the present one must not set the scale.
        largest = np.where(belief > 0, log_p, -np.inf).max(axis=1, keepdims=True)
        joint = belief * np.exp(np.minimum(log_p - largest, 0))
        total = joint.sum(axis=1, keepdims=True)
        nll[t] = -(largest + np.log(total))[:, 0]
        belief = joint / total @ P
    return nll


def latent_by_hand():
    """Work out one observation of one latent number, for module 12.

    The prior of z is N(0, 1), x given z is N(z, 0.25), and x = 1 is seen; q(z) is N(0.5, 0.25).
    Returns a dict of ten floats: nll, the mean under q of -ln p(x given z); kl, of q from the
    prior; bound, of ln p(x) from below; evidence, ln p(x) itself; gain, the Kalman gain; mean and
    var of z once x is seen; gap, the KL of q from that posterior, which is evidence - bound; dmu
    and dlog_var, the gradients of the bound with respect to mean and log-variance of q.
    """
    x, R = 1.0, 0.25
    mu, var = 0.5, 0.25
    nll = 0.5 * (LOG_2_PI + math.log(R) + ((x - mu) ** 2 + var) / R)
    q, prior = _single(mu, var), _single(0, 1)
    kl = float(gaussian_kl(*q, *prior)[0])
    gain = 1 / (1 + R)
    posterior = _single(gain * x, 1 - gain)
    numbers = {"nll": nll, "kl": kl, "bound": -(nll + kl)}
    numbers |= {"evidence": -gaussian_nll(np.array([[x]]), *_single(0, 1 + R))[0]}
    numbers |= {"gain": gain, "mean": gain * x, "var": 1 - gain}
    numbers |= {"gap": gaussian_kl(*q, *posterior)[0]}
    numbers |= {"dmu": (x - mu) / R - mu, "dlog_var": 0.5 * (1 - var / R - var)}
    return {name: float(value) for name, value in numbers.items()}


def _single(mu, var):
    """Return a Gaussian of one row and one number."""
    return Gaussian(np.array([[float(mu)]]), np.array([[math.log(var)]]))


def _root(S, t):
    """Return the Cholesky factor of the covariance of x_t."""
    try:
        return np.linalg.cholesky(S)
    except np.linalg.LinAlgError:
        raise ValueError(
            f"x has a covariance without an inverse at step {t}, expected a variance above 0 in "
            "every direction: C P C' + R."
        ) from None


def _require_model(xs, A, C, Q, R, P_0):
    """Check the arguments of kalman_nll."""
    sizes: dict[str, int] = {}
    arrays = [("xs", xs, "T, B, D"), ("A", A, "H, H"), ("C", C, "D, H")]
    for name, array, axes in arrays:
        require_axes(name, array, axes, sizes)
        require_finite(name, array)
    for name, array, axes in [("Q", Q, "H, H"), ("R", R, "D, D"), ("P_0", P_0, "H, H")]:
        _require_covariance(name, array, axes, sizes)


def _require_covariance(name, array, axes, sizes):
    """Check that a matrix is symmetric, and no direction has a negative variance."""
    require_axes(name, array, axes, sizes)
    require_finite(name, array)
    size = abs(array).max()
    if abs(array - array.T).max() > SYMMETRIC * size:
        raise ValueError(f"{name} is not symmetric, expected a covariance.")
    smallest = float(np.linalg.eigvalsh(array).min())
    if smallest < -SYMMETRIC * size:
        raise ValueError(
            f"{name} has the eigenvalue {smallest:g}, expected variances of 0 or more."
        )


def _require_probabilities(name, array, axes, sizes):
    """Check that the rows of an array hold probabilities."""
    require_axes(name, array, axes, sizes)
    if not (array >= 0).all():
        raise ValueError(f"{name} holds {array.min():g}, expected probabilities.")
    total = array.sum(axis=-1).ravel()
    worst = float(total[abs(total - 1).argmax()])
    if not abs(worst - 1) <= ADDS_UP:
        raise ValueError(f"{name} has probabilities that sum to {worst:g}, expected 1.")
