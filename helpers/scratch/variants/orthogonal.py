"""Elman cells whose recurrent matrix is orthogonal at every moment of training.

W_h is computed from free numbers, so a gradient step on those cannot leave the orthogonal
matrices: through the Cayley transform, or as a product of reflections.
Axes  D input, H hidden, K reflections.   dX is the gradient of the loss with respect to X.
Raises  ValueError, from every function here, if an argument has another shape or type than
stated, is not finite, a reflection's vector is zero, or a size is not a whole number of at least
1.
"""

from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.cells import RNNParams, rnn_step, rnn_step_backward
from helpers.scratch.contract.params import require_finite, require_params, require_record
from helpers.scratch.contract.protocol import Cell
from helpers.scratch.contract.validation import (
    require_axes,
    require_count,
    require_generator,
    require_single_or_double,
)


class CayleyParams(NamedTuple):
    """Weights of an Elman cell whose W_h is cayley(S)."""

    W_x: Annotated[np.ndarray, "D, H"]
    S: Annotated[np.ndarray, "H, H"]
    b: Annotated[np.ndarray, "H"]


class HouseholderParams(NamedTuple):
    """Weights of an Elman cell whose W_h is householder(vs)."""

    W_x: Annotated[np.ndarray, "D, H"]
    vs: Annotated[np.ndarray, "K, H"]
    b: Annotated[np.ndarray, "H"]


def cayley(S):
    """Make an orthogonal matrix, W = (I + A)^-1 (I - A) with A = S - S.T.

    W is a rotation (determinant 1) without the eigenvalue -1, and every such matrix is reached:
    I + W = 2 (I + A)^-1 cannot be singular.
    Shapes: S (H, H), any finite numbers -> W (H, H).
    Source: Helfrich, Willmott & Ye (2018). Differs: without their fixed diagonal matrix of 1
    and -1, which reaches the other orthogonal matrices too.
    """
    require_axes("S", S, "H, H", {})
    require_single_or_double("S", S)
    require_finite("S", S)
    A, eye = S - S.T, np.eye(len(S), dtype=S.dtype)
    return np.linalg.solve(eye + A, eye - A)


def cayley_backward(S, W, dW):
    """Pull dW back through W = cayley(S).

    A small change of A changes both sides of (I + A) W = I - A: where A changes by E and W by
    F, (I + A) F = -E (I + W).
    Shapes: S, W, dW (H, H) -> dS (H, H), which is antisymmetric.
    """
    sizes: dict[str, int] = {}
    for name, array in {"S": S, "W": W, "dW": dW}.items():
        require_axes(name, array, "H, H", sizes)
    A, eye = S - S.T, np.eye(len(S), dtype=S.dtype)
    dA = -np.linalg.solve(eye - A, dW) @ (eye + W.T)  # (I + A).T is I - A
    return dA - dA.T


def householder(vs):
    """Make an orthogonal matrix, the product of the reflections I - 2 v v.T / (v.T v).

    Each reflection changes the sign of the determinant, which is (-1)^K: of the orthogonal
    matrices, only those with that determinant are reached, all of them once K >= H - 1.
    Cost: K products of a matrix with a vector, no product of two matrices.
    Shapes: vs (K, H) -> W (H, H), first reflection leftmost; a length of v changes nothing.
    Source: Mhammedi et al. (2017). Differs: every v has H free entries, where theirs have H,
    H - 1, and so on.
    """
    us, _ = _directions(vs)
    W = np.eye(us.shape[1], dtype=us.dtype)
    for u in us:
        W -= np.outer(2 * (W @ u), u)
    return W


def householder_backward(vs, W, dW):
    """Pull dW back through W = householder(vs).

    The products of the first k reflections are not kept: a reflection is its own inverse, so
    multiplying by it once more takes it off again.
    Shapes: vs (K, H); W, dW (H, H) -> dvs (K, H), each row orthogonal to its v.
    """
    us, norms = _directions(vs)
    for name, array in {"W": W, "dW": dW}.items():
        require_axes(name, array, "H, H", {"H": us.shape[1]})
    dus = np.zeros_like(us, dtype=np.result_type(us, dW))
    for k, u in reversed(list(enumerate(us))):
        W = W - np.outer(2 * (W @ u), u)  # now without reflection k: W_before
        # R = I - 2 u u.T has the gradient dR = W_before.T @ dW, and du = -2 (dR + dR.T) @ u.
        dus[k] = -2 * (W.T @ (dW @ u) + dW.T @ (W @ u))
        dW = dW - np.outer(2 * (dW @ u), u)
    return (dus - us * (us * dus).sum(axis=1, keepdims=True)) / norms


def prepare_cayley(p):
    """Compute the Elman weights of Cayley weights: CayleyParams -> RNNParams, W_h."""
    require_params(p, CayleyParams)
    W_h = cayley(p.S)
    return RNNParams(p.W_x, W_h, p.b), W_h


def prepare_cayley_backward(p, W_h, dq):
    """Pull the gradients dq of the Elman weights back: RNNParams -> dp CayleyParams."""
    require_params(p, CayleyParams)
    require_record("dq", dq, RNNParams)
    return CayleyParams(dq.W_x, cayley_backward(p.S, W_h, dq.W_h), dq.b)


def prepare_householder(p):
    """Compute the Elman weights of Householder weights: HouseholderParams -> RNNParams, W_h."""
    require_params(p, HouseholderParams)
    W_h = householder(p.vs)
    return RNNParams(p.W_x, W_h, p.b), W_h


def prepare_householder_backward(p, W_h, dq):
    """Pull the gradients dq of the Elman weights back: RNNParams -> dp HouseholderParams."""
    require_params(p, HouseholderParams)
    require_record("dq", dq, RNNParams)
    return HouseholderParams(dq.W_x, householder_backward(p.vs, W_h, dq.W_h), dq.b)


def init_householder(rng, D, H, K=None):
    """Draw the weights of a cell with K reflections, H of them if K is None.

    Shapes: W_x (D, H) normal with sd 1 / sqrt(D); vs (K, H) normal; b (H,) zeros; in this order.
    """
    require_generator("rng", rng)
    D, H = require_count("D", D), require_count("H", H)
    K = H if K is None else require_count("K", K)
    W_x = rng.normal(size=(D, H)) / np.sqrt(D)
    return HouseholderParams(W_x, rng.normal(size=(K, H)), np.zeros(H))


def _directions(vs):
    """Return the unit vectors (K, H) of vs and its norms (K, 1) once vs is known to be good."""
    require_axes("vs", vs, "K, H", {})
    require_finite("vs", vs)
    largest = np.abs(vs).max(axis=1, keepdims=True)
    if not largest.all():
        raise ValueError(f"vs[{int(np.argmin(largest))}] is zero, expected a direction.")
    scaled = vs / largest  # so that no square underflows or overflows
    norms = np.linalg.norm(scaled, axis=1, keepdims=True)
    return scaled / norms, norms * largest


CAYLEY_RNN = Cell(
    "cayley_rnn",
    CayleyParams,
    rnn_step,
    rnn_step_backward,
    "W_h is the Cayley transform of an antisymmetric matrix: a rotation without eigenvalue -1.",
    prepare=prepare_cayley,
    prepare_backward=prepare_cayley_backward,
)
HOUSEHOLDER_RNN = Cell(
    "householder_rnn",
    HouseholderParams,
    rnn_step,
    rnn_step_backward,
    "W_h is a product of K reflections: orthogonal, with the determinant (-1)^K.",
    init=init_householder,
    prepare=prepare_householder,
    prepare_backward=prepare_householder_backward,
)
