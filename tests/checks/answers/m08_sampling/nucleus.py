"""Answers to nucleus that its record did not foresee; the first attempts were written before it."""

import numpy as np

from helpers.scratch.ops import log_softmax


def keep(logits, kept):
    cut = np.full(len(logits), -np.inf)
    cut[kept] = logits[kept]
    return cut


def crossing_dropped(logits, p):
    order = np.argsort(-logits, kind="stable")
    sums = np.cumsum(np.exp(log_softmax(logits))[order])
    return keep(logits, order[sums <= p])


def unsorted(logits, p):
    probs = np.exp(log_softmax(logits))
    before = np.cumsum(probs) - probs
    return np.where(before < p, logits, -np.inf)


def mask_not_undone(logits, p):
    order = np.argsort(-logits, kind="stable")
    probs = np.exp(log_softmax(logits))[order]
    before = np.cumsum(probs) - probs
    return np.where(before < p, logits, -np.inf)


def ascending(logits, p):
    order = np.argsort(logits, kind="stable")
    probs = np.exp(log_softmax(logits))[order]
    before = np.cumsum(probs) - probs
    return keep(logits, order[: max(1, (before < p).sum())])


def each_above_p(logits, p):
    probs = np.exp(log_softmax(logits))
    return np.where(probs >= p, logits, -np.inf)


def zeros(logits, p):
    order = np.argsort(-logits, kind="stable")
    probs = np.exp(log_softmax(logits))[order]
    kept = order[: max(1, (np.cumsum(probs) - probs < p).sum())]
    cut = np.zeros(len(logits))
    cut[kept] = logits[kept]
    return cut


def by_searchsorted(logits, p):
    """One too few: the index of the crossing token is not their number."""
    order = np.argsort(-logits, kind="stable")
    sums = np.cumsum(np.exp(log_softmax(logits))[order])
    return keep(logits, order[: np.searchsorted(sums, p)])


def nothing_at_zero(logits, p):
    order = np.argsort(-logits, kind="stable")
    probs = np.exp(log_softmax(logits))[order]
    return keep(logits, order[np.cumsum(probs) - probs < p])


def higher_ids_first(logits, p):
    order = np.argsort(logits, kind="stable")[::-1]
    probs = np.exp(log_softmax(logits))[order]
    return keep(logits, order[: max(1, (np.cumsum(probs) - probs < p).sum())])


def sums_logits(logits, p):
    order = np.argsort(-logits, kind="stable")
    before = np.cumsum(logits[order]) - logits[order]
    return keep(logits, order[: max(1, (before < p).sum())])
