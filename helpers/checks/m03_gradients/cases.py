"""What the cases of module 03 share: networks, states, lists of gradients."""

import numpy as np

from helpers.scratch.bptt import rnn_forward
from helpers.scratch.cells import RNNParams

ROUNDING = (
    "float64 sums and products taken in another order differ by about 1e-15 of their size for each "
    "step; the longest case has 8 steps, and each known slip moves some entry by 1e-3 or more"
)


def network(rng, D, H, gain=1.0):
    """Return RNNParams with a bias that is not zero, W_h with sd gain / sqrt(H)."""
    return RNNParams(
        W_x=0.7 * rng.normal(size=(D, H)),
        W_h=rng.normal(size=(H, H)) * (gain / np.sqrt(H)),
        b=0.4 * rng.normal(size=H),
    )


def network_inputs(rng, T, B, D, H, gain=1.0):
    """Return (p, xs, h0): weights, a sequence of inputs, a first state that is not zero."""
    p = network(rng, D, H, gain)
    return p, rng.normal(size=(T, B, D)), np.tanh(rng.normal(size=(B, H)))


def row_of_states(rng, T, H, gain=1.0):
    """Return (p, hs): weights, and the states hs (T, H) that they take one sequence through."""
    p, xs, h0 = network_inputs(rng, T, 1, 2, H, gain)
    return p, rnn_forward(p, xs, h0)[0][:, 0]


def gradient_list(rng, shapes, norm):
    """Return a list of arrays with the given common norm."""
    grads = [rng.normal(size=shape) for shape in shapes]
    size = np.sqrt(sum((g**2).sum() for g in grads))
    return [g * (norm / size) for g in grads]
