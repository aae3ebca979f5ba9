"""Answers to anbn_floor that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def entropy(p):
    return -p * np.log(p) - (1 - p) * np.log(1 - p)


def one_choice(p):
    return entropy(p) / (2 / p + 1)


def no_end(p):
    return entropy(p) / p / (2 / p)


WRONG = (
    wrong(one_choice, "The entropy of one choice was divided by the"),
    wrong(no_end, "The strings have 2m symbols here."),
)
