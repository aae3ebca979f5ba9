"""Check of lstm_backward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m04_lstm.cases import ROUNDING, lstm_axes, lstm_inputs
from helpers.scratch.cells import LSTMParams, lstm_step_backward
from helpers.scratch.modules.m04_lstm import lstm_backward, lstm_forward


def lstm_backward_cases(seed):
    """Yield (p, caches, dhs_direct): ordinary, T = B, one row, one step, ones, long, a late loss.

    The last case has the first one's shapes.
    """
    rng = np.random.default_rng(seed)
    for T, B, D, H in [
        *((4, 2, 3, 5), (3, 3, 2, 2), (5, 1, 2, 3), (1, 3, 2, 4)),
        *((1, 1, 1, 1), (12, 2, 1, 3), (4, 2, 3, 5)),
    ]:
        p, *states = lstm_inputs(rng, T, B, D, H)
        yield p, lstm_forward(p, *states)[2], rng.normal(size=(T, B, H))
    p, *states = lstm_inputs(rng, 6, 2, 2, 3)
    dhs_direct = np.zeros((6, 2, 3))
    dhs_direct[-1] = rng.normal(size=(2, 3))  # a loss at the last step only
    yield p, lstm_forward(p, *states)[2], dhs_direct


def walked_back(p, caches, dhs_direct, carry=None, order=None):
    """Return (list of dx, dh, dc at the end, list of dp), one entry for each step walked.

    carry: (dh, dc that came back, direct) -> dh_next, dc_next of the step.
    """
    dh, dc = np.zeros_like(dhs_direct[0]), np.zeros_like(dhs_direct[0])
    dxs, dps = [], []
    for t in reversed(range(len(caches))) if order is None else order:
        both = carry(dh, dc, dhs_direct[t]) if carry else (dh + dhs_direct[t], dc)
        dx, dh, dc, dp = lstm_step_backward(p, caches[t], *both)
        dxs.append(dx)
        dps.append(dp)
    return dxs, dh, dc, dps


def added_up(dps):
    return LSTMParams(*(sum(leaves) for leaves in zip(*dps, strict=True)))


def by_rule(p, caches, dhs_direct, carry):
    dxs, dh, dc, dps = walked_back(p, caches, dhs_direct, carry)
    return np.stack(dxs[::-1]), dh, dc, added_up(dps)


def backward_drops_dc(p, caches, dhs_direct):
    return by_rule(p, caches, dhs_direct, lambda dh, dc, own: (dh + own, np.zeros_like(dc)))


def backward_drops_dh(p, caches, dhs_direct):
    return by_rule(p, caches, dhs_direct, lambda dh, dc, own: (own + 0, dc))


def backward_drops_both(p, caches, dhs_direct):
    return by_rule(p, caches, dhs_direct, lambda dh, dc, own: (own + 0, np.zeros_like(dc)))


def backward_direct_to_both(p, caches, dhs_direct):
    return by_rule(p, caches, dhs_direct, lambda dh, dc, own: (dh + own, dc + own))


def backward_direct_to_dc(p, caches, dhs_direct):
    return by_rule(p, caches, dhs_direct, lambda dh, dc, own: (dh, dc + own))


def backward_exchanges_states(p, caches, dhs_direct):
    return by_rule(p, caches, dhs_direct, lambda dh, dc, own: (dc + own, dh))


def backward_dh_into_dc(p, caches, dhs_direct):
    return by_rule(p, caches, dhs_direct, lambda dh, dc, own: (dh + own, dc + dh))


def backward_reads_last_only(p, caches, dhs_direct):
    late = np.zeros_like(dhs_direct)
    late[-1] = dhs_direct[-1]
    return lstm_backward(p, caches, late)


def backward_wrong_dhs(p, caches, dhs_direct):
    return lstm_backward(p, caches, np.roll(dhs_direct, 1, axis=0))


def backward_adds_own_after(p, caches, dhs_direct):
    dh, dc = dhs_direct[-1] + 0, np.zeros_like(dhs_direct[0])
    dxs, dps = [], []
    for t in reversed(range(len(caches))):
        dx, dh, dc, dp = lstm_step_backward(p, caches[t], dh, dc)
        dh = dh + dhs_direct[t]
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs[::-1]), dh, dc, added_up(dps)


def backward_keeps_old_dh(p, caches, dhs_direct):
    dh, dc = np.zeros_like(dhs_direct[0]), np.zeros_like(dhs_direct[0])
    dxs, dps = [], []
    for t in reversed(range(len(caches))):
        dx, back, dc, dp = lstm_step_backward(p, caches[t], dh + dhs_direct[t], dc)
        dh = dh + back
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs[::-1]), dh, dc, added_up(dps)


def backward_keeps_old_dc(p, caches, dhs_direct):
    dh, dc = np.zeros_like(dhs_direct[0]), np.zeros_like(dhs_direct[0])
    dxs, dps = [], []
    for t in reversed(range(len(caches))):
        dx, dh, back, dp = lstm_step_backward(p, caches[t], dh + dhs_direct[t], dc)
        dc = dc + back
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs[::-1]), dh, dc, added_up(dps)


def backward_keeps_first_step(p, caches, dhs_direct):
    dxs, dh, dc, dps = walked_back(p, caches, dhs_direct)
    return np.stack(dxs[::-1]), dh, dc, dps[-1]


def backward_keeps_last_step(p, caches, dhs_direct):
    dxs, dh, dc, dps = walked_back(p, caches, dhs_direct)
    return np.stack(dxs[::-1]), dh, dc, dps[0]


def backward_averages(p, caches, dhs_direct):
    dxs, dh, dc, dp = lstm_backward(p, caches, dhs_direct)
    return dxs, dh, dc, LSTMParams(*(leaf / len(caches) for leaf in dp))


def backward_forgets_b(p, caches, dhs_direct):
    dxs, dh, dc, dps = walked_back(p, caches, dhs_direct)
    return np.stack(dxs[::-1]), dh, dc, added_up(dps)._replace(b=dps[-1].b)


def backward_runs_forward(p, caches, dhs_direct):
    dxs, dh, dc, dps = walked_back(p, caches, dhs_direct, order=range(len(caches)))
    return np.stack(dxs), dh, dc, added_up(dps)


def backward_reversed_dxs(p, caches, dhs_direct):
    dxs, dh, dc, dp = lstm_backward(p, caches, dhs_direct)
    return dxs[::-1], dh, dc, dp


def backward_writes_into_dhs(p, caches, dhs_direct):
    dc, dxs, dps = np.zeros_like(dhs_direct[0]), [], []
    for t in reversed(range(len(caches))):
        dx, dh, dc, dp = lstm_step_backward(p, caches[t], dhs_direct[t], dc)
        if t > 0:
            dhs_direct[t - 1] += dh
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs[::-1]), dh, dc, added_up(dps)


def backward_exchanges_results(p, caches, dhs_direct):
    dxs, dh, dc, dp = lstm_backward(p, caches, dhs_direct)
    return dxs, dc, dh, dp


def backward_zero_dc0(p, caches, dhs_direct):
    dxs, dh, dc, dp = lstm_backward(p, caches, dhs_direct)
    return dxs, dh, np.zeros_like(dc), dp


def backward_starts_dc_at_ones(p, caches, dhs_direct):
    dh, dc = np.zeros_like(dhs_direct[0]), np.ones_like(dhs_direct[0])
    dxs, dps = [], []
    for t in reversed(range(len(caches))):
        dx, dh, dc, dp = lstm_step_backward(p, caches[t], dh + dhs_direct[t], dc)
        dxs.append(dx)
        dps.append(dp)
    return np.stack(dxs[::-1]), dh, dc, added_up(dps)


def backward_skips_first_step(p, caches, dhs_direct):
    later, dh, dc, dps = walked_back(p, caches, dhs_direct, order=range(len(caches) - 1, 0, -1))
    dxs = np.stack([np.zeros_like(caches[0].x), *later[::-1]])
    return dxs, dh, dc, added_up(dps) if dps else LSTMParams(*map(np.zeros_like, p))


def backward_preallocated(p, caches, dhs_direct):
    T, H = len(caches), dhs_direct.shape[2]
    dxs = np.empty((T, *caches[0].x.shape))
    dW_x, dW_h, db = (np.zeros(leaf.shape) for leaf in p)
    dh, dc = np.zeros(dhs_direct.shape[1:]), np.zeros(dhs_direct.shape[1:])
    for t in range(T - 1, -1, -1):
        x, h, c, i, f, g, o, tanh_c = caches[t]
        dh = dh + dhs_direct[t]
        dc = dc + dh * o * (1 - tanh_c**2)
        da = np.empty((len(x), 4 * H))
        da[:, :H], da[:, H : 2 * H] = dc * g * i * (1 - i), dc * c * f * (1 - f)
        da[:, 2 * H : 3 * H] = dc * i * (1 - g**2)
        da[:, 3 * H :] = dh * tanh_c * o * (1 - o)
        dW_x += x.T @ da
        dW_h += h.T @ da
        db += da.sum(axis=0)
        dxs[t], dh, dc = da @ p.W_x.T, da @ p.W_h.T, dc * f
    return dxs, dh, dc, LSTMParams(dW_x, dW_h, db)


def backward_weights_at_the_end(p, caches, dhs_direct):
    xs, hs = np.stack([k.x for k in caches]), np.stack([k.h for k in caches])
    das, dh, dc = [], 0.0, 0.0
    for k, own in zip(caches[::-1], dhs_direct[::-1], strict=True):
        dh = dh + own
        dc = dc + dh * k.o * (1 - k.tanh_c**2)
        da = [dc * k.g * k.i * (1 - k.i), dc * k.c * k.f * (1 - k.f), dc * k.i * (1 - k.g**2)]
        das.append(np.hstack([*da, dh * k.tanh_c * k.o * (1 - k.o)]))
        dh, dc = das[-1] @ p.W_h.T, dc * k.f
    das = np.stack(das[::-1])
    dW_x, dW_h = (np.einsum("tbi,tbj->ij", inputs, das) for inputs in (xs, hs))
    return das @ p.W_x.T, dh, dc, LSTMParams(dW_x, dW_h, das.sum(axis=(0, 1)))


def backward_loss_by_loss(p, caches, dhs_direct):
    dxs = np.zeros((len(caches), *caches[0].x.shape))
    dh0, dc0, dps = 0.0, 0.0, []
    for start in range(len(caches)):  # each loss walks home on its own; gradients add up
        dh, dc = dhs_direct[start], np.zeros_like(dhs_direct[start])
        for t in range(start, -1, -1):
            dx, dh, dc, dp = lstm_step_backward(p, caches[t], dh, dc)
            dxs[t] += dx
            dps.append(dp)
        dh0, dc0 = dh0 + dh, dc0 + dc
    return dxs, dh0, dc0, added_up(dps)


check_lstm_backward = Check(
    name="lstm_backward",
    reference=lstm_backward,
    cases=lstm_backward_cases,
    outputs=("dxs (T, B, D)", "dh0 (B, H)", "dc0 (B, H)", "dp", *lstm_axes("dp")),
    slips={
        "The gradient of the memory is not passed on: every step starts with dc_next = 0. Which "
        "arrow leads from c_t to step t + 1?": backward_drops_dc,
        "The gradient of h is not passed on: every step gets its dhs_direct alone. Which arrows "
        "lead from h_t to step t + 1?": backward_drops_dh,
        "Nothing flows from step t + 1 back to step t. Which two states does a step hand "
        "on?": backward_drops_both,
        "dhs_direct was added to the gradient of c as well. Which of the two states does the loss "
        "read directly?": backward_direct_to_both,
        "dhs_direct was added to the gradient of c instead of h. Which of the two states does the "
        "loss read directly?": backward_direct_to_dc,
        "The gradients of h and c were exchanged on their way to the step before. In which order "
        "does the step take them?": backward_exchanges_states,
        "The dh that came back was added to dc_next as well. Does the step itself lead from h_next "
        "to c_next?": backward_dh_into_dc,
        "Only the last entry of dhs_direct was used. Which other states reach the loss "
        "directly?": backward_reads_last_only,
        "Step t received the dhs_direct of another step. Which entry belongs to the h that step t "
        "computed?": backward_wrong_dhs,
        "dhs_direct[t] was added after step t. Does it belong to the h before or after that "
        "step?": backward_adds_own_after,
        "The dh of a step was added to that of the step after it, so the later one is passed back "
        "twice. Is it not part of this step's dh_next?": backward_keeps_old_dh,
        "The dc of a step was added to that of the step after it, so the later one is passed back "
        "twice. Is it not part of this step's dc_next?": backward_keeps_old_dc,
        "dp is the gradient of one step only, the one visited last: each step replaced it. How do "
        "the copies of a shared weight combine?": backward_keeps_first_step,
        "dp is the gradient of the last time step only. How many copies of W_h are there in the "
        "unrolled network?": backward_keeps_last_step,
        "dp was divided by T. Is the gradient of a shared weight the sum or the mean over its "
        "copies?": backward_averages,
        "dp.b holds the gradient of one step only. How many copies of b are there in the unrolled "
        "network?": backward_forgets_b,
        "The loop runs forward in time. Which step's gradients must be known before step t can be "
        "computed?": backward_runs_forward,
        "dxs is in reverse order: it was filled during the backward pass. Which step should dxs[0] "
        "belong to?": backward_reversed_dxs,
        "dhs_direct was changed in place, and the caller still needs it. Does += create a new "
        "array, or write into the one that was given?": backward_writes_into_dhs,
        "dh0 and dc0 are exchanged. Which of the two stands first?": backward_exchanges_results,
        "dc0 is zero. What does dc hold after the loop has gone through the first "
        "step?": backward_zero_dc0,
        "The memory's gradient starts at 1 after the last step. Which step reads the memory after "
        "that?": backward_starts_dc_at_ones,
        "The loop stops before the first step: dxs[0] is never computed. At which t does range(T - "
        "1, 0, -1) end?": backward_skips_first_step,
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
        "(in `dp = LSTMParams(*(total + part for total, part in zip(dp, dp_t, str...`)": (
            "two arrays are added, in either order"
        ),
    },
    tolerance_reason=ROUNDING,
    float32=True,
)
