"""Self-attention, the transformer block, and linear and graph attention of module 10."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scratch import attention
from helpers.scratch.attention import MultiHeadParams
from helpers.scratch.gradcheck import check_gradients, relative_errors
from helpers.scratch.modules.m10_self_attention import (
    AttentionCache,
    BlockParams,
    NetParams,
    NormParams,
    SelfAttentionParams,
    block_backward,
    block_forward,
    cached_step,
    causal_self_attention,
    cost_table,
    empty_cache,
    feature_map,
    graph_attention,
    init_block,
    layer_norm,
    layer_norm_backward,
    linear_attention,
    linear_attention_step,
    multi_head,
    sinusoids,
    transformer_block,
)
from tests.support.proofs import SEEDS, SIZES, draw_params
from tests.support.tables import each_row

few = settings(max_examples=12, deadline=None, derandomize=True)
T, B, D, H, C = 5, 3, 4, 2, 6
LENGTHS = np.array([5, 1, 3])


def drawn(seed=0):
    """Draw the weights of one head and a sequence."""
    rng = np.random.default_rng(seed)
    return draw_params(rng, SelfAttentionParams, D=D, H=H, C=C), rng.normal(size=(T, B, D))


def draw_block(rng, K, d, F):
    """Draw every weight of a block, gains and biases too."""
    norms = [draw_params(rng, NormParams, D=K * d) for _ in range(2)]
    heads = draw_params(rng, MultiHeadParams, D=K * d)
    return BlockParams(norms[0], heads, norms[1], draw_params(rng, NetParams, D=K * d, F=F))


def test_one_head_by_loops_and_padding_does_not_matter():
    p, xs = drawn()
    ys, weights = causal_self_attention(p, xs, LENGTHS)
    for b, length in enumerate(LENGTHS):
        for t in range(length):
            q = xs[t, b] @ p.W_q
            e = [math.exp(q @ (xs[s, b] @ p.W_k) / math.sqrt(H)) for s in range(t + 1)]
            want = np.array(e) / sum(e)
            np.testing.assert_allclose(weights[b, t, : t + 1], want, atol=1e-14)
            assert not weights[b, t, t + 1 :].any()
            y = sum(w * (xs[s, b] @ p.W_v) for s, w in enumerate(want))
            np.testing.assert_allclose(ys[t, b], y, atol=1e-14)
        assert not ys[length:, b].any()
        assert not weights[b, length:].any()
    xs[3:, 2], xs[1:, 1] = np.nan, 1e300
    for got, want in zip(causal_self_attention(p, xs, LENGTHS), (ys, weights), strict=True):
        np.testing.assert_array_equal(got, want)


def test_one_head_agrees_with_torch():
    p, xs = drawn()
    q, k, v = (torch.from_numpy((xs @ W).swapaxes(0, 1)) for W in p)
    want = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    ys, _ = causal_self_attention(p, xs, np.full(B, T))
    np.testing.assert_allclose(ys, want.numpy().swapaxes(0, 1), atol=1e-14)


def test_many_heads_are_the_multi_head_attention_of_module_9():
    rng = np.random.default_rng(0)
    p, xs = draw_params(rng, MultiHeadParams, D=6), rng.normal(size=(T, B, 6))
    ys, weights = multi_head(p, xs, 3)
    want = attention.multi_head(p, xs, xs, xs, 3, causal=True)
    np.testing.assert_array_equal(ys, want[0])
    np.testing.assert_array_equal(weights, want[1])
    own = slice(2, 4)  # the second head owns the second block of columns
    alone = SelfAttentionParams(p.W_q[:, own], p.W_k[:, own], p.W_v[:, own])
    plain = MultiHeadParams(*p[:4], *np.zeros((4, 6)))
    _, one = causal_self_attention(alone, xs, np.full(B, T))
    np.testing.assert_allclose(multi_head(plain, xs, 3)[1][:, 1], one, atol=1e-14)


def test_positions_by_hand_and_a_shift_turns_every_pair():
    got = sinusoids(3, 4)
    want = [[math.sin(t), math.cos(t), math.sin(t / 100), math.cos(t / 100)] for t in range(3)]
    np.testing.assert_allclose(got, want, atol=1e-15)
    long = sinusoids(50, 8)
    for i in range(4):  # position t + 7 is position t turned by 7 w, whatever t is
        turn = 7 * 10000 ** (-2 * i / 8)
        matrix = [[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]
        pair = long[:, 2 * i : 2 * i + 2]
        np.testing.assert_allclose(pair[:43] @ np.array(matrix), pair[7:], atol=1e-12)


@few
@given(T=SIZES, B=SIZES, D=SIZES, seed=SEEDS)
def test_layer_norm_by_central_differences_and_torch(T, B, D, seed):
    rng = np.random.default_rng(seed)
    x, gain, shift = rng.normal(size=(T, B, D)), rng.normal(size=D), rng.normal(size=D)
    inputs = {"x": x, "gain": gain, "shift": shift}

    def backward(dout, x, gain, shift):
        return dict(zip(inputs, layer_norm_backward(x, gain, dout), strict=True))

    if D > 1:  # of one entry the norm is 0 and x has no gradient
        errors = check_gradients(lambda **v: layer_norm(**v), backward, inputs, rng)
        assert max(errors.values()) < 1e-6, errors
    tensors = [torch.tensor(v, requires_grad=True) for v in (x, gain, shift)]
    want = torch.nn.functional.layer_norm(tensors[0], (D,), *tensors[1:])
    dy = rng.normal(size=x.shape)
    want.backward(torch.tensor(dy))
    np.testing.assert_allclose(layer_norm(x, gain, shift), want.detach().numpy(), atol=1e-12)
    for got, tensor in zip(layer_norm_backward(x, gain, dy), tensors, strict=True):
        np.testing.assert_allclose(got, tensor.grad.numpy(), atol=1e-10)


def test_layer_norm_of_equal_entries_and_of_one_vector():
    y = layer_norm(np.full(4, 3.0), np.ones(4), np.arange(4.0))
    np.testing.assert_array_equal(y, np.arange(4.0))
    x = np.array([1.0, 3.0])  # mean 2, variance 1
    np.testing.assert_allclose(layer_norm(x, np.array([2.0, 2.0]), np.zeros(2)), [-2, 2], rtol=1e-5)


@few
@given(T=SIZES, B=SIZES, K=st.integers(1, 3), d=st.integers(1, 3), F=SIZES, seed=SEEDS)
def test_a_blocks_gradients_by_central_differences_and_torch(T, B, K, d, F, seed):
    rng = np.random.default_rng(seed)
    D = K * d
    p, xs = draw_block(rng, K, d, F), rng.normal(size=(T, B, D))
    ys, cache = block_forward(p, xs, K)
    np.testing.assert_array_equal(transformer_block(p, xs, K), ys)

    def backward(dout, p, xs):
        dxs, dp = block_backward(p, block_forward(p, xs, K)[1], dout)
        return {"p": dp, "xs": dxs}

    if D > 1 and abs(cache.normed @ p.net.W_1 + p.net.b_1).min() > 1e-3:  # clear of the ReLU's kink
        errors = check_gradients(
            lambda p, xs: transformer_block(p, xs, K), backward, {"p": p, "xs": xs}, rng
        )
        assert len(errors) == 17
        assert errors.pop("p.attention.b_k") < 1e-4  # exactly 0: there is only rounding to compare
        assert max(errors.values()) < 1e-5, errors
    hold_against_torch(p, xs, K, ys, rng.normal(size=ys.shape))


def hold_against_torch(p, xs, K, ys, dys):
    """Fail unless torch's encoder layer with these weights agrees: states and all gradients."""
    D, F = p.net.W_1.shape
    layer = torch.nn.TransformerEncoderLayer(
        D, K, F, dropout=0.0, norm_first=True, dtype=torch.float64
    )
    own = dict(layer.named_parameters())
    a = p.attention
    values = {
        "self_attn.in_proj_weight": np.concatenate([a.W_q, a.W_k, a.W_v], axis=1).T,
        "self_attn.in_proj_bias": np.concatenate([a.b_q, a.b_k, a.b_v]),
        "self_attn.out_proj.weight": a.W_o.T,
        "self_attn.out_proj.bias": a.b_o,
        "linear1.weight": p.net.W_1.T,
        "linear1.bias": p.net.b_1,
        "linear2.weight": p.net.W_2.T,
        "linear2.bias": p.net.b_2,
        "norm1.weight": p.norm_1.gain,
        "norm1.bias": p.norm_1.shift,
        "norm2.weight": p.norm_2.gain,
        "norm2.bias": p.norm_2.shift,
    }
    assert set(own) == set(values)
    with torch.no_grad():
        for name, value in values.items():
            own[name].copy_(torch.tensor(value))
    txs = torch.tensor(xs, requires_grad=True)
    ahead = torch.ones(len(xs), len(xs), dtype=torch.bool).triu(1)
    want = layer(txs, src_mask=ahead)
    want.backward(torch.tensor(dys))
    np.testing.assert_allclose(ys, want.detach().numpy(), atol=1e-10)
    dxs, dp = block_backward(p, block_forward(p, xs, K)[1], dys)
    got = {
        "in": np.concatenate([dp.attention.W_q, dp.attention.W_k, dp.attention.W_v], axis=1).T,
        "out": dp.attention.W_o.T,
        "net": (dp.net.W_1.T, dp.net.b_1, dp.net.W_2.T, dp.net.b_2),
        "norms": (*dp.norm_1, *dp.norm_2),
        "xs": dxs,
    }
    names = ["linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias"]
    norms = ["norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias"]
    want = {
        "in": own["self_attn.in_proj_weight"].grad.numpy(),
        "out": own["self_attn.out_proj.weight"].grad.numpy(),
        "net": tuple(own[name].grad.numpy() for name in names),
        "norms": tuple(own[name].grad.numpy() for name in norms),
        "xs": txs.grad.numpy(),
    }
    errors = relative_errors(got, want)
    # Of one entry a norm's gradient is about 1 / sqrt(1e-5) times a difference of equal numbers.
    assert max(errors.values()) < 1e-6, errors


def test_first_weights_of_a_block():
    p = init_block(np.random.default_rng(0), 64, 256)
    assert abs(p.net.W_1.std() * 8 - 1) < 0.05
    assert abs(p.net.W_2.std() * 16 - 1) < 0.05
    assert (p.norm_1.gain == 1).all()
    assert not p.norm_2.shift.any()


def test_cached_steps_are_the_whole_run():
    p, xs = drawn()
    want, _ = causal_self_attention(p, xs, np.full(B, T))
    cache = empty_cache(p, B)
    for t, x_t in enumerate(xs):
        before = cache
        y_t, cache = cached_step(p, x_t, cache)
        np.testing.assert_allclose(y_t, want[t], atol=1e-14)
        assert cache.keys.shape == (t + 1, B, H)
        assert cache.values.shape == (t + 1, B, C)
        np.testing.assert_array_equal(cache.keys[:t], before.keys)


def test_recurrent_and_parallel_linear_attention_agree():
    rng = np.random.default_rng(0)
    qs, ks = rng.normal(size=(2, 40, B, H))
    vs = rng.normal(size=(40, B, C))
    want, S, z = linear_attention(qs, ks, vs), np.zeros((B, H, C)), np.zeros((B, H))
    for t in range(40):
        y, S, z = linear_attention_step(S, z, qs[t], ks[t], vs[t])
        np.testing.assert_allclose(y, want[t], atol=1e-13)
    a = torch.linspace(-3, 3, 7, dtype=torch.float64)
    np.testing.assert_allclose(feature_map(a.numpy()), torch.nn.functional.elu(a).numpy() + 1)
    assert feature_map(np.array([-800.0, 800.0])).tolist() == [0.0, 801.0]  # and no warning


def test_a_complete_graph_is_self_attention_and_a_causal_one_the_masked_kind():
    p, xs = drawn()
    one = xs[:, 0]
    every = [(i, j) for i in range(T) for j in range(T)]
    q, k, v = (torch.from_numpy(one @ W) for W in p)
    want = torch.nn.functional.scaled_dot_product_attention(q, k, v)
    np.testing.assert_allclose(graph_attention(p, one, every)[0], want.numpy(), atol=1e-14)
    past = np.array([(i, j) for i, j in every if j <= i])
    ys, weights = graph_attention(p, one, np.concatenate([past, past]))  # repeats count once
    want = causal_self_attention(p, xs, np.full(B, T))
    np.testing.assert_allclose(ys, want[0][:, 0], atol=1e-14)
    np.testing.assert_allclose(weights, want[1][0], atol=1e-14)
    chain = [(i, j) for i, j in every if abs(i - j) <= 1]
    _, weights = graph_attention(p, one, chain)
    assert (weights > 0).sum(axis=1).tolist() == [2, 3, 3, 3, 2]


def test_a_node_that_sees_one_node_only_copies_its_value():
    p, xs = drawn()
    ys, weights = graph_attention(p, xs[:2, 0], [(0, 1), (1, 1)])
    np.testing.assert_allclose(ys, (xs[[1, 1], 0] @ p.W_v), atol=1e-14)
    np.testing.assert_array_equal(weights, [[0, 1], [0, 1]])


def test_costs_by_hand():
    table = cost_table(10, 4)
    rows = {name: list(row.values()) for name, row in table.items()}
    assert rows == {
        "recurrent": [320, 10, 10],
        "convolution": [480, 1, 5],
        "self_attention": [640 + 800, 1, 1],
    }
    assert [row["path"] for row in cost_table(1, 1).values()] == [1, 1, 1]


P, XS = drawn()
Z = np.zeros


@each_row(
    ("call", "message"),
    [
        (lambda: causal_self_attention(P, XS[0], LENGTHS), "xs has shape"),
        (lambda: causal_self_attention(P, XS, [0, 1, 2]), r"lengths holds 0 at \[0\]"),
        (lambda: causal_self_attention(P, XS, [5, 6, 2]), r"lengths holds 6 at \[1\]"),
        (lambda: causal_self_attention(XS, XS, LENGTHS), "p is a ndarray, expected SelfAtt"),
        (
            lambda: multi_head(draw_block(np.random.default_rng(0), 2, 2, 1)[1], XS, 3),
            "heads is 3, expected a number that",
        ),
        (lambda: sinusoids(0, 4), "T is 0, expected a whole number of at least 1"),
        (lambda: sinusoids(3, 5), "D is 5, expected an even number"),
        (lambda: layer_norm(Z((2, 3)), Z(2), Z(3)), "gain has shape"),
        (lambda: layer_norm(Z((2, 0)), Z(0), Z(0)), "x is an array"),
        (lambda: layer_norm([1.0], Z(1), Z(1)), "x is a list"),
        (lambda: layer_norm_backward(Z((2, 3)), Z(3), Z((3, 2))), "dy has shape"),
        (lambda: transformer_block(P, XS, 2), "p is a SelfAttentionParams, expected BlockParams"),
        (
            lambda: transformer_block(init_block(np.random.default_rng(0), 4, 2), XS, 3),
            "heads is 3, expected a number that",
        ),
        (lambda: transformer_block(init_block(np.random.default_rng(0), 5, 2), XS, 1), "xs has sh"),
        (lambda: init_block(3, 2, 2), "rng is a int"),
        (lambda: cached_step(P, XS[0], (1, 2)), "cache is a tuple, expected AttentionCache"),
        (
            lambda: cached_step(P, XS[0], AttentionCache(Z((2, B, H)), Z((1, B, C)))),
            "cache.values is",
        ),
        (lambda: cached_step(P, XS, empty_cache(P, B)), "x_t has shape"),
        (lambda: empty_cache(P, 0), "B is 0"),
        (
            lambda: linear_attention_step(Z((B, H, C)), Z((B, H)), Z((B, H)), Z((B, C)), Z((B, C))),
            "k has shape",
        ),
        (lambda: linear_attention(Z((2, 1, 3)), Z((3, 1, 3)), Z((2, 1, 1))), "ks has shape"),
        (lambda: graph_attention(P, XS[:, 0], [(0, 0), (1, 0), (2, 2), (4, 4)]), "node 3 look at"),
        (lambda: graph_attention(P, XS[:, 0], [(0, 5)]), "edges holds other values than nodes"),
        (lambda: graph_attention(P, XS[:, 0], np.zeros((0, 2), int)), "edges has shape"),
        (lambda: cost_table(0, 3), "T is 0"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_parts_of_unequal_width_are_named():
    p = init_block(np.random.default_rng(0), 4, 2)
    broken = p._replace(norm_2=NormParams(np.ones(3), np.zeros(3)))
    with pytest.raises(ValueError, match="parts of D ="):
        transformer_block(broken, XS, 2)
