"""Declared shapes: how they are read, what a call is held to, and what the messages say."""

from typing import Annotated, NamedTuple

import numpy as np
import pytest
import torch

from helpers.scratch.cells import GRU, LSTM, RNN, LSTMCache, LSTMParams, RNNParams
from helpers.scratch.contract.params import (
    declared,
    param_shapes,
    require_finite,
    require_params,
    shape_of,
)
from helpers.scratch.contract.protocol import (
    HIDDEN,
    HIDDEN_AND_CELL,
    require_cache,
    require_cell,
    require_gradients,
    require_state,
    require_step,
    zero_state,
)
from helpers.scratch.contract.validation import (
    parse_axes,
    require_axes,
    require_floats,
    require_lengths,
)
from tests.support.tables import each_row


class Turning(NamedTuple):
    """Weights of which one is complex."""

    angles: Annotated[np.ndarray, "H"]
    W: Annotated[np.ndarray, "D, 2H complex"]


def lstm_params(D=3, H=5, dtype=np.float64):
    shapes = param_shapes(LSTMParams, D=D, H=H)
    return LSTMParams(*(np.zeros(shape, dtype) for shape in shapes.values()))


P = lstm_params()
X, STATE = np.zeros((2, 3)), np.zeros((2, 5))
KEPT = P, LSTMParams, X, STATE  # what a step kept, before the gradients


def test_declarations_are_read_as_they_stand():
    assert parse_axes("D, 4H") == (((1, "D"), (4, "H")), "f")
    assert parse_axes("H") == (((1, "H"),), "f")
    assert parse_axes("B, 12H complex") == (((1, "B"), (12, "H")), "c")
    assert declared(Turning) == {"angles": "H", "W": "D, 2H complex"}
    assert shape_of("D, 2H complex", {"D": 3, "H": 5}) == (3, 10)
    assert param_shapes(LSTMParams, D=3, H=5) == {"W_x": (3, 20), "W_h": (5, 20), "b": (20,)}


def test_sizes_are_taken_from_the_array_where_they_are_free():
    sizes = {"H": 5}
    require_axes("W", np.zeros((3, 10)), "D, 2H", sizes)
    assert sizes == {"H": 5, "D": 3}
    sizes = {}
    require_axes("W", np.zeros((3, 10), complex), "D, 2H complex", sizes)
    assert sizes == {"D": 3, "H": 5}
    assert require_params(P, LSTMParams) == {"D": 3, "H": 5}
    turning = Turning(np.zeros(5, np.float32), np.zeros((2, 10), np.complex64))
    assert require_params(turning, Turning) == {"H": 5, "D": 2}
    assert require_step(P, LSTMParams, X, HIDDEN_AND_CELL, h=STATE, c=STATE) == {
        "B": 2,
        "D": 3,
        "H": 5,
    }


@pytest.mark.parametrize("cell", [RNN, LSTM, GRU], ids=lambda cell: cell.name)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_zero_state_has_the_declared_form(cell, dtype):
    shapes = param_shapes(cell.params, D=3, H=5)
    p = cell.params(*(np.ones(shape, dtype) for shape in shapes.values()))
    state = zero_state(cell, p, 2)
    assert len(state) == len(cell.state)
    assert all(s.shape == (2, 5) and s.dtype == dtype and not s.any() for s in state)


@pytest.mark.parametrize(
    ("angles", "W", "real", "turning"),
    [
        (np.float32, np.complex64, np.float32, np.complex64),
        (np.float64, np.complex128, np.float64, np.complex128),
    ],
)
def test_a_state_is_complex_where_it_is_declared_so(angles, W, real, turning):
    """Neither because a weight is complex, nor because all of them are."""
    cell = RNN._replace(params=Turning, state={"h": "B, H", "z": "B, H complex"})
    h, z = zero_state(cell, Turning(np.zeros(5, angles), np.zeros((3, 10), W)), 2)
    assert (h.dtype, z.dtype) == (real, turning)
    p = RNNParams(np.zeros((3, 5), real), np.zeros((5, 5), real), np.zeros(5, real))
    (z,) = zero_state(RNN._replace(state={"z": "B, H complex"}), p, 2)
    assert z.dtype == turning


def test_the_search_for_numbers_that_are_not_finite_is_exact():
    large = np.full((2, 3), 1e200)  # whose squares overflow
    require_finite("W", large)
    require_finite("W", large * (1 + 1j))
    require_finite("W", np.full(3, 3e38, np.float32))
    require_finite("W", np.zeros((2, 3)).T[::2])
    for value in (np.nan, np.inf, -np.inf, complex(0, np.nan)):
        W = np.zeros((2, 3), type(value))
        W[1, 2] = value
        with pytest.raises(ValueError, match=r"W holds .* at \[1, 2\], expected finite numbers"):
            require_finite("W", W)


@each_row(
    ("call", "message"),
    [
        (lambda: require_axes("b", np.zeros(19), "4H", {}), r"b has shape \(19,\), .*\(4H,\)\.$"),
        (lambda: require_axes("b", np.zeros(8), "4H", {"H": 5}), r"expected \(4H=20,\)\.$"),
        (lambda: require_axes("b", np.zeros((1, 20)), "4H", {"H": 5}), r"\(1, 20\), .*\(4H=20,\)"),
        (lambda: require_axes("W", np.zeros((4, 3)), "H, H", {}), r"\(4, 3\), expected \(H"),
        (lambda: require_axes("W", np.zeros((0, 3)), "D, H", {}), "at least one entry on every"),
        (lambda: require_axes("W", np.zeros((0, 3)), "D, H", {"D": 2}), r"\(D=2, H"),
        (lambda: require_axes("z", np.zeros(3), "H complex", {}), "float64, .* complex numbers"),
        (lambda: require_axes("h", np.zeros(3, complex), "H", {}), "complex128, .* floating-point"),
        (lambda: require_axes("h", np.zeros(3, bool), "H", {}), "array of bool, expected"),
        (lambda: require_axes("h", np.array([None]), "H", {}), "array of object, expected"),
        (lambda: require_axes("h", torch.zeros(3), "H", {}), "h is a Tensor, expected an array"),
        (lambda: require_axes("h", [0.0], "H", {}), "h is a list, expected an array"),
        (lambda: require_axes("h", 1.0, "H", {}), "h is a float, expected an array"),
        (lambda: require_axes("h", None, "H", {}), "h is a NoneType, expected an array"),
        (lambda: require_axes("h", np.float64(1), "H", {}), r"h has shape \(\), expected \(H,\)"),
        (lambda: require_floats("h", torch.zeros(3), H=3), "h is a Tensor, expected an array"),
        (lambda: require_params(P, RNNParams), "p is a LSTMParams, expected RNNParams"),
        (lambda: require_params(tuple(P), LSTMParams, "p_b"), "p_b is a tuple, expected LSTMP"),
        (
            lambda: require_params(P._replace(W_x=np.zeros((3, 19))), LSTMParams),
            r"p.W_x has shape \(3, 19\), expected \(D=3, 4H\)",
        ),
        (
            lambda: require_params(P._replace(W_h=np.zeros((4, 20))), LSTMParams),
            r"p.W_h has shape \(4, 20\), expected \(H=5, 4H=20\)",
        ),
        (
            lambda: require_params(P._replace(W_h=P.W_h.astype(int)), LSTMParams),
            "p.W_h is an array of int64",
        ),
        (
            lambda: require_params(P._replace(b=P.b + np.inf), LSTMParams, "ps[1]"),
            r"ps\[1\].b holds inf at \[0\]",
        ),
        (
            lambda: require_step(P, LSTMParams, X[:, :2], HIDDEN_AND_CELL, h=STATE, c=STATE),
            r"x has shape \(2, 2\), .*D=3",
        ),
        (
            lambda: require_step(P, LSTMParams, X, HIDDEN_AND_CELL, h=STATE, c=STATE[:1]),
            r"c has shape \(1, 5\), expected \(B=2, H=5\)",
        ),
        (
            lambda: require_gradients(*KEPT, HIDDEN_AND_CELL, dh_next=STATE, dc_next=STATE[:, :4]),
            r"dc_next has shape \(2, 4\), expected \(B=2, H=5\)",
        ),
        (lambda: require_gradients(*KEPT, HIDDEN, dh_next=[0.0]), "dh_next is a list"),
        (lambda: require_gradients(P, RNNParams, X, STATE, HIDDEN), "p is a LSTMParams, expected"),
        (
            lambda: require_gradients(P, LSTMParams, X[:, :2], STATE, HIDDEN),
            r"p.W_x has shape \(3, 20\), expected \(D=2, 4H=20\)",
        ),
        (
            lambda: require_gradients(P, LSTMParams, X, STATE[:, :4], HIDDEN),
            r"p.W_x has shape \(3, 20\), expected \(D=3, 4H=16\)",
        ),
        (lambda: require_cache(KEPT, LSTMCache), "cache is a tuple, expected LSTMCache"),
        (lambda: require_cell(RNNParams), "cell is a type, expected a Cell, such as LSTM"),
        (lambda: require_lengths("n", [2, 9], 3, 2, "S"), r"n holds 9 at \[1\], .* 1 to S = 3"),
        (
            lambda: require_state("state0", STATE, HIDDEN, {"B": 2, "H": 5}),
            r"state0 is a ndarray, expected a tuple \(h,\)",
        ),
        (
            lambda: require_state("s", (STATE,), HIDDEN_AND_CELL, {"B": 2, "H": 5}, "s.{}"),
            r"s has 1 arrays, expected a tuple \(s.h, s.c\)",
        ),
        (
            lambda: require_state("s", (STATE[:1],), HIDDEN, {"B": 2, "H": 5}, "s.{}"),
            r"s.h has shape \(1, 5\), expected \(B=2, H=5\)",
        ),
        (lambda: zero_state(LSTM, P, 0), "B is 0, expected a whole number of at least 1"),
        (lambda: zero_state(RNN, P, 2), "p is a LSTMParams, expected RNNParams"),
        (lambda: require_lengths("lengths", [2, 4, 1], 3, 3), r"holds 4 at \[1\], .*T = 3"),
        (lambda: require_lengths("lengths", [2, 3, -1], 3, 3), r"holds -1 at \[2\], .*T = 3"),
        (lambda: require_lengths("lengths", [], 3, 2), r"lengths has shape \(0,\), .*\(B=2,\)"),
    ],
)
def test_messages_say_what_came_and_what_was_wanted(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int64, np.uint64])
def test_lengths_may_be_of_any_whole_kind(kind):
    lengths = require_lengths("lengths", np.array([1, 3], kind), 3, 2)
    assert lengths.tolist() == [1, 3]
    assert require_lengths("lengths", (3, 1), 3, 2).tolist() == [3, 1]
    assert require_lengths("lengths", torch.tensor([3, 1]), 3, 2).tolist() == [3, 1]
