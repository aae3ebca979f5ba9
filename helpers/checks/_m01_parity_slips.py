"""Slips of parity_weights: machines of two thresholds, each with one thing done wrong."""

import numpy as np

from helpers.scratch.cells import RNNParams


def machine(W_h, thresholds, W_x=(1.0, 1.0), gain=10.0):
    """Return RNNParams of two units, each a threshold on W_x * x + its column of W_h."""
    return RNNParams(
        W_x=gain * np.array([W_x]),
        W_h=gain * np.array(W_h),
        b=-gain * np.array(thresholds),
    )


OLD_PARITY = ((0.5, 0.5), (-0.5, -0.5))  # each unit weighs h1 by 1/2 and h2 by -1/2
OR_AND = (0.5, 1.5)  # n is at least 1; n is 2


def parity_never_remembers():
    return machine(np.zeros((2, 2)), OR_AND)


def parity_only_or():
    return machine(OLD_PARITY, (0.5, 2.5))


def parity_only_and():
    return machine(OLD_PARITY, (1.5, 2.5))


def parity_units_swapped():
    return machine(OLD_PARITY, (1.5, 0.5))


def parity_states_as_zero_and_one():
    return machine(((1.0, 1.0), (-1.0, -1.0)), OR_AND)


def parity_transposed():
    return machine(np.transpose(OLD_PARITY), OR_AND)


def parity_bias_sign():
    return machine(OLD_PARITY, (-0.5, -1.5))


def parity_bias_without_gain():
    return machine(OLD_PARITY, (0.05, 0.15))


def parity_without_bias():
    return machine(OLD_PARITY, (0.0, 0.0))


def parity_same_threshold():
    return machine(OLD_PARITY, (0.5, 0.5))


def parity_bit_ignored():
    return machine(OLD_PARITY, OR_AND, W_x=(0.0, 0.0))


def parity_minus_sign_lost():
    return machine(((0.5, 0.5), (0.5, 0.5)), OR_AND)


def parity_each_unit_its_own():
    return machine(((0.5, 0.0), (0.0, -0.5)), OR_AND)


def parity_small_gain():
    return machine(OLD_PARITY, OR_AND, gain=3.0)


def parity_thresholds_on_edge():
    return machine(OLD_PARITY, (1.0, 2.0))


def parity_row_of_unit_1_missing():
    return machine(((0.0, 0.0), (-0.5, -0.5)), OR_AND)


def parity_row_of_unit_2_missing():
    return machine(((0.5, 0.5), (0.0, 0.0)), OR_AND)


def parity_state_turned():
    return machine(((-0.5, -0.5), (0.5, 0.5)), OR_AND)


SMALL_GAIN = (
    "The units turn the right way, but softly: they stay well inside -1 and 1. What does "
    "tanh(g * a) look like as g grows?"
)
PARITY_SLIPS = {
    SMALL_GAIN: parity_small_gain,
    "The state plays no part: the readout is the last bit. Through which weights can the old "
    "parity reach the units?": parity_never_remembers,
    "This is OR: once a 1 was read, the readout stays at 1. Which state should the second "
    "unit have when old parity and bit are both 1?": parity_only_or,
    "The readout never reaches 1. Which of the two units should be near +1 when "
    "n is 1?": parity_only_and,
    "The readout is turned round: -1 where it should be 1. It adds half of unit 1 and takes "
    "half of unit 2 away: which of them should be up when n is 1?": parity_units_swapped,
    "The old parity was read as h1 - h2, as if units were 0 or 1. They are -1 or 1: what is "
    "h1 - h2 in state (1, -1)?": parity_states_as_zero_and_one,
    "W_h is transposed. In h @ W_h, do the weights into unit 1 stand in a row or in a "
    "column?": parity_transposed,
    "The biases have the wrong sign. When is tanh(g * (n - 0.5)) positive, and what "
    "stands there without n and without g?": parity_bias_sign,
    "The weights carry the gain, the biases do not, so both thresholds are close to 0. In "
    "g * (n - 0.5), what does g multiply?": parity_bias_without_gain,
    "Both units have their threshold at 0, or no bias at all. Between which two values of n "
    "should each unit change sign?": parity_without_bias,
    "Both units have one and the same threshold, so the readout is always 0. Which unit "
    "should tell n = 2 from n = 1?": parity_same_threshold,
    "The bit plays no part: the readout is 0 whatever is read. Which weight carries x into "
    "each unit?": parity_bit_ignored,
    "h2 is added where it should be taken away. In y = h1/2 - h2/2, with which sign does h2 "
    "enter the old parity?": parity_minus_sign_lost,
    "Each unit looks at itself only. Which two units does it take to know the old "
    "parity?": parity_each_unit_its_own,
    "The thresholds stand exactly at n = 1 and n = 2, where a unit cannot decide. Where "
    "between the whole numbers is there room for error?": parity_thresholds_on_edge,
    "Unit 1 feeds nothing back: its row of W_h is zero. Does the old parity, h1/2 - h2/2, enter "
    "through both units?": parity_row_of_unit_1_missing,
    "Unit 2 feeds nothing back: its row of W_h is zero. Does the old parity, h1/2 - h2/2, enter "
    "through both units?": parity_row_of_unit_2_missing,
    "The old parity is taken away from the bit instead of added. With which sign does each of h1 "
    "and h2 enter n = x + h1/2 - h2/2?": parity_state_turned,
}
