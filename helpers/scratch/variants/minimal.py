"""The minimal gated unit: one gate does the work of the GRU's two.

Axes  B batch, D input, H hidden.   Blocks run f, n.
dX is the gradient of the loss with respect to X; X_next lives at time t+1.
Raises  ValueError, from every function here, if an argument does not fit the weights, a cache is
another cell's, or a weight is not finite.
"""

from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.contract.checked import checked_step, checked_step_backward
from helpers.scratch.contract.protocol import (
    HIDDEN,
    Cell,
)
from helpers.scratch.ops import sigmoid


class MGUParams(NamedTuple):
    """Weights of one minimal gated unit; the blocks run f, n."""

    W_x: Annotated[np.ndarray, "D, 2H"]
    W_h: Annotated[np.ndarray, "H, 2H"]
    b: Annotated[np.ndarray, "2H"]


class MGUCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    f: np.ndarray  # (B, H), the gate: the share of the candidate
    n: np.ndarray  # (B, H), candidate


@checked_step(MGUParams, HIDDEN)
def minimal_gated_step(p, x, h):
    """Advance a minimal gated unit by one step, h_next = (1 - f) * h + f * n.

    n = tanh(x @ W_xn + (f * h) @ W_hn + b_n): one f resets and updates.
    Shapes: x (B, D); h (B, H) -> h_next (B, H), cache MGUCache.
    Source: Zhou, Wu, Zhang & Zhou (2016). f is called the forget gate there, yet at f = 1 the old
    state is replaced and at f = 0 it is kept: 1 - f is what an LSTM calls f.
    """
    W_hf, W_hn = np.split(p.W_h, 2, axis=-1)
    a_f, a_n = np.split(x @ p.W_x + p.b, 2, axis=-1)
    f = sigmoid(a_f + h @ W_hf)
    n = np.tanh(a_n + (f * h) @ W_hn)
    h_next = (1 - f) * h + f * n
    return h_next, MGUCache(x, h, f, n)


@checked_step_backward(MGUParams, HIDDEN, MGUCache)
def minimal_gated_step_backward(p, cache, dh_next):
    """Pull dh_next back through one step.

    Shapes: dh_next (B, H) -> dx (B, D), dh (B, H), dp MGUParams.
    """
    x, h, f, n = cache
    W_hf, W_hn = np.split(p.W_h, 2, axis=-1)
    da_n = dh_next * f * (1 - n**2)
    d_fh = da_n @ W_hn.T  # the gradient of the product f * h
    da_f = (dh_next * (n - h) + d_fh * h) * f * (1 - f)  # f is used twice
    da = np.hstack([da_f, da_n])  # (B, 2H)
    dh = dh_next * (1 - f) + d_fh * f + da_f @ W_hf.T
    dW_h = np.hstack([h.T @ da_f, (f * h).T @ da_n])
    return da @ p.W_x.T, dh, MGUParams(W_x=x.T @ da, W_h=dW_h, b=da.sum(axis=0))


MGU = Cell(
    "mgu",
    MGUParams,
    minimal_gated_step,
    minimal_gated_step_backward,
    "One gate f is both: it resets the state before the product and updates it after.",
)
