"""The unitary network: its matrix, its nonlinearity, and the gradients through both."""

import cmath
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn.variants.unitary import UnitaryCell
from helpers.nn.variants.unitary import modrelu as torch_modrelu
from helpers.scratch.bptt import unroll, unroll_backward
from helpers.scratch.gradcheck import check_gradients, relative_errors
from helpers.scratch.init import init_cell
from helpers.scratch.optim import sgd_step
from helpers.scratch.variants.unitary import (
    UNITARY,
    UnitaryParams,
    draw_permutation,
    init_unitary,
    modrelu,
    modrelu_backward,
    unitary_cell,
    unitary_product,
    unitary_product_backward,
    unitary_step,
    unitary_step_backward,
)
from tests.support.proofs import (
    SEEDS,
    SIZES,
    draw_array,
    draw_params,
    gradient_errors,
    prove_torch_agrees,
    rounding_bound,
)
from tests.support.tables import each_row

PROPERTY = settings(max_examples=12, deadline=None, derandomize=True)


def draw(rng, D, H):
    """Draw weights whose reflection vectors are no shorter than 1, where differences are exact."""
    p = draw_params(rng, UnitaryParams, D=D, H=H)
    v_1, v_2 = (v * rng.uniform(1, 2) / np.linalg.norm(v) for v in (p.v_1, p.v_2))
    return p._replace(v_1=v_1, v_2=v_2)


def hold(errors, H):
    """Fail unless every error is below 1e-6.

    At H = 1 a reflection is -1 whatever v is: differences then see the rounding of the loss only.
    """
    beside = {"p.v_1", "p.v_2"} if H == 1 else set()
    assert max(e for path, e in errors.items() if path not in beside) < 1e-6, errors


def test_at_one_unit_a_reflection_is_minus_one_and_v_has_no_gradient():
    p, h = init_unitary(np.random.default_rng(0), 1, 1), np.array([[3 - 1j], [2j]])
    got, cache = unitary_product(p, h)
    turn = cmath.exp(1j * (p.theta_1[0] + p.theta_2[0] + p.theta_3[0]))
    np.testing.assert_allclose(got, turn * h, rtol=1e-12)  # two reflections: (-1)^2
    dp = unitary_product_backward(p, cache, h + 1)[1]
    np.testing.assert_allclose([dp.v_1, dp.v_2], 0, atol=1e-12)


@PROPERTY
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS, data=st.data())
def test_gradients_and_torch(T, B, D, H, seed, data):
    order = data.draw(st.none() | st.permutations(range(H)))
    lengths = data.draw(st.none() | st.lists(st.integers(1, T), min_size=B, max_size=B))
    cell, p = unitary_cell(order), draw(np.random.default_rng(seed), D, H)
    hold(gradient_errors(cell, T, B, D, H, seed, lengths=lengths, p=p), H)
    module = SimpleNamespace(from_scratch=lambda p: UnitaryCell.from_scratch(p, permutation=order))
    prove_torch_agrees(cell, module, T, B, D, H, seed, p=p)


def matrices(p, order):
    """The eight factors of W as matrices for columns, each from its own definition."""
    H = len(p.b)
    F = np.array(
        [[cmath.exp(-2j * cmath.pi * j * k / H) / H**0.5 for k in range(H)] for j in range(H)]
    )
    D_1, D_2, D_3 = (np.diag([cmath.exp(1j * t) for t in p[k]]) for k in (1, 2, 3))
    R_1, R_2 = (np.eye(H) - 2 * np.outer(v, v.conj()) / sum(abs(v) ** 2) for v in p[4:6])
    P = np.array([[float(order[j] == k) for k in range(H)] for j in range(H)])
    return [D_3, R_2, np.linalg.inv(F), D_2, P, R_1, F, D_1]


@PROPERTY
@given(B=SIZES, D=SIZES, H=st.integers(1, 7), seed=SEEDS)
def test_the_product_is_the_papers_product_of_matrices(B, D, H, seed):
    rng = np.random.default_rng(seed)
    p, h = draw_params(rng, UnitaryParams, D=D, H=H), draw_array(rng, (B, H), "c")
    order = draw_permutation(rng, H)
    W = np.linalg.multi_dot(matrices(p, order))
    got, cache = unitary_product(p, h, order)
    np.testing.assert_allclose(got, (W @ h.T).T, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(got, axis=1), np.linalg.norm(h, axis=1), rtol=1e-12)
    dout = draw_array(rng, (B, H), "c")
    dh, dp = unitary_product_backward(p, cache, dout)
    np.testing.assert_allclose(dh, (W.conj().T @ dout.T).T, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(dh, axis=1), np.linalg.norm(dout, axis=1), rtol=1e-12)
    x = rng.normal(size=(B, D))
    a = (W @ h.T).T + x @ p.W_x
    want = [
        [max(abs(z) + b, 0) * cmath.exp(1j * cmath.phase(z)) for z, b in zip(row, p.b, strict=True)]
        for row in a
    ]
    np.testing.assert_allclose(unitary_step(p, x, h, order)[0], want, atol=1e-12)


@PROPERTY
@given(B=SIZES, H=SIZES, seed=SEEDS)
def test_the_product_by_central_differences(B, H, seed):
    rng = np.random.default_rng(seed)
    order = draw_permutation(rng, H)
    inputs = {"p": draw(rng, 2, H), "h": draw_array(rng, (B, H), "c")}

    def backward(dout, p, h):
        dh, dp = unitary_product_backward(p, unitary_product(p, h, order)[1], dout)
        return {"p": dp, "h": dh}

    errors = check_gradients(lambda p, h: unitary_product(p, h, order)[0], backward, inputs, rng)
    assert len(errors) == 8
    hold(errors, H)


def test_the_matrix_stays_unitary_over_1000_updates():
    """A thousand steps that pull W towards another matrix; W_H W is the identity all along."""
    rng = np.random.default_rng(0)
    H = 8
    p, order, eye = init_unitary(rng, 1, H), draw_permutation(rng, H), np.eye(H) + 0j
    target = unitary_product(init_unitary(rng, 1, H), eye, order)[0]
    losses, worst = [], 0.0
    for _ in range(1000):
        W, cache = unitary_product(p, eye, order)
        losses.append(np.sum(np.abs(W - target) ** 2))
        worst = max(worst, np.abs(W.conj().T @ W - eye).max())
        p = sgd_step(p, unitary_product_backward(p, cache, 2 * (W - target))[1], 0.02)
    assert worst < 1e-12
    assert losses[-1] < 0.5 * losses[0]  # the updates did move it


def test_gradients_keep_their_norm_over_many_linear_steps():
    rng = np.random.default_rng(0)
    p, order = init_unitary(rng, 1, 16), draw_permutation(rng, 16)
    h, dh, caches = draw_array(rng, (3, 16), "c"), draw_array(rng, (3, 16), "c"), []
    before = np.linalg.norm(dh)
    for _ in range(500):
        h, cache = unitary_product(p, h, order)
        caches.append(cache)
    for cache in reversed(caches):
        dh, _ = unitary_product_backward(p, cache, dh)
    assert np.linalg.norm(dh) == pytest.approx(before, rel=1e-12)


def test_modrelu_by_hand():
    a = np.array([[3 + 4j, 3 + 4j, 1j, 1j]])
    b = np.array([5.0, -2.5, -2.0, -1.0])
    np.testing.assert_allclose(modrelu(a, b), [[6 + 8j, 1.5 + 2j, 0, 0]], rtol=1e-15)
    # Along a the slope is 1; across it (|a| + b) / |a|, 2 and 1/2 here.
    along, across = np.full((1, 4), 0.6 + 0.8j), np.full((1, 4), -0.8 + 0.6j)
    da, db = modrelu_backward(a[:, :2], b[:2], along[:, :2])
    np.testing.assert_allclose(da, along[:, :2], rtol=1e-15)
    np.testing.assert_allclose(db, [1, 1], rtol=1e-15)
    da, db = modrelu_backward(a[:, :2], b[:2], across[:, :2])
    np.testing.assert_allclose(da, across[:, :2] * [2, 0.5], rtol=1e-15)
    np.testing.assert_allclose(db, 0, atol=1e-15)


def test_modrelu_without_bias_is_the_identity_and_at_zero_nothing_breaks():
    rng = np.random.default_rng(0)
    a, dout = draw_array(rng, (2, 3), "c"), draw_array(rng, (2, 3), "c")
    a[0] = 0
    np.testing.assert_array_equal(modrelu(a, np.zeros(3)), a)
    np.testing.assert_allclose(modrelu_backward(a, np.zeros(3), dout)[0], dout, rtol=1e-15)
    b, zero = np.array([-1.0, 0.0, 1.0]), np.zeros((1, 3), complex)
    np.testing.assert_array_equal(modrelu(zero, b), zero)
    da, db = modrelu_backward(zero, b, dout[:1])
    np.testing.assert_array_equal(da, dout[:1] * [0, 1, 1])
    np.testing.assert_array_equal(db, 0)
    leaf, bias = torch.tensor(zero, requires_grad=True), torch.tensor(b, requires_grad=True)
    torch_modrelu(leaf, bias).backward(torch.tensor(dout[:1]))
    np.testing.assert_array_equal(leaf.grad, da)
    np.testing.assert_array_equal(bias.grad, db)


@pytest.mark.parametrize("dtype", [np.complex64, np.complex128])
def test_modrelu_of_a_length_whose_inverse_overflows_is_that_of_zero(dtype):
    real = np.finfo(dtype).dtype
    a = np.full((1, 3), np.finfo(dtype).tiny / 16, dtype) * dtype(1 + 1j)
    b, dout = np.array([-1, 0, 1], real), np.ones((1, 3), dtype)
    with np.errstate(all="raise", under="ignore"):
        out = modrelu(a, b)
        da, db = modrelu_backward(a, b, dout)
    np.testing.assert_array_equal(out, a * np.array([0, 1, 1], real))
    np.testing.assert_array_equal(da, dout * np.array([0, 1, 1], real))
    np.testing.assert_array_equal(db, 0)
    np.testing.assert_array_equal(torch_modrelu(torch.tensor(a), torch.tensor(b)), out)


def test_a_first_step_from_zeros_has_finite_gradients():
    p = init_cell(np.random.default_rng(0), UNITARY, 3, 4)
    for b in (-0.5, 0.0, 0.5):
        hs, (h,), tape = unroll(UNITARY, p._replace(b=np.full(4, b)), np.zeros((3, 2, 3)))
        assert hs.dtype == complex
        np.testing.assert_array_equal(hs, 0)
        dxs, (dh0,), dp = unroll_backward(UNITARY, p, tape, np.ones_like(hs))
        assert all(np.isfinite(v).all() for v in (dxs, dh0, *dp))


def test_the_permutation_says_where_each_entry_comes_from():
    """With phases 0 and both reflections undone by choice, only F, P and its inverse remain."""
    H = 4
    v = np.array([1, 0, 0, 0j])
    p = UnitaryParams(np.zeros((1, H), complex), *np.zeros((3, H)), v, v, np.zeros(H))
    order = np.array([2, 0, 3, 1])
    spectrum = np.array([[10, 20, 30, 40j]])
    h = np.fft.ifft(spectrum, norm="ortho")
    got = np.fft.fft(unitary_product(p, h, order)[0] * [-1, 1, 1, 1], norm="ortho")
    np.testing.assert_allclose(got, [[30, -10, 40j, 20]], atol=1e-12)
    same, _ = unitary_product(p, h, np.arange(H))
    np.testing.assert_array_equal(same, unitary_product(p, h)[0])
    assert sorted(draw_permutation(np.random.default_rng(0), 9)) == list(range(9))


def test_the_length_of_a_reflections_vector_does_not_count():
    rng = np.random.default_rng(0)
    p, h = init_unitary(rng, 2, 5), draw_array(rng, (3, 5), "c")
    scaled = p._replace(v_1=p.v_1 * (3 - 4j), v_2=p.v_2 * 1e-3)
    got, cache = unitary_product(scaled, h)
    np.testing.assert_allclose(got, unitary_product(p, h)[0], rtol=1e-12)
    _, dp = unitary_product_backward(scaled, cache, h)
    for dv, v in ((dp.v_1, scaled.v_1), (dp.v_2, scaled.v_2)):
        assert abs(np.vdot(v, dv)) < 1e-10 * np.linalg.norm(v) * np.linalg.norm(dv)


def test_single_precision_stays():
    rng = np.random.default_rng(0)
    p = init_unitary(rng, 3, 6)
    p = UnitaryParams(*(w.astype(np.complex64 if np.iscomplexobj(w) else np.float32) for w in p))
    order = draw_permutation(rng, 6)
    cell, xs = unitary_cell(order), rng.normal(size=(5, 2, 3)).astype(np.float32)
    hs, (h,), tape = unroll(cell, p, xs)
    dxs, (dh0,), dp = unroll_backward(cell, p, tape, hs)
    assert {v.dtype for v in (hs, h, dh0)} == {np.dtype(np.complex64)}
    assert dxs.dtype == np.float32
    assert [g.dtype for g in dp] == [w.dtype for w in p]
    module = UnitaryCell.from_scratch(p, permutation=order)
    state = None
    for x in torch.as_tensor(xs):
        state = module(x, state)
    assert state[0].dtype == torch.complex64
    scale = np.abs(h).max()
    assert np.abs(state[0].detach().numpy() - h).max() < rounding_bound(np.float32, 5 * 9) * scale


def test_the_module_saves_its_permutation_beside_the_weights():
    rng = np.random.default_rng(0)
    order = np.array([2, 0, 1])
    module = UnitaryCell(2, 3, rng, torch.float64, permutation=order)
    assert module.cell.step.keywords["permutation"] is order
    saved = module.state_dict()
    assert saved["permutation"].tolist() == [2, 0, 1]
    assert "permutation" not in UnitaryCell(2, 3, rng).state_dict()
    x, h = rng.normal(size=(1, 2)), draw_array(rng, (1, 3), "c")
    (got,) = module(torch.tensor(x), (torch.tensor(h),))
    want, _ = unitary_step(module.to_scratch(), x, h, order)
    assert max(relative_errors([got.detach().numpy()], [want]).values()) < 1e-12


def test_arguments_stay_as_they_are():
    rng = np.random.default_rng(0)
    p, x, h = init_unitary(rng, 3, 4), rng.normal(size=(2, 3)), draw_array(rng, (2, 4), "c")
    p, order, d = p._replace(b=p.b - 0.3), draw_permutation(rng, 4), draw_array(rng, (2, 4), "c")
    arrays = (*p, x, h, order, d)
    kept = [v.copy() for v in arrays]
    unitary_step_backward(p, unitary_step(p, x, h, order)[1], d)
    for value, copy in zip(arrays, kept, strict=True):
        np.testing.assert_array_equal(value, copy)


P = init_unitary(np.random.default_rng(0), 3, 4)
X, H0 = np.zeros((2, 3)), np.zeros((2, 4), complex)


def module_with(**weights):
    return UnitaryCell.from_scratch(P._replace(**weights))


@each_row(
    ("call", "message"),
    [
        (lambda: unitary_step(P, X.T, H0), r"x has shape \(3, 2\), expected \(B=3, D=3\)"),
        (lambda: unitary_step(P, X, H0.real), "h is an array of float64, expected .* complex"),
        (lambda: unitary_step(P, X, H0[:1]), r"h has shape \(1, 4\), expected \(B=2, H=4\)"),
        (lambda: unitary_step(P._replace(b=P.b * np.inf * 0), X, H0), r"p.b holds nan"),
        (lambda: unitary_step(P._replace(v_1=P.v_1.real), X, H0), "p.v_1 is an array of float64"),
        (lambda: unitary_step(P._replace(v_2=P.v_2 * 0), X, H0), "p.v_2 has the length 0"),
        (lambda: unitary_step(P, X, H0, [0, 1, 2]), r"permutation is \[0, 1, 2\], .*H - 1 = 3"),
        (lambda: unitary_step(P, X, H0, [0, 1, 2, 2]), r"permutation is \[0, 1, 2, 2\]"),
        (lambda: unitary_product(P, H0, [0.0, 1.0, 2.0, 3.0]), "permutation is"),
        (lambda: unitary_product(P, H0[0]), r"h has shape \(4,\)"),
        (lambda: unitary_step(P._replace(v_1=P.v_1 * 1e200), X, H0), "p.v_1 has the length inf"),
        (lambda: module_with(v_2=P.v_2 * 0)(torch.tensor(X)), "p.v_2 has the length 0"),
        (lambda: module_with(v_1=P.v_1 * 1e200)(torch.tensor(X)), "p.v_1 has the length inf"),
        (
            lambda: UnitaryCell.from_scratch(P, permutation=[1, 2, 3, 4]),
            r"permutation is \[1, 2, 3, 4\]",
        ),
        (
            lambda: unitary_step_backward(P, unitary_step(P, X, H0)[1], H0.real),
            "dh_next is an array of float64, expected .* complex",
        ),
        (lambda: unitary_product_backward(P, None, H0), "cache is a NoneType, expected Unitary"),
        (
            lambda: unitary_product_backward(P, unitary_product(P, H0)[1], H0[:1]),
            r"dout has shape \(1, 4\), expected \(B=2, H=4\)",
        ),
        (lambda: modrelu(H0.real, P.b), "a is an array of float64"),
        (lambda: modrelu(H0, P.b[1:]), r"b has shape \(3,\), expected \(H=4,\)"),
        (lambda: modrelu_backward(H0, P.b, H0.T), r"dout has shape \(4, 2\), .*B=2, H=4"),
        (lambda: draw_permutation(np.random.default_rng(0), 0), "H is 0"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=message):
        call()
