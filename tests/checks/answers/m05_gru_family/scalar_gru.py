"""Answers to scalar_gru that its record did not foresee."""

from helpers.checks.m05_gru_family.scalar_gru import RIGHT as NUMBERS
from tests.checks.answers import wrong


def with_number(name, value):
    """Return an answer in which one number is another, and the later ones are right."""
    return lambda: {**NUMBERS, name: value}


def rounded(decimals):
    return lambda: {name: round(value, decimals) for name, value in NUMBERS.items()}


def in_another_order():
    return dict(reversed(NUMBERS.items()))


def one_missing():
    return {name: value for name, value in NUMBERS.items() if name != "other_dh"}


RIGHT = (rounded(4), rounded(5), in_another_order)
WRONG = (
    wrong(rounded(1), "after_n = 0.7 is the first number that is off"),
    wrong(with_number("after_n", 0.8144), "b was left outside the reset"),
    wrong(with_number("after_dz", 2.5716), "The sign is reversed"),
    wrong(with_number("after_da_n", 0.4), "did not pass tanh"),
    wrong(with_number("after_dr", -0.1271), "This is da_n h"),
    wrong(with_number("after_dh", 0.1271), "The way through the mix is missing"),
    wrong(with_number("after_dh", 1.9178), "on the way through tanh"),
    wrong(with_number("before_n", 0.6858), "b was scaled by r"),
    wrong(with_number("before_dr", -0.0539), "contains b"),
    wrong(with_number("before_dr", -0.1907), "with da_n of after"),
    wrong(with_number("before_dh", 1.7271), "with da_n of after"),
    wrong(with_number("other_dh", 0.5271), "with da_n of after"),
    wrong(with_number("other_dz", -2.5716), "other_dz is the same as after_dz"),
    wrong(with_number("other_dh", 2.1085), "share of n"),
    wrong(with_number("other_dh", 7.0), "its two factors"),
    wrong(with_number("before_dh", None), "is None"),
    wrong(one_missing, "has no key"),
)
