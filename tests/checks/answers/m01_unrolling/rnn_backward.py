"""Answers to rnn_backward that its record did not foresee."""

import numpy as np

from helpers.checks.m01_unrolling import check_rnn_backward
from helpers.scratch import cells
from helpers.scratch.cells import RNNCache, RNNParams
from tests.checks.answers import wrong
from tests.checks.answers.first_attempts import rnn_backward as first_attempts
from tests.checks.answers.m01_unrolling import clipping


def walk_back(p, caches, dhs, keep=1.0):
    dxs, dh, dps = [], np.zeros_like(dhs[0]), []
    for cache, dh_t in zip(caches[::-1], dhs[::-1], strict=True):
        dx, dh, dp = cells.rnn_step_backward(p, cache, dh_t + keep * dh)
        dxs.insert(0, dx)
        dps.append(dp)
    return np.stack(dxs), dh, RNNParams(*(sum(w) for w in zip(*dps, strict=True)))


def tuples_added(p, caches, dhs):
    dxs, dh, dp = [], np.zeros_like(dhs[0]), RNNParams(*map(np.zeros_like, p))
    for i in reversed(range(len(caches))):
        dx, dh, g = cells.rnn_step_backward(p, caches[i], dhs[i] + dh)
        dp = dp + g
        dxs.insert(0, dx)
    return np.stack(dxs), dh, dp


def dhs_added_after_the_step(p, caches, dhs):
    dxs, dh, dps = [], np.zeros_like(dhs[0]), []
    for i in reversed(range(len(caches))):
        dx, dh, g = cells.rnn_step_backward(p, caches[i], dh)
        dh = dh + dhs[i]
        dxs.insert(0, dx)
        dps.append(g)
    return np.stack(dxs), dh, RNNParams(*map(sum, zip(*dps, strict=True)))


def field_set_in_a_gradient(p, caches, dhs):
    dxs, dh, dp = [], np.zeros_like(dhs[0]), RNNParams(*map(np.zeros_like, p))
    for i in reversed(range(len(caches))):
        dx, dh, g = cells.rnn_step_backward(p, caches[i], dhs[i] + dh)
        dp.W_x = dp.W_x + g.W_x
        dxs.insert(0, dx)
    return np.stack(dxs), dh, dp


def backward_recursive(p, caches, dhs):
    if len(caches) == 0:
        return np.zeros((0, *dhs.shape[1:])), np.zeros(dhs.shape[1:]), None
    dxs, dh, later = backward_recursive(p, caches[1:], dhs[1:])
    dx, dh, dp = cells.rnn_step_backward(p, caches[0], dhs[0] + dh)
    if later is None:
        return dx[None], dh, dp
    return np.concatenate([dx[None], dxs]), dh, RNNParams(*map(np.add, dp, later))


def walk(p, caches, dhs):
    return walk_back(p, caches, dhs)


# Wrong first attempts, written from the prompt alone.


def back(p, caches, dhs, order=None, inject=True, carry=True, total=True, dh=None, out=None):
    T = len(caches)
    dxs = np.zeros((T,) + caches[0].x.shape)
    dp = zero(p)
    dh = np.zeros_like(caches[0].h) if dh is None else dh
    for t in order if order is not None else reversed(range(T)):
        dx, dh, d = cells.rnn_step_backward(
            p, caches[t], (dhs[t] if inject else 0) + (dh if carry else 0)
        )
        dxs[t] = dx
        dp = add(dp, d) if total else d
    return (dxs, dh, dp)


def zero(p):
    return RNNParams(*(np.zeros_like(w) for w in p))


def add(a, b):
    return RNNParams(*(x + y for x, y in zip(a, b, strict=True)))


def both_no_carry_dxs_not_reversed(p, caches, dhs_direct):
    dxs, dh, dp = back(p, caches, dhs_direct, carry=False)
    return (dxs[::-1], dh, dp)


def both_forward_order_last_copy(p, caches, dhs_direct):
    return back(p, caches, dhs_direct, order=range(len(caches)), total=False)


def both_mean_of_copies_direct_last_only(p, caches, dhs_direct):
    only = np.zeros_like(dhs_direct)
    only[-1] = dhs_direct[-1]
    dxs, dh, dp = back(p, caches, only)
    return (dxs, dh, RNNParams(*(w / len(caches) for w in dp)))


def both_dxs_not_reversed_last_copy_only(p, caches, dhs_direct):
    dxs, dh, dp = back(p, caches, dhs_direct, total=False)
    return (dxs[::-1], dh, dp)


def both_stops_at_1_and_starts_dh_at_direct_1(p, caches, dhs_direct):
    return back(p, caches, dhs_direct, order=range(len(caches) - 1, 0, -1), dh=dhs_direct[-1])


def both_returns_dh0_exchanged_and_no_carry(p, caches, dhs_direct):
    dxs, dh, dp = back(p, caches, dhs_direct, carry=False)
    return (dh, dxs, dp)


def returns_dh0_without_the_last_injection_dh0_dh(p, caches, dhs_direct):
    T = len(caches)
    dxs = [None] * T
    dp = zero(p)
    dh = dhs_direct[-1]
    for t in reversed(range(T)):
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], dh)
        dp = add(dp, d)
        dh = dh + dhs_direct[t - 1]
    return (np.stack(dxs), dh, dp)


def uses_dhs_direct_t_1(p, caches, dhs_direct):
    T = len(caches)
    dxs = [None] * T
    dp = zero(p)
    dh = np.zeros_like(dhs_direct[0])
    for t in reversed(range(T)):
        direct = dhs_direct[t + 1] if t + 1 < T else np.zeros_like(dh)
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], direct + dh)
        dp = add(dp, d)
    return (np.stack(dxs), dh, dp)


def carry_accumulates_sum_of_all_direct_dh_next_su(p, caches, dhs_direct):
    T = len(caches)
    dxs = [None] * T
    dp = zero(p)
    for t in reversed(range(T)):
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t:].sum(0))
        dp = add(dp, d)
    return (np.stack(dxs), dh, dp)


def caches_reversed_but_dhs_not(p, caches, dhs_direct):
    dh = 0
    dxs = []
    dp = zero(p)
    for c, d0 in zip(reversed(caches), dhs_direct, strict=True):
        dx, dh, d = cells.rnn_step_backward(p, c, d0 + dh)
        dxs.append(dx)
        dp = add(dp, d)
    return (np.stack(dxs[::-1]), dh, dp)


def dp_initial_p_not_zeros(p, caches, dhs_direct):
    T = len(caches)
    dxs = [None] * T
    dp = p
    dh = 0
    for t in reversed(range(T)):
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dp = add(dp, d)
    return (np.stack(dxs), dh, dp)


def subtract_carry(p, caches, dhs_direct):
    T = len(caches)
    dxs = [None] * T
    dp = zero(p)
    dh = np.zeros_like(dhs_direct[0])
    for t in reversed(range(T)):
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] - dh)
        dp = add(dp, d)
    return (np.stack(dxs), dh, dp)


def average_of_direct_and_carry(p, caches, dhs_direct):
    T = len(caches)
    dxs = [None] * T
    dp = zero(p)
    dh = np.zeros_like(dhs_direct[0])
    for t in reversed(range(T)):
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], (dhs_direct[t] + dh) / 2)
        dp = add(dp, d)
    return (np.stack(dxs), dh, dp)


def only_carry_if_next_exists_else_direct(p, caches, dhs_direct):
    T = len(caches)
    dxs = [None] * T
    dp = zero(p)
    dh = None
    for t in reversed(range(T)):
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] if dh is None else dh)
        dp = add(dp, d)
    return (np.stack(dxs), dh, dp)


def range_t_negative_index_misuse_for_t_in_range_1(p, caches, dhs_direct):
    T = len(caches)
    dxs = np.zeros((T,) + caches[0].x.shape)
    dp = zero(p)
    dh = np.zeros_like(dhs_direct[0])
    for t in range(1, T):
        dxs[-t], dh, d = cells.rnn_step_backward(p, caches[-t], dhs_direct[-t] + dh)
        dp = add(dp, d)
    return (dxs, dh, dp)


def own_step_with_slope_of_h(p, caches, dhs_direct):
    T = len(caches)
    dxs = [None] * T
    dp = zero(p)
    dh = 0
    for t in reversed(range(T)):
        c = caches[t]
        dxs[t], dh, d = cells.rnn_step_backward(p, RNNCache(c.x, c.h, c.h), dhs_direct[t] + dh)
        dp = add(dp, d)
    return (np.stack(dxs), dh, dp)


def dp_as_dict(p, caches, dhs_direct):
    T = len(caches)
    dxs = [None] * T
    dp = zero(p)
    dh = 0
    for t in reversed(range(T)):
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dp = add(dp, d)
    return (np.stack(dxs), dh, dp._asdict())


def dxs_list_concatenated(p, caches, dhs_direct):
    T = len(caches)
    dxs = [None] * T
    dp = zero(p)
    dh = 0
    for t in reversed(range(T)):
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dp = add(dp, d)
    return (np.concatenate(dxs), dh, dp)


def returns_dxs_dh0_only(p, caches, dhs_direct):
    T = len(caches)
    dxs = [None] * T
    dh = 0
    for t in reversed(range(T)):
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
    return (np.stack(dxs), dh)


def dx_only_of_the_last_no_per_step(p, caches, dhs_direct):
    T = len(caches)
    dp = zero(p)
    dh = 0
    for t in reversed(range(T)):
        dx, dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dp = add(dp, d)
    return (dx, dh, dp)


def both_no_carry_last_dp(p, caches, dhs_direct):
    T = len(caches)
    dxs = [None] * T
    for t in reversed(range(T)):
        dxs[t], dh, dp = cells.rnn_step_backward(p, caches[t], dhs_direct[t])
    return (np.stack(dxs), dh, dp)


def both_stops_at_1_no_sum(p, caches, dhs_direct):
    T = len(caches)
    dxs = np.zeros((T,) + caches[0].x.shape)
    dh = np.zeros_like(dhs_direct[0])
    dp = zero(p)
    for t in range(T - 1, 0, -1):
        dxs[t], dh, dp = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
    return (dxs, dh, dp)


def both_direct_off_by_one_dxs_not_reversed(p, caches, dhs_direct):
    T = len(caches)
    dxs = []
    dp = zero(p)
    dh = np.zeros_like(dhs_direct[0])
    for t in reversed(range(T)):
        dx, dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t - 1] + dh)
        dp = add(dp, d)
        dxs.append(dx)
    return (np.stack(dxs), dh, dp)


def both_only_last_direct_mean(p, caches, dhs_direct):
    T = len(caches)
    dxs = [None] * T
    dp = zero(p)
    dh = dhs_direct[-1]
    for t in reversed(range(T)):
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], dh)
        dp = add(dp, d)
    return (np.stack(dxs), dh, RNNParams(*(w / T for w in dp)))


def both_forward_and_no_carry(p, caches, dhs_direct):
    dxs = []
    dp = zero(p)
    for c, d0 in zip(caches, dhs_direct, strict=True):
        dx, dh, d = cells.rnn_step_backward(p, c, d0)
        dxs.append(dx)
        dp = add(dp, d)
    return (np.stack(dxs), dh, dp)


def both_db_missing_zeros_dh_next_as_dh0(p, caches, dhs_direct):
    T = len(caches)
    dxs = [None] * T
    dp = zero(p)
    dh = 0
    for t in reversed(range(T)):
        n = dhs_direct[t] + dh
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], n)
        dp = add(dp, d)
    return (np.stack(dxs), n, dp._replace(b=np.zeros_like(p.b)))


def both_forward_order_dxs_reversed_list_mean(p, caches, dhs_direct):
    T = len(caches)
    dxs = []
    dp = zero(p)
    dh = 0
    for t in range(T):
        dx, dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dxs.append(dx)
        dp = add(dp, d)
    return (np.stack(dxs), dh, RNNParams(*(w / T for w in dp)))


RIGHT = (walk, backward_recursive)
WRONG = (
    wrong(
        lambda p, caches, dhs: walk_back(p, caches, dhs, keep=0.5),
        *("dxs[1, 0, 2] is", "18 of 24 entries differ", "p.W_h and dhs"),
        slip=False,
    ),
    wrong(
        lambda p, caches, dhs: walk_back(p, caches[1:], dhs[1:]),
        "dxs has shape (3, 2, 3), expected (T=4, B=2, D=3)",
        slip=False,
    ),
    wrong(
        lambda p, caches, dhs: walk_back(p, caches, dhs)[1:],
        "a tuple of 3: dxs, dh0, dp",
        slip=False,
    ),
    wrong(tuples_added, "+ joins tuples end to end"),
    wrong(dhs_added_after_the_step, "never passes through the step that computed hs[t]"),
    wrong(field_set_in_a_gradient, "fields of a NamedTuple cannot be set"),
    *clipping.rows(clipping.all_of(walk), clipping.weights_of(walk)),
    wrong(both_no_carry_dxs_not_reversed, "Nothing flows from step t + 1 back to step t"),
    wrong(both_forward_order_last_copy, "The loop runs forward in time"),
    wrong(both_mean_of_copies_direct_last_only, "Only the last entry of dhs_direct was used"),
    wrong(both_dxs_not_reversed_last_copy_only, "dxs is in reverse order"),
    wrong(both_stops_at_1_and_starts_dh_at_direct_1, "The loop stops before the first step"),
    wrong(both_returns_dh0_exchanged_and_no_carry, "dxs and dh0 have each other's shape"),
    wrong(
        returns_dh0_without_the_last_injection_dh0_dh,
        "With every float input except dhs_direct set to zero",
    ),
    wrong(uses_dhs_direct_t_1, "dhs_direct[t] was added to dh after step t"),
    wrong(
        carry_accumulates_sum_of_all_direct_dh_next_su,
        "dxs stays the same when p.W_h changes",
    ),
    wrong(caches_reversed_but_dhs_not, "dxs is what dhs_direct in reverse order would produce"),
    wrong(dp_initial_p_not_zeros, "With every float input except p"),
    wrong(subtract_carry, "p.W_h has the wrong sign in dxs. With which sign d"),
    wrong(average_of_direct_and_carry, "With every float input except dhs_direct set to zero"),
    wrong(only_carry_if_next_exists_else_direct, "Only the last entry of dhs_direct was used"),
    wrong(range_t_negative_index_misuse_for_t_in_range_1, "The loop stops before the first step"),
    wrong(own_step_with_slope_of_h, "dxs stays the same when caches[t].h_next changes"),
    wrong(dp_as_dict, "Name its fields"),
    wrong(dxs_list_concatenated, "Axes T and B became one"),
    wrong(returns_dxs_dh0_only, "Return all of them in this order"),
    wrong(dx_only_of_the_last_no_per_step, "Axis T is missing"),
    wrong(both_no_carry_last_dp, "Nothing flows from step t + 1 back to step t"),
    wrong(both_stops_at_1_no_sum, "Only dxs[0] is zero; all others are right"),
    wrong(
        both_direct_off_by_one_dxs_not_reversed, "Step t received the dhs_direct of another step"
    ),
    wrong(both_only_last_direct_mean, "Only the last entry of dhs_direct was used"),
    wrong(both_forward_and_no_carry, "Nothing flows from step t + 1 back to step t"),
    wrong(both_db_missing_zeros_dh_next_as_dh0, "dh0 is the gradient of the first new state"),
    wrong(both_forward_order_dxs_reversed_list_mean, "The loop runs forward in time"),
    *first_attempts.WRONG,
)
EDGES = {"steep gradients": clipping.is_steep(check_rnn_backward.reference)}
