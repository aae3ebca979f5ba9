"""A recurrent network of two units that computes parity, its weights set by hand."""

import numpy as np

from helpers.scratch.cells import RNNParams


def parity_weights():
    """Set the weights of a two-unit tanh network whose readout is the parity of its input bits.

    Shapes: -> RNNParams(W_x (1, 2), W_h (2, 2), b (2,)), for bits x (B, 1) that are 0 or 1,
    h0 = (-1, -1) and the readout y = h1 / 2 - h2 / 2, which is 0 after an even number of ones
    and 1 after an odd number.
    With s = old parity + bit, unit 1 is on where s is at least 1, unit 2 where it is 2; the
    old parity is the readout itself, so both units weigh h1 by 1/2 and h2 by -1/2.
    Source: Minsky (1967), Computation: Finite and Infinite Machines, chapter 3, builds any
    finite automaton from threshold units. Differs: tanh at gain 10 stands for the threshold.
    """
    gain = 10.0  # tanh(gain / 2) = 0.9999: far enough from the edge for any number of steps
    return RNNParams(
        W_x=gain * np.array([[1.0, 1.0]]),
        W_h=gain * np.array([[0.5, 0.5], [-0.5, -0.5]]),
        b=gain * np.array([-0.5, -1.5]),
    )
