"""The standard cells, one step forward and backward, and what every cell of the family keeps to."""

import math

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.scratch.bptt import unroll
from helpers.scratch.cells import (
    GRU,
    LSTM,
    RELU_RNN,
    RNN,
    GRUParams,
    LSTMParams,
    RNNParams,
    gru_step,
    lstm_step,
    relu_rnn_step,
    rnn_step,
    rnn_step_backward,
)
from helpers.scratch.contract.tree import tree_leaves
from helpers.scratch.gradcheck import check_gradients
from helpers.scratch.init import init_rnn
from helpers.scratch.variants.greff import GREFF
from helpers.scratch.variants.gru import GRU_RESET_BEFORE
from helpers.scratch.variants.lstm import COUPLED, LSTM_1997
from helpers.scratch.variants.minimal import MGU
from helpers.scratch.variants.multiplicative import MLSTM, MRNN
from tests.support.proofs import SEEDS, SIZES, draw_params, draw_state, prove_gradients
from tests.support.tables import each_row

STANDARD = [RNN, RELU_RNN, LSTM, GRU]
FAMILY = [*STANDARD, GRU_RESET_BEFORE, LSTM_1997, COUPLED, *GREFF.values()]
FAMILY += [MRNN, MLSTM, MGU]


def name_of(cell):
    return cell.name


def sig(a):
    return 1 / (1 + math.exp(-a))


def dot(v, W, column):
    return sum(v[k] * W[k, column] for k in range(len(v)))


def test_rnn_step_by_hand():
    p = RNNParams(
        np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[0.0, 3.0], [1.0, 0.0]]), np.ones(2)
    )
    h_next, cache = rnn_step(p, np.array([[1.0, -1.0]]), np.array([[0.5, 0.25]]))
    np.testing.assert_allclose(h_next, np.tanh([[1 + 0.25 + 1, -2 + 1.5 + 1]]), rtol=1e-15)
    assert cache.h_next is h_next
    assert cache.x.tolist() == [[1, -1]]
    assert cache.h.tolist() == [[0.5, 0.25]]


def test_relu_rnn_step_by_hand():
    p = RNNParams(
        np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[0.0, 3.0], [1.0, 0.0]]), np.ones(2)
    )
    h_next, _ = relu_rnn_step(p, np.array([[1.0, -2.0]]), np.array([[0.5, 0.25]]))
    assert h_next.tolist() == [[1 + 0.25 + 1, 0]]  # the second is -4 + 1.5 + 1 before max


def test_lstm_step_and_gru_step_follow_the_formulas_unit_by_unit():
    rng = np.random.default_rng(3)
    B, D, H = 2, 3, 4
    x, h, c = rng.normal(size=(B, D)), rng.normal(size=(B, H)), rng.normal(size=(B, H))
    p = draw_params(rng, LSTMParams, D=D, H=H)
    h_next, c_next, _ = lstm_step(p, x, h, c)
    q = draw_params(rng, GRUParams, D=D, H=H)
    gru_next, _ = gru_step(q, x, h)
    for row in range(B):
        for j in range(H):
            i, f, g, o = (
                dot(x[row], p.W_x, k * H + j) + dot(h[row], p.W_h, k * H + j) + p.b[k * H + j]
                for k in range(4)
            )
            memory = sig(f) * c[row, j] + sig(i) * math.tanh(g)
            assert c_next[row, j] == pytest.approx(memory, abs=1e-13)
            assert h_next[row, j] == pytest.approx(sig(o) * math.tanh(memory), abs=1e-13)
            from_x = [dot(x[row], q.W_x, k * H + j) + q.b_x[k * H + j] for k in range(3)]
            from_h = [dot(h[row], q.W_h, k * H + j) + q.b_h[k * H + j] for k in range(3)]
            r, z = sig(from_x[0] + from_h[0]), sig(from_x[1] + from_h[1])
            n = math.tanh(from_x[2] + r * from_h[2])
            want = (1 - z) * n + z * h[row, j]
            assert gru_next[row, j] == pytest.approx(want, abs=1e-13)


@settings(max_examples=8, deadline=None, derandomize=True)
@example(T=1, B=1, D=3, H=2, seed=0)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
@pytest.mark.parametrize("cell", STANDARD, ids=name_of)
def test_gradients_by_central_differences(cell, T, B, D, H, seed):
    prove_gradients(cell, T, B, D, H, seed)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(B=SIZES, D=SIZES, H=SIZES, seed=st.integers(0, 99))
def test_rnn_step_backward_by_central_differences(B, D, H, seed):
    rng = np.random.default_rng(seed)
    p = init_rnn(rng, D, H)._replace(b=rng.normal(size=H))

    def backward(dh_next, p, x, h):
        dx, dh, dp = rnn_step_backward(p, rnn_step(p, x, h)[1], dh_next)
        return {"p": dp, "x": dx, "h": dh}

    inputs = {"p": p, "x": rng.normal(size=(B, D)), "h": rng.normal(size=(B, H))}
    errors = check_gradients(lambda p, x, h: rnn_step(p, x, h)[0], backward, inputs, rng)
    assert set(errors) == {"p.W_x", "p.W_h", "p.b", "x", "h"}
    assert max(errors.values()) < 1e-6, errors


@settings(max_examples=15, deadline=None, derandomize=True)
@given(B=SIZES, D=SIZES, H=SIZES, seed=st.integers(0, 99))
def test_rnn_step_and_its_gradient_agree_with_torch(B, D, H, seed):
    rng = np.random.default_rng(seed)
    p = init_rnn(rng, D, H)._replace(b=rng.normal(size=H))
    x, h, dh_next = (rng.normal(size=size) for size in [(B, D), (B, H), (B, H)])
    cell = torch.nn.RNNCell(D, H, dtype=torch.float64)
    with torch.no_grad():
        for name, value in [("weight_ih", p.W_x.T), ("weight_hh", p.W_h.T), ("bias_ih", p.b)]:
            getattr(cell, name).copy_(torch.tensor(value))
        cell.bias_hh.zero_()
    tx, th = (torch.tensor(a, requires_grad=True) for a in (x, h))
    out = cell(tx, th)
    out.backward(torch.tensor(dh_next))
    h_next, cache = rnn_step(p, x, h)
    dx, dh, dp = rnn_step_backward(p, cache, dh_next)
    pairs = [(h_next, out.detach()), (dx, tx.grad), (dh, th.grad), (dp.b, cell.bias_ih.grad)]
    pairs += [(dp.W_x, cell.weight_ih.grad.T), (dp.W_h, cell.weight_hh.grad.T)]
    for got, want in pairs:
        np.testing.assert_allclose(got, want, atol=1e-12)


def test_an_open_memory_keeps_c_and_a_shut_one_forgets_it():
    p = draw_params(np.random.default_rng(0), LSTMParams, D=3, H=2)
    rng = np.random.default_rng(1)
    x, h, c = rng.normal(size=(4, 3)), rng.normal(size=(4, 2)), rng.normal(size=(4, 2))
    kept = p._replace(b=np.repeat([-90.0, 90.0, 0.0, 90.0], 2))  # i = 0, f = 1, o = 1
    np.testing.assert_allclose(lstm_step(kept, x, h, c)[1], c, rtol=1e-12)
    np.testing.assert_allclose(lstm_step(kept, x, h, c)[0], np.tanh(c), rtol=1e-12)
    wiped = p._replace(b=np.repeat([90.0, -90.0, 0.0, 0.0], 2))  # i = 1, f = 0
    a_g = x @ p.W_x[:, 4:6] + h @ p.W_h[:, 4:6]
    np.testing.assert_allclose(lstm_step(wiped, x, h, c)[1], np.tanh(a_g), rtol=1e-12)


def test_a_gru_whose_gates_stand_open_is_an_elman_network_and_shut_it_keeps_its_state():
    rng = np.random.default_rng(0)
    p = draw_params(rng, GRUParams, D=3, H=2)
    x, h = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    b_n = p.b_x[4:]
    elman = p._replace(b_x=np.r_[np.full(2, 90.0), np.full(2, -90.0), b_n])  # r = 1, z = 0
    plain = RNNParams(p.W_x[:, 4:], p.W_h[:, 4:], b_n + p.b_h[4:])
    np.testing.assert_allclose(gru_step(elman, x, h)[0], rnn_step(plain, x, h)[0], rtol=1e-12)
    still = p._replace(b_x=np.r_[np.zeros(2), np.full(2, 90.0), b_n])  # z = 1
    np.testing.assert_allclose(gru_step(still, x, h)[0], h, rtol=1e-12)
    deaf = p._replace(b_x=np.r_[np.full(2, -90.0), np.full(2, -90.0), b_n])  # r = 0, z = 0
    want = np.tanh(x @ p.W_x[:, 4:] + b_n)  # h is out of it, its bias b_hn as well
    np.testing.assert_allclose(gru_step(deaf, x, h)[0], want, rtol=1e-12)


def test_rectified_units_with_identity_weights_hold_a_state_and_its_gradient_unchanged():
    p = RNNParams(np.zeros((1, 3)), np.eye(3), np.zeros(3))
    h, x = np.array([[0.5, 2.0, 0.0]]), np.zeros((1, 1))
    h_next, cache = relu_rnn_step(p, x, h)
    np.testing.assert_array_equal(h_next, h)
    _, dh, dp = RELU_RNN.step_backward(p, cache, np.ones((1, 3)))
    assert dh.tolist() == [[1, 1, 0]]  # at the kink the slope is 0, as in PyTorch
    assert dp.b.tolist() == [1, 1, 0]


def drawn_step(cell, B=2, D=3, H=4):
    """Draw p, x, a state and gradients of the next state."""
    rng = np.random.default_rng(5)
    p = draw_params(rng, cell.params, D=D, H=H)
    return p, rng.normal(size=(B, D)), draw_state(rng, cell, B, H), draw_state(rng, cell, B, H)


@each_row("cell", FAMILY)
def test_large_weights_saturate_without_a_warning(cell):
    p, x, state, dstate = drawn_step(cell)
    p = cell.params(*(50 * weight for weight in p))
    *state_next, cache = cell.step(p, x, *state)
    first = cell.step_backward(p, cache, *dstate)
    second = cell.step_backward(p, cache, *dstate)  # which changes nothing that the cache holds
    for (_, leaf), (_, again) in zip(tree_leaves(first), tree_leaves(second), strict=True):
        assert np.isfinite(leaf).all()
        np.testing.assert_array_equal(leaf, again)
    assert all(np.isfinite(state).all() for state in state_next)


def test_names_are_one_to_one_and_say_what_differs():
    assert len({cell.name for cell in FAMILY}) == len(FAMILY) == 19
    for cell in FAMILY:
        assert cell.differs.endswith(".")
        hs, state, _ = unroll(
            cell, draw_params(np.random.default_rng(0), cell.params, D=2, H=3), np.ones((2, 1, 2))
        )
        assert hs.shape == (2, 1, 3)
        assert len(state) == len(cell.state)
