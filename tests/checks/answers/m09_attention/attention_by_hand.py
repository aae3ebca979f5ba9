"""Answers to attention_by_hand that its record did not foresee; the attempts came before it."""

from tests.checks.answers import wrong

NUMBERS = {
    "w_1": 0.8438,
    "w_2": 0.1142,
    "w_3": 0.0420,
    "context": 3.4054,
    "J_11": 0.1318,
    "J_12": -0.0964,
    "J_13": -0.0354,
    "ds_1": 0.2509,
    "ds_2": -0.1373,
    "ds_3": -0.1135,
}


def query_forgotten():
    """exp of 1, 0, -0.5: 2.7183, 1, 0.6065; sum 4.3248."""
    return NUMBERS | {"w_1": 0.6285, "w_2": 0.2312, "w_3": 0.1402}


def without_exponentials():
    return NUMBERS | {"w_1": 2.0, "w_2": 0.0, "w_3": -1.0}


def exponentials_alone():
    return NUMBERS | {"w_1": 7.3891, "w_2": 1.0, "w_3": 0.3679, "context": 29.8205}


def context_of_keys():
    return NUMBERS | {"context": 0.8438 - 0.5 * 0.0420}


def mean_of_values():
    return NUMBERS | {"context": 1.0}


def plus_in_the_row():
    return NUMBERS | {"J_12": 0.0964, "J_13": 0.0354}


def squares():
    return NUMBERS | {"J_11": 0.7120}


def diagonal_alone():
    return NUMBERS | {"J_12": 0.0, "J_13": 0.0}


def weight_times_value():
    return NUMBERS | {"ds_1": 1.6876, "ds_2": 0.0571, "ds_3": -0.0420}


def upstream_forgotten():
    return NUMBERS | {"ds_1": 0.5018, "ds_2": -0.2747, "ds_3": -0.2271}


def own_diagonal_alone():
    """0.5 v_j w_j (1 - w_j)."""
    return NUMBERS | {"ds_1": 0.2636, "ds_2": 0.0506, "ds_3": -0.0402}


def first_row_for_all():
    """0.5 v_j J_1j."""
    return NUMBERS | {"ds_1": 0.2636, "ds_2": -0.0482, "ds_3": 0.0354}


def values_gradients():
    return NUMBERS | {"ds_1": 0.4219, "ds_2": 0.0571, "ds_3": 0.0210}


def third_sign():
    return NUMBERS | {"context": 0.8438 * 4 + 0.1142 + 0.0420 * 2}


def without_query_and_plus():
    return NUMBERS | {"w_1": 0.6285, "w_2": 0.2312, "w_3": 0.1402, "J_12": 0.1453, "J_13": 0.0881}


def upstream_and_context_forgotten():
    return NUMBERS | {"ds_1": 3.3752, "ds_2": 0.1142, "ds_3": -0.0840}


def query_forgotten_in_part():
    """The third score taken as the key."""
    return NUMBERS | {"w_1": 0.8204, "w_2": 0.1110, "w_3": 0.0685}


def rounded_to_three():
    return {name: round(number, 3) for name, number in NUMBERS.items()}


def row_from_rounded_context():
    return NUMBERS | {"context": 3.41, "ds_1": 0.249, "ds_2": -0.138, "ds_3": -0.114}


def j_with_values():
    return NUMBERS | {"J_11": 0.5272, "J_12": -0.0964, "J_13": 0.0709}


def ds_of_context_times_row():
    return NUMBERS | {"ds_1": 0.5 * 3.4054 * 0.1318, "ds_2": 0.1641, "ds_3": -0.0604}


def one_is_missing():
    return {name: number for name, number in NUMBERS.items() if name != "J_13"}


WRONG = (
    wrong(query_forgotten, "These are the weights of the keys as they are"),
    wrong(
        without_exponentials,
        "2 is the first score, also where the scores are divided by their sum,",
    ),
    wrong(exponentials_alone, "This is the exponential of the score"),
    wrong(context_of_keys, "The keys were weighed"),
    wrong(mean_of_values, "This is the plain mean of the values"),
    wrong(plus_in_the_row, "The sign is reversed"),
    wrong(squares, "This is the square of the weight"),
    wrong(diagonal_alone, "0 would mean that the first weight does not feel the other scores"),
    wrong(weight_times_value, "This is 0.5 w v alone"),
    wrong(upstream_forgotten, "This is twice too large"),
    wrong(own_diagonal_alone, "Only the way through the position's own weight was taken"),
    wrong(first_row_for_all, "The first row of J was multiplied entry by entry by the values"),
    wrong(values_gradients, "These are the gradients of the values"),
    wrong(third_sign, "The third value counts as positive"),
    wrong(without_query_and_plus, "These are the weights of the keys as they are"),
    wrong(upstream_and_context_forgotten, "This is w v"),
    wrong(query_forgotten_in_part, "Write down the three exponentials and their sum"),
    wrong(rounded_to_three, "It is nearly right"),
    wrong(row_from_rounded_context, "Give as many decimals as the prompt asks for"),
    wrong(j_with_values, "Differentiate the fraction of w_1"),
    wrong(ds_of_context_times_row, "Add up three products of 0.5, a value and an entry of J"),
    wrong(one_is_missing, "Its keys should be 'w_1', 'w_2', 'w_3', 'context', 'J_11', 'J_12',"),
)
