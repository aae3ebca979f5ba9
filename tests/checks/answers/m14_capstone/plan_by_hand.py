"""Answers to plan_by_hand that its record did not foresee; the attempts came before it."""

import math

from tests.checks.answers import wrong

RIGHT_NUMBERS = {
    "mean": -0.03,
    "sd": 0.0173205,
    "half": 0.0430265,
    "unpaired": 0.1543086,
    "seeds": 6,
    "minutes": 36,
    "same_sign": 0.03125,
    "optimism": 0.0169257,
    "false_find": 0.4012631,
}


def baseline_minus_other():
    return RIGHT_NUMBERS | {"mean": 0.03}


def divisor_three():
    """Carry a standard deviation with the divisor n through."""
    sd = 0.01 * math.sqrt(2)
    return RIGHT_NUMBERS | {"sd": sd, "half": 4.3027 * sd / math.sqrt(3), "seeds": 5, "minutes": 30}


def normal_quantile():
    return RIGHT_NUMBERS | {"half": 1.96 * 0.0173205 / math.sqrt(3), "seeds": 3, "minutes": 18}


def added_deviations():
    return RIGHT_NUMBERS | {"unpaired": 2.7764 * (0.0750555 + 0.0602771) / math.sqrt(3)}


def one_sided():
    return RIGHT_NUMBERS | {"same_sign": 0.015625}


def difference_of_both():
    return RIGHT_NUMBERS | {"optimism": 0.0338514}


def ten_times_five_percent():
    return RIGHT_NUMBERS | {"false_find": 0.5}


def seven_seeds():
    return RIGHT_NUMBERS | {"seeds": 7, "minutes": 42}


def right_as_written():
    return RIGHT_NUMBERS


RIGHT = (right_as_written,)
WRONG = (
    wrong(baseline_minus_other, "The sign is reversed. Which loss"),
    wrong(divisor_three, "The sum of squares was divided by 3"),
    wrong(normal_quantile, "1.96 is the quantile where the spread is known"),
    wrong(added_deviations, "The standard deviations were added"),
    wrong(one_sided, "This is the chance that all are below 0"),
    wrong(difference_of_both, "This is the mean of the larger minus the smaller"),
    wrong(ten_times_five_percent, "The chances were added"),
    wrong(seven_seeds, "Try n = 3, 4, 5"),
)
