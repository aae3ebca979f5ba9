"""The LSTM over a sequence, against torch, central differences and sums written out."""

import math

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings

from helpers.scratch.cells import LSTMParams, lstm_step
from helpers.scratch.gradcheck import check_gradients
from helpers.scratch.modules.m04_lstm import (
    highway_factor,
    latch_weights,
    lstm_backward,
    lstm_forward,
    lstm_param_count,
    scalar_lstm,
    to_torch,
)
from tests.support.proofs import SEEDS, SIZES, TOLERANCE, draw_params


def draw(T, B, D, H, seed):
    rng = np.random.default_rng(seed)
    p, xs = draw_params(rng, LSTMParams, D=D, H=H), rng.normal(size=(T, B, D))
    return rng, p, xs, rng.normal(size=(B, H)), rng.normal(size=(B, H))


def torch_lstm(p):
    module = torch.nn.LSTM(*p.W_x.shape[:1], len(p.W_h)).double()
    module.load_state_dict({name: torch.from_numpy(a.copy()) for name, a in to_torch(p).items()})
    return module


@settings(max_examples=10, deadline=None, derandomize=True)
@example(T=1, B=1, D=3, H=2, seed=0)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_both_passes_and_to_torch_agree_with_torch(T, B, D, H, seed):
    rng, p, xs, h0, c0 = draw(T, B, D, H, seed)
    hs, cs, caches = lstm_forward(p, xs, h0, c0)
    module = torch_lstm(p)
    inputs = [torch.tensor(a, requires_grad=True) for a in (xs, h0[None], c0[None])]
    shown, (last_h, last_c) = module(inputs[0], (inputs[1], inputs[2]))
    for got, want in ((hs, shown), (hs[-1:], last_h), (cs[-1:], last_c)):
        assert np.abs(got - want.detach().numpy()).max() < 1e-12
    assert len(caches) == T
    dhs_direct = rng.normal(size=hs.shape)
    dxs, dh0, dc0, dp = lstm_backward(p, caches, dhs_direct)
    (shown * torch.tensor(dhs_direct)).sum().backward()
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0")
    weights = [getattr(module, name).grad.numpy().T for name in names]
    wanted = [inputs[0].grad.numpy(), inputs[1].grad.numpy()[0], inputs[2].grad.numpy()[0]]
    for got, want in zip((dxs, dh0, dc0, *dp), (*wanted, *weights), strict=True):
        assert np.abs(got - want).max() < 1e-10 * (1 + np.abs(want).max())


def test_the_gradients_agree_with_central_differences():
    rng, p, xs, h0, c0 = draw(5, 2, 3, 4, 1)

    def forward(p, xs, h0, c0):
        return lstm_forward(p, xs, h0, c0)[0]

    def backward(dhs, p, xs, h0, c0):
        dxs, dh0, dc0, dp = lstm_backward(p, lstm_forward(p, xs, h0, c0)[2], dhs)
        return {"p": dp, "xs": dxs, "h0": dh0, "c0": dc0}

    errors = check_gradients(forward, backward, {"p": p, "xs": xs, "h0": h0, "c0": c0}, rng)
    assert len(errors) == 6
    assert max(errors.values()) < TOLERANCE, errors


def test_cs_holds_the_memory_after_every_step():
    _, p, xs, h, c = draw(4, 2, 3, 2, 2)
    _, cs, _ = lstm_forward(p, xs, h, c)
    for t, x in enumerate(xs):
        h, c, _ = lstm_step(p, x, h, c)
        assert np.array_equal(cs[t], c)


def test_the_paper_numbers_agree_with_central_differences():
    gates = dict(zip("ifgo", ([0.5, 0.4], [0.9, 0.7], [0.8, -0.5], [0.6, 0.8]), strict=True))

    def loss(move=None, by=0.0):
        """The loss when one number is moved; way_h and way_c move one use of c_1 each."""
        f_2 = gates["f"][1] + by * (move == "df_2")
        o_2 = gates["o"][1] + by * (move == "do_2")
        c_1 = gates["f"][0] + gates["i"][0] * gates["g"][0] + by * (move == "dc_1")
        h_1 = gates["o"][0] * math.tanh(c_1 + by * (move == "way_h")) + by * (move == "dh_1")
        c_2 = f_2 * (c_1 + by * (move == "way_c")) + gates["i"][1] * gates["g"][1]
        h_2 = o_2 * math.tanh(c_2 + by * (move == "dc_2")) + by * (move == "dh_2")
        return 0.5 * (h_1 - 0.2) ** 2 + 0.5 * (h_2 - 1) ** 2

    numbers = scalar_lstm()
    assert len(numbers) == 12
    for name in list(numbers)[4:]:
        slope = (loss(name, 1e-5) - loss(name, -1e-5)) / 2e-5
        assert numbers[name] == pytest.approx(slope, abs=1e-9)
    assert numbers["h_1"] == pytest.approx(0.5170, abs=5e-5)


def test_highway_factor_holds_where_float32_underflows():
    fs = np.full((200, 2), 0.5, dtype=np.float32)
    assert np.prod(fs, axis=0)[0] == 0
    assert highway_factor(fs) == pytest.approx([0.5**200] * 2, rel=1e-12)
    assert highway_factor(np.array([[0.9, 0.5], [0.7, 0.0]])) == pytest.approx([0.63, 0.0])
    for bad in (np.ones((2, 2), dtype=int), np.ones(3)):
        with pytest.raises(ValueError, match="fs"):
            highway_factor(bad)


def test_highway_factor_is_the_gradient_of_the_memory_with_the_gates_held_fixed():
    """With W_h = 0 no gate depends on the state, so dc0 comes by the memory alone."""
    rng, p, xs, h0, c0 = draw(6, 1, 2, 3, 5)
    p = p._replace(W_h=np.zeros_like(p.W_h))
    _, cs, caches = lstm_forward(p, xs, h0, c0)
    moved = lstm_forward(p, xs, h0, c0 + 1.0)[1]
    factor = highway_factor(np.stack([cache.f[0] for cache in caches]))
    assert moved[-1] - cs[-1] == pytest.approx(factor[None], rel=1e-9)


@pytest.mark.parametrize("bit", [-1.0, 1.0])
@pytest.mark.parametrize("mark", [0, 1, 40])
def test_latch_weights_keep_the_marked_bit_among_any_values(bit, mark):
    rng = np.random.default_rng(mark)
    xs = np.zeros((mark + 201, 6, 2))
    xs[:, :3, 0] = rng.uniform(-1, 1, size=(len(xs), 3))
    xs[:, 3:, 0] = -bit
    xs[mark] = bit, 1.0
    hs, cs, _ = lstm_forward(latch_weights(), xs, np.zeros((6, 1)), np.zeros((6, 1)))
    assert np.abs(hs[:mark]).max(initial=0.0) < 0.01
    assert (bit * hs[mark:]).min() > 0.7
    assert np.abs(cs[mark:] - cs[mark]).max() < 0.03


@pytest.mark.parametrize(("D", "H"), [(1, 1), (3, 5), (7, 2)])
def test_lstm_param_count_is_what_the_weights_hold(D, H):
    p = draw_params(np.random.default_rng(0), LSTMParams, D=D, H=H)
    assert lstm_param_count(D, H) == sum(leaf.size for leaf in p)
    in_torch = sum(weight.numel() for weight in torch.nn.LSTM(D, H).parameters())
    assert lstm_param_count(D, H) == in_torch - 4 * H
    with pytest.raises(ValueError, match="H"):
        lstm_param_count(D, 0)


def test_arguments_that_do_not_fit_are_named():
    _, p, xs, h0, c0 = draw(3, 2, 3, 4, 0)
    with pytest.raises(ValueError, match="c0"):
        lstm_forward(p, xs, h0, c0[:, :2])
    with pytest.raises(ValueError, match="dhs"):
        lstm_backward(p, lstm_forward(p, xs, h0, c0)[2], np.zeros((2, 2, 4)))
    with pytest.raises(ValueError, match="b"):
        to_torch(p._replace(b=p.b[:3]))
