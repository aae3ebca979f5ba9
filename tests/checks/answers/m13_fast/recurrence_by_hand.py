"""Answers to recurrence_by_hand that its record did not foresee; the attempts came before it."""

from tests.checks.answers import wrong

NUMBERS = {
    "joined_a": -1.0,
    "joined_b": 3.0,
    "a": 0.4724,
    "b": 0.3518,
    "k_2": 0.3139,
    "m_next": 3.5,
    "i": 0.0821,
    "work": 1.6333,
    "step": 12.1905,
    "inputs": 27.6757,
}


def second_step_first():
    """0.5 (-2 h + 5) + 1."""
    return NUMBERS | {"joined_b": 3.5}


def pairs_added():
    return NUMBERS | {"joined_a": -1.5, "joined_b": 6.0}


def euler():
    """1 + lambda dt, and b = dt."""
    return NUMBERS | {"a": 0.25, "b": 0.5, "k_2": 0.125}


def dt_forgotten():
    return NUMBERS | {"a": 0.2231, "b": 0.5179, "k_2": 0.1031}


def b_negative():
    return NUMBERS | {"b": -0.3518, "k_2": -0.3139}


def b_not_divided():
    return NUMBERS | {"b": 0.5276, "k_2": 0.4709}


def kernel_one_step_early():
    return NUMBERS | {"k_2": 0.6647}


def kernel_one_step_late():
    return NUMBERS | {"k_2": 0.1483}


def m_without_forgetting():
    """max(m, log_i)."""
    return NUMBERS | {"m_next": 4.0, "i": 0.0498}


def m_of_the_gates():
    return NUMBERS | {"m_next": 1.0, "i": 1.0}


def gate_as_it_is():
    return NUMBERS | {"i": 2.7183}


def rounds_of_all():
    """16 pairs a round."""
    return NUMBERS | {"work": 2.1333}


def blelloch_over_hillis():
    return NUMBERS | {"work": 0.6122}


def numbers_not_bytes():
    return NUMBERS | {"step": 48.7619, "inputs": 110.7027}


def multiply_adds():
    return NUMBERS | {"step": 6.0952, "inputs": 13.8378}


def result_not_moved():
    """2 N D H / (4 (N D + D H))."""
    return NUMBERS | {"step": 15.0588, "inputs": 240.9412}


def two_exchanged_and_euler():
    return NUMBERS | {"joined_b": 3.5, "a": 0.25, "b": 0.5, "k_2": 0.125}


def two_euler_and_gate():
    return NUMBERS | {"a": 0.25, "b": 0.5, "k_2": 0.125, "i": 2.7183}


def three_decimals():
    return {name: round(number, 3) for name, number in NUMBERS.items()}


def sums_to_fifteen_each():
    """15 joined pairs in every round."""
    return NUMBERS | {"work": 2.0}


def half_precision():
    """2 bytes a number."""
    return NUMBERS | {"step": 24.3810, "inputs": 55.3514}


def bits():
    return NUMBERS | {"step": 1.5238, "inputs": 3.4595}


WRONG = (
    wrong(second_step_first, "The operands are exchanged"),
    wrong(pairs_added, "Both the a and the b were added"),
    wrong(euler, "This is 1 + lambda dt, the first two terms of the exponential"),
    wrong(dt_forgotten, "The exponent is lambda alone"),
    wrong(b_negative, "The sign is reversed"),
    wrong(b_not_divided, "1 - a was not divided"),
    wrong(kernel_one_step_early, "This is k_1"),
    wrong(kernel_one_step_late, "This is k_3"),
    wrong(m_without_forgetting, "This is m as it was"),
    wrong(m_of_the_gates, "This is log_i"),
    wrong(gate_as_it_is, "This is exp(log_i)"),
    wrong(rounds_of_all, "All 16 pairs count in each round"),
    wrong(blelloch_over_hillis, "This is the quotient turned over"),
    wrong(numbers_not_bytes, "This is flops for each number that is moved"),
    wrong(multiply_adds, "It is half the right number"),
    wrong(result_not_moved, "The result is missing below the line"),
    wrong(two_exchanged_and_euler, "The operands are exchanged"),
    wrong(
        two_euler_and_gate,
        "This is 1 + lambda dt, the first two terms of the exponential",
    ),
    wrong(three_decimals, "It is nearly right"),
    wrong(sums_to_fifteen_each, "15 pairs count in each round"),
    wrong(half_precision, "It is twice the right number"),
    wrong(bits, "This is flops for each bit"),
)
