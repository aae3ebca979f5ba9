"""Parameters as NamedTuples whose shapes are written once, beside each weight.

A weight is declared as `W_x: Annotated[np.ndarray, "D, 4H"]`: an array of shape (D, 4H). One of
complex numbers is declared as "D, H complex". From these declarations come the checks of a call,
the first values of the weights, and the PyTorch cells in helpers/nn.
"""

import math
from functools import lru_cache
from typing import get_type_hints

import numpy as np

from helpers.scratch.contract.validation import parse_axes, require_axes


@lru_cache
def declared(params):
    """Read the declarations of a NamedTuple type: {"W_x": "D, 4H", ...}."""
    hints = get_type_hints(params, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items()}


def shape_of(axes, sizes):
    """Turn a declaration into a shape: shape_of("D, 4H", {"D": 3, "H": 5}) is (3, 20)."""
    terms, _ = parse_axes(axes)
    return tuple(factor * sizes[letter] for factor, letter in terms)


def param_shapes(params, **sizes):
    """Give the shape of every weight: param_shapes(LSTMParams, D=3, H=5)["W_x"] is (3, 20)."""
    return {name: shape_of(axes, sizes) for name, axes in declared(params).items()}


def require_params(p, params, name="p"):
    """Return the sizes that p's weights share, {"D": 3, "H": 5}, once they fit together.

    Raises: ValueError if p is of another type than params, or a weight's shape does not fit,
    it holds no floating-point numbers (complex ones where declared), or NaN or infinity.
    """
    if type(p) is not params:
        raise ValueError(f"{name} is a {type(p).__name__}, expected {params.__name__}.")
    sizes: dict[str, int] = {}
    for (field, axes), weight in zip(declared(params).items(), p, strict=True):
        require_axes(f"{name}.{field}", weight, axes, sizes)
        require_finite(f"{name}.{field}", weight)
    return sizes


def require_finite(name, array):
    """Check that an array holds neither NaN nor infinity.

    Raises: ValueError naming the first entry that is not finite.
    """
    # One pass without a temporary; where the sum of squares overflows, each entry is looked at.
    if math.isfinite(np.vdot(array, array).real) or np.isfinite(array).all():
        return
    place = [int(i) for i in np.argwhere(~np.isfinite(array))[0]]
    raise ValueError(f"{name} holds {array[tuple(place)]} at {place}, expected finite numbers.")
