"""Diagonal linear recurrences: every unit is scaled by a factor of its own, and nothing mixes.

The state enters linearly, so a scan takes all steps at once. Almost every linear recurrence is of
this form once the state is written in the eigenvectors of its matrix; since eigenvalues may come
in complex pairs, the general form (LRU) has a complex state, and the real one (DIAGONAL) says less.

Axes  T time, B batch, D input, H hidden.   dX = dL/dRe X + i dL/dIm X where X is complex.
Source: Orvieto et al. (2023), the linear recurrent unit (LRU).
Raises  ValueError, from every function here, if an argument does not fit the weights or what the
forward function kept, a weight is not finite, T is 0, or a number is out of the range that Units
states.
"""

from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.contract.checked import (
    checked,
    checked_run,
    checked_run_backward,
    checked_step,
    checked_step_backward,
)
from helpers.scratch.contract.params import require_params, require_record
from helpers.scratch.contract.protocol import (
    HIDDEN,
    Cell,
)
from helpers.scratch.contract.validation import (
    require_axes,
    require_count,
    require_generator,
    require_positive,
)
from helpers.scratch.scan import scan, scan_backward

COMPLEX_HIDDEN = {"h": "B, H complex"}


class DiagonalParams(NamedTuple):
    """Weights of one real diagonal recurrence."""

    W_x: Annotated[np.ndarray, "D, H"]
    w: Annotated[np.ndarray, "H"]  # the diagonal of the recurrent matrix
    b: Annotated[np.ndarray, "H"]


class DiagonalCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step


class LRUParams(NamedTuple):
    """Weights of one linear recurrent unit."""

    nu: Annotated[np.ndarray, "H"]  # |lam| = exp(-exp(nu)): below 1 whatever nu is
    theta: Annotated[np.ndarray, "H"]  # the angle of lam is exp(theta), in radians per step
    W_x: Annotated[np.ndarray, "D, H complex"]


class LRUWeights(NamedTuple):
    """What the steps run on: made of LRUParams once, before the first step."""

    lam: Annotated[np.ndarray, "H complex"]  # the diagonal of the recurrent matrix
    gamma: Annotated[np.ndarray, "H"]  # sqrt(1 - |lam|^2)
    W_x: Annotated[np.ndarray, "D, H complex"]


class LRUCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H) complex, the state before the step
    a: np.ndarray  # (B, H) complex, x @ W_x


class LRURun(NamedTuple):
    """What a scanned sequence keeps for its backward pass."""

    xs: np.ndarray  # (T, B, D)
    h0: np.ndarray  # (B, H) complex
    hs: np.ndarray  # (T, B, H) complex
    a: np.ndarray  # (T, B, H) complex, xs @ W_x
    prepared: tuple  # LRUWeights, and the cache of how they were made


class LRUReadoutParams(NamedTuple):
    """Weights that turn complex states into as many real outputs as there are inputs."""

    W_y: Annotated[np.ndarray, "H, D complex"]
    w_skip: Annotated[np.ndarray, "D"]


class LRUReadoutCache(NamedTuple):
    """What the readout keeps for its backward pass."""

    hs: np.ndarray  # (T, B, H) complex
    xs: np.ndarray  # (T, B, D)


@checked_step(DiagonalParams, HIDDEN)
def diagonal_step(p, x, h):
    """Advance a real diagonal recurrence by one step, h_next = w * h + x @ W_x + b.

    Shapes: x (B, D); h (B, H) -> h_next (B, H), cache DiagonalCache.
    Source: the independent recurrence of Li et al. (2018), IndRNN. Differs: no ReLU.
    """
    return p.w * h + x @ p.W_x + p.b, DiagonalCache(x, h)


@checked_step_backward(DiagonalParams, HIDDEN, DiagonalCache)
def diagonal_step_backward(p, cache, dh_next):
    """Pull dh_next back through one step.

    Shapes: dh_next (B, H) -> dx (B, D), dh (B, H), dp DiagonalParams.
    """
    x, h = cache
    dp = DiagonalParams(x.T @ dh_next, (dh_next * h).sum(axis=0), dh_next.sum(axis=0))
    return dh_next @ p.W_x.T, dh_next * p.w, dp


def init_diagonal(rng, D, H):
    """Draw the weights of a real diagonal recurrence.

    Shapes: W_x (D, H) normal with sd 1 / sqrt(D); w (H,) uniform from 0 to 1, so that some units
    forget at once and some hold for long; b (H,) zeros; in this order.
    """
    require_generator("rng", rng)
    D, H = require_count("D", D), require_count("H", H)
    return DiagonalParams(rng.normal(size=(D, H)) / np.sqrt(D), rng.uniform(size=H), np.zeros(H))


@checked(lambda p: require_params(p, LRUParams))
def lru_prepare(p):
    """Compute lam = exp(-exp(nu) + i exp(theta)) and gamma = sqrt(1 - |lam|^2).

    Shapes: p LRUParams -> LRUWeights, cache (lam, gamma).
    Source: Orvieto et al. (2023), stable exponential parametrisation and normalisation.
    Differs: gamma follows lam, where theirs starts there and is then learned.
    """
    lam = np.exp(-np.exp(p.nu) + 1j * np.exp(p.theta))
    # 1 - |lam|^2 without cancellation near 1. Where exp(nu) rounds to 0, gamma stays above 0: its
    # slope divides by it.
    gamma = np.sqrt(-np.expm1(-2 * np.maximum(np.exp(p.nu), np.finfo(p.nu.dtype).tiny)))
    return LRUWeights(lam, gamma, p.W_x), (lam, gamma)


def _check_prepare_backward(p, cache, dq):
    """Check the arguments of lru_prepare_backward."""
    require_record("p", p, LRUParams)
    require_record("dq", dq, LRUWeights)


@checked(_check_prepare_backward)
def lru_prepare_backward(p, cache, dq):
    """Pull the gradients of lam and gamma back to nu and theta.

    Shapes: cache from lru_prepare; dq like LRUWeights -> dp LRUParams.
    """
    lam, gamma = cache
    dlog = dq.lam * lam.conj()  # the gradient of log lam = -exp(nu) + i exp(theta)
    dm = -dlog.real + dq.gamma * np.abs(lam) ** 2 / gamma  # m = exp(nu); gamma^2 = 1 - exp(-2m)
    return LRUParams(dm * np.exp(p.nu), dlog.imag * np.exp(p.theta), dq.W_x)


@checked_step(LRUWeights, COMPLEX_HIDDEN)
def lru_step(q, x, h):
    """Advance a linear recurrent unit by one step, h_next = lam * h + gamma * (x @ W_x).

    Shapes: q LRUWeights from lru_prepare; x (B, D) real; h (B, H) complex -> h_next (B, H)
    complex, cache LRUCache.
    Source: Orvieto et al. (2023). Differs: the readout stands apart, in lru_readout.
    """
    a = x @ q.W_x
    return q.lam * h + q.gamma * a, LRUCache(x, h, a)


@checked_step_backward(LRUWeights, COMPLEX_HIDDEN, LRUCache)
def lru_step_backward(q, cache, dh_next):
    """Pull dh_next back through one step.

    Shapes: dh_next (B, H) complex -> dx (B, D) real, dh (B, H) complex, dq LRUWeights.
    """
    x, h, a = cache
    dx, dgamma, dW_x = _input_backward(q, x, a, dh_next)
    dlam = (dh_next * h.conj()).sum(axis=0)
    return dx, dh_next * q.lam.conj(), LRUWeights(dlam, dgamma, dW_x)


@checked_run(LRUParams, COMPLEX_HIDDEN["h"])
def lru_forward(p, xs, h0):
    """Run a linear recurrent unit over a sequence, all steps at once.

    Shapes: p LRUParams; xs (T, B, D) real; h0 (B, H) complex -> hs (T, B, H) complex, run LRURun.
    Source: Orvieto et al. (2023).
    """
    q, how = lru_prepare(p)
    a = xs @ q.W_x
    hs = scan(np.broadcast_to(q.lam, a.shape), q.gamma * a, h0)
    return hs.copy(), LRURun(xs, h0, hs, a, (q, how))


@checked_run_backward(LRUParams, LRURun, COMPLEX_HIDDEN["h"])
def lru_backward(p, run, dhs):
    """Pull the gradients of all states back through a scanned linear recurrent unit.

    Shapes: run from lru_forward; dhs (T, B, H) complex -> dxs (T, B, D) real, dh0 (B, H) complex,
    dp LRUParams.
    """
    xs, h0, hs, a, (q, how) = run
    dlams, db, dh0 = scan_backward(np.broadcast_to(q.lam, hs.shape), h0, hs, dhs)
    dxs, dgamma, dW_x = _input_backward(q, xs, a, db)
    dlam = dlams.sum(axis=(0, 1))  # one lam for all steps and rows
    return dxs, dh0, lru_prepare_backward(p, how, LRUWeights(dlam, dgamma, dW_x))


def _check_readout(p, hs, xs):
    """Check the arguments of lru_readout."""
    sizes = require_params(p, LRUReadoutParams)
    require_axes("hs", hs, "T, B, H complex", sizes)
    require_axes("xs", xs, "T, B, D", sizes)


def _check_readout_backward(p, cache, dys):
    """Check the arguments of lru_readout_backward."""
    sizes = require_params(p, LRUReadoutParams)
    require_record("cache", cache, LRUReadoutCache)
    require_axes("cache.hs", cache.hs, "T, B, H complex", sizes)
    require_axes("cache.xs", cache.xs, "T, B, D", sizes)
    require_axes("dys", dys, "T, B, D", sizes)


@checked(_check_readout)
def lru_readout(p, hs, xs):
    """Read real outputs off complex states, ys = Re(hs @ W_y) + w_skip * xs.

    Shapes: p LRUReadoutParams; hs (T, B, H) complex; xs (T, B, D) real -> ys (T, B, D) real,
    cache LRUReadoutCache.
    Source: Orvieto et al. (2023): their C and D.
    """
    return (hs @ p.W_y).real + p.w_skip * xs, LRUReadoutCache(hs, xs)


@checked(_check_readout_backward)
def lru_readout_backward(p, cache, dys):
    """Pull dys back through the readout.

    Shapes: dys (T, B, D) real -> dhs (T, B, H) complex, dxs (T, B, D) real, dp LRUReadoutParams.
    """
    hs, xs = cache
    dW_y = hs.reshape(-1, hs.shape[-1]).conj().T @ dys.reshape(-1, dys.shape[-1])
    return dys @ p.W_y.conj().T, p.w_skip * dys, LRUReadoutParams(dW_y, (dys * xs).sum((0, 1)))


def init_lru(rng, D, H, r_min=0.9, r_max=0.999, max_phase=2 * np.pi):
    """Draw weights whose lam lie evenly in a ring of the complex plane.

    Shapes: nu, theta (H,); W_x (D, H) complex with E|W_x|^2 = 1 / D. Drawn in this order: |lam|^2
    uniform between r_min^2 and r_max^2, the angle uniform up to max_phase, W_x's real part, its
    imaginary part.
    Units: 0 <= r_min <= r_max < 1, r_max > 0; max_phase > 0 in radians per step.
    Source: Orvieto et al. (2023), initialisation on a ring.
    """
    require_generator("rng", rng)
    D, H = require_count("D", D), require_count("H", H)
    r_max = require_positive("r_max", r_max)
    if not isinstance(r_min, (int, float, np.floating)) or not 0 <= r_min <= r_max < 1:
        raise ValueError(f"r_min, r_max are {r_min}, {r_max}, expected 0 <= r_min <= r_max < 1.")
    u_radius, u_angle = 1 - rng.uniform(size=H), 1 - rng.uniform(size=H)  # from (0, 1]: no log 0
    nu = np.log(-0.5 * np.log(r_min**2 + u_radius * (r_max**2 - r_min**2)))
    theta = np.log(require_positive("max_phase", max_phase) * u_angle)
    W_x = (rng.normal(size=(D, H)) + 1j * rng.normal(size=(D, H))) / np.sqrt(2 * D)
    return LRUParams(nu, theta, W_x)


def _input_backward(q, x, a, db):
    """Pull db, the gradient of gamma * (x @ W_x), back: dx, dgamma, dW_x; any leading axes."""
    da = q.gamma * db
    rows, drows = x.reshape(-1, x.shape[-1]), da.reshape(-1, da.shape[-1])
    dgamma = (db * a.conj()).real.reshape(drows.shape).sum(axis=0)
    return (da @ q.W_x.conj().T).real, dgamma, rows.T @ drows


DIAGONAL = Cell(
    "diagonal",
    DiagonalParams,
    diagonal_step,
    diagonal_step_backward,
    "Each unit is scaled by a weight of its own and sees no other; nothing is squashed.",
    init=init_diagonal,
)
LRU = Cell(
    "lru",
    LRUParams,
    lru_step,
    lru_step_backward,
    "The state is complex and linear: each unit turns and shrinks at its own rate, none mix.",
    COMPLEX_HIDDEN,
    init=init_lru,
    prepare=lru_prepare,
    prepare_backward=lru_prepare_backward,
)
