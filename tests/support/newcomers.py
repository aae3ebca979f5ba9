"""Answers to modules 00 and 01 as newcomers write them, each with one thing gone wrong."""

import numpy as np

from helpers.checks.m01_unrolling.parity_weights import OLD_PARITY, OR_AND, machine
from helpers.scratch import bptt, cells, ops
from helpers.scratch.cells import RNNCache, RNNParams
from helpers.scratch.language_model import LMParams


def rows_of_ones(ids, V):
    r = np.zeros((len(ids), V))
    r[ids] = 1
    return r


def no_return(ids, V):
    r = np.zeros((len(ids), V))
    r[np.arange(len(ids)), ids] = 1


def no_return_and_the_stub_left(ids, V):
    r = np.zeros((len(ids), V))
    r[np.arange(len(ids)), ids] = 1
    raise NotImplementedError()


def cache_and_state(p, x, h):
    h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
    return RNNCache(x, h, h_next), h_next


def cache_exchanged(p, x, h):
    h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
    return h_next, RNNCache(x, h_next, h)


def one_array_written_over(p, xs, h0):
    h, hs, caches = h0.copy(), [], []
    for x in xs:
        hn, cache = cells.rnn_step(p, x, h)
        h[:] = hn
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), caches


def one_frame_written_over(p, xs, h0):
    h, frame, hs, caches = h0, np.empty_like(h0), [], []
    for x in xs:
        h, cache = cells.rnn_step(p, x, h)
        frame[:] = h
        hs.append(frame)
        caches.append(cache)
    return np.array(hs), caches


def h0_written_over(p, xs, h0):
    h, hs, caches = h0, [], []
    for x in xs:
        hn, cache = cells.rnn_step(p, x, h)
        h[:] = hn
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), caches


def states_copied_caches_not(p, xs, h0):
    h, hs, caches = h0.copy(), [], []
    for x in xs:
        hn, cache = cells.rnn_step(p, x, h)
        h[:] = hn
        hs.append(hn)
        caches.append(cache)
    return np.stack(hs), caches


def last_cache_only(p, xs, h0):
    h, hs = h0, []
    for x in xs:
        h, caches = cells.rnn_step(p, x, h)
        hs.append(h)
    return np.stack(hs), caches


def steps_add_rows_do_not(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[2]))
    for t in range(ids.shape[0]):
        dE[ids[t]] += dxs[t]
    return dE


def rows_assigned(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[2]))
    dE[ids] = dxs
    return dE


def exchanged_reductions(logits, targets, mask, reduction):
    log_probs = np.take_along_axis(ops.log_softmax(logits), targets[..., None], axis=-1)[..., 0]
    loss = -np.sum(log_probs * mask)
    return loss / np.sum(mask) if reduction == "sum" else loss


def least_logit_subtracted(logits, targets, mask, reduction):
    z = logits - logits.min(axis=2, keepdims=True)
    losses = np.log(np.exp(z).sum(axis=2)) - np.take_along_axis(z, targets[..., None], 2)[..., 0]
    total = (losses * mask).sum()
    return total if reduction == "sum" else total / mask.sum()


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


def chunked(first=lambda h0: h0, next_state=lambda h, h0: h, join=np.concatenate, dh0=None):
    """Make a truncated_backward that is right but for one thing."""

    def truncated_backward(p, xs, h0, dhs, k):
        h, dxs, dh0s, dps = first(h0), [], [], []
        for start, stop in bptt.chunk_bounds(len(xs), k):
            hs, caches = bptt.rnn_forward(p, xs[start:stop], h)
            dx, dh, dp = bptt.rnn_backward(p, caches, dhs[start:stop])
            dxs.append(dx)
            dh0s.append(dh)
            dps.append(dp)
            h = next_state(hs[-1], h0)
        dh = dh0s[0] if dh0 is None else dh0(dh0s)
        return join(dxs), dh, RNNParams(*map(sum, zip(*dps, strict=True)))

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


def names_given_new_values(p, dp, lr):
    for w, d in zip(p, dp, strict=True):
        w = w - lr * d
    return p


def fields_set(p, dp, lr):
    p.W_x = p.W_x - lr * dp.W_x
    p.W_h = p.W_h - lr * dp.W_h
    p.b = p.b - lr * dp.b
    return p


def whole_tuples(p, dp, lr):
    return p - lr * dp


def whole_tuples_subtracted(p, dp, lr):
    return p - RNNParams(*(lr * d for d in dp))


def model(h_last=lambda hs, dh0: hs[-1], pack=LMParams):
    """Make a language_model_gradients that is right but for one thing."""

    def language_model_gradients(p, ids, targets, h0):
        hs, caches = bptt.rnn_forward(p.rnn, p.E[ids], h0)
        logits, mask = hs @ p.W_y + p.b_y, np.ones(ids.shape)
        do = ops.sequence_loss_backward(logits, targets, mask, "mean")
        dxs, dh0, drnn = bptt.rnn_backward(p.rnn, caches, do @ p.W_y.T)
        dE, dW_y = ops.embed_backward(ids, dxs, len(p.E)), np.einsum("tbh,tbv->hv", hs, do)
        dp = pack(dE, drnn, dW_y, do.sum(axis=(0, 1)))
        return ops.sequence_loss(logits, targets, mask, "mean"), dp, h_last(hs, dh0)

    return language_model_gradients


def from_zeros(h, h0=None):
    return np.zeros_like(h)


def zeros_of(dh0s):
    return np.zeros_like(dh0s[0])


def turned(gain=10.0):
    return machine(-np.array(OLD_PARITY), OR_AND, gain=gain)


def one_row(kept, gain=10.0):
    return machine(np.array(OLD_PARITY) * np.eye(2)[kept][:, None], OR_AND, gain=gain)


def turned_whole():
    return RNNParams(
        W_x=np.array([[10, 10]]), W_h=np.array([[-5, -5], [5, 5]]), b=np.array([-5, -15])
    )
