"""Answers to scalar_bptt that its record did not foresee."""

import numpy as np

from helpers.checks.m01_unrolling.scalar_bptt import RIGHT as NUMBERS
from helpers.checks.m01_unrolling.scalar_bptt import by_rules
from tests.checks.answers import wrong


def with_number(name, value):
    """Return an answer in which one number is another, and the later ones are right."""
    return lambda: {**NUMBERS, name: value}


def rounded(decimals):
    return lambda: {name: round(value, decimals) for name, value in NUMBERS.items()}


def every_part_added():
    """The copies' parts are sums so far, and dh_2 forgot w_h: the earlier of the two counts."""
    numbers, total = by_rules(back=lambda da, dh, before: da), 0.0
    for t in (3, 2, 1):
        total += numbers[f"dw_h_{t}"]
        numbers[f"dw_h_{t}"] = total
    return numbers


def in_another_order():
    return dict(reversed(NUMBERS.items()))


def in_float32():
    return {name: np.float32(value) for name, value in NUMBERS.items()}


RIGHT = (in_float32, rounded(3), rounded(4), in_another_order)
WRONG = (
    wrong(rounded(1), "dh_3 = -0.6 is the first number that is off"),
    wrong(with_number("da_2", -0.2), "da_2 = -0.2 is the first number", "h_1 was used"),
    wrong(with_number("da_2", -0.4117), "The 4 before it are right", "This is dh_2 itself"),
    wrong(with_number("dw_h_2", -0.4823), "This is the sum so far", "copy 2 alone"),
    wrong(with_number("dw_h_1", -0.0939), "The 8 before it are right"),
    wrong(with_number("dh_1", 0.2411), "The sign is reversed", "between h_1 and a_2"),
    wrong(with_number("dw_h_2", 5.0), "copy 2 of w_h multiplies one state"),
    wrong(with_number("da_1", None), "numbers['da_1'] is None"),
    wrong(every_part_added, "dh_2 = -0.514675 is the first number", "This is da_3 itself"),
    wrong(lambda: list(NUMBERS.values()), "a list of 9, expected a dict of 9"),
    wrong(lambda: {"dh_3": -0.608}, "has no key"),
)
