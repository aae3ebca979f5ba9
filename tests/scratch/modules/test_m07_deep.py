"""Stacked layers, sentence vectors and retrieval, against torch, differences and sums by hand."""

import math

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.nn import models
from helpers.nn.cells import RNNCell
from helpers.nn.layers import Pyramid, Stacked, layers_from_scratch
from helpers.scratch.cells import RNNParams, rnn_step
from helpers.scratch.gradcheck import numeric_gradient, relative_error
from helpers.scratch.modules.m07_deep import (
    classification_loss,
    deep_forward,
    depth_gated_step,
    effective_depth,
    in_batch_retrieval_loss,
    pool,
    pyramid_forward,
    pyramid_reduce,
    recall_at_k,
    retrieval_by_hand,
    tf_idf,
)
from helpers.scratch.variants import depth_gated
from tests.support.proofs import SEEDS, SIZES, TOLERANCE, draw_params

few = settings(max_examples=12, deadline=None, derandomize=True)
A_BATCH = st.integers(2, 5)


def stack(rng, L, T, B, D, H, stride=1):
    """Draw ps, xs and h0s."""
    widths = [D] + [stride * H] * (L - 1)
    ps = [draw_params(rng, RNNParams, D=below, H=H) for below in widths]
    return ps, rng.normal(size=(T, B, D)), [rng.normal(size=(B, H)) for _ in ps]


def padded(rng, T, B, H, padding):
    lengths = rng.integers(1, T + 1, size=B)
    hs = rng.normal(size=(T, B, H))
    hs[np.arange(T)[:, None] >= lengths] = padding
    return hs, lengths


def as_torch(*arrays):
    return [torch.tensor(a, requires_grad=a.dtype.kind == "f") for a in arrays]


# ------------------------------------------------------------- depth


@few
@example(L=1, T=1, B=1, D=3, H=2, residual=True, seed=0)
@given(L=st.integers(1, 3), T=SIZES, B=SIZES, D=SIZES, H=SIZES, residual=st.booleans(), seed=SEEDS)
def test_deep_forward_agrees_with_torch_and_with_steps(L, T, B, D, H, residual, seed):
    ps, xs, h0s = stack(np.random.default_rng(seed), L, T, B, D, H)
    hs, h_lasts = deep_forward(ps, xs, h0s, residual)
    layers = layers_from_scratch(RNNCell, ps)
    module = Stacked(layers, [False] + [residual] * (L - 1))
    shown, states = module(torch.tensor(xs), [(torch.tensor(h0),) for h0 in h0s])
    assert np.abs(hs - shown.detach().numpy()).max() < 1e-12
    for h_last, (state,) in zip(h_lasts, states, strict=True):
        assert np.abs(h_last - state.detach().numpy()).max() < 1e-12
    states = list(h0s)
    for t, x in enumerate(xs):
        for layer, p in enumerate(ps):
            states[layer], _ = rnn_step(p, x, states[layer])
            x = states[layer] + x if residual and layer else states[layer]
        assert np.allclose(hs[t], x, rtol=0, atol=1e-12)


def test_effective_depth_is_what_a_walk_through_the_grid_counts():
    def longest(T, L):
        ways = [longest(T - 1, L)] if T > 1 else []
        return 1 + max([*ways, *([longest(T, L - 1)] if L > 1 else [])], default=0)

    assert all(effective_depth(T, L) == longest(T, L) for T in range(1, 6) for L in range(1, 5))
    for T, L in ((0, 2), (3, 0), (2.5, 1)):
        with pytest.raises(ValueError, match="expected a whole number of at least 1"):
            effective_depth(T, L)


def test_the_gradient_of_a_stack_of_slopes_shrinks_by_one_factor_for_each_tanh():
    """With every weight w, each path brings x_1 times w to the power of T + L - 1 to the top."""
    T, L, w = 4, 3, 1e-3  # so small that tanh is its argument
    p = RNNParams(np.full((1, 1), w), np.full((1, 1), w), np.zeros(1))
    xs = np.zeros((T, 1, 1))
    xs[0] = 1e-3
    hs, _ = deep_forward([p] * L, xs, [np.zeros((1, 1))] * L, False)
    paths = math.comb(T + L - 2, L - 1)
    assert hs[-1, 0, 0] == pytest.approx(1e-3 * paths * w ** effective_depth(T, L), rel=1e-4)


# ------------------------------------------------------------- pyramids and pooling


@few
@given(T=SIZES, B=SIZES, H=SIZES, seed=SEEDS, padding=st.sampled_from([0.0, 1e9, math.nan]))
def test_pyramid_reduce_joins_the_real_neighbours_of_each_row(T, B, H, seed, padding):
    hs, lengths = padded(np.random.default_rng(seed), T, B, H, padding)
    reduced, new_lengths = pyramid_reduce(hs, lengths)
    assert reduced.shape == (-(-T // 2), B, 2 * H)
    assert new_lengths.tolist() == [math.ceil(n / 2) for n in lengths]
    for b, n in enumerate(lengths):
        row = np.concatenate([hs[:n, b], np.zeros((n % 2, H))])
        assert np.array_equal(reduced[: -(-n // 2), b], row.reshape(-1, 2 * H))
        assert not reduced[-(-n // 2) :, b].any()


@few
@given(L=st.integers(1, 3), T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_pyramid_forward_agrees_with_torch(L, T, B, D, H, seed):
    rng = np.random.default_rng(seed)
    ps, xs, h0s = stack(rng, L, T, B, D, H, stride=2)
    lengths = rng.integers(1, T + 1, size=B)
    hs, new_lengths = pyramid_forward(ps, xs, h0s, lengths)
    module = Pyramid(layers_from_scratch(RNNCell, ps))
    states = [(torch.tensor(h0),) for h0 in h0s]
    shown, _, shorter = module(torch.tensor(xs), states, torch.tensor(lengths))
    assert np.abs(hs - shown.detach().numpy()).max() < 1e-12
    assert new_lengths.tolist() == shorter.tolist()


@few
@given(T=SIZES, B=SIZES, H=SIZES, seed=SEEDS, padding=st.sampled_from([0.0, 1e9, math.nan]))
def test_pool_agrees_with_torch_and_with_the_rows_alone(T, B, H, seed, padding):
    hs, lengths = padded(np.random.default_rng(seed), T, B, H, padding)
    hs -= 2  # mostly negative
    ways = {"last": lambda row: row[-1], "mean": lambda row: row.mean(axis=0)}
    ways["max"] = lambda row: row.max(axis=0)
    for how, way in ways.items():
        got = pool(hs, lengths, how)
        alone = np.stack([way(hs[:n, b]) for b, n in enumerate(lengths)])
        assert np.allclose(got, alone, rtol=0, atol=1e-12)
        wanted = models.pool(torch.tensor(hs), torch.tensor(lengths), how)
        assert np.allclose(got, wanted.numpy(), rtol=0, atol=1e-12)
        assert pool(hs.astype(np.float32), lengths, how).dtype == np.float32


# ------------------------------------------------------------- losses


@few
@example(B=3, H=2, seed=0)
@given(B=A_BATCH, H=SIZES, seed=SEEDS)
def test_in_batch_retrieval_loss_agrees_with_torch_and_with_differences(B, H, seed):
    rng = np.random.default_rng(seed)
    q, d = rng.normal(size=(2, B, H))
    loss, dscores = in_batch_retrieval_loss(q, d)
    wanted = models.in_batch_retrieval_loss(torch.tensor(q), torch.tensor(d))
    assert loss == pytest.approx(float(wanted), abs=1e-12)
    (scores,) = as_torch(q @ d.T)
    torch.nn.functional.cross_entropy(scores, torch.arange(B)).backward()
    assert np.abs(dscores - scores.grad.numpy()).max() < 1e-12

    def of_scores(scores):
        return classification_loss(scores, np.arange(B))[0]

    assert relative_error(dscores, numeric_gradient(of_scores, q @ d.T)) < TOLERANCE
    slope_q = numeric_gradient(lambda q: in_batch_retrieval_loss(q, d)[0], q)
    slope_d = numeric_gradient(lambda d: in_batch_retrieval_loss(q, d)[0], d)
    assert relative_error(dscores @ d, slope_q) < TOLERANCE
    assert relative_error(dscores.T @ q, slope_d) < TOLERANCE


@few
@example(B=1, C=1, seed=0)
@given(B=SIZES, C=SIZES, seed=SEEDS)
def test_classification_loss_agrees_with_torch_and_with_differences(B, C, seed):
    rng = np.random.default_rng(seed)
    logits, labels = rng.normal(size=(B, C)), rng.integers(C, size=B)
    loss, dlogits = classification_loss(logits, labels)
    x, y = as_torch(logits, labels)
    wanted = torch.nn.functional.cross_entropy(x, y)
    wanted.backward()
    assert loss == pytest.approx(float(wanted.detach()), abs=1e-12)
    assert np.abs(dlogits - x.grad.numpy()).max() < 1e-12
    slope = numeric_gradient(lambda logits: classification_loss(logits, labels)[0], logits)
    assert relative_error(dlogits, slope) < TOLERANCE


def test_the_losses_hold_at_scores_of_1000_and_are_ln_B_where_all_score_alike():
    q = np.array([[30.0, 10.0], [10.0, 30.0]])
    loss, dscores = in_batch_retrieval_loss(q, q)
    assert loss == 0
    assert np.abs(dscores).max() < 1e-100
    assert in_batch_retrieval_loss(q, q[::-1])[0] == pytest.approx(400.0)
    loss, _ = in_batch_retrieval_loss(np.ones((4, 3)), np.ones((4, 3)))
    assert loss == pytest.approx(math.log(4))


def test_depth_gated_step_is_the_variant_s_without_its_cache():
    rng = np.random.default_rng(0)
    p = draw_params(rng, depth_gated.DepthGatedParams, D=3, H=4)
    x, (h, c, c_below) = rng.normal(size=(2, 3)), rng.normal(size=(3, 2, 4))
    h_next, c_next = depth_gated_step(p, x, h, c, c_below)
    wanted = depth_gated.depth_gated_step(p, x, h, c, c_below)
    assert np.array_equal(h_next, wanted[0])
    assert np.array_equal(c_next, wanted[1])


# ------------------------------------------------------------- retrieval


def counts_of(seed, N=9, V=7):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(0.7, size=(N, V))
    counts[3], counts[:, 2], counts[:, 5] = 0, 0, 1 + counts[:, 5]
    counts[3, 5] = 0
    return counts


@pytest.mark.parametrize("seed", range(3))
def test_tf_idf_agrees_with_scikit_learn_where_it_is_installed(seed):
    text = pytest.importorskip("sklearn.feature_extraction.text")
    counts = counts_of(seed)
    weights, idf = tf_idf(counts)
    transformer = text.TfidfTransformer().fit(counts)
    assert np.allclose(weights, transformer.transform(counts).toarray(), rtol=0, atol=1e-12)
    assert np.allclose(idf, transformer.idf_, rtol=0, atol=1e-12)


def test_tf_idf_agrees_with_its_formula_written_out():
    counts = counts_of(3)
    weights, idf = tf_idf(counts)
    N, V = counts.shape
    for v in range(V):
        df = sum(counts[n, v] > 0 for n in range(N))
        assert idf[v] == pytest.approx(math.log((1 + N) / (1 + df)) + 1, abs=1e-12)
    for n in range(N):
        u = [counts[n, v] * idf[v] for v in range(V)]
        norm = math.sqrt(sum(x * x for x in u)) or 1.0
        assert weights[n] == pytest.approx([x / norm for x in u], abs=1e-12)
    assert np.array_equal(np.linalg.norm(weights, axis=1).round(12), (counts.sum(1) > 0) * 1.0)


def test_recall_at_k_counts_ties_against_and_agrees_with_a_sort_without_them():
    rng = np.random.default_rng(0)
    scores, gold = rng.normal(size=(40, 9)), rng.integers(9, size=40)
    order = np.argsort(-scores, axis=1)
    for k in range(1, 12):
        hits = (order[:, :k] == gold[:, None]).any(axis=1)
        assert recall_at_k(scores, gold, k) == hits.mean()
    equal = np.ones((4, 5))
    assert [recall_at_k(equal, np.arange(4), k) for k in (1, 4, 5)] == [0.0, 0.0, 1.0]
    assert recall_at_k(np.array([[3, 1, 2], [2, 2, 0]]), np.array([0, 0]), 1) == 0.5
    assert type(recall_at_k(scores, gold, 1)) is float


def test_the_paper_numbers_are_those_of_a_table_written_out():
    numbers = retrieval_by_hand()
    e = math.e
    z = (e**2 + e + 1 / e, 1 + 2 * e, e**3 + e**2 + e)
    losses = [math.log(z[0]) - 2, math.log(z[1]) - 1, math.log(z[2]) - 1]
    ds = [1 / z[1] / 3, (e / z[1] - 1) / 3, e / z[1] / 3]
    wanted = [1, 2, 3, 1 / 3, 2 / 3, *losses, sum(losses) / 3, *ds]
    assert list(numbers.values()) == pytest.approx(wanted, abs=1e-12)
    assert sum(numbers[name] for name in ("ds_21", "ds_22", "ds_23")) == pytest.approx(0)


# ------------------------------------------------------------- what does not fit

HS, Q = np.zeros((3, 2, 4)), np.ones((2, 3))
COUNTS, SCORES = np.array([[1, 0], [2, 1]]), np.zeros((2, 3))
STACK = stack(np.random.default_rng(0), 2, 3, 2, 3, 4)
BAD = {
    "a length of 0": (lambda: pool(HS, [0, 2], "mean"), r"lengths holds 0 at \[0\]"),
    "a length above T": (lambda: pool(HS, [2, 4], "last"), r"lengths holds 4 at \[1\].*T = 3"),
    "a length too many": (lambda: pool(HS, [1, 2, 3], "max"), r"lengths has shape \(3,\)"),
    "lengths that are floats": (lambda: pyramid_reduce(HS, [1.0, 2.0]), "whole numbers"),
    "no lengths": (lambda: pyramid_reduce(HS, None), "lengths"),
    "an empty batch to pool": (lambda: pool(HS[:, :0], [], "mean"), "hs has shape .*at least one"),
    "an empty batch to halve": (lambda: pyramid_reduce(HS[:, :0], []), "hs has shape"),
    "another way to pool": (lambda: pool(HS, [1, 2], "sum"), "how is 'sum'.*last, mean, max"),
    "a pyramid's length of 0": (
        lambda: pyramid_forward([STACK[0][0]], STACK[1], STACK[2][:1], [0, 2]),
        "lengths holds 0",
    ),
    "a first state too few": (lambda: deep_forward(*STACK[:2], STACK[2][:1], False), "h0s"),
    "no layer": (lambda: deep_forward([], STACK[1], [], False), "at least one layer"),
    "residual that is a number": (lambda: deep_forward(*STACK, 2), "residual"),
    "negative counts": (lambda: tf_idf(COUNTS - 1), "negative"),
    "counts of one document": (lambda: tf_idf(COUNTS[0]), "counts has shape"),
    "counts of no document": (lambda: tf_idf(COUNTS[:0]), "counts has shape .*at least one"),
    "words for counts": (lambda: tf_idf([["a"]]), "counts is"),
    "one query": (lambda: in_batch_retrieval_loss(Q[:1], Q[:1]), "at least 2"),
    "a document missing": (lambda: in_batch_retrieval_loss(Q, Q[:1]), "d has shape"),
    "a document out of range": (lambda: recall_at_k(SCORES, [0, 3], 1), "gold holds the id 3"),
    "gold that is too long": (lambda: recall_at_k(SCORES, [0, 1, 2], 1), "gold has shape"),
    "k of 0": (lambda: recall_at_k(SCORES, [0, 1], 0), "k is 0"),
    "scores with NaN": (lambda: recall_at_k(SCORES * math.nan, [0, 1], 1), "scores holds NaN"),
    "no query": (lambda: recall_at_k(SCORES[:0], [], 1), "scores has shape"),
    "a label out of range": (lambda: classification_loss(SCORES, [0, 3]), "id 3"),
    "a negative label": (lambda: classification_loss(SCORES, [0, -1]), "id -1"),
    "no row": (lambda: classification_loss(SCORES[:0], []), "logits has shape"),
}


@pytest.mark.parametrize("name", BAD)
def test_arguments_that_do_not_fit_are_named(name):
    call, words = BAD[name]
    with pytest.raises(ValueError, match=words):
        call()
