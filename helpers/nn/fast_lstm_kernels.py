"""The loops over time of FastLSTM, compiled by numba: in single precision, on the CPU.

A step's product and its gates are small, so that calls from Python, and reading and writing
whole arrays for each operation, cost more than the arithmetic. Compiled, a sequence is one call,
and the rows of a batch, which do not meet, are shared out over threads.

The loops are written for LLVM, which turns an inner loop into vector instructions only if
- a division by zero is no exception (error_model),
- it writes to one place of each array: of two blocks of one array it cannot prove that they do
  not overlap, and a check at run time finds that they do;
- it runs over range(H), with offsets in the index.
And the arrays that a loop reads most are PyTorch's, which begin at a multiple of 64 bytes, the
longest vector: NumPy's begin at 16, and reading across such bounds takes up to 1.4 times as long.

Axes  T time, B batch, H hidden; K and N the axes of a product.   The blocks run i, f, g, o.
"""

from functools import partial

import numba
import numpy as np
import torch
from numba import njit, prange

# What the compiler may change: to fuse products into sums and to reorder sums. Not to take it
# that there is no NaN, which fastmath=True says: a NaN has to come through.
FASTMATH = {"contract", "reassoc", "nsz", "arcp"}

WIDE = 128  # columns from which on computing two rows of a product together pays

f32 = np.float32  # a Python number is double precision, and would draw the rest along
HALF, ONE, ZERO, CLAMP = f32(0.5), f32(1), f32(0), f32(7.90531110763549805)
A1, A3 = f32(4.89352455891786e-3), f32(6.37261928875436e-4)
A5, A7 = f32(1.48572235717979e-5), f32(5.12229709037114e-8)
A9, A11 = f32(-8.60467152213735e-11), f32(2.00018790482477e-13)
A13 = f32(-2.76076847742355e-16)
B0, B2 = f32(4.89352518554385e-3), f32(2.26843463243900e-3)
B4, B6 = f32(1.18534705686654e-4), f32(1.19825839466702e-6)


def compiled(function, **options):
    """Compile a function when it is first called, and keep the result beside this file."""
    options = {"fastmath": FASTMATH, "error_model": "numpy", **options}
    try:
        return njit(cache=True, **options)(function)
    except RuntimeError:  # nowhere to write: each process compiles for itself
        return njit(**options)(function)


def run(tape, W_h):
    """Run the loop over time, and fill in the tape.

    tape: LSTMTape of float32 whose hs and cs hold their first entry, and gates xs @ W_x + b; the
    rest is written. Shapes: W_h (H, 4H).
    """
    _, hs, cs, gates, tanh_cs = tape
    share_out(run_rows, run_parts, gates, hs, cs, tanh_cs, np.ascontiguousarray(W_h))


def pull(tape, dhs, dcs, dh, dc, W_h):
    """Run the loop backwards in time; dh and dc are written over.

    Shapes: tape of float32 as run filled it in; dhs, dcs (T, B, H), what reaches each h and c
    from outside, dcs None for nothing; dh, dc (B, H) from after the last step; W_h (H, 4H)
    -> das (T, B, 4H), dh0, dc0 (B, H).
    """
    das = np.empty_like(tape.gates)
    dcs = dhs[:0] if dcs is None else dcs
    upstream = [np.ascontiguousarray(d) for d in (dhs, dcs)]
    W_hT = torch.from_numpy(W_h).t().contiguous().numpy()
    share_out(
        pull_rows, pull_parts, tape.gates, tape.cs, tape.tanh_cs, *upstream, dh, dc, das, W_hT
    )
    return das, dh, dc


def share_out(loop, loop_in_parts, gates, *arrays):
    """Call a loop on all rows of the batch, shared out over as many threads as PyTorch takes.

    numba's threads are PyTorch's own where both find the same OpenMP, as they do on Linux; two
    kinds of threads would wait for each other's cores.
    """
    B = gates.shape[1]
    threads = min(torch.get_num_threads(), numba.config.NUMBA_NUM_THREADS, B)
    if threads == 1:
        loop(gates, *arrays, 0, B)
        return
    before = numba.get_num_threads()
    numba.set_num_threads(threads)
    try:
        loop_in_parts(np.arange(threads + 1) * B // threads, gates, *arrays)
    finally:
        numba.set_num_threads(before)


@compiled
def tanh(x):
    """Compute tanh of a float32, within 1e-6; NaN stays NaN.

    The last products and sums of both polynomials and the division round, some 8 times 6e-8 in
    all; which of them a processor fuses differs.

    Source: Eigen 3.4.0, generic_fast_tanh_float in Eigen/src/Core/MathFunctionsImpl.h. Differs:
    for |x| < 0.0004 it returns x, where this divides its polynomials there too.
    """
    x = CLAMP if x > CLAMP else x
    x = -CLAMP if x < -CLAMP else x
    y = x * x
    p = ((((((A13 * y + A11) * y + A9) * y + A7) * y + A5) * y + A3) * y + A1) * x
    return p / (((B6 * y + B4) * y + B2) * y + B0)


@compiled
def sigmoid(x):
    """Compute 1 / (1 + exp(-x)) of a float32, within 6e-7: half of tanh's error, and a rounding."""
    return HALF * tanh(HALF * x) + HALF


@compiled
def add_product(a, W, out):
    """Add a @ W to out. Shapes: a (B, K); W (K, N); out (B, N)."""
    B, N = out.shape
    pairs = B - B % 2 if N >= WIDE else 0
    add_to_pairs(a[:pairs], W, out[:pairs])
    add_to_rows(a[pairs:], W, out[pairs:])


@compiled
def add_to_rows(a, W, out):
    """Add a @ W to out: eight rows of W at a time, while the innermost cache holds them.

    Shapes: as add_product.
    """
    (B, K), N = a.shape, W.shape[1]
    whole = K - K % 8
    for k in range(0, whole, 8):
        for r in range(B):
            a0, a1, a2, a3 = a[r, k], a[r, k + 1], a[r, k + 2], a[r, k + 3]
            a4, a5, a6, a7 = a[r, k + 4], a[r, k + 5], a[r, k + 6], a[r, k + 7]
            for j in range(N):
                first = a0 * W[k, j] + a1 * W[k + 1, j] + a2 * W[k + 2, j] + a3 * W[k + 3, j]
                last = a4 * W[k + 4, j] + a5 * W[k + 5, j] + a6 * W[k + 6, j] + a7 * W[k + 7, j]
                out[r, j] += first + last
    for k in range(whole, K):
        for r in range(B):
            for j in range(N):
                out[r, j] += a[r, k] * W[k, j]


@compiled
def add_to_pairs(a, W, out):
    """Add a @ W to out: what is read of W, four rows at a time, serves two rows of out.

    Shapes: as add_product, B even.
    """
    (B, K), N = a.shape, W.shape[1]
    whole = K - K % 4
    for k in range(0, whole, 4):
        for r in range(0, B, 2):
            even, odd = out[r], out[r + 1]
            a0, a1, a2, a3 = a[r, k], a[r, k + 1], a[r, k + 2], a[r, k + 3]
            b0, b1, b2, b3 = a[r + 1, k], a[r + 1, k + 1], a[r + 1, k + 2], a[r + 1, k + 3]
            for j in range(N):
                W0, W1, W2, W3 = W[k, j], W[k + 1, j], W[k + 2, j], W[k + 3, j]
                even[j] += a0 * W0 + a1 * W1 + a2 * W2 + a3 * W3
                odd[j] += b0 * W0 + b1 * W1 + b2 * W2 + b3 * W3
    add_to_rows(a[:, whole:], W[whole:], out)


@compiled
def activate(gates, c, c_next, h_next, tanh_c):
    """Finish a step. Shapes: gates (B, 4H), from pre-activations to gates; the rest (B, H).

    c is read, the others are written.
    """
    B, H = c.shape
    for r in range(B):
        for j in range(2 * H):
            gates[r, j] = sigmoid(gates[r, j])
        for j in range(H):
            gates[r, 2 * H + j] = tanh(gates[r, 2 * H + j])
        for j in range(H):
            gates[r, 3 * H + j] = sigmoid(gates[r, 3 * H + j])
        for j in range(H):
            c_next[r, j] = gates[r, H + j] * c[r, j] + gates[r, j] * gates[r, 2 * H + j]
        for j in range(H):
            tanh_c[r, j] = tanh(c_next[r, j])
            h_next[r, j] = gates[r, 3 * H + j] * tanh_c[r, j]


@compiled
def run_rows(gates, hs, cs, tanh_cs, W_h, start, stop):
    """Run rows start to stop of the batch over all steps. Shapes: as in LSTMTape."""
    rows = slice(start, stop)  # a slice a step: handing one to a function costs 0.1 microseconds
    for t in range(len(gates)):
        add_product(hs[t, rows], W_h, gates[t, rows])
        activate(gates[t, rows], cs[t, rows], cs[t + 1, rows], hs[t + 1, rows], tanh_cs[t, rows])


@compiled
def deactivate(gates, c, tanh_c, dhs, dh, dc, da):
    """Pull a step's dh and dc back: da is written, dc gets that of c, dh is 0 after.

    Shapes: gates, da (B, 4H); the rest (B, H).
    """
    B, H = c.shape
    for r in range(B):
        for j in range(H):
            dh[r, j] += dhs[r, j]
            dc[r, j] += dh[r, j] * gates[r, 3 * H + j] * (ONE - tanh_c[r, j] * tanh_c[r, j])
        for j in range(H):
            i, g = gates[r, j], gates[r, 2 * H + j]
            da[r, j] = dc[r, j] * g * i * (ONE - i)
        for j in range(H):
            f = gates[r, H + j]
            da[r, H + j] = dc[r, j] * c[r, j] * f * (ONE - f)
        for j in range(H):
            i, g = gates[r, j], gates[r, 2 * H + j]
            da[r, 2 * H + j] = dc[r, j] * i * (ONE - g * g)
        for j in range(H):
            o = gates[r, 3 * H + j]
            da[r, 3 * H + j] = dh[r, j] * tanh_c[r, j] * o * (ONE - o)
        for j in range(H):
            dc[r, j] *= gates[r, H + j]
            dh[r, j] = ZERO


@compiled
def pull_rows(gates, cs, tanh_cs, dhs, dcs, dh, dc, das, W_hT, start, stop):
    """Pull rows start to stop of the batch back over all steps. Shapes: as in pull."""
    rows = slice(start, stop)
    for t in range(len(gates) - 1, -1, -1):
        if len(dcs):
            dc[rows] += dcs[t, rows]
        c, tanh_c, da = cs[t, rows], tanh_cs[t, rows], das[t, rows]
        deactivate(gates[t, rows], c, tanh_c, dhs[t, rows], dh[rows], dc[rows], da)
        add_product(da, W_hT, dh[rows])


@partial(compiled, parallel=True)
def run_parts(bounds, gates, hs, cs, tanh_cs, W_h):
    """Run part p of the rows, from bounds[p] to bounds[p + 1], in a thread of its own."""
    for p in prange(len(bounds) - 1):
        run_rows(gates, hs, cs, tanh_cs, W_h, bounds[p], bounds[p + 1])


@partial(compiled, parallel=True)
def pull_parts(bounds, gates, cs, tanh_cs, dhs, dcs, dh, dc, das, W_hT):
    """Pull part p of the rows back, from bounds[p] to bounds[p + 1], in a thread of its own."""
    for p in prange(len(bounds) - 1):
        pull_rows(gates, cs, tanh_cs, dhs, dcs, dh, dc, das, W_hT, bounds[p], bounds[p + 1])
