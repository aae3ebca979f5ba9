"""Answers to truncated_backward that its record did not foresee."""

import numpy as np

from helpers.scratch import bptt
from helpers.scratch.cells import RNNParams
from tests.checks.answers import wrong
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
)
EDGES = {
    "chunks of one step": has_chunks(lambda T, k: k == 1 < T),
    "a chunk longer than the text": has_chunks(lambda T, k: k > T),
    "a single chunk": has_chunks(lambda T, k: k == T),
    "a short last chunk": has_chunks(lambda T, k: 1 < k < T and T % k > 0),
    "equal chunks": has_chunks(lambda T, k: 1 < k < T and T % k == 0),
    "steep gradients": clipping.is_steep(bptt.truncated_backward),
}
