"""First values of the weights: spread, orthogonality, and what depends on the generator."""

from typing import Annotated, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scratch.cells import LSTM, LSTMParams
from helpers.scratch.contract.family import family
from helpers.scratch.contract.params import declared
from helpers.scratch.init import (
    glorot,
    he,
    identity_init,
    init_additive,
    init_cell,
    init_general,
    init_lstm,
    init_matrix,
    init_multi_head,
    init_params,
    init_rnn,
    orthogonal,
    scale_to_radius,
)
from helpers.scratch.variants.greff import GREFF
from helpers.scratch.variants.multiplicative import MLSTM
from helpers.scratch.variants.orthogonal import cayley
from tests.support.tables import each_row

SIZES = st.integers(1, 8)


@pytest.mark.parametrize(("n_in", "n_out"), [(300, 200), (200, 300), (400, 100)])
def test_glorot_and_he_have_the_stated_spread_and_only_scale(n_in, n_out):
    draws = np.random.default_rng(0).normal(size=(n_in, n_out))
    assert glorot(draws).std() == pytest.approx(np.sqrt(2 / (n_in + n_out)), rel=0.01)
    assert he(draws).std() == pytest.approx(np.sqrt(2 / n_in), rel=0.01)
    for W in (glorot(draws), he(draws)):
        np.testing.assert_allclose(W / W[0, 0], draws / draws[0, 0])


def test_he_keeps_the_mean_square_of_a_signal_through_relus():
    rng, squares = np.random.default_rng(0), []
    for _ in range(40):
        x = rng.normal(size=(20, 100))
        for _ in range(3):
            x = np.maximum(x @ he(rng.normal(size=(100, 100))), 0)
        squares.append(np.mean(x**2))
    # he doubles what the ReLU halves; without the 2 this would be 1/8.
    assert np.mean(squares) == pytest.approx(1.0, rel=0.15)


def test_glorot_keeps_the_product_of_both_directions():
    rng = np.random.default_rng(0)
    W = glorot(rng.normal(size=(400, 100)))
    forward = np.var(rng.normal(size=(200, 400)) @ W)
    backward = np.var(rng.normal(size=(200, 100)) @ W.T)
    assert forward == pytest.approx(2 * 400 / 500, rel=0.05)
    assert backward == pytest.approx(2 * 100 / 500, rel=0.05)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(n_in=SIZES, n_out=SIZES, seed=st.integers(0, 999))
def test_orthogonal_has_orthonormal_columns_or_rows(n_in, n_out, seed):
    draws = np.random.default_rng(seed).normal(size=(n_in, n_out))
    before, W = draws.copy(), orthogonal(draws)
    assert W.shape == draws.shape
    small = W.T @ W if n_in >= n_out else W @ W.T
    np.testing.assert_allclose(small, np.eye(min(n_in, n_out)), atol=1e-12)
    np.testing.assert_allclose(orthogonal(draws, gain=2.5), 2.5 * W, rtol=1e-15)
    np.testing.assert_array_equal(draws, before)
    # R of the factorisation draws = W R has a positive diagonal and zeros below it.
    R = W.T @ draws if n_in >= n_out else W @ draws.T
    assert (np.diag(R) > 0).all()
    np.testing.assert_allclose(np.tril(R, -1), 0, atol=1e-12)


def test_orthogonal_is_gram_and_schmidt():
    draws = np.random.default_rng(1).normal(size=(5, 3))
    columns = []
    for column in draws.T:
        rest = column - sum((q @ column * q for q in columns), np.zeros(5))
        columns.append(rest / np.linalg.norm(rest))
    np.testing.assert_allclose(orthogonal(draws), np.stack(columns, axis=1), atol=1e-12)


def test_orthogonal_is_spread_evenly_over_all_rotations_and_reflections():
    rng = np.random.default_rng(0)
    Ws = np.array([orthogonal(rng.normal(size=(2, 2))) for _ in range(4000)])
    # Of a uniform orthogonal matrix every entry has mean 0 and mean square 1 / n; half of all
    # have determinant -1; and the angle of the first column is uniform.
    np.testing.assert_allclose(Ws.mean(axis=0), 0, atol=0.04)
    np.testing.assert_allclose((Ws**2).mean(axis=0), 0.5, atol=0.03)
    assert np.mean(np.linalg.det(Ws) > 0) == pytest.approx(0.5, abs=0.03)
    angles = np.arctan2(Ws[:, 1, 0], Ws[:, 0, 0])
    np.testing.assert_allclose(np.histogram(angles, 8, (-np.pi, np.pi))[0] / 500, 1, atol=0.2)


def test_identity_init_hands_the_state_on():
    np.testing.assert_array_equal(identity_init(3), np.eye(3))
    np.testing.assert_array_equal(identity_init(2, scale=0.5), [[0.5, 0], [0, 0.5]])


def test_float32_draws_give_float32_weights():
    draws = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    for f in (glorot, he, orthogonal):
        assert f(draws).dtype == np.float32
    assert orthogonal(draws, gain=np.float64(2.0)).dtype == np.float32


@pytest.mark.parametrize("forget_bias", [1.0, 0.0, -2.5])
def test_init_lstm_sets_the_forget_block_alone(forget_bias):
    D, H = 2, 3
    p = init_lstm(np.random.default_rng(5), D, H, forget_bias)
    plain = init_params(np.random.default_rng(5), LSTMParams, D, H)
    np.testing.assert_array_equal(p.W_x, plain.W_x)
    np.testing.assert_array_equal(p.W_h, plain.W_h)
    assert p.b.tolist() == [0] * H + [forget_bias] * H + [0] * (2 * H)
    assert init_lstm(np.random.default_rng(5), D, H).b[H] == 1


def test_attention_starts_with_scores_of_moderate_size():
    rng = np.random.default_rng(0)
    p = init_additive(rng, 100, 200, 300)
    assert [w.shape for w in p] == [(100, 300), (200, 300), (300,)]
    spread = [w.std() * np.sqrt(n) for w, n in zip(p, (100, 200, 300), strict=True)]
    np.testing.assert_allclose(spread, 1, rtol=0.1)
    W = init_general(rng, 50, 80).W
    query, key = rng.normal(size=(2000, 50)), rng.normal(size=(2000, 80))
    assert ((query @ W) * key).sum(axis=1).std() == pytest.approx(1, rel=0.1)
    heads = init_multi_head(rng, 100)
    assert [w.std() for w in heads[:4]] == pytest.approx([0.1] * 4, rel=0.05)
    assert not any(b.any() for b in heads[4:])


class ComplexParams(NamedTuple):
    """Weights of which one matrix and one vector are complex."""

    W: Annotated[np.ndarray, "D, H complex"]
    b: Annotated[np.ndarray, "H complex"]
    W_y: Annotated[np.ndarray, "H, D"]


def test_complex_weights_are_drawn_complex_with_the_variance_of_real_ones():
    D, H = 200, 300
    p = init_params(np.random.default_rng(0), ComplexParams, D, H)
    assert [w.dtype for w in p] == [np.complex128, np.complex128, np.float64]
    assert np.mean(np.abs(p.W) ** 2) == pytest.approx(1 / D, rel=0.02)
    for part in (p.W.real, p.W.imag):
        assert part.var() == pytest.approx(0.5 / D, rel=0.03)
    assert abs(np.mean(p.W.real * p.W.imag)) * D < 0.01
    assert not p.b.any()
    assert p.W_y.std() == pytest.approx(1 / np.sqrt(H), rel=0.02)


D22 = np.ones((2, 2))
RNG = np.random.default_rng(0)


@each_row(
    ("call", "message"),
    [
        (lambda: glorot(D22[0]), r"draws has shape \(2,\), expected \(n_in, n_out\)"),
        (lambda: he(D22.astype(int)), "draws is an array of int"),
        (lambda: orthogonal([[1.0]]), "draws is a list"),
        (lambda: orthogonal(D22 * np.nan), r"draws holds nan at \[0, 0\]"),
        (lambda: orthogonal(D22, gain=0), "gain is 0"),
        (lambda: identity_init(0), "H is 0"),
        (lambda: identity_init(2, scale=-1), "scale is -1"),
        (lambda: init_lstm(RNG, 0, 2), "D is 0"),
        (lambda: init_lstm(RNG, 2, 2.5), "H is 2.5"),
        (lambda: init_lstm(RNG, 2, 2, np.inf), "forget_bias is inf"),
        (lambda: init_additive(RNG, 0, 2, 2), "Q is 0"),
        (lambda: init_general(RNG, 2, 0), "D is 0"),
        (lambda: init_multi_head(RNG, True), "D is True"),
        (lambda: init_rnn(RNG, 0, 3), "D is 0"),
        (lambda: init_rnn(RNG, 2, 3, gain=np.nan), "gain is nan, expected a finite number"),
        (lambda: init_rnn(0, 2, 3), "rng is a int, expected a numpy.random.Generator"),
        (lambda: init_lstm(np.random, 2, 3), "rng is numpy.random, expected a numpy.random.Gen"),
        (lambda: init_lstm(RNG, 2, 2, None), "forget_bias is None, expected a finite number"),
        (lambda: init_additive(None, 2, 2, 2), "rng is a NoneType"),
        (lambda: init_general(None, 2, 2), "rng is a NoneType"),
        (lambda: init_multi_head(None, 2), "rng is a NoneType"),
        (lambda: init_params(RNG, LSTMParams, 0, 2), "D is 0"),
        (lambda: init_params(RNG, LSTMParams, 2, 1.5), "H is 1.5"),
        (lambda: init_cell(RNG, LSTMParams, 2, 2), "cell is a type, expected a Cell"),
        (lambda: init_cell(0, LSTM, 2, 2), "rng is a int, expected a numpy"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_init_matrix_goes_by_the_scheme():
    draws = np.random.default_rng(0).normal(size=(4, 4))
    for scheme, want in (("glorot", glorot(draws)), ("he", he(draws)), ("identity", np.eye(4))):
        np.testing.assert_array_equal(init_matrix(draws, scheme), want)
    with pytest.raises(ValueError, match="scheme is 'lecun'"):
        init_matrix(draws, "lecun")
    with pytest.raises(ValueError, match="n_out=3"):
        init_matrix(draws[:3], "identity")


@pytest.mark.parametrize("H", [1, 2, 5])
def test_scale_to_radius_sets_the_largest_eigenvalue(H):
    W = np.random.default_rng(H).normal(size=(H, H))
    scaled = scale_to_radius(W, 0.9)
    assert np.abs(np.linalg.eigvals(scaled)).max() == pytest.approx(0.9)
    np.testing.assert_allclose(scaled * W[0, 0], W * scaled[0, 0])


def test_scale_to_radius_refuses_what_has_none():
    with pytest.raises(ValueError, match="W has shape"):
        scale_to_radius(np.ones((2, 3)), 1.0)
    with pytest.raises(ValueError, match="eigenvalue 0 only"):
        scale_to_radius(np.array([[0.0, 1.0], [0.0, 0.0]]), 1.0)
    with pytest.raises(ValueError, match="rho"):
        scale_to_radius(np.eye(2), 0.0)


def test_every_lstm_starts_with_its_forget_gates_open():
    """Blocks of b run i, f, g, o; what is drawn is what the plain rule draws."""
    D, H = 2, 3
    cells = [LSTM, MLSTM, *GREFF.values()]
    for cell in cells:
        p = init_cell(np.random.default_rng(0), cell, D, H)
        plain = init_params(np.random.default_rng(0), cell.params, D, H)
        np.testing.assert_array_equal(p.b, np.repeat([0.0, 1.0, 0.0, 0.0], H))
        for name in set(p._fields) - {"b"}:
            np.testing.assert_array_equal(getattr(p, name), getattr(plain, name))
    blocks = [cell for cell in family(H).values() if declared(cell.params).get("b") == "4H"]
    assert {cell.name for cell in blocks} == {cell.name for cell in cells}


@pytest.mark.parametrize("kind", [np.float16, np.longdouble])
def test_an_orthogonal_matrix_needs_a_precision_that_linear_algebra_has(kind):
    draws = np.random.default_rng(0).normal(size=(3, 3)).astype(kind)
    with pytest.raises(ValueError, match=r"draws is an array of float\d+, expected float32 or"):
        orthogonal(draws)
    with pytest.raises(ValueError, match=r"S is an array of float\d+, expected float32 or"):
        cayley(draws)
