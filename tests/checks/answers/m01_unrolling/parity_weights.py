"""Answers to parity_weights that its record did not foresee."""

import numpy as np

from helpers.checks.m01_unrolling.parity_weights import OLD_PARITY, OR_AND, machine
from helpers.scratch.cells import RNNParams
from tests.checks.answers import wrong

DRIFTING = RNNParams(
    W_x=np.array([[4.1, 5.1]]),
    W_h=np.array([[1.95, 2.37], [-1.75, -2.49]]),
    b=np.array([-2.21, -8.32]),
)
TURNED_WHOLE = RNNParams(
    W_x=np.array([[10, 10]]), W_h=np.array([[-5, -5], [5, 5]]), b=np.array([-5, -15])
)
MACHINES = {
    "the readout is the last bit": (np.zeros((2, 2)), OR_AND),
    "This is OR": (OLD_PARITY, (0.5, 2.5)),
    "readout has the wrong sign": (OLD_PARITY, (1.5, 0.5)),
    "W_h is transposed": (np.transpose(OLD_PARITY), OR_AND),
    "wrong sign": (OLD_PARITY, (-0.5, -1.5)),
    "the same threshold": (OLD_PARITY, (0.5, 0.5)),
}


def built(W_h=OLD_PARITY, thresholds=OR_AND, gain=10.0):
    return lambda: machine(W_h, thresholds, gain=gain)


def turned(gain=10.0):
    return built(-np.array(OLD_PARITY), gain=gain)


def one_row(kept, gain=10.0):
    return built(np.array(OLD_PARITY) * np.eye(2)[kept][:, None], gain=gain)


def weights(W_x=(1, 1), W_h=OLD_PARITY, b=(-0.5, -1.5)):
    return lambda: RNNParams(
        np.array([W_x], dtype=float), np.array(W_h, dtype=float), np.array(b, dtype=float)
    )


TURNED_OVER = 10 * np.transpose(OLD_PARITY)
TEN = (10, 10)


def infinite_gain():
    infinite = np.full((2, 2), np.inf)
    return RNNParams(infinite[:1], infinite * [[1], [-1]], -infinite[0])


RIGHT = tuple(built(gain=gain) for gain in (5.0, 6.0, 10.0, 100.0, 1e6))
WRONG = (
    wrong(infinite_gain, "p.W_x[0, 0] is infinite, expected a finite number"),
    *(wrong(built(gain=gain), "not saturated") for gain in (0.1, 1.0, 2.0, 3.0)),
    wrong(
        lambda: DRIFTING, "right at first and off by more than 0.1 after 15 bits", "not saturated"
    ),
    *(
        wrong(built(*parts, gain=gain), said, "the readout is")
        for said, parts in MACHINES.items()
        for gain in (7.0, 25.0)
    ),
    wrong(
        weights(TEN, TURNED_OVER, (5, 15)),
        "W_h is transposed and the biases have the wrong sign",
        "into unit 1 a row or a column",
    ),
    wrong(
        weights(TEN, TURNED_OVER, (-10, -20)),
        "W_h is transposed and the thresholds are exactly at q = 1 and q = 2",
    ),
    wrong(
        weights(W_h=np.transpose(OLD_PARITY)),
        "W_h is transposed and the gain 1 is too small to saturate",
    ),
    wrong(weights(TEN, 2 * TURNED_OVER, (-5, -15)), "transposed and twice too large"),
    wrong(
        weights(TEN, 20 * np.array(OLD_PARITY)),
        "read as h1 - h2 and b lacks the gain of the other weights",
    ),
    wrong(
        weights((3, 3), 3 * np.array(OLD_PARITY), (-4.5, -1.5)),
        "thresholds of the two units are swapped and the gain 3 is too small",
    ),
    wrong(
        weights((10, -10), 10 * np.array(OLD_PARITY), (-5, 5)),
        "The bit enters unit 2 with a minus sign",
        "with which sign does x enter",
    ),
    wrong(  # a mirrored machine, whose biases alone are wrong
        weights((-10, -10), -10 * np.array(OLD_PARITY), (5, 10)),
        unsaid=("W_x", "the old parity is", "swapped"),
    ),
    wrong(turned(), "subtracted from the bit instead of added"),
    wrong(turned(gain=25.0), "subtracted from the bit"),
    wrong(lambda: TURNED_WHOLE, "subtracted from the bit instead of added"),
    wrong(one_row(0), "enter through both units?"),
    wrong(one_row(1), "enter through both units?"),
    wrong(one_row(0, gain=30.0), "Unit 2 feeds nothing back"),
)
