"""Answers to module 01 that no record foresaw: the wrong are told where, the right pass."""

import numpy as np
import pytest

from helpers.checks import m01_unrolling as m01
from helpers.scratch import bptt, cells, ops
from helpers.scratch.cells import RNNCache, RNNParams
from helpers.scratch.language_model import LMParams
from tests.support.judging import accept, failure


def says(check, answer, *parts):
    """Hold that the answer fails, matches no slip, and that the message holds each part."""
    caught = failure(check, answer)
    assert caught.hint is None
    for part in parts:
        assert part in str(caught), str(caught)


def step_with(term):
    """Make an rnn_step from its sum."""

    def rnn_step(p, x, h):
        h_next = np.tanh(term(p, x, h))
        return h_next, RNNCache(x, h, h_next)

    return rnn_step


@pytest.mark.parametrize(
    ("term", "only"),
    [
        (lambda p, x, h: x @ p.W_x + h @ p.W_h + 2 * p.b, "p.b"),
        (lambda p, x, h: 2 * x @ p.W_x + h @ p.W_h + p.b, "p.W_x and x"),
        (lambda p, x, h: x @ p.W_x + h[::-1] @ p.W_h + p.b, "p.W_h and h"),
        (lambda p, x, h: x @ p.W_x + h @ p.W_h - p.b, "p.b"),
    ],
)
def test_the_wrong_term_of_a_step_is_isolated(term, only):
    says(m01.check_rnn_step, step_with(term), f"except {only}, h_next")


def test_a_step_without_its_cache():
    def rnn_step(p, x, h):
        return np.tanh(x @ p.W_x + h @ p.W_h + p.b)

    says(m01.check_rnn_step, rnn_step, "tuple of 2: h_next, cache")


def test_a_step_that_caches_a_tuple():
    def rnn_step(p, x, h):
        h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
        return h_next, (x, h, h_next)

    says(m01.check_rnn_step, rnn_step, "cache is a tuple of 3, expected an RNNCache")


def test_a_step_whose_cache_is_in_another_order():
    def rnn_step(p, x, h):
        h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
        return h_next, RNNCache(h, x, h_next)

    says(m01.check_rnn_step, rnn_step, "cache.x has shape (2, 4), expected (B=2, D=3)")


def forward_with(step, first=lambda h0: h0):
    def rnn_forward(p, xs, h0):
        h, caches = first(h0), []
        for x in xs:
            h, cache = step(p, x, h)
            caches.append(cache)
        return np.stack([cache.h_next for cache in caches]), caches

    return rnn_forward


def test_a_forward_that_leaks():
    leaking = forward_with(lambda p, x, h: cells.rnn_step(p, x, 0.5 * h))
    says(m01.check_rnn_forward, leaking, "hs[", "expected", "Next: ")


def test_a_forward_that_returns_a_list_of_states():
    def rnn_forward(p, xs, h0):
        hs, caches = bptt_forward(p, xs, h0)
        return list(hs), caches

    says(m01.check_rnn_forward, rnn_forward, "hs is a list of 5", "(T=5, B=2, H=4)")


def test_a_forward_without_the_last_cache():
    def rnn_forward(p, xs, h0):
        hs, caches = bptt_forward(p, xs, h0)
        return hs, caches[:-1]

    says(m01.check_rnn_forward, rnn_forward, "caches is a list of 4, expected a list of 5")


bptt_forward = forward_with(lambda p, x, h: cells.rnn_step(p, x, h))


def test_a_loss_per_position():
    def sequence_loss(logits, targets, mask, reduction):
        log_probs = np.take_along_axis(ops.log_softmax(logits), targets[..., None], axis=-1)
        return -log_probs[..., 0] * mask

    says(m01.check_sequence_loss, sequence_loss, "loss has shape (5, 3), expected one number")


def test_a_loss_of_half_the_size():
    def sequence_loss(logits, targets, mask, reduction):
        log_probs = np.take_along_axis(ops.log_softmax(logits), targets[..., None], axis=-1)
        total = -0.5 * (log_probs[..., 0] * mask).sum()
        return total if reduction == "sum" else total / mask.sum()

    says(m01.check_sequence_loss, sequence_loss, "loss is", "2 times too small")


def test_a_loss_of_another_target():
    def sequence_loss(logits, targets, mask, reduction):
        shifted = (targets + 1) % logits.shape[-1]
        log_probs = np.take_along_axis(ops.log_softmax(logits), shifted[..., None], axis=-1)
        total = -(log_probs[..., 0] * mask).sum()
        return total if reduction == "sum" else total / mask.sum()

    says(m01.check_sequence_loss, sequence_loss, "loss is", "expected")


def test_a_table_that_misses_the_last_step():
    def embed_backward(ids, dxs, V):
        dE = np.zeros((V, dxs.shape[-1]))
        np.add.at(dE, ids[:-1], dxs[:-1])
        return dE

    says(m01.check_embed_backward, embed_backward, "dE[0, 0] is", "4 of 10 entries differ")


def stepback_with(change):
    def rnn_step_backward(p, cache, dh_next):
        x, h, h_next = cache
        da = dh_next * (1 - h_next**2)
        dp = RNNParams(x.T @ da, h.T @ da, da.sum(axis=0))
        return change(da @ p.W_x.T, da @ p.W_h.T, dp)

    return rnn_step_backward


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda dx, dh, dp: (dx, dh, dp._replace(W_x=dp.W_x / 2)), "dp.W_x[0, 0]"),
        (lambda dx, dh, dp: (dx, dh, tuple(dp)), "expected an RNNParams"),
        (lambda dx, dh, dp: (dx, dh, dp._replace(b=dp.b[None])), "dp.b has shape (1, 4)"),
        (lambda dx, dh, dp: (dx, -dh, dp), "dh[0, 1] is"),
        (lambda dx, dh, dp: (dh, dp), "a tuple of 3: dx, dh, dp"),
        (lambda dx, dh, dp: (dx, dh, dp._replace(W_x=dp.W_x.T)), "dp.W_x has shape (4, 2)"),
    ],
)
def test_a_step_back_wrong_in_one_place(change, said):
    says(m01.check_rnn_step_backward, stepback_with(change), said)


def walk_back(p, caches, dhs, keep=1.0):
    dxs, dh, dps = [], np.zeros_like(dhs[0]), []
    for cache, dh_t in zip(caches[::-1], dhs[::-1], strict=True):
        dx, dh, dp = cells.rnn_step_backward(p, cache, dh_t + keep * dh)
        dxs.insert(0, dx)
        dps.append(dp)
    return np.stack(dxs), dh, RNNParams(*(sum(w) for w in zip(*dps, strict=True)))


def test_a_walk_back_is_right_until_it_is_changed():
    accept(m01.check_rnn_backward, lambda p, caches, dhs: walk_back(p, caches, dhs))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            lambda p, caches, dhs: walk_back(p, caches, dhs, keep=0.5),
            ["dxs[1, 0, 2] is", "18 of 24 entries differ", "p.W_h and dhs"],
        ),
        (
            lambda p, caches, dhs: walk_back(p, caches[1:], dhs[1:]),
            ["dxs has shape (3, 2, 3), expected (T=4, B=2, D=3)"],
        ),
        (lambda p, caches, dhs: walk_back(p, caches, dhs)[1:], ["a tuple of 3: dxs, dh0, dp"]),
    ],
)
def test_a_walk_back_wrong_in_other_ways(answer, said):
    says(m01.check_rnn_backward, answer, *said)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda T, k: ((s, min(s + k, T)) for s in range(0, T, k)), "a generator"),
        (lambda T, k: [(s, min(s + k, T)) for s in range(k, T, k)], "a list of 2"),
        (lambda T, k: [(0, T)], "a list of 1, expected a list of 3"),
        (lambda T, k: [(s, min(s + k, T) + 0.5) for s in range(0, T, k)], "bounds[0][1]"),
        (lambda T, k: [(min(s + k, T), s) for s in range(0, T, k)], "bounds[0][0] is 3"),
        (lambda T, k: [(s, min(s + k, T)) for s in range(0, T, k)][::-1], "bounds[0][0] is 6"),
        (lambda T, k: list(range(0, T, k)), "bounds[0] is"),
    ],
)
def test_bounds_wrong_in_other_ways(answer, said):
    says(m01.check_chunk_bounds, answer, said)


def test_chunks_with_another_length():
    def truncated_backward(p, xs, h0, dhs, k):
        h, parts = h0, []
        for start, stop in bptt.chunk_bounds(len(xs), k + 1):
            hs, caches = bptt.rnn_forward(p, xs[start:stop], h)
            parts.append(bptt.rnn_backward(p, caches, dhs[start:stop]))
            h = hs[-1]
        dxs, dh0s, dps = zip(*parts, strict=True)
        dp = RNNParams(*(sum(w) for w in zip(*dps, strict=True)))
        return np.concatenate(dxs), dh0s[0], dp

    says(m01.check_truncated_backward, truncated_backward, "dxs[", "Next: ")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda p, dp, lr: p._replace(W_h=p.W_h - lr * dp.W_h), "p_new.W_x["),
        (
            lambda p, dp, lr: RNNParams(p.W_x - lr * dp.W_x, p.W_h - 2 * lr * dp.W_h, p.b),
            "p_new.W_h[",
        ),
        (lambda p, dp, lr: RNNParams(*(w - lr for w in p)), "p_new.W_x["),
        (lambda p, dp, lr: dict(p._asdict()), "a dict of 3, expected an RNNParams"),
        (lambda p, dp: p, "def sgd_step(p, dp, lr):"),
    ],
)
def test_descent_wrong_in_other_ways(answer, said):
    says(m01.check_sgd_step, answer, said)


def model_with(change_dhs=lambda dhs: dhs, change_dp=lambda dp: dp):
    def language_model_gradients(p, ids, targets, h0):
        hs, caches = bptt.rnn_forward(p.rnn, p.E[ids], h0)
        logits, mask = hs @ p.W_y + p.b_y, np.ones(ids.shape)
        do = ops.sequence_loss_backward(logits, targets, mask, "mean")
        dxs, _, drnn = bptt.rnn_backward(p.rnn, caches, change_dhs(do @ p.W_y.T))
        dW_y = np.einsum("tbh,tbv->hv", hs, do)
        dp = LMParams(ops.embed_backward(ids, dxs, len(p.E)), drnn, dW_y, do.sum(axis=(0, 1)))
        return ops.sequence_loss(logits, targets, mask, "mean"), change_dp(dp), hs[-1]

    return language_model_gradients


def test_a_model_is_right_until_it_is_changed():
    accept(m01.check_language_model_gradients, model_with())


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (model_with(change_dhs=lambda dhs: 2 * dhs), "dp.E["),
        (model_with(change_dhs=lambda dhs: dhs[::-1]), "dp.E["),
        (model_with(change_dp=lambda dp: dp._replace(rnn=dp.E)), "dp.rnn is an array"),
        (model_with(change_dp=lambda dp: dp.rnn), "dp is an RNNParams, expected an LMParams"),
        (model_with(change_dp=lambda dp: dp._replace(W_y=-dp.W_y)), "dp.W_y["),
        (
            model_with(change_dp=lambda dp: dp._replace(rnn=dp.rnn._replace(b=0 * dp.rnn.b))),
            "dp.rnn.b[",
        ),
    ],
)
def test_a_model_wrong_in_other_ways(answer, said):
    says(m01.check_language_model_gradients, answer, said)


# ---------------------------------------------------- more right answers


def step_in_place(p, x, h):
    a = h @ p.W_h
    a += x @ p.W_x
    a += p.b
    return np.tanh(a, out=a), RNNCache(x, h, a)


def step_by_row(p, x, h):
    rows = [np.tanh(p.W_x.T @ x_n + p.W_h.T @ h_n + p.b) for x_n, h_n in zip(x, h, strict=True)]
    return np.array(rows), RNNCache(x, h, np.array(rows))


def loss_by_flattening(logits, targets, mask, reduction):
    V = logits.shape[-1]
    rows = logits.reshape(-1, V) - logits.reshape(-1, V).max(axis=1, keepdims=True)
    losses = np.log(np.exp(rows).sum(axis=1)) - rows[np.arange(len(rows)), targets.ravel()]
    weights = mask.ravel() if reduction == "sum" else mask.ravel() / mask.sum()
    return float(losses @ weights)


def table_by_tensordot(ids, dxs, V):
    return np.tensordot(np.eye(V)[ids], dxs, axes=((0, 1), (0, 1)))


def backward_recursive(p, caches, dhs):
    if len(caches) == 0:
        return np.zeros((0, *dhs.shape[1:])), np.zeros(dhs.shape[1:]), None
    dxs, dh, later = backward_recursive(p, caches[1:], dhs[1:])
    dx, dh, dp = cells.rnn_step_backward(p, caches[0], dhs[0] + dh)
    if later is None:
        return dx[None], dh, dp
    return np.concatenate([dx[None], dxs]), dh, RNNParams(*map(np.add, dp, later))


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (m01.check_rnn_step, step_in_place),
        (m01.check_rnn_step, step_by_row),
        (m01.check_rnn_forward, bptt_forward),
        (m01.check_rnn_forward, forward_with(step_in_place, first=np.copy)),
        (m01.check_sequence_loss, loss_by_flattening),
        (
            m01.check_embed_backward,
            lambda ids, dxs, V: np.einsum("tbv,tbd->vd", np.eye(V)[ids], dxs),
        ),
        (m01.check_rnn_step_backward, stepback_with(lambda dx, dh, dp: [dx, dh, dp])),
        (m01.check_rnn_backward, backward_recursive),
        (m01.check_chunk_bounds, lambda T, k: [[s, min(s + k, T)] for s in range(0, T, k)]),
        (
            m01.check_chunk_bounds,
            lambda T, k: [(np.int64(s), min(s + k, T)) for s in range(0, T, k)],
        ),
        (m01.check_sgd_step, lambda p, dp, lr: RNNParams(*map(lambda w, g: w - g * lr, p, dp))),
    ],
)
def test_more_right_answers(check, answer):
    accept(check, answer)
