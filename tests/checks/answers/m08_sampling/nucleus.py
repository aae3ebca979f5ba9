"""Answers to nucleus that its record did not foresee; the first attempts were written before it."""

import numpy as np

from helpers.scratch.ops import log_softmax
from tests.checks.answers import wrong


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


def first_that_reaches(logits, p):
    order = np.argsort(-logits, kind="stable")
    sums = np.cumsum(np.exp(log_softmax(logits))[order])
    return keep(logits, order[: np.argmax(sums >= p) + 1])


def counts_the_sums_below(logits, p):
    order = np.argsort(-logits, kind="stable")
    sums = np.cumsum(np.exp(log_softmax(logits))[order])
    return keep(logits, order[: max(1, (sums <= p).sum())])


def turned_round_and_crossing_dropped(logits, p):
    order = np.argsort(logits)[::-1]
    sums = np.cumsum(np.exp(log_softmax(logits))[order])
    return keep(logits, order[sums <= p])


def turned_round_and_sums_below(logits, p):
    order = np.argsort(logits)[::-1]
    sums = np.cumsum(np.exp(log_softmax(logits))[order])
    return keep(logits, order[: max(1, (sums <= p).sum())])


def ascending_and_sums_below(logits, p):
    order = np.argsort(logits)
    sums = np.cumsum(np.exp(log_softmax(logits))[order])
    return keep(logits, order[: max(1, (sums <= p).sum())])


def half_of_p(logits, p):
    """Reach half of p: no record foresees it, so that what is cut wrongly is listed."""
    order = np.argsort(-logits, kind="stable")
    probs = np.exp(log_softmax(logits))[order]
    return keep(logits, order[: max(1, (np.cumsum(probs) - probs < 0.5 * p).sum())])


def unstable(logits, p):
    """Sort so that equal logits may end in any order, here the worst one."""
    order = len(logits) - 1 - np.argsort(-logits[::-1], kind="stable")
    probs = np.exp(log_softmax(logits))[order]
    kept = order[: max(1, (np.cumsum(probs) - probs < p).sum())]
    return np.where(np.isin(np.arange(len(logits)), kept), logits, -np.inf)


def normalised(logits, p):
    order = np.argsort(-logits, kind="stable")
    probs = np.exp(log_softmax(logits))[order]
    kept = order[: max(1, (np.cumsum(probs) - probs < p).sum())]
    return log_softmax(np.where(np.isin(np.arange(len(logits)), kept), logits, -np.inf))


def most_likely_ones_at_zero(logits, p):
    if p == 0:
        return np.where(logits == logits.max(), logits, -np.inf)
    order = np.argsort(-logits, kind="stable")
    probs = np.exp(log_softmax(logits))[order]
    kept = order[: (np.cumsum(probs) - probs < p).sum()]
    return np.where(np.isin(np.arange(len(logits)), kept), logits, -np.inf)


WRONG = (
    wrong(most_likely_ones_at_zero, "Wrongly kept"),
    wrong(unstable, "higher ids"),
    wrong(normalised, "Every finite entry is", unsaid=("6 digits",)),
    wrong(crossing_dropped, "The token with which the sum reaches p is cut"),
    wrong(unsorted, "The probabilities were added up in the order of the ids,"),
    wrong(mask_not_undone, "As many tokens are kept as should be, but the first"),
    wrong(ascending, "The least likely tokens come first"),
    wrong(each_above_p, "Each probability was compared with p on its own"),
    wrong(zeros, "What was cut is 0"),
    wrong(by_searchsorted, "The token with which the sum reaches p is cut"),
    wrong(nothing_at_zero, "Nothing is kept at p = 0"),
    wrong(higher_ids_first, "Of equally likely tokens the higher ids are kept"),
    wrong(sums_logits, "Logits were added up"),
    wrong(first_that_reaches, "Rounding left the sum of all a little below p = 1"),
    wrong(counts_the_sums_below, "The last token of the nucleus is cut"),
    wrong(turned_round_and_crossing_dropped, "The token with which the sum reaches p is cut"),
    wrong(turned_round_and_sums_below, "The last token of the nucleus is cut"),
    wrong(ascending_and_sums_below, "The least likely tokens come first, and the token with"),
    wrong(half_of_p, "Wrongly -inf: cut[", "Which comparison decides about", slip=False),
)


def sums(logits):
    return np.cumsum(-np.sort(-np.exp(log_softmax(logits))))


EDGES = {
    "p of 0 and of 1": lambda cases: {0.0, 1.0} <= {p for _, p in cases},
    "no sum close to p": lambda cases: all(
        np.abs(sums(logits) - p).min() > 0.003
        for logits, p in cases
        if 0 < p < 1 and len(logits) > 1
    ),
    "-inf, with p of 1 and below": lambda cases: (
        {p == 1 for logits, p in cases if np.isinf(logits).any()} == {True, False}
    ),
    "p of 1 that no sum reaches": lambda cases: any(
        p == 1 and sums(logits)[-1] < 1 for logits, p in cases
    ),
    "one token": lambda cases: any(len(logits) == 1 for logits, _ in cases),
    "one token is enough": lambda cases: any(
        len(logits) > 1 and 0 < p < sums(logits)[0] for logits, p in cases
    ),
}
