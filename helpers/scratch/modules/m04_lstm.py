"""The LSTM over a sequence: forward, backward, and how long and what its memory keeps.

Axes  T time, B batch, D input, H hidden.   dX is the gradient of the loss with respect to X.
"""

import math

import numpy as np

from helpers.scratch.bptt import Tape, unroll, unroll_backward
from helpers.scratch.cells import LSTM, LSTMCache, LSTMParams
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.protocol import require_caches
from helpers.scratch.contract.validation import require_count, require_numbers


def lstm_forward(p, xs, h0, c0):
    """Run an LSTM over a sequence.

    Shapes: xs (T, B, D); h0, c0 (B, H) -> hs, cs (T, B, H), caches (a list of T LSTMCache).
    hs[t] and cs[t] are the two states after reading xs[t]; h0 and c0 are not in them.
    Raises: ValueError if a shape does not fit the weights.
    """
    hs, (_, c_last), tape = unroll(LSTM, p, xs, (h0, c0))
    cs = [cache.c for cache in tape.caches[1:]] + [c_last]  # each step starts from the c before
    return hs, np.stack(cs), tape.caches


def lstm_backward(p, caches, dhs_direct):
    """Pull the gradients of all states of an LSTM back through time.

    Shapes: caches of T steps; dhs_direct (T, B, H), the part of each h's gradient that does not
    come by way of the next step -> dxs (T, B, D), dh0, dc0 (B, H), dp LSTMParams.
    The last c has no gradient but that of its own h.
    Raises: ValueError if a shape does not fit the weights.
    Source: Gers, Schmidhuber & Cummins (2000). Differs: the exact gradient, where theirs is
    truncated; derived in module 04.
    """
    last = require_caches(caches, LSTMCache)[-1]
    sizes = {"T": len(caches), "B": len(last.c), "D": last.x.shape[-1], "H": last.c.shape[-1]}
    state = (last.o * last.tanh_c, last.f * last.c + last.i * last.g)
    tape = Tape(caches, None, state, (p, None), LSTM.name, sizes)
    dxs, (dh0, dc0), dp = unroll_backward(LSTM, p, tape, dhs_direct)
    return dxs, dh0, dc0, dp


def scalar_lstm():
    """Work out two steps of an LSTM of one unit, forward and backward, with its gates given.

    c_0 = 1; i, f, g, o are 0.5, 0.9, 0.8, 0.6 at step 1 and 0.4, 0.7, -0.5, 0.8 at step 2, and do
    not depend on h. L = (h_1 - 0.2)^2 / 2 + (h_2 - 1)^2 / 2.
    Shapes: -> dict of twelve floats, in the order in which they are found: c_1, h_1, c_2, h_2,
    dh_2, do_2, dc_2, df_2, dh_1, way_h and way_c (the parts of dc_1 that come by way of h_1 and of
    c_2), dc_1.
    """
    c_1 = 0.9 * 1 + 0.5 * 0.8
    h_1 = 0.6 * math.tanh(c_1)
    c_2 = 0.7 * c_1 + 0.4 * -0.5
    h_2 = 0.8 * math.tanh(c_2)
    numbers = {"c_1": c_1, "h_1": h_1, "c_2": c_2, "h_2": h_2}
    dh_2 = h_2 - 1
    dc_2 = dh_2 * 0.8 * (1 - math.tanh(c_2) ** 2)
    numbers |= {"dh_2": dh_2, "do_2": dh_2 * math.tanh(c_2), "dc_2": dc_2, "df_2": dc_2 * c_1}
    dh_1 = h_1 - 0.2
    way_h = dh_1 * 0.6 * (1 - math.tanh(c_1) ** 2)
    way_c = dc_2 * 0.7
    return numbers | {"dh_1": dh_1, "way_h": way_h, "way_c": way_c, "dc_1": way_h + way_c}


def highway_factor(fs):
    """Multiply the forget gates of a run: dc_T/dc_0 of each unit with the gates held fixed.

    Shapes: fs (T, H), gate values from 0 to 1 -> (H,) float64, also for fs in float32: 200 gates
    of 0.5 are 6e-61, and float32 has nothing between 1e-45 and 0.
    Raises: ValueError if fs holds no floats, or is no matrix.
    """
    fs = require_numbers("fs", fs, kinds="f")
    if fs.ndim != 2:
        raise ValueError(f"fs has shape {fs.shape}, expected (T, H).")
    return np.prod(fs, axis=0, dtype=np.float64)


def latch_weights():
    """Set the weights of an LSTM of one unit that keeps a marked bit.

    Shapes: -> LSTMParams of D = 2, H = 1 for x = (value, marker): value in [-1, 1], marker 0 or
    1. From h = c = 0, the step with marker 1 stores its value, a bit of -1 or 1, and h has the
    bit's sign from then on, whatever values come by unmarked.
    The input gate is open where the marker is 1 only, the forget gate always: c_next = c + g or
    c. After 200 steps of unmarked values c has moved by less than 0.03.
    """
    gain = 10.0  # sigmoid(10) = 0.99995: to the power of 200 it is 0.991
    return LSTMParams(
        W_x=np.array([[0.0, 0.0, 3.0, 0.0], [2 * gain, 0.0, 0.0, 0.0]]),
        W_h=np.zeros((1, 4)),
        b=np.array([-gain, gain, 0.0, gain]),
    )


def lstm_param_count(D, H):
    """Count the numbers in the weights of one LSTM cell, with one bias.

    Shapes: D, H whole numbers from 1 -> int. torch.nn.LSTM has two biases: 4 * H more.
    Raises: ValueError if D or H is no such number.
    """
    D, H = require_count("D", D), require_count("H", H)
    return 4 * (D * H + H * H + H)


def to_torch(p):
    """Name and arrange an LSTM's weights as torch.nn.LSTM does.

    Shapes: p LSTMParams -> dict of arrays: weight_ih_l0 (4H, D), weight_hh_l0 (4H, H), bias_ih_l0
    and bias_hh_l0 (4H,). PyTorch adds its two biases: the second is 0.
    Raises: ValueError if the weights do not fit each other.
    """
    require_params(p, LSTMParams)
    weights = {"weight_ih_l0": p.W_x.T, "weight_hh_l0": p.W_h.T}
    return weights | {"bias_ih_l0": p.b, "bias_hh_l0": np.zeros_like(p.b)}
