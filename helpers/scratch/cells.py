"""The standard cells, one step forward and backward: Elman, rectified, LSTM, GRU.

Elman      h_next = tanh(x @ W_x + h @ W_h + b)

Rectified  h_next = max(0, x @ W_x + h @ W_h + b)

LSTM       i, f, o = sigmoid(x @ W_x + h @ W_h + b)    each with its own block of the weights
           g       = tanh(x @ W_x + h @ W_h + b)       so does the candidate g
           c_next  = f * c + i * g
           h_next  = o * tanh(c_next)

GRU        r, z    = sigmoid(x @ W_x + b_x + h @ W_h + b_h)
           n       = tanh(x @ W_xn + b_xn + r * (h @ W_hn + b_hn))
           h_next  = (1 - z) * n + z * h

Axes    B batch, D input, H hidden.   LSTM blocks run i, f, g, o; GRU blocks r, z, n, as in PyTorch.
dX is always the gradient of the loss with respect to X; X_next lives at time t+1.
Raises  ValueError, from every function here, if an array does not fit the weights, holds no
floating-point numbers, or a cache is another cell's; from a step also if a weight is not finite.
"""

from functools import partial
from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.contract.checked import checked_step, checked_step_backward
from helpers.scratch.contract.params import init_forget_open
from helpers.scratch.contract.protocol import HIDDEN, HIDDEN_AND_CELL, Cell
from helpers.scratch.ops import sigmoid


class RNNParams(NamedTuple):
    """Weights of one Elman cell."""

    W_x: Annotated[np.ndarray, "D, H"]
    W_h: Annotated[np.ndarray, "H, H"]
    b: Annotated[np.ndarray, "H"]


class RNNCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    h_next: np.ndarray  # (B, H), the state after it


@checked_step(RNNParams, HIDDEN)
def rnn_step(p, x, h):
    """Advance an Elman network by one step.

    Shapes: x (B, D); h (B, H) -> h_next (B, H), cache RNNCache.
    Source: Elman (1990), section "Networks with memory". Differs: tanh where Elman's units are
    logistic, which only shifts and scales the state.
    """
    h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
    return h_next, RNNCache(x, h, h_next)


@checked_step_backward(RNNParams, HIDDEN, RNNCache)
def rnn_step_backward(p, cache, dh_next):
    """Pull dh_next back through one step.

    Shapes: dh_next (B, H) -> dx (B, D), dh (B, H), dp RNNParams.
    Source: derived in module 01.
    """
    x, h, h_next = cache
    da = dh_next * (1.0 - h_next**2)  # h_next is tanh(a) already: tanh' needs no second tanh
    dp = RNNParams(W_x=x.T @ da, W_h=h.T @ da, b=da.sum(axis=0))
    return da @ p.W_x.T, da @ p.W_h.T, dp


@checked_step(RNNParams, HIDDEN)
def relu_rnn_step(p, x, h):
    """Advance an Elman network of rectified units by one step.

    Shapes: x (B, D); h (B, H) -> h_next (B, H), cache RNNCache.
    Source: Le, Jaitly & Hinton (2015), who start it with W_h = identity and b = 0 (IRNN).
    """
    h_next = np.maximum(x @ p.W_x + h @ p.W_h + p.b, 0)
    return h_next, RNNCache(x, h, h_next)


@checked_step_backward(RNNParams, HIDDEN, RNNCache)
def relu_rnn_step_backward(p, cache, dh_next):
    """Pull dh_next back through one step.

    Shapes: dh_next (B, H) -> dx (B, D), dh (B, H), dp RNNParams.
    Source: as rnn_step_backward, with another slope.
    """
    x, h, h_next = cache
    da = dh_next * (h_next > 0)  # slope 1 or 0; at the kink itself 0, as in PyTorch
    dp = RNNParams(W_x=x.T @ da, W_h=h.T @ da, b=da.sum(axis=0))
    return da @ p.W_x.T, da @ p.W_h.T, dp


class LSTMParams(NamedTuple):
    """Weights of one LSTM cell; the blocks run i, f, g, o."""

    W_x: Annotated[np.ndarray, "D, 4H"]
    W_h: Annotated[np.ndarray, "H, 4H"]
    b: Annotated[np.ndarray, "4H"]


class LSTMCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    c: np.ndarray  # (B, H), the memory before the step
    i: np.ndarray  # (B, H), input gate
    f: np.ndarray  # (B, H), forget gate
    g: np.ndarray  # (B, H), candidate
    o: np.ndarray  # (B, H), output gate
    tanh_c: np.ndarray  # (B, H), tanh of the memory after the step


@checked_step(LSTMParams, HIDDEN_AND_CELL)
def lstm_step(p, x, h, c):
    """Advance an LSTM by one step.

    Shapes: x (B, D); h, c (B, H) -> h_next, c_next (B, H), cache LSTMCache.
    Source: Gers, Schmidhuber & Cummins (2000), without peepholes.
    """
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, LSTMCache(x, h, c, i, f, g, o, tanh_c)


@checked_step_backward(LSTMParams, HIDDEN_AND_CELL, LSTMCache)
def lstm_step_backward(p, cache, dh_next, dc_next):
    """Pull dh_next and dc_next back through one step.

    Shapes: dh_next, dc_next (B, H) -> dx (B, D), dh, dc (B, H), dp LSTMParams.
    Source: Hochreiter & Schmidhuber (1997), appendix A.1. Differs: the exact gradient, where
    they cut what runs through the gates.
    """
    x, h, c, i, f, g, o, tanh_c = cache
    dc = dc_next + dh_next * o * (1 - tanh_c**2)  # c_next reaches the loss twice
    da_i = dc * g * i * (1 - i)
    da_f = dc * c * f * (1 - f)
    da_g = dc * i * (1 - g**2)
    da_o = dh_next * tanh_c * o * (1 - o)
    da = np.hstack([da_i, da_f, da_g, da_o])  # (B, 4H)
    dp = LSTMParams(W_x=x.T @ da, W_h=h.T @ da, b=da.sum(axis=0))
    return da @ p.W_x.T, da @ p.W_h.T, dc * f, dp


class GRUParams(NamedTuple):
    """Weights of one GRU cell; the blocks run r, z, n."""

    W_x: Annotated[np.ndarray, "D, 3H"]
    W_h: Annotated[np.ndarray, "H, 3H"]
    b_x: Annotated[np.ndarray, "3H"]
    b_h: Annotated[np.ndarray, "3H"]


class GRUCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    r: np.ndarray  # (B, H), reset gate
    z: np.ndarray  # (B, H), update gate: the share of h that is kept
    n: np.ndarray  # (B, H), candidate
    ah_n: np.ndarray  # (B, H), h @ W_hn + b_hn: what the reset gate scales


@checked_step(GRUParams, HIDDEN)
def gru_step(p, x, h):
    """Advance a GRU by one step; the reset stands after the product with W_hn.

    Shapes: x (B, D); h (B, H) -> h_next (B, H), cache GRUCache.
    Source: Cho et al. (2014), whose versions on arXiv differ: in the first r scales the product,
    as here; in the third it scales h before the product (variants/gru.py). After it, as in
    PyTorch, the three products with h are one. Differs: biases, the second one, b_hn, inside r.
    """
    ax_r, ax_z, ax_n = np.split(x @ p.W_x + p.b_x, 3, axis=-1)
    ah_r, ah_z, ah_n = np.split(h @ p.W_h + p.b_h, 3, axis=-1)
    r, z = sigmoid(ax_r + ah_r), sigmoid(ax_z + ah_z)
    n = np.tanh(ax_n + r * ah_n)
    h_next = (1 - z) * n + z * h
    return h_next, GRUCache(x, h, r, z, n, ah_n)


@checked_step_backward(GRUParams, HIDDEN, GRUCache)
def gru_step_backward(p, cache, dh_next):
    """Pull dh_next back through one step.

    Shapes: dh_next (B, H) -> dx (B, D), dh (B, H), dp GRUParams.
    Source: derived in module 05.
    """
    x, h, r, z, n, ah_n = cache
    da_n = dh_next * (1 - z) * (1 - n**2)
    da_z = dh_next * (h - n) * z * (1 - z)
    da_r = da_n * ah_n * r * (1 - r)
    dax = np.hstack([da_r, da_z, da_n])  # (B, 3H)
    dah = np.hstack([da_r, da_z, da_n * r])  # (B, 3H); the candidate's part went through r
    dh = dh_next * z + dah @ p.W_h.T
    dp = GRUParams(W_x=x.T @ dax, W_h=h.T @ dah, b_x=dax.sum(axis=0), b_h=dah.sum(axis=0))
    return dax @ p.W_x.T, dh, dp


RNN = Cell(
    "rnn", RNNParams, rnn_step, rnn_step_backward, "The state is squashed anew at every step."
)
RELU_RNN = Cell(
    "relu_rnn",
    RNNParams,
    relu_rnn_step,
    relu_rnn_step_backward,
    "Rectified units: the slope is 1 or 0, so what passes a unit passes unscaled.",
)
LSTM = Cell(
    "lstm",
    LSTMParams,
    lstm_step,
    lstm_step_backward,
    "A second state c is only ever scaled and added to, by gates that depend on x and h.",
    HIDDEN_AND_CELL,
    init=partial(init_forget_open, LSTMParams),
)
GRU = Cell(
    "gru",
    GRUParams,
    gru_step,
    gru_step_backward,
    "One state and two gates: z mixes the old state with a candidate, r scales what it sees of h.",
)
