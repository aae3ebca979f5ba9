"""Answers to truncated_backward that its record did not foresee."""

import numpy as np

from helpers.scratch import bptt
from helpers.scratch.cells import RNNParams
from tests.checks.answers import wrong
from tests.checks.answers.first_attempts import truncated_backward as first_attempts
from tests.checks.answers.m01_unrolling import chunk_bounds, clipping


def chunked(
    first=lambda h0: h0,
    next_state=lambda h, h0: h,
    join=np.concatenate,
    dh0=lambda dh0s: dh0s[0],
    longer=0,
):
    """Make a truncated_backward that is right but for one thing."""

    def truncated_backward(p, xs, h0, dhs, k):
        h, dxs, dh0s, dps = first(h0), [], [], []
        for start, stop in bptt.chunk_bounds(len(xs), k + longer):
            hs, caches = bptt.rnn_forward(p, xs[start:stop], h)
            dx, dh, dp = bptt.rnn_backward(p, caches, dhs[start:stop])
            dxs.append(dx)
            dh0s.append(dh)
            dps.append(dp)
            h = next_state(hs[-1], h0)
        return join(dxs), dh0(dh0s), RNNParams(*map(sum, zip(*dps, strict=True)))

    return truncated_backward


def last_chunk_returned(p, xs, h0, dhs, k):
    h = h0
    for start, stop in bptt.chunk_bounds(len(xs), k):
        hs, caches = bptt.rnn_forward(p, xs[start:stop], h)
        dxs, dh0, dp = bptt.rnn_backward(p, caches, dhs[start:stop])
        h = hs[-1]
    return dxs, dh0, dp


def last_chunk_in_zeros(p, xs, h0, dhs, k):
    h, dxs = h0, np.zeros_like(xs)
    for start, stop in bptt.chunk_bounds(len(xs), k):
        hs, caches = bptt.rnn_forward(p, xs[start:stop], h)
        h = hs[-1]
    dxs[start:stop], dh0, dp = bptt.rnn_backward(p, caches, dhs[start:stop])
    return dxs, dh0, dp


def from_zeros(h, h0=None):
    return np.zeros_like(h)


def has_chunks(holds):
    return chunk_bounds.has_chunks(holds, length=lambda args: len(args[1]))


truncated = chunked()
# Wrong first attempts, written from the prompt alone.


def zero(p):
    return RNNParams(*(np.zeros_like(w) for w in p))


def trunc(
    p, xs, h0, dhs, k, carry=True, first=True, total=True, bounds=None, backward=bptt.rnn_backward
):
    dxs = []
    dp = zero(p)
    h = h0
    dh0 = None
    for s, e in (bounds or bptt.chunk_bounds)(len(xs), k):
        hs, caches = bptt.rnn_forward(p, xs[s:e], h if carry else h0)
        dx, dh, d = backward(p, caches, dhs[s:e])
        dxs.append(dx)
        dp = add(dp, d) if total else d
        h = hs[-1]
        if dh0 is None or not first:
            dh0 = dh
    return (np.concatenate(dxs), dh0, dp)


def add(a, b):
    return RNNParams(*(x + y for x, y in zip(a, b, strict=True)))


def go(
    p,
    xs,
    h0,
    dhs,
    k,
    nxt=lambda hs, h: hs[-1],
    cut=lambda dhs, s, e: dhs[s:e],
    acc="sum",
    which="first",
    rev=False,
    bounds=None,
):
    dxs = []
    dp = zero(p)
    h = h0
    dh0s = []
    for s, e in bounds or bptt.chunk_bounds(len(xs), k):
        hs, c = bptt.rnn_forward(p, xs[s:e], h)
        dx, dh, d = bptt.rnn_backward(p, c, cut(dhs, s, e))
        dxs.append(dx)
        dh0s.append(dh)
        dp = add(dp, d) if acc == "sum" else d
        h = nxt(hs, h)
    if rev:
        dxs.reverse()
    return (
        np.concatenate(dxs),
        {
            "first": dh0s[0],
            "last": dh0s[-1],
            "sum": sum(dh0s),
            "list": dh0s,
            "stack": np.stack(dh0s),
        }[which],
        dp,
    )


def both_h0_every_chunk_last_dh0(p, xs, h0, dhs_direct, k):
    return trunc(p, xs, h0, dhs_direct, k, carry=False, first=False)


def both_last_dp_last_dh0(p, xs, h0, dhs_direct, k):
    return trunc(p, xs, h0, dhs_direct, k, total=False, first=False)


def both_only_last_chunk_returned_carry(p, xs, h0, dhs_direct, k):
    h = h0
    for s, e in bptt.chunk_bounds(len(xs), k):
        hs, c = bptt.rnn_forward(p, xs[s:e], h)
        dxs, dh0, dp = bptt.rnn_backward(p, c, dhs_direct[s:e])
        h = hs[-1]
    return (dxs, dh0, dp)


def both_zeros_at_chunks_and_dp_of_last(p, xs, h0, dhs_direct, k):
    dxs = []
    dh0 = None
    for s, e in bptt.chunk_bounds(len(xs), k):
        hs, c = bptt.rnn_forward(p, xs[s:e], h0 if s == 0 else np.zeros_like(h0))
        dx, dh, dp = bptt.rnn_backward(p, c, dhs_direct[s:e])
        dxs.append(dx)
        dh0 = dh if s == 0 else dh0
    return (np.concatenate(dxs), dh0, dp)


def both_sum_dh0_and_dxs_order_reversed(p, xs, h0, dhs_direct, k):
    dxs = []
    dp = zero(p)
    h = h0
    dh0 = 0
    for s, e in bptt.chunk_bounds(len(xs), k):
        hs, c = bptt.rnn_forward(p, xs[s:e], h)
        dx, dh, d = bptt.rnn_backward(p, c, dhs_direct[s:e])
        dxs.insert(0, dx)
        dp = add(dp, d)
        h = hs[-1]
        dh0 = dh0 + dh
    return (np.concatenate(dxs), dh0, dp)


def both_k_as_number_of_chunks_first_h0(p, xs, h0, dhs_direct, k):
    return trunc(p, xs, h0, dhs_direct, max(len(xs) // k, 1), carry=False)


def all_dh0s_as_stack(p, xs, h0, dhs_direct, k):
    return go(p, xs, h0, dhs_direct, k, which="stack")


def all_dh0s_as_list(p, xs, h0, dhs_direct, k):
    return go(p, xs, h0, dhs_direct, k, which="list")


def dhs_cut_off_by_one(p, xs, h0, dhs_direct, k):
    return go(
        p, xs, h0, dhs_direct, k, cut=lambda d, s, e: np.concatenate([np.zeros_like(d[:1]), d])[s:e]
    )


def passes_whole_dhs_direct(p, xs, h0, dhs_direct, k):
    return go(p, xs, h0, dhs_direct, k, cut=lambda d, s, e: d)


def carries_hs_2(p, xs, h0, dhs_direct, k):
    return go(p, xs, h0, dhs_direct, k, nxt=lambda hs, h: hs[-2] if len(hs) > 1 else hs[-1])


def carries_caches_h_h_of_last_cache_before_last_s(p, xs, h0, dhs_direct, k):
    dxs = []
    dp = zero(p)
    h = h0
    first = None
    for s, e in bptt.chunk_bounds(len(xs), k):
        hs, c = bptt.rnn_forward(p, xs[s:e], h)
        dx, dh, d = bptt.rnn_backward(p, c, dhs_direct[s:e])
        dxs.append(dx)
        dp = add(dp, d)
        h = c[-1].h
        first = dh if first is None else first
    return (np.concatenate(dxs), first, dp)


def only_first_chunk_s_dp(p, xs, h0, dhs_direct, k):
    a, b, d = go(p, xs, h0, dhs_direct, k)
    return (a, b, go(p, xs[:k], h0, dhs_direct[:k], k)[2])


def dxs_list_of_chunks(p, xs, h0, dhs_direct, k):
    dxs = []
    dp = zero(p)
    h = h0
    first = None
    for s, e in bptt.chunk_bounds(len(xs), k):
        hs, c = bptt.rnn_forward(p, xs[s:e], h)
        dx, dh, d = bptt.rnn_backward(p, c, dhs_direct[s:e])
        dxs.append(dx)
        dp = add(dp, d)
        h = hs[-1]
        first = dh if first is None else first
    return (dxs, first, dp)


def first_chunk_only_return_in_loop(p, xs, h0, dhs_direct, k):
    for s, e in bptt.chunk_bounds(len(xs), k):
        hs, c = bptt.rnn_forward(p, xs[s:e], h0)
        return bptt.rnn_backward(p, c, dhs_direct[s:e])


def dp_divided_by_t(p, xs, h0, dhs_direct, k):
    a, b, d = go(p, xs, h0, dhs_direct, k)
    return (a, b, RNNParams(*(w / len(xs) for w in d)))


def chunk_bounds_k_t(p, xs, h0, dhs_direct, k):
    return go(p, xs, h0, dhs_direct, k, bounds=bptt.chunk_bounds(k, len(xs)))


def dp_d_concatenation(p, xs, h0, dhs_direct, k):
    dxs = []
    dp = ()
    h = h0
    first = None
    for s, e in bptt.chunk_bounds(len(xs), k):
        hs, c = bptt.rnn_forward(p, xs[s:e], h)
        dx, dh, d = bptt.rnn_backward(p, c, dhs_direct[s:e])
        dxs.append(dx)
        dp += d
        h = hs[-1]
        first = dh if first is None else first
    return (np.concatenate(dxs), first, dp)


def both_stack_and_last_dh0_list(p, xs, h0, dhs_direct, k):
    dxs, dh0, dp = go(p, xs, h0, dhs_direct, k, which="last")
    return (dxs.reshape(-1, *xs.shape[2:]), dh0, dp)


def both_dxs_reversed_h0_each_chunk(p, xs, h0, dhs_direct, k):
    return go(p, xs, h0, dhs_direct, k, nxt=lambda hs, h: h, rev=True)


def both_first_rows_of_dhs_last_dp(p, xs, h0, dhs_direct, k):
    return go(p, xs, h0, dhs_direct, k, cut=lambda d, s, e: d[: e - s], acc="last")


def both_hs_0_sum_dh0(p, xs, h0, dhs_direct, k):
    return go(p, xs, h0, dhs_direct, k, nxt=lambda hs, h: hs[0], which="sum")


def both_drop_last_chunk_last_dh0(p, xs, h0, dhs_direct, k):
    return go(
        p,
        xs,
        h0,
        dhs_direct,
        k,
        which="last",
        bounds=[(i * k, i * k + k) for i in range(max(len(xs) // k, 1))],
    )


RIGHT = (truncated,)
WRONG = (
    wrong(chunked(longer=1), "dxs[", "Next: ", slip=False),
    wrong(
        chunked(first=from_zeros, next_state=from_zeros),
        "Every chunk starts from zeros, even the first",
    ),
    wrong(chunked(first=from_zeros), "The first chunk starts from zeros"),
    wrong(chunked(next_state=from_zeros), "Each chunk starts from a st"),
    wrong(chunked(join=np.stack), "joins arrays along an existing axis"),
    wrong(chunked(dh0=sum), "dh0 is the sum over all chunks"),
    wrong(chunked(dh0=lambda dh0s: np.zeros_like(dh0s[0])), "dh0 is zero"),
    wrong(last_chunk_returned, "Only the last chunk's dxs, dh0 and dp"),
    wrong(last_chunk_in_zeros, "Only the last chunk was walked back"),
    *clipping.rows(clipping.all_of(truncated), clipping.weights_of(truncated)),
    wrong(both_h0_every_chunk_last_dh0, "Each chunk starts from h0 again"),
    wrong(both_last_dp_last_dh0, "dh0 came from the last chunk"),
    wrong(both_only_last_chunk_returned_carry, "Only the last chunk's dxs"),
    wrong(both_zeros_at_chunks_and_dp_of_last, "Each chunk starts from a state of zeros"),
    wrong(both_sum_dh0_and_dxs_order_reversed, "dxs holds the right items in another order"),
    wrong(both_k_as_number_of_chunks_first_h0, "Each chunk starts from h0 again"),
    wrong(all_dh0s_as_stack, "dh0 holds 3 items along its first axis"),
    wrong(all_dh0s_as_list, "3 such arrays are there"),
    wrong(dhs_cut_off_by_one, "At step t item t - 1 of dhs_direct was used"),
    wrong(passes_whole_dhs_direct, "Write the shape of each array in this line beside it"),
    wrong(carries_hs_2, "The first state of a chunk was carried over to the next one"),
    wrong(
        carries_caches_h_h_of_last_cache_before_last_s,
        "The first state of a chunk was carried over to the next one",
    ),
    wrong(only_first_chunk_s_dp, "dp covers the first chunk only"),
    wrong(dxs_list_of_chunks, "Join them along the axis that they have already"),
    wrong(first_chunk_only_return_in_loop, "dp covers the first chunk only"),
    wrong(dp_divided_by_t, "Every entry is 7 times too small"),
    wrong(chunk_bounds_k_t, "dp covers the first chunk only"),
    wrong(dp_d_concatenation, "+ joins tuples end to end"),
    wrong(both_stack_and_last_dh0_list, "dh0 came from the last chunk"),
    wrong(both_dxs_reversed_h0_each_chunk, "Each chunk starts from h0 again"),
    wrong(both_first_rows_of_dhs_last_dp, "Every chunk received the first rows of dhs_direct"),
    wrong(both_hs_0_sum_dh0, "The first state of a chunk was carried over to the next one"),
    wrong(both_drop_last_chunk_last_dh0, "The steps after the last full chunk are missing"),
    *first_attempts.WRONG,
)
EDGES = {
    "chunks of one step": has_chunks(lambda T, k: k == 1 < T),
    "a chunk longer than the text": has_chunks(lambda T, k: k > T),
    "a single chunk": has_chunks(lambda T, k: k == T),
    "a short last chunk": has_chunks(lambda T, k: 1 < k < T and T % k > 0),
    "equal chunks": has_chunks(lambda T, k: 1 < k < T and T % k == 0),
    "steep gradients": clipping.is_steep(bptt.truncated_backward),
}
