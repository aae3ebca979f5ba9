"""minGRU and minLSTM: gates that do not depend on the state, so all steps can be taken at once.

With gates from x alone a step is h_next = a * h + b where a and b are known beforehand: a linear
recurrence. The step functions take it one step at a time, the forward functions by a scan.

Axes  T time, B batch, D input, H hidden.   minGRU blocks run z, n; minLSTM blocks f, i, g.
Source: Feng et al. (2024), "Were RNNs All We Needed?".
Raises  ValueError, from every function here, if an argument does not fit the weights or what the
forward function kept, a weight is not finite, or T is 0.
"""

from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.contract.checked import (
    checked_run,
    checked_run_backward,
    checked_step,
    checked_step_backward,
)
from helpers.scratch.contract.protocol import (
    HIDDEN,
    Cell,
)
from helpers.scratch.ops import sigmoid
from helpers.scratch.scan import scan, scan_backward


class MinGRUParams(NamedTuple):
    """Weights of one minGRU; the blocks run z, n."""

    W_x: Annotated[np.ndarray, "D, 2H"]
    b: Annotated[np.ndarray, "2H"]


class MinGRUCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    z: np.ndarray  # (B, H), update gate
    n: np.ndarray  # (B, H), candidate


class MinGRURun(NamedTuple):
    """What a scanned sequence keeps for its backward pass."""

    xs: np.ndarray  # (T, B, D)
    h0: np.ndarray  # (B, H)
    hs: np.ndarray  # (T, B, H)
    z: np.ndarray  # (T, B, H)
    n: np.ndarray  # (T, B, H)


class MinLSTMParams(NamedTuple):
    """Weights of one minLSTM; the blocks run f, i, g."""

    W_x: Annotated[np.ndarray, "D, 3H"]
    b: Annotated[np.ndarray, "3H"]


class MinLSTMGates(NamedTuple):
    """The gates of a step, or of all steps; each array (B, H) or (T, B, H)."""

    f: np.ndarray  # forget gate
    i: np.ndarray  # input gate
    g: np.ndarray  # candidate
    keep: np.ndarray  # f / (f + i), the paper's f'
    take: np.ndarray  # i / (f + i), the paper's i'; keep + take = 1


class MinLSTMCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    gates: MinLSTMGates


class MinLSTMRun(NamedTuple):
    """What a scanned sequence keeps for its backward pass."""

    xs: np.ndarray  # (T, B, D)
    h0: np.ndarray  # (B, H)
    hs: np.ndarray  # (T, B, H)
    gates: MinLSTMGates


@checked_step(MinGRUParams, HIDDEN)
def min_gru_step(p, x, h):
    """Advance a minGRU by one step, h_next = (1 - z) * h + z * n.

    z runs the other way round than in the course's GRU: here z = 1 takes the candidate n, there
    it keeps h.
    Shapes: x (B, D); h (B, H) -> h_next (B, H), cache MinGRUCache.
    Source: Feng et al. (2024), minGRU: a GRU without reset gate whose z and n see x alone, and
    whose n has no tanh. Differs: not in log space, so n may have any sign.
    """
    z, n = _min_gru_gates(p, x)
    return (1 - z) * h + z * n, MinGRUCache(x, h, z, n)


@checked_step_backward(MinGRUParams, HIDDEN, MinGRUCache)
def min_gru_step_backward(p, cache, dh_next):
    """Pull dh_next back through one step.

    Shapes: dh_next (B, H) -> dx (B, D), dh (B, H), dp MinGRUParams.
    """
    x, h, z, n = cache
    dx, dp = _min_gru_gates_backward(p, x, z, n, dh_next * h, dh_next)
    return dx, dh_next * (1 - z), dp


@checked_run(MinGRUParams)
def min_gru_forward(p, xs, h0):
    """Run a minGRU over a sequence, all steps at once.

    Shapes: xs (T, B, D); h0 (B, H) -> hs (T, B, H), run MinGRURun.
    Source: as min_gru_step.
    """
    z, n = _min_gru_gates(p, xs)
    hs = scan(1 - z, z * n, h0)
    return hs.copy(), MinGRURun(xs, h0, hs, z, n)


@checked_run_backward(MinGRUParams, MinGRURun)
def min_gru_backward(p, run, dhs):
    """Pull the gradients of all states back through a scanned minGRU.

    Shapes: run from min_gru_forward; dhs (T, B, H) -> dxs (T, B, D), dh0 (B, H), dp MinGRUParams.
    """
    xs, h0, hs, z, n = run
    da, db, dh0 = scan_backward(1 - z, h0, hs, dhs)
    dxs, dp = _min_gru_gates_backward(p, xs, z, n, da, db)
    return dxs, dh0, dp


def _min_gru_gates(p, x):
    """Compute z and n from x (..., D); in h_next = a * h + b they make a = 1 - z, b = z * n."""
    a_z, n = np.split(x @ p.W_x + p.b, 2, axis=-1)
    return sigmoid(a_z), n


def _min_gru_gates_backward(p, x, z, n, da, db):
    """Pull the gradients of a = 1 - z and b = z * n back to x and the weights."""
    da_z = (db * n - da) * z * (1 - z)
    return _affine_backward(p, x, np.concatenate([da_z, db * z], axis=-1))


@checked_step(MinLSTMParams, HIDDEN)
def min_lstm_step(p, x, h):
    """Advance a minLSTM by one step, h_next = f / (f + i) * h + i / (f + i) * g.

    Shapes: x (B, D); h (B, H) -> h_next (B, H), cache MinLSTMCache.
    Source: Feng et al. (2024), minLSTM: an LSTM whose gates see x alone, without output gate and
    without tanh, so c and h are one. Both gates are divided by their sum, after the sigmoids,
    so that h_next is a weighted mean of h and g and its scale does not depend on time.
    Differs: not in log space, so g may have any sign.
    """
    gates = _min_lstm_gates(p, x)
    return gates.keep * h + gates.take * gates.g, MinLSTMCache(x, h, gates)


@checked_step_backward(MinLSTMParams, HIDDEN, MinLSTMCache)
def min_lstm_step_backward(p, cache, dh_next):
    """Pull dh_next back through one step.

    Shapes: dh_next (B, H) -> dx (B, D), dh (B, H), dp MinLSTMParams.
    """
    x, h, gates = cache
    dx, dp = _min_lstm_gates_backward(p, x, gates, dh_next * h, dh_next)
    return dx, dh_next * gates.keep, dp


@checked_run(MinLSTMParams)
def min_lstm_forward(p, xs, h0):
    """Run a minLSTM over a sequence, all steps at once.

    Shapes: xs (T, B, D); h0 (B, H) -> hs (T, B, H), run MinLSTMRun.
    Source: as min_lstm_step.
    """
    gates = _min_lstm_gates(p, xs)
    hs = scan(gates.keep, gates.take * gates.g, h0)
    return hs.copy(), MinLSTMRun(xs, h0, hs, gates)


@checked_run_backward(MinLSTMParams, MinLSTMRun)
def min_lstm_backward(p, run, dhs):
    """Pull the gradients of all states back through a scanned minLSTM.

    Shapes: run from min_lstm_forward; dhs (T, B, H) -> dxs (T, B, D), dh0 (B, H), dp
    MinLSTMParams.
    """
    xs, h0, hs, gates = run
    da, db, dh0 = scan_backward(gates.keep, h0, hs, dhs)
    dxs, dp = _min_lstm_gates_backward(p, xs, gates, da, db)
    return dxs, dh0, dp


def _min_lstm_gates(p, x):
    """Compute the gates from x (..., D); in h_next = a * h + b, a = keep and b = take * g.

    f / (f + i) is 0 / 0 once both gates have rounded to 0. It equals sigmoid(log f - log i),
    and the logarithm of a gate, log sigmoid(a) = -log(1 + exp(-a)), never rounds to 0 / 0.
    """
    a_f, a_i, g = np.split(x @ p.W_x + p.b, 3, axis=-1)
    u = np.logaddexp(0, -a_i) - np.logaddexp(0, -a_f)  # log f - log i
    return MinLSTMGates(sigmoid(a_f), sigmoid(a_i), g, keep=sigmoid(u), take=sigmoid(-u))


def _min_lstm_gates_backward(p, x, gates, da, db):
    """Pull the gradients of a = keep and b = take * g back to x and the weights."""
    f, i, g, keep, take = gates
    du = (da - db * g) * keep * take  # take = 1 - keep, so both slopes are keep * take
    da_f, da_i = du * (1 - f), -du * (1 - i)  # the slope of log sigmoid is 1 - sigmoid
    return _affine_backward(p, x, np.concatenate([da_f, da_i, db * take], axis=-1))


def _affine_backward(p, x, da):
    """Pull da (..., kH) back through x @ W_x + b, summing over steps and rows -> dx, dp."""
    rows, drows = x.reshape(-1, x.shape[-1]), da.reshape(-1, da.shape[-1])
    return da @ p.W_x.T, type(p)(W_x=rows.T @ drows, b=drows.sum(axis=0))


MIN_GRU = Cell(
    "min_gru",
    MinGRUParams,
    min_gru_step,
    min_gru_step_backward,
    "A GRU whose gate and candidate see x alone, so that the state enters linearly.",
)
MIN_LSTM = Cell(
    "min_lstm",
    MinLSTMParams,
    min_lstm_step,
    min_lstm_step_backward,
    "An LSTM whose gates see x alone and are divided by their sum; c and h are one state.",
)
