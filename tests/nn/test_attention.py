"""The PyTorch attention modules against scratch, and multi-head against torch.nn."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn.attention import (
    AdditiveAttention,
    DotAttention,
    GeneralAttention,
    MultiHeadAttention,
    masked_softmax,
)
from helpers.scratch.attention import (
    DOT,
    MultiHeadParams,
    look_up,
    look_up_backward,
    multi_head,
    multi_head_backward,
)
from helpers.scratch.gradcheck import relative_error, relative_errors
from helpers.scratch.init import init_additive, init_general
from helpers.scratch.ops import length_mask
from tests.support.proofs import SEEDS, SIZES, draw_params, rounding_bound
from tests.support.tables import each_row

MODULES = [AdditiveAttention, DotAttention, GeneralAttention]
HEADS = st.integers(1, 3)
every_module = pytest.mark.parametrize("kind", MODULES, ids=lambda m: m.__name__)
few = settings(max_examples=10, deadline=None, derandomize=True)


def tensors(*arrays):
    return [torch.tensor(a, requires_grad=True) for a in arrays]


def gradients(module, fields):
    return [getattr(module, name).grad.numpy() for name in fields]


@every_module
@few
@given(S=SIZES, B=SIZES, Q=SIZES, D=SIZES, H=SIZES, C=SIZES, seed=SEEDS, padded=st.booleans())
def test_a_lookup_and_its_gradients_agree_with_scratch(kind, S, B, Q, D, H, C, seed, padded):
    rng, score = np.random.default_rng(seed), kind.score
    p = None if score is DOT else draw_params(rng, score.params, Q=Q, D=D, H=H)
    query = rng.normal(size=(B, D if score is DOT else Q))
    keys, values = rng.normal(size=(S, B, D)), rng.normal(size=(S, B, C))
    lengths = rng.integers(1, S + 1, size=B) if padded else None
    context, weights, cache = look_up(score, p, query, keys, values, lengths)
    dcontext, dweights = rng.normal(size=context.shape), rng.normal(size=weights.shape)
    *dinputs, dp = look_up_backward(score, p, cache, dcontext, dweights)

    module = kind.from_scratch(p)
    inputs = tensors(query, keys, values)
    tcontext, tweights = module(*inputs, lengths)
    (
        (tcontext * torch.tensor(dcontext)).sum() + (tweights * torch.tensor(dweights)).sum()
    ).backward()
    got = [context, weights, *dinputs, *(dp or ())]
    want = [tcontext.detach().numpy(), tweights.detach().numpy(), *(t.grad.numpy() for t in inputs)]
    want += gradients(module, p._fields if p else ())
    assert max(relative_errors(got, want).values()) < 1e-6
    assert (module.to_scratch() is None) == (p is None)
    for back, weight in zip(module.to_scratch() or (), p or (), strict=True):
        np.testing.assert_array_equal(back, weight)


@few
@given(T=SIZES, S=SIZES, B=SIZES, K=HEADS, d=HEADS, seed=SEEDS, causal=st.booleans())
def test_multi_head_agrees_with_scratch_and_torch(T, S, B, K, d, seed, causal):
    rng, S, D = np.random.default_rng(seed), T if causal else S, K * d
    p = draw_params(rng, MultiHeadParams, D=D)
    arrays = [rng.normal(size=(n, B, D)) for n in (T, S, S)]
    lengths = rng.integers(1, S + 1, size=B)
    out, weights, cache = multi_head(p, *arrays, K, lengths, causal)
    dout = rng.normal(size=out.shape)
    *dinputs, dp = multi_head_backward(p, cache, dout)

    module = MultiHeadAttention.from_scratch(p, K)
    inputs = tensors(*arrays)
    tout, tweights = module(*inputs, lengths, causal)
    tout.backward(torch.tensor(dout))
    want = [tout.detach().numpy(), tweights.detach().numpy(), *(t.grad.numpy() for t in inputs)]
    want += gradients(module, p._fields)
    assert max(relative_errors([out, weights, *dinputs, *dp], want).values()) < 1e-6

    ahead = torch.ones(T, T, dtype=torch.bool).triu(1) if causal else None
    plain = module.to_torch()(
        *inputs,
        key_padding_mask=torch.tensor(~length_mask(lengths, S).T),
        attn_mask=ahead,
        average_attn_weights=False,
    )
    assert max(relative_errors([a.detach().numpy() for a in plain], want[:2]).values()) < 1e-6


def test_multi_head_comes_from_torch_and_goes_back():
    torch.manual_seed(0)
    theirs = torch.nn.MultiheadAttention(6, 3, batch_first=True)
    torch.nn.init.normal_(theirs.in_proj_bias)
    ours = MultiHeadAttention.from_torch(theirs)
    assert (ours.D, ours.K, ours.W_q.dtype) == (6, 3, torch.float32)
    xs = torch.randn(2, 5, 6)
    want, _ = theirs(xs, xs, xs)
    got, _ = ours(*[xs.transpose(0, 1)] * 3)
    bound = rounding_bound(np.float32, 3 * 6 + 5)  # three products over D = 6, a sum over S = 5
    assert relative_error(got.transpose(0, 1).detach(), want.detach()) < bound
    for name, weight in ours.to_torch().state_dict().items():
        torch.testing.assert_close(weight, theirs.state_dict()[name], rtol=0, atol=0)


def test_weights_are_drawn_from_the_generator_as_in_scratch():
    additive = AdditiveAttention(3, 4, 5, np.random.default_rng(1))
    general = GeneralAttention(3, 4, np.random.default_rng(1), torch.float64)
    for got, want in zip(
        [*additive.to_scratch(), *general.to_scratch()],
        [*init_additive(np.random.default_rng(1), 3, 4, 5),
         *init_general(np.random.default_rng(1), 3, 4)],
        strict=True,
    ):  # fmt: skip
        np.testing.assert_array_equal(got, want.astype(got.dtype))
    assert additive.v.dtype == torch.float32
    assert general.W.dtype == torch.float64
    assert [name for name, _ in additive.named_parameters()] == ["W_q", "W_k", "v"]
    assert list(DotAttention().parameters()) == []


@every_module
def test_padding_may_hold_anything_and_float32_stays(kind):
    rng = np.random.default_rng(0)
    sizes = {AdditiveAttention: (4, 4, 5, rng), DotAttention: (), GeneralAttention: (4, 4, rng)}
    module = kind(*sizes[kind])
    query, keys = torch.randn(2, 4), torch.randn(5, 2, 4)
    lengths = torch.tensor([5, 2])
    clean, weights = module(query, keys, keys, lengths)
    dirty = keys.clone()
    dirty[2:, 1] = float("nan")
    dirty.requires_grad_()
    context, _ = module(query, dirty, dirty, lengths)
    torch.testing.assert_close(context, clean, rtol=0, atol=0)
    context.sum().backward()
    assert torch.isfinite(dirty.grad).all()
    assert all(torch.isfinite(w.grad).all() for w in module.parameters())
    assert context.dtype == weights.dtype == torch.float32
    assert not weights[2:, 1].any()


def test_under_autocast_on_the_cpu_another_precision_is_no_error():
    want = M(KEYS + 1, KEYS, KEYS)
    with torch.autocast("cpu", torch.bfloat16):
        got = M(KEYS + 1, KEYS.bfloat16(), KEYS.bfloat16())
    torch.testing.assert_close(got, want, rtol=0.05, atol=0.05, check_dtype=False)


A = AdditiveAttention(2, 4, 6, np.random.default_rng(0))
G = GeneralAttention(2, 4, np.random.default_rng(0))
M = MultiHeadAttention(4, 2, np.random.default_rng(0))
QUERY, KEYS = torch.zeros(3, 2), torch.zeros(5, 3, 4)
MHA = torch.nn.MultiheadAttention


@each_row(
    ("call", "message"),
    [
        (lambda: A(QUERY[:, :1], KEYS, KEYS), r"query has shape \(3, 1\), expected .*Q=2"),
        (lambda: A(QUERY, KEYS.swapaxes(0, 1), KEYS), r"keys has shape \(3, 5, 4\), .*B=3"),
        (lambda: A(QUERY, KEYS, KEYS[1:]), r"values has shape \(4, 3, 4\), .*S=5"),
        (lambda: G(QUERY, KEYS[..., :3], KEYS), r"keys has shape \(5, 3, 3\), .*D=4"),
        (lambda: G(QUERY.numpy(), KEYS, KEYS), "query is a ndarray, expected a tensor"),
        (lambda: A(QUERY.long(), KEYS, KEYS), "query holds torch.int64"),
        (lambda: A(QUERY, KEYS.half(), KEYS), "keys holds torch.float16, expected torch.float"),
        (lambda: M(KEYS, KEYS, KEYS.half()), "values holds torch.float16, expected torch.float"),
        (
            lambda: DotAttention()(KEYS[0], KEYS.half(), KEYS),
            "keys holds torch.float16, expected torch.float",
        ),
        (lambda: AdditiveAttention(2, 4, 5, 0), "rng is a int, expected a numpy.random.Generator"),
        (lambda: DotAttention()(QUERY, KEYS, KEYS), r"keys has shape \(5, 3, 4\), .*D=2"),
        (lambda: A(QUERY, KEYS, KEYS, [5, 0, 1]), r"lengths holds 0 at \[1\]"),
        (
            lambda: A(QUERY, KEYS, KEYS, torch.tensor([5, 6, 1])),
            r"lengths holds 6 at \[1\], .* S = 5",
        ),
        (lambda: M(KEYS, KEYS[1:], KEYS, None), r"values has shape \(5, 3, 4\), .*S=4"),
        (lambda: M(KEYS, KEYS, KEYS, [1, 2]), r"lengths has shape \(2,\), expected \(B=3,\)"),
        (lambda: M(KEYS, KEYS[1:], KEYS[1:], None, True), "keys has S = 4, expected T = 5"),
        (lambda: MultiHeadAttention(4, 3, np.random.default_rng(0)), "K is 3, .*D = 4"),
        (lambda: AdditiveAttention(0, 4, 5, np.random.default_rng(0)), "Q is 0"),
        (lambda: AdditiveAttention.from_scratch(G.to_scratch()), "p is a GeneralParams"),
        (lambda: DotAttention.from_scratch(G.to_scratch()), "p is a GeneralParams, expected None"),
        (lambda: MultiHeadAttention.from_torch(MHA(4, 2, bias=False)), "module is Multihead"),
        (lambda: MultiHeadAttention.from_torch(MHA(4, 2, kdim=3)), "module is Multihead"),
        (lambda: MultiHeadAttention.from_torch(MHA(4, 2, add_bias_kv=True)), "module is Multi"),
        (lambda: MultiHeadAttention.from_torch(MHA(4, 2, add_zero_attn=True)), "module is Multi"),
        (lambda: MultiHeadAttention.from_torch(MHA(4, 2, dropout=0.5)), "module is Multihead"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_torchs_generator_is_left_as_it_was():
    before = torch.get_rng_state()
    MultiHeadAttention.from_torch(M.to_torch())
    assert torch.equal(torch.get_rng_state(), before)


def test_a_row_without_a_real_entry_is_refused():
    mask = torch.tensor([[True, False], [True, False]])
    assert masked_softmax(torch.zeros(2, 2), mask, dim=1).isnan().sum() == 0
    with pytest.raises(ValueError, match="mask is False in all of a row, expected at least one"):
        masked_softmax(torch.zeros(2, 2), mask, dim=0)
