"""Parameters as NamedTuples whose shapes are written once, beside each weight.

A weight is declared as `W_x: Annotated[np.ndarray, "D, 4H"]`: an array of shape (D, 4H). One of
complex numbers is declared as "D, H complex". From these declarations come the checks of a call,
the first values of the weights, and the PyTorch cells in helpers/nn.

Raises  ValueError, from the functions whose names begin with require: they say what came and what
was expected.
"""

import math
from functools import lru_cache
from typing import get_type_hints

import numpy as np

from helpers.scratch.contract.validation import (
    parse_axes,
    require_axes,
    require_count,
    require_generator,
)


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
    """Return the shape of every weight: param_shapes(LSTMParams, D=3, H=5)["W_x"] is (3, 20)."""
    return {name: shape_of(axes, sizes) for name, axes in declared(params).items()}


def init_params(rng, params, D, H):
    """Draw weights by one plain rule: matrices normal with sd 1 / sqrt(rows), vectors zeros.

    Shapes: params a NamedTuple type with declared shapes -> one of it, drawn in its order.
    A complex weight z has the same variance, the mean of abs(z)**2, half of it in each part; the
    real part is drawn first.
    """
    require_generator("rng", rng)
    D, H = require_count("D", D), require_count("H", H)
    shapes = param_shapes(params, D=D, H=H)
    kinds = {name: parse_axes(axes)[1] for name, axes in declared(params).items()}
    return params(**{name: _draw(rng, shapes[name], kinds[name] == "c") for name in shapes})


def _draw(rng, shape, is_complex):
    """Draw one weight by the plain rule."""
    if len(shape) < 2:
        return np.zeros(shape, complex if is_complex else float)
    draws = rng.normal(size=shape)
    if is_complex:
        draws = (draws + 1j * rng.normal(size=shape)) / math.sqrt(2.0)
    return draws / np.sqrt(shape[0])


def init_forget_open(params, rng, D, H, forget_bias=1.0):
    """Draw the weights of an LSTM by the plain rule, with the forget gates open at first.

    Shapes: params as in init_params, with a bias b (4H,) whose blocks run i, f, g, o; the block
    f starts at forget_bias.
    Source: Gers, Schmidhuber & Cummins (2000); Jozefowicz, Zaremba & Sutskever (2015), who
    recommend 1.
    """
    p = init_params(rng, params, D, H)
    p.b[H : 2 * H] = forget_bias
    return p


def require_record(name, value, record):
    """Check that a value is of the NamedTuple type that another function returns."""
    if type(value) is not record:
        raise ValueError(f"{name} is a {type(value).__name__}, expected {record.__name__}.")


def require_params(p, params, name="p"):
    """Return the sizes that p's weights share, {"D": 3, "H": 5}, once they fit together."""
    require_record(name, p, params)
    sizes: dict[str, int] = {}
    for (field, axes), weight in zip(declared(params).items(), p, strict=True):
        require_axes(f"{name}.{field}", weight, axes, sizes)
        require_finite(f"{name}.{field}", weight)
    return sizes


def require_finite_params(p, name="p"):
    """Check that no weight of p holds NaN or infinity."""
    for weight in p:
        if not _is_finite(weight):
            for field, one in p._asdict().items():
                require_finite(f"{name}.{field}", one)


def require_finite(name, array):
    """Check that an array holds neither NaN nor infinity."""
    if _is_finite(array):
        return
    place = [int(i) for i in np.argwhere(~np.isfinite(array))[0]]
    raise ValueError(f"{name} holds {array[tuple(place)]} at {place}, expected finite numbers.")


def _is_finite(array):
    """Return whether all entries are finite, in one pass without a temporary where possible."""
    # Where the sum of squares overflows, each entry is looked at.
    return math.isfinite(np.vdot(array, array).real) or np.isfinite(array).all()
