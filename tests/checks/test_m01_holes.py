"""Wrong answers to module 01 that the checks once took: each is caught, and told why."""

import numpy as np
import pytest

from helpers.checks import m01_unrolling as m01
from helpers.checks.m01_unrolling.cases import clipped
from helpers.scratch import bptt, cells, language_model, ops
from helpers.scratch.cells import RNNCache, RNNParams
from tests.support.judging import failure

SEEDS = range(8)

# ------------------------------------------------------------ the maximum of a step


def loss_with_maximum_over(axis):
    def sequence_loss(logits, targets, mask, reduction):
        shifted = logits - logits.max(axis=axis, keepdims=True)
        log_probs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        picked = np.take_along_axis(log_probs, targets[..., None], axis=-1)[..., 0]
        total = -(picked * mask).sum()
        return total / mask.sum() if reduction == "mean" else total

    return sequence_loss


@pytest.mark.parametrize(
    ("axis", "said"),
    [
        ((1, 2), "One maximum was taken for all rows of a step"),
        ((0, 2), "One maximum"),
        (None, "One maximum was subtracted from all positions"),
    ],
)
def test_a_maximum_of_more_than_one_position_is_caught(axis, said):
    for seed in SEEDS:
        assert said in str(failure(m01.check_sequence_loss, loss_with_maximum_over(axis), seed))


def test_rows_of_one_step_lie_further_apart_than_exp_reaches():
    gaps = [
        np.ptp(logits.max(axis=-1), axis=1).max()
        for logits, *_ in m01.check_sequence_loss.cases(0)
        if logits.shape[1] > 1
    ]
    assert max(gaps) > 745


# ------------------------------------------------------------ clipped gradients


def step_backward(p, cache, dh_next):
    da = dh_next * (1 - cache.h_next**2)
    dp = RNNParams(cache.x.T @ da, cache.h.T @ da, da.sum(axis=0))
    return da @ p.W_x.T, da @ p.W_h.T, dp


def backward(p, caches, dhs):
    dh, dxs, dps = np.zeros_like(dhs[0]), [], []
    for t in reversed(range(len(caches))):
        dx, dh, dp = cells.rnn_step_backward(p, caches[t], dhs[t] + dh)
        dxs.insert(0, dx)
        dps.append(dp)
    return np.stack(dxs), dh, RNNParams(*map(sum, zip(*dps, strict=True)))


def truncated(p, xs, h0, dhs, k):
    h, parts = h0, []
    for start, stop in bptt.chunk_bounds(len(xs), k):
        hs, caches = bptt.rnn_forward(p, xs[start:stop], h)
        parts.append(bptt.rnn_backward(p, caches, dhs[start:stop]))
        h = hs[-1]
    dxs, dh0s, dps = zip(*parts, strict=True)
    return np.concatenate(dxs), dh0s[0], RNNParams(*map(sum, zip(*dps, strict=True)))


def embed(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids, dxs)
    return dE


def all_of(answer):
    """Clip everything that an answer returns."""
    return lambda bound: lambda *args: clipped(answer(*args), bound)


def weights_of(answer):
    """Clip dp only, the last result."""

    def at(bound):
        def clipping(*args):
            *inputs, dp = answer(*args)
            return *inputs, clipped(dp, bound)

        return clipping

    return at


def sgd(bound):
    def sgd_step(p, dp, lr):
        return RNNParams(*(w - lr * np.clip(g, -bound, bound) for w, g in zip(p, dp, strict=True)))

    return sgd_step


def model(bound):
    def language_model_gradients(p, ids, targets, h0):
        hs, caches = bptt.rnn_forward(p.rnn, p.E[ids], h0)
        logits, mask = hs @ p.W_y + p.b_y, np.ones(ids.shape)
        do = ops.sequence_loss_backward(logits, targets, mask, "mean")
        dxs, _, drnn = bptt.rnn_backward(p.rnn, caches, do @ p.W_y.T)
        dE, dW_y = ops.embed_backward(ids, dxs, len(p.E)), np.einsum("tbh,tbv->hv", hs, do)
        dp = language_model.LMParams(dE, drnn, dW_y, do.sum(axis=(0, 1)))
        return ops.sequence_loss(logits, targets, mask, "mean"), clipped(dp, bound), hs[-1]

    return language_model_gradients


CLIPPED = [
    pytest.param(m01.check_rnn_step_backward, all_of(step_backward), id="rnn_step_backward"),
    pytest.param(m01.check_rnn_backward, all_of(backward), id="rnn_backward"),
    pytest.param(m01.check_truncated_backward, all_of(truncated), id="truncated_backward"),
    pytest.param(m01.check_embed_backward, all_of(embed), id="embed_backward"),
    pytest.param(m01.check_sgd_step, sgd, id="sgd_step"),
    pytest.param(m01.check_language_model_gradients, model, id="language_model_gradients"),
]
WEIGHTS_CLIPPED = [
    pytest.param(m01.check_rnn_step_backward, weights_of(step_backward), id="rnn_step_backward"),
    pytest.param(m01.check_rnn_backward, weights_of(backward), id="rnn_backward"),
    pytest.param(m01.check_truncated_backward, weights_of(truncated), id="truncated_backward"),
]


@pytest.mark.parametrize(("check", "clipping"), CLIPPED)
def test_gradients_clipped_at_5_are_named(check, clipping):
    for seed in SEEDS:
        hint = failure(check, clipping(5.0), seed).hint
        assert hint is not None
        assert "clipped to [-5, 5]" in hint
        assert "module 03" in hint.lower()


@pytest.mark.parametrize("bound", [20.0, 100.0, 1000.0])
@pytest.mark.parametrize(("check", "clipping"), [*CLIPPED, *WEIGHTS_CLIPPED])
def test_gradients_clipped_at_another_bound_are_caught(check, clipping, bound):
    for seed in SEEDS:
        caught = failure(check, clipping(bound), seed)
        assert caught.stage == "values"
        assert "expected" in str(caught)


@pytest.mark.parametrize(("check", "clipping"), CLIPPED)
def test_without_the_clipping_these_answers_are_right(check, clipping):
    for seed in SEEDS:
        check(clipping(np.inf), seed=seed)


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (m01.check_rnn_step_backward, step_backward),
        (m01.check_rnn_backward, backward),
        (m01.check_truncated_backward, truncated),
        (m01.check_embed_backward, embed),
    ],
)
def test_float32_passes_at_these_sizes_too(check, answer):
    def narrow(value):
        if isinstance(value, tuple | list):
            parts = map(narrow, value)
            return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
        floats = isinstance(value, np.ndarray) and value.dtype.kind == "f"
        return value.astype(np.float32) if floats else value

    for seed in range(40):
        *_, steep = check.cases(seed)
        got, want = (narrow(answer(*map(narrow, steep))), check.reference(*steep))
        for g, w in zip(leaves(got), leaves(want), strict=True):
            assert np.all(np.abs(g - w) <= 1e-5 * (1 + np.abs(w)))


def leaves(value):
    return [x for part in value for x in leaves(part)] if isinstance(value, tuple) else [value]


def test_gradients_exceed_1000_somewhere_in_every_field():
    for seed in range(40):
        *_, steep = m01.check_language_model_gradients.cases(seed)
        dp = language_model.language_model_gradients(*steep)[1]
        assert all(np.abs(leaf).max() > 1000 for leaf in (dp.E, *dp.rnn))
        for check in (m01.check_rnn_step_backward, m01.check_rnn_backward):
            *_, steep = check.cases(seed)
            assert all(np.abs(leaf).max() > 1000 for leaf in leaves(check.reference(*steep)))
        *_, steep = m01.check_truncated_backward.cases(seed)
        assert all(np.abs(x).max() > 1000 for x in leaves(bptt.truncated_backward(*steep)))


# ------------------------------------------------------------ signs of the first state


def test_the_first_state_shown_has_both_signs():
    for seed in range(200):
        h_next, _ = cells.rnn_step(*next(iter(m01.check_rnn_step.cases(seed))))
        assert h_next.min() < -0.1
        assert h_next.max() > 0.1


def test_a_state_that_is_wrong_below_zero_only_looks_it():
    def rnn_step(p, x, h):
        h_next = np.maximum(np.tanh(x @ p.W_x + h @ p.W_h + p.b), 0.0)
        return h_next, RNNCache(x, h, h_next)

    for seed in SEEDS:
        assert "of 8 entries differ" in str(failure(m01.check_rnn_step, rnn_step, seed))
        assert "all 8" not in str(failure(m01.check_rnn_step, rnn_step, seed))
