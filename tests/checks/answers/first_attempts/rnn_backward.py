"""First attempts at rnn_backward, from its prompt alone; both_: two mistakes at once."""

import numpy as np

from helpers.scratch import cells
from helpers.scratch.cells import RNNParams
from tests.checks.answers import wrong


def _add(a, b):
    return RNNParams(*(x + y for x, y in zip(a, b, strict=True)))


def _zeros(p):
    return RNNParams(*(np.zeros_like(w) for w in p))


def only_the_direct_part(p, caches, dhs_direct):
    dxs, dp = [None] * len(caches), _zeros(p)
    for t in reversed(range(len(caches))):
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t])
        dp = _add(dp, d)
    return np.stack(dxs), dh, dp


def only_the_carried_part_after_the_last_step(p, caches, dhs_direct):
    dxs, dp, dh = [None] * len(caches), _zeros(p), dhs_direct[-1]
    for t in reversed(range(len(caches))):
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], dh)
        dp = _add(dp, d)
    return np.stack(dxs), dh, dp


def walked_from_the_first_step(p, caches, dhs_direct):
    dxs, dp, dh = [], _zeros(p), np.zeros_like(dhs_direct[0])
    for cache, direct in zip(caches, dhs_direct, strict=True):
        dx, dh, d = cells.rnn_step_backward(p, cache, direct + dh)
        dxs.append(dx)
        dp = _add(dp, d)
    return np.stack(dxs), dh, dp


def direct_parts_in_the_wrong_direction(p, caches, dhs_direct):
    dxs, dp, dh = [], _zeros(p), np.zeros_like(dhs_direct[0])
    for cache, direct in zip(reversed(caches), dhs_direct, strict=True):
        dx, dh, d = cells.rnn_step_backward(p, cache, direct + dh)
        dxs.insert(0, dx)
        dp = _add(dp, d)
    return np.stack(dxs), dh, dp


def dxs_in_the_order_of_the_walk(p, caches, dhs_direct):
    dxs, dp, dh = [], _zeros(p), np.zeros_like(dhs_direct[0])
    for t in range(len(caches) - 1, -1, -1):
        dx, dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dxs.append(dx)
        dp = _add(dp, d)
    return np.array(dxs), dh, dp


def dp_of_the_last_call(p, caches, dhs_direct):
    dxs, dh = [], np.zeros_like(dhs_direct[0])
    for t in range(len(caches) - 1, -1, -1):
        dx, dh, dp = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dxs.insert(0, dx)
    return np.array(dxs), dh, dp


def dp_joined_end_to_end(p, caches, dhs_direct):
    dxs, dh, dp = [], 0, ()
    for t in range(len(caches) - 1, -1, -1):
        dx, dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dp = dp + d
        dxs.insert(0, dx)
    return np.array(dxs), dh, dp


def a_list_of_gradients_for_dp(p, caches, dhs_direct):
    dxs, dh = [], np.zeros_like(dhs_direct[0])
    dW_x, dW_h, db = 0, 0, 0
    for t in range(len(caches) - 1, -1, -1):
        dx, dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dW_x, dW_h, db = dW_x + d.W_x, dW_h + d.W_h, db + d.b
        dxs.insert(0, dx)
    return np.array(dxs), dh, [dW_x, dW_h, db]


def first_step_never_reached(p, caches, dhs_direct):
    dxs, dp, dh = np.zeros((len(caches), *caches[0].x.shape)), _zeros(p), 0
    for t in range(len(caches) - 1, 0, -1):
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dp = _add(dp, d)
    return dxs, dh, dp


def carried_parts_piled_up(p, caches, dhs_direct):
    dxs, dp, dh = [], _zeros(p), np.zeros_like(dhs_direct[0])
    for t in range(len(caches) - 1, -1, -1):
        dx, dh_before, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dh = dh + dh_before
        dxs.insert(0, dx)
        dp = _add(dp, d)
    return np.array(dxs), dh, dp


def caller_s_gradients_added_to(p, caches, dhs_direct):
    dxs, dp = [], _zeros(p)
    for t in range(len(caches) - 1, -1, -1):
        dx, dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t])
        if t > 0:
            dhs_direct[t - 1] += dh
        dxs.insert(0, dx)
        dp = _add(dp, d)
    return np.array(dxs), dh, dp


def multiplied_by_W_h_once_more(p, caches, dhs_direct):
    dxs, dp, dh = [], _zeros(p), np.zeros_like(dhs_direct[0])
    for t in range(len(caches) - 1, -1, -1):
        dx, dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh @ p.W_h.T)
        dxs.insert(0, dx)
        dp = _add(dp, d)
    return np.array(dxs), dh, dp


def only_W_h_summed(p, caches, dhs_direct):
    dxs, dh, dW_h = [], np.zeros_like(dhs_direct[0]), np.zeros_like(p.W_h)
    for t in range(len(caches) - 1, -1, -1):
        dx, dh, dp = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dW_h += dp.W_h
        dxs.insert(0, dx)
    return np.array(dxs), dh, RNNParams(dp.W_x, dW_h, dp.b)


def last_direct_part_counted_twice(p, caches, dhs_direct):
    dxs, dp, dh = [], _zeros(p), dhs_direct[-1]
    for t in range(len(caches) - 1, -1, -1):
        dx, dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dxs.insert(0, dx)
        dp = _add(dp, d)
    return np.array(dxs), dh, dp


def both_from_the_first_step_and_dp_of_the_last_call(p, caches, dhs_direct):
    dxs, dh = [], np.zeros_like(dhs_direct[0])
    for cache, direct in zip(caches, dhs_direct, strict=True):
        dx, dh, dp = cells.rnn_step_backward(p, cache, direct + dh)
        dxs.append(dx)
    return np.stack(dxs), dh, dp


def both_direct_part_only_and_mean_over_time(p, caches, dhs_direct):
    dxs, dp = [None] * len(caches), _zeros(p)
    for t in reversed(range(len(caches))):
        dxs[t], dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t])
        dp = _add(dp, RNNParams(*(g / len(caches) for g in d)))
    return np.stack(dxs), dh, dp


def both_piled_up_and_dxs_backwards(p, caches, dhs_direct):
    dxs, dp, dh = [], _zeros(p), np.zeros_like(dhs_direct[0])
    for t in range(len(caches) - 1, -1, -1):
        dx, dh_before, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dh += dh_before
        dxs.append(dx)
        dp = _add(dp, d)
    return np.array(dxs), dh, dp


def both_dxs_a_list_and_dp_of_the_last_call(p, caches, dhs_direct):
    dxs, dh = [], np.zeros_like(dhs_direct[0])
    for t in range(len(caches) - 1, -1, -1):
        dx, dh, dp = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dxs.insert(0, dx)
    return dxs, dh, dp


def both_neighbour_s_direct_part_and_dh0_zero(p, caches, dhs_direct):
    dxs, dp, dh = [], _zeros(p), np.zeros_like(dhs_direct[0])
    for t in range(len(caches) - 1, -1, -1):
        dx, dh, d = cells.rnn_step_backward(p, caches[t], dhs_direct[t - 1] + dh)
        dxs.insert(0, dx)
        dp = _add(dp, d)
    return np.array(dxs), np.zeros_like(dh), dp


def both_first_step_left_out_and_only_W_h_summed(p, caches, dhs_direct):
    dxs, dW_h = np.zeros((len(caches), *caches[0].x.shape)), np.zeros_like(p.W_h)
    dh, dp = np.zeros_like(dhs_direct[0]), _zeros(p)
    for t in range(len(caches) - 1, 0, -1):
        dxs[t], dh, dp = cells.rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dW_h += dp.W_h
    return dxs, dh, RNNParams(dp.W_x, dW_h, dp.b)


WRONG = (
    wrong(only_the_direct_part, "Nothing flows from step t + 1 back to step t"),
    wrong(only_the_carried_part_after_the_last_step, "Only the last entry of dhs_direct was"),
    wrong(walked_from_the_first_step, "The loop runs forward in time"),
    wrong(
        direct_parts_in_the_wrong_direction, "dxs is what dhs_direct in reverse order would produce"
    ),
    wrong(dxs_in_the_order_of_the_walk, "dxs is in reverse order"),
    wrong(dp_of_the_last_call, "dp is the gradient of one step only, the one visited last"),
    wrong(dp_joined_end_to_end, "+ joins tuples end to end, as it does lists"),
    wrong(a_list_of_gradients_for_dp, "Name its fields"),
    wrong(first_step_never_reached, "The loop stops before the first step"),
    wrong(carried_parts_piled_up, "The dh of a step was added to that of the step"),
    wrong(
        caller_s_gradients_added_to,
        "dhs_direct was changed in place, and the caller still needs it",
    ),
    wrong(
        multiplied_by_W_h_once_more,
        "With every float input except p.W_h and dhs_direct set to zero, dh0",
    ),
    wrong(only_W_h_summed, "dp.b holds the gradient of one step only"),
    wrong(last_direct_part_counted_twice, "The last item of dhs_direct is counted twice in dxs"),
    wrong(both_from_the_first_step_and_dp_of_the_last_call, "The loop runs forward in time"),
    wrong(both_direct_part_only_and_mean_over_time, "Nothing flows from step t + 1 back to step"),
    wrong(both_piled_up_and_dxs_backwards, "The dh of a step was added to that of the step"),
    wrong(both_dxs_a_list_and_dp_of_the_last_call, "Convert it to an array"),
    wrong(
        both_neighbour_s_direct_part_and_dh0_zero, "Step t received the dhs_direct of another step"
    ),
    wrong(
        both_first_step_left_out_and_only_W_h_summed, "Only dxs[0] is zero; all others are right"
    ),
)
