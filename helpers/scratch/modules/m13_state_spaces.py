"""Linear recurrences beyond the scan: state spaces, selectivity, exponential gates, parity.

Axes  T steps, B batch, D channels, N states of a channel, H hidden or size of a key, C of a value.
An eigenvalue lam belongs to one step, h_next = lam h + ..., unless it is said to be continuous.
Raises  ValueError, from every function here, if shapes do not fit one another, an array holds
numbers of the wrong kind, or a number is out of its range: an eigenvalue outside the unit circle
lets a state grow without end.
"""

import math
from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.validation import require_axes, require_count, require_positive

ROUNDING = 1e-6  # how far outside the circle an eigenvalue of single precision may round


def zero_order_hold(lam, dt):
    """Turn dh/dt = lam h + u into steps of dt over which u is held: h_next = a h + b u.

    a = exp(lam dt), and b = (a - 1) / lam, the integral of exp(lam s) over the step, which is dt at
    lam = 0.
    Shapes: lam (H,) complex, continuous, with a real part of at most 0; dt a number above 0
    -> a, b (H,) complex.
    Raises: ValueError also if a real part is above 0.
    Source: Gu et al. (2022), S4D. Gu, Goel & Re (2022) have another rule there, the bilinear one.
    """
    require_axes("lam", lam, "H complex", {})
    dt = require_positive("dt", dt)
    if not lam.real.max() <= 0:
        got = f"lam has the real part {lam.real.max():g}"
        raise ValueError(f"{got}, expected at most 0: exp(lam t) grows without end.")
    grown, nonzero = np.expm1(lam * dt), lam != 0
    return grown + 1, np.where(nonzero, grown / np.where(nonzero, lam, 1), dt)


def ssm_kernel(lam, B, C, T):
    """Return what an input does to the outputs of this and later steps: k_j = Re sum C lam^j B.

    Each channel has N states, h_next = lam h + B u, and y = Re(sum of C h_next); convolving u with
    k gives the same y.
    Shapes: lam, B, C (D, N) complex -> k (T, D) real.
    Raises: ValueError also if a lam is outside the unit circle.
    Source: Gu, Goel & Re (2022), equation 5; the diagonal form: Gu et al. (2022), S4D.
    """
    sizes: dict[str, int] = {}
    for name, array in {"lam": lam, "B": B, "C": C}.items():
        require_axes(name, array, "D, N complex", sizes)
    _require_inside("lam", lam)
    powers = lam ** np.arange(require_count("T", T))[:, None, None].astype(lam.real.dtype)
    return (powers * (B * C)).sum(axis=-1).real


def fft_causal_convolution(u, k):
    """Convolve every channel with its kernel by Fourier transforms: y_t = sum_j k_j u_{t-j}.

    Transforms alone would convolve around a circle, the end of u meeting its beginning: zeros up to
    the length of both together keep them apart.
    Shapes: u (T, B, D); k (S, D), of any length -> y (T, B, D).
    Source: Cooley & Tukey (1965); Gu, Goel & Re (2022).
    """
    sizes: dict[str, int] = {}
    require_axes("u", u, "T, B, D", sizes)
    require_axes("k", k, "S, D", sizes)
    T, n = len(u), len(u) + len(k) - 1
    product = np.fft.rfft(u, n, axis=0) * np.fft.rfft(k, n, axis=0)[:, None]
    return np.fft.irfft(product, n, axis=0)[:T].astype(np.result_type(u, k), copy=False)


def ring_init(u1, u2, r_min, r_max):
    """Place eigenvalues evenly in a ring: lam = exp(-exp(nu) + i exp(theta)).

    Evenly over the area means |lam|^2 uniform between r_min^2 and r_max^2; the angle is uniform. As
    exp(nu) is above 0, lam stays inside the circle whatever nu is trained to.
    Shapes: u1, u2 (H,) from (0, 1] -> nu, theta (H,).
    Units: 0 <= r_min <= r_max < 1, r_max > 0; angles in radians a step.
    Raises: ValueError also if a number is out of its range.
    Source: Orvieto et al. (2023), lemma 3.2; as helpers.scratch.variants.diagonal.init_lru.
    """
    sizes: dict[str, int] = {}
    for name, u in {"u1": u1, "u2": u2}.items():
        require_axes(name, u, "H", sizes)
        if not ((u > 0) & (u <= 1)).all():
            raise ValueError(f"{name} holds a number that is not above 0 and at most 1.")
    r_max = require_positive("r_max", r_max)
    if not isinstance(r_min, (int, float, np.floating)) or not 0 <= r_min <= r_max < 1:
        raise ValueError(f"r_min, r_max are {r_min}, {r_max}, expected 0 <= r_min <= r_max < 1.")
    nu = np.log(-0.5 * np.log(r_min**2 + u1 * (r_max**2 - r_min**2)))
    return nu, np.log(2 * np.pi * u2)


def gamma_norm(lam):
    """Return sqrt(1 - |lam|^2), by which inputs are scaled so that a state keeps their variance.

    A state fed white noise of variance 1 ends with the variance 1 / (1 - |lam|^2).
    Shapes: lam (H,) complex, |lam| < 1 -> gamma (H,) real.
    Source: Orvieto et al. (2023), section 3.4.
    """
    require_axes("lam", lam, "H complex", {})
    size = abs(lam)
    if not size.max() < 1:
        raise ValueError(f"lam has an eigenvalue of size {size.max():g}, expected all below 1.")
    return np.sqrt((1 - size) * (1 + size))  # 1 - |lam|^2 without squaring what is nearly 1


class SelectiveParams(NamedTuple):
    """Weights of a selective state space: D channels of N states each."""

    log_rate: Annotated[np.ndarray, "D, N"]  # the continuous eigenvalues are -exp(log_rate)
    W_delta: Annotated[np.ndarray, "D, D"]
    b_delta: Annotated[np.ndarray, "D"]
    W_B: Annotated[np.ndarray, "D, N"]
    W_C: Annotated[np.ndarray, "D, N"]
    w_skip: Annotated[np.ndarray, "D"]


def selective_step(p, x, h):
    """Advance a selective state space by one step: the input sets its own step size.

    delta = softplus(x @ W_delta + b_delta), a = exp(-delta exp(log_rate)), h_next = a h + delta
    (x @ W_B) x, y = sum over the states of (x @ W_C) h_next, + w_skip x. A delta near 0 leaves the
    state as it is, a large one replaces it. As a depends on x there is no kernel; the scan stays.
    Shapes: p SelectiveParams; x (B, D); h (B, D, N) -> y (B, D), h_next (B, D, N).
    Source: Gu & Dao (2024), algorithm 2. Differs: W_delta has full rank, and no convolution, gate
    or projection stands around it. The input's share is delta B, as in their code, not the hold's.
    """
    sizes = require_params(p, SelectiveParams)
    require_axes("x", x, "B, D", sizes)
    require_axes("h", h, "B, D, N", sizes)
    delta = np.logaddexp(0, x @ p.W_delta + p.b_delta)[..., None]
    a = np.exp(-delta * np.exp(p.log_rate))
    h_next = a * h + delta * (x @ p.W_B)[:, None] * x[..., None]
    return (h_next * (x @ p.W_C)[:, None]).sum(axis=-1) + p.w_skip * x, h_next


def slstm_stabiliser(log_f, log_i, m):
    """Scale exponential gates down by the larger one so far, so that no exponential overflows.

    m_next = max(log_f + m, log_i), f = exp(log_f + m - m_next), i = exp(log_i - m_next). States
    kept with these gates are the true ones times exp(-m_next), and so is a normaliser: their
    quotient is unchanged.
    Shapes: log_f, log_i, m of one shape (B, H), m -inf before the first step -> f, i, m_next of
    that shape.
    Raises: ValueError also if log_f + m and log_i are both -inf, or one is nan or inf.
    Source: Beck et al. (2024), equations 15 to 17.
    """
    sizes: dict[str, int] = {}
    for name, array in {"log_f": log_f, "log_i": log_i, "m": m}.items():
        require_axes(name, array, "B, H", sizes)
        if not (array < math.inf).all():
            raise ValueError(f"{name} holds nan or inf, expected logarithms below inf.")
    m_next = np.maximum(log_f + m, log_i)
    if (m_next == -math.inf).any():
        raise ValueError(
            "log_f + m and log_i are both -inf somewhere, expected one above: no gate."
        )
    return np.exp(log_f + m - m_next), np.exp(log_i - m_next), m_next


def mlstm_step(S, n, m, q, k, v, log_f, log_i):
    """Advance xLSTM's matrix memory by one step: linear attention with a forget gate.

    With f, i, m_next of slstm_stabiliser and k' = k / sqrt(H): S_next = f S + i k' v', n_next = f n
    + i k', and y = q S_next / max(|q . n_next|, exp(-m_next)). The output gate stands outside.
    Shapes: S (B, H, C); n (B, H); m (B,); q, k (B, H); v (B, C); log_f, log_i (B,)
    -> y (B, C), S_next, n_next, m_next. S and n are 0 and m is -inf before the first step.
    Source: Beck et al. (2024), equations 19 to 27. Not helpers.scratch.variants.multiplicative's
    mLSTM, of Krause et al. (2016).
    """
    sizes: dict[str, int] = {}
    for name, array, axes in [("S", S, "B, H, C"), ("n", n, "B, H"), ("q", q, "B, H")]:
        require_axes(name, array, axes, sizes)
    require_axes("k", k, "B, H", sizes)
    require_axes("v", v, "B, C", sizes)
    for name, array in {"m": m, "log_f": log_f, "log_i": log_i}.items():
        require_axes(name, array, "B", sizes)
    f, i, m_next = (g.reshape(-1, 1) for g in slstm_stabiliser(log_f[None], log_i[None], m[None]))
    k = i * k / math.sqrt(sizes["H"])
    S_next, n_next = f[..., None] * S + k[:, :, None] * v[:, None], f * n + k
    y = (q[:, :, None] * S_next).sum(axis=1)
    with np.errstate(over="ignore"):  # a memory of hardly anything reads as 0
        size = np.maximum(abs((q * n_next).sum(axis=1)), np.exp(-m_next[:, 0]))
    return y / size[:, None], S_next, n_next, m_next[:, 0]


def mlstm_parallel(qs, ks, vs, log_fs, log_is):
    """Compute all steps of mlstm_step at once, from a zero state, as masked attention.

    Step s weighs in step t with exp(log_is[s] + the sum of log_fs over s < r <= t).
    Shapes: qs, ks (T, B, H); vs (T, B, C); log_fs, log_is (T, B) -> ys (T, B, C).
    Source: Beck et al. (2024), appendix A.
    """
    sizes: dict[str, int] = {}
    for name, array, axes in [("qs", qs, "T, B, H"), ("ks", ks, "T, B, H"), ("vs", vs, "T, B, C")]:
        require_axes(name, array, axes, sizes)
    require_axes("log_fs", log_fs, "T, B", sizes)
    require_axes("log_is", log_is, "T, B", sizes)
    T, so_far = len(qs), np.cumsum(log_fs, axis=0)
    log_d = (so_far[:, None] - so_far[None] + log_is[None]).transpose(2, 0, 1)  # (B, T, T)
    log_d = np.where(np.tri(T, dtype=bool), log_d, -np.inf)
    m = log_d.max(axis=2, keepdims=True)
    q, k, v = (x.swapaxes(0, 1) for x in (qs, ks / math.sqrt(sizes["H"]), vs))
    weights = (q @ k.swapaxes(1, 2)) * np.exp(log_d - m)
    with np.errstate(over="ignore"):
        size = np.maximum(abs(weights.sum(axis=2, keepdims=True)), np.exp(-m))
    return (weights / size @ v).swapaxes(0, 1)


def linear_parity():
    """Return a linear recurrence with one real state that is the parity of the bits so far.

    h = a[x] h + b[x] for a bit x, from h = 0: a 0 keeps the state, a 1 turns it over, 1 - h. It
    needs the eigenvalue -1, and it needs it to depend on the input.
    Shapes: -> a, b (2,).
    Source: Grazzi et al. (2025); Merrill, Petty & Sabharwal (2024).
    """
    return np.array([1.0, -1.0]), np.array([0.0, 1.0])


def _require_inside(name, lam):
    """Check that no eigenvalue is outside the unit circle by more than rounding explains."""
    largest = float(abs(lam).max())
    if not largest <= 1 + ROUNDING:
        got = f"{name} has an eigenvalue of size {largest:g}"
        raise ValueError(f"{got}, expected all in the unit circle: lam^j grows without end.")
