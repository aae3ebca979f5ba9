"""Grid LSTM in two dimensions: memory along time and, in the same way, along depth.

A block stands at every step t and layer l. It takes h_1, c_1 from the step before and h_2, c_2
from the layer below, and hands both pairs on. Both transforms read the same [h_1, h_2], so the
block has no priority dimension: neither sees what the other has just computed.
Axes  T time, B batch, D input, H hidden; L layers.   Gates i, f, g, o. dX is the gradient of the
loss with respect to X.
Raises  ValueError, from every function here, if an argument does not fit the weights or another
argument, a weight is not finite, or T is 0.
"""

from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.contract.checked import checked, unchecked
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.protocol import require_cache
from helpers.scratch.contract.tree import tree_map
from helpers.scratch.contract.validation import require_axes, require_count
from helpers.scratch.init import init_params
from helpers.scratch.ops import sigmoid

STATES = ("h_1", "c_1", "h_2", "c_2")


class GridParams(NamedTuple):
    """Weights of one block: an LSTM along time (1) and one along depth (2)."""

    W_1: Annotated[np.ndarray, "2H, 4H"]
    b_1: Annotated[np.ndarray, "4H"]
    W_2: Annotated[np.ndarray, "2H, 4H"]
    b_2: Annotated[np.ndarray, "4H"]


class GridInput(NamedTuple):
    """Weights that bring an input into the bottom layer as h_2 and c_2, in this order."""

    W_x: Annotated[np.ndarray, "D, 2H"]
    b: Annotated[np.ndarray, "2H"]


class GridNetwork(NamedTuple):
    """Weights of a whole grid: the same at every step, other ones in every layer."""

    project: GridInput
    layers: tuple  # L GridParams, from the bottom


class GatesCache(NamedTuple):
    """What one of a block's two transforms keeps; all (B, H)."""

    c: np.ndarray  # the memory before the block
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    tanh_c: np.ndarray  # tanh of the memory after the block


class GridCache(NamedTuple):
    """What one block keeps for its backward pass."""

    both: np.ndarray  # (B, 2H), the states h_1 and h_2 side by side
    time: GatesCache
    depth: GatesCache


class GridTape(NamedTuple):
    """What a run over the grid keeps for its backward pass."""

    xs: np.ndarray  # (T, B, D)
    blocks: list  # T lists of L GridCache
    shape: tuple  # (L, B, H)


def _check_step(p, *states):
    """Check the arguments of grid_step."""
    sizes = require_params(p, GridParams)
    for name, state in zip(STATES, states, strict=True):
        require_axes(name, state, "B, H", sizes)


def _check_step_backward(p, cache, *dstates):
    """Check the arguments of grid_step_backward."""
    require_cache(cache, GridCache)
    sizes = require_params(p, GridParams)
    require_axes("cache.time.c", cache.time.c, "B, H", sizes)
    for name, dstate in zip(STATES, dstates, strict=True):
        require_axes(f"d{name}_next", dstate, "B, H", sizes)


@checked(_check_step)
def grid_step(p, h_1, c_1, h_2, c_2):
    """Pass one block: both pairs of states go through an LSTM that reads h_1 and h_2.

    Shapes: h_1, c_1 (time) and h_2, c_2 (depth) each (B, H) -> h_1_next, c_1_next (for step
    t + 1), h_2_next, c_2_next (for layer l + 1), each (B, H), cache GridCache.
    Source: Kalchbrenner, Danihelka & Graves (2015), Grid LSTM blocks. Differs: biases, and the
    course's h = o * tanh(c) where they write tanh(o * c).
    """
    both = np.hstack([h_1, h_2])
    h_1_next, c_1_next, time = _transform(both @ p.W_1 + p.b_1, c_1)
    h_2_next, c_2_next, depth = _transform(both @ p.W_2 + p.b_2, c_2)
    return h_1_next, c_1_next, h_2_next, c_2_next, GridCache(both, time, depth)


@checked(_check_step_backward)
def grid_step_backward(p, cache, dh_1_next, dc_1_next, dh_2_next, dc_2_next):
    """Pull the gradients of all four new states back through one block.

    Shapes: each (B, H) -> dh_1, dc_1, dh_2, dc_2 each (B, H), dp GridParams.
    """
    both, time, depth = cache
    da_1, dc_1 = _transform_backward(time, dh_1_next, dc_1_next)
    da_2, dc_2 = _transform_backward(depth, dh_2_next, dc_2_next)
    dp = GridParams(both.T @ da_1, da_1.sum(axis=0), both.T @ da_2, da_2.sum(axis=0))
    dh_1, dh_2 = np.hsplit(da_1 @ p.W_1.T + da_2 @ p.W_2.T, 2)  # both were read twice
    return dh_1, dc_1, dh_2, dc_2, dp


def grid_forward(p, xs, state0=None):
    """Run a grid of T steps and L layers; an input enters at the bottom of its step's column.

    Shapes: xs (T, B, D); state0 = h0, c0 along time, each (L, B, H), zeros if None
    -> hs (T, B, H), which is h_2 above the top layer; state = h_1, c_1 after the last step, each
    (L, B, H); tape.
    Source: Kalchbrenner, Danihelka & Graves (2015). Differs: other weights in each layer, where
    they also share one block's weights over depth; the input enters along depth only.
    """
    sizes = _require_network(p)
    require_axes("xs", xs, "T, B, D", sizes)
    shape = (len(p.layers), sizes["B"], sizes["H"])
    state0 = _require_states("state0", state0, shape, p.project.W_x.dtype)
    h_1s, c_1s = (list(states) for states in state0)
    hs, blocks, step = [], [], unchecked(grid_step)
    for x in xs:
        h_2, c_2 = np.hsplit(x @ p.project.W_x + p.project.b, 2)
        column = []
        for layer, q in enumerate(p.layers):
            h_1s[layer], c_1s[layer], h_2, c_2, cache = step(q, h_1s[layer], c_1s[layer], h_2, c_2)
            column.append(cache)
        hs.append(h_2)
        blocks.append(column)
    return np.stack(hs), (np.stack(h_1s), np.stack(c_1s)), GridTape(xs, blocks, shape)


def grid_backward(p, tape, dhs, dstate=None):
    """Pull the gradients of all top states, and of the last state, back through the grid.

    Shapes: dhs (T, B, H); dstate = dh, dc along time, each (L, B, H), zeros if None
    -> dxs (T, B, D), dstate0 = dh0, dc0 each (L, B, H), dp GridNetwork.
    """
    L, T = _require_tape(p, tape, dhs)
    dstate = _require_states("dstate", dstate, tape.shape, dhs.dtype)
    dh_1s, dc_1s = (list(gradients) for gradients in dstate)
    dp, step_backward = tree_map(np.zeros_like, p), unchecked(grid_step_backward)
    dxs = np.zeros_like(tape.xs, dtype=np.result_type(tape.xs, dhs))
    for t in reversed(range(T)):
        dh_2, dc_2 = dhs[t], np.zeros_like(dhs[t])  # nothing reads c_2 above the top
        for layer in reversed(range(L)):
            dh_1s[layer], dc_1s[layer], dh_2, dc_2, dq = step_backward(
                p.layers[layer], tape.blocks[t][layer], dh_1s[layer], dc_1s[layer], dh_2, dc_2
            )
            _add(dp.layers[layer], dq)
        da = np.hstack([dh_2, dc_2])
        _add(dp.project, GridInput(tape.xs[t].T @ da, da.sum(axis=0)))
        dxs[t] = da @ p.project.W_x.T
    return dxs, (np.stack(dh_1s), np.stack(dc_1s)), dp


def init_grid(rng, D, H, L):
    """Draw the weights of a grid of L layers; its input starts without a bias.

    Shapes: -> GridNetwork; drawn in this order: project, then the layers from the bottom.
    """
    D, H, L = require_count("D", D), require_count("H", H), require_count("L", L)
    project = init_params(rng, GridInput, D, H)
    return GridNetwork(project, tuple(init_grid_block(rng, H) for _ in range(L)))


def init_grid_block(rng, H):
    """Draw the weights of one block as init_lstm does: along time and depth, the forget bias is 1.

    Shapes: -> GridParams; drawn in this order: W_1, W_2.
    Source: as init_lstm. Along depth, a block then passes the input's c_2 up at first.
    """
    p = init_params(rng, GridParams, D=1, H=H)
    for b in (p.b_1, p.b_2):
        b[H : 2 * H] = 1.0
    return p


def _transform(a, c):
    """Apply LSTM gates with pre-activations a (B, 4H) to a memory c: h_next, c_next, cache."""
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=-1)
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, GatesCache(c, i, f, g, o, tanh_c)


def _transform_backward(cache, dh_next, dc_next):
    """Pull dh_next and dc_next back through _transform: da (B, 4H), dc (B, H)."""
    c, i, f, g, o, tanh_c = cache
    dc = dc_next + dh_next * o * (1 - tanh_c**2)
    da_i = dc * g * i * (1 - i)
    da_f = dc * c * f * (1 - f)
    da_g = dc * i * (1 - g**2)
    da_o = dh_next * tanh_c * o * (1 - o)
    return np.hstack([da_i, da_f, da_g, da_o]), dc * f


def _add(totals, parts):
    """Add each part to its total, in place."""
    for total, part in zip(totals, parts, strict=True):
        total += part


def _require_network(p):
    """Return the sizes D and H of a GridNetwork whose weights fit together."""
    if type(p) is not GridNetwork:
        raise ValueError(f"p is a {type(p).__name__}, expected GridNetwork.")
    sizes = require_params(p.project, GridInput, "p.project")
    if not isinstance(p.layers, tuple) or not p.layers:
        got = f"a {type(p.layers).__name__}" if p.layers else f"{p.layers!r}"
        raise ValueError(f"p.layers is {got}, expected a tuple of at least one GridParams.")
    for number, layer in enumerate(p.layers):
        found = require_params(layer, GridParams, f"p.layers[{number}]")
        if found["H"] != sizes["H"]:
            raise ValueError(f"p.layers[{number}] has H={found['H']}, expected H={sizes['H']}.")
    return sizes


def _require_tape(p, tape, dhs):
    """Return L and T once the weights, what a run kept, and dhs (T, B, H) fit together."""
    sizes = _require_network(p)
    if type(tape) is not GridTape:
        raise ValueError(f"tape is a {type(tape).__name__}, expected GridTape.")
    L, _, H = tape.shape
    if (len(p.layers), sizes["H"]) != (L, H):
        got = f"{len(p.layers)} layers of H={sizes['H']}"
        raise ValueError(f"p has {got}, expected {L} of H={H}, as in the tape.")
    require_axes("tape.xs", tape.xs, "T, B, D", sizes)
    require_axes("dhs", dhs, "T, B, H", sizes)
    return L, sizes["T"]


def _require_states(name, states, shape, dtype):
    """Return a pair of arrays of the given shape (L, B, H), zeros if there are none."""
    if states is None:
        return np.zeros(shape, dtype), np.zeros(shape, dtype)
    if not isinstance(states, (tuple, list)):
        raise ValueError(f"{name} is a {type(states).__name__}, expected h and c along time.")
    if len(states) != 2:
        raise ValueError(f"{name} has {len(states)} arrays, expected 2: h and c along time.")
    for part, array in zip("hc", states, strict=True):
        sizes = dict(zip("LBH", shape, strict=True))
        require_axes(f"{part} of {name}", array, "L, B, H", sizes)
    return tuple(states)
