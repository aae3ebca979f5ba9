"""Checks of updates: trees of weights and gradients, and the numbers that steer a step."""

import math

import numpy as np

from helpers.scratch.contract.params import require_finite
from helpers.scratch.contract.tree import require_same_form, tree_leaves


def require_gradients_of(p, dp, **others):
    """Check that all trees have the form of p, and that none holds NaN or infinity."""
    for name, tree in {"dp": dp, **others}.items():
        require_same_form(p, tree, "p", name)
    for name, tree in {"p": p, "dp": dp, **others}.items():
        require_finite_leaves(tree, name)


def require_finite_leaves(tree, name):
    """Check that every leaf holds finite floating-point numbers: the message names its path."""
    require_float_leaves(tree, name)
    for path, leaf in tree_leaves(tree, name):
        require_finite(path, np.asarray(leaf))


def require_float_leaves(tree, name):
    """Check that every leaf holds floating-point numbers, NaN included."""
    for path, leaf in tree_leaves(tree, name):
        plain = isinstance(leaf, (np.ndarray, np.generic, float, complex))
        if not plain or np.asarray(leaf).dtype.kind not in "fc":
            whole = isinstance(leaf, np.ndarray)
            got = f"an array of {leaf.dtype}" if whole else type(leaf).__name__
            raise ValueError(f"{path} is {got}, expected floating-point numbers.")


def require_fraction(name, value):
    """Return value as a float after checking that it is at least 0 and below 1."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not 0.0 <= number < 1.0:
        raise ValueError(f"{name} is {value!r}, expected a number from 0 to below 1.")
    return number


def require_range_of_squares(tree, name):
    """Check that no leaf is float16, in which the square of a usual gradient rounds to 0."""
    for path, leaf in tree_leaves(tree, name):
        if np.asarray(leaf).dtype == np.float16:
            raise ValueError(f"{path} is an array of float16, expected float32 or float64.")
