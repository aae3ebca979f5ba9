"""Answers to latch_weights that its record did not foresee."""

import numpy as np

from helpers.scratch.cells import LSTMParams
from tests.checks.answers import wrong


def weights(value=(0, 0, 5, 0), marker=(20, 0, 0, 0), W_h=(0, 0, 0, 0), b=(-10, 10, 0, 10)):
    """Return weights from the rows of W_x and from W_h and b; blocks i, f, g, o."""
    return LSTMParams(
        np.array([value, marker], dtype=float),
        np.array([W_h], dtype=float),
        np.array(b, dtype=float),
    )


def no_bias():
    return weights(b=(0, 0, 0, 0))


def forget_bias_negative():
    return weights(b=(-10, -10, 0, 10))


def forget_bias_one():
    return weights(b=(-10, 1, 0, 10))


def input_gate_always_open():
    return weights(marker=(0, 0, 0, 0), b=(10, 10, 0, 10))


def rows_exchanged():
    return weights(value=(20, 0, 0, 0), marker=(0, 0, 5, 0))


def gates_in_the_order_i_f_o_g():
    return weights(value=(0, 0, 0, 5), b=(-10, 10, 10, 0))


def output_gate_closed():
    return weights(b=(-10, 10, 0, -10))


def input_gate_never_opens():
    return weights(marker=(1, 0, 0, 0))


def output_gate_opened_by_the_marker():
    return weights(marker=(20, 0, 0, 20), b=(-10, 10, 0, -10))


def output_gate_closed_by_the_marker():
    return weights(marker=(20, 0, 0, -20))


def input_gate_ajar():
    return weights(marker=(10, 0, 0, 0), b=(-5, 10, 0, 10))


RIGHT = (weights,)


def transposed():
    return LSTMParams(weights().W_x.T, *weights()[1:])


WRONG = (
    wrong(transposed, "p.W_x has shape (4, 2)", unsaid=("product",)),
    wrong(lambda: weights(b=(-6, 10, 0, 10)), "99 times i and 200 times i"),
    wrong(no_bias, "reads out wrongly"),
    wrong(forget_bias_negative, "forget gate is closed"),
    wrong(forget_bias_one, "every step loses a share"),
    wrong(input_gate_always_open, "Unmarked values are written"),
    wrong(rows_exchanged, "follows the value"),
    wrong(gates_in_the_order_i_f_o_g, "same sign is stored"),
    wrong(output_gate_closed, "output gate is closed"),
    wrong(input_gate_never_opens, "input gate is closed"),
    wrong(output_gate_opened_by_the_marker, "output gate depends on the marker"),
    wrong(output_gate_closed_by_the_marker, "output gate depends on the marker"),
    wrong(input_gate_ajar, "(at most 0.1 is asked)"),
)
