"""The Elman cell, forward and backward.

Axes  B batch, D input, H hidden.
dX is always the gradient of the loss with respect to X; X_next lives at time t+1.
"""

from typing import NamedTuple

import numpy as np

from helpers.scratch.validation import require_floats, require_shape


class RNNParams(NamedTuple):
    """Weights of one Elman cell."""

    W_x: np.ndarray  # (D, H)
    W_h: np.ndarray  # (H, H)
    b: np.ndarray  # (H,)


class RNNCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    h_next: np.ndarray  # (B, H), the state after it


def require_rnn_params(p):
    """Return (D, H) after checking that the three weights fit each other.

    Raises: ValueError naming the weight that does not.
    """
    D, H = require_shape("p.W_x", p.W_x, D=None, H=None)
    require_shape("p.W_h", p.W_h, H=H, H_next=H)
    require_shape("p.b", p.b, H=H)
    return D, H


def rnn_step(p, x, h):
    """Advance an Elman network by one step, h_next = tanh(x @ W_x + h @ W_h + b).

    Shapes: x (B, D); h (B, H) -> h_next (B, H), cache RNNCache.
    Raises: ValueError if a shape does not fit the weights, or x holds no floats.
    Source: Elman (1990), section "Networks with memory". Differs: tanh where Elman's units are
    logistic, which only shifts and scales the state.
    """
    D, H = require_rnn_params(p)
    B, _ = require_floats("x", x, B=None, D=D)
    require_shape("h", h, B=B, H=H)
    h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
    return h_next, RNNCache(x, h, h_next)


def rnn_step_backward(p, cache, dh_next):
    """Pull dh_next back through one step.

    Shapes: dh_next (B, H) -> dx (B, D), dh (B, H), dp RNNParams.
    Raises: ValueError if dh_next has another shape than the step's h_next.
    Source: derived in module 01.
    """
    x, h, h_next = cache
    B, H = h_next.shape
    require_shape("dh_next", dh_next, B=B, H=H)
    da = dh_next * (1.0 - h_next**2)  # h_next is tanh(a) already: tanh' needs no second tanh
    dp = RNNParams(W_x=x.T @ da, W_h=h.T @ da, b=da.sum(axis=0))
    return da @ p.W_x.T, da @ p.W_h.T, dp
