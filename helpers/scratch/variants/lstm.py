"""LSTMs that differ in what the gates are and see: of 1997, with peepholes, with coupled gates.

Axes  B batch, D input, H hidden.   Blocks run i, f, g, o; where f has no weights, i, g, o.
dX is the gradient of the loss with respect to X; X_next lives at time t+1.
Raises  ValueError, from every function here, if an argument does not fit the weights, a cache is
another cell's, or a weight is not finite.
"""

from functools import partial
from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.contract.checked import checked_step, checked_step_backward
from helpers.scratch.contract.params import init_forget_open
from helpers.scratch.contract.protocol import (
    HIDDEN_AND_CELL,
    Cell,
)
from helpers.scratch.ops import sigmoid


class ThreeBlockParams(NamedTuple):
    """Weights of an LSTM whose forget gate has none; the blocks run i, g, o."""

    W_x: Annotated[np.ndarray, "D, 3H"]
    W_h: Annotated[np.ndarray, "H, 3H"]
    b: Annotated[np.ndarray, "3H"]


class ThreeBlockCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    c: np.ndarray  # (B, H), the memory before the step
    i: np.ndarray  # (B, H), input gate
    g: np.ndarray  # (B, H), candidate
    o: np.ndarray  # (B, H), output gate
    tanh_c: np.ndarray  # (B, H), tanh of the memory after the step


@checked_step(ThreeBlockParams, HIDDEN_AND_CELL)
def lstm_1997_step(p, x, h, c):
    """Advance an LSTM without forget gate by one step, c_next = c + i * g.

    Shapes: x (B, D); h, c (B, H) -> h_next, c_next (B, H), cache ThreeBlockCache.
    Source: Hochreiter & Schmidhuber (1997). Differs: tanh where they squash the candidate to
    (-2, 2) by 4 * sigmoid - 2 and the memory to (-1, 1) by 2 * sigmoid - 1; one memory per pair
    of gates where theirs may share them; the gates of the step before are no inputs.
    """
    a_i, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 3, axis=-1)
    i, g, o = sigmoid(a_i), np.tanh(a_g), sigmoid(a_o)
    c_next = c + i * g  # nothing is ever forgotten: f = 1
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, ThreeBlockCache(x, h, c, i, g, o, tanh_c)


@checked_step_backward(ThreeBlockParams, HIDDEN_AND_CELL, ThreeBlockCache)
def lstm_1997_step_backward(p, cache, dh_next, dc_next):
    """Pull dh_next and dc_next back through one step.

    Shapes: dh_next, dc_next (B, H) -> dx (B, D), dh, dc (B, H), dp ThreeBlockParams.
    Source: Hochreiter & Schmidhuber (1997), appendix A.1. Differs: the exact gradient; theirs is
    truncated: what reaches the inputs of the gates and of the candidate goes no further back.
    """
    x, h, c, i, g, o, tanh_c = cache
    dc = dc_next + dh_next * o * (1 - tanh_c**2)  # f = 1: c has the gradient of c_next
    da_i = dc * g * i * (1 - i)
    da_g = dc * i * (1 - g**2)
    da_o = dh_next * tanh_c * o * (1 - o)
    da = np.hstack([da_i, da_g, da_o])  # (B, 3H)
    dp = ThreeBlockParams(W_x=x.T @ da, W_h=h.T @ da, b=da.sum(axis=0))
    return da @ p.W_x.T, da @ p.W_h.T, dc, dp


@checked_step(ThreeBlockParams, HIDDEN_AND_CELL)
def coupled_step(p, x, h, c):
    """Advance an LSTM with coupled gates by one step, c_next = (1 - i) * c + i * g.

    Shapes: x (B, D); h, c (B, H) -> h_next, c_next (B, H), cache ThreeBlockCache.
    Source: Greff et al. (2015), variant CIFG. Differs: without peepholes.
    """
    a_i, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 3, axis=-1)
    i, g, o = sigmoid(a_i), np.tanh(a_g), sigmoid(a_o)
    c_next = (1 - i) * c + i * g  # as much is forgotten as is written: f = 1 - i
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, ThreeBlockCache(x, h, c, i, g, o, tanh_c)


@checked_step_backward(ThreeBlockParams, HIDDEN_AND_CELL, ThreeBlockCache)
def coupled_step_backward(p, cache, dh_next, dc_next):
    """Pull dh_next and dc_next back through one step.

    Shapes: dh_next, dc_next (B, H) -> dx (B, D), dh, dc (B, H), dp ThreeBlockParams.
    Source: as lstm_step_backward, with f = 1 - i.
    """
    x, h, c, i, g, o, tanh_c = cache
    dc_next = dc_next + dh_next * o * (1 - tanh_c**2)
    da_i = dc_next * (g - c) * i * (1 - i)  # i writes g and wipes c
    da_g = dc_next * i * (1 - g**2)
    da_o = dh_next * tanh_c * o * (1 - o)
    da = np.hstack([da_i, da_g, da_o])  # (B, 3H)
    dp = ThreeBlockParams(W_x=x.T @ da, W_h=h.T @ da, b=da.sum(axis=0))
    return da @ p.W_x.T, da @ p.W_h.T, dc_next * (1 - i), dp


class PeepholeParams(NamedTuple):
    """Weights of one LSTM cell with peepholes; the blocks run i, f, g, o."""

    W_x: Annotated[np.ndarray, "D, 4H"]
    W_h: Annotated[np.ndarray, "H, 4H"]
    b: Annotated[np.ndarray, "4H"]
    p_i: Annotated[np.ndarray, "H"]
    p_f: Annotated[np.ndarray, "H"]
    p_o: Annotated[np.ndarray, "H"]


class PeepholeCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    c: np.ndarray  # (B, H), the memory before the step
    i: np.ndarray  # (B, H), input gate
    f: np.ndarray  # (B, H), forget gate
    g: np.ndarray  # (B, H), candidate
    o: np.ndarray  # (B, H), output gate
    c_next: np.ndarray  # (B, H), the memory after the step, which o sees
    tanh_c: np.ndarray  # (B, H), its tanh


@checked_step(PeepholeParams, HIDDEN_AND_CELL)
def peephole_step(p, x, h, c):
    """Advance an LSTM with peepholes by one step: i and f see c, o sees c_next.

    Shapes: x (B, D); h, c (B, H) -> h_next, c_next (B, H), cache PeepholeCache.
    Source: Gers & Schmidhuber (2000), "Recurrent nets that time and count". Differs: one memory
    per block, tanh for both squashing functions.
    """
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
    i = sigmoid(a_i + p.p_i * c)
    f = sigmoid(a_f + p.p_f * c)
    g = np.tanh(a_g)
    c_next = f * c + i * g
    o = sigmoid(a_o + p.p_o * c_next)  # the output gate opens last, so it sees the new memory
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, PeepholeCache(x, h, c, i, f, g, o, c_next, tanh_c)


@checked_step_backward(PeepholeParams, HIDDEN_AND_CELL, PeepholeCache)
def peephole_step_backward(p, cache, dh_next, dc_next):
    """Pull dh_next and dc_next back through one step.

    Shapes: dh_next, dc_next (B, H) -> dx (B, D), dh, dc (B, H), dp PeepholeParams.
    Source: Gers & Schmidhuber (2000). Differs: the exact gradient, where theirs is truncated as
    in 1997.
    """
    x, h, c, i, f, g, o, c_next, tanh_c = cache
    da_o = dh_next * tanh_c * o * (1 - o)
    # c_next reaches the loss three ways: later steps, the output, and the output gate's peephole.
    dc_next = dc_next + dh_next * o * (1 - tanh_c**2) + da_o * p.p_o
    da_i = dc_next * g * i * (1 - i)
    da_f = dc_next * c * f * (1 - f)
    da_g = dc_next * i * (1 - g**2)
    dc = dc_next * f + da_i * p.p_i + da_f * p.p_f
    da = np.hstack([da_i, da_f, da_g, da_o])  # (B, 4H)
    dp = PeepholeParams(
        W_x=x.T @ da,
        W_h=h.T @ da,
        b=da.sum(axis=0),
        p_i=(da_i * c).sum(axis=0),
        p_f=(da_f * c).sum(axis=0),
        p_o=(da_o * c_next).sum(axis=0),
    )
    return da @ p.W_x.T, da @ p.W_h.T, dc, dp


LSTM_1997 = Cell(
    "lstm_1997",
    ThreeBlockParams,
    lstm_1997_step,
    lstm_1997_step_backward,
    "There is no forget gate: the memory only ever adds up.",
    HIDDEN_AND_CELL,
)
COUPLED = Cell(
    "coupled",
    ThreeBlockParams,
    coupled_step,
    coupled_step_backward,
    "The forget gate is 1 - i: the memory forgets exactly as much as it writes.",
    HIDDEN_AND_CELL,
)
PEEPHOLE = Cell(
    "peephole",
    PeepholeParams,
    peephole_step,
    peephole_step_backward,
    "Each gate also sees its own memory cell: i and f the old one, o the new one.",
    HIDDEN_AND_CELL,
    init=partial(init_forget_open, PeepholeParams),
)
