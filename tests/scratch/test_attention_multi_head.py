"""Multi-head attention: by loops, by central differences, and against torch.nn."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn.attention import MultiHeadAttention
from helpers.scratch.attention import (
    DOT,
    MultiHeadParams,
    look_up,
    multi_head,
    multi_head_backward,
)
from helpers.scratch.gradcheck import check_gradients, relative_errors
from helpers.scratch.ops import length_mask
from tests.support.proofs import SEEDS, SIZES, draw_params
from tests.support.tables import each_row

HEADS = st.integers(1, 3)
few = settings(max_examples=12, deadline=None, derandomize=True)
given_sizes = given(T=SIZES, S=SIZES, B=SIZES, K=HEADS, d=HEADS, seed=SEEDS, causal=st.booleans())


def arguments(rng, T, S, B, K, d, causal):
    """Draw p, queries, keys, values and lengths; as many keys as queries where causal."""
    S = T if causal else S
    p = draw_params(rng, MultiHeadParams, D=K * d)
    keys, values = rng.normal(size=(2, S, B, K * d))
    return p, rng.normal(size=(T, B, K * d)), keys, values, rng.integers(1, S + 1, size=B)


@few
@given_sizes
def test_by_loops_over_heads_rows_queries_and_keys(T, S, B, K, d, seed, causal):
    p, queries, keys, values, lengths = arguments(
        np.random.default_rng(seed), T, S, B, K, d, causal
    )
    out, weights, _ = multi_head(p, queries, keys, values, K, lengths, causal)
    for b in range(B):
        for t in range(T):
            seen = range(min(lengths[b], t + 1) if causal else lengths[b])
            joined = []
            for k in range(K):
                own = slice(k * d, (k + 1) * d)
                q = queries[t, b] @ p.W_q[:, own] + p.b_q[own]
                e = [
                    math.exp(q @ (keys[s, b] @ p.W_k[:, own] + p.b_k[own]) / math.sqrt(d))
                    for s in seen
                ]
                alpha = [x / sum(e) for x in e]
                np.testing.assert_allclose(weights[b, k, t, : len(e)], alpha, atol=1e-12)
                assert not weights[b, k, t, len(e) :].any()
                vs = [values[s, b] @ p.W_v[:, own] + p.b_v[own] for s in seen]
                joined.append(sum(a * v for a, v in zip(alpha, vs, strict=True)))
            want = np.concatenate(joined) @ p.W_o + p.b_o
            np.testing.assert_allclose(out[t, b], want, atol=1e-12)


@few
@given_sizes
def test_gradients_by_central_differences(T, S, B, K, d, seed, causal):
    rng = np.random.default_rng(seed)
    p, queries, keys, values, lengths = arguments(rng, T, S, B, K, d, causal)

    def forward(p, queries, keys, values):
        return multi_head(p, queries, keys, values, K, lengths, causal)[0]

    def backward(dout, p, queries, keys, values):
        cache = multi_head(p, queries, keys, values, K, lengths, causal)[2]
        dqueries, dkeys, dvalues, dp = multi_head_backward(p, cache, dout)
        # A bias of the keys moves all scores of a query together, so its gradient is exactly 0
        # and there is nothing but rounding to compare.
        np.testing.assert_allclose(dp.b_k, 0, atol=1e-12)
        dp = dp._replace(b_k=np.zeros_like(dp.b_k))
        return {"p": dp, "queries": dqueries, "keys": dkeys, "values": dvalues}

    inputs = {"p": p, "queries": queries, "keys": keys, "values": values}
    errors = check_gradients(forward, backward, inputs, rng)
    assert len(errors) == 11
    assert errors.pop("p.b_k") < 1e-4  # in units of 1e-4: an absolute error below 1e-8
    assert max(errors.values()) < 1e-6, errors


@few
@given_sizes
def test_agrees_with_torch(T, S, B, K, d, seed, causal):
    rng = np.random.default_rng(seed)
    p, queries, keys, values, lengths = arguments(rng, T, S, B, K, d, causal)
    out, weights, cache = multi_head(p, queries, keys, values, K, lengths, causal)
    dout = rng.normal(size=out.shape)
    *dinputs, dp = multi_head_backward(p, cache, dout)

    module = MultiHeadAttention.from_scratch(p, K).to_torch()
    tensors = [torch.tensor(a, requires_grad=True) for a in (queries, keys, values)]
    padding = torch.tensor(~length_mask(lengths, len(keys)).T)
    ahead = torch.ones(T, T, dtype=torch.bool).triu(1) if causal else None
    tout, tweights = module(
        *tensors, key_padding_mask=padding, attn_mask=ahead, average_attn_weights=False
    )
    tout.backward(torch.tensor(dout))
    want = (tout.detach().numpy(), tweights.detach().numpy())
    errors = list(relative_errors((out, weights), want).values())
    dW_in, db_in = module.in_proj_weight.grad.T.numpy(), module.in_proj_bias.grad.numpy()
    W_o, b_o = module.out_proj.weight.grad.T.numpy(), module.out_proj.bias.grad.numpy()
    want_dp = (*np.split(dW_in, 3, axis=1), W_o, *np.split(db_in, 3), b_o)
    errors += relative_errors(dp, MultiHeadParams(*want_dp)).values()
    errors += relative_errors(tuple(dinputs), tuple(t.grad.numpy() for t in tensors)).values()
    assert len(errors) == 13
    assert max(errors) < 1e-6, errors


def test_one_head_with_identities_is_a_scaled_dot_lookup():
    rng, D = np.random.default_rng(0), 4
    one, zero = np.eye(D), np.zeros(D)
    p = MultiHeadParams(one / np.sqrt(D) * D, one, one, one, zero, zero, zero, zero)
    query, keys, values = rng.normal(size=(3, D)), *rng.normal(size=(2, 5, 3, D))
    lengths = np.array([5, 2, 1])
    out, weights, _ = multi_head(p, query[None], keys, values, 1, lengths)
    # Queries twice as long undo the division by sqrt(4).
    want_context, want_weights, _ = look_up(DOT, None, query, keys, values, lengths)
    np.testing.assert_allclose(out[0], want_context, atol=1e-14)
    np.testing.assert_allclose(weights[:, 0, 0], want_weights.T, atol=1e-14)


def test_in_causal_attention_the_future_reaches_no_output():
    rng = np.random.default_rng(0)
    p = draw_params(rng, MultiHeadParams, D=4)
    xs = rng.normal(size=(5, 2, 4))
    out = multi_head(p, xs, xs, xs, 2, causal=True)[0]
    changed = xs.copy()
    changed[3:] += rng.normal(size=(2, 2, 4))
    other = multi_head(p, changed, changed, changed, 2, causal=True)[0]
    np.testing.assert_array_equal(other[:3], out[:3])
    assert (other[3:] != out[3:]).all()


def test_what_stands_on_padding_does_not_matter():
    rng = np.random.default_rng(0)
    p, queries, keys, values, _ = arguments(rng, 4, 5, 3, 2, 2, False)
    lengths, dout = np.array([5, 1, 3]), rng.normal(size=(4, 3, 4))
    out, weights, cache = multi_head(p, queries, keys, values, 2, lengths)
    grads = multi_head_backward(p, cache, dout)
    hidden = ~length_mask(lengths, 5)
    keys[hidden], values[hidden] = np.nan, np.inf
    dirty_out, dirty_weights, cache = multi_head(p, queries, keys, values, 2, lengths)
    dirty = multi_head_backward(p, cache, dout)
    pairs = zip(
        [out, weights, *grads[:3], *grads[3]],
        [dirty_out, dirty_weights, *dirty[:3], *dirty[3]],
        strict=True,
    )
    for got, want in pairs:
        np.testing.assert_array_equal(got, want)
    assert not grads[1][hidden].any()
    assert not grads[2][hidden].any()


def test_float32_stays_float32_and_arguments_stay_as_they_were():
    rng = np.random.default_rng(0)
    p, *arrays, lengths = arguments(rng, 4, 5, 3, 2, 2, False)
    p = MultiHeadParams(*(w.astype(np.float32) for w in p))
    arrays = [a.astype(np.float32) for a in arrays]
    before = [a.copy() for a in (*p, *arrays, lengths)]
    out, weights, cache = multi_head(p, *arrays, 2, lengths)
    *grads, dp = multi_head_backward(p, cache, out)
    assert {a.dtype for a in (out, weights, *grads, *dp)} == {np.dtype(np.float32)}
    for array, copy in zip((*p, *arrays, lengths), before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_scores_of_a_thousand_do_not_overflow():
    one, zero = 1000 * np.eye(2), np.zeros(2)
    p = MultiHeadParams(one, one, np.eye(2), np.eye(2), zero, zero, zero, zero)
    xs = np.array([[[1.0, 0.0]], [[0.0, 1.0]]])
    out, weights, cache = multi_head(p, xs, xs, xs, 1)
    assert weights[0, 0].tolist() == [[1, 0], [0, 1]]
    assert all(np.isfinite(grad).all() for grad in multi_head_backward(p, cache, out)[:3])


P, Q, KEYS, VALUES, _ = arguments(np.random.default_rng(0), 3, 5, 2, 2, 2, False)
OUT = multi_head(P, Q, KEYS, VALUES, 2)


@each_row(
    ("call", "message"),
    [
        (lambda: multi_head(P[:4], Q, KEYS, VALUES, 2), "p is a tuple, expected MultiHeadParams"),
        (
            lambda: multi_head(P._replace(W_o=np.ones((4, 3))), Q, KEYS, VALUES, 2),
            r"p.W_o has shape \(4, 3\), expected \(D=4, D=4\)",
        ),
        (lambda: multi_head(P, Q[..., :3], KEYS, VALUES, 2), r"queries has shape \(3, 2, 3\)"),
        (lambda: multi_head(P, Q, KEYS[:, :1], VALUES, 2), r"keys has shape \(5, 1, 4\), .*B=2"),
        (lambda: multi_head(P, Q, KEYS, VALUES[1:], 2), r"values has shape \(4, 2, 4\), .*S=5"),
        (lambda: multi_head(P, Q, KEYS.astype(int), VALUES, 2), "keys is an array of int"),
        (lambda: multi_head(P, Q, KEYS, VALUES, 3), "K is 3, .* divides D = 4"),
        (lambda: multi_head(P, Q, KEYS, VALUES, 0), "K is 0"),
        (lambda: multi_head(P, Q, KEYS, VALUES, 2, [5, 6]), r"lengths holds 6 at \[1\], .* S = 5"),
        (lambda: multi_head(P, Q, KEYS, VALUES, 2, [5, 0]), r"lengths holds 0 at \[1\]"),
        (lambda: multi_head(P, Q, KEYS, VALUES, 2, causal=True), "keys has S = 5, .* T = 3"),
        (lambda: multi_head_backward(P, tuple(OUT[2]), OUT[0]), "cache is a tuple, expected multi"),
        (lambda: multi_head_backward(P, OUT[2], OUT[0][1:]), r"dout has shape \(2, 2, 4\), .*T=3"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
