"""Checks in front of equations: what a checked function is, and what it refuses."""

import inspect
import pickle
from functools import partial

import numpy as np
import pytest

from helpers.scratch.cells import lstm_step, rnn_step
from helpers.scratch.contract.checked import checked, unchecked
from helpers.scratch.init import init_rnn

P = init_rnn(np.random.default_rng(0), 2, 3)
X, H0 = np.ones((1, 2)), np.zeros((1, 3))


def refuse_negative(a, b=1, *rest):
    if a < 0:
        raise ValueError("a is negative")


@checked(refuse_negative)
def add(a, b=1, *rest):
    """Add numbers."""
    return a + b + sum(rest)


def test_the_check_stands_in_front_and_the_equations_behind():
    assert (add(1), add(1, 2), add(b=3, a=1), add(1, 2, 3)) == (2, 3, 4, 6)
    for call in (lambda: add(-1), lambda: add(a=-1), lambda: partial(add, b=2)(-1)):
        with pytest.raises(ValueError, match=r"^a is negative$"):
            call()
    assert unchecked(add)(-1) == 0
    assert unchecked(partial(add, b=5))(-1) == 4
    assert unchecked(len) is len


def test_a_checked_function_looks_like_its_equations():
    """The checks of exercises read a reference's parameters, and exchange its code."""
    for function in (add, rnn_step, lstm_step):
        behind = inspect.unwrap(function)
        assert behind is unchecked(function) is not function
        assert inspect.signature(function) == inspect.signature(behind)
        assert (function.__name__, function.__doc__) == (behind.__name__, behind.__doc__)
        code, own = function.__code__, behind.__code__
        assert code.co_freevars == ()
        assert code.co_varnames[: code.co_argcount] == own.co_varnames[: own.co_argcount]
        assert (code.co_filename, code.co_firstlineno) == (own.co_filename, own.co_firstlineno)
    assert pickle.loads(pickle.dumps(rnn_step)) is rnn_step
    with pytest.raises(TypeError, match=r"^rnn_step\(\) missing 1 required positional argument"):
        rnn_step(P, X)


def test_a_form_that_fits_is_not_taken_for_its_content():
    """After a call that fitted, NaN, another kind of number and another type are still refused."""
    h_next, _ = rnn_step(P, X, H0)
    for arguments, message in [
        ((P._replace(b=np.full(3, np.nan)), X, H0), "^p.b holds nan"),
        ((P, X.astype(int), H0), "^x is an array of int64"),
        ((tuple(P), X, H0), "^p is a tuple"),
        ((P, X, H0[:, :2]), "^h has shape"),
        ((P, X, H0.tolist()), "^h is a list"),
    ]:
        with pytest.raises(ValueError, match=message):
            rnn_step(*arguments)
    np.testing.assert_array_equal(rnn_step(P, X, h=H0)[0], h_next)
