"""Answers to linear_parity that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def counts_the_ones():
    return np.array([1.0, 1.0]), np.array([0.0, 1.0])


def one_seen():
    return np.array([1.0, 0.0]), np.array([0.0, 1.0])


def last_bit():
    return np.array([0.0, 0.0]), np.array([0.0, 1.0])


def exchanged():
    return np.array([0.0, 1.0]), np.array([1.0, -1.0])


def one_array():
    return np.array([[1.0, -1.0], [0.0, 1.0]])


def by_the_bit():
    return np.array([[1.0, 0.0], [-1.0, 1.0]])


def pairs_by_the_bit():
    return np.array([1.0, 0.0]), np.array([-1.0, 1.0])


def whole_numbers():
    return np.array([1, -1]), np.array([0, 1])


def in_lists():
    return [1.0, -1.0], [0.0, 1.0]


def four_numbers():
    return 1.0, -1.0, 0.0, 1.0


def counts_down():
    return np.array([1.0, 1.0]), np.array([0.0, -1.0])


def b_by_the_other_bit():
    return np.array([1.0, -1.0]), np.array([1.0, 0.0])


def a_by_the_other_bit():
    return np.array([-1.0, 1.0]), np.array([0.0, 1.0])


def of_the_zeros():
    return np.array([-1.0, 1.0]), np.array([1.0, 0.0])


def sign_of_a():
    return np.array([-1.0, -1.0]), np.array([0.0, 1.0])


def sign_of_b():
    return np.array([1.0, -1.0]), np.array([0.0, -1.0])


def b_always():
    return np.array([1.0, -1.0]), np.array([1.0, 1.0])


def nothing_added():
    return np.array([1.0, -1.0]), np.array([0.0, 0.0])


def plus_and_minus_one():
    """Keep the state at 1 and -1, as if it began at 1."""
    return np.array([1.0, -1.0]), np.array([0.0, 0.0])


def does_nothing():
    return np.array([1.0, 1.0]), np.array([0.0, 0.0])


def forgets_at_zero():
    return np.array([0.0, -1.0]), np.array([0.0, 1.0])


def doubled():
    """1 - 2 h taken for the coefficient."""
    return np.array([1.0, -2.0]), np.array([0.0, 1.0])


def halves():
    return np.array([1.0, -0.5]), np.array([0.0, 1.0])


def nearly():
    return np.array([0.9999, -0.9999]), np.array([0.0, 1.0])


def columns():
    return np.array([[1.0], [-1.0]]), np.array([[0.0], [1.0]])


def two_exchanged_and_by_the_other_bit():
    return np.array([1.0, 0.0]), np.array([-1.0, 1.0])


def two_counts_and_by_the_other_bit():
    return np.array([1.0, 1.0]), np.array([1.0, 0.0])


def two_signs():
    return np.array([1.0, 1.0]), np.array([0.0, -1.0])


def two_any_and_always():
    return np.array([1.0, 0.0]), np.array([1.0, 1.0])


def turned_over():
    """Start from the table of both bits."""
    table = {0: (1, 0), 1: (-1, 1)}
    a, b = zip(*(table[bit] for bit in (0, 1)), strict=True)
    return np.array(a, dtype=float), np.array(b, dtype=float)


def in_float32():
    return np.float32([1, -1]), np.float32([0, 1])


RIGHT = (whole_numbers, turned_over, in_float32)


WRONG = (
    wrong(counts_the_ones, "This counts the ones"),
    wrong(one_seen, "The state stays at 1 after a second 1"),
    wrong(last_bit, "This is the last bit"),
    wrong(exchanged, "a and b are exchanged"),
    wrong(one_array, "Both came back in one array"),
    wrong(by_the_bit, "Return all of them in this order"),
    wrong(pairs_by_the_bit, "The first array has both numbers of a bit 0, the second those of a"),
    wrong(in_lists, "Convert it to an array"),
    wrong(four_numbers, "Return only these in this order"),
    wrong(counts_down, "A 1 leads from 0 to -1"),
    wrong(b_by_the_other_bit, "The two numbers of b stand in each other's place"),
    wrong(a_by_the_other_bit, "The two numbers of a stand in each other's place"),
    wrong(of_the_zeros, "This is the parity of the zeros"),
    wrong(sign_of_a, "A 0 turns the sign of the state"),
    wrong(sign_of_b, "A 1 leads from 0 to -1"),
    wrong(b_always, "After a 0 the state is 1"),
    wrong(nothing_added, "The state never leaves 0"),
    wrong(plus_and_minus_one, "The state never leaves 0"),
    wrong(does_nothing, "The state never leaves 0"),
    wrong(forgets_at_zero, "A 0 sets the state to 0"),
    wrong(doubled, "A second 1 leads to -1"),
    wrong(halves, "What must a 1 do to a state of 1"),
    wrong(nearly, "The factors are a little off 1 in size, so the state shrinks or"),
    wrong(columns, "There is an extra axis of length 1"),
    wrong(
        two_exchanged_and_by_the_other_bit,
        "The first array has both numbers of a bit 0, the second those of a",
    ),
    wrong(two_counts_and_by_the_other_bit, "After a 0 the state is 1"),
    wrong(two_signs, "A 1 leads from 0 to -1"),
    wrong(two_any_and_always, "After a 0 the state is 1"),
)
