"""The LSTM over a whole sequence: what does not wait for the state stands outside the loop.

Unrolling the cell of cells.py multiplies many small matrices. Here the inputs of all steps go
through W_x in one product, the weights' gradients are one product each over all T * B rows, and
the loop keeps what only a loop can do: one product with W_h a step, written into arrays made once.

Axes  T time, B batch, D input, H hidden.   The blocks run i, f, g, o.
Raises  ValueError, from lstm_forward and lstm_backward, if an argument does not fit the weights
or the tape, or a weight is not finite.
"""

from typing import NamedTuple

import numpy as np

from helpers.scratch.bptt import chunk_bounds
from helpers.scratch.cells import LSTMParams
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.validation import require_axes

CACHED = 2**17  # gate values whose slopes still fit into a core's cache when the loop needs them


class LSTMTape(NamedTuple):
    """What a run over time keeps for its backward pass."""

    xs: np.ndarray  # (T, B, D)
    hs: np.ndarray  # (T + 1, B, H), h0 first
    cs: np.ndarray  # (T + 1, B, H), c0 first
    gates: np.ndarray  # (T, B, 4H)
    tanh_cs: np.ndarray  # (T, B, H), tanh of cs without c0


def lstm_forward(p, xs, h0, c0):
    """Run the LSTM over a sequence, all inputs through W_x at once.

    Shapes: xs (T, B, D); h0, c0 (B, H) -> hs (T, B, H), the last state (h, c), tape LSTMTape.
    Source: the equations of lstm_step; the order of the work is that of Appleyard, Kocisky &
    Blunsom (2016), who group the gates' products and take those of the inputs ahead of the loop.
    """
    T, B, D, H = _check_forward(p, xs, h0, c0)
    scale = gate_scale(p.b)
    gates = (xs.reshape(T * B, D) @ (p.W_x * scale) + p.b * scale).reshape(T, B, 4 * H)
    gates = gates.astype(np.result_type(gates, p.W_h, h0, c0), copy=False)
    hs, cs = np.empty_like(gates, shape=(T + 1, B, H)), np.empty_like(gates, shape=(T + 1, B, H))
    hs[0], cs[0] = h0, c0
    tape = LSTMTape(xs, hs, cs, gates, np.empty_like(hs[1:]))
    W_h, product = p.W_h * scale, np.empty_like(gates[0])
    run_steps(tape, lambda h: np.matmul(h, W_h, out=product))
    return hs[1:].copy(), (hs[-1].copy(), cs[-1].copy()), tape  # the tape needs its own


def run_steps(tape, through_W_h):
    """Run the loop over time, and fill in the tape.

    tape: hs and cs hold their first entry, gates xs @ W_x + b, made with weights times
    gate_scale; the rest is written. through_W_h: h -> h @ W_h, scaled alike.
    """
    _, hs, cs, gates, tanh_cs = tape
    scale = gate_scale(gates[0, 0])
    shift, written = np.where(scale == 1, 0, scale), np.empty_like(hs[0])
    steps = zip(gates, *_blocks(gates), hs[:-1], cs[:-1], hs[1:], cs[1:], tanh_cs, strict=True)
    for a, i, f, g, o, h, c, h_next, c_next, tanh_c in steps:
        a += through_W_h(h)
        np.tanh(a, out=a)
        a *= scale
        a += shift  # now i, f, g and o, which are views of a, hold the gates
        np.multiply(f, c, out=c_next)
        c_next += np.multiply(i, g, out=written)
        np.multiply(o, np.tanh(c_next, out=tanh_c), out=h_next)


def lstm_backward(p, tape, dhs, dh_last=None, dc_last=None):
    """Pull the gradients of all states, and of the last h and c, back through time.

    Shapes: dhs (T, B, H); dh_last, dc_last (B, H), zeros if None
    -> dxs (T, B, D), dh0, dc0 (B, H), dp LSTMParams.
    Source: the equations of lstm_step_backward, in the order of Appleyard, Kocisky & Blunsom
    (2016).
    """
    T, B, D, H = _check_backward(p, tape, dhs, dh_last, dc_last)
    xs, hs = tape.xs, tape.hs
    dh = np.zeros_like(hs[0]) if dh_last is None else dh_last.copy()
    dc = np.zeros_like(hs[0]) if dc_last is None else dc_last.copy()
    W_hT, product = np.ascontiguousarray(p.W_h.T), np.empty_like(hs[0])
    through_W_hT = lambda da: np.matmul(da, W_hT, out=product)  # noqa: E731
    das, dh, dc = pull_steps(tape, dhs, None, dh, dc, through_W_hT)
    rows = das.reshape(T * B, 4 * H)
    dp = LSTMParams(
        W_x=xs.reshape(T * B, D).T @ rows,
        W_h=hs[:-1].reshape(T * B, H).T @ rows,
        b=rows.sum(axis=0),
    )
    return (rows @ p.W_x.T).reshape(T, B, D), dh, dc, dp


def pull_steps(tape, dhs, dcs, dh, dc, through_W_hT):
    """Run the loop backwards in time; dh and dc are written over.

    Shapes: dhs, dcs (T, B, H), what reaches each h and c from outside, dcs None for nothing;
    dh, dc (B, H) from after the last step; through_W_hT is da -> da @ W_h.T, (B, 4H) -> (B, H)
    -> das (T, B, 4H), dh0, dc0 (B, H).
    """
    das, through_tanh = np.empty_like(tape.gates), np.empty_like(dh)
    forget = _blocks(tape.gates)[1]
    pieces = chunk_bounds(len(das), max(1, CACHED // das[0].size))
    for start, stop in reversed(pieces):
        dcs_dhs, slopes = _slopes(tape, slice(start, stop))
        for t in reversed(range(start, stop)):
            dh += dhs[t]
            if dcs is not None:
                dc += dcs[t]
            dc += np.multiply(dh, dcs_dhs[t - start], out=through_tanh)  # c_next's second arrow
            # Each gate's gradient is that of c_next, the output gate's that of h_next, times
            # what it was multiplied by and its own slope.
            np.concatenate((dc, dc, dc, dh), axis=1, out=das[t])
            das[t] *= slopes[t - start]
            dh = through_W_hT(das[t])
            dc *= forget[t]
    return das, dh, dc


def gate_scale(b):
    """Return what the pre-activations are multiplied by, so that one tanh does for all four blocks.

    sigmoid(a) = 0.5 * tanh(0.5 * a) + 0.5, and g is tanh itself. Shapes: b (4H,) -> (4H,).
    """
    return np.repeat(np.array([0.5, 0.5, 1.0, 0.5], b.dtype), len(b) // 4)


def _blocks(gates):
    """Return i, f, g, o as views. Shapes: gates (T, B, 4H) -> four (T, B, H)."""
    T, B, columns = gates.shape
    return gates.reshape(T, B, 4, columns // 4).transpose(2, 0, 1, 3)


def _slopes(tape, steps):
    """Compute what the gradients of some steps are multiplied by on their way to c and to a.

    Shapes: steps a slice of n -> dc_next / dh_next (n, B, H), and (n, B, 4H): dc_next / da in the
    blocks i, f, g, and dh_next / da in the block o.
    """
    gates, c, tanh_c = tape.gates[steps], tape.cs[steps], tape.tanh_cs[steps]
    i, _, g, o = _blocks(gates)
    slopes = np.concatenate((g, c, i, tanh_c), axis=2)
    # A sigmoid y has the slope y * (1 - y), tanh the slope (1 + y) * (1 - y).
    space = np.subtract(1, gates)
    slopes *= space
    ones = (gate_scale(gates[0, 0]) == 1).astype(gates.dtype)  # in the block of g
    slopes *= np.add(gates, ones, out=space)
    return o - tape.hs[1:][steps] * tanh_c, slopes  # o * (1 - tanh_c**2), as h_next = o * tanh_c


def _check_forward(p, xs, h0, c0):
    """Return T, B, D, H once the arguments of lstm_forward fit together."""
    sizes = require_params(p, LSTMParams)
    require_axes("xs", xs, "T, B, D", sizes)
    require_axes("h0", h0, "B, H", sizes)
    require_axes("c0", c0, "B, H", sizes)
    return tuple(sizes[axis] for axis in "TBDH")


def _check_backward(p, tape, dhs, dh_last, dc_last):
    """Return T, B, D, H once the arguments of lstm_backward fit together."""
    sizes = require_params(p, LSTMParams)
    if type(tape) is not LSTMTape:
        raise ValueError(f"tape is a {type(tape).__name__}, expected LSTMTape.")
    require_axes("tape.xs", tape.xs, "T, B, D", sizes)
    require_axes("tape.gates", tape.gates, "T, B, 4H", sizes)
    require_axes("dhs", dhs, "T, B, H", sizes)
    for name, last in [("dh_last", dh_last), ("dc_last", dc_last)]:
        if last is not None:
            require_axes(name, last, "B, H", sizes)
    return tuple(sizes[axis] for axis in "TBDH")
