"""Answers to redraw_unk that its record did not foresee; the first attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def not_renormalised(probs, unk):
    others = probs.copy()
    others[:, unk] = 0.0
    return others


def column_removed(probs, unk):
    others = np.delete(probs, unk, axis=1)
    return others / others.sum(axis=1, keepdims=True)


def by_one_minus(probs, unk):
    others = probs / (1 - probs[:, unk : unk + 1])
    others[:, unk] = 0.0
    return others


def in_place(probs, unk):
    probs[:, unk] = 0.0
    return probs / probs.sum(axis=1, keepdims=True)


def shared_equally(probs, unk):
    others = probs + probs[:, unk : unk + 1] / (probs.shape[1] - 1)
    others[:, unk] = 0.0
    return others


def divided_by_unk(probs, unk):
    others = probs / probs[:, unk : unk + 1]
    others[:, unk] = 0.0
    return others


def the_row_not_the_column(probs, unk):
    others = probs.copy()
    others[unk] = 0.0
    return others / others.sum(axis=1, keepdims=True)


def one_sum_for_all(probs, unk):
    others = probs.copy()
    others[:, unk] = 0.0
    return others / others.sum()


def to_the_most_likely(probs, unk):
    others = probs.copy()
    others[:, unk] = 0.0
    others[np.arange(len(probs)), others.argmax(axis=1)] += probs[:, unk]
    return others


def zeroed_after_dividing(probs, unk):
    others = probs / probs.sum(axis=1, keepdims=True)
    others[:, unk] = 0.0
    return others


def sums_of_columns(probs, unk):
    others = probs.copy()
    others[:, unk] = 0.0
    return others / others.sum(axis=0)


def last_row_kept(probs, unk):
    others = probs.copy()
    others[:-1, unk] = 0.0
    return others / others.sum(axis=1, keepdims=True)


WRONG = (
    wrong(last_row_kept, "probs[", unsaid=("Two mistakes",)),
    wrong(not_renormalised, "The rows no longer sum to 1"),
    wrong(column_removed, "The column of unk is gone"),
    wrong(by_one_minus, "What is left was divided by 1 - probs[b, unk], which has"),
    wrong(in_place, "probs was changed in place"),
    wrong(shared_equally, "The probability of unk was shared out in equal parts"),
    wrong(divided_by_unk, "What is left was divided by the probability of unk"),
    wrong(the_row_not_the_column, "A row was set to 0 where a column belongs"),
    wrong(one_sum_for_all, "All entries were divided by one sum"),
    wrong(to_the_most_likely, "The probability of unk went to the most likely other"),
    wrong(zeroed_after_dividing, "The rows no longer sum to 1"),
    wrong(sums_of_columns, "The columns were divided by their sums"),
)
EDGES = {
    "unk at either end": lambda cases: (
        any(unk == 0 for _, unk in cases) and any(unk == probs.shape[1] - 1 for probs, unk in cases)
    ),
    "unk impossible, and nearly certain": lambda cases: (
        any((probs[:, unk] == 0).all() for probs, unk in cases)
        and any((probs[:, unk] > 1 - 1e-12).all() for probs, unk in cases)
    ),
    "one row": lambda cases: any(len(probs) == 1 for probs, _ in cases),
    "two tokens": lambda cases: any(probs.shape[1] == 2 for probs, _ in cases),
}
