"""Check of truncated_backward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m01_unrolling.cases import ROUNDING, clipped, rnn_axes, rnn_inputs, steep_inputs
from helpers.checks.m01_unrolling.chunk_bounds import bounds_short_chunk_first
from helpers.scratch.bptt import chunk_bounds, rnn_backward, rnn_forward, truncated_backward
from helpers.scratch.cells import RNNParams, rnn_step_backward


def truncated_backward_cases(seed):
    """Yield (p, xs, h0, dhs_direct, k): a rest, none, k = 1, k >= T, B = 1, T = 1, thousands."""
    rng = np.random.default_rng(seed)
    for T, B, D, H, k in [
        (7, 2, 3, 4, 3),
        (6, 2, 2, 3, 2),
        (4, 3, 2, 2, 1),
        (5, 1, 3, 2, 5),
        (3, 2, 1, 3, 8),
        (1, 2, 2, 3, 1),
        (8, 1, 1, 1, 5),
    ]:
        yield *rnn_inputs(rng, T, B, D, H), rng.normal(size=(T, B, H)), k
    p, xs, h0 = rnn_inputs(rng, 6, 2, 2, 3)
    dhs_direct = np.zeros((6, 2, 3))
    dhs_direct[-1] = rng.normal(size=(2, 3))  # a loss at the last step only
    yield p, xs, h0, dhs_direct, 4
    yield *steep_inputs(rng, 5, 2, 2, 3), 2


def added_up(dps):
    return RNNParams(*(sum(leaves) for leaves in zip(*dps, strict=True)))


def chunked(p, xs, h0, dhs_direct, bounds, restart=None):
    """Return the lists (dxs, dh0s, dps) over chunks; restart, if given, is every first state."""
    h, parts = h0, []
    for start, stop in bounds:
        h = h if restart is None or start == 0 else restart
        hs, caches = rnn_forward(p, xs[start:stop], h)
        parts.append(rnn_backward(p, caches, dhs_direct[start:stop]))
        h = hs[-1]
    return tuple(zip(*parts, strict=True))


def gathered(dxs, dh0s, dps):
    return np.concatenate(dxs), dh0s[0], added_up(dps)


def cut_restarts_from_zeros(p, xs, h0, dhs_direct, k):
    bounds = chunk_bounds(len(xs), k)
    return gathered(*chunked(p, xs, h0, dhs_direct, bounds, restart=np.zeros_like(h0)))


def cut_always_starts_from_zeros(p, xs, h0, dhs_direct, k):
    return cut_restarts_from_h0(p, xs, np.zeros_like(h0), dhs_direct, k)


def cut_ignores_h0(p, xs, h0, dhs_direct, k):
    return truncated_backward(p, xs, np.zeros_like(h0), dhs_direct, k)


def cut_restarts_from_h0(p, xs, h0, dhs_direct, k):
    return gathered(*chunked(p, xs, h0, dhs_direct, chunk_bounds(len(xs), k), restart=h0))


def cut_nowhere(p, xs, h0, dhs_direct, k):
    return rnn_backward(p, rnn_forward(p, xs, h0)[1], dhs_direct)


def cut_everywhere(p, xs, h0, dhs_direct, k):
    return gathered(*chunked(p, xs, h0, dhs_direct, chunk_bounds(len(xs), 1)))


def cut_keeps_last_chunk(p, xs, h0, dhs_direct, k):
    dxs, dh0s, dps = chunked(p, xs, h0, dhs_direct, chunk_bounds(len(xs), k))
    return np.concatenate(dxs), dh0s[0], dps[-1]


def cut_keeps_first_chunk(p, xs, h0, dhs_direct, k):
    dxs, dh0s, dps = chunked(p, xs, h0, dhs_direct, chunk_bounds(len(xs), k))
    return np.concatenate(dxs), dh0s[0], dps[0]


def cut_carries_first_state(p, xs, h0, dhs_direct, k):
    h, parts = h0, []
    for start, stop in chunk_bounds(len(xs), k):
        hs, caches = rnn_forward(p, xs[start:stop], h)
        parts.append(rnn_backward(p, caches, dhs_direct[start:stop]))
        h = hs[0]
    return gathered(*zip(*parts, strict=True))


def cut_carries_gradient(p, xs, h0, dhs_direct, k):
    h, parts = h0, []
    for start, stop in chunk_bounds(len(xs), k):
        _, caches = rnn_forward(p, xs[start:stop], h)
        parts.append(rnn_backward(p, caches, dhs_direct[start:stop]))
        h = parts[-1][1]
    return gathered(*zip(*parts, strict=True))


def cut_carries_gradient_and_last_dh0(p, xs, h0, dhs_direct, k):
    dxs, _, dp = cut_carries_gradient(p, xs, h0, dhs_direct, k)
    h = h0
    for start, stop in chunk_bounds(len(xs), k):
        _, caches = rnn_forward(p, xs[start:stop], h)
        h = rnn_backward(p, caches, dhs_direct[start:stop])[1]
    return dxs, h, dp


def cut_takes_first_dhs(p, xs, h0, dhs_direct, k):
    h, parts = h0, []
    for start, stop in chunk_bounds(len(xs), k):
        hs, caches = rnn_forward(p, xs[start:stop], h)
        parts.append(rnn_backward(p, caches, dhs_direct[: stop - start]))
        h = hs[-1]
    return gathered(*zip(*parts, strict=True))


def cut_takes_last_dh0(p, xs, h0, dhs_direct, k):
    dxs, dh0s, dps = chunked(p, xs, h0, dhs_direct, chunk_bounds(len(xs), k))
    return np.concatenate(dxs), dh0s[-1], added_up(dps)


def cut_sums_dh0(p, xs, h0, dhs_direct, k):
    dxs, dh0s, dps = chunked(p, xs, h0, dhs_direct, chunk_bounds(len(xs), k))
    return np.concatenate(dxs), sum(dh0s), added_up(dps)


def cut_zero_dh0(p, xs, h0, dhs_direct, k):
    dxs, dh0, dp = truncated_backward(p, xs, h0, dhs_direct, k)
    return dxs, np.zeros_like(dh0), dp


def cut_returns_last_chunk(p, xs, h0, dhs_direct, k):
    return tuple(part[-1] for part in chunked(p, xs, h0, dhs_direct, chunk_bounds(len(xs), k)))


def cut_backward_in_last_chunk_only(p, xs, h0, dhs_direct, k):
    dxs, dh0s, dps = chunked(p, xs, h0, dhs_direct, chunk_bounds(len(xs), k))
    zeros = [np.zeros_like(dx) for dx in dxs[:-1]]
    return np.concatenate([*zeros, dxs[-1]]), dh0s[-1], dps[-1]


def cut_stacks_chunks(p, xs, h0, dhs_direct, k):
    dxs, dh0s, dps = chunked(p, xs, h0, dhs_direct, chunk_bounds(len(xs), k))
    return np.stack(dxs), dh0s[0], added_up(dps)


def cut_averages_chunks(p, xs, h0, dhs_direct, k):
    dxs, dh0s, dps = chunked(p, xs, h0, dhs_direct, chunk_bounds(len(xs), k))
    mean = RNNParams(*(leaf / len(dps) for leaf in added_up(dps)))
    return np.concatenate(dxs), dh0s[0], mean


def cut_runs_chunks_backwards(p, xs, h0, dhs_direct, k):
    dxs, dps, h = [], [], h0
    for start, stop in reversed(chunk_bounds(len(xs), k)):
        hs, caches = rnn_forward(p, xs[start:stop], h)
        dx, dh0, dp = rnn_backward(p, caches, dhs_direct[start:stop])
        dxs.insert(0, dx)
        dps.append(dp)
        h = hs[-1]
    return np.concatenate(dxs), dh0, added_up(dps)


def cut_from_the_end(p, xs, h0, dhs_direct, k):
    bounds = bounds_short_chunk_first(len(xs), k)
    return gathered(*chunked(p, xs, h0, dhs_direct, bounds))


def cut_drops_the_rest(p, xs, h0, dhs_direct, k):
    bounds = [(s, s + k) for s in range(0, len(xs) - k + 1, k)] or [(0, len(xs))]
    return gathered(*chunked(p, xs, h0, dhs_direct, bounds))


def cut_leaves_the_rest_zero(p, xs, h0, dhs_direct, k):
    dxs, dh0, dp = cut_drops_the_rest(p, xs, h0, dhs_direct, k)
    return np.concatenate([dxs, np.zeros_like(xs[len(dxs) :])]), dh0, dp


def cut_k_steps_before_each_loss(p, xs, h0, dhs_direct, k):
    caches = rnn_forward(p, xs, h0)[1]
    dxs, dh0, dps = np.zeros_like(xs), np.zeros_like(h0), []
    for end in range(len(xs)):
        dh = dhs_direct[end]
        for t in range(end, max(end - k, -1), -1):
            dx, dh, dp = rnn_step_backward(p, caches[t], dh)
            dxs[t] += dx
            dps.append(dp)
        if end < k:
            dh0 += dh
    return dxs, dh0, added_up(dps)


def cut_last_window_only(p, xs, h0, dhs_direct, k):
    caches = rnn_forward(p, xs, h0)[1]
    dxs, dps, dh = np.zeros_like(xs), [], np.zeros_like(h0)
    for t in range(len(xs) - 1, max(len(xs) - 1 - k, -1), -1):
        dxs[t], dh, dp = rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dps.append(dp)
    return dxs, dh if k >= len(xs) else np.zeros_like(h0), added_up(dps)


def cut_clipped(p, xs, h0, dhs_direct, k):
    return clipped(truncated_backward(p, xs, h0, dhs_direct, k))


def cut_on_one_walk(p, xs, h0, dhs_direct, k):
    caches = rnn_forward(p, xs, h0)[1]
    dxs, dps, dh = [], [], np.zeros_like(h0)
    for t in range(len(xs) - 1, -1, -1):
        if (t + 1) % k == 0:
            dh = np.zeros_like(h0)  # nothing crosses a border from its right
        dx, dh, dp = rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dxs.insert(0, dx)
        dps.append(dp)
    return np.stack(dxs), dh, added_up(dps)


def cut_in_slices(p, xs, h0, dhs_direct, k):
    caches = rnn_forward(p, xs, h0)[1]
    slices = [slice(i, i + k) for i in range(0, len(xs), k)]
    parts = [rnn_backward(p, caches[s], dhs_direct[s]) for s in slices]
    dxs = np.vstack([dx for dx, _, _ in parts])
    total = parts[0][2]
    for _, _, dp in parts[1:]:
        total = RNNParams(total.W_x + dp.W_x, total.W_h + dp.W_h, total.b + dp.b)
    return dxs, parts[0][1], total


def cut_from_scratch(p, xs, h0, dhs_direct, k):
    T, hs = len(xs), [h0]
    for x in xs:
        hs.append(np.tanh(x @ p.W_x + hs[-1] @ p.W_h + p.b))
    hs, das = np.stack(hs), np.zeros(dhs_direct.shape)
    keep = (np.arange(1, T + 1) % k != 0).astype(float)  # 0 where a chunk ends
    da = np.zeros_like(h0)
    for t in reversed(range(T)):
        da = (1 - hs[t + 1] ** 2) * (dhs_direct[t] + keep[t] * (da @ p.W_h.T))
        das[t] = da
    dp = RNNParams(
        np.tensordot(xs, das, axes=((0, 1), (0, 1))),
        np.tensordot(hs[:-1], das, axes=((0, 1), (0, 1))),
        das.sum(axis=(0, 1)),
    )
    return das @ p.W_x.T, da @ p.W_h.T, dp


check_truncated_backward = Check(
    name="truncated_backward",
    reference=truncated_backward,
    cases=truncated_backward_cases,
    outputs=("dxs (T, B, D)", "dh0 (B, H)", "dp", *rnn_axes("dp")),
    slips={
        "Each chunk starts from a state of zeros. Cut the gradient, keep the value: in which state "
        "did the previous chunk end?": cut_restarts_from_zeros,
        "Every chunk starts from zeros, even the first. Which argument holds the state that the "
        "first chunk starts from, and what does the next one need?": cut_always_starts_from_zeros,
        "The first chunk starts from zeros, and the others continue from it. Which argument holds "
        "the state in which the sequence starts?": cut_ignores_h0,
        "Each chunk starts from h0 again. Cut the gradient, keep the value: in which state did the "
        "previous chunk end?": cut_restarts_from_h0,
        "This is the full gradient: nothing was cut. What may cross the boundary between two chunks"
        " in the forward pass, and what may not in the backward pass?": cut_nowhere,
        "The gradient was cut at every step, whatever k is. How many steps back may it "
        "travel inside a chunk?": cut_everywhere,
        "The next chunk starts from a gradient, the dh0 of the one before. Which result of "
        "rnn_forward should be carried on, and was its name used again?": cut_carries_gradient,
        "The next chunk starts from a gradient, the dh0 of the one before, and the last of these "
        "was returned as dh0. Do a state and its gradient share one "
        "name?": cut_carries_gradient_and_last_dh0,
        "dp covers the last chunk only. The weights are the same in every chunk: how are their "
        "gradients combined?": cut_keeps_last_chunk,
        "dp covers the first chunk only. The weights are the same in every chunk: how are their "
        "gradients combined?": cut_keeps_first_chunk,
        "The first state of a chunk was carried over to the next one. After which of its steps does"
        " the next chunk continue?": cut_carries_first_state,
        "The chunks were run from the last to the first, so each state comes from a later "
        "chunk. Which chunk starts from h0?": cut_runs_chunks_backwards,
        "Every chunk received the first rows of dhs_direct. Which rows belong to the steps from "
        "start to stop?": cut_takes_first_dhs,
        "dh0 came from the last chunk. Which chunk reads h0?": cut_takes_last_dh0,
        "dh0 is the sum over all chunks. How many chunks read h0 itself?": cut_sums_dh0,
        "dh0 is zero. The cut lies between two chunks: which chunk does h0 belong "
        "to?": cut_zero_dh0,
        "Only the last chunk's dxs, dh0 and dp were returned. How many steps should dxs have, and "
        "what happened to the earlier chunks?": cut_returns_last_chunk,
        "Only the last chunk was walked back: the rows of dxs before it are zero. What do the "
        "losses of the other chunks contribute?": cut_backward_in_last_chunk_only,
        "The chunks' dxs were stacked along a new axis, which also requires equal lengths. Which "
        "function joins arrays along an existing axis?": cut_stacks_chunks,
        "dp was averaged over the chunks. The loss is a sum over all steps: does its "
        "gradient shrink when the chunks become smaller?": cut_averages_chunks,
        "The chunks were counted from the end, so the short one came first. Where does chunk_bounds"
        " put the boundaries?": cut_from_the_end,
        "The steps after the last full chunk are missing. How many steps should dxs "
        "have?": cut_drops_the_rest,
        "The rows of dxs after the last full chunk are zero: T need not be a multiple of k. Which "
        "steps are left over after T // k chunks?": cut_leaves_the_rest_zero,
        "Here every loss is propagated back k steps. That is truncation too, but this exercise cuts"
        " at fixed boundaries: how far back does the first loss of a chunk "
        "reach?": cut_k_steps_before_each_loss,
        "Only the last k steps received a gradient. The other chunks have losses of their own: what"
        " do those contribute?": cut_last_window_only,
        "Every gradient was clipped to [-5, 5]. Truncation drops what crosses a boundary, while "
        "clipping (module 03) limits large values: which of the two does k specify?": cut_clipped,
    },
    alternatives=(cut_on_one_walk, cut_in_slices, cut_from_scratch),
    tolerance_reason=ROUNDING,
    float32=True,
)
