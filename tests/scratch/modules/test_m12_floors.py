"""Kalman filter, forward algorithm, and the numbers by hand, module 12."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from torch import tensor
from torch.distributions import MultivariateNormal

from helpers.scratch.modules.m12_floors import (
    forward_nll,
    kalman_nll,
    latent_by_hand,
    stationary_covariance,
)
from tests.support.proofs import SEEDS, SIZES
from tests.support.tables import each_row

few = settings(max_examples=12, deadline=None, derandomize=True)
Z = np.zeros


def draw_model(rng, D, H):
    """Draw A, C and three covariances."""
    A = rng.normal(size=(H, H)) / (1.5 * H)
    Q, R, P_0 = ((s := rng.normal(size=(n, n))) @ s.T + 0.1 * np.eye(n) for n in (H, D, H))
    return A, rng.normal(size=(D, H)), Q, R, P_0


def joint_covariance(T, A, C, Q, R, P_0):
    """Return the covariance of all T outputs at once, (T D, T D)."""
    D, H = C.shape
    P, states = P_0, np.empty((T, T, H, H))
    for t in range(T):
        states[t, t] = P
        for later in range(t + 1, T):
            states[later, t] = A @ states[later - 1, t]
            states[t, later] = states[later, t].T
        P = A @ P @ A.T + Q
    blocks = np.einsum("di,stij,ej->sdte", C, states, C)
    for t in range(T):
        blocks[t, :, t] += R
    return blocks.reshape(T * D, T * D)


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_the_filter_is_the_joint_gaussian_of_all_outputs(T, B, D, H, seed):
    rng = np.random.default_rng(seed)
    model = draw_model(rng, D, H)
    xs = rng.normal(size=(T, B, D))
    nll = kalman_nll(xs, *model)
    S = joint_covariance(T, *model)
    for steps in range(1, T + 1):  # each prefix, so that every single step is right
        n = steps * D
        whole = MultivariateNormal(tensor(Z(n)), tensor(S[:n, :n]))
        rows = xs[:steps].swapaxes(0, 1).reshape(B, n)
        want = -whole.log_prob(tensor(rows)).numpy()
        np.testing.assert_allclose(nll[:steps].sum(axis=0), want, rtol=1e-7)


def test_the_filter_in_one_dimension_by_hand():
    A, C, Q, R, P_0 = (np.array([[v]]) for v in (0.5, 1.0, 0.2, 0.25, 1.0))
    nll = kalman_nll(np.array([[[1.0]], [[0.3]]]), A, C, Q, R, P_0)
    log = lambda S, e: 0.5 * (math.log(2 * math.pi * S) + e * e / S)  # noqa: E731
    mean, var = 0.8, 0.2  # gain 1 / 1.25
    want = [log(1.25, 1.0), log(0.25 * var + 0.2 + 0.25, 0.3 - 0.5 * mean)]
    np.testing.assert_allclose(nll[:, 0], want, rtol=1e-12)


def test_a_number_that_is_seen_exactly_and_a_single_precision_run():
    rng = np.random.default_rng(0)
    A, C, Q, R, P_0 = draw_model(rng, 2, 3)
    xs = rng.normal(size=(4, 2, 2))
    assert np.isfinite(kalman_nll(xs, A, C, Q, 0 * R, P_0)).all()
    single = [a.astype(np.float32) for a in (xs, A, C, Q, R, P_0)]
    got = kalman_nll(*single)
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, kalman_nll(xs, A, C, Q, R, P_0), rtol=1e-3)


@few
@given(H=SIZES, seed=SEEDS)
def test_a_stationary_covariance_stays(H, seed):
    A, _, Q, _, _ = draw_model(np.random.default_rng(seed), 1, H)
    A *= 0.95 / abs(np.linalg.eigvals(A)).max()
    P = stationary_covariance(A, Q)
    np.testing.assert_allclose(A @ P @ A.T + Q, P, rtol=1e-8, atol=1e-10 * abs(P).max())


@few
@given(T=SIZES, B=SIZES, D=SIZES, seed=SEEDS)
def test_the_forward_algorithm_is_the_sum_over_all_paths(T, B, D, seed):
    rng, K, sd = np.random.default_rng(seed), 3, 0.7
    start, P = rng.dirichlet(np.ones(K)), rng.dirichlet(np.ones(K), size=K)
    means, xs = rng.normal(size=(K, D)), rng.normal(size=(T, B, D))
    nll = forward_nll(xs, start, P, means, sd)
    density = np.exp(-0.5 * ((xs[:, :, None] - means) / sd) ** 2).prod(axis=-1)
    density /= (sd * math.sqrt(2 * math.pi)) ** D
    for steps in range(1, T + 1):
        total = Z(B)
        for path in itertools.product(range(K), repeat=steps):
            moves = math.prod(P[i, j] for i, j in itertools.pairwise(path))
            seen = np.prod([density[t, :, k] for t, k in enumerate(path)], axis=0)
            total += start[path[0]] * moves * seen
        np.testing.assert_allclose(nll[:steps].sum(axis=0), -np.log(total), rtol=1e-9)


def test_a_long_sequence_underflows_nowhere_and_classes_that_cannot_be_do_not_count():
    xs = np.full((4000, 1, 1), 50.0)
    nll = forward_nll(xs, np.array([1.0, 0.0]), np.eye(2), np.array([[0.0], [50.0]]), 0.1)
    want = 0.5 * math.log(2 * math.pi * 0.01) + 500.0**2 / 2
    np.testing.assert_allclose(nll, want, rtol=1e-12)
    one = forward_nll(xs[:3], np.ones(1), np.ones((1, 1)), np.array([[50.0]]), 1)
    np.testing.assert_allclose(one, 0.5 * math.log(2 * math.pi))


def test_latent_by_hand():
    numbers = latent_by_hand()
    want = [1.2258, 0.4431, -1.6689, -1.4305, 0.8, 0.8, 0.2, 0.2384, 1.5, -0.125]
    np.testing.assert_allclose(list(numbers.values()), want, atol=5e-5)
    assert math.isclose(numbers["bound"] + numbers["gap"], numbers["evidence"], rel_tol=1e-12)
    eps = 1e-6  # the gradients, by moving q

    def bound(mu, log_var):
        var = math.exp(log_var)
        nll = 0.5 * (math.log(2 * math.pi * 0.25) + ((1 - mu) ** 2 + var) / 0.25)
        return -nll - 0.5 * (var + mu * mu - 1 - log_var)

    half, low = 0.5, math.log(0.25)
    slopes = [
        (bound(half + eps, low) - bound(half - eps, low)) / (2 * eps),
        (bound(half, low + eps) - bound(half, low - eps)) / (2 * eps),
    ]
    np.testing.assert_allclose([numbers["dmu"], numbers["dlog_var"]], slopes, atol=1e-8)


MODEL = draw_model(np.random.default_rng(0), 2, 3)
XS = np.random.default_rng(0).normal(size=(4, 2, 2))
HALF = np.full((2, 2), 0.5)


@each_row(
    ("call", "message"),
    [
        (lambda: kalman_nll(XS[0], *MODEL), "xs has shape"),
        (lambda: kalman_nll(XS, MODEL[0][:2], *MODEL[1:]), "A has shape"),
        (lambda: kalman_nll(XS, *MODEL[:2], MODEL[0], *MODEL[3:]), "Q is not symmetric"),
        (lambda: kalman_nll(XS, *MODEL[:3], -np.eye(2), MODEL[4]), "R has the eigenvalue -1"),
        (
            lambda: kalman_nll(XS, MODEL[0], 0 * MODEL[1], MODEL[2], Z((2, 2)), MODEL[4]),
            "at step 0",
        ),
        (lambda: kalman_nll(XS * np.nan, *MODEL), "xs holds nan"),
        (lambda: stationary_covariance(np.eye(3), np.eye(3)), "A has an eigenvalue of size 1,"),
        (lambda: stationary_covariance(np.eye(3), np.eye(2)), "Q has shape"),
        (lambda: forward_nll(XS, HALF[0], HALF, Z((2, 1)), 1.0), "means has shape"),
        (lambda: forward_nll(XS, HALF[0] * 2, HALF, Z((2, 2)), 1.0), "start has prob.* sum to 2,"),
        (lambda: forward_nll(XS, HALF[0], HALF - 1, Z((2, 2)), 1.0), "P holds -0.5"),
        (lambda: forward_nll(XS, HALF[0], HALF * 0.9, Z((2, 2)), 1.0), "P has prob.* sum to 0.9,"),
        (lambda: forward_nll(XS, HALF[0], HALF, Z((2, 2)), 0.0), "sd is 0.0, expected a finite"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
