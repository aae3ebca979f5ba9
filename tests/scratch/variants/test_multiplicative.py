"""Multiplicative RNN and LSTM, in NumPy and PyTorch."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings

from helpers.nn.variants.multiplicative import MultiplicativeLSTMCell, MultiplicativeRNNCell
from helpers.scratch.cells import LSTMParams, RNNParams, lstm_step, rnn_step
from helpers.scratch.variants.multiplicative import (
    MLSTMParams,
    MRNNParams,
    mlstm_step,
    multiplicative_step,
)
from tests.support.proofs import SEEDS, SIZES, draw_params, prove_gradients, prove_torch_agrees

B, D, H = 2, 3, 4


@settings(max_examples=8, deadline=None, derandomize=True)
@example(T=1, B=1, D=3, H=2, seed=0)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
@pytest.mark.parametrize("module", [MultiplicativeRNNCell, MultiplicativeLSTMCell])
def test_gradients_and_pytorch(module, T, B, D, H, seed):
    prove_gradients(module.cell, T, B, D, H, seed)
    prove_torch_agrees(module.cell, module, T, B, D, H, seed)


def draw(params):
    rng = np.random.default_rng(6)
    p = draw_params(rng, params, D=D, H=H)
    return p, rng.normal(size=(B, D)), rng.normal(size=(B, H)), rng.normal(size=(B, H))


def dot(v, W, column):
    return sum(v[k] * W[k, column] for k in range(len(v)))


def sig(a):
    return 1 / (1 + math.exp(-a))


def test_both_steps_follow_their_papers_unit_by_unit():
    p, x, h, c = draw(MRNNParams)
    q = draw(MLSTMParams)[0]
    h_next, _ = multiplicative_step(p, x, h)
    h_lstm, c_lstm, _ = mlstm_step(q, x, h, c)
    for row in range(B):
        m = [dot(x[row], p.W_mx, k) * dot(h[row], p.W_mh, k) for k in range(H)]
        m_q = [dot(x[row], q.W_mx, k) * dot(h[row], q.W_mh, k) for k in range(H)]
        for j in range(H):
            want = math.tanh(dot(x[row], p.W_x, j) + dot(m, p.W_m, j) + p.b[j])
            assert h_next[row, j] == pytest.approx(want, abs=1e-13)
            i, f, g, o = (
                dot(x[row], q.W_x, column) + dot(m_q, q.W_m, column) + q.b[column]
                for column in (j, H + j, 2 * H + j, 3 * H + j)
            )
            memory = sig(f) * c[row, j] + sig(i) * math.tanh(g)
            assert c_lstm[row, j] == pytest.approx(memory, abs=1e-13)
            assert h_lstm[row, j] == pytest.approx(sig(o) * math.tanh(memory), abs=1e-13)


def constant_factor(p, x):
    """Let m be h: the first input is 1 and alone sets every factor, and W_mh is the identity."""
    x = np.column_stack([np.ones(B), x[:, 1:]])
    W_mx = np.vstack([np.ones(H), np.zeros((D - 1, H))])
    return p._replace(W_mx=W_mx, W_mh=np.eye(H)), x


def test_with_a_factor_of_one_both_are_their_parents():
    p, x, h, c = draw(MRNNParams)
    p, x = constant_factor(p, x)
    want = rnn_step(RNNParams(p.W_x, p.W_m, p.b), x, h)[0]
    np.testing.assert_allclose(multiplicative_step(p, x, h)[0], want, rtol=1e-12)
    q, x = constant_factor(draw(MLSTMParams)[0], x)
    want = lstm_step(LSTMParams(q.W_x, q.W_m, q.b), x, h, c)[:2]
    np.testing.assert_allclose(mlstm_step(q, x, h, c)[:2], want, rtol=1e-12)


def test_each_input_has_a_recurrent_matrix_of_its_own():
    """Two one-hot inputs: the step is an Elman step, with another matrix for each."""
    p, _, h, _ = draw(MRNNParams)
    for k, x in enumerate(np.eye(D)):
        own = p.W_mh @ np.diag(p.W_mx[k]) @ p.W_m
        want = rnn_step(RNNParams(p.W_x, own, p.b), np.tile(x, (B, 1)), h)[0]
        got = multiplicative_step(p, np.tile(x, (B, 1)), h)[0]
        np.testing.assert_allclose(got, want, rtol=1e-10)
