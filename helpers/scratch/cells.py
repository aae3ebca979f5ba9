"""The cells that everybody uses, one step forward and backward: Elman, LSTM, GRU.

Axes  B batch, D input, H hidden.   LSTM blocks run i, f, g, o; GRU blocks r, z, n, as in PyTorch.
dX is always the gradient of the loss with respect to X; X_next lives at time t+1.
"""

from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.contract.protocol import (
    HIDDEN,
    HIDDEN_AND_CELL,
    Cell,
    require_cache,
    require_gradients,
    require_step,
)
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


def rnn_step(p, x, h):
    """Advance an Elman network by one step, h_next = tanh(x @ W_x + h @ W_h + b).

    Shapes: x (B, D); h (B, H) -> h_next (B, H), cache RNNCache.
    Raises: ValueError if a shape does not fit the weights, x or h holds no floats, or a weight
    is not finite.
    Source: Elman (1990), section "Networks with memory". Differs: tanh where Elman's units are
    logistic, which only shifts and scales the state.
    """
    require_step(p, RNNParams, x, HIDDEN, h=h)
    h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
    return h_next, RNNCache(x, h, h_next)


def rnn_step_backward(p, cache, dh_next):
    """Pull dh_next back through one step.

    Shapes: dh_next (B, H) -> dx (B, D), dh (B, H), dp RNNParams.
    Raises: ValueError if cache is another cell's, or p or dh_next does not fit it.
    Source: derived in module 01.
    """
    x, h, h_next = require_cache(cache, RNNCache)
    require_gradients(p, RNNParams, x, h, HIDDEN, dh_next=dh_next)
    da = dh_next * (1.0 - h_next**2)  # h_next is tanh(a) already: tanh' needs no second tanh
    dp = RNNParams(W_x=x.T @ da, W_h=h.T @ da, b=da.sum(axis=0))
    return da @ p.W_x.T, da @ p.W_h.T, dp


def relu_rnn_step(p, x, h):
    """Advance an Elman network of rectified units by one step.

    h_next = max(0, x @ W_x + h @ W_h + b).
    Shapes: x (B, D); h (B, H) -> h_next (B, H), cache RNNCache.
    Raises: ValueError if an argument does not fit the weights, or a weight is not finite.
    Source: Le, Jaitly & Hinton (2015), who start it with W_h = identity and b = 0 (IRNN).
    """
    require_step(p, RNNParams, x, HIDDEN, h=h)
    h_next = np.maximum(x @ p.W_x + h @ p.W_h + p.b, 0)
    return h_next, RNNCache(x, h, h_next)


def relu_rnn_step_backward(p, cache, dh_next):
    """Pull dh_next back through one step.

    Shapes: dh_next (B, H) -> dx (B, D), dh (B, H), dp RNNParams.
    Raises: ValueError if cache is another cell's, or p or dh_next does not fit it.
    Source: as rnn_step_backward, with another slope.
    """
    x, h, h_next = require_cache(cache, RNNCache)
    require_gradients(p, RNNParams, x, h, HIDDEN, dh_next=dh_next)
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


def lstm_step(p, x, h, c):
    """Advance an LSTM by one step, c_next = f * c + i * g and h_next = o * tanh(c_next).

    Shapes: x (B, D); h, c (B, H) -> h_next, c_next (B, H), cache LSTMCache.
    Raises: ValueError if an argument does not fit the weights, or a weight is not finite.
    Source: Gers, Schmidhuber & Cummins (2000), without peepholes.
    """
    require_step(p, LSTMParams, x, HIDDEN_AND_CELL, h=h, c=c)
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, LSTMCache(x, h, c, i, f, g, o, tanh_c)


def lstm_step_backward(p, cache, dh_next, dc_next):
    """Pull dh_next and dc_next back through one step.

    Shapes: dh_next, dc_next (B, H) -> dx (B, D), dh, dc (B, H), dp LSTMParams.
    Raises: ValueError if cache is another cell's, or p or a gradient does not fit it.
    Source: Hochreiter & Schmidhuber (1997), appendix A.1. Differs: the exact gradient, where
    they cut what runs through the gates.
    """
    x, h, c, i, f, g, o, tanh_c = require_cache(cache, LSTMCache)
    require_gradients(p, LSTMParams, x, h, HIDDEN_AND_CELL, dh_next=dh_next, dc_next=dc_next)
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


def gru_step(p, x, h):
    """Advance a GRU by one step, h_next = (1 - z) * n + z * h.

    n = tanh(x @ W_xn + b_xn + r * (h @ W_hn + b_hn)): the reset stands after the product.
    Shapes: x (B, D); h (B, H) -> h_next (B, H), cache GRUCache.
    Raises: ValueError if an argument does not fit the weights, or a weight is not finite.
    Source: Cho et al. (2014). Differs: their r scales h before the product (variants/gru.py);
    after it, the three products with h are one. That needs the second bias, b_hn inside r.
    """
    require_step(p, GRUParams, x, HIDDEN, h=h)
    ax_r, ax_z, ax_n = np.split(x @ p.W_x + p.b_x, 3, axis=-1)
    ah_r, ah_z, ah_n = np.split(h @ p.W_h + p.b_h, 3, axis=-1)
    r, z = sigmoid(ax_r + ah_r), sigmoid(ax_z + ah_z)
    n = np.tanh(ax_n + r * ah_n)
    h_next = (1 - z) * n + z * h
    return h_next, GRUCache(x, h, r, z, n, ah_n)


def gru_step_backward(p, cache, dh_next):
    """Pull dh_next back through one step.

    Shapes: dh_next (B, H) -> dx (B, D), dh (B, H), dp GRUParams.
    Raises: ValueError if cache is another cell's, or p or dh_next does not fit it.
    Source: derived in module 05.
    """
    x, h, r, z, n, ah_n = require_cache(cache, GRUCache)
    require_gradients(p, GRUParams, x, h, HIDDEN, dh_next=dh_next)
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
)
GRU = Cell(
    "gru",
    GRUParams,
    gru_step,
    gru_step_backward,
    "One state and two gates: z mixes the old state with a candidate, r scales what it sees of h.",
)
