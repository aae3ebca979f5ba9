"""Answers to predicted_slope that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def rms_of_states(gain, hs):
    return np.log(gain * np.sqrt(np.mean(hs**2)))


def gain_squared_and_mean(gain, hs):
    return np.log(gain**2 * np.mean(1 - hs**2))


def gain_outside(gain, hs):
    return gain * np.log(np.mean((1 - hs**2) ** 2))


def mean_of_the_steps_slopes(gain, hs):
    return np.log(gain * np.sqrt(np.mean((1 - hs**2) ** 2, axis=(1, 2)))).mean()


WRONG = (
    wrong(mean_of_the_steps_slopes, "rms was taken step by step"),
    wrong(rms_of_states, "This is the rms of the states."),
    wrong(gain_squared_and_mean, "This takes the mean of tanh'."),
    wrong(gain_outside, "The gain multiplies the logarithm instead of"),
)
EDGES = {
    "at rest": lambda cases: any(not hs.any() for _, hs in cases),
    "one state": lambda cases: any(hs.size == 1 for _, hs in cases),
}
