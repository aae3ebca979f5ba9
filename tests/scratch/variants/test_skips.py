"""Leaky units and delay lines: gradients, formulas written out, and the cells they come from."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn.variants.skips import DelayCell, LeakyCell
from helpers.scratch.bptt import rnn_backward, rnn_forward, unroll, unroll_backward
from helpers.scratch.cells import RNN, RNNParams
from helpers.scratch.gradcheck import check_gradients, relative_errors
from helpers.scratch.variants.skips import (
    LEAKY,
    DelayParams,
    LeakyParams,
    delay_backward,
    delay_cell,
    delay_forward,
    delay_step,
    delay_step_backward,
    leaky_step,
    leaky_step_backward,
)
from tests.support.proofs import SEEDS, SIZES, draw_params, prove_gradients, prove_torch_agrees
from tests.support.tables import each_row

DELAYS = st.integers(1, 4)
few = settings(max_examples=12, deadline=None, derandomize=True)


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_leaky_gradients_by_central_differences(T, B, D, H, seed):
    prove_gradients(LEAKY, T, B, D, H, seed)


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_leaky_agrees_with_torch(T, B, D, H, seed):
    prove_torch_agrees(LEAKY, LeakyCell, T, B, D, H, seed)


@few
@given(T=st.integers(1, 7), B=SIZES, D=SIZES, H=SIZES, d=DELAYS, seed=SEEDS)
def test_delay_gradients_by_central_differences(T, B, D, H, d, seed):
    prove_gradients(delay_cell(d), T, B, D, H, seed)


@few
@given(T=st.integers(1, 7), B=SIZES, D=SIZES, H=SIZES, d=DELAYS, seed=SEEDS)
def test_delay_agrees_with_torch(T, B, D, H, d, seed):
    module = SimpleNamespace(from_scratch=lambda p: DelayCell.from_scratch(p, d=d))
    prove_torch_agrees(delay_cell(d), module, T, B, D, H, seed)


@pytest.mark.parametrize("cell", [LEAKY, delay_cell(3)], ids=lambda c: c.name)
def test_gradients_of_rows_of_unequal_length(cell):
    prove_gradients(cell, T=5, B=3, D=2, H=4, seed=0, lengths=[5, 1, 3])


def test_a_leaky_unit_by_hand():
    # alpha = sigmoid(ln 3) = 3/4; g = tanh(2 * 0.5 + 0.5 * 1 - 0.25) = tanh(1.25).
    p = LeakyParams(*(np.array(w) for w in ([[2.0]], [[0.5]], [-0.25], [np.log(3.0)])))
    h_next, _ = leaky_step(p, np.array([[0.5]]), np.array([[1.0]]))
    np.testing.assert_allclose(h_next, [[0.25 * 1 + 0.75 * np.tanh(1.25)]], rtol=1e-15)


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_leaky_states_written_unit_by_unit(T, B, D, H, seed):
    rng = np.random.default_rng(seed)
    p = draw_params(rng, LeakyParams, D=D, H=H)
    xs, h = rng.normal(size=(T, B, D)), rng.normal(size=(B, H))
    hs, _, _ = unroll(LEAKY, p, xs, (h,))
    for t in range(T):
        new = np.empty((B, H))
        for row, i in np.ndindex(B, H):
            a = p.b[i] + xs[t, row] @ p.W_x[:, i] + h[row] @ p.W_h[:, i]
            alpha = 1 / (1 + np.exp(-p.a_alpha[i]))
            new[row, i] = h[row, i] + alpha * (np.tanh(a) - h[row, i])
        h = new
        np.testing.assert_allclose(hs[t], h, atol=1e-12)


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_with_alpha_1_a_leaky_cell_is_the_elman_cell_and_with_0_it_keeps_its_state(
    T, B, D, H, seed
):
    rng = np.random.default_rng(seed)
    p = draw_params(rng, LeakyParams, D=D, H=H)
    xs, h0, dhs = (rng.normal(size=size) for size in [(T, B, D), (B, H), (T, B, H)])
    p = p._replace(a_alpha=np.full(H, 60.0))
    got, want = unroll(LEAKY, p, xs, (h0,)), unroll(RNN, RNNParams(*p[:3]), xs, (h0,))
    np.testing.assert_allclose(got[0], want[0], atol=1e-12)
    dxs, dh0, dp = unroll_backward(LEAKY, p, got[2], dhs)
    twin = unroll_backward(RNN, RNNParams(*p[:3]), want[2], dhs)
    assert max(relative_errors((dxs, dh0, RNNParams(*dp[:3])), twin).values()) < 1e-12
    hs, _, tape = unroll(LEAKY, p._replace(a_alpha=np.full(H, -800.0)), xs, (h0,))
    np.testing.assert_array_equal(hs, np.broadcast_to(h0, hs.shape))
    _, (dh0,), _ = unroll_backward(LEAKY, p, tape, dhs)
    np.testing.assert_allclose(dh0, dhs.sum(axis=0), atol=1e-12)


@few
@given(T=st.integers(1, 9), B=SIZES, D=SIZES, H=SIZES, d=DELAYS, seed=SEEDS)
def test_delay_states_written_out_in_time(T, B, D, H, d, seed):
    rng = np.random.default_rng(seed)
    p = draw_params(rng, DelayParams, D=D, H=H)
    xs, past = rng.normal(size=(T, B, D)), rng.normal(size=(d, B, H))
    hs, state, _ = unroll(delay_cell(d), p, xs, tuple(past[::-1]))
    h = dict(enumerate(past, start=-d))  # h[-d] is the oldest, h[-1] the newest
    for t in range(T):
        h[t] = np.tanh(xs[t] @ p.W_x + h[t - 1] @ p.W_h + h[t - d] @ p.W_d + p.b)
        np.testing.assert_allclose(hs[t], h[t], atol=1e-12)
    np.testing.assert_allclose(state, [h[T - k] for k in range(1, d + 1)], atol=1e-12)


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_a_delay_of_1_is_the_elman_cell_with_both_matrices_added(T, B, D, H, seed):
    rng = np.random.default_rng(seed)
    p = draw_params(rng, DelayParams, D=D, H=H)
    q = RNNParams(p.W_x, p.W_h + p.W_d, p.b)
    xs, h0, dhs = (rng.normal(size=size) for size in [(T, B, D), (B, H), (T, B, H)])
    got, want = unroll(delay_cell(1), p, xs, (h0,)), unroll(RNN, q, xs, (h0,))
    np.testing.assert_allclose(got[0], want[0], atol=1e-12)
    dxs, dh0, dp = unroll_backward(delay_cell(1), p, got[2], dhs)
    twin = unroll_backward(RNN, q, want[2], dhs)
    for d_recurrent in (dp.W_h, dp.W_d):
        dq = RNNParams(dp.W_x, d_recurrent, dp.b)
        assert max(relative_errors((dxs, dh0, dq), twin).values()) < 1e-12


@few
@given(T=st.integers(1, 7), B=SIZES, D=SIZES, H=SIZES, d=DELAYS, seed=SEEDS)
def test_delay_forward_and_backward(T, B, D, H, d, seed):
    rng = np.random.default_rng(seed)
    inputs = {
        "p": draw_params(rng, RNNParams, D=D, H=H),
        "xs": rng.normal(size=(T, B, D)),
        "h0s": rng.normal(size=(d, B, H)),
    }

    def backward(dhs, p, xs, h0s):
        dxs, dh0s, dp = delay_backward(p, delay_forward(p, xs, h0s, d)[1], dhs, d)
        return {"p": dp, "xs": dxs, "h0s": dh0s}

    errors = check_gradients(lambda **i: delay_forward(**i, d=d)[0], backward, inputs, rng)
    assert set(errors) == {"p.W_x", "p.W_h", "p.b", "xs", "h0s"}
    assert max(errors.values()) < 1e-6, errors
    # The same network as a cell with a delay line whose connection from one step ago is cut.
    p, xs, h0s = inputs.values()
    q = DelayParams(p.W_x, np.zeros((H, H)), p.W_h, p.b)
    hs, _, tape = unroll(delay_cell(d), q, xs, tuple(h0s[::-1]))
    np.testing.assert_allclose(delay_forward(p, xs, h0s, d)[0], hs, atol=1e-12)
    dhs = rng.normal(size=hs.shape)
    dxs, dh0s, dp = delay_backward(p, delay_forward(p, xs, h0s, d)[1], dhs, d)
    dxs_cell, dstate0, dq = unroll_backward(delay_cell(d), q, tape, dhs)
    twin = (dxs_cell, np.stack(dstate0[::-1]), RNNParams(dq.W_x, dq.W_d, dq.b))
    assert max(relative_errors((dxs, dh0s, dp), twin).values()) < 1e-12


def test_delay_forward_is_d_elman_networks_that_take_turns():
    rng = np.random.default_rng(0)
    p, d = draw_params(rng, RNNParams, D=3, H=4), 3
    xs, h0s, dhs = (rng.normal(size=size) for size in [(8, 2, 3), (3, 2, 4), (8, 2, 4)])
    hs, caches = delay_forward(p, xs, h0s, d)
    dxs, dh0s, dp = delay_backward(p, caches, dhs, d)
    total = np.zeros_like(p.W_h)
    for k in range(d):
        alone, alone_caches = rnn_forward(p, xs[k::d], h0s[k])
        np.testing.assert_allclose(hs[k::d], alone, atol=1e-14)
        dxs_k, dh0_k, dp_k = rnn_backward(p, alone_caches, dhs[k::d])
        np.testing.assert_allclose(dxs[k::d], dxs_k, atol=1e-14)
        np.testing.assert_allclose(dh0s[k], dh0_k, atol=1e-14)
        total += dp_k.W_h
    np.testing.assert_allclose(dp.W_h, total, atol=1e-12)


def test_first_states_that_no_step_reads_have_no_gradient():
    rng = np.random.default_rng(1)
    p = draw_params(rng, RNNParams, D=3, H=4)
    _, caches = delay_forward(p, rng.normal(size=(2, 1, 3)), rng.normal(size=(5, 1, 4)), 5)
    _, dh0s, _ = delay_backward(p, caches, rng.normal(size=(2, 1, 4)), 5)
    assert dh0s.any(axis=(1, 2)).tolist() == [True, True, False, False, False]


@pytest.mark.parametrize("cell", [LEAKY, delay_cell(3)], ids=lambda c: c.name)
def test_arguments_stay_as_they_are_and_float32_stays_float32(cell):
    rng = np.random.default_rng(2)
    p = cell.params(
        *(w.astype(np.float32) for w in draw_params(rng, cell.params, D=3, H=4)),
    )
    x, *state = (rng.normal(size=(2, n)).astype(np.float32) for n in [3, *(4 for _ in cell.state)])
    arrays = [*p, x, *state]
    before = [array.copy() for array in arrays]
    *state_next, cache = cell.step(p, x, *state)
    dx, *dstate, dp = cell.step_backward(p, cache, *state)
    assert {a.dtype for a in (*state_next, dx, *dstate, *dp)} == {np.dtype(np.float32)}
    for array, copy in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_delay_forward_and_backward_keep_float32_and_their_arguments():
    rng = np.random.default_rng(3)
    p = RNNParams(*(w.astype(np.float32) for w in draw_params(rng, RNNParams, D=3, H=4)))
    xs, h0s = (np.float32(rng.normal(size=size)) for size in [(5, 2, 3), (2, 2, 4)])
    hs, caches = delay_forward(p, xs, h0s, 2)
    dhs = hs.copy()
    before = [array.copy() for array in (*p, xs, h0s, dhs)]
    dxs, dh0s, dp = delay_backward(p, caches, dhs, 2)
    assert {a.dtype for a in (hs, dxs, dh0s, *dp)} == {np.dtype(np.float32)}
    for array, copy in zip((*p, xs, h0s, dhs), before, strict=True):
        np.testing.assert_array_equal(array, copy)


P = draw_params(np.random.default_rng(0), LeakyParams, D=3, H=4)
Q = draw_params(np.random.default_rng(0), DelayParams, D=3, H=4)
R = draw_params(np.random.default_rng(0), RNNParams, D=3, H=4)
X, H0 = np.zeros((2, 3)), np.zeros((2, 4))
CACHES = delay_forward(R, np.zeros((5, 2, 3)), np.zeros((2, 2, 4)), 2)[1]


@each_row(
    ("call", "message"),
    [
        (lambda: leaky_step(P, H0, H0), r"x has shape \(2, 4\), .*D=3"),
        (lambda: leaky_step(R, X, H0), "p is a RNNParams, expected LeakyParams"),
        (lambda: leaky_step(P._replace(a_alpha=P.b[:, None]), X, H0), r"p.a_alpha has shape"),
        (lambda: leaky_step_backward(P, leaky_step(P, X, H0)[1], X), "dh_next has shape"),
        (lambda: delay_step(Q, X), "d is 0, expected a whole number of at least 1"),
        (lambda: delay_step(Q, X, H0, X), r"h_2 has shape \(2, 3\)"),
        (lambda: delay_step(Q._replace(W_d=Q.W_x), X, H0), r"p.W_d has shape \(3, 4\)"),
        (
            lambda: delay_step_backward(Q, delay_step(Q, X, H0, H0)[-1], H0),
            "dhs_next has 1 arrays, expected dh_1_next, dh_2_next",
        ),
        (
            lambda: delay_step_backward(Q, delay_step(Q, X, H0, H0)[-1], H0, X),
            r"dh_2_next has shape \(2, 3\)",
        ),
        (lambda: delay_cell(0), "d is 0, expected"),
        (lambda: delay_cell(1.5), "d is 1.5, expected"),
        (lambda: unroll(delay_cell(2), Q, X[None], (H0,)), "state0 has 1 arrays"),
        (lambda: delay_forward(R, X[None], H0, 1), r"h0s has shape \(2, 4\), .*d=1, B=2, H=4"),
        (lambda: delay_forward(R, X[None], H0[None], 2), r"h0s has shape \(1, 2, 4\), .*d=2"),
        (lambda: delay_forward(R, X[:, None, None], H0[None], 1), r"xs has shape"),
        (lambda: delay_forward(R, X[None], H0[None], 0), "d is 0, expected"),
        (lambda: delay_backward(R, CACHES, np.zeros((4, 2, 4)), 2), r"dhs has shape .*T=5"),
        (lambda: delay_backward(R, [], np.zeros((4, 2, 4)), 2), r"len\(caches\) is 0"),
        (lambda: delay_backward(R, None, np.zeros((5, 2, 4)), 2), "caches is a NoneType"),
        (lambda: delay_backward(P, CACHES, np.zeros((5, 2, 4)), 2), "p is a LeakyParams"),
        (
            lambda: delay_backward(R._replace(W_x=R.W_x[:2]), CACHES, np.zeros((5, 2, 4)), 2),
            r"caches\[0\].x has shape \(2, 3\), expected \(B=2, D=2\)",
        ),
        (lambda: DelayCell(3, 4, np.random.default_rng(0), d=0), "d is 0, expected"),
        (lambda: DelayCell.from_scratch(P, d=2), "p is a LeakyParams, expected DelayParams"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_fresh_delay_module_starts_from_d_empty_states():
    module = DelayCell(3, 4, np.random.default_rng(0), d=3)
    state = module(torch.ones(2, 3))
    assert [tuple(h.shape) for h in state] == [(2, 4)] * 3
    assert [bool(h.any()) for h in state] == [True, False, False]
