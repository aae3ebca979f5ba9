"""First attempts at truncated_backward, from its prompt alone; both_: two mistakes at once."""

import numpy as np

from helpers.scratch import bptt
from helpers.scratch.cells import RNNParams
from tests.checks.answers import wrong


def _add(a, b):
    return RNNParams(*(x + y for x, y in zip(a, b, strict=True)))


def _zeros(p):
    return RNNParams(*(np.zeros_like(w) for w in p))


def each_chunk_from_h0(p, xs, h0, dhs_direct, k):
    dxs, dp, dh0 = [], _zeros(p), None
    for a, b in bptt.chunk_bounds(len(xs), k):
        _, caches = bptt.rnn_forward(p, xs[a:b], h0)
        dx, dh, d = bptt.rnn_backward(p, caches, dhs_direct[a:b])
        dh0 = dh if dh0 is None else dh0
        dxs.append(dx)
        dp = _add(dp, d)
    return np.concatenate(dxs), dh0, dp


def each_chunk_from_zeros(p, xs, h0, dhs_direct, k):
    dxs, dp, dh0 = [], _zeros(p), None
    h = h0
    for a, b in bptt.chunk_bounds(len(xs), k):
        _, caches = bptt.rnn_forward(p, xs[a:b], h)
        dx, dh, d = bptt.rnn_backward(p, caches, dhs_direct[a:b])
        dh0 = dh if dh0 is None else dh0
        h = np.zeros_like(h0)
        dxs.append(dx)
        dp = _add(dp, d)
    return np.concatenate(dxs), dh0, dp


def dh0_of_the_last_chunk(p, xs, h0, dhs_direct, k):
    dxs, dp, h = [], _zeros(p), h0
    for a, b in bptt.chunk_bounds(len(xs), k):
        hs, caches = bptt.rnn_forward(p, xs[a:b], h)
        dx, dh0, d = bptt.rnn_backward(p, caches, dhs_direct[a:b])
        h = hs[-1]
        dxs.append(dx)
        dp = _add(dp, d)
    return np.concatenate(dxs), dh0, dp


def nothing_cut(p, xs, h0, dhs_direct, k):
    _, caches = bptt.rnn_forward(p, xs, h0)
    return bptt.rnn_backward(p, caches, dhs_direct)


def cut_but_passed_on(p, xs, h0, dhs_direct, k):
    _, caches = bptt.rnn_forward(p, xs, h0)
    dxs, dp, dh = [], _zeros(p), np.zeros_like(h0)
    for a, b in reversed(bptt.chunk_bounds(len(xs), k)):
        direct = dhs_direct[a:b].copy()
        direct[-1] += dh
        dx, dh, d = bptt.rnn_backward(p, caches[a:b], direct)
        dxs.insert(0, dx)
        dp = _add(dp, d)
    return np.concatenate(dxs), dh, dp


def dp_of_the_last_chunk(p, xs, h0, dhs_direct, k):
    dxs, h, dh0 = [], h0, None
    for a, b in bptt.chunk_bounds(len(xs), k):
        hs, caches = bptt.rnn_forward(p, xs[a:b], h)
        dx, dh, dp = bptt.rnn_backward(p, caches, dhs_direct[a:b])
        dh0 = dh if a == 0 else dh0
        h = hs[-1]
        dxs.append(dx)
    return np.concatenate(dxs), dh0, dp


def dh0_added_up(p, xs, h0, dhs_direct, k):
    dxs, dp, h, dh0 = [], _zeros(p), h0, np.zeros_like(h0)
    for a, b in bptt.chunk_bounds(len(xs), k):
        hs, caches = bptt.rnn_forward(p, xs[a:b], h)
        dx, dh, d = bptt.rnn_backward(p, caches, dhs_direct[a:b])
        dh0 += dh
        h = hs[-1]
        dxs.append(dx)
        dp = _add(dp, d)
    return np.concatenate(dxs), dh0, dp


def carried_from_the_first_state(p, xs, h0, dhs_direct, k):
    dxs, dp, h, dh0 = [], _zeros(p), h0, None
    for a, b in bptt.chunk_bounds(len(xs), k):
        hs, caches = bptt.rnn_forward(p, xs[a:b], h)
        dx, dh, d = bptt.rnn_backward(p, caches, dhs_direct[a:b])
        dh0 = dh if a == 0 else dh0
        h = hs[0]
        dxs.append(dx)
        dp = _add(dp, d)
    return np.concatenate(dxs), dh0, dp


def list_of_chunks(p, xs, h0, dhs_direct, k):
    dxs, dp, h, dh0 = [], _zeros(p), h0, None
    for a, b in bptt.chunk_bounds(len(xs), k):
        hs, caches = bptt.rnn_forward(p, xs[a:b], h)
        dx, dh, d = bptt.rnn_backward(p, caches, dhs_direct[a:b])
        dh0 = dh if a == 0 else dh0
        h = hs[-1]
        dxs.append(dx)
        dp = _add(dp, d)
    return dxs, dh0, dp


def chunks_stacked(p, xs, h0, dhs_direct, k):
    dxs, dp, h, dh0 = [], _zeros(p), h0, None
    for a, b in bptt.chunk_bounds(len(xs), k):
        hs, caches = bptt.rnn_forward(p, xs[a:b], h)
        dx, dh, d = bptt.rnn_backward(p, caches, dhs_direct[a:b])
        dh0 = dh if a == 0 else dh0
        h = hs[-1]
        dxs.append(dx)
        dp = _add(dp, d)
    return np.stack(dxs), dh0, dp


def a_short_last_chunk_left_out(p, xs, h0, dhs_direct, k):
    dxs, dp, h, dh0 = np.zeros_like(xs), _zeros(p), h0, np.zeros_like(h0)
    for i in range(len(xs) // k):
        a, b = i * k, (i + 1) * k
        hs, caches = bptt.rnn_forward(p, xs[a:b], h)
        dxs[a:b], dh, d = bptt.rnn_backward(p, caches, dhs_direct[a:b])
        dh0 = dh if a == 0 else dh0
        h = hs[-1]
        dp = _add(dp, d)
    return dxs, dh0, dp


def gradients_of_the_first_chunk_every_time(p, xs, h0, dhs_direct, k):
    dxs, dp, h, dh0 = [], _zeros(p), h0, None
    for a, b in bptt.chunk_bounds(len(xs), k):
        hs, caches = bptt.rnn_forward(p, xs[a:b], h)
        dx, dh, d = bptt.rnn_backward(p, caches, dhs_direct[: b - a])
        dh0 = dh if a == 0 else dh0
        h = hs[-1]
        dxs.append(dx)
        dp = _add(dp, d)
    return np.concatenate(dxs), dh0, dp


def states_passed_for_gradients(p, xs, h0, dhs_direct, k):
    dxs, dp, h, dh0 = [], _zeros(p), h0, None
    for a, b in bptt.chunk_bounds(len(xs), k):
        hs, caches = bptt.rnn_forward(p, xs[a:b], h)
        dx, dh, d = bptt.rnn_backward(p, caches, hs)
        dh0 = dh if a == 0 else dh0
        h = hs[-1]
        dxs.append(dx)
        dp = _add(dp, d)
    return np.concatenate(dxs), dh0, dp


def first_chunk_s_weights_counted_twice(p, xs, h0, dhs_direct, k):
    bounds = bptt.chunk_bounds(len(xs), k)
    a, b = bounds[0]
    hs, caches = bptt.rnn_forward(p, xs[a:b], h0)
    _, dh0, dp = bptt.rnn_backward(p, caches, dhs_direct[a:b])
    dxs, h = [], h0
    for a, b in bounds:
        hs, caches = bptt.rnn_forward(p, xs[a:b], h)
        dx, _, d = bptt.rnn_backward(p, caches, dhs_direct[a:b])
        dp = _add(dp, d)
        h = hs[-1]
        dxs.append(dx)
    return np.concatenate(dxs), dh0, dp


def both_from_h0_and_dh0_of_the_last_chunk(p, xs, h0, dhs_direct, k):
    dxs, dp = [], _zeros(p)
    for a, b in bptt.chunk_bounds(len(xs), k):
        _, caches = bptt.rnn_forward(p, xs[a:b], h0)
        dx, dh0, d = bptt.rnn_backward(p, caches, dhs_direct[a:b])
        dxs.append(dx)
        dp = _add(dp, d)
    return np.concatenate(dxs), dh0, dp


def both_from_zeros_and_dp_of_the_last_chunk(p, xs, h0, dhs_direct, k):
    dxs, dh0, h = [], None, h0
    for a, b in bptt.chunk_bounds(len(xs), k):
        _, caches = bptt.rnn_forward(p, xs[a:b], h)
        dx, dh, dp = bptt.rnn_backward(p, caches, dhs_direct[a:b])
        dh0 = dh if a == 0 else dh0
        h = np.zeros_like(h0)
        dxs.append(dx)
    return np.concatenate(dxs), dh0, dp


def both_rest_left_out_and_mean_over_chunks(p, xs, h0, dhs_direct, k):
    dxs, dp, h, dh0 = np.zeros_like(xs), _zeros(p), h0, np.zeros_like(h0)
    n = len(xs) // k
    for i in range(n):
        a, b = i * k, (i + 1) * k
        hs, caches = bptt.rnn_forward(p, xs[a:b], h)
        dxs[a:b], dh, d = bptt.rnn_backward(p, caches, dhs_direct[a:b])
        dh0 = dh if a == 0 else dh0
        h = hs[-1]
        dp = _add(dp, RNNParams(*(g / n for g in d)))
    return dxs, dh0, dp


def both_passed_on_and_dp_of_one_chunk(p, xs, h0, dhs_direct, k):
    _, caches = bptt.rnn_forward(p, xs, h0)
    dxs, dh = [], np.zeros_like(h0)
    for a, b in reversed(bptt.chunk_bounds(len(xs), k)):
        direct = dhs_direct[a:b].copy()
        direct[-1] += dh
        dx, dh, dp = bptt.rnn_backward(p, caches[a:b], direct)
        dxs.insert(0, dx)
    return np.concatenate(dxs), dh, dp


def both_walked_backwards_and_dxs_in_that_order(p, xs, h0, dhs_direct, k):
    dxs, dp, h = [], _zeros(p), h0
    for a, b in reversed(bptt.chunk_bounds(len(xs), k)):
        hs, caches = bptt.rnn_forward(p, xs[a:b], h)
        dx, dh0, d = bptt.rnn_backward(p, caches, dhs_direct[a:b])
        h = hs[-1]
        dxs.append(dx)
        dp = _add(dp, d)
    return np.concatenate(dxs), dh0, dp


def both_first_state_carried_and_dh0_added_up(p, xs, h0, dhs_direct, k):
    dxs, dp, h, dh0 = [], _zeros(p), h0, np.zeros_like(h0)
    for a, b in bptt.chunk_bounds(len(xs), k):
        hs, caches = bptt.rnn_forward(p, xs[a:b], h)
        dx, dh, d = bptt.rnn_backward(p, caches, dhs_direct[a:b])
        h = hs[0]
        dh0 += dh
        dxs.append(dx)
        dp = _add(dp, d)
    return np.concatenate(dxs), dh0, dp


WRONG = (
    wrong(each_chunk_from_h0, "Each chunk starts from h0 again"),
    wrong(each_chunk_from_zeros, "Each chunk starts from a state of zeros"),
    wrong(dh0_of_the_last_chunk, "dh0 came from the last chunk"),
    wrong(nothing_cut, "This is the full gradient"),
    wrong(cut_but_passed_on, "This is the full gradient"),
    wrong(dp_of_the_last_chunk, "dp covers the last chunk only"),
    wrong(dh0_added_up, "dh0 is the sum over all chunks"),
    wrong(carried_from_the_first_state, "The first state of a chunk was carried over to the"),
    wrong(list_of_chunks, "Join them along the axis that they have already"),
    wrong(chunks_stacked, "The chunks' dxs were stacked along a new axis, which also requires"),
    wrong(a_short_last_chunk_left_out, "The rows of dxs after the last full chunk are zero"),
    wrong(
        gradients_of_the_first_chunk_every_time, "Every chunk received the first rows of dhs_direct"
    ),
    wrong(states_passed_for_gradients, "dxs stays the same when dhs_direct changes"),
    wrong(
        first_chunk_s_weights_counted_twice,
        "The first 3 items of dhs_direct are counted twice in dp.W_x",
    ),
    wrong(both_from_h0_and_dh0_of_the_last_chunk, "Each chunk starts from h0 again"),
    wrong(both_from_zeros_and_dp_of_the_last_chunk, "Each chunk starts from a state of zeros"),
    wrong(both_rest_left_out_and_mean_over_chunks, "Only dxs[-1] is zero; all others are right"),
    wrong(
        both_walked_backwards_and_dxs_in_that_order,
        "The chunks were run from the last to the first",
    ),
    wrong(both_passed_on_and_dp_of_one_chunk, "This is the full gradient"),
    wrong(
        both_first_state_carried_and_dh0_added_up,
        "The first state of a chunk was carried over to the next",
    ),
)
