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
