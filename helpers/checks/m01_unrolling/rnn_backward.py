"""Check of rnn_backward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m01_unrolling.cases import ROUNDING, clipped, rnn_axes, rnn_inputs, steep_inputs
from helpers.scratch.bptt import rnn_backward, rnn_forward
from helpers.scratch.cells import RNNParams, rnn_step_backward


def rnn_backward_cases(seed):
    """Yield (p, caches, dhs_direct): T = B, one row, one step, ones, a late loss, thousands."""
    rng = np.random.default_rng(seed)
    sizes = [(4, 2, 3, 5), (3, 3, 2, 2), (5, 1, 2, 3), (1, 3, 2, 4), (1, 1, 1, 1), (12, 2, 1, 3)]
    for T, B, D, H in sizes:
        p, xs, h0 = rnn_inputs(rng, T, B, D, H)
        yield p, rnn_forward(p, xs, h0)[1], rng.normal(size=(T, B, H))
    p, xs, h0 = rnn_inputs(rng, 6, 2, 2, 3)
    dhs_direct = np.zeros((6, 2, 3))
    dhs_direct[-1] = rng.normal(size=(2, 3))  # a loss at the last step only
    yield p, rnn_forward(p, xs, h0)[1], dhs_direct
    p, xs, h0, dhs_direct = steep_inputs(rng, 3, 2, 2, 3)
    yield p, rnn_forward(p, xs, h0)[1], dhs_direct


def walked_back(p, caches, dhs_direct, order=None):
    """Return (list of dx, dh at the end of the walk, list of dp), one entry per step walked."""
    dh, dxs, dps = np.zeros_like(dhs_direct[0]), [], []
    for t in reversed(range(len(caches))) if order is None else order:
        dx, dh, dp = rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dxs.append(dx)
        dps.append(dp)
    return dxs, dh, dps


def added_up(dps):
    return RNNParams(*(sum(leaves) for leaves in zip(*dps, strict=True)))


def backward_keeps_last_dp(p, caches, dhs_direct):
    dxs, dh0, dps = walked_back(p, caches, dhs_direct)
    return np.stack(dxs[::-1]), dh0, dps[-1]


def backward_keeps_first_dp(p, caches, dhs_direct):
    dxs, dh0, dps = walked_back(p, caches, dhs_direct)
    return np.stack(dxs[::-1]), dh0, dps[0]


def backward_drops_dh(p, caches, dhs_direct):
    steps = [rnn_step_backward(p, *pair) for pair in zip(caches, dhs_direct, strict=True)]
    return np.stack([s[0] for s in steps]), steps[0][1], added_up([s[2] for s in steps])


def backward_runs_forward(p, caches, dhs_direct):
    dxs, dh, dps = walked_back(p, caches, dhs_direct, order=range(len(caches)))
    return np.stack(dxs), dh, added_up(dps)


def backward_wrong_dhs(p, caches, dhs_direct):
    dxs, dh0, dps = walked_back(p, caches, np.roll(dhs_direct, 1, axis=0))
    return np.stack(dxs[::-1]), dh0, added_up(dps)


def backward_reads_last_loss_only(p, caches, dhs_direct):
    late = np.zeros_like(dhs_direct)
    late[-1] = dhs_direct[-1]
    dxs, dh0, dps = walked_back(p, caches, late)
    return np.stack(dxs[::-1]), dh0, added_up(dps)


def backward_forgets_dhs_within(p, caches, dhs_direct):
    dh, dxs, dps = dhs_direct[-1], [], []
    for t in reversed(range(len(caches))):
        dx, dh, dp = rnn_step_backward(p, caches[t], dh)
        dh = dh + dhs_direct[t]
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs[::-1]), dh, added_up(dps)


def backward_adds_dhs_after(p, caches, dhs_direct):
    dh, dxs, dps = np.zeros_like(dhs_direct[0]), [], []
    for t in reversed(range(len(caches))):
        dx, dh, dp = rnn_step_backward(p, caches[t], dh)
        dh = dh + dhs_direct[t]
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs[::-1]), dh, added_up(dps)


def backward_keeps_old_dh(p, caches, dhs_direct):
    dh, dxs, dps = np.zeros_like(dhs_direct[0]), [], []
    for t in reversed(range(len(caches))):
        dx, back, dp = rnn_step_backward(p, caches[t], dhs_direct[t] + dh)
        dh = dh + back
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs[::-1]), dh, added_up(dps)


def backward_averages_over_time(p, caches, dhs_direct):
    dxs, dh0, dps = walked_back(p, caches, dhs_direct)
    mean = RNNParams(*(leaf / len(caches) for leaf in added_up(dps)))
    return np.stack(dxs[::-1]), dh0, mean


def backward_zero_dh0(p, caches, dhs_direct):
    dxs, dh0, dps = walked_back(p, caches, dhs_direct)
    return np.stack(dxs[::-1]), np.zeros_like(dh0), added_up(dps)


def backward_stops_at_h1(p, caches, dhs_direct):
    dxs, _, dps = walked_back(p, caches, dhs_direct)
    _, dh1, _ = walked_back(p, caches[1:], dhs_direct[1:]) if len(caches) > 1 else (0, 0.0, 0)
    return np.stack(dxs[::-1]), dhs_direct[0] + dh1, added_up(dps)


def backward_skips_first_step(p, caches, dhs_direct):
    later, dh, dps = walked_back(p, caches, dhs_direct, order=range(len(caches) - 1, 0, -1))
    dxs = np.stack([np.zeros_like(caches[0].x), *later[::-1]])
    return dxs, dh, added_up(dps) if dps else RNNParams(*map(np.zeros_like, p))


def backward_writes_into_dhs(p, caches, dhs_direct):
    dxs, dps = [], []
    for t in reversed(range(len(caches))):
        dx, dh, dp = rnn_step_backward(p, caches[t], dhs_direct[t])
        if t > 0:
            dhs_direct[t - 1] += dh
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs[::-1]), dh, added_up(dps)


def backward_reversed_dxs(p, caches, dhs_direct):
    dxs, dh0, dps = walked_back(p, caches, dhs_direct)
    return np.stack(dxs), dh0, added_up(dps)


def backward_forgets_b(p, caches, dhs_direct):
    dxs, dh0, dps = walked_back(p, caches, dhs_direct)
    return np.stack(dxs[::-1]), dh0, added_up(dps)._replace(b=dps[-1].b)


def backward_clipped(p, caches, dhs_direct):
    dxs, dh0, dps = walked_back(p, caches, dhs_direct)
    return clipped((np.stack(dxs[::-1]), dh0, added_up(dps)))


def backward_preallocated(p, caches, dhs_direct):
    T, dxs = len(caches), np.empty((len(caches), *caches[0].x.shape))
    dW_x, dW_h, db = (np.zeros(leaf.shape) for leaf in p)
    dh = np.zeros(dhs_direct.shape[1:])
    for t in range(T - 1, -1, -1):
        x, h, h_next = caches[t]
        da = (dhs_direct[t] + dh) * (1.0 - h_next**2)
        dW_x += x.T @ da
        dW_h += h.T @ da
        db += da.sum(axis=0)
        dxs[t], dh = da @ p.W_x.T, da @ p.W_h.T
    return dxs, dh, RNNParams(dW_x, dW_h, db)


def backward_weights_at_the_end(p, caches, dhs_direct):
    xs, hs = np.stack([c.x for c in caches]), np.stack([c.h for c in caches])
    slopes = 1 - np.stack([c.h_next for c in caches]) ** 2
    das, carried = np.zeros(dhs_direct.shape), 0.0
    for t in reversed(range(len(caches))):
        das[t] = slopes[t] * (dhs_direct[t] + carried)
        carried = das[t] @ p.W_h.T
    dW_x, dW_h = (np.einsum("tbi,tbj->ij", inputs, das) for inputs in (xs, hs))
    return das @ p.W_x.T, carried, RNNParams(dW_x, dW_h, das.sum(axis=(0, 1)))


def backward_loss_by_loss(p, caches, dhs_direct):
    dxs = np.zeros((len(caches), *caches[0].x.shape))
    dh0, dps = 0.0, []
    for start in range(len(caches)):  # each loss walks home on its own; gradients add up
        dh = dhs_direct[start]
        for t in range(start, -1, -1):
            dx, dh, dp = rnn_step_backward(p, caches[t], dh)
            dxs[t] += dx
            dps.append(dp)
        dh0 = dh0 + dh
    return dxs, dh0, added_up(dps)


check_rnn_backward = Check(
    name="rnn_backward",
    reference=rnn_backward,
    cases=rnn_backward_cases,
    outputs=("dxs (T, B, D)", "dh0 (B, H)", "dp", *rnn_axes("dp")),
    slips={
        "dp is the gradient of one step only, the one visited last. How many copies of W_h are "
        "there in the unrolled network?": backward_keeps_last_dp,
        "dp is the gradient of the last time step only. How many copies of W_h are there in the "
        "unrolled network?": backward_keeps_first_dp,
        "Nothing flows from step t + 1 back to step t. How many arrows leave h_t, and "
        "where does each lead?": backward_drops_dh,
        "The loop runs forward in time. Which step's dh must be known before step t can be "
        "computed?": backward_runs_forward,
        "Step t received the dhs_direct of another step. h_next of caches[t] is hs[t]: which "
        "entry of dhs_direct belongs to it?": backward_wrong_dhs,
        "Only the last entry of dhs_direct was used. Which other states reach the loss "
        "directly?": backward_reads_last_loss_only,
        "dhs_direct[t] was added to dh after step t, so it reaches the state one step too early. "
        "Does it belong to the state before or after step t?": backward_forgets_dhs_within,
        "The dh of a step was added to that of the step after it, so the later one is passed back "
        "twice. Is it not part of the dh_next of this step?": backward_keeps_old_dh,
        "dhs_direct[t] was added to dh after step t, so it never passes through the step that "
        "computed hs[t]. Is hs[t] the input or the output of the tanh of step "
        "t?": backward_adds_dhs_after,
        "dp was divided by T. The loss is a sum over steps: is the gradient of a shared "
        "weight the sum or the mean over its copies?": backward_averages_over_time,
        "dh0 is zero. What does dh hold after the loop has gone through the first "
        "step?": backward_zero_dh0,
        "dh0 is the gradient of the first new state. One more step lies between it and h0: has the "
        "loop gone through it?": backward_stops_at_h1,
        "The loop stops before the first step: dxs[0] is never computed. At which t does range(T - "
        "1, 0, -1) end?": backward_skips_first_step,
        "dhs_direct was changed in place, and the caller still needs it. Where could the sum of the"
        " two gradients be stored instead?": backward_writes_into_dhs,
        "dxs is in reverse order: it was filled during the backward pass. Which step should dxs[0] "
        "belong to?": backward_reversed_dxs,
        "dp.b holds the gradient of one step only. How many copies of b are there in the unrolled "
        "network?": backward_forgets_b,
        "Every gradient was clipped to [-5, 5]. Clipping changes its direction, and belongs in the "
        "training loop (module 03). Would central differences of the loss be clipped "
        "too?": backward_clipped,
    },
    alternatives=(backward_preallocated, backward_weights_at_the_end, backward_loss_by_loss),
    equivalent={
        "caches -> dhs_direct (in `dxs = [None] * len(caches)`)": (
            "dhs_direct has one row for each cache"
        ),
        "caches -> dhs_direct (in `for t in reversed(range(len(caches))):`)": (
            "dhs_direct has one row for each cache"
        ),
        "zip(dp, dp_t, strict=True) -> zip(dp_t, dp, strict=True) "
        "(in `dp = RNNParams(*(total + part for total, part in zip(dp, dp_t, stri...`)": (
            "two arrays are added, in either order"
        ),
    },
    tolerance_reason=ROUNDING,
    float32=True,
)
