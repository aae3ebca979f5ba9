"""Attention with one query a row: scores, masked softmax, context, and all of it together."""

import math

import numpy as np
import pytest
from hypothesis import given, settings

from helpers.scratch.attention import (
    ADDITIVE,
    DOT,
    GENERAL,
    AdditiveParams,
    GeneralParams,
    additive_scores,
    additive_scores_backward,
    attend,
    attend_backward,
    dot_scores,
    dot_scores_backward,
    general_scores,
    general_scores_backward,
    look_up,
    look_up_backward,
    masked_softmax,
    masked_softmax_backward,
)
from helpers.scratch.gradcheck import check_gradients
from helpers.scratch.ops import length_mask
from tests.support.proofs import SEEDS, SIZES, draw_params
from tests.support.tables import each_row

SCORES = [ADDITIVE, DOT, GENERAL]
every_score = pytest.mark.parametrize("score", SCORES, ids=lambda score: score.name)
few = settings(max_examples=12, deadline=None, derandomize=True)
given_sizes = given(S=SIZES, B=SIZES, Q=SIZES, D=SIZES, H=SIZES, C=SIZES, seed=SEEDS)


def memory(rng, score, S, B, Q, D, H, C):
    """Draw p, query, keys, values and lengths for a score."""
    p = None if score is DOT else draw_params(rng, score.params, Q=Q, D=D, H=H)
    query = rng.normal(size=(B, D if score is DOT else Q))
    lengths = rng.integers(1, S + 1, size=B)
    return p, query, rng.normal(size=(S, B, D)), rng.normal(size=(S, B, C)), lengths


def naive_score(score, p, query, key):
    """Score one key against one query, as the papers write it: column vectors, transposes."""
    if score is DOT:
        return sum(q * k for q, k in zip(query, key, strict=True))
    if score is GENERAL:
        return query.T @ p.W @ key
    return p.v.T @ np.array([math.tanh(a) for a in p.W_q.T @ query + p.W_k.T @ key])


@every_score
@few
@given_sizes
def test_a_lookup_by_loops_over_rows_and_places(score, S, B, Q, D, H, C, seed):
    p, query, keys, values, lengths = memory(np.random.default_rng(seed), score, S, B, Q, D, H, C)
    context, weights, _ = look_up(score, p, query, keys, values, lengths)
    assert (context.shape, weights.shape) == ((B, C), (S, B))
    for b in range(B):
        e = [math.exp(naive_score(score, p, query[b], keys[s, b])) for s in range(lengths[b])]
        alpha = [x / sum(e) for x in e] + [0.0] * (S - lengths[b])
        np.testing.assert_allclose(weights[:, b], alpha, atol=1e-12)
        want = sum(a * value for a, value in zip(alpha, values[:, b], strict=True))
        np.testing.assert_allclose(context[b], want, atol=1e-12)


@every_score
@few
@given_sizes
def test_a_lookup_and_its_gradients_by_central_differences(score, S, B, Q, D, H, C, seed):
    rng = np.random.default_rng(seed)
    p, query, keys, values, lengths = memory(rng, score, S, B, Q, D, H, C)

    def forward(query, keys, values, p=None):
        return look_up(score, p, query, keys, values, lengths)[:2]

    def backward(douts, query, keys, values, p=None):
        cache = look_up(score, p, query, keys, values, lengths)[2]
        dquery, dkeys, dvalues, dp = look_up_backward(score, p, cache, *douts)
        grads = {"query": dquery, "keys": dkeys, "values": dvalues}
        return grads if p is None else grads | {"p": dp}

    inputs = {"query": query, "keys": keys, "values": values} | ({} if p is None else {"p": p})
    errors = check_gradients(forward, backward, inputs, rng)
    assert len(errors) == 3 + len(p or ())
    assert max(errors.values()) < 1e-6, errors


@few
@given_sizes
def test_the_scores_alone_by_central_differences(S, B, Q, D, H, C, seed):
    rng = np.random.default_rng(seed)
    for score in SCORES:
        p, query, keys, _, _ = memory(rng, score, S, B, Q, D, H, C)
        own = {} if p is None else {"p": p}

        def backward(dscores, score=score, **inputs):
            grads = score.scores_backward(*inputs.values(), dscores)
            return dict(zip(["query", "keys", "p"], grads, strict=False))

        def forward(score=score, **inputs):
            return score.scores(*inputs.values())

        errors = check_gradients(forward, backward, own | {"query": query, "keys": keys}, rng)
        assert len(errors) == 2 + len(p or ())
        assert max(errors.values()) < 1e-6, errors


def test_scores_by_hand():
    query, keys = np.array([[1.0, 2.0]]), np.array([[[3.0, -1.0]], [[0.5, 0.5]]])
    assert dot_scores(query, keys).tolist() == [[1], [1.5]]
    W = np.array([[1.0, 0.0], [2.0, -1.0]])  # query @ W = (5, -2)
    assert general_scores(GeneralParams(W), query, keys).tolist() == [[17], [1.5]]
    p = AdditiveParams(
        W_q=np.array([[1.0], [-1.0]]), W_k=np.array([[0.0], [3.0]]), v=np.array([2.0])
    )
    want = [[2 * math.tanh(-1 - 3)], [2 * math.tanh(-1 + 1.5)]]
    np.testing.assert_allclose(additive_scores(p, query, keys), want, rtol=1e-15)


def test_general_with_the_identity_is_dot():
    rng = np.random.default_rng(0)
    query, keys = rng.normal(size=(3, 4)), rng.normal(size=(5, 3, 4))
    np.testing.assert_array_equal(
        general_scores(GeneralParams(np.eye(4)), query, keys), dot_scores(query, keys)
    )


def test_attend_by_hand():
    scores = np.log([[1.0, 2.0], [3.0, 2.0]])
    values = np.array([[[4.0, 0.0], [1.0, 1.0]], [[8.0, 4.0], [3.0, 5.0]]])
    context, weights = attend(scores, values)
    np.testing.assert_allclose(weights, [[0.25, 0.5], [0.75, 0.5]])
    np.testing.assert_allclose(context, [[7, 3], [2, 3]])
    dscores, dvalues = attend_backward(weights, values, np.array([[1.0, 0.0], [0.0, 2.0]]))
    # Row 0: dweights (4, 8), their weighted mean 7; row 1: dweights (2, 10), mean 6.
    np.testing.assert_allclose(dscores, [[0.25 * -3, 0.5 * -4], [0.75 * 1, 0.5 * 4]])
    np.testing.assert_allclose(dvalues, [[[0.25, 0], [0, 1]], [[0.75, 0], [0, 1]]])


@few
@given(S=SIZES, B=SIZES, C=SIZES, seed=SEEDS)
def test_attend_and_masked_softmax_by_central_differences(S, B, C, seed):
    rng = np.random.default_rng(seed)
    scores, values = rng.normal(size=(S, B)), rng.normal(size=(S, B, C))
    lengths = rng.integers(1, S + 1, size=B)

    def backward(douts, scores, values):
        weights = masked_softmax(scores, lengths)
        dscores, dvalues = attend_backward(weights, values, *douts)
        return {"scores": dscores, "values": dvalues}

    errors = check_gradients(
        lambda scores, values: attend(scores, values, lengths),
        backward,
        {"scores": scores, "values": values},
        rng,
    )
    assert max(errors.values()) < 1e-6, errors
    dweights = rng.normal(size=(S, B))
    alone = masked_softmax_backward(masked_softmax(scores, lengths), dweights)
    weights = masked_softmax(scores, lengths)
    np.testing.assert_array_equal(
        alone, attend_backward(weights, values, np.zeros((B, C)), dweights)[0]
    )


@every_score
def test_what_stands_on_padding_does_not_matter(score):
    rng = np.random.default_rng(0)
    p, query, keys, values, _ = memory(rng, score, 5, 3, 2, 4, 6, 3)
    lengths, dcontext = np.array([5, 1, 3]), rng.normal(size=(3, 3))
    clean = look_up(score, p, query, keys, values, lengths)
    hidden = ~length_mask(lengths, 5)
    keys, values = keys.copy(), values.copy()
    keys[hidden], values[hidden] = np.nan, np.inf
    dirty = look_up(score, p, query, keys, values, lengths)
    grads = look_up_backward(score, p, clean[2], dcontext)
    dirty_grads = look_up_backward(score, p, dirty[2], dcontext)
    for got, want in zip([*dirty[:2], *dirty_grads[:3]], [*clean[:2], *grads[:3]], strict=True):
        np.testing.assert_array_equal(got, want)
    for got, want in zip(dirty_grads[3] or (), grads[3] or (), strict=True):
        np.testing.assert_array_equal(got, want)
    assert not grads[1][hidden].any()
    assert not grads[2][hidden].any()
    # Each row alone, cut to its length, is the same lookup.
    for b, n in enumerate(lengths):
        one = slice(b, b + 1)
        short = look_up(score, p, query[one], keys[:n, one], values[:n, one])
        np.testing.assert_allclose(short[0][0], clean[0][b], atol=1e-14)


def test_attend_ignores_values_without_weight():
    scores = np.array([[0.0], [-np.inf], [0.0]])
    values = np.array([[[2.0]], [[np.nan]], [[4.0]]])
    context, weights = attend(scores, values)
    assert context.tolist() == [[3]]
    dscores, dvalues = attend_backward(weights, values, np.ones((1, 1)))
    assert dscores.tolist() == [[-0.5], [0], [0.5]]
    assert dvalues.tolist() == [[[0.5]], [[0]], [[0.5]]]
    assert attend(scores, np.nan_to_num(values), np.array([2]))[1].tolist() == [[1], [0], [0]]


def test_masked_softmax_of_extreme_scores():
    scores = np.array([[1000.0, -1000.0], [-1000.0, -1000.0], [np.nan, 5.0]])
    weights = masked_softmax(scores, np.array([2, 2]))
    assert weights.tolist() == [[1, 0.5], [0, 0.5], [0, 0]]


@every_score
def test_float32_stays_float32_and_arguments_stay_as_they_were(score):
    rng = np.random.default_rng(0)
    p, *arrays, lengths = memory(rng, score, 4, 3, 2, 5, 6, 3)
    p = p and score.params(*(w.astype(np.float32) for w in p))
    arrays = [a.astype(np.float32) for a in arrays]
    given_arrays = [*arrays, *(p or ()), lengths]
    before = [a.copy() for a in given_arrays]
    context, weights, cache = look_up(score, p, *arrays, lengths)
    *grads, dp = look_up_backward(score, p, cache, context, weights)
    for array in (context, weights, *grads, *(dp or ())):
        assert array.dtype == np.float32
    for array, copy in zip(given_arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)


RNG = np.random.default_rng(0)
P, QUERY, KEYS, VALUES, _ = memory(RNG, ADDITIVE, 5, 3, 2, 4, 6, 7)
G = GeneralParams(np.ones((2, 4)))
E = np.zeros((5, 3))
CACHE = look_up(ADDITIVE, P, QUERY, KEYS, VALUES)[2]


@each_row(
    ("call", "message"),
    [
        (lambda: additive_scores(G, QUERY, KEYS), "p is a GeneralParams, expected AdditiveParams"),
        (lambda: additive_scores(P, QUERY[:, :1], KEYS), r"query has shape \(3, 1\), .*Q=2"),
        (lambda: additive_scores(P, QUERY[0], KEYS), r"query has shape \(2,\)"),
        (lambda: additive_scores(P, QUERY, KEYS.swapaxes(0, 1)), r"keys has shape \(3, 5, 4\)"),
        (lambda: additive_scores(P._replace(v=P.v * np.nan), QUERY, KEYS), "p.v holds nan"),
        (lambda: additive_scores(P, QUERY, KEYS.astype(int)), "keys is an array of int"),
        (lambda: additive_scores_backward(P, QUERY, KEYS, E.T), r"dscores has shape \(3, 5\)"),
        (lambda: dot_scores(QUERY, KEYS), r"keys has shape \(5, 3, 4\), expected .*B=3, D=2\)"),
        (lambda: dot_scores_backward(KEYS[0], KEYS, E[1:]), r"dscores has shape \(4, 3\)"),
        (lambda: general_scores(G, QUERY[:, :1], KEYS), r"query has shape \(3, 1\), .*Q=2"),
        (lambda: general_scores_backward(G, QUERY, KEYS, E[1:]), r"dscores has shape \(4, 3\)"),
        (lambda: general_scores(P, QUERY, KEYS), "p is a AdditiveParams"),
        (
            lambda: masked_softmax(E, [5, 0, 2]),
            r"lengths holds 0 at \[1\], expected from 1 to S = 5",
        ),
        (lambda: masked_softmax(E, [5, 6, 2]), r"lengths holds 6 at \[1\]"),
        (lambda: masked_softmax(E, [5, 5]), r"lengths has shape \(2,\), expected \(B=3,\)"),
        (lambda: masked_softmax(E - [0, np.inf, 0]), "scores has -inf as the .* of row 1"),
        (lambda: masked_softmax(E + [0, 0, np.nan]), "scores has nan as the .* of row 2"),
        (lambda: masked_softmax(E.astype(int)), "scores is an array of int"),
        (lambda: masked_softmax_backward(E, E[1:]), r"dweights has shape \(4, 3\)"),
        (lambda: attend(E, VALUES[1:]), r"values has shape \(4, 3, 7\), expected \(S=5, B=3, C\)"),
        (lambda: attend_backward(E, VALUES[1:], VALUES[0]), r"values has shape \(4, 3, 7\)"),
        (lambda: attend_backward(E, VALUES, VALUES[0, :2]), r"dcontext has shape \(2, 7\)"),
        (lambda: attend_backward(E, VALUES, VALUES[0], E[1:]), r"dweights has shape \(4, 3\)"),
        (lambda: look_up(ADDITIVE, P, QUERY, KEYS, VALUES[1:]), r"values has shape \(4, 3, 7\)"),
        (lambda: look_up(ADDITIVE, None, QUERY, KEYS, VALUES), "p is a NoneType"),
        (lambda: look_up("dot", None, QUERY, KEYS, VALUES), "score is a str, expected ADDITIVE"),
        (lambda: look_up_backward(None, P, CACHE, VALUES[0]), "score is a NoneType, expected ADD"),
        (lambda: look_up_backward(ADDITIVE, P, tuple(CACHE), VALUES[0]), "cache is a tuple, exp"),
        (lambda: look_up(DOT, None, QUERY, KEYS, VALUES), r"keys has shape .*D=2"),
        (lambda: look_up(ADDITIVE, P, QUERY, KEYS, VALUES, [5, 0, 1]), "lengths holds 0 .* S = "),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
