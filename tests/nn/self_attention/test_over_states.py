"""A recurrent layer over its own earlier states, against scratch's lookup and in pieces."""

import numpy as np
import pytest
import torch

from helpers.nn.cells import LSTMCell
from helpers.nn.layers import Recurrent
from helpers.nn.models import LanguageModel
from helpers.nn.self_attention.over_states import OverStates
from helpers.scratch.attention import GENERAL, look_up
from tests.support.tables import each_row

T, B, D, H = 6, 3, 2, 4


def make(seed=0):
    rng = np.random.default_rng(seed)
    layer = OverStates(Recurrent(LSTMCell(D, H, rng, torch.float64)), rng)
    with torch.no_grad():
        layer.score.W.mul_(9)  # so that weights differ clearly
    return layer


def draw(*shape, seed=1):
    return torch.from_numpy(np.random.default_rng(seed).normal(size=shape))


def test_each_step_looks_up_the_states_before_it():
    layer, xs = make(), draw(T, B, D)
    shown, _ = layer(xs)
    states, _ = layer.layer(xs)
    torch.testing.assert_close(shown[..., :H], states)
    assert not shown[0, :, H:].any()
    hs, p = states.detach().numpy(), layer.score.to_scratch()
    for t in range(1, T):
        want, weights, _ = look_up(GENERAL, p, hs[t], hs[:t], hs[:t])
        np.testing.assert_allclose(shown[t, :, H:].detach().numpy(), want, atol=1e-12)
        got = layer.weights(states, states)[:, t].detach().numpy()
        np.testing.assert_allclose(got[:, :t], weights.T, atol=1e-12)
        assert not got[:, t:].any()


@pytest.mark.parametrize("cuts", [[1] * T, [2, 4], [5, 1]])
def test_pieces_are_the_whole(cuts):
    layer, xs = make(), draw(T, B, D)
    state, shown, at = None, [], 0
    for length in cuts:
        hs, state = layer(xs[at : at + length], state)
        shown.append(hs)
        at += length
        assert state[1].shape == (at, B, H)
    torch.testing.assert_close(torch.cat(shown), layer(xs)[0], rtol=0, atol=1e-13)


def test_padding_does_not_matter_and_gradients_reach_every_weight():
    layer, xs = make(), draw(T, B, D)
    want = layer(xs)[0].detach()
    xs[3:, 1] = float("nan")
    hs, state = layer(xs, lengths=np.array([T, 3, 1]))
    assert state is None
    torch.testing.assert_close(hs[:3, 1], want[:3, 1])
    torch.testing.assert_close(hs[:, 0], want[:, 0])
    assert not hs[3:, 1].any()
    assert not hs[1:, 2].any()
    hs.square().sum().backward()
    assert all(w.grad.isfinite().all() and w.grad.any() for w in layer.parameters())


def test_a_model_takes_it():
    rng = np.random.default_rng(0)
    model = LanguageModel(7, OverStates(Recurrent(LSTMCell(D, H, rng)), rng), rng)
    ids = rng.integers(0, 7, size=(5, B))
    model.loss(ids, ids)[0].backward()
    whole, _ = model(ids)
    first, state = model(ids[:2])
    torch.testing.assert_close(torch.cat([first, model(ids[2:], state)[0]]), whole)


@each_row(
    ("call", "message"),
    [
        (lambda: OverStates(3, np.random.default_rng(0)), "layer is a int"),
        (lambda: make()(draw(T, B, D), 3), "state0 is not a pair"),
        (lambda: make()(draw(T, B, D), (None, draw(2, B, H + 1))), "earlier states has shape"),
        (lambda: make()(draw(T, B, D), (None, draw(2, B, H)), [1] * B), "lengths was passed"),
        (lambda: make()(draw(T, B, D), lengths=[0] * B), "lengths holds 0"),
        (lambda: make()(draw(T, B, D + 1)), "xs is"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
