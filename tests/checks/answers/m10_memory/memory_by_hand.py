"""Answers to memory_by_hand that its record did not foresee; the attempts came before it."""

from tests.checks.answers import wrong

NUMBERS = {
    "M_1": 1.4,
    "M_2": -0.8,
    "r_1": 1.4,
    "r_2": 0.2,
    "e_1": -0.6,
    "e_2": 1.2,
    "expected": 0.125,
    "w_1": 0.8808,
    "read": 1.6424,
    "slot": 2.8,
}


def second_sign():
    """2 + 0.6 and 0.8: the value of the second pair taken as 1."""
    return NUMBERS | {"M_1": 2.6, "M_2": 0.8}


def first_pair_stored():
    return NUMBERS | {"M_1": 2.0, "M_2": 0.0}


def mean_of_pairs():
    return NUMBERS | {"M_1": 0.7, "M_2": -0.4}


def stored_minus_recalled():
    return NUMBERS | {"e_1": 0.6, "e_2": -1.2}


def own_value():
    """0.6 times the own value."""
    return NUMBERS | {"e_1": 1.2, "e_2": -0.6}


def all_nine():
    return NUMBERS | {"expected": 0.1406}


def root_of_error():
    return NUMBERS | {"expected": 0.3536}


def squared_d():
    return NUMBERS | {"expected": 0.00195}


def sixty_three():
    return NUMBERS | {"expected": 8 / 63}


def beta_left_out():
    return NUMBERS | {"w_1": 0.5987, "read": 0.7961}


def beta_left_out_in_w():
    return NUMBERS | {"w_1": 0.5987}


def five_and_point_six():
    return NUMBERS | {"w_1": 0.9879}


def second_query():
    """The query k_2."""
    return NUMBERS | {"w_1": 0.1192, "read": -0.6424}


def values_added():
    return NUMBERS | {"read": 0.8808 * 2 + 0.1192}


def add_before_erase():
    return NUMBERS | {"slot": 2.4}


def erase_without_weight():
    return NUMBERS | {"slot": 1.6}


def add_without_weight():
    return NUMBERS | {"slot": 3.8}


def both_errors_turned_and_all_nine():
    return NUMBERS | {"e_1": 0.6, "e_2": -1.2, "expected": 0.1406}


def both_sign_in_m_and_recalled_from_it():
    return NUMBERS | {"M_1": 2.6, "M_2": 0.8, "r_1": 2.6, "r_2": 2.2, "e_1": 0.6, "e_2": 3.2}


def weights_mixed_by_erase():
    """Weights neither of erase and add: (3 (1 - 0.8)) + 2."""
    return NUMBERS | {"slot": 2.6}


def read_from_matrix():
    return NUMBERS | {"read": 1.4}


def squared_of_these():
    """The mean of 0.36 and 1.44 over the mean square 2.5."""
    return NUMBERS | {"expected": 0.36}


def one_is_missing():
    return {name: number for name, number in NUMBERS.items() if name != "expected"}
