"""What the cases of module 01 share: sizes, random parameters, random sequences.

Sizes run from ordinary to edges: B = 1, D = H (where a mix-up of W_x and W_h no longer
shows in the shapes), everything 1.
"""

import numpy as np

from helpers.scratch.bptt import rnn_forward
from helpers.scratch.cells import RNNParams
from helpers.scratch.language_model import LMParams

ROUNDING = (
    "float64 sums taken in another order differ by about 1e-15 of their largest term, and the "
    "tolerance grows with the entry: where gradients are in the thousands that is 1e-11 against "
    "1e-9; each known slip moves some entry of these cases by 0.3 or more"
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


def steep_inputs(rng, T, B, D, H):
    """Return (p, xs, h0, dhs_direct) with gradients far above 1000, where clipping shows.

    All entries are positive, and so are all terms of the gradients: no sum is small against its
    terms, so that float32 too stays within a tolerance relative to the sum.
    """
    p = RNNParams(*(rng.uniform(0.1, 0.3, size=leaf.shape) for leaf in rnn_params(rng, D, H)))
    xs, h0 = rng.uniform(0.2, 1.0, size=(T, B, D)), rng.uniform(0.1, 0.5, size=(B, H))
    return p, xs, h0, rng.uniform(2e4, 4e4, size=(T, B, H))


def clipped(value, bound=5.0):
    """Clip every array in a tuple or NamedTuple of arrays to [-bound, bound]."""
    if isinstance(value, tuple):
        leaves = [clipped(leaf, bound) for leaf in value]
        return type(value)(*leaves) if hasattr(value, "_fields") else tuple(leaves)
    return np.clip(value, -bound, bound)


def rnn_axes(name):
    """Return the axes of an RNNParams called name, as Check.outputs expects them."""
    return (f"{name}.W_x (D, H)", f"{name}.W_h (H, H)", f"{name}.b (H,)")


def language_model_cases(seed):
    """Yield (p, ids, targets, h0): ordinary sizes, D = H = V, B = 1, T = 1, one token, extremes."""
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
    yield steep_language_model_case(rng)


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


def steep_language_model_case(rng):
    """Return a case whose gradients of E and of the cell exceed 1000: a readout of that size.

    Every target is the token that the model holds least likely. (The gradients of W_y and b_y
    stay below 1 whatever the sizes: a state and a probability are at most 1.)
    """
    p, ids, _, h0 = language_model_case(rng, 3, 2, 2, 3, 4)
    p = p._replace(W_y=1e5 * p.W_y)
    hs, _ = rnn_forward(p.rnn, p.E[ids], h0)
    return p, ids, (hs @ p.W_y + p.b_y).argmin(axis=-1), h0
