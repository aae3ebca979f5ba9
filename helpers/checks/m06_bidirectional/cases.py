"""What the cases of module 06 share: padded batches, with something else than 0 on padding."""

import numpy as np

from helpers.scratch.cells import RNNParams
from helpers.scratch.ops import length_mask

ROUNDING = "float64 sums taken in another order differ by about 1e-15 of their largest term"
COPIED = "copied numbers carry no rounding: any difference is a mistake"


def padded_batch(rng, T, lengths, D, padding=None):
    """Return xs (T, B, D) and lengths; on padding stands `padding`, other numbers if None."""
    lengths = np.array(lengths)
    xs = rng.normal(size=(T, len(lengths), D))
    garbage = 3.0 + rng.normal(size=xs.shape) if padding is None else padding
    return np.where(length_mask(lengths, T)[..., None], xs, garbage), lengths


def rnn_weights(rng, D, H):
    """Return weights of an Elman cell, none of which is near zero."""
    shapes = ((D, H), (H, H), (H,))
    draws = (rng.normal(size=shape) for shape in shapes)
    return RNNParams(*(0.5 * (a + np.where(a < 0, -0.2, 0.2)) for a in draws))
