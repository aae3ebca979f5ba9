"""The GRU as first written: the reset gate scales the state before the product.

Axes  B batch, D input, H hidden.   Blocks run r, z, n.
dX is the gradient of the loss with respect to X; X_next lives at time t+1.
Raises  ValueError, from every function here, if an argument does not fit the weights, a cache is
another cell's, or a weight is not finite.
"""

from typing import NamedTuple

import numpy as np

from helpers.scratch.cells import GRUParams
from helpers.scratch.contract.checked import checked_step, checked_step_backward
from helpers.scratch.contract.protocol import (
    HIDDEN,
    Cell,
)
from helpers.scratch.ops import sigmoid


class ResetBeforeCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    r: np.ndarray  # (B, H), reset gate
    z: np.ndarray  # (B, H), update gate: the share of h that is kept
    n: np.ndarray  # (B, H), candidate


@checked_step(GRUParams, HIDDEN)
def gru_step_reset_before(p, x, h):
    """Advance a GRU by one step, the reset before the product.

    n = tanh(x @ W_xn + (r * h) @ W_hn + b_xn + b_hn) and h_next = (1 - z) * n + z * h.
    Shapes: x (B, D); h (B, H) -> h_next (B, H), cache ResetBeforeCache.
    Source: Cho et al. (2014), whose z runs as here: h = z * h_old + (1 - z) * candidate. Chung et
    al. (2014) write the same cell with z the other way round: h = (1 - z) * h_old + z * candidate.
    Differs: biases, of which only the sum b_x + b_h counts; two of them keep the weights those of
    gru_step, so that the place of the reset is all that changes.
    """
    W_hr, W_hz, W_hn = np.split(p.W_h, 3, axis=-1)
    a_r, a_z, a_n = np.split(x @ p.W_x + p.b_x + p.b_h, 3, axis=-1)
    r = sigmoid(a_r + h @ W_hr)
    z = sigmoid(a_z + h @ W_hz)
    n = np.tanh(a_n + (r * h) @ W_hn)
    h_next = (1 - z) * n + z * h
    return h_next, ResetBeforeCache(x, h, r, z, n)


@checked_step_backward(GRUParams, HIDDEN, ResetBeforeCache)
def gru_step_reset_before_backward(p, cache, dh_next):
    """Pull dh_next back through one step.

    Shapes: dh_next (B, H) -> dx (B, D), dh (B, H), dp GRUParams.
    Source: derived in module 05.
    """
    x, h, r, z, n = cache
    W_hr, W_hz, W_hn = np.split(p.W_h, 3, axis=-1)
    da_n = dh_next * (1 - z) * (1 - n**2)
    da_z = dh_next * (h - n) * z * (1 - z)
    d_rh = da_n @ W_hn.T  # the gradient of the product r * h
    da_r = d_rh * h * r * (1 - r)
    da = np.hstack([da_r, da_z, da_n])  # (B, 3H)
    dh = dh_next * z + d_rh * r + da_r @ W_hr.T + da_z @ W_hz.T
    dW_h = np.hstack([h.T @ da_r, h.T @ da_z, (r * h).T @ da_n])
    db = da.sum(axis=0)
    return da @ p.W_x.T, dh, GRUParams(W_x=x.T @ da, W_h=dW_h, b_x=db, b_h=db.copy())


GRU_RESET_BEFORE = Cell(
    "gru_reset_before",
    GRUParams,
    gru_step_reset_before,
    gru_step_reset_before_backward,
    "The reset gate scales h before the product with W_hn, not the product itself.",
)
