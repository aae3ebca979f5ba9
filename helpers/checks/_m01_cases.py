"""What the cases of module 01 share: sizes, random parameters, random sequences.

Sizes run from ordinary to edges: B = 1, D = H (where a mix-up of W_x and W_h no longer
shows in the shapes), everything 1.
"""

import numpy as np

from helpers.scratch.cells import RNNParams
from helpers.scratch.language_model import LMParams

ROUNDING = (
    "float64 sums taken in another order differ by about 1e-15 of their size; "
    "each known slip moves some entry of these cases by 0.3 or more"
)


def rnn_params(rng, D, H, scale=0.6):
    """Return RNNParams with a bias that is not zero, so that forgetting it shows.

    With scale 0.6 the units work between their linear part and saturation.
    """
    return RNNParams(
        W_x=rng.normal(size=(D, H)) * scale,
        W_h=rng.normal(size=(H, H)) * scale,
        b=rng.normal(size=H) * scale,
    )


def rnn_inputs(rng, T, B, D, H):
    """Return (p, xs, h0): parameters, a sequence of inputs, a first state that is not zero."""
    return (
        rnn_params(rng, D, H),
        rng.normal(size=(T, B, D)),
        np.tanh(rng.normal(size=(B, H))),
    )


def rnn_axes(name):
    """Return the axes of an RNNParams called name, as Check.outputs wants them."""
    return (f"{name}.W_x (D, H)", f"{name}.W_h (H, H)", f"{name}.b (H,)")


def language_model_cases(seed):
    """Yield (p, ids, targets, h0): ordinary sizes, D = H = V, B = 1, T = 1, one token, surprise."""
    rng = np.random.default_rng(seed)
    for T, B, D, H, V in [
        (5, 2, 3, 4, 6),
        (3, 3, 3, 3, 3),
        (6, 1, 2, 3, 5),
        (1, 4, 3, 2, 4),
        (1, 1, 1, 1, 2),
        (4, 2, 2, 3, 1),
    ]:
        yield language_model_case(rng, T, B, D, H, V)
    p, ids, targets, h0 = language_model_case(rng, 3, 2, 2, 3, 4)
    yield p._replace(b_y=np.array([0.0, 1000.0, 0.0, -1000.0])), ids, targets, h0


def language_model_case(rng, T, B, D, H, V):
    """Return (p, ids, targets, h0) with a readout and biases that are far from zero."""
    p = LMParams(
        E=rng.normal(size=(V, D)),
        rnn=rnn_params(rng, D, H),
        W_y=rng.normal(size=(H, V)),
        b_y=rng.normal(size=V),
    )
    ids, targets = rng.integers(0, V, size=(2, T, B))
    return p, ids, targets, np.tanh(rng.normal(size=(B, H)))
