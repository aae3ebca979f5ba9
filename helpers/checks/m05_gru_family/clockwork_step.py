"""Check of clockwork_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m05_gru_family.cases import ROUNDING, states, weights
from helpers.scratch.cells import RNNParams
from helpers.scratch.variants import clockwork
from helpers.scratch.variants.states import clockwork_step

RUNS = (  # B, D, periods, t: some run; all, at t = 0; none; unsorted; equal; 2 reads 3; ...
    (2, 3, (1, 2, 4, 8), 2),
    (2, 3, (1, 2, 4, 8), 0),
    (3, 2, (2, 3, 4), 5),
    (2, 3, (4, 1, 2, 1), 6),
    (2, 2, (2, 2, 2), 4),
    (1, 4, (3, 1, 6, 2), 6),
    (3, 4, (1, 3, 1, 3), 7),
    (2, 1, (1,), 1),
    (2, 3, (8, 4, 2, 1), 12),
    (2, 3, (1, 2, 4, 8), 2),
)


def clockwork_step_cases(seed):
    """Yield (p, x, h, periods, t), as RUNS lists them."""
    rng = np.random.default_rng(seed)
    for B, D, periods, t in RUNS:
        p = weights(rng, RNNParams, D, len(periods))
        yield p, rng.normal(size=(B, D)), states(rng, B, len(periods)), np.array(periods), t


def slow_feeds_fast(periods):
    return periods[:, None] >= periods[None, :]


def advance(p, x, h, periods, t, runs=None, feeds=slow_feeds_fast, rest=None):
    """Advance with masks of one's own: runs (H,), feeds (periods) -> (H, H), rest (B, H)."""
    runs = t % periods == 0 if runs is None else runs
    h_new = np.tanh(x @ p.W_x + h @ (p.W_h * feeds(periods)) + p.b)
    return np.where(runs, h_new, h if rest is None else rest)


def clock_fast_feeds_slow(p, x, h, periods, t):
    return advance(p, x, h, periods, t, feeds=lambda n: n[:, None] <= n[None, :])


def clock_all_feed_all(p, x, h, periods, t):
    return advance(p, x, h, periods, t, feeds=lambda n: np.ones((len(n), len(n))))


def clock_without_own_group(p, x, h, periods, t):
    return advance(p, x, h, periods, t, feeds=lambda n: n[:, None] > n[None, :])


def clock_own_group_alone(p, x, h, periods, t):
    return advance(p, x, h, periods, t, feeds=lambda n: n[:, None] == n[None, :])


def clock_by_place(p, x, h, periods, t):
    return advance(p, x, h, periods, t, feeds=lambda n: np.tri(len(n)))


def clock_by_place_other_way(p, x, h, periods, t):
    return advance(p, x, h, periods, t, feeds=lambda n: np.tri(len(n)).T)


def clock_from_one(p, x, h, periods, t):
    return advance(p, x, h, periods, t, runs=(t + 1) % periods == 0)


def clock_divides_period(p, x, h, periods, t):
    return advance(p, x, h, periods, t, runs=periods % max(t, 1) == 0)


def clock_all_run(p, x, h, periods, t):
    return advance(p, x, h, periods, t, runs=np.ones(len(periods), bool))


def clock_runs_off_beat(p, x, h, periods, t):
    return advance(p, x, h, periods, t, runs=t % periods != 0)


def clock_runs_up_to_t(p, x, h, periods, t):
    return advance(p, x, h, periods, t, runs=periods <= t)


def clock_rest_is_zero(p, x, h, periods, t):
    return advance(p, x, h, periods, t, rest=np.zeros_like(h))


def clock_rest_is_squashed(p, x, h, periods, t):
    return advance(p, x, h, periods, t, rest=np.tanh(h))


def clock_resting_unread(p, x, h, periods, t):
    runs = t % periods == 0
    return np.where(runs, advance(p, x, np.where(runs, h, 0), periods, t), h)


def clock_slow_units_first(p, x, h, periods, t):
    h_next = h.copy()
    for period in sorted(set(periods.tolist()), reverse=True):
        own = periods == period
        h_next[:, own] = advance(p, x, h_next, periods, t)[:, own]
    return h_next


def clock_linear(p, x, h, periods, t):
    h_new = x @ p.W_x + h @ (p.W_h * slow_feeds_fast(periods)) + p.b
    return np.where(t % periods == 0, h_new, h)


def clock_without_x(p, x, h, periods, t):
    return advance(p, np.zeros_like(x), h, periods, t)


def clock_changes_h(p, x, h, periods, t):
    runs = t % periods == 0
    h[:, runs] = advance(p, x, h, periods, t)[:, runs]
    return h


def clock_by_loop(p, x, h, periods, t):
    h_next = h.copy()
    for j, period in enumerate(periods):
        if t % period == 0:
            a = x @ p.W_x[:, j] + p.b[j]
            for i, other in enumerate(periods):
                if other >= period:
                    a = a + h[:, i] * p.W_h[i, j]
            h_next[:, j] = np.tanh(a)
    return h_next


def clock_by_columns(p, x, h, periods, t):
    runs = np.flatnonzero(t % periods == 0)
    W_h = np.where(periods[:, None] < periods[runs], 0, p.W_h[:, runs])
    h_next = np.array(h)
    h_next[:, runs] = np.tanh(np.hstack([x, h]) @ np.vstack([p.W_x[:, runs], W_h]) + p.b[runs])
    return h_next


def clock_by_groups(p, x, h, periods, t):
    order = np.argsort(-periods, kind="stable")  # slowest first: W_h is block-triangular
    W_h, sorted_periods = p.W_h[np.ix_(order, order)], periods[order]
    h_next = h[:, order].copy()
    for period in np.unique(periods):
        if t // period * period == t:
            own = sorted_periods == period
            stop = np.flatnonzero(own)[-1] + 1
            a = h[:, order[:stop]] @ W_h[:stop, own] + x @ p.W_x[:, order[own]]
            h_next[:, own] = np.tanh(a + p.b[order[own]])
    return h_next[:, np.argsort(order)]


def clock_in_float32(p, x, h, periods, t):
    p = RNNParams(*(leaf.astype(np.float32) for leaf in p))
    return clock_by_columns(p, x.astype(np.float32), h.astype(np.float32), periods, t)


check_clockwork_step = Check(
    name="clockwork_step",
    reference=clockwork_step,
    twins=(clockwork.clockwork_step,),
    cases=clockwork_step_cases,
    outputs=("h_next (B, H)",),
    slips={
        "Fast units feed slow ones. Entry (i, j) of W_h carries unit i to unit j: whose period "
        "must be at least as long as the other's?": clock_fast_feeds_slow,
        "Every unit reads all others. Which senders may a unit read, by their "
        "periods?": clock_all_feed_all,
        "A unit does not read the units of its own period, nor itself. Which periods are at least "
        "as long as its own?": clock_without_own_group,
        "A unit reads its own period alone. Which other units does it read: the slower ones or "
        "the faster ones?": clock_own_group_alone,
        "The mask goes by the units' places, so it fits sorted periods only. Which numbers decide "
        "who reads whom?": clock_by_place,
        "The mask goes by the units' places, and the wrong way round. Which numbers decide who "
        "reads whom?": clock_by_place_other_way,
        "The steps are counted from 1. Which units run at t = 0?": clock_from_one,
        "A unit runs where t divides its period. Which of the two must divide the other, so that "
        "a period of 1 runs always?": clock_divides_period,
        "All units run at every step. Which of them have a period that divides t?": clock_all_run,
        "Units run where their period does not divide t. What is the remainder of t by the period "
        "of a unit that runs?": clock_runs_off_beat,
        "Every unit with a period up to t runs. Does a period of 2 divide "
        "t = 5?": clock_runs_up_to_t,
        "A unit that rests is set to 0. Which state does it have after the "
        "step?": clock_rest_is_zero,
        "The state of a unit that rests was squashed. Is a state that is kept inside or outside "
        "tanh?": clock_rest_is_squashed,
        "A unit that runs does not read those that rest. They keep a state: may it be "
        "read?": clock_resting_unread,
        "The slow units were computed first, and the fast ones read their new states. Which state "
        "of the others does a unit read?": clock_slow_units_first,
        "tanh is missing. How is a unit that runs computed in rnn_step?": clock_linear,
        "The input has no effect. Which product carries x?": clock_without_x,
        "h was changed in place. Which line should make a new array?": clock_changes_h,
    },
    alternatives=(clock_by_loop, clock_by_columns, clock_by_groups, clock_in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
