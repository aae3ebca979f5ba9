"""Clockwork RNN: each hidden unit runs on its own clock and keeps its state in between.

Axes  B batch, D input, H hidden.   dX is the gradient of the loss with respect to X.
Raises  ValueError, from every function here, if an argument does not fit the weights, a cache is
another cell's, or a weight is not finite; also if a period is no whole number of at least 1, or t
no whole number of at least 0.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from helpers.scratch.cells import RNNParams
from helpers.scratch.contract.checked import checked, checked_step_backward
from helpers.scratch.contract.protocol import (
    HIDDEN,
    Cell,
    require_step,
)
from helpers.scratch.contract.validation import require_count, require_shape


class ClockworkCache(NamedTuple):
    """What one step keeps for its backward pass; n units ran."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    h_next: np.ndarray  # (B, H), the state after it
    runs: np.ndarray  # (H,), True for a unit that ran
    feeds: np.ndarray  # (H, n), True where unit j may feed the running unit i


def require_periods(periods, H=None):
    """Return periods (H,) as a new array of integers, one clock period for each hidden unit.

    Units that share a period form a group; a group may be anywhere and in any order.
    """
    periods = np.asarray(periods)
    require_shape("periods", periods, H=H)
    if periods.dtype.kind not in "iu":
        raise ValueError(f"periods is an array of {periods.dtype}, expected whole numbers.")
    if periods.min() < 1:
        i = int(np.argmin(periods))
        raise ValueError(f"periods holds {periods[i]} at [{i}], expected at least 1.")
    return periods.astype(np.int64)  # a narrower type could not hold every t


def clockwork_mask(periods, t):
    """Return which units run at step t: those whose period divides t.

    Shapes: periods (H,) int -> (H,) bool. All units run at t = 0.
    Units: t counts steps from 0.
    Source: Koutník et al. (2014).
    """
    return require_count("t", t, least=0) % require_periods(periods) == 0


def _check_step(p, x, h, periods, t):
    """Check the arguments of clockwork_step."""
    sizes = require_step(p, RNNParams, x, HIDDEN, h=h)
    require_periods(periods, sizes["H"])
    require_count("t", t, least=0)


@checked(_check_step)
def clockwork_step(p, x, h, periods, t):
    """Advance the units whose period divides t; the others keep their state.

    A running unit reads x and h as an Elman unit does, but from h only the units of its own
    period and of slower ones: slow feeds fast. Those weights are never read where a faster unit
    would feed a slower one; sorted by period, W_h is block-triangular.
    Cost: only the columns of running units are multiplied, n (D + H) products a row for n of
    them. With g equal groups of periods 1, 2, 4, ..., 2^(g - 1), below 2 H / g units run a step
    on average, so below 2 / g of an Elman step's products.
    Shapes: x (B, D); h (B, H); periods (H,) int -> h_next (B, H), cache ClockworkCache.
    Units: t counts steps from 0.
    Source: Koutník et al. (2014). Differs: a period for each unit, where they give
    one to each group.
    """
    periods = np.asarray(periods)
    runs = t % periods == 0
    feeds = periods[:, None] >= periods[runs]
    h_next = h.astype(np.result_type(x, h, *p))  # a copy
    h_next[:, runs] = np.tanh(x @ p.W_x[:, runs] + h @ (p.W_h[:, runs] * feeds) + p.b[runs])
    return h_next, ClockworkCache(x, h, h_next, runs, feeds)


@checked_step_backward(RNNParams, HIDDEN, ClockworkCache)
def clockwork_step_backward(p, cache, dh_next):
    """Pull dh_next back through one step: past a resting unit it goes unchanged.

    Shapes: dh_next (B, H) -> dx (B, D), dh (B, H), dp RNNParams, which is 0 at every weight
    from a faster unit to a slower one.
    """
    x, h, h_next, runs, feeds = cache
    da = dh_next[:, runs] * (1.0 - h_next[:, runs] ** 2)  # (B, n)
    dp = RNNParams(*(np.zeros_like(weight, dtype=np.result_type(weight, da)) for weight in p))
    dp.W_x[:, runs] = x.T @ da
    dp.W_h[:, runs] = (h.T @ da) * feeds
    dp.b[runs] = da.sum(axis=0)
    kept = np.where(runs, 0, dh_next)
    return da @ p.W_x[:, runs].T, kept + da @ (p.W_h[:, runs] * feeds).T, dp


def clockwork_cell(periods):
    """Return the record of a clockwork cell whose H units have these periods.

    Shapes: periods (H,) int -> Cell, on RNNParams with that H.
    """
    periods = require_periods(periods)
    return Cell(
        "clockwork",
        RNNParams,
        partial(clockwork_step, periods=periods),
        clockwork_step_backward,
        "Every unit runs only at multiples of its period, and reads no unit faster than itself.",
        timed=True,
    )
