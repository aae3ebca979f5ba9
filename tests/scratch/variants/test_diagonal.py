"""Diagonal linear recurrences, real and complex: step, scan and PyTorch agree."""

import cmath

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn.variants.diagonal import DiagonalCell, LRUCell
from helpers.scratch.bptt import unroll, unroll_backward
from helpers.scratch.gradcheck import check_gradients, relative_errors
from helpers.scratch.init import init_cell
from helpers.scratch.variants.diagonal import (
    DIAGONAL,
    LRU,
    LRUParams,
    LRUReadoutParams,
    diagonal_step,
    diagonal_step_backward,
    init_lru,
    lru_backward,
    lru_forward,
    lru_prepare,
    lru_readout,
    lru_readout_backward,
    lru_step,
    lru_step_backward,
)
from tests.support.proofs import (
    SEEDS,
    SIZES,
    draw_array,
    draw_params,
    draw_state,
    prove_gradients,
    prove_torch_agrees,
    rounding_bound,
)
from tests.support.tables import each_row


@pytest.mark.parametrize(("cell", "module"), [(LRU, LRUCell), (DIAGONAL, DiagonalCell)])
@settings(max_examples=12, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS, data=st.data())
def test_gradients_and_torch(cell, module, T, B, D, H, seed, data):
    lengths = data.draw(st.none() | st.lists(st.integers(1, T), min_size=B, max_size=B))
    prove_gradients(cell, T, B, D, H, seed, lengths=lengths)
    prove_torch_agrees(cell, module, T, B, D, H, seed)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(T=st.integers(1, 40), B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_the_scan_agrees_with_the_steps(T, B, D, H, seed):
    rng = np.random.default_rng(seed)
    p, xs = draw_params(rng, LRUParams, D=D, H=H), rng.normal(size=(T, B, D))
    state0, dhs = draw_state(rng, LRU, B, H), draw_array(rng, (T, B, H), "c")
    hs, run = lru_forward(p, xs, *state0)
    want, _, tape = unroll(LRU, p, xs, state0)
    dxs, (dh0,), dp = unroll_backward(LRU, p, tape, dhs)
    errors = relative_errors((hs, *lru_backward(p, run, dhs)), (want, dxs, dh0, dp))
    assert max(errors.values()) < 1e-12, errors


@settings(max_examples=10, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_the_equations_of_the_paper_as_a_convolution(T, B, D, H, seed):
    """h_t is the sum over s of lam^(t - s) gamma B x_s, written out with Python's numbers."""
    rng = np.random.default_rng(seed)
    p, xs = draw_params(rng, LRUParams, D=D, H=H), rng.normal(size=(T, B, D))
    y = LRUReadoutParams(draw_array(rng, (H, D), "c"), rng.normal(size=D))
    hs, _ = lru_forward(p, xs, np.zeros((B, H), complex))
    ys, _ = lru_readout(y, hs, xs)
    for t in range(T):
        for r in range(B):
            h = [0j] * H
            for j in range(H):
                lam = cmath.exp(complex(-np.exp(p.nu[j]), np.exp(p.theta[j])))
                gamma = np.sqrt(1 - abs(lam) ** 2)
                for s in range(t + 1):
                    u = sum(complex(p.W_x[d, j]) * xs[s, r, d] for d in range(D))
                    h[j] += lam ** (t - s) * gamma * u
                assert hs[t, r, j] == pytest.approx(h[j], rel=1e-9)
            for d in range(D):
                want = sum((complex(y.W_y[j, d]) * h[j]).real for j in range(H))
                want += y.w_skip[d] * xs[t, r, d]
                assert ys[t, r, d] == pytest.approx(want, rel=1e-9, abs=1e-12)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_the_readout_by_central_differences(T, B, D, H, seed):
    rng = np.random.default_rng(seed)
    inputs = {
        "p": draw_params(rng, LRUReadoutParams, D=D, H=H),
        "hs": draw_array(rng, (T, B, H), "c"),
        "xs": rng.normal(size=(T, B, D)),
    }

    def backward(dys, p, hs, xs):
        dhs, dxs, dp = lru_readout_backward(p, lru_readout(p, hs, xs)[1], dys)
        return {"p": dp, "hs": dhs, "xs": dxs}

    errors = check_gradients(lambda **v: lru_readout(**v)[0], backward, inputs, rng)
    assert len(errors) == 4
    assert max(errors.values()) < 1e-6, errors


def test_a_real_positive_lam_is_the_real_recurrence():
    """At the angle exp(theta) -> 0 and without gamma, the LRU is the plain diagonal cell."""
    rng = np.random.default_rng(0)
    q, _ = lru_prepare(LRUParams(rng.normal(size=4), np.full(4, -800.0), np.zeros((3, 4), complex)))
    assert (q.lam.imag == 0).all()
    p = init_cell(rng, DIAGONAL, 3, 4)._replace(w=q.lam.real)
    x, h = rng.normal(size=(2, 3)), rng.normal(size=(2, 4))
    q = q._replace(gamma=np.ones(4), W_x=p.W_x + 0j)
    np.testing.assert_allclose(lru_step(q, x, h + 0j)[0], diagonal_step(p, x, h)[0], rtol=1e-14)


def test_the_real_cell_by_hand():
    p = init_cell(np.random.default_rng(0), DIAGONAL, 1, 2)
    p = p._replace(W_x=np.array([[3.0, 4.0]]), w=np.array([0.5, -2.0]), b=np.array([0.25, 0.0]))
    h_next, cache = diagonal_step(p, np.array([[2.0]]), np.array([[1.0, 1.0]]))
    assert h_next.tolist() == [[6.75, 6.0]]
    dx, dh, dp = diagonal_step_backward(p, cache, np.array([[1.0, 10.0]]))
    assert (dx.tolist(), dh.tolist()) == ([[43.0]], [[0.5, -20.0]])
    assert [v.tolist() for v in dp] == [[[2.0, 20.0]], [1.0, 10.0], [1.0, 10.0]]


def test_lam_stays_inside_the_circle_and_gamma_keeps_the_states_variance():
    rng = np.random.default_rng(0)
    p = init_lru(rng, 2, 4000, r_min=0.4, r_max=0.8, max_phase=1.0)
    q, _ = lru_prepare(p)
    radius, angle = np.abs(q.lam), np.angle(q.lam)
    assert 0.4 <= radius.min() < 0.41
    assert 0.79 < radius.max() <= 0.8
    assert (radius**2).mean() == pytest.approx((0.16 + 0.64) / 2, abs=0.01)  # even by area
    assert 0 < angle.min() < angle.max() <= 1
    assert angle.mean() == pytest.approx(0.5, abs=0.02)
    assert (np.abs(p.W_x) ** 2).mean() == pytest.approx(1 / 2, rel=0.05)
    extreme, _ = lru_prepare(p._replace(nu=np.full(4000, -30.0)))
    assert (np.abs(extreme.lam) <= 1).all()
    np.testing.assert_allclose(extreme.gamma, np.sqrt(2 * np.exp(-30.0)), rtol=1e-9)
    # White noise of variance 1 into a long memory: E|h|^2 is E|x @ W_x|^2, so 1 here.
    p = init_lru(rng, 2, 500, r_min=0.9, r_max=0.99)
    hs, _ = lru_forward(p, rng.normal(size=(600, 4, 2)), np.zeros((4, 500), complex))
    assert (np.abs(hs[-1]) ** 2).mean() == pytest.approx(
        (np.abs(p.W_x) ** 2).sum(0).mean(), rel=0.2
    )


def test_single_precision_stays_and_long_sequences_agree():
    rng = np.random.default_rng(0)
    p = init_cell(rng, LRU, 3, 8)
    p = LRUParams(*(w.astype(np.complex64 if np.iscomplexobj(w) else np.float32) for w in p))
    xs, h0 = rng.normal(size=(4096, 2, 3)).astype(np.float32), np.zeros((2, 8), np.complex64)
    hs, run = lru_forward(p, xs, h0)
    want, _, tape = unroll(LRU, p, xs)
    bound = rounding_bound(np.float32, 1000)  # steps of a memory: |lam| is up to 0.999
    assert np.abs(hs - want).max() < bound * np.abs(want).max()
    dhs = draw_array(rng, hs.shape, "c").astype(np.complex64)
    got = lru_backward(p, run, dhs)
    dxs, (dh0,), dp = unroll_backward(LRU, p, tape, dhs)
    for each in ((hs, *got), (want, dxs, dh0, dp)):
        kinds = [v.dtype for v in (*each[:3], *each[3])]
        assert kinds == ["complex64", "float32", "complex64", "float32", "float32", "complex64"]
    bound = rounding_bound(np.float32, 4096 * 2)  # a weight's gradient sums over steps and rows
    assert max(relative_errors(got, (dxs, dh0, dp)).values()) < bound
    y = LRUReadoutParams(p.W_x.T.copy(), np.ones(3, np.float32))
    ys, cache = lru_readout(y, hs, xs)
    dhs, dxs, dp = lru_readout_backward(y, cache, ys)
    assert [v.dtype for v in (ys, dhs, dxs, *dp)] == [
        *("float32", "complex64", "float32", "complex64", "float32")
    ]
    (h,) = LRUCell.from_scratch(p)(torch.as_tensor(xs[0]))
    assert h.dtype == torch.complex64


def test_arguments_stay_as_they_are():
    rng = np.random.default_rng(0)
    p, xs, h0 = init_cell(rng, LRU, 3, 4), rng.normal(size=(5, 2, 3)), draw_array(rng, (2, 4), "c")
    y, d = LRUReadoutParams(p.W_x.T.copy(), np.ones(3)), draw_array(rng, (5, 2, 4), "c")
    r = init_cell(rng, DIAGONAL, 3, 4)
    arrays = (*p, *y, *r, xs, h0, d)
    kept = [v.copy() for v in arrays]
    hs, run = lru_forward(p, xs, h0)
    lru_backward(p, run, d)
    unroll_backward(LRU, p, unroll(LRU, p, xs, (h0,))[2], d)
    unroll_backward(DIAGONAL, r, unroll(DIAGONAL, r, xs)[2], xs @ r.W_x)
    lru_readout_backward(y, lru_readout(y, d, xs)[1], xs)
    for value, copy in zip(arrays, kept, strict=True):
        np.testing.assert_array_equal(value, copy)


P = init_cell(np.random.default_rng(0), LRU, 3, 4)
Q = lru_prepare(P)[0]
Y = LRUReadoutParams(P.W_x.T.copy(), np.ones(3))
X, XS, H0, HS = np.zeros((2, 3)), np.zeros((5, 2, 3)), np.zeros((2, 4), complex), np.ones((5, 2, 4))


@each_row(
    ("call", "message"),
    [
        (lambda: lru_step(P, X, H0), "p is a LRUParams, expected LRUWeights"),
        (lambda: lru_step(Q, X, H0.real), "h is an array of float64, expected .* complex"),
        (lambda: lru_step(Q, X + 0j, H0), "x is an array of complex128, expected .* floating"),
        (lambda: lru_step(Q, X.T, H0), r"x has shape \(3, 2\), expected \(B=3, D=3\)"),
        (
            lambda: lru_step_backward(Q, lru_step(Q, X, H0)[1], H0[:1]),
            r"dh_next has shape \(1, 4\), expected \(B=2, H=4\)",
        ),
        (lambda: lru_prepare(P._replace(nu=P.nu * np.nan)), r"p.nu holds nan at \[0\]"),
        (lambda: lru_prepare(P._replace(W_x=P.W_x.real)), "p.W_x is an array of float64"),
        (lambda: lru_forward(P, X, H0), r"xs has shape \(2, 3\), expected \(T, B, D=3\)"),
        (lambda: lru_forward(P, XS, H0.T), r"h0 has shape \(4, 2\), expected \(B=2, H=4\)"),
        (lambda: lru_forward(Q, XS, H0), "p is a LRUWeights, expected LRUParams"),
        (
            lambda: lru_backward(P, lru_forward(P, XS, H0)[1], HS),
            "dhs is an array of float64, expected an array of complex",
        ),
        (lambda: lru_backward(P, None, HS + 0j), "run is a NoneType, expected LRURun"),
        (lambda: lru_backward(Q, lru_forward(P, XS, H0)[1], HS + 0j), "p is a LRUWeights"),
        (
            lambda: lru_backward(P._replace(W_x=P.W_x[:2]), lru_forward(P, XS, H0)[1], HS + 0j),
            r"run.xs has shape \(5, 2, 3\), expected \(T=5, B=2, D=2\)",
        ),
        (lambda: lru_readout_backward(Y, None, XS), "cache is a NoneType, expected LRUReadout"),
        (
            lambda: lru_readout_backward(
                Y._replace(W_y=Y.W_y[:3]), lru_readout(Y, HS + 0j, XS)[1], XS
            ),
            r"cache.hs has shape \(5, 2, 4\), expected \(T=5, B=2, H=3\)",
        ),
        (lambda: lru_readout(Y, HS, XS), "hs is an array of float64"),
        (lambda: lru_readout(Y, HS + 0j, XS[:2]), r"xs has shape \(2, 2, 3\), expected \(T=5"),
        (
            lambda: lru_readout_backward(Y, lru_readout(Y, HS + 0j, XS)[1], XS[0]),
            r"dys has shape \(2, 3\), expected \(T=5, B=2, D=3\)",
        ),
        (lambda: init_lru(np.random.default_rng(0), 3, 4, r_min=0.9, r_max=1.0), "r_min, r_max"),
        (lambda: init_lru(np.random.default_rng(0), 3, 4, r_min=0.9, r_max=0.8), "r_min, r_max"),
        (lambda: init_lru(np.random.default_rng(0), 3, 4, max_phase=0), "max_phase is 0"),
        (lambda: init_lru(np.random.default_rng(0), 3, 0), "H is 0"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(("kind", "nu"), [(np.float32, -110.0), (np.float64, -800.0)])
def test_an_eigenvalue_of_length_1_has_a_finite_gradient(kind, nu):
    """exp(nu) rounds to 0 there, and gamma with it; its slope was 0 / 0."""
    rng = np.random.default_rng(0)
    p = init_lru(rng, 2, 3)
    p = LRUParams(np.full(3, nu), p.theta, p.W_x)
    complex_kind = np.result_type(kind, np.complex64)
    p = LRUParams(p.nu.astype(kind), p.theta.astype(kind), p.W_x.astype(complex_kind))
    xs = rng.normal(size=(4, 2, 2)).astype(kind)
    hs, _, tape = unroll(LRU, p, xs)
    dxs, _, dp = unroll_backward(LRU, p, tape, np.ones_like(hs))
    assert all(np.isfinite(array).all() for array in (hs, dxs, *dp))
    np.testing.assert_array_equal(dp.nu, 0)
    module = LRUCell.from_scratch(p)
    state = module.zero_state(2)
    for x in torch.tensor(xs):
        state = module(x, state)
    state[0].abs().sum().backward()
    assert module.nu.grad.tolist() == [0, 0, 0]
