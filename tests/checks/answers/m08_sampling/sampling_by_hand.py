"""Answers to sampling_by_hand that its record did not foresee; the attempts came before it."""

from math import log

from tests.checks.answers import wrong

NUMBERS = {
    "tau_half_A": 0.5818,
    "tau_half_E": 0.0091,
    "top2_A": 0.6154,
    "top2_C": 0.3846,
    "nucleus_count": 3,
    "nucleus_A": 0.4706,
    "nucleus_D": 0.2353,
    "step2_best": 0.30,
    "step2_second": 0.20,
    "step3_best": 0.15,
    "score_b_0": -1.6094,
    "score_ab_0": -1.8971,
    "score_b_1": -0.8047,
    "score_ab_1": -0.6324,
}


def with_roots():
    """Take the square root where the square belongs: tau = 2."""
    roots = [p**0.5 for p in (0.4, 0.1, 0.25, 0.2, 0.05)]
    return NUMBERS | {"tau_half_A": roots[0] / sum(roots), "tau_half_E": roots[4] / sum(roots)}


def squares_alone():
    return NUMBERS | {"tau_half_A": 0.16, "tau_half_E": 0.0025}


def top2_not_divided():
    return NUMBERS | {"top2_A": 0.40, "top2_C": 0.25}


def first_two_letters():
    return NUMBERS | {"top2_A": 0.8, "top2_C": 0.0}


def crossing_dropped():
    return NUMBERS | {"nucleus_count": 2, "nucleus_A": 0.6154, "nucleus_D": 0.0}


def one_too_many():
    return NUMBERS | {"nucleus_count": 4, "nucleus_A": 0.4 / 0.95, "nucleus_D": 0.2 / 0.95}


def nucleus_in_letters():
    """A, B, C and D, in the order of the letters: 0.4, 0.5, 0.75, 0.95."""
    return NUMBERS | {"nucleus_count": 4, "nucleus_A": 0.4211, "nucleus_D": 0.2105}


def best_of_each_parent():
    """From a its best, a b 0.30, and from b its best, b # 0.20: the same two here; step 3 alike."""
    return NUMBERS | {"step2_second": 0.18}


def finished_not_kept():
    """Look for unfinished ones only: a b 0.30 and a a 0.18, then a b # 0.15."""
    return NUMBERS | {"step2_second": 0.18}


def last_factor_alone():
    return NUMBERS | {"step2_best": 0.5, "step2_second": 0.5, "step3_best": 0.5}


def decimal_logs():
    return NUMBERS | {
        "score_b_0": -0.6990,
        "score_ab_0": -0.8239,
        "score_b_1": -0.3495,
        "score_ab_1": -0.2746,
    }


def eos_not_counted():
    return NUMBERS | {"score_b_1": log(0.2), "score_ab_1": log(0.15) / 2}


def times_the_length():
    return NUMBERS | {"score_b_1": 2 * log(0.2), "score_ab_1": 3 * log(0.15)}


def start_counted():
    return NUMBERS | {"score_b_1": log(0.2) / 3, "score_ab_1": log(0.15) / 4}


def over_three():
    return NUMBERS | {"score_b_1": log(0.2) / 3}


def positive():
    return NUMBERS | {"score_b_0": 1.6094, "score_ab_0": 1.8971}


def tempered_first():
    """Take top-2 of the tempered distribution."""
    return NUMBERS | {"top2_A": 0.7191, "top2_C": 0.2809}


WRONG = (
    wrong(with_roots, "The roots were taken, as at temperature 2"),
    wrong(squares_alone, "This is the square"),
    wrong(top2_not_divided, "This is the probability as it was"),
    wrong(first_two_letters, "A and B were kept, the first two letters"),
    wrong(crossing_dropped, "Two tokens sum to 0.65"),
    wrong(one_too_many, "Four tokens are one too many"),
    wrong(nucleus_in_letters, "Four tokens are one too many"),
    wrong(best_of_each_parent, "0.18 is a a, which has not ended"),
    wrong(finished_not_kept, "0.18 is a a, which has not ended"),
    wrong(last_factor_alone, "This is the last factor alone"),
    wrong(decimal_logs, "These are logarithms to base 10"),
    wrong(eos_not_counted, "The log-probability is not divided"),
    wrong(times_the_length, "The log-probability was multiplied by the length"),
    wrong(start_counted, "The length is one too large"),
    wrong(over_three, "The length is one too large"),
    wrong(positive, "The sign is reversed"),
    wrong(tempered_first, "The tempered distribution was cut"),
)
