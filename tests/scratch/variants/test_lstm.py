"""LSTM of 1997, coupled gates, peepholes: in NumPy and PyTorch."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings

from helpers.nn.variants.lstm import CoupledLSTMCell, LSTM1997Cell, PeepholeLSTMCell
from helpers.scratch.cells import LSTMParams, lstm_step
from helpers.scratch.variants.lstm import (
    PeepholeParams,
    ThreeBlockParams,
    coupled_step,
    lstm_1997_step,
    lstm_1997_step_backward,
    peephole_step,
)
from tests.support.proofs import SEEDS, SIZES, draw_params, prove_gradients, prove_torch_agrees

B, D, H = 2, 3, 4


@settings(max_examples=8, deadline=None, derandomize=True)
@example(T=1, B=1, D=3, H=2, seed=0)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
@pytest.mark.parametrize("module", [LSTM1997Cell, CoupledLSTMCell, PeepholeLSTMCell])
def test_gradients_and_pytorch(module, T, B, D, H, seed):
    prove_gradients(module.cell, T, B, D, H, seed)
    prove_torch_agrees(module.cell, module, T, B, D, H, seed)


def draw(params):
    rng = np.random.default_rng(4)
    p = draw_params(rng, params, D=D, H=H)
    return p, rng.normal(size=(B, D)), rng.normal(size=(B, H)), rng.normal(size=(B, H))


def sig(a):
    return 1 / (1 + math.exp(-a))


def pre_activations(p, x, h, row, j, blocks):
    """The pre-activations of unit j, one a block, by sums written out."""
    return [
        sum(x[row, d] * p.W_x[d, k * H + j] for d in range(D))
        + sum(h[row, m] * p.W_h[m, k * H + j] for m in range(H))
        + p.b[k * H + j]
        for k in range(blocks)
    ]


def expect(step, p, x, h, c, unit):
    """Compare a step with a formula for one unit, unit(row, j) -> (h_next, c_next)."""
    h_next, c_next, _ = step(p, x, h, c)
    for row in range(B):
        for j in range(H):
            assert (h_next[row, j], c_next[row, j]) == pytest.approx(unit(row, j), abs=1e-13)


def test_lstm_1997_follows_its_formula():
    p, x, h, c = draw(ThreeBlockParams)

    def unit(row, j):
        a_i, a_g, a_o = pre_activations(p, x, h, row, j, 3)
        memory = c[row, j] + sig(a_i) * math.tanh(a_g)
        return sig(a_o) * math.tanh(memory), memory

    expect(lstm_1997_step, p, x, h, c, unit)


def test_coupled_gates_follow_their_formula():
    p, x, h, c = draw(ThreeBlockParams)

    def unit(row, j):
        a_i, a_g, a_o = pre_activations(p, x, h, row, j, 3)
        memory = sig(-a_i) * c[row, j] + sig(a_i) * math.tanh(a_g)
        return sig(a_o) * math.tanh(memory), memory

    expect(coupled_step, p, x, h, c, unit)


def test_peepholes_follow_their_formula():
    p, x, h, c = draw(PeepholeParams)

    def unit(row, j):
        a_i, a_f, a_g, a_o = pre_activations(p, x, h, row, j, 4)
        old = c[row, j]
        memory = sig(a_f + p.p_f[j] * old) * old + sig(a_i + p.p_i[j] * old) * math.tanh(a_g)
        return sig(a_o + p.p_o[j] * memory) * math.tanh(memory), memory

    expect(peephole_step, p, x, h, c, unit)


def without(p, block):
    """Leave out one of four blocks: the weights of an LSTM whose forget gate has none."""
    keep = np.delete(np.arange(4 * H).reshape(4, H), block, axis=0).ravel()
    return ThreeBlockParams(p.W_x[:, keep], p.W_h[:, keep], p.b[keep])


def test_lstm_1997_is_the_lstm_with_its_forget_gate_held_open():
    p, x, h, c = draw(LSTMParams)
    opened = p._replace(b=p.b + np.repeat([0.0, 90.0, 0.0, 0.0], H))  # f = 1
    got, want = lstm_1997_step(without(p, 1), x, h, c), lstm_step(opened, x, h, c)
    np.testing.assert_allclose(got[:2], want[:2], rtol=1e-12)


def test_in_1997_the_gradient_of_the_memory_passes_a_step_unscaled():
    p, x, h, c = draw(ThreeBlockParams)
    *_, cache = lstm_1997_step(p, x, h, c)
    dc_next = np.arange(8.0).reshape(B, H)
    _, _, dc, _ = lstm_1997_step_backward(p, cache, np.zeros((B, H)), dc_next)
    np.testing.assert_array_equal(dc, dc_next)


def test_coupled_gates_are_the_lstm_whose_forget_gate_has_the_input_gates_weights_negated():
    p, x, h, c = draw(LSTMParams)
    i, f = slice(0, H), slice(H, 2 * H)
    W_x, W_h, b = (w.copy() for w in p)
    W_x[:, f], W_h[:, f], b[f] = -W_x[:, i], -W_h[:, i], -b[i]  # sigmoid(-a) = 1 - sigmoid(a)
    got = coupled_step(without(p, 1), x, h, c)
    want = lstm_step(LSTMParams(W_x, W_h, b), x, h, c)
    np.testing.assert_allclose(got[:2], want[:2], rtol=1e-12)


def test_closed_peepholes_give_the_lstm():
    p, x, h, c = draw(LSTMParams)
    blind = PeepholeParams(*p, np.zeros(H), np.zeros(H), np.zeros(H))
    np.testing.assert_array_equal(peephole_step(blind, x, h, c)[:2], lstm_step(p, x, h, c)[:2])


def test_input_and_forget_gate_see_the_old_memory_and_the_output_gate_the_new_one():
    p, x, h, _ = draw(PeepholeParams)
    looking = p._replace(p_i=np.full(H, 90.0), p_f=np.full(H, 90.0), p_o=np.full(H, 90.0))
    looking = looking._replace(b=np.repeat([0.0, 0.0, -90.0, 0.0], H))  # the candidate is -1
    c = np.ones((B, H))  # opens i and f; the new memory is 1 - 1 = 0, which leaves o alone
    h_next, c_next, cache = peephole_step(looking, x, h, c)
    np.testing.assert_allclose(c_next, 0, atol=1e-12)
    assert cache.i.min() == cache.f.min() == 1
    assert cache.o.min() < cache.o.max() < 1
