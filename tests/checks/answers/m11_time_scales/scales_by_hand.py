"""Answers to scales_by_hand that its record did not foresee; the attempts came before it."""

from tests.checks.answers import wrong

NUMBERS = {
    "tau": 3.4761,
    "path": 16,
    "steps": 2,
    "horizon": 458.2106,
    "h_1": 1,
    "h_2": -3,
    "r_1": 0,
    "r_2": -1,
    "re": 1.8,
    "im": 2.4,
}


def tau_one_over_alpha():
    return NUMBERS | {"tau": 4}


def tau_of_alpha_itself():
    """-1 / ln 0.25."""
    return NUMBERS | {"tau": 0.7213}


def tau_negative():
    return NUMBERS | {"tau": -3.4761}


def path_of_sevens_alone():
    return NUMBERS | {"path": 15}


def steps_rounded_down():
    """23, 11, 5, 1."""
    return NUMBERS | {"steps": 1}


def horizon_as_one_percent():
    """1 % lost a step, so 99 steps."""
    return NUMBERS | {"horizon": 99}


def horizon_turned():
    return NUMBERS | {"horizon": 0.0022}


def mirrored_once():
    """The projection subtracted once: (2, -1)."""
    return NUMBERS | {"h_1": 2, "h_2": -1}


def rotated_with_transposed():
    return NUMBERS | {"r_1": 0, "r_2": 1}


def rotated_without_inverse():
    """(1, 0) (I - A)."""
    return NUMBERS | {"r_1": 1, "r_2": -1}


def shortened_in_the_parts():
    return NUMBERS | {"re": 1, "im": 2}


def length_two():
    """Made as long as 2."""
    return NUMBERS | {"re": 1.2, "im": 1.6}


def tau_and_floors():
    return NUMBERS | {"tau": 4, "steps": 1}


def once_and_parts():
    return NUMBERS | {"h_1": 2, "h_2": -1, "re": 1, "im": 2}


def two_decimals():
    return NUMBERS | {"tau": 3.48, "horizon": 458.21}


WRONG = (
    wrong(
        tau_one_over_alpha, "This is 1 / alpha, which the time constant comes near to for a small"
    ),
    wrong(tau_of_alpha_itself, "The logarithm was taken of 0.25"),
    wrong(tau_negative, "The sign is reversed"),
    wrong(path_of_sevens_alone, "15 connections of 7 lead past step 100"),
    wrong(steps_rounded_down, "The lengths were rounded down"),
    wrong(horizon_as_one_percent, "This loses 0.01 of the first state at every step"),
    wrong(horizon_turned, "The fraction stands upside down"),
    wrong(mirrored_once, "The part along v was subtracted once, so nothing along v is left"),
    wrong(rotated_with_transposed, "This is the other way round"),
    wrong(
        rotated_without_inverse,
        "This is the first row of I - A. What does it have to be multiplied by",
    ),
    wrong(shortened_in_the_parts, "2 was subtracted from both parts"),
    wrong(length_two, "The number has the length 2. How long should it be"),
    wrong(tau_and_floors, "This is 1 / alpha, which the time constant comes near to for a small"),
    wrong(once_and_parts, "The part along v was subtracted once, so nothing along v is left"),
    wrong(two_decimals, "The numbers are rounded to two decimals"),
)
