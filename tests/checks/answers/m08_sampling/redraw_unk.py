"""Answers to redraw_unk that its record did not foresee; the first attempts came before it."""

import numpy as np


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
