"""The depth-gated LSTM: a gate lets the memory of the layer below flow into the one above.

Axes  T time, B batch, D input, H hidden.   Blocks run i, f, g, o; the depth gate is d.
c_below is the memory of the layer below after the same step, c_next there.
dX is the gradient of the loss with respect to X; X_next lives at time t+1.
Raises  ValueError, from every function here, if an argument does not fit the weights or another
argument, a weight is not finite, or T is 0.
"""

from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.cells import LSTMCache, LSTMParams, lstm_step, lstm_step_backward
from helpers.scratch.contract.checked import checked_step, checked_step_backward, unchecked
from helpers.scratch.contract.params import init_forget_open, require_params
from helpers.scratch.contract.protocol import (
    HIDDEN_AND_CELL,
    require_state,
)
from helpers.scratch.contract.tree import tree_map
from helpers.scratch.contract.validation import require_axes, require_count
from helpers.scratch.ops import sigmoid

HIDDEN_CELL_AND_BELOW = HIDDEN_AND_CELL | {"c_below": "B, H"}


class DepthGatedParams(NamedTuple):
    """Weights of one depth-gated LSTM cell; the blocks run i, f, g, o."""

    W_x: Annotated[np.ndarray, "D, 4H"]
    W_h: Annotated[np.ndarray, "H, 4H"]
    b: Annotated[np.ndarray, "4H"]
    p_i: Annotated[np.ndarray, "H"]
    p_f: Annotated[np.ndarray, "H"]
    p_o: Annotated[np.ndarray, "H"]
    W_xd: Annotated[np.ndarray, "D, H"]
    w_cd: Annotated[np.ndarray, "H"]
    w_ld: Annotated[np.ndarray, "H"]
    b_d: Annotated[np.ndarray, "H"]


class DepthGatedCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    c: np.ndarray  # (B, H), the memory before the step
    c_below: np.ndarray  # (B, H), the memory of the layer below after the step
    i: np.ndarray  # (B, H), input gate
    f: np.ndarray  # (B, H), forget gate
    g: np.ndarray  # (B, H), candidate
    o: np.ndarray  # (B, H), output gate
    d: np.ndarray  # (B, H), depth gate
    c_next: np.ndarray  # (B, H), the memory after the step
    tanh_c: np.ndarray  # (B, H), its tanh


@checked_step(DepthGatedParams, HIDDEN_CELL_AND_BELOW)
def depth_gated_step(p, x, h, c, c_below):
    """Advance a depth-gated LSTM by one step, c_next = d * c_below + f * c + i * g.

    d = sigmoid(x @ W_xd + w_cd * c + w_ld * c_below + b_d).
    Shapes: x (B, D), the state of the layer below; h, c, c_below (B, H) -> h_next, c_next (B, H),
    cache DepthGatedCache.
    Source: Yao et al. (2015), "Depth-gated LSTM". The peepholes are vectors here, as w_cd and
    w_ld are there, and f has weights of its own, where DyNet's DGLSTMBuilder has f = 1 - i.
    """
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
    i = sigmoid(a_i + p.p_i * c)
    f = sigmoid(a_f + p.p_f * c)
    g = np.tanh(a_g)
    d = sigmoid(x @ p.W_xd + p.w_cd * c + p.w_ld * c_below + p.b_d)
    c_next = d * c_below + f * c + i * g
    o = sigmoid(a_o + p.p_o * c_next)
    tanh_c = np.tanh(c_next)
    cache = DepthGatedCache(x, h, c, c_below, i, f, g, o, d, c_next, tanh_c)
    return o * tanh_c, c_next, cache


@checked_step_backward(DepthGatedParams, HIDDEN_AND_CELL, DepthGatedCache)
def depth_gated_step_backward(p, cache, dh_next, dc_next):
    """Pull dh_next and dc_next back through one step.

    Shapes: dh_next, dc_next (B, H) -> dx (B, D), dh, dc, dc_below (B, H), dp DepthGatedParams.
    """
    x, h, c, c_below, i, f, g, o, d, c_next, tanh_c = cache
    da_o = dh_next * tanh_c * o * (1 - o)
    dc_next = dc_next + dh_next * o * (1 - tanh_c**2) + da_o * p.p_o
    da_i = dc_next * g * i * (1 - i)
    da_f = dc_next * c * f * (1 - f)
    da_g = dc_next * i * (1 - g**2)
    da_d = dc_next * c_below * d * (1 - d)
    dc = dc_next * f + da_i * p.p_i + da_f * p.p_f + da_d * p.w_cd
    dc_below = dc_next * d + da_d * p.w_ld  # down one layer by a gate alone, as back one step by f
    da = np.hstack([da_i, da_f, da_g, da_o])  # (B, 4H)
    dp = DepthGatedParams(
        W_x=x.T @ da,
        W_h=h.T @ da,
        b=da.sum(axis=0),
        p_i=(da_i * c).sum(axis=0),
        p_f=(da_f * c).sum(axis=0),
        p_o=(da_o * c_next).sum(axis=0),
        W_xd=x.T @ da_d,
        w_cd=(da_d * c).sum(axis=0),
        w_ld=(da_d * c_below).sum(axis=0),
        b_d=da_d.sum(axis=0),
    )
    return da @ p.W_x.T + da_d @ p.W_xd.T, da @ p.W_h.T, dc, dc_below, dp


def depth_gated_forward(ps, xs, states0=None):
    """Run a stack of layers over time: a plain LSTM, then depth-gated ones on top of it.

    Shapes: ps [LSTMParams, DepthGatedParams, ...], all of one H; xs (T, B, D); states0 a list of
    (h0, c0), one pair a layer, zeros if None -> hs (T, B, H) of the top layer, states like
    states0, caches[t][layer].
    Source: Yao et al. (2015). The first layer has no memory below it, hence no depth gate.
    """
    T, states = _check_stack(ps, xs, states0)
    hs, caches = [], []
    for t in range(T):
        x, c_below, row = xs[t], None, []
        for layer, p in enumerate(ps):
            h, c = states[layer]
            if layer == 0:
                h, c, cache = unchecked(lstm_step)(p, x, h, c)
            else:
                h, c, cache = unchecked(depth_gated_step)(p, x, h, c, c_below)
            states[layer] = (h, c)
            x, c_below = h, c
            row.append(cache)
        hs.append(x)
        caches.append(row)
    return np.stack(hs), [(h.copy(), c.copy()) for h, c in states], caches


def depth_gated_backward(ps, caches, dhs, dstates=None):
    """Pull the gradients of the top layer's states, and of all last states, back to the start.

    Shapes: ps, caches as in depth_gated_forward; dhs (T, B, H); dstates a list of (dh, dc), one
    pair a layer, zeros if None -> dxs (T, B, D), dstates0 like dstates, dps like ps.
    """
    dstates = _check_backward(ps, caches, dhs, dstates)
    dps = [tree_map(np.zeros_like, p) for p in ps]
    dxs = []
    for t in reversed(range(len(caches))):
        dx, dc_below = dhs[t], 0  # what reaches the top layer from outside the recurrence
        for layer in reversed(range(len(ps))):
            dh, dc = dstates[layer]
            above = (ps[layer], caches[t][layer], dh + dx, dc + dc_below)
            if layer == 0:
                dx, dh, dc, dp = unchecked(lstm_step_backward)(*above)
            else:
                dx, dh, dc, dc_below, dp = unchecked(depth_gated_step_backward)(*above)
            dstates[layer] = (dh, dc)
            dps[layer] = tree_map(np.add, dps[layer], dp)
        dxs.append(dx)
    return np.stack(dxs[::-1]), dstates, dps


def init_depth_gated(rng, D, H):
    """Draw the weights of one layer as init_lstm does: the forget bias is 1, every other one 0.

    Shapes: -> DepthGatedParams; the peephole vectors p_i, p_f, p_o, w_cd, w_ld start at 0.
    """
    return init_forget_open(DepthGatedParams, rng, D, H)


def _check_stack(ps, xs, states0):
    """Return T and a new list of the first states once all arguments fit together."""
    sizes = _require_layers(ps)
    require_axes("xs", xs, "T, B, D", sizes)
    states = _require_pairs("states0", states0, "{} of states0", len(ps), sizes, ps[0].W_x.dtype)
    return sizes["T"], states


def _check_backward(ps, caches, dhs, dstates):
    """Return a new list of the last states' gradients once all arguments fit together."""
    sizes = _require_layers(ps)
    if not isinstance(caches, list):
        raise ValueError(f"caches is a {type(caches).__name__}, expected a list, one per step.")
    sizes["T"] = require_count("len(caches)", len(caches))
    kinds = [LSTMCache] + [DepthGatedCache] * (len(ps) - 1)
    for t, row in enumerate(caches):
        wanted = kinds[: len(row)] if isinstance(row, list) else None
        if not wanted or [type(cache) for cache in row[: len(wanted)]] != wanted:
            raise ValueError(
                f"caches[{t}] is not what depth_gated_forward returned for such layers."
            )
    if len(ps) != len(caches[0]):
        raise ValueError(f"ps has {len(ps)} layers, expected {len(caches[0])}, as in the caches.")
    x, h = caches[0][0].x, caches[0][0].h
    require_axes("caches[0][0].x", x, "B, D", sizes)
    require_axes("caches[0][0].h", h, "B, H", sizes)
    require_axes("dhs", dhs, "T, B, H", sizes)
    return _require_pairs("dstates", dstates, "d{} of dstates", len(ps), sizes, h.dtype)


def _require_layers(ps):
    """Return the sizes D, of the lowest layer, and H once a stack's layers fit together."""
    if not isinstance(ps, (list, tuple)):
        raise ValueError(f"ps is a {type(ps).__name__}, expected a list of weights, one per layer.")
    require_count("len(ps)", len(ps))
    sizes = require_params(ps[0], LSTMParams, "ps[0]")
    H = sizes["H"]
    for layer, p in enumerate(ps[1:], start=1):
        got = require_params(p, DepthGatedParams, f"ps[{layer}]")
        if got != {"D": H, "H": H}:
            raise ValueError(f"ps[{layer}] has the sizes {got}, expected D = H = {H} as below it.")
    return sizes


def _require_pairs(name, pairs, entry, count, sizes, dtype):
    """Return a new list of pairs such as (h, c), one per layer, zeros if there are none."""
    if pairs is None:
        zeros = np.zeros((sizes["B"], sizes["H"]), dtype)
        return [(zeros, zeros)] * count
    if not isinstance(pairs, (list, tuple)):
        raise ValueError(f"{name} is a {type(pairs).__name__}, expected a list of pairs.")
    if len(pairs) != count:
        raise ValueError(f"{name} has {len(pairs)} pairs, expected {count}, one per layer.")
    for layer, pair in enumerate(pairs):
        require_state(f"{name}[{layer}]", pair, HIDDEN_AND_CELL, sizes, f"{entry}[{layer}]")
    return [tuple(pair) for pair in pairs]
