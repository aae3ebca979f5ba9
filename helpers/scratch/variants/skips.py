"""Two short cuts through time for an Elman cell: a leak, and a delay line.

Axes  T time, B batch, D input, H hidden.   dX is the gradient of the loss with respect to X.
Raises  ValueError, from every function here, if an argument does not fit the weights, a cache is
another cell's, or a weight is not finite; also if a delay d is no whole number of at least 1, or
T is 0.
"""

from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.cells import RNNCache, RNNParams, rnn_step, rnn_step_backward
from helpers.scratch.contract.checked import (
    checked,
    checked_step,
    checked_step_backward,
    unchecked,
)
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.protocol import (
    HIDDEN,
    Cell,
    require_cache,
    require_caches,
    require_gradients,
    require_step,
)
from helpers.scratch.contract.tree import tree_map
from helpers.scratch.contract.validation import require_axes, require_count, require_floats
from helpers.scratch.ops import sigmoid


class LeakyParams(NamedTuple):
    """Weights of one leaky cell."""

    W_x: Annotated[np.ndarray, "D, H"]
    W_h: Annotated[np.ndarray, "H, H"]
    b: Annotated[np.ndarray, "H"]
    a_alpha: Annotated[np.ndarray, "H"]  # alpha = sigmoid(a_alpha), one rate for each unit


class LeakyCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    g: np.ndarray  # (B, H), what an Elman cell's state would be
    alpha: np.ndarray  # (H,), the share of g in the new state


@checked_step(LeakyParams, HIDDEN)
def leaky_step(p, x, h):
    """Advance leaky integrators, h_next = (1 - alpha) * h + alpha * g, g an Elman cell's state.

    alpha = sigmoid(a_alpha) is learned, one for each unit, and the same at every step. A unit
    forgets over about 1 / alpha steps; at alpha = 1 it is an Elman unit.
    Shapes: x (B, D); h (B, H) -> h_next (B, H), cache LeakyCache.
    Source: Mozer (1992), whose tau is 1 - alpha; Jaeger et al. (2007). Differs: alpha is
    learned, through a sigmoid.
    """
    g = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
    alpha = sigmoid(p.a_alpha)
    return (1 - alpha) * h + alpha * g, LeakyCache(x, h, g, alpha)


@checked_step_backward(LeakyParams, HIDDEN, LeakyCache)
def leaky_step_backward(p, cache, dh_next):
    """Pull dh_next back through one step: a share of 1 - alpha goes straight to dh.

    Shapes: dh_next (B, H) -> dx (B, D), dh (B, H), dp LeakyParams.
    """
    x, h, g, alpha = cache
    da = dh_next * alpha * (1 - g**2)
    dalpha = (dh_next * (g - h)).sum(axis=0)
    da_alpha = dalpha * alpha * (1 - alpha)
    dp = LeakyParams(W_x=x.T @ da, W_h=h.T @ da, b=da.sum(axis=0), a_alpha=da_alpha)
    return da @ p.W_x.T, dh_next * (1 - alpha) + da @ p.W_h.T, dp


class DelayParams(NamedTuple):
    """Weights of one cell with a delay line."""

    W_x: Annotated[np.ndarray, "D, H"]
    W_h: Annotated[np.ndarray, "H, H"]  # reads the state one step ago
    W_d: Annotated[np.ndarray, "H, H"]  # reads the state d steps ago
    b: Annotated[np.ndarray, "H"]


class DelayCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    hs: tuple  # d states (B, H) before the step, the newest first
    h_next: np.ndarray  # (B, H)


def delay_state(d):
    """Return the d states of a delay line, newest first: {"h_1": "B, H", ..., "h_d": "B, H"}."""
    return {f"h_{steps}": "B, H" for steps in range(1, require_count("d", d) + 1)}


def _check_delay(p, x, *hs):
    """Check the arguments of delay_step."""
    state = delay_state(len(hs))
    require_step(p, DelayParams, x, state, **dict(zip(state, hs, strict=True)))


def _check_delay_backward(p, cache, *dhs_next):
    """Check the arguments of delay_step_backward."""
    x, hs, _ = require_cache(cache, DelayCache)
    names = [f"d{name}_next" for name in delay_state(len(hs))]
    if len(dhs_next) != len(hs):
        raise ValueError(f"dhs_next has {len(dhs_next)} arrays, expected {', '.join(names)}.")
    given = dict(zip(names, dhs_next, strict=True))
    require_gradients(p, DelayParams, x, hs[0], delay_state(len(hs)), **given)


@checked(_check_delay)
def delay_step(p, x, *hs):
    """Advance by h_next = tanh(x @ W_x + h_1 @ W_h + h_d @ W_d + b), where h_k is k steps old.

    As many states as are given, so long is the delay. They move on by one place.
    Shapes: x (B, D); hs = h_1, ..., h_d each (B, H), newest first
    -> h_next, h_1, ..., h_(d-1) each (B, H), cache DelayCache.
    Source: El Hihi & Bengio (1995); Lin et al. (1996). Differs: one long delay beside the
    ordinary one, where theirs have several.
    """
    h_next = np.tanh(x @ p.W_x + hs[0] @ p.W_h + hs[-1] @ p.W_d + p.b)
    return h_next, *hs[:-1], DelayCache(x, hs, h_next)


@checked(_check_delay_backward)
def delay_step_backward(p, cache, *dhs_next):
    """Pull the gradients of the d new states back through one step.

    Shapes: dhs_next: d arrays (B, H), newest state first -> dx (B, D), d arrays dh (B, H) in
    the same order, dp DelayParams.
    """
    x, hs, h_next = cache
    da = dhs_next[0] * (1 - h_next**2)
    dp = DelayParams(x.T @ da, hs[0].T @ da, hs[-1].T @ da, da.sum(axis=0))
    dhs = [*dhs_next[1:], np.zeros_like(da)]  # each state but the oldest moved on by one place
    dhs[0] = dhs[0] + da @ p.W_h.T
    dhs[-1] = dhs[-1] + da @ p.W_d.T  # at d = 1 both are one and the same
    return da @ p.W_x.T, *dhs, dp


def delay_forward(p, xs, h0s, d):
    """Run an Elman network that reads only the state d steps ago, h_t from h_(t-d).

    It is d networks that take turns and share their weights, so a gradient passes T steps in
    about T / d products.
    Shapes: xs (T, B, D); h0s (d, B, H), in the order of time: h0s[0] is the oldest, read at step
    0, and h0s[d-1] the newest -> hs (T, B, H), caches (a list of T RNNCache).
    Source: Lin et al. (1996), with the one delay d.
    """
    sizes = require_params(p, RNNParams) | {"d": require_count("d", d)}
    require_axes("xs", xs, "T, B, D", sizes)
    require_floats("h0s", h0s, d=d, B=sizes["B"], H=sizes["H"])
    past, caches = list(h0s), []  # past[t] is the state before step t, d steps old
    step = unchecked(rnn_step)
    for t, x in enumerate(xs):
        h_next, cache = step(p, x, past[t])
        past.append(h_next)
        caches.append(cache)
    return np.stack(past[d:]), caches


def delay_backward(p, caches, dhs, d):
    """Pull the gradients of all states back through delay_forward.

    Shapes: caches of T steps; dhs (T, B, H) -> dxs (T, B, D), dh0s (d, B, H), oldest first as
    h0s is, dp RNNParams.
    """
    sizes = require_params(p, RNNParams)
    sizes["T"], d = len(require_caches(caches, RNNCache)), require_count("d", d)
    require_axes("caches[0].x", caches[0].x, "B, D", sizes)
    require_axes("caches[0].h", caches[0].h, "B, H", sizes)
    require_axes("dhs", dhs, "T, B, H", sizes)
    T, B, H = dhs.shape
    dpast = [*np.zeros_like(dhs, shape=(d, B, H)), *dhs]
    dxs, dps, step_backward = [], [], unchecked(rnn_step_backward)
    for t in reversed(range(T)):
        dx, dh, dp = step_backward(p, caches[t], dpast[t + d])
        dpast[t] = dpast[t] + dh
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs[::-1]), np.stack(dpast[:d]), tree_map(lambda *parts: sum(parts), *dps)


def delay_cell(d):
    """Return the record of a cell whose second connection skips d steps.

    Its state has d entries, h_1 (one step old, the one shown) to h_d.
    """
    return Cell(
        f"delay_{require_count('d', d)}",
        DelayParams,
        delay_step,
        delay_step_backward,
        "A second connection reads the state d steps ago.",
        delay_state(d),
    )


LEAKY = Cell(
    "leaky",
    LeakyParams,
    leaky_step,
    leaky_step_backward,
    "The new state is a weighted mean of the old state and the Elman cell's, unit by unit.",
)
