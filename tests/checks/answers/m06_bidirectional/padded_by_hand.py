"""Answers to padded_by_hand that its record did not foresee."""

from helpers.checks.m06_bidirectional.padded_by_hand import RIGHT as NUMBERS
from tests.checks.answers import wrong


def changed(**numbers):
    """Return the right numbers with some replaced."""
    return NUMBERS | numbers


def whole_columns_turned():
    return changed(turned_0c=0, turned_2c=2)


def states_in_reading_order():
    return changed(b_2a=4.5, b_0a=4, b_1c=6.5, b_0c=7)


def bias_forgotten():
    return changed(f_1a=2.5, f_2a=4.25, f_1c=7, f_2c=3.5)


def half_of_x_too():
    """Compute 0.5 * (h + x) + 1."""
    return changed(f_1a=2.75, f_2a=3.875, f_1c=5)


def stops_at_the_padding():
    return changed(f_2c=8.5)


def padding_sets_zero():
    return changed(f_2c=0)


def divides_by_three_rows():
    return changed(mean_all=1.1, mean_real=1.0)


def mean_of_means():
    return changed(mean_real=1.75 / 3)


def padding_counted_but_not_summed():
    return changed(mean_real=3.0 / 9)


def as_one_row():
    """Read the batch along the rows of the table, (1, 4, 2)."""
    return changed(turned_0a=2, turned_0c=1)


def as_floats():
    return {name: float(value) for name, value in NUMBERS.items()}


RIGHT = (as_floats,)
WRONG = (
    wrong(whole_columns_turned, "Column c was turned with its padding"),
    wrong(states_in_reading_order, "The right reader's states stand in the order of reading"),
    wrong(bias_forgotten, "The 1 is missing"),
    wrong(half_of_x_too, "The word was halved too"),
    wrong(stops_at_the_padding, "f_2c is the state after the last word"),
    wrong(padding_sets_zero, "f_2c is 0"),
    wrong(divides_by_three_rows, "The sums were divided by the number of sentences"),
    wrong(mean_of_means, "mean_real is the mean of three sentences' means"),
    wrong(
        padding_counted_but_not_summed, "mean_real divides the losses of six words by nine places"
    ),
    wrong(as_one_row, "The array was read along its rows"),
)
