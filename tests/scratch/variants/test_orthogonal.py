"""Orthogonal recurrences: the two maps, their gradients, and that training cannot leave them."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn.variants.orthogonal import CayleyCell, HouseholderCell
from helpers.scratch.bptt import unroll, unroll_backward
from helpers.scratch.cells import RNN, RNNParams
from helpers.scratch.contract.tree import tree_map
from helpers.scratch.gradcheck import check_gradients, relative_errors
from helpers.scratch.init import init_cell
from helpers.scratch.optim import sgd_step
from helpers.scratch.variants.orthogonal import (
    CAYLEY_RNN,
    HOUSEHOLDER_RNN,
    CayleyParams,
    HouseholderParams,
    cayley,
    cayley_backward,
    householder,
    householder_backward,
    init_householder,
    prepare_cayley,
    prepare_householder,
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

few = settings(max_examples=12, deadline=None, derandomize=True)


def householder_params(D, H, K, seed):
    return draw_params(np.random.default_rng(seed), HouseholderParams, D=D, H=H, K=K)


def distance(W):
    """Say how far W is from orthogonal: the largest entry of W.T W - I."""
    W = W.astype(np.float64)
    return np.abs(W.T @ W - np.eye(len(W))).max()


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_cayley_gradients_by_central_differences_through_the_whole_run(T, B, D, H, seed):
    prove_gradients(CAYLEY_RNN, T, B, D, H, seed)


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, K=SIZES, seed=SEEDS)
def test_householder_gradients_by_central_differences_through_the_whole_run(T, B, D, H, K, seed):
    p = householder_params(D, H, K, seed)
    prove_gradients(HOUSEHOLDER_RNN, T, B, D, H, seed, p=p)


@pytest.mark.parametrize("cell", [CAYLEY_RNN, HOUSEHOLDER_RNN], ids=lambda c: c.name)
def test_gradients_of_rows_of_unequal_length(cell):
    p = init_cell(np.random.default_rng(7), cell, 2, 4)
    prove_gradients(cell, T=4, B=3, D=2, H=4, seed=0, lengths=[4, 1, 3], p=p)


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_cayley_agrees_with_torch(T, B, D, H, seed):
    prove_torch_agrees(CAYLEY_RNN, CayleyCell, T, B, D, H, seed)


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, K=SIZES, seed=SEEDS)
def test_householder_agrees_with_torch(T, B, D, H, K, seed):
    p = householder_params(D, H, K, seed)
    prove_torch_agrees(HOUSEHOLDER_RNN, HouseholderCell, T, B, D, H, seed, p=p)


@few
@given(H=SIZES, seed=SEEDS, scale=st.sampled_from([1e-3, 1.0, 30.0]))
def test_cayley_is_a_rotation_without_eigenvalue_minus_1(H, seed, scale):
    S = scale * np.random.default_rng(seed).normal(size=(H, H))
    W, A = cayley(S), S - S.T
    np.testing.assert_allclose((np.eye(H) + A) @ W, np.eye(H) - A, atol=1e-10 * (1 + scale))
    assert distance(W) < 1e-12
    assert np.linalg.det(W) == pytest.approx(1.0)
    # |A| bounds how near an eigenvalue comes to -1: I + W = 2 (I + A)^-1.
    gap = np.linalg.svd(np.eye(H) + W, compute_uv=False).min()
    assert gap == pytest.approx(2 / np.sqrt(1 + np.linalg.norm(A, 2) ** 2), rel=1e-8)
    assert gap > 0


def test_cayley_by_hand_is_the_rotation_by_twice_an_arctangent():
    # A = [[0, a], [-a, 0]]; the rotation's angle is 2 arctan(a), below a half turn for every a.
    for a in (0.0, 0.5, 1.0, 1000.0):
        angle = 2 * np.arctan(a)
        want = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
        np.testing.assert_allclose(cayley(np.array([[7.0, a], [0.0, -3.0]])), want, atol=1e-12)


@few
@given(H=SIZES, K=st.integers(1, 7), seed=SEEDS)
def test_householder_is_the_product_of_reflections_with_determinant_minus_1_to_the_k(H, K, seed):
    vs = np.random.default_rng(seed).normal(size=(K, H))
    W = householder(vs)
    want = np.eye(H)
    for v in vs:
        want = want @ (np.eye(H) - 2 * np.outer(v, v) / (v @ v))
    np.testing.assert_allclose(W, want, atol=1e-12)
    assert distance(W) < 1e-12
    assert np.linalg.det(W) == pytest.approx((-1.0) ** K)
    np.testing.assert_allclose(householder(vs * np.float64(-3)), W, atol=1e-12)


def test_one_reflection_by_hand():
    W = householder(np.array([[3.0, 4.0]]))
    np.testing.assert_allclose(W, [[7 / 25, -24 / 25], [-24 / 25, -7 / 25]], atol=1e-15)
    np.testing.assert_allclose(np.linalg.eigvalsh(W), [-1, 1], atol=1e-15)


@few
@given(H=SIZES, K=SIZES, seed=SEEDS)
def test_the_gradients_of_both_maps(H, K, seed):
    rng = np.random.default_rng(seed)
    S, vs = rng.normal(size=(H, H)), rng.normal(size=(K, H))
    errors = check_gradients(
        lambda S: cayley(S), lambda dW, S: {"S": cayley_backward(S, cayley(S), dW)}, {"S": S}, rng
    )
    errors |= check_gradients(
        lambda vs: householder(vs),
        lambda dW, vs: {"vs": householder_backward(vs, householder(vs), dW)},
        {"vs": vs},
        rng,
    )
    assert set(errors) == {"S", "vs"}
    assert max(errors.values()) < 1e-6, errors


def test_the_gradients_point_only_where_the_map_can_move():
    rng = np.random.default_rng(0)
    S, vs, dW = rng.normal(size=(4, 4)), rng.normal(size=(3, 4)), rng.normal(size=(4, 4))
    dS = cayley_backward(S, cayley(S), dW)
    np.testing.assert_allclose(dS, -dS.T, atol=1e-14)
    dvs = householder_backward(vs, householder(vs), dW)
    np.testing.assert_allclose((dvs * vs).sum(axis=1), 0, atol=1e-13)


def test_reflections_are_taken_off_without_loss_even_when_there_are_many():
    rng = np.random.default_rng(1)
    vs, dW = rng.normal(size=(200, 6)), rng.normal(size=(6, 6))
    tvs = torch.tensor(vs, requires_grad=True)
    W = torch.eye(6, dtype=torch.float64)
    for v in tvs:
        W = W @ (torch.eye(6, dtype=torch.float64) - 2 * torch.outer(v, v) / (v @ v))
    W.backward(torch.tensor(dW))
    got = householder_backward(vs, householder(vs), dW)
    np.testing.assert_allclose(got, tvs.grad.numpy(), atol=1e-11)


def test_a_tiny_or_huge_vector_still_has_a_direction():
    v = np.array([[3.0, 4.0]])
    for scale in (1e-200, 1e200):
        np.testing.assert_allclose(householder(v * scale), householder(v), atol=1e-15)
        p = HouseholderParams(np.eye(2), v * scale, np.zeros(2))
        module = HouseholderCell.from_scratch(p)
        W_h = module.prepare(module.params()).W_h.detach()
        np.testing.assert_allclose(W_h, householder(v), atol=1e-15)
    small = (v * 1e-30).astype(np.float32)
    bound = rounding_bound(np.float32, 2)  # a norm and products of two terms; entries up to 1
    np.testing.assert_allclose(householder(small), householder(v), atol=bound)


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_from_a_zero_s_and_from_a_reflection_taken_twice_comes_the_identity(T, B, D, H, seed):
    rng = np.random.default_rng(seed)
    q = draw_params(rng, RNNParams, D=D, H=H)._replace(W_h=np.eye(H))
    xs, v = rng.normal(size=(T, B, D)), rng.normal(size=H)
    symmetric = q.W_x.T @ q.W_x  # S - S.T is 0 for it too
    want, _, _ = unroll(RNN, q, xs)
    for cell, p in [
        (CAYLEY_RNN, CayleyParams(q.W_x, symmetric, q.b)),
        (HOUSEHOLDER_RNN, HouseholderParams(q.W_x, np.stack([v, v]), q.b)),
    ]:
        np.testing.assert_allclose(unroll(cell, p, xs)[0], want, atol=1e-12)


def updates(cell, p, lr, steps):
    """Train a network to show at the end what its first input was, and return its weights."""
    rng = np.random.default_rng(5)
    W_y = (0.5 * rng.normal(size=(len(p.b), 1))).astype(p.b.dtype)
    losses = []
    for _ in range(steps):
        xs = rng.normal(size=(5, 8, 1)).astype(p.b.dtype)
        hs, _, tape = unroll(cell, p, xs)
        error = hs[-1] @ W_y - xs[0]
        losses.append(float(0.5 * (error**2).mean()))
        dhs = np.zeros_like(hs)
        dhs[-1] = error @ W_y.T / len(error)
        p = sgd_step(p, unroll_backward(cell, p, tape, dhs)[2], lr)
    return p, losses


def first_weights(cell, dtype):
    return tree_map(lambda w: w.astype(dtype), init_cell(np.random.default_rng(6), cell, 1, 6))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    ("cell", "prepare"),
    [(CAYLEY_RNN, prepare_cayley), (HOUSEHOLDER_RNN, prepare_householder)],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_thousand_updates_leave_w_h_orthogonal(cell, prepare, dtype):
    p = first_weights(cell, dtype)
    trained, losses = updates(cell, p, lr=0.1, steps=1000)
    W = prepare(trained)[0].W_h
    assert W.dtype == dtype
    # Rounding is all there is: six products of six terms; solving (I + A) W = I - A multiplies
    # an error by the condition of I + A, at most its norm, as its singular values are 1 or more.
    condition = np.linalg.norm(np.eye(6) + trained.S - trained.S.T, 2) if cell is CAYLEY_RNN else 1
    assert distance(W) < rounding_bound(dtype, 6 * 6, condition)
    # The updates did something: the task was learned in part and W_h moved far.
    assert np.mean(losses[-100:]) < 0.6 * np.mean(losses[:100])
    assert np.abs(W - prepare(p)[0].W_h).max() > 0.1


def test_a_thousand_updates_of_w_h_itself_do_not():
    p = prepare_cayley(first_weights(CAYLEY_RNN, np.float64))[0]
    assert distance(p.W_h) < 1e-12
    trained, losses = updates(RNN, p, lr=0.1, steps=1000)
    assert np.mean(losses[-100:]) < 0.6 * np.mean(losses[:100])
    assert distance(trained.W_h) > 0.01


@pytest.mark.parametrize("cell", [CAYLEY_RNN, HOUSEHOLDER_RNN], ids=lambda c: c.name)
def test_arguments_stay_as_they_are_and_float32_stays_float32(cell):
    p = first_weights(cell, np.float32)
    xs = np.ones((4, 2, 1), np.float32)
    before = [array.copy() for array in (*p, xs)]
    hs, state, tape = unroll(cell, p, xs)
    dhs = hs.copy()
    dxs, dstate0, dp = unroll_backward(cell, p, tape, dhs)
    assert type(dp) is cell.params
    assert {a.dtype for a in (hs, *state, dxs, *dstate0, *dp)} == {np.dtype(np.float32)}
    for array, copy in zip((*p, xs, dhs), (*before, hs), strict=True):
        np.testing.assert_array_equal(array, copy)


def test_first_weights_have_as_many_reflections_as_asked_for():
    rng = np.random.default_rng(0)
    assert init_householder(rng, 3, 4).vs.shape == (4, 4)
    assert init_householder(rng, 3, 4, K=2).vs.shape == (2, 4)
    assert HouseholderCell(3, 4, rng, K=2).to_scratch().vs.shape == (2, 4)
    drawn = HouseholderCell(3, 4, np.random.default_rng(1), torch.float64).to_scratch()
    want = init_cell(np.random.default_rng(1), HOUSEHOLDER_RNN, 3, 4)
    assert set(relative_errors(drawn, want).values()) == {0.0}


S, VS, W = np.ones((3, 3)), np.ones((2, 3)), np.eye(3)


@each_row(
    ("call", "message"),
    [
        (lambda: cayley(np.ones((2, 3))), r"S has shape \(2, 3\), expected \(H=2, H=2\)"),
        (lambda: cayley(np.ones((2, 2), int)), "S is an array of int"),
        (lambda: cayley(S * np.inf), "S holds inf"),
        (lambda: cayley_backward(None, W, W), "S is a NoneType"),
        (lambda: cayley_backward(S, W, np.eye(2)), r"dW has shape \(2, 2\)"),
        (lambda: cayley_backward(S, np.eye(2), W), r"W has shape \(2, 2\)"),
        (lambda: householder(np.ones(3)), r"vs has shape \(3,\), expected \(K, H\)"),
        (lambda: householder(np.diag([1.0, 0.0, 2.0])), r"vs\[1\] is zero"),
        (lambda: householder(VS * np.nan), "vs holds nan"),
        (lambda: householder_backward(0 * VS, W, W), r"vs\[0\] is zero"),
        (lambda: householder_backward(VS, W, np.eye(2)), r"dW has shape \(2, 2\), .*H=3"),
        (lambda: householder_backward(VS, np.eye(2), W), r"W has shape \(2, 2\), .*H=3"),
        (lambda: init_householder(np.random.default_rng(0), 3, 4, K=0), "K is 0, expected"),
        (
            lambda: unroll(
                HOUSEHOLDER_RNN, HouseholderParams(VS, 0 * VS, VS[0]), np.ones((1, 1, 2))
            ),
            r"vs\[0\] is zero",
        ),
        (
            lambda: unroll(CAYLEY_RNN, CayleyParams(VS, VS, VS[0]), np.ones((1, 1, 2))),
            r"p.S has shape \(2, 3\)",
        ),
        (
            lambda: HouseholderCell.from_scratch(HouseholderParams(W, 0 * VS, W[0]))(
                torch.ones(1, 3, dtype=torch.float64)
            ),
            r"vs\[0\] is zero",
        ),
        (lambda: HouseholderCell.from_scratch(S), "p is a ndarray, expected HouseholderParams"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
