"""Greff et al.'s eight variants of the LSTM: one general step with peepholes, one change each.

Axes  B batch, D input, H hidden.   Blocks run i, f, g, o; those of the gates alone i, f, o.
dX is the gradient of the loss with respect to X; X_next lives at time t+1.
Raises  ValueError, from every function here, if an argument does not fit the weights, a cache is
another cell's, or a weight is not finite; ablated_step also for a variant that is unknown or FGR,
which has a third state.
"""

from functools import partial
from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.contract.checked import checked, checked_step, checked_step_backward
from helpers.scratch.contract.params import init_forget_open
from helpers.scratch.contract.protocol import (
    HIDDEN_AND_CELL,
    Cell,
    require_step,
)
from helpers.scratch.ops import sigmoid
from helpers.scratch.variants.lstm import PEEPHOLE, PeepholeParams

# What each variant changes in the vanilla LSTM. Its activations are both tanh:
# g = tanh(a_g) and h_next = o * tanh(c_next).
ABLATIONS = {
    "V": "Vanilla: nothing is changed, so it is the cell PEEPHOLE; three gates, two activations.",
    "NIG": "No input gate: i = 1.",
    "NFG": "No forget gate: f = 1.",
    "NOG": "No output gate: o = 1.",
    "NIAF": "No input activation function: g = a_g.",
    "NOAF": "No output activation function: h_next = o * c_next.",
    "NP": "No peepholes: the gates see x and h alone.",
    "CIFG": "Coupled input and forget gate: f = 1 - i.",
}
HIDDEN_CELL_AND_GATES = HIDDEN_AND_CELL | {"gates": "B, 3H"}


class FGRParams(NamedTuple):
    """Weights with full gate recurrence: W_r holds nine H x H blocks, rows and columns i, f, o."""

    W_x: Annotated[np.ndarray, "D, 4H"]
    W_h: Annotated[np.ndarray, "H, 4H"]
    b: Annotated[np.ndarray, "4H"]
    p_i: Annotated[np.ndarray, "H"]
    p_f: Annotated[np.ndarray, "H"]
    p_o: Annotated[np.ndarray, "H"]
    W_r: Annotated[np.ndarray, "3H, 3H"]


class GreffCache(NamedTuple):
    """What one step keeps for its backward pass."""

    variant: str
    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    c: np.ndarray  # (B, H), the memory before the step
    gates: np.ndarray | None  # (B, 3H), i, f, o of the step before; None without FGR
    i: np.ndarray  # (B, H), input gate
    f: np.ndarray  # (B, H), forget gate
    g: np.ndarray  # (B, H), candidate
    o: np.ndarray  # (B, H), output gate
    c_next: np.ndarray  # (B, H), the memory after the step
    s: np.ndarray  # (B, H), what the output gate scales: tanh(c_next), or c_next in NOAF


def _check_ablated(p, x, h, c, variant):
    """Check the arguments of ablated_step."""
    if variant not in ABLATIONS:
        raise ValueError(f"variant is {variant!r}, expected one of {', '.join(ABLATIONS)}.")
    require_step(p, PeepholeParams, x, HIDDEN_AND_CELL, h=h, c=c)


@checked(_check_ablated)
def ablated_step(p, x, h, c, variant):
    """Advance an LSTM with peepholes by one step, with the one change that variant names.

    Shapes: x (B, D); h, c (B, H); variant a key of ABLATIONS -> h_next, c_next (B, H), cache.
    Source: Greff et al. (2015), "LSTM: A Search Space Odyssey". Differs in letters alone: their
    block input z is g here, their block output y is h; their activations g and h are tanh.
    """
    cache = _advance(p, x, h, c, None, variant)
    return cache.o * cache.s, cache.c_next, cache


@checked_step_backward(PeepholeParams, HIDDEN_AND_CELL, GreffCache)
def ablated_step_backward(p, cache, dh_next, dc_next):
    """Pull dh_next and dc_next back through one step of the variant that the cache names.

    Shapes: dh_next, dc_next (B, H) -> dx (B, D), dh, dc (B, H), dp PeepholeParams, 0 for a weight
    that the variant does not use.
    Source: as peephole_step_backward, which this is for V.
    """
    dgates_next = np.zeros_like(cache.h, shape=(len(cache.h), 3 * cache.h.shape[1]))
    dx, dh, dc, _, dp = _retreat(p, cache, dh_next, dc_next, dgates_next)
    return dx, dh, dc, PeepholeParams(**dp)


@checked_step(FGRParams, HIDDEN_CELL_AND_GATES)
def fgr_step(p, x, h, c, gates):
    """Advance an LSTM with full gate recurrence by one step: every gate sees all gates before it.

    Shapes: x (B, D); h, c (B, H); gates (B, 3H), the last i, f, o -> h_next, c_next, gates_next,
    cache GreffCache.
    Source: Greff et al. (2015), variant FGR; the LSTM of 1997 had such connections.
    """
    cache = _advance(p, x, h, c, gates, "FGR")
    return cache.o * cache.s, cache.c_next, np.hstack([cache.i, cache.f, cache.o]), cache


@checked_step_backward(FGRParams, HIDDEN_CELL_AND_GATES, GreffCache)
def fgr_step_backward(p, cache, dh_next, dc_next, dgates_next):
    """Pull the gradients of all three states back through one step.

    Shapes: dh_next, dc_next (B, H); dgates_next (B, 3H) -> dx (B, D), dh, dc (B, H),
    dgates (B, 3H), dp FGRParams.
    """
    dx, dh, dc, da_ifo, dp = _retreat(p, cache, dh_next, dc_next, dgates_next)
    return dx, dh, dc, da_ifo @ p.W_r.T, FGRParams(**dp, W_r=cache.gates.T @ da_ifo)


def _advance(p, x, h, c, gates, variant):
    """Compute one step of any variant; the cache holds all there is to return."""
    one = np.ones_like(c)
    peep = 0 if variant == "NP" else 1
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
    r_i, r_f, r_o = np.split(gates @ p.W_r, 3, axis=-1) if variant == "FGR" else (0, 0, 0)
    i = one if variant == "NIG" else sigmoid(a_i + r_i + peep * p.p_i * c)
    f = one if variant == "NFG" else sigmoid(a_f + r_f + peep * p.p_f * c)
    f = 1 - i if variant == "CIFG" else f
    g = a_g if variant == "NIAF" else np.tanh(a_g)
    c_next = f * c + i * g
    o = one if variant == "NOG" else sigmoid(a_o + r_o + peep * p.p_o * c_next)
    s = c_next if variant == "NOAF" else np.tanh(c_next)
    return GreffCache(variant, x, h, c, gates, i, f, g, o, c_next, s)


def _retreat(p, cache, dh_next, dc_next, dgates_next):
    """Pull gradients back through one step of any variant: dx, dh, dc, da of i, f, o, and dp.

    A gate that is held at 1 has the slope 1 * (1 - 1) = 0: its weights get 0 by themselves.
    """
    variant, x, h, c, _, i, f, g, o, c_next, s = cache
    peep = 0 if variant == "NP" else 1
    di, df, do = np.split(dgates_next, 3, axis=-1)  # from the gates of the next step
    da_o = (do + dh_next * s) * o * (1 - o)
    slope_s = 1 if variant == "NOAF" else 1 - s**2
    dc_next = dc_next + dh_next * o * slope_s + peep * p.p_o * da_o
    di, df = di + dc_next * g, df + dc_next * c
    if variant == "CIFG":
        di, df = di - df, 0 * df  # f = 1 - i hands its gradient to i
    da_i, da_f = di * i * (1 - i), df * f * (1 - f)
    slope_g = 1 if variant == "NIAF" else 1 - g**2
    da_g = dc_next * i * slope_g
    dc = dc_next * f + peep * (p.p_i * da_i + p.p_f * da_f)
    da = np.hstack([da_i, da_f, da_g, da_o])  # (B, 4H)
    dp = {"W_x": x.T @ da, "W_h": h.T @ da, "b": da.sum(axis=0)}
    dp |= {"p_i": peep * (da_i * c).sum(axis=0), "p_f": peep * (da_f * c).sum(axis=0)}
    dp |= {"p_o": peep * (da_o * c_next).sum(axis=0)}
    return da @ p.W_x.T, da @ p.W_h.T, dc, np.hstack([da_i, da_f, da_o]), dp


GREFF = (
    {"V": PEEPHOLE}
    | {
        variant: Cell(
            f"greff_{variant.lower()}",
            PeepholeParams,
            partial(ablated_step, variant=variant),
            ablated_step_backward,
            differs,
            HIDDEN_AND_CELL,
            init=partial(init_forget_open, PeepholeParams),
        )
        for variant, differs in ABLATIONS.items()
        if variant != "V"
    }
    | {
        "FGR": Cell(
            "greff_fgr",
            FGRParams,
            fgr_step,
            fgr_step_backward,
            "Full gate recurrence: each of i, f, o also sees all three of the step before.",
            HIDDEN_CELL_AND_GATES,
            init=partial(init_forget_open, FGRParams),
        )
    }
)
