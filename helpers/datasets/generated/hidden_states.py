"""Sequences of numbers with a hidden state, and what no model can score below on them.

Axes  T steps, B batch, D numbers a step, H numbers of a hidden state.   Floors in nats a step.
"""

import numpy as np

from helpers.scratch.contract.validation import (
    require_axes,
    require_count,
    require_generator,
    require_positive,
)
from helpers.scratch.modules.m12_floors import forward_nll, kalman_nll


def draw_chains(rng, T, B, D, stay=0.8, sd=0.1):
    """Draw D independent chains a row: -1 or 1, which stays with a probability, plus noise.

    Shapes: -> xs (T, B, D). The first is -1 or 1 with equal probability.
    Units: stay from 0 to 1; sd of the noise, above 0.
    Raises: ValueError if a number is out of its range.
    """
    require_generator("rng", rng)
    T, B, D = require_count("T", T), require_count("B", B), require_count("D", D)
    stay, sd = _require_share(stay), require_positive("sd", sd)
    first = rng.integers(0, 2, size=(1, B, D))
    turns = rng.uniform(size=(T - 1, B, D)) >= stay
    signs = 1 - 2 * (np.concatenate([first, turns]).cumsum(axis=0) % 2)
    return signs + sd * rng.normal(size=(T, B, D))


def chains_floor(xs, stay=0.8, sd=0.1):
    """Return the mean nats a step of the best predictor of chains drawn so.

    Shapes: xs (T, B, D) as draw_chains returns -> float, the D chains of a step added.
    Source: the forward algorithm, for each chain by itself.
    """
    require_axes("xs", xs, "T, B, D", {})
    T, B, D = xs.shape
    stay = _require_share(stay)
    P, half = np.array([[stay, 1 - stay], [1 - stay, stay]]), np.array([0.5, 0.5])
    each = forward_nll(xs.reshape(T, B * D, 1), half, P, np.array([[-1.0], [1.0]]), sd)
    return float(each.mean()) * D


def draw_rotation(rng, D):
    """Draw a rotation or reflection, evenly over all of them. Shapes: -> W (D, D), W @ W.T = I."""
    require_generator("rng", rng)
    D = require_count("D", D)
    W, upper = np.linalg.qr(rng.normal(size=(D, D)))
    return W * np.sign(upper.diagonal())


def draw_state_space(rng, T, B, A, C, Q, R, P_0):
    """Draw outputs of a linear Gaussian state-space model, as kalman_nll scores them.

    Shapes: A, Q, P_0 (H, H); C (D, H); R (D, D) -> xs (T, B, D). A covariance may have directions
    of variance 0.
    """
    require_generator("rng", rng)
    T, B = require_count("T", T), require_count("B", B)
    sizes: dict[str, int] = {}
    arrays = {"A": (A, "H, H"), "C": (C, "D, H"), "Q": (Q, "H, H"), "R": (R, "D, D")}
    for name, (array, axes) in (arrays | {"P_0": (P_0, "H, H")}).items():
        require_axes(name, array, axes, sizes)
    s, xs = _normal(rng, B, P_0), []
    for _ in range(T):
        xs.append(s @ C.T + _normal(rng, B, R))
        s = s @ A.T + _normal(rng, B, Q)
    return np.array(xs)


def state_space_floor(xs, A, C, Q, R, P_0):
    """Return the mean nats a step of the best predictor of a state-space model's outputs.

    Shapes: as draw_state_space; xs (T, B, D) -> float.
    """
    return float(kalman_nll(xs, A, C, Q, R, P_0).mean())


def _normal(rng, B, covariance):
    """Draw B rows of a covariance."""
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0))
    return rng.normal(size=(B, len(values))) @ root.T


def _require_share(stay):
    """Return a probability as a float."""
    if not isinstance(stay, (int, float, np.floating)) or not 0 <= stay <= 1:
        raise ValueError(f"stay is {stay!r}, expected a probability from 0 to 1.")
    return float(stay)
