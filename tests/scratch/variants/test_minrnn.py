"""minGRU and minLSTM: step, scan and PyTorch agree, and no gate divides 0 by 0."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn.variants.minrnn import MinGRUCell, MinLSTMCell
from helpers.scratch.bptt import unroll, unroll_backward
from helpers.scratch.gradcheck import relative_errors
from helpers.scratch.init import init_cell
from helpers.scratch.variants import minrnn
from helpers.scratch.variants.minrnn import (
    MIN_GRU,
    MIN_LSTM,
    MinGRUParams,
    MinLSTMParams,
    min_gru_backward,
    min_gru_forward,
    min_gru_step,
    min_lstm_backward,
    min_lstm_forward,
    min_lstm_step,
    min_lstm_step_backward,
)
from tests.support.proofs import (
    SEEDS,
    SIZES,
    draw_params,
    prove_gradients,
    prove_torch_agrees,
    rounding_bound,
)
from tests.support.tables import each_row

BOTH = [
    (MIN_GRU, MinGRUCell, min_gru_forward, min_gru_backward),
    (MIN_LSTM, MinLSTMCell, min_lstm_forward, min_lstm_backward),
]
each_cell = pytest.mark.parametrize(
    ("cell", "module", "forward", "backward"), BOTH, ids=["min_gru", "min_lstm"]
)


@each_cell
@settings(max_examples=12, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS, data=st.data())
def test_gradients_and_torch(cell, module, forward, backward, T, B, D, H, seed, data):
    lengths = data.draw(st.none() | st.lists(st.integers(1, T), min_size=B, max_size=B))
    prove_gradients(cell, T, B, D, H, seed, lengths=lengths)
    prove_torch_agrees(cell, module, T, B, D, H, seed)


@each_cell
@settings(max_examples=12, deadline=None, derandomize=True)
@given(T=st.integers(1, 40), B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_the_scan_agrees_with_the_steps(cell, module, forward, backward, T, B, D, H, seed):
    rng = np.random.default_rng(seed)
    p, xs, h0 = (
        draw_params(rng, cell.params, D=D, H=H),
        rng.normal(size=(T, B, D)),
        rng.normal(size=(B, H)),
    )
    dhs = rng.normal(size=(T, B, H))
    hs, run = forward(p, xs, h0)
    want, _, tape = unroll(cell, p, xs, (h0,))
    dxs, (dh0,), dp = unroll_backward(cell, p, tape, dhs)
    errors = relative_errors((hs, *backward(p, run, dhs)), (want, dxs, dh0, dp))
    assert max(errors.values()) < 1e-12, errors


def sigma(a):
    return 1 / (1 + np.exp(-a))


@settings(max_examples=12, deadline=None, derandomize=True)
@given(B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_the_equations_of_the_paper_unit_by_unit(B, D, H, seed):
    rng = np.random.default_rng(seed)
    p, q = draw_params(rng, MinGRUParams, D=D, H=H), draw_params(rng, MinLSTMParams, D=D, H=H)
    x, h = rng.normal(size=(B, D)), rng.normal(size=(B, H))
    gru, lstm = min_gru_step(p, x, h)[0], min_lstm_step(q, x, h)[0]
    for r in range(B):
        for j in range(H):
            z = sigma(sum(x[r, d] * p.W_x[d, j] for d in range(D)) + p.b[j])
            n = sum(x[r, d] * p.W_x[d, H + j] for d in range(D)) + p.b[H + j]
            assert gru[r, j] == pytest.approx((1 - z) * h[r, j] + z * n, rel=1e-12)
            f = sigma(sum(x[r, d] * q.W_x[d, j] for d in range(D)) + q.b[j])
            i = sigma(sum(x[r, d] * q.W_x[d, H + j] for d in range(D)) + q.b[H + j])
            g = sum(x[r, d] * q.W_x[d, 2 * H + j] for d in range(D)) + q.b[2 * H + j]
            want = f / (f + i) * h[r, j] + i / (f + i) * g
            assert lstm[r, j] == pytest.approx(want, rel=1e-12)


def test_z_of_1_takes_the_candidate_and_z_of_0_keeps_the_state():
    rng = np.random.default_rng(0)
    x, h = rng.normal(size=(2, 3)), rng.normal(size=(2, 4))
    p = draw_params(rng, MinGRUParams, D=3, H=4)
    n = x @ p.W_x[:, 4:] + p.b[4:]
    taken, kept = (p._replace(b=p.b + np.repeat([a, 0], 4)) for a in (800.0, -800.0))
    np.testing.assert_allclose(min_gru_step(taken, x, h)[0], n, rtol=1e-12)
    np.testing.assert_array_equal(min_gru_step(kept, x, h)[0], h)


def lstm_of_gates(a_f, a_i, g, dtype=np.float64):
    """Weights of a one-unit minLSTM whose pre-activations are these, whatever x is."""
    return MinLSTMParams(np.zeros((1, 3), dtype), np.array([a_f, a_i, g], dtype))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("a_f", "a_i", "keep"),
    [
        (-1000.0, -1000.0, 0.5),
        (-1000.0, -1001.0, sigma(1.0)),
        (-1001.0, -1000.0, sigma(-1.0)),
        (1000.0, 1000.0, 0.5),
        (1000.0, -1000.0, 1.0),
        (-1000.0, 1000.0, 0.0),
    ],
)
def test_closed_gates_still_have_a_ratio(a_f, a_i, keep, dtype):
    """Both gates round to 0 at -1000, and their ratio is exp(a_f - a_i)."""
    p, one = lstm_of_gates(a_f, a_i, 3.0, dtype), np.ones((1, 1), dtype)
    bound = rounding_bound(dtype, 4)  # a_f - a_i is exact; a sigmoid, two products and a sum follow
    h_next, cache = min_lstm_step(p, one, one)
    np.testing.assert_allclose(h_next, [[keep + (1 - keep) * 3]], rtol=bound)
    dx, dh, dp = min_lstm_step_backward(p, cache, one)
    np.testing.assert_allclose(dh, [[keep]], rtol=bound)
    slope = keep * (1 - keep) * (1 - 3)  # of h_next by log f - log i
    np.testing.assert_allclose(dp.b, [slope * (a_f < 0), -slope * (a_i < 0), 1 - keep], rtol=bound)


def test_min_lstm_depends_on_the_ratio_of_its_gates_only():
    """The normalisation: halving both gates changes nothing."""
    x, h = np.zeros((1, 1)), np.full((1, 1), 2.0)
    for f, i in ((0.8, 0.4), (0.4, 0.2)):
        p = lstm_of_gates(np.log(f / (1 - f)), np.log(i / (1 - i)), -1.0)
        np.testing.assert_allclose(min_lstm_step(p, x, h)[0], [[2 * 2 / 3 - 1 / 3]], rtol=1e-12)


@each_cell
def test_scan_of_a_long_sequence_in_float32(cell, module, forward, backward):
    rng = np.random.default_rng(0)
    p = cell.params(*(w.astype(np.float32) for w in init_cell(rng, cell, 3, 8)))
    p.b[:8] -= 3 if cell is MIN_GRU else -3  # long memories
    xs, h0 = rng.normal(size=(4096, 2, 3)).astype(np.float32), np.ones((2, 8), np.float32)
    hs, run = forward(p, xs, h0)
    want, _, tape = unroll(cell, p, xs, (h0,))
    bound = rounding_bound(np.float32, 100)  # sigmoid(-3) = 0.05: a memory of some 20 to 100 steps
    assert np.abs(hs - want).max() < bound * np.abs(want).max()
    got = backward(p, run, want)
    dxs, (dh0,), dp = unroll_backward(cell, p, tape, want)
    assert {v.dtype for v in (hs, got[0], got[1], *got[2])} == {np.dtype(np.float32)}
    assert max(relative_errors(got, (dxs, dh0, dp)).values()) < rounding_bound(np.float32, 4096 * 2)


@each_cell
def test_the_module_keeps_its_weights_precision(cell, module, forward, backward):
    p = cell.params(
        *(w.astype(np.float32) for w in init_cell(np.random.default_rng(0), cell, 2, 3))
    )
    (h,) = module.from_scratch(p)(torch.ones(1, 2))
    assert h.dtype == torch.float32
    want = forward(p, np.ones((1, 1, 2), np.float32), np.zeros((1, 3), np.float32))[0][0]
    bound = rounding_bound(np.float32, 2 + 3)  # one step, D = 2, H = 3
    np.testing.assert_allclose(h.detach(), want, atol=bound * np.abs(want).max())


@each_cell
def test_arguments_stay_as_they_are(cell, module, forward, backward):
    rng = np.random.default_rng(0)
    p, xs, h0 = init_cell(rng, cell, 3, 4), rng.normal(size=(5, 2, 3)), rng.normal(size=(2, 4))
    kept = [v.copy() for v in (*p, xs, h0)]
    hs, run = forward(p, xs, h0)
    backward(p, run, hs)
    cell.step_backward(p, cell.step(p, xs[0], h0)[1], h0)
    for value, copy in zip((*p, xs, h0), kept, strict=True):
        np.testing.assert_array_equal(value, copy)


X, XS, H0 = np.zeros((2, 3)), np.zeros((5, 2, 3)), np.zeros((2, 4))
HS = np.zeros((5, 2, 4))
P = {cell.name: init_cell(np.random.default_rng(0), cell, 3, 4) for cell in (MIN_GRU, MIN_LSTM)}


@each_row(
    ("call", "message"),
    [
        (lambda c, p: c("step")(p, XS, H0), r"x has shape \(5, 2, 3\), expected \(B, D=3\)"),
        (lambda c, p: c("step")(p, X, H0[:1]), r"h has shape \(1, 4\), expected \(B=2, H=4\)"),
        (lambda c, p: c("step")(p, X.astype(int), H0), "x is an array of int64"),
        (lambda c, p: c("step")(tuple(p), X, H0), "p is a tuple, expected Min"),
        (lambda c, p: c("step")(p._replace(b=p.b * np.nan), X, H0), r"p.b holds nan at \[0\]"),
        (lambda c, p: c("step")(p._replace(b=p.b[1:]), X, H0), r"p.b has shape"),
        (lambda c, p: c("forward")(p, X, H0), r"xs has shape \(2, 3\), expected \(T, B, D=3\)"),
        (lambda c, p: c("forward")(p, XS[:0], H0), r"xs has shape \(0, 2, 3\)"),
        (lambda c, p: c("forward")(p, XS, H0.T), r"h0 has shape \(4, 2\), expected \(B=2, H=4\)"),
        (
            lambda c, p: c("backward")(p, c("forward")(p, XS, H0)[1], H0),
            r"dhs has shape \(2, 4\), expected \(T=5, B=2, H=4\)",
        ),
        (lambda c, p: c("backward")(p, None, HS), "run is a NoneType, expected Min"),
        (lambda c, p: c("backward")(None, c("forward")(p, XS, H0)[1], HS), "p is a NoneType"),
        (
            lambda c, p: c("backward")(p, c("forward")(p, XS, H0)[1], HS + 0j),
            "dhs is an array of complex128",
        ),
        (
            lambda c, p: c("backward")(p._replace(W_x=p.W_x[:2]), c("forward")(p, XS, H0)[1], HS),
            r"run.xs has shape \(5, 2, 3\), expected \(T=5, B=2, D=2\)",
        ),
        (
            lambda c, p: c("step_backward")(p, c("step")(p, X, H0)[1], H0.T),
            r"dh_next has shape \(4, 2\), expected \(B=2, H=4\)",
        ),
    ],
)
def test_bad_arguments_are_named(call, message):
    for name in ("min_gru", "min_lstm"):
        with pytest.raises(ValueError, match=message):
            call(lambda what, name=name: getattr(minrnn, f"{name}_{what}"), P[name])


def test_the_odd_number_of_columns_is_named():
    with pytest.raises(ValueError, match=r"p.W_x has shape \(3, 5\), expected \(D=3, 2H\)"):
        min_gru_step(MinGRUParams(np.zeros((3, 5)), np.zeros(5)), X, H0)
