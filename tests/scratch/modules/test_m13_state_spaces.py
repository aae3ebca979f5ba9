"""State spaces, selectivity, exponential gates and linear parity, module 13."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scratch import scan as course
from helpers.scratch.modules.m10_self_attention import linear_attention
from helpers.scratch.modules.m13_state_spaces import (
    SelectiveParams,
    fft_causal_convolution,
    gamma_norm,
    linear_parity,
    mlstm_parallel,
    mlstm_step,
    ring_init,
    selective_step,
    slstm_stabiliser,
    ssm_kernel,
    zero_order_hold,
)
from helpers.scratch.variants.diagonal import LRUParams, lru_prepare
from tests.support.proofs import SEEDS, SIZES, draw_array, draw_params
from tests.support.tables import each_row

few = settings(max_examples=12, deadline=None, derandomize=True)
Z = np.zeros


@few
@given(H=SIZES, dt=st.floats(1e-3, 1), seed=SEEDS)
def test_a_held_input_by_small_steps(H, dt, seed):
    rng = np.random.default_rng(seed)
    lam = -rng.uniform(0, 2, H) + 1j * rng.normal(size=H)
    h, u, steps = draw_array(rng, (H,), "c"), rng.normal(), 500
    a, b = zero_order_hold(lam, dt)
    x, s = h, dt / steps
    for _ in range(steps):  # the midpoint rule over the equation itself
        x = x + s * (lam * (x + 0.5 * s * (lam * x + u)) + u)
    np.testing.assert_allclose(a * h + b * u, x, atol=2e-4)
    again = zero_order_hold(lam, dt / 2)
    np.testing.assert_allclose(again[0] ** 2, a, atol=1e-14)  # two halves are one step
    np.testing.assert_allclose(again[0] * again[1] + again[1], b, atol=1e-13)


def test_a_system_that_only_adds_and_one_that_hardly_moves():
    a, b = zero_order_hold(np.array([0j, -1e-12 + 0j, -3 + 0j]), 0.5)
    np.testing.assert_allclose(a, [1, 1, math.exp(-1.5)], rtol=1e-12)
    np.testing.assert_allclose(b, [0.5, 0.5, (1 - math.exp(-1.5)) / 3], rtol=1e-12)


def draw_system(rng, D, N):
    """Draw lam, B, C (D, N), lam inside the circle."""
    lam, B, C = (draw_array(rng, (D, N), "c") for _ in range(3))
    return lam / abs(lam) * rng.uniform(0, 1, (D, N)), B, C


@few
@given(T=st.integers(1, 20), R=SIZES, D=SIZES, N=SIZES, seed=SEEDS)
def test_recurrence_scan_and_convolution_are_one(T, R, D, N, seed):
    rng = np.random.default_rng(seed)
    lam, B, C = draw_system(rng, D, N)
    u = rng.normal(size=(T, R, D))
    h, want = Z((R, D, N), complex), []
    for u_t in u:
        h = lam * h + B * u_t[..., None]
        want.append((C * h).sum(axis=-1).real)
    got = fft_causal_convolution(u, ssm_kernel(lam, B, C, T))
    np.testing.assert_allclose(got, want, atol=1e-12)
    a, b = (np.broadcast_to(x, (T, R, D, N)).reshape(T, R, D * N) for x in (lam, B * u[..., None]))
    states = course.scan(a, b, Z((R, D * N), complex)).reshape(T, R, D, N)
    np.testing.assert_allclose((C * states).sum(axis=-1).real, want, atol=1e-12)


@few
@given(T=SIZES, S=st.integers(1, 8), B=SIZES, D=SIZES, seed=SEEDS)
def test_a_convolution_by_its_sum_and_no_output_sees_ahead(T, S, B, D, seed):
    rng = np.random.default_rng(seed)
    u, k = rng.normal(size=(T, B, D)), rng.normal(size=(S, D))
    y = fft_causal_convolution(u, k)
    for t in range(T):
        want = sum(k[j] * u[t - j] for j in range(min(S, t + 1)))
        np.testing.assert_allclose(y[t], want, atol=1e-12)
    single = fft_causal_convolution(u.astype(np.float32), k.astype(np.float32))
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, y, atol=1e-5)


def test_a_kernel_by_hand_and_a_real_one_from_a_pair():
    lam, one = np.array([[0.5 + 0j, -1 + 0j]]), np.ones((1, 2), complex)
    np.testing.assert_allclose(ssm_kernel(lam, one, one, 3)[:, 0], [2, -0.5, 1.25])
    turn = np.exp(1j * np.array([[0.3, -0.3]]))
    want = 2 * np.cos(0.3 * np.arange(5))
    np.testing.assert_allclose(ssm_kernel(turn, one, one, 5)[:, 0], want, atol=1e-12)
    assert ssm_kernel(0 * lam, one, one, 2)[:, 0].tolist() == [2, 0]  # 0^0 is 1


@few
@given(H=SIZES, seed=SEEDS)
def test_a_ring_is_that_of_the_recurrent_unit(H, seed):
    rng = np.random.default_rng(seed)
    u1, u2 = 1 - rng.uniform(size=(2, H))
    nu, theta = ring_init(u1, u2, 0.4, 0.9)
    q, _ = lru_prepare(LRUParams(nu, theta, np.ones((1, H), complex)))
    np.testing.assert_allclose(abs(q.lam) ** 2, 0.16 + u1 * (0.81 - 0.16), rtol=1e-10)
    np.testing.assert_allclose(np.angle(q.lam) % (2 * np.pi), 2 * np.pi * u2 % (2 * np.pi))
    np.testing.assert_allclose(gamma_norm(q.lam), q.gamma, rtol=1e-8)


def test_the_norm_keeps_the_variance_of_white_noise():
    rng, lam = np.random.default_rng(0), 0.95 * np.exp(0.7j) * np.ones(64)
    u = draw_array(rng, (1500, 1, 64), "c") / math.sqrt(2)
    a = np.broadcast_to(lam, u.shape)
    hs = course.scan(a, gamma_norm(lam) * u, Z((1, 64), complex))
    assert abs((abs(hs[300:]) ** 2).mean() - 1) < 0.05
    assert math.isclose(gamma_norm(np.array([1 - 1e-12 + 0j]))[0], math.sqrt(2e-12), rel_tol=1e-3)


@few
@given(B=SIZES, D=SIZES, N=SIZES, seed=SEEDS)
def test_a_selective_step_state_by_state(B, D, N, seed):
    rng = np.random.default_rng(seed)
    p = draw_params(rng, SelectiveParams, D=D, N=N)
    x, h = rng.normal(size=(B, D)), rng.normal(size=(B, D, N))
    y, h_next = selective_step(p, x, h)
    for b in range(B):
        for d in range(D):
            delta = math.log1p(math.exp(x[b] @ p.W_delta[:, d] + p.b_delta[d]))
            a = np.exp(-delta * np.exp(p.log_rate[d]))
            want = a * h[b, d] + delta * (x[b] @ p.W_B) * x[b, d]
            np.testing.assert_allclose(h_next[b, d], want, atol=1e-12)
            out = (x[b] @ p.W_C) @ want + p.w_skip[d] * x[b, d]
            assert math.isclose(y[b, d], out, rel_tol=1e-9, abs_tol=1e-12)


def test_a_selective_step_that_keeps_and_one_that_replaces():
    rng = np.random.default_rng(0)
    p = draw_params(rng, SelectiveParams, D=2, N=3)._replace(W_delta=Z((2, 2)))
    x, h = rng.normal(size=(1, 2)), rng.normal(size=(1, 2, 3))
    kept = selective_step(p._replace(b_delta=np.full(2, -60.0)), x, h)[1]
    np.testing.assert_allclose(kept, h, atol=1e-12)
    other = [selective_step(p._replace(b_delta=np.full(2, 900.0)), x, s)[1] for s in (h, 0 * h)]
    np.testing.assert_array_equal(*other)


@few
@given(T=st.integers(1, 12), B=SIZES, H=SIZES, seed=SEEDS)
def test_stabilised_gates_leave_the_quotient(T, B, H, seed):
    rng = np.random.default_rng(seed)
    log_fs, log_is, zs = rng.normal(size=(3, T, B, H))
    c = n = Z((B, H))
    plain_c = plain_n = c
    m = np.full((B, H), -np.inf)
    for log_f, log_i, z in zip(log_fs, log_is, zs, strict=True):
        f, i, m = slstm_stabiliser(log_f, log_i, m)
        c, n = f * c + i * z, f * n + i
        plain_c = np.exp(log_f) * plain_c + np.exp(log_i) * z
        plain_n = np.exp(log_f) * plain_n + np.exp(log_i)
        np.testing.assert_allclose(c / n, plain_c / plain_n, rtol=1e-9)
        np.testing.assert_allclose(c * np.exp(m), plain_c, rtol=1e-9, atol=1e-12)
        assert max(f.max(), i.max()) == 1.0


def test_gates_that_no_exponential_holds():
    f, i, m = slstm_stabiliser(np.array([[-5.0, 900.0]]), np.array([[1000.0, 1.0]]), Z((1, 2)))
    assert (f.tolist(), i.tolist(), m.tolist()) == ([[0.0, 1.0]], [[1.0, 0.0]], [[1000.0, 900.0]])


@few
@given(T=SIZES, B=SIZES, H=SIZES, C=SIZES, seed=SEEDS)
def test_a_matrix_memory_without_and_with_its_stabiliser(T, B, H, C, seed):
    rng = np.random.default_rng(seed)
    qs, ks = rng.normal(size=(2, T, B, H))
    vs, log_fs, log_is = rng.normal(size=(T, B, C)), *rng.normal(size=(2, T, B))
    S, n, m = Z((B, H, C)), Z((B, H)), np.full(B, -np.inf)
    memory, norm = S, n
    parallel = mlstm_parallel(qs, ks, vs, log_fs, log_is)
    for t in range(T):
        y, S, n, m = mlstm_step(S, n, m, qs[t], ks[t], vs[t], log_fs[t], log_is[t])
        f, k = np.exp(log_fs[t]), np.exp(log_is[t])[:, None] * ks[t] / math.sqrt(H)
        memory = f[:, None, None] * memory + np.einsum("bh,bc->bhc", k, vs[t])
        norm = f[:, None] * norm + k
        read = np.einsum("bh,bhc->bc", qs[t], memory)
        want = read / np.maximum(abs((qs[t] * norm).sum(axis=1)), 1)[:, None]
        np.testing.assert_allclose(y, want, rtol=1e-8, atol=1e-11)
        np.testing.assert_allclose(parallel[t], want, rtol=1e-8, atol=1e-11)


def test_a_matrix_memory_that_forgets_nothing_is_linear_attention():
    rng = np.random.default_rng(0)
    qs, ks = rng.uniform(0.5, 2, size=(2, 30, 2, 4))  # positive, as after a feature map
    vs, zero = rng.normal(size=(30, 2, 3)), Z((30, 2))
    want = linear_attention(qs - 1, ks - 1, vs)  # where elu(a) + 1 is a + 1: above -1 + 1
    positive = np.where(qs - 1 > 0, qs, np.exp(qs - 1)), np.where(ks - 1 > 0, ks, np.exp(ks - 1))
    got = mlstm_parallel(positive[0] * 1e3, positive[1], vs, zero, zero)  # |q.n| above 1
    np.testing.assert_allclose(got, want, rtol=1e-10)
    S, n, m = Z((2, 4, 3)), Z((2, 4)), np.full(2, -np.inf)
    huge = mlstm_step(S, n, m, qs[0], ks[0], vs[0], zero[0], zero[0] - 2000)
    assert not huge[0].any()  # and no warning


def test_parity_over_a_thousand_steps():
    a, b = linear_parity()
    bits, h = np.random.default_rng(0).integers(0, 2, 1000), 0.0
    for t, bit in enumerate(bits):
        h = a[bit] * h + b[bit]
        assert h == bits[: t + 1].sum() % 2


LAM, ONE = np.array([[0.5 + 0j]]), np.ones((1, 1), complex)
GATES = Z((2, 3))


@each_row(
    ("call", "message"),
    [
        (lambda: zero_order_hold(np.array([0.1 + 1j]), 0.1), "lam has the real part 0.1, exp"),
        (lambda: zero_order_hold(np.array([-1.0]), 0.1), "lam is an array of float64, .* complex"),
        (lambda: zero_order_hold(LAM[0] - 1, 0), "dt is 0"),
        (lambda: ssm_kernel(1.1 * ONE, ONE, ONE, 3), "lam has an eigenvalue of size 1.1"),
        (lambda: ssm_kernel(LAM * np.nan, ONE, ONE, 3), "lam has an eigenvalue of size nan"),
        (lambda: ssm_kernel(LAM, ONE[0], ONE, 3), "B has shape"),
        (lambda: ssm_kernel(LAM, ONE, ONE, 0), "T is 0"),
        (lambda: fft_causal_convolution(Z((3, 2)), Z((3, 2))), "u has shape"),
        (lambda: fft_causal_convolution(Z((3, 2, 4)), Z((3, 2))), "k has shape"),
        (lambda: ring_init(Z(2), np.ones(2), 0.1, 0.9), "u1 holds a number that is not above 0"),
        (lambda: ring_init(np.ones(2), np.ones(2), 0.1, 1.0), "r_min, r_max are 0.1, 1.0"),
        (lambda: ring_init(np.ones(2), np.ones(3), 0.1, 0.9), "u2 has shape"),
        (lambda: gamma_norm(ONE[0]), "lam has an eigenvalue of size 1, expected all below 1"),
        (lambda: selective_step(ONE, GATES, GATES), "p is a ndarray"),
        (lambda: slstm_stabiliser(GATES, GATES, GATES + np.nan), "m holds nan"),
        (lambda: slstm_stabiliser(GATES, GATES[:1], GATES), "log_i has shape"),
        (lambda: slstm_stabiliser(GATES, GATES - np.inf, GATES - np.inf), "are both -inf"),
        (
            lambda: mlstm_step(Z((2, 3, 4)), *GATES[:, :2].T[:2], *[GATES] * 2, *[GATES] * 3),
            "n has shape",
        ),
        (lambda: mlstm_parallel(Z((2, 1, 3)), Z((2, 1, 2)), *[Z((2, 1, 3))] * 3), "ks has shape"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
