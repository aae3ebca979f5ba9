"""Reflections, Cayley's map and the unitary step of module 11."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn.variants.unitary import UnitaryCell
from helpers.scratch.modules.m11_norm_keeping import (
    cayley,
    eigenvalue_horizon,
    householder_product,
    mod_relu,
    scales_by_hand,
    unitary_step,
)
from helpers.scratch.variants import orthogonal, unitary
from tests.support.proofs import SEEDS, SIZES, draw_array
from tests.support.tables import each_row

few = settings(max_examples=12, deadline=None, derandomize=True)
Z = np.zeros


@few
@given(B=SIZES, H=SIZES, K=st.integers(1, 6), seed=SEEDS)
def test_reflections_are_the_matrix_and_keep_norms(B, H, K, seed):
    rng = np.random.default_rng(seed)
    vs, h = rng.normal(size=(K, H)), rng.normal(size=(B, H))
    got = householder_product(vs, h)
    W = orthogonal.householder(vs)
    np.testing.assert_allclose(got, h @ W, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(got, axis=1), np.linalg.norm(h, axis=1), rtol=1e-12)
    # The same reflections in the other order undo them.
    np.testing.assert_allclose(householder_product(vs[::-1], got), h, atol=1e-12)
    np.testing.assert_allclose(householder_product(vs * 1e-200, h), got, atol=1e-12)
    want = torch.from_numpy(h)
    for v in torch.from_numpy(vs):
        want = want - 2 * torch.outer(want @ v, v) / v.dot(v)
    np.testing.assert_allclose(got, want.numpy(), atol=1e-12)


@few
@given(H=SIZES, seed=SEEDS)
def test_cayley_is_the_quotient_and_a_rotation(H, seed):
    S = np.random.default_rng(seed).normal(size=(H, H))
    A, eye = S - S.T, np.eye(H)
    W = cayley(A)
    np.testing.assert_allclose((eye + A) @ W, eye - A, atol=1e-12)
    np.testing.assert_allclose(W @ W.T, eye, atol=1e-12)
    assert math.isclose(np.linalg.det(W), 1, rel_tol=1e-9)
    want = torch.linalg.solve(*(torch.from_numpy(eye + sign * A) for sign in (1, -1)))
    np.testing.assert_allclose(W, want.numpy(), atol=1e-12)


def test_cayley_in_the_plane_turns_by_twice_the_arc_tangent():
    for a in (0.0, 0.3, -2.0):
        turn = 2 * math.atan(a)
        want = [[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]
        np.testing.assert_allclose(cayley(np.array([[0, a], [-a, 0]])), want, atol=1e-14)


@few
@given(B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_a_unitary_step_is_that_of_the_torch_cell(B, D, H, seed):
    rng = np.random.default_rng(seed)
    p, order = unitary.init_unitary(rng, D, H), unitary.draw_permutation(rng, H)
    p = p._replace(b=rng.normal(size=H))
    z, x = draw_array(rng, (B, H), "c"), rng.normal(size=(B, D))
    cell = UnitaryCell.from_scratch(p, permutation=order)
    (want,) = cell(torch.from_numpy(x), (torch.from_numpy(z),))
    np.testing.assert_allclose(unitary_step(p, z, x, order), want.detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(
        mod_relu(z, p.b), np.maximum(abs(z) + p.b, 0) * np.exp(1j * np.angle(z)), atol=1e-12
    )


def test_mod_relu_at_its_edges():
    z = np.array([[0j, 3 + 4j, 3 + 4j, -1 + 0j]])
    got = mod_relu(z, np.array([1.0, -5.0, -2.0, 1.0]))
    np.testing.assert_allclose(got, [[0, 0, 1.8 + 2.4j, -2]], atol=1e-15)


def test_a_horizon_is_where_a_power_reaches_the_share():
    for rho, tol in [(0.99, 0.01), (0.5, 0.25), (0.1, 1e-6)]:
        assert math.isclose(rho ** eigenvalue_horizon(rho, tol), tol, rel_tol=1e-9)
    assert eigenvalue_horizon(1.0, 0.5) == math.inf


def test_scales_by_hand():
    want = [3.4761, 16, 2, 458.2106, 1, -3, 0, -1, 1.8, 2.4]
    np.testing.assert_allclose(list(scales_by_hand().values()), want, atol=5e-5)


@each_row(
    ("call", "message"),
    [
        (lambda: householder_product(np.array([[1.0, 0], [0, 0]]), Z((1, 2))), r"vs\[1\] is zero"),
        (lambda: householder_product(Z((0, 2)), Z((1, 2))), "vs has shape"),
        (lambda: householder_product(np.ones((1, 3)), Z((1, 2))), "h has shape"),
        (lambda: cayley(np.ones((2, 2))), "A . A.T has an entry of 2"),
        (lambda: cayley(Z((2, 3))), "A has shape"),
        (lambda: cayley(np.full((2, 2), np.nan)), "A . A.T has an entry of nan"),
        (lambda: mod_relu(Z((1, 2)), Z(2)), "a is an array of float64, expected .* complex"),
        (lambda: eigenvalue_horizon(1.1, 0.5), "rho and tol are 1.1"),
        (lambda: eigenvalue_horizon(0.9, 1.0), "rho and tol are 0.9 and 1.0"),
        (lambda: eigenvalue_horizon(0.0, 0.5), "rho is 0.0"),
        (lambda: eigenvalue_horizon(0.5, 0.0), "tol is 0.0"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
