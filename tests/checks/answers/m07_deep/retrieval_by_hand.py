"""First attempts at retrieval_by_hand, written before its record, and other answers to it."""

from helpers.scratch.modules.m07_deep import retrieval_by_hand
from tests.checks.answers import wrong

RIGHT_NUMBERS = retrieval_by_hand()


def with_numbers(**others):
    """Return an answer in which some numbers are others."""
    return lambda: {**RIGHT_NUMBERS, **others}


def rounded(decimals):
    return lambda: {name: round(value, decimals) for name, value in RIGHT_NUMBERS.items()}


def one_missing():
    return {name: value for name, value in RIGHT_NUMBERS.items() if name != "ds_23"}


def in_another_order():
    return dict(reversed(RIGHT_NUMBERS.items()))


RIGHT = (rounded(4), rounded(6), in_another_order)
WRONG = (
    wrong(with_numbers(rank_2=1, recall_1=0.6667), "The tie of query 2 was counted for the right"),
    wrong(with_numbers(rank_2=1.5), "The tie of query 2 was counted half"),
    wrong(with_numbers(rank_1=0, rank_2=1, rank_3=2), "The ranks count from 0"),
    wrong(with_numbers(rank_2=3, rank_3=2), "Which documents of this row", unsaid=("worst",)),
    wrong(with_numbers(recall_1=1, recall_2=2), "The recalls are numbers of hits"),
    wrong(with_numbers(recall_1=33.33, recall_2=66.67), "The recalls are per cent"),
    wrong(with_numbers(recall_2=0.3333), "has only rank 2 itself"),
    wrong(with_numbers(loss_1=0.7054), "This is the probability"),
    wrong(with_numbers(loss_1=0.1516), "This is a logarithm to the base 10"),
    wrong(with_numbers(loss_1=0.5034), "This is in bits"),
    wrong(with_numbers(loss_1=1.3490), "The column was summed"),  # the softmax along the column
    wrong(with_numbers(loss_2=0.6931), "A score of 0 weighs nothing here"),  # two equal scores
    wrong(with_numbers(loss_3=0.4076), "This is the loss of the best document"),
    wrong(with_numbers(loss_3=7.0), "Which probability has the right document"),
    wrong(with_numbers(loss=3.6186), "loss is the sum of the three"),
    wrong(with_numbers(loss=7.0), "How many losses are there"),
    wrong(
        with_numbers(ds_21=0.1554, ds_22=-0.5777, ds_23=0.4223), "The gradient is that of loss_2"
    ),
    wrong(with_numbers(ds_22=0.1408), "The right document's 1 is missing"),
    wrong(with_numbers(ds_21=-0.0518, ds_22=0.1926, ds_23=-0.1408), "has the wrong sign"),
    wrong(with_numbers(ds_21=-0.2815), "1 was subtracted here"),  # minus 1 at the wrong place
    wrong(with_numbers(ds_23=-0.1926), "1 was subtracted for both documents of the tie"),
    wrong(with_numbers(ds_23=None), "['ds_23'] is None"),
    wrong(rounded(1), "This is right to one decimal"),
    wrong(one_missing, "has no key 'ds_23'"),
)
