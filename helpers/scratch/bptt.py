"""Backpropagation through time, full and truncated, for the Elman cell.

Axes  T time, B batch, D input, H hidden.   dX is the gradient of the loss with respect to X.
"""

import numpy as np

from helpers.scratch.cells import (
    RNNParams,
    require_rnn_params,
    rnn_step,
    rnn_step_backward,
)
from helpers.scratch.validation import require_count, require_floats, require_shape


def rnn_forward(p, xs, h0):
    """Run the cell over a sequence, with the same weights at every step.

    Shapes: xs (T, B, D); h0 (B, H) -> hs (T, B, H), caches (a list of T RNNCache).
    hs[t] is the state after reading xs[t]; h0 itself is not in it.
    Raises: ValueError if a shape does not fit the weights, T is 0, or xs holds no floats.
    """
    D, H = require_rnn_params(p)
    T, B, _ = require_floats("xs", xs, T=None, B=None, D=D)
    require_shape("h0", h0, B=B, H=H)
    h, caches = h0, []
    for t in range(T):
        h, cache = rnn_step(p, xs[t], h)
        caches.append(cache)
    return np.stack([cache.h_next for cache in caches]), caches


def rnn_backward(p, caches, dhs):
    """Pull the gradients of all states back through time.

    Shapes: caches of T steps; dhs (T, B, H) -> dxs (T, B, D), dh0 (B, H), dp RNNParams.
    dhs[t] is what reaches hs[t] from outside the recurrence, for example from a readout.
    Raises: ValueError if dhs does not hold one (B, H) array per cache.
    Source: Werbos (1990); derived in module 01.
    """
    T = require_count("len(caches)", len(caches))
    B, H = caches[0].h_next.shape
    require_shape("dhs", dhs, T=T, B=B, H=H)
    dp = RNNParams(*(np.zeros_like(weight, dtype=np.result_type(weight, dhs)) for weight in p))
    dxs: list[np.ndarray] = [np.empty(0)] * T
    dh = np.zeros_like(dhs[0])  # nothing comes back from after the last step
    for t in reversed(range(T)):
        dxs[t], dh, dp_t = rnn_step_backward(p, caches[t], dhs[t] + dh)
        for total, part in zip(dp, dp_t, strict=True):
            total += part  # one copy of the weights per step, so the contributions add up
    return np.stack(dxs), dh, dp


def chunk_bounds(T, k):
    """Cut T steps into chunks of k; the last one may be shorter.

    Units: T and k count steps -> list of (start, stop), stop excluded.
    Raises: ValueError if T or k is not a whole number, T < 0 or k < 1.
    """
    T, k = require_count("T", T, least=0), require_count("k", k)
    return [(start, min(start + k, T)) for start in range(0, T, k)]


def truncated_backward(p, xs, h0, dhs, k):
    """Backpropagate within chunks of k steps: the state is carried, the gradient is cut.

    Shapes: xs (T, B, D); h0 (B, H); dhs (T, B, H) -> dxs (T, B, D), dh0 (B, H), dp RNNParams.
    dp sums over all chunks; dh0 is what reaches h0 from the first chunk. With k >= T nothing
    is cut and the gradient is the full one.
    Raises: ValueError if k < 1 or a shape does not fit.
    Source: Williams & Peng (1990). Differs: their BPTT(h; h') slides a window of h steps and
    moves it h' at a time; these chunks do not overlap.
    """
    D, H = require_rnn_params(p)
    T, B, _ = require_floats("xs", xs, T=None, B=None, D=D)
    require_shape("dhs", dhs, T=T, B=B, H=H)
    h, parts = h0, []
    for start, stop in chunk_bounds(T, k):
        hs, caches = rnn_forward(p, xs[start:stop], h)
        parts.append(rnn_backward(p, caches, dhs[start:stop]))
        h = hs[-1]
    dxs, dh0s, dps = zip(*parts, strict=True)
    dp = RNNParams(*(sum(weights) for weights in zip(*dps, strict=True)))
    return np.concatenate(dxs), dh0s[0], dp
