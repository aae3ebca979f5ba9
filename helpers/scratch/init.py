"""First values of the weights, drawn from a given generator."""

import numpy as np

from helpers.scratch.cells import RNNParams
from helpers.scratch.validation import require_count


def init_rnn(rng, D, H, gain=1.0):
    """Draw the weights of an Elman cell: normal, scaled by the number of inputs.

    Shapes: W_x (D, H) with sd 1 / sqrt(D); W_h (H, H) with sd gain / sqrt(H); b (H,) zeros.
    Drawn in this order: W_x, W_h.
    Units: at gain 1 and large H the spectral radius of W_h is about 1.
    Raises: ValueError if D or H is not a whole number of at least 1.
    """
    D, H = require_count("D", D), require_count("H", H)
    return RNNParams(
        W_x=rng.normal(size=(D, H)) / np.sqrt(D),
        W_h=rng.normal(size=(H, H)) * (gain / np.sqrt(H)),
        b=np.zeros(H),
    )
