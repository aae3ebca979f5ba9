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


WRONG = (
    wrong(with_numbers(rank_2=1, recall_1=0.6667)),  # the tie counts for the right document
    wrong(with_numbers(rank_2=1.5)),  # the mean place
    wrong(with_numbers(rank_1=0, rank_2=1, rank_3=2)),  # places from 0
    wrong(with_numbers(rank_2=3, rank_3=2)),  # columns: documents look for their queries
    wrong(with_numbers(recall_1=1, recall_2=2)),  # hits, not shares
    wrong(with_numbers(recall_1=33.33, recall_2=66.67)),  # per cent
    wrong(with_numbers(loss_1=0.7054)),  # the probability, not its logarithm
    wrong(with_numbers(loss_1=0.1516)),  # base ten
    wrong(with_numbers(loss_1=0.5034)),  # bits
    wrong(with_numbers(loss_1=1.3490, loss_2=0.8620)),  # the softmax along the column
    wrong(with_numbers(loss_3=0.4076)),  # the largest score, not the right one
    wrong(with_numbers(loss=3.6186)),  # the sum
    wrong(with_numbers(ds_21=0.1554, ds_22=-0.5777, ds_23=0.4223)),  # of loss_2
    wrong(with_numbers(ds_22=0.1408)),  # no - 1
    wrong(with_numbers(ds_21=-0.0518, ds_22=0.1926, ds_23=-0.1408)),
    wrong(with_numbers(ds_21=-0.2815)),  # minus 1 at the wrong place
    wrong(with_numbers(loss_2=0.6931)),  # ln 2: two equal scores
    wrong(rounded(1)),
    wrong(one_missing),
)
