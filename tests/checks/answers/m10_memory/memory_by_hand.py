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


def recalled_by_second_entry_alone():
    """0.8 times -0.8."""
    return NUMBERS | {"r_2": -0.64, "e_2": 0.36}


def all_from_the_wrong_sign_of_e():
    return NUMBERS | {"e_1": 3.4, "e_2": -0.8}


def weights_of_both():
    return NUMBERS | {"w_1": 0.8808, "read": 0.8808}


def both_beta_on_one_and_sum_read():
    return NUMBERS | {"w_1": 0.9879, "read": 1.9879}


def both_all_nine_and_add_first():
    return NUMBERS | {"expected": 0.1406, "slot": 2.4}


def percent():
    return NUMBERS | {"expected": 12.5}


WRONG = (
    wrong(second_sign, "The second value counts as positive"),
    wrong(first_pair_stored, "Only the first pair is stored"),
    wrong(mean_of_pairs, "The sum was divided by 2"),
    wrong(stored_minus_recalled, "The sign is reversed"),
    wrong(own_value, "This is 0.6 times the own value"),
    wrong(all_nine, "The pair itself counts as well"),
    wrong(root_of_error, "This is the root of it"),
    wrong(squared_d, "There is a factor 1/D too many"),
    wrong(sixty_three, "8 was divided by D - 1"),
    wrong(beta_left_out, "The scores were taken without the factor 5"),
    wrong(beta_left_out_in_w, "The scores were taken without the factor 5"),
    wrong(five_and_point_six, "Only the first score was multiplied by 5"),
    wrong(second_query, "This is the weight for the query k_2"),
    wrong(values_added, "The second product counts as positive"),
    wrong(add_before_erase, "Add came before erase, so that part of what was written is erased at"),
    wrong(erase_without_weight, "Erase counts in full"),
    wrong(add_without_weight, "Add counts in full"),
    wrong(both_errors_turned_and_all_nine, "The sign is reversed"),
    wrong(both_sign_in_m_and_recalled_from_it, "The second value counts as positive"),
    wrong(weights_mixed_by_erase, "Erase and add both count in full"),
    wrong(read_from_matrix, "This is what the matrix recalls"),
    wrong(squared_of_these, "This is the square of 0.6, which belongs to the two keys above"),
    wrong(one_is_missing, "Its keys should be 'M_1', 'M_2', 'r_1', 'r_2', 'e_1', 'e_2',"),
    wrong(
        recalled_by_second_entry_alone,
        "Multiply the key's two entries by M_1 and M_2, signs kept, and add up",
    ),
    wrong(all_from_the_wrong_sign_of_e, "The stored value was added"),
    wrong(weights_of_both, "Multiply each value by its weight, signs kept"),
    wrong(both_beta_on_one_and_sum_read, "Only the first score was multiplied by 5"),
    wrong(both_all_nine_and_add_first, "The pair itself counts as well"),
    wrong(percent, "Write down the error of one value, square it, and take the mean term"),
)
