"""What the cases of module 05 share: weights of each cell, states, sequences.

Sizes run from ordinary to edges: B = 1, D = H (where a mix-up of W_x and W_h no longer shows in
the shapes), everything 1, gates near 0 and 1. The last size is the first one again, with other
numbers, so that state kept between calls shows.
"""

import numpy as np

from helpers.scratch.cells import GRUParams
from helpers.scratch.contract.params import param_shapes

ROUNDING = (
    "float64 sums taken in another order differ by about 1e-15 of their largest term; each known "
    "slip moves some entry of these cases by 1e-3 or more"
)
SIZES = ((2, 3, 4), (1, 5, 2), (3, 4, 4), (4, 1, 1), (5, 2, 3), (2, 3, 4))  # B, D, H


def weights(rng, params, D, H, scale=0.7):
    """Return weights of a cell, biases and peepholes included, none of which is near zero.

    With scale 0.7 the gates are neither open nor shut.
    """
    shapes = param_shapes(params, D=D, H=H)
    return params(**{name: scale * away_from_zero(rng, shape) for name, shape in shapes.items()})


def away_from_zero(rng, shape):
    """Draw numbers of absolute value 0.2 or more, of either sign."""
    draws = rng.normal(size=shape)
    return draws + np.where(draws < 0, -0.2, 0.2)


def states(rng, B, H, count=1):
    """Return states (B, H) that are neither zero nor, in general, the output of a tanh."""
    found = tuple(away_from_zero(rng, (B, H)) for _ in range(count))
    return found[0] if count == 1 else found


def step_cases(rng, params, count=1, sizes=SIZES, large=1000.0):
    """Yield (p, x, h) or (p, x, h, c) of several sizes, the last with inputs up to `large`."""
    for B, D, H in sizes:
        found = states(rng, B, H, count)
        found = (found,) if count == 1 else found
        yield weights(rng, params, D, H), rng.normal(size=(B, D)), *found
    found = states(rng, 2, 3, count)
    found = (found,) if count == 1 else found
    x = large * np.array([[1.0, -1.0], [0.5, 1.0]])
    yield weights(rng, params, 2, 3), x, *found


def gru_axes(name):
    """Return the axes of a GRUParams called name, as Check.outputs wants them."""
    fields = zip(GRUParams._fields, ("D, 3H", "H, 3H", "3H,", "3H,"), strict=True)
    return tuple(f"{name}.{field} ({axes})" for field, axes in fields)
