"""Where a recurrent step's time goes: counts of work, the roofline, and the LSTM rung by rung.

Axes  T steps, B batch, D input, H hidden, L layers, N rows of a product.
Units: a flop is one multiplication or one addition; a product (N, D) @ (D, H) has 2 N D H of them.
Raises  ValueError, from every function here, if a size is not a whole number of at least 1, or an
argument does not fit another one.
"""

from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch import hoisted
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.validation import require_axes, require_count, require_positive
from helpers.scratch.modules.m13_scans import combine, scan_work_depth
from helpers.scratch.modules.m13_state_spaces import slstm_stabiliser, ssm_kernel, zero_order_hold
from helpers.scratch.ops import sigmoid


class FusedParams(NamedTuple):
    """Weights of an LSTM in one matrix: its first D rows are W_x, the H below them W_h."""

    W: Annotated[np.ndarray, "J, 4H"]  # J = D + H
    b: Annotated[np.ndarray, "4H"]


def lstm_flops(T, B, D, H):
    """Count the flops of an LSTM's matrix products, over all steps.

    Every product of the forward pass has two on the way back: one for the gradient of its weights,
    one for that of what was multiplied by them. What is not a product is not counted: gates and
    states are about 30 T B H.
    Shapes: -> {"forward": int, "backward": int}; the backward pass includes the inputs' gradient,
    which is 8 T B D H of it.
    """
    T, B = require_count("T", T), require_count("B", B)
    D, H = require_count("D", D), require_count("H", H)
    forward = 8 * T * B * H * (D + H)
    return {"forward": forward, "backward": 2 * forward}


def arithmetic_intensity(N, D, H, size=4):
    """Return the flops of a product (N, D) @ (D, H) for every byte of its three arrays.

    Each array is moved once, as from memory into a cache that holds them all.
    Units: size in bytes a number, 4 in single precision -> flops a byte.
    Source: Williams, Waterman & Patterson (2009), operational intensity.
    """
    N, D, H = require_count("N", N), require_count("D", D), require_count("H", H)
    return 2 * N * D * H / (require_count("size", size) * (N * D + D * H + N * H))


def roofline(flops, bytes, peak, bandwidth):
    """Return the speed that a piece of work can reach: the lower of two roofs.

    Either the processor limits it, or the memory does: min(peak, flops / bytes * bandwidth).
    Units: flops and bytes of the work; peak in flops a second, bandwidth in bytes a second, all
    above 0 -> flops a second.
    Source: Williams, Waterman & Patterson (2009).
    """
    flops, bytes = require_positive("flops", flops), require_positive("bytes", bytes)
    peak, bandwidth = require_positive("peak", peak), require_positive("bandwidth", bandwidth)
    return min(peak, flops / bytes * bandwidth)


def fused_lstm_step(p, x, h, c):
    """Advance an LSTM by one step with a single product, [x, h] @ W + b.

    Shapes: p FusedParams, gates in blocks i, f, g, o; x (B, D); h, c (B, H) -> h_next, c_next,
    (B, H) each.
    Source: as helpers.scratch.cells.lstm_step.
    """
    sizes = require_params(p, FusedParams)
    require_axes("h", h, "B, H", sizes)
    require_axes("c", c, "B, H", sizes)
    if sizes["J"] <= sizes["H"]:
        raise ValueError(f"p.W has {sizes['J']} rows, expected D + H, above H = {sizes['H']}.")
    require_axes("x", x, "B, D", sizes | {"D": sizes["J"] - sizes["H"]})
    i, f, g, o = np.split(np.hstack([x, h]) @ p.W + p.b, 4, axis=-1)
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


def hoisted_lstm_forward(p, xs, h0, c0):
    """Run an LSTM over a sequence, the inputs of all steps through W_x ahead of the loop.

    Shapes: p LSTMParams; xs (T, B, D); h0, c0 (B, H) -> hs (T, B, H), the last state (h, c).
    Source: Appleyard, Kocisky & Blunsom (2016); as helpers.scratch.hoisted.lstm_forward.
    """
    return hoisted.lstm_forward(p, xs, h0, c0)[:2]


def wavefront(L, T):
    """List which cells of L layers over T steps can be computed at the same time.

    Cell (layer, t) waits for (layer - 1, t) and (layer, t - 1), so all cells of one sum layer + t
    are ready together.
    Shapes: -> list of L + T - 1 diagonals in the order of computing, each a list of (layer, t), the
    lowest layer first, both counted from 0.
    Source: Appleyard, Kocisky & Blunsom (2016).
    """
    L, T = require_count("L", L), require_count("T", T)
    return [
        [(layer, d - layer) for layer in range(L) if 0 <= d - layer < T] for d in range(L + T - 1)
    ]


def recurrence_by_hand():
    """Work out two steps joined to one, a discretised system, its kernel, and a stabilised gate.

    Step (0.5, 1) and after it (-2, 5); lam = -1.5 held over dt = 0.5, and the kernel of that system
    with B = b and C = 4 after 2 steps; log_f = -0.5, log_i = 1 and m = 4; the scans' work at
    T = 16; one step of 32 rows with H = 128 against 64 steps of inputs at once, D = 64.
    Returns a dict of ten floats: joined_a, joined_b; a, b of the held system; k_2, its kernel's
    third entry; m_next, i of the gate; work, of Hillis and Steele's scan over that of Blelloch's;
    step, inputs, flops a byte of (32, 128) @ (128, 512) and of (2048, 64) @ (64, 512).
    """
    one = [np.full((1, 1, 1), number) for number in (0.5, 1.0, -2.0, 5.0)]
    joined = combine((one[0], one[1]), (one[2], one[3]))
    a, b = zero_order_hold(np.array([-1.5 + 0j]), 0.5)
    kernel = ssm_kernel(a[None], b[None], np.array([[4.0 + 0j]]), 3)
    _, i, m_next = slstm_stabiliser(*(np.array([[number]]) for number in (-0.5, 1.0, 4.0)))
    counts = scan_work_depth(16)
    numbers = {"joined_a": joined[0].item(), "joined_b": joined[1].item()}
    numbers |= {"a": a[0].real, "b": b[0].real, "k_2": kernel[2, 0]}
    numbers |= {"m_next": m_next[0, 0], "i": i[0, 0]}
    numbers |= {"work": counts["hillis_steele"]["work"] / counts["blelloch"]["work"]}
    numbers |= {"step": arithmetic_intensity(32, 128, 512)}
    numbers |= {"inputs": arithmetic_intensity(2048, 64, 512)}
    return {name: float(value) for name, value in numbers.items()}
