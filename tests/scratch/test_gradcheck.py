"""The tool that every derivation is held against must itself see mistakes."""

from typing import NamedTuple

import numpy as np
import pytest

from helpers.scratch.gradcheck import (
    check_gradients,
    numeric_gradient,
    relative_error,
    relative_errors,
)


class Pair(NamedTuple):
    """Two arrays, to see that types of containers are kept."""

    left: np.ndarray
    right: np.ndarray


def test_numeric_gradient_of_a_known_function_on_a_nested_tree():
    rng = np.random.default_rng(0)
    x = {"a": [rng.normal(size=3), 2.0], "b": Pair(rng.normal(size=(2, 2)), rng.normal(size=()))}

    def f(x):
        return np.sum(x["a"][0] ** 2) + 3 * x["a"][1] + np.sum(np.sin(x["b"].left)) * x["b"].right

    gradient = numeric_gradient(f, x)
    assert type(gradient["b"]) is Pair
    np.testing.assert_allclose(gradient["a"][0], 2 * x["a"][0], rtol=1e-8)
    np.testing.assert_allclose(gradient["a"][1], 3, rtol=1e-8)
    np.testing.assert_allclose(gradient["b"].left, np.cos(x["b"].left) * x["b"].right, rtol=1e-7)
    np.testing.assert_allclose(gradient["b"].right, np.sin(x["b"].left).sum(), rtol=1e-8)


def test_numeric_gradient_leaves_x_alone_and_works_in_float64():
    x = np.linspace(0, 1, 4, dtype=np.float32)
    kept = x.copy()
    gradient = numeric_gradient(lambda x: float(np.sum(x**2)), x)
    np.testing.assert_array_equal(x, kept)
    assert gradient.dtype == np.float64
    np.testing.assert_allclose(gradient, 2 * x, atol=1e-9)


def test_the_error_has_a_smallest_point_near_1e_5():
    """Too large a step bends, too small a one cancels."""
    x = np.array([0.7])
    errors = {
        eps: relative_error(
            numeric_gradient(lambda x: np.exp(np.sin(3 * x[0])), x, eps),
            [3 * np.cos(2.1) * np.exp(np.sin(2.1))],
        )
        for eps in (1e-1, 1e-5, 1e-12)
    }
    assert errors[1e-5] < 1e-8
    assert errors[1e-1] > 1e-4
    assert errors[1e-12] > 1e-6


def test_relative_error_by_hand():
    assert relative_error([3.0, 4.0], [3.0, 4.0]) == 0
    assert relative_error([3.0, 4.0], [0.0, 0.0]) == 1
    assert relative_error([3.0, 4.0], [-3.0, -4.0]) == 2
    assert relative_error([1e-10], [0.0]) == pytest.approx(1e-6)  # below 1e-4: absolute
    assert relative_error(np.zeros((0, 2)), np.zeros((0, 2))) == 0
    with pytest.raises(ValueError, match=r"got has shape \(1, 2\), expected \(2,\)"):
        relative_error([[1.0, 2.0]], [1.0, 2.0])


def affine(W, x):
    return {"y": x @ W, "sum": np.sum(x)}


def affine_backward(douts, W, x):
    return {"W": x.T @ douts["y"], "x": douts["y"] @ W.T + douts["sum"]}


def inputs():
    rng = np.random.default_rng(0)
    return {"W": rng.normal(size=(3, 2)), "x": rng.normal(size=(4, 3))}


def test_a_right_backward_passes_and_each_wrong_part_is_seen():
    rng = np.random.default_rng(1)
    assert max(check_gradients(affine, affine_backward, inputs(), rng).values()) < 1e-8

    def dropped_term(douts, W, x):
        return affine_backward(douts, W, x) | {"x": douts["y"] @ W.T}

    def one_entry_off(douts, W, x):
        gradients = affine_backward(douts, W, x)
        gradients["W"][1, 1] *= 1.01
        return gradients

    errors = check_gradients(affine, dropped_term, inputs(), rng)
    assert errors["x"] > 0.1
    assert errors["W"] < 1e-8
    errors = check_gradients(affine, one_entry_off, inputs(), rng)
    assert errors["W"] > 1e-4
    assert errors["x"] < 1e-8


def test_the_upstream_gradient_differs_from_entry_to_entry():
    """Under ones, a backward that sends gradients to the wrong entries would pass."""
    errors = check_gradients(
        lambda x: 2 * x,
        lambda dout, x: {"x": 2 * dout[::-1]},
        {"x": np.arange(3.0)},
        np.random.default_rng(0),
    )
    assert errors["x"] > 0.1


def test_a_transposed_gradient_is_an_error_even_where_it_could_broadcast():
    def transposed(douts, W, x):
        return {"W": affine_backward(douts, W, x)["W"].T}

    with pytest.raises(
        ValueError, match=r"W differs between trees: .*\(2, 3\), not shape \(3, 2\)"
    ):
        check_gradients(affine, transposed, inputs(), np.random.default_rng(0))


def test_unknown_and_missing_gradients_are_named():
    for wrong, message in [({"V": 1.0}, "'V'"), ({}, "nothing")]:
        with pytest.raises(ValueError, match=message):
            check_gradients(affine, lambda *_, g=wrong, **__: g, inputs(), np.random.default_rng(0))


def test_integers_have_no_gradient():
    with pytest.raises(ValueError, match=r"x at \[1\] holds no floats"):
        numeric_gradient(lambda x: 0.0, [np.zeros(2), np.zeros(2, dtype=int)])
    with pytest.raises(ValueError, match="eps is 0"):
        numeric_gradient(lambda x: 0.0, np.zeros(2), eps=0)


def test_relative_errors_names_leaves_and_refuses_other_forms():
    tree = Pair(np.ones(2), np.ones(3))
    assert list(relative_errors(tree, tree, "p")) == ["p.left", "p.right"]
    with pytest.raises(ValueError, match=r"p.right differs between trees"):
        relative_errors(tree._replace(right=np.ones(2)), tree, "p")


def test_numeric_gradient_of_a_complex_leaf_is_d_re_plus_i_d_im():
    z = np.array([[1.0 + 2.0j, -0.5 + 0.25j]])
    kept = z.copy()
    # |z|^2 = x^2 + y^2 rises along (2x, 2y); Re(w z) = Re(conj(conj(w)) z) along conj(w).
    square = numeric_gradient(lambda z: np.sum(np.abs(z) ** 2), z)
    linear = numeric_gradient(lambda z: np.sum((3 + 4j) * z).real, z.astype(np.complex64))
    np.testing.assert_allclose(square, 2 * z, rtol=1e-9)
    np.testing.assert_allclose(linear, np.full((1, 2), 3 - 4j), rtol=1e-9)
    np.testing.assert_array_equal(z, kept)
    assert square.dtype == linear.dtype == np.complex128


def test_relative_error_sees_the_imaginary_part():
    assert relative_error([3 + 4j], [3 + 4j]) == 0
    assert relative_error([3 + 4j], [3.0]) == pytest.approx(0.8)
    assert relative_error([3 + 4j], [3 - 4j]) == pytest.approx(1.6)
    assert relative_error(np.array([3 + 4j], np.complex64), [-3 - 4j]) == 2


def mixed(A, x):
    """Complex weights, real input; a complex and a real output."""
    z = x @ A
    return {"z": z, "power": np.sum(np.abs(z) ** 2)}


def mixed_backward(douts, A, x):
    z = x @ A
    dz = douts["z"] + 2 * z * douts["power"]
    return {"A": x.T @ dz, "x": (dz @ A.conj().T).real}


def complex_inputs():
    rng = np.random.default_rng(3)
    A = rng.normal(size=(3, 2)) + 1j * rng.normal(size=(3, 2))
    return {"A": A, "x": rng.normal(size=(4, 3))}


def test_complex_gradients_pass_and_each_wrong_convention_is_seen():
    rng = np.random.default_rng(1)
    assert max(check_gradients(mixed, mixed_backward, complex_inputs(), rng).values()) < 1e-8

    def conjugated(douts, A, x):
        return {"A": mixed_backward(douts, A, x)["A"].conj()}

    def not_adjoint(douts, A, x):
        return {"x": ((douts["z"] + 2 * (x @ A) * douts["power"]) @ A.T).real}

    def real_part_only(douts, A, x):
        return {"A": mixed_backward(douts, A, x)["A"].real}

    def an_imaginary_part_too_many(douts, A, x):
        return {"x": mixed_backward(douts, A, x)["x"] + 0.5j}

    for wrong in (conjugated, not_adjoint, real_part_only, an_imaginary_part_too_many):
        errors = check_gradients(mixed, wrong, complex_inputs(), rng)
        assert max(errors.values()) > 0.01, wrong.__name__


def test_upstream_gradients_are_complex_where_the_output_is():
    seen = {}

    def backward(douts, A, x):
        seen.update(douts)
        return mixed_backward(douts, A, x)

    check_gradients(mixed, backward, complex_inputs(), np.random.default_rng(0))
    assert np.all(seen["z"].imag != 0)
    assert not np.iscomplexobj(seen["power"])
