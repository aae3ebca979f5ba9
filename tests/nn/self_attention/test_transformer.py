"""The transformer modules against scratch, step by step against the whole run, and in models."""

import copy

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn.models import LanguageModel
from helpers.nn.self_attention.block import KeysValues, TransformerBlock
from helpers.nn.self_attention.positions import LearnedPositions, NoPositions, Sinusoids
from helpers.nn.self_attention.transformer import Transformer, state_size
from helpers.scratch.gradcheck import relative_errors
from helpers.scratch.modules.m10_self_attention import (
    BlockParams,
    block_backward,
    block_forward,
    init_block,
    layer_norm,
    sinusoids,
    transformer_block,
)
from tests.support.proofs import SEEDS, SIZES
from tests.support.tables import each_row

D, K, B = 6, 3, 2


def make(positions=None, layers=2, dtype=torch.float64, seed=0):
    """Make a transformer, its gains and biases drawn too, in double precision."""
    rng = np.random.default_rng(seed)
    model = Transformer(D, K, layers, rng, F=5, positions=positions, dtype=dtype)
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() == 1:
                weight.copy_(torch.from_numpy(rng.normal(size=tuple(weight.shape))))
    return model


def draw(*shape, seed=1):
    return torch.from_numpy(np.random.default_rng(seed).normal(size=shape))


@settings(max_examples=12, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, K=st.integers(1, 3), d=st.integers(1, 3), F=SIZES, seed=SEEDS)
def test_a_block_and_its_gradients_agree_with_scratch(T, B, K, d, F, seed):
    rng = np.random.default_rng(seed)
    p = init_block(rng, K * d, F)
    p = p._replace(net=p.net._replace(b_1=rng.normal(size=F)))
    block = TransformerBlock.from_scratch(p, K)
    assert relative_errors(block.to_scratch(), p) == dict.fromkeys(relative_errors(p, p), 0.0)
    xs, dys = rng.normal(size=(2, T, B, K * d))
    txs = torch.tensor(xs, requires_grad=True)
    ys, present = block(txs)
    assert present.keys.shape == (B, K, T, d)
    ys.backward(torch.tensor(dys))
    want, cache = block_forward(p, xs, K)
    np.testing.assert_allclose(ys.detach().numpy(), want, atol=1e-10)
    dxs, dp = block_backward(p, cache, dys)
    for name in BlockParams._fields:
        part, wanted = getattr(block, name), getattr(dp, name)
        got = type(wanted)(*(getattr(part, field).grad.numpy() for field in wanted._fields))
        errors = relative_errors(got, wanted)
        assert max(errors.values()) < 1e-6, (name, errors)
    np.testing.assert_allclose(txs.grad.numpy(), dxs, rtol=1e-6, atol=1e-8)


def test_a_stack_is_its_blocks_and_a_last_norm():
    model, xs = make(Sinusoids(D, torch.float64)), draw(7, B, D)
    blocks, norm = model.to_scratch()
    want = xs.numpy() + sinusoids(7, D)[:, None]
    for p in blocks:
        want = transformer_block(p, want, K)
    hs, _ = model(xs)
    np.testing.assert_allclose(hs.detach().numpy(), layer_norm(want, *norm), atol=1e-10)


@pytest.mark.parametrize(
    "positions",
    [
        None,
        Sinusoids(D, torch.float64),
        LearnedPositions(9, D, np.random.default_rng(3), dtype=torch.float64),
    ],
)
def test_cached_steps_and_pieces_are_the_whole_run(positions):
    model, xs = make(positions), draw(9, B, D)
    want, last = model(xs)
    for cuts in ([1] * 9, [4, 5], [8, 1], [2, 3, 4]):
        state, shown, at = None, [], 0
        for length in cuts:
            hs, state = model(xs[at : at + length], state)
            shown.append(hs)
            at += length
            assert state[0].keys.shape == (B, K, at, D // K)
        torch.testing.assert_close(torch.cat(shown), want, rtol=0, atol=1e-12)
        torch.testing.assert_close(state[1].keys, last[1].keys, rtol=0, atol=1e-12)
    assert state_size(last) == 2 * 2 * 9 * B * D  # two blocks, keys and values


def test_a_step_sees_no_later_one_and_weights_show_it():
    model, xs = make(), draw(5, B, D).requires_grad_()
    model(xs)[0][2].sum().backward()
    assert not xs.grad[3:].any()
    assert xs.grad[:3].abs().sum(dim=-1).min() > 0
    weights = model.weights(xs.detach())
    assert [tuple(w.shape) for w in weights] == [(B, K, 5, 5)] * 2
    torch.testing.assert_close(weights[0], weights[0].tril())


def test_without_positions_order_counts_from_the_second_layer_on():
    xs = draw(6, B, D)
    shuffled = xs[[3, 0, 4, 1, 2, 5]]
    for layers, same in ((1, True), (2, False)):
        model = make(layers=layers)
        apart = (model(xs)[0][-1] - model(shuffled)[0][-1]).abs().max()
        assert (apart < 1e-12) == same


def test_padding_does_not_matter():
    model, xs = make(Sinusoids(D, torch.float64)), draw(6, B, D)
    want = model(xs)[0].detach()
    xs[4:, 1] = float("nan")
    hs, state = model(xs, lengths=np.array([6, 4]))
    assert state is None
    torch.testing.assert_close(hs[:, 0], want[:, 0])
    torch.testing.assert_close(hs[:4, 1], want[:4, 1])
    assert not hs[4:, 1].any()


def test_a_language_model_takes_it_as_a_layer():
    rng = np.random.default_rng(0)
    model = LanguageModel(11, Transformer(D, K, 2, rng, positions=Sinusoids(D)), rng)
    ids = np.random.default_rng(1).integers(0, 11, size=(7, B))
    whole, _ = model(ids)
    state, shown = None, []
    for t in range(7):
        logits, state = model(ids[t : t + 1], state)
        shown.append(logits)
    torch.testing.assert_close(torch.cat(shown), whole, rtol=0, atol=1e-6)
    loss, _ = model.loss(ids, ids, lengths=np.array([7, 3]))
    loss.backward()
    assert all(w.grad is not None and w.grad.isfinite().all() for w in model.parameters())
    again = LanguageModel(11, Transformer(D, K, 2, rng, positions=Sinusoids(D)), rng)
    again.layer.positions(torch.zeros(200, 1, D))  # a longer table is no reason not to load
    again.load_state_dict(copy.deepcopy(model.state_dict()))
    torch.testing.assert_close(again(ids)[0], whole)


def test_sinusoids_grow_and_learned_positions_end():
    xs = torch.zeros(300, 1, D)
    got = Sinusoids(D)(xs, start=5)[:, 0]
    np.testing.assert_allclose(got.numpy(), sinusoids(305, D)[5:], atol=1e-6)
    assert NoPositions()(xs) is xs
    learned = LearnedPositions(4, D, np.random.default_rng(0))
    assert learned(xs[:2], start=2).shape == (2, 1, D)
    with pytest.raises(ValueError, match="xs reaches position 4, expected at most 3"):
        learned(xs[:2], start=3)


RNG = np.random.default_rng(0)
MODEL = make()


@each_row(
    ("call", "message"),
    [
        (lambda: TransformerBlock(6, 4, RNG), "K is 4, expected a number of heads that divides"),
        (lambda: TransformerBlock(0, 1, RNG), "D is 0"),
        (lambda: Transformer(6, 2, 0, RNG), "layers is 0"),
        (lambda: Sinusoids(5), "D is 5, expected an even"),
        (lambda: MODEL(draw(3, B, 5)), "xs has shape"),
        (lambda: MODEL(draw(3, B, D).float()), "xs holds torch.float32"),
        (lambda: MODEL(draw(3, B, D), (None,)), "state0 is not a tuple of 2"),
        (lambda: MODEL(draw(3, B, D), MODEL(draw(2, 1, D))[1]), "past.keys has shape"),
        (lambda: MODEL(draw(3, B, D), MODEL(draw(2, B, D))[1], [3, 3]), "lengths was passed"),
        (lambda: MODEL(draw(3, B, D), lengths=[0, 3]), r"lengths holds 0 at \[0\]"),
        (lambda: MODEL.blocks[0](draw(3, B, D), (1, 2)), "past is a tuple, expected KeysValues"),
        (lambda: TransformerBlock.from_scratch((1,), 2), "p is a tuple, expected BlockParams"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_cache_of_other_heads_is_named():
    keys = torch.zeros(B, K, 2, D // K, dtype=torch.float64)
    with pytest.raises(ValueError, match=r"past\.values has shape"):
        MODEL.blocks[0](draw(1, B, D), KeysValues(keys, keys[:, :, :1]))
