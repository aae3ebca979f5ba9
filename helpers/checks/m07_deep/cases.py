"""What the cases of module 07 share: weights of a stack, states, rows of unequal length.

Sizes run from ordinary to edges: one row, one step, one unit, one layer, equal widths (where a
mix-up no longer shows in the shapes). The first size comes once more with other numbers, so that
state kept between calls shows.
"""

import numpy as np

from helpers.scratch.cells import RNNParams
from helpers.scratch.contract.params import param_shapes

ROUNDING = (
    "float64 sums taken in another order differ by about 1e-15 of their largest term; each known "
    "slip moves some entry of these cases by 1e-3 or more"
)
COPIED = "states are copied or compared, and a mean has at most six terms: rounding is 1e-15"


def away_from_zero(rng, shape):
    """Draw numbers of absolute value 0.2 or more, of either sign."""
    draws = rng.normal(size=shape)
    return draws + np.where(draws < 0, -0.2, 0.2)


def stack_of_weights(rng, D, widths, stride=1, scale=0.7):
    """Return the RNNParams of a stack, the lowest first, none of whose numbers is near zero.

    widths: H of each layer; stride: how many steps of the layer below a layer above reads at once.
    """
    ps = []
    for H in widths:
        shapes = param_shapes(RNNParams, D=D, H=H)
        draws = {name: scale * away_from_zero(rng, shape) for name, shape in shapes.items()}
        ps.append(RNNParams(**draws))
        D = stride * H
    return ps


def first_states(rng, B, widths):
    """Return each layer's first state (B, H), neither zero nor, in general, a value of tanh."""
    return [away_from_zero(rng, (B, H)) for H in widths]


def padded_states(rng, T, lengths, H, padding=None):
    """Return states (T, B, H), with padding, a number, on all steps that are not real.

    None leaves padding filled with numbers like the others.
    """
    hs = away_from_zero(rng, (T, len(lengths), H))
    if padding is not None:
        hs[np.arange(T)[:, None] >= lengths] = padding
    return hs
