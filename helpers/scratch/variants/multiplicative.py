"""Cells whose recurrent matrix depends on the input: multiplicative RNN and multiplicative LSTM.

Axes  B batch, D input, H hidden.   LSTM blocks run i, f, g, o.
m (B, H) is the intermediate state (x @ W_mx) * (h @ W_mh): as if h met a matrix of its own for
every x, W_mh scaled column by column. m has as many units as h here; Sutskever, Martens & Hinton
leave that number free.
dX is the gradient of the loss with respect to X; X_next lives at time t+1.
Raises  ValueError, from every function here, if an argument does not fit the weights, a cache is
another cell's, or a weight is not finite.
"""

from functools import partial
from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.cells import LSTMCache, LSTMParams, lstm_step, lstm_step_backward
from helpers.scratch.contract.checked import checked_step, checked_step_backward, unchecked
from helpers.scratch.contract.params import init_forget_open
from helpers.scratch.contract.protocol import (
    HIDDEN,
    HIDDEN_AND_CELL,
    Cell,
)


class MRNNParams(NamedTuple):
    """Weights of one multiplicative RNN cell."""

    W_mx: Annotated[np.ndarray, "D, H"]
    W_mh: Annotated[np.ndarray, "H, H"]
    W_x: Annotated[np.ndarray, "D, H"]
    W_m: Annotated[np.ndarray, "H, H"]
    b: Annotated[np.ndarray, "H"]


class MRNNCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    m_x: np.ndarray  # (B, H), x @ W_mx
    m_h: np.ndarray  # (B, H), h @ W_mh
    h_next: np.ndarray  # (B, H), the state after the step


@checked_step(MRNNParams, HIDDEN)
def multiplicative_step(p, x, h):
    """Advance a multiplicative RNN by one step, h_next = tanh(x @ W_x + m @ W_m + b).

    Shapes: x (B, D); h (B, H) -> h_next (B, H), cache MRNNCache.
    Source: Sutskever, Martens & Hinton (2011). Differs: a bias b; their factor state f is m here,
    where f is a forget gate.
    """
    m_x, m_h = x @ p.W_mx, h @ p.W_mh
    m = m_x * m_h
    h_next = np.tanh(x @ p.W_x + m @ p.W_m + p.b)
    return h_next, MRNNCache(x, h, m_x, m_h, h_next)


@checked_step_backward(MRNNParams, HIDDEN, MRNNCache)
def multiplicative_step_backward(p, cache, dh_next):
    """Pull dh_next back through one step.

    Shapes: dh_next (B, H) -> dx (B, D), dh (B, H), dp MRNNParams.
    """
    x, h, m_x, m_h, h_next = cache
    da = dh_next * (1 - h_next**2)
    dm = da @ p.W_m.T
    dm_x, dm_h = dm * m_h, dm * m_x  # each factor of m gets the other one
    dp = MRNNParams(
        W_mx=x.T @ dm_x,
        W_mh=h.T @ dm_h,
        W_x=x.T @ da,
        W_m=(m_x * m_h).T @ da,
        b=da.sum(axis=0),
    )
    return da @ p.W_x.T + dm_x @ p.W_mx.T, dm_h @ p.W_mh.T, dp


plain_step, plain_step_backward = unchecked(lstm_step), unchecked(lstm_step_backward)


class MLSTMParams(NamedTuple):
    """Weights of one multiplicative LSTM cell; the blocks of W_x, W_m and b run i, f, g, o."""

    W_mx: Annotated[np.ndarray, "D, H"]
    W_mh: Annotated[np.ndarray, "H, H"]
    W_x: Annotated[np.ndarray, "D, 4H"]
    W_m: Annotated[np.ndarray, "H, 4H"]
    b: Annotated[np.ndarray, "4H"]


class MLSTMCache(NamedTuple):
    """What one step keeps for its backward pass."""

    h: np.ndarray  # (B, H), the state before the step
    m_x: np.ndarray  # (B, H), x @ W_mx
    m_h: np.ndarray  # (B, H), h @ W_mh
    lstm: LSTMCache  # of the LSTM step that read m in the place of h


@checked_step(MLSTMParams, HIDDEN_AND_CELL)
def mlstm_step(p, x, h, c):
    """Advance a multiplicative LSTM by one step: an LSTM that reads m wherever it read h.

    Shapes: x (B, D); h, c (B, H) -> h_next, c_next (B, H), cache MLSTMCache.
    Source: Krause, Lu, Murray & Renals (2016). Differs: with biases; around m it is
    the course's LSTM, with g = tanh(a_g) and h_next = o * tanh(c_next).
    """
    m_x, m_h = x @ p.W_mx, h @ p.W_mh
    m = m_x * m_h
    h_next, c_next, lstm = plain_step(LSTMParams(p.W_x, p.W_m, p.b), x, m, c)
    return h_next, c_next, MLSTMCache(h, m_x, m_h, lstm)


@checked_step_backward(MLSTMParams, HIDDEN_AND_CELL, MLSTMCache, lambda c: (c.lstm.x, c.h))
def mlstm_step_backward(p, cache, dh_next, dc_next):
    """Pull dh_next and dc_next back through one step.

    Shapes: dh_next, dc_next (B, H) -> dx (B, D), dh, dc (B, H), dp MLSTMParams.
    """
    h, m_x, m_h, lstm = cache
    dx, dm, dc, dp = plain_step_backward(LSTMParams(p.W_x, p.W_m, p.b), lstm, dh_next, dc_next)
    dm_x, dm_h = dm * m_h, dm * m_x  # each factor of m gets the other one
    dp = MLSTMParams(W_mx=lstm.x.T @ dm_x, W_mh=h.T @ dm_h, W_x=dp.W_x, W_m=dp.W_h, b=dp.b)
    return dx + dm_x @ p.W_mx.T, dm_h @ p.W_mh.T, dc, dp


MRNN = Cell(
    "mrnn",
    MRNNParams,
    multiplicative_step,
    multiplicative_step_backward,
    "The input scales what the state passes on, so every input has a recurrent matrix of its own.",
)
MLSTM = Cell(
    "mlstm",
    MLSTMParams,
    mlstm_step,
    mlstm_step_backward,
    "The gates and the candidate read m, the product of an input and a state, in the place of h.",
    HIDDEN_AND_CELL,
    init=partial(init_forget_open, MLSTMParams),
)
