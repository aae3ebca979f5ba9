"""Answers to top_k that its record did not foresee; the first attempts were written before it."""

import numpy as np

from tests.checks.answers import wrong


def threshold(logits, k):
    return np.where(logits >= np.sort(logits)[-k], logits, -np.inf)


def above_the_threshold(logits, k):
    return np.where(logits > np.sort(logits)[-k], logits, -np.inf)


def zeros(logits, k):
    kept = np.argsort(-logits, kind="stable")[:k]
    cut = np.zeros(len(logits))
    cut[kept] = logits[kept]
    return cut


def smallest(logits, k):
    kept = np.argsort(logits, kind="stable")[:k]
    cut = np.full(len(logits), -np.inf)
    cut[kept] = logits[kept]
    return cut


def last_of_the_ascending(logits, k):
    kept = np.argsort(logits, kind="stable")[-k:]
    cut = np.full(len(logits), -np.inf)
    cut[kept] = logits[kept]
    return cut


def the_sorted_ones(logits, k):
    return np.sort(logits)[::-1][:k]


def sorted_and_filled(logits, k):
    cut = -np.sort(-logits)
    cut[k:] = -np.inf
    return cut


def in_place(logits, k):
    logits[np.argsort(-logits, kind="stable")[k:]] = -np.inf
    return logits


def their_ids(logits, k):
    return np.argsort(-logits, kind="stable")[:k]


def cuts_the_kept(logits, k):
    cut = logits.copy()
    cut[np.argsort(-logits, kind="stable")[:k]] = -np.inf
    return cut


def turned_round(logits, k):
    kept = np.argsort(logits)[::-1][:k]
    cut = np.full(len(logits), -np.inf)
    cut[kept] = logits[kept]
    return cut


def turned_round_and_zeros(logits, k):
    kept = np.argsort(logits)[::-1][:k]
    cut = np.zeros(len(logits))
    cut[kept] = logits[kept]
    return cut


def by_probability(logits, k):
    order = np.argsort(-np.exp(logits - logits.max()), kind="stable")
    return np.where(np.isin(np.arange(len(logits)), order[:k]), logits, -np.inf)


def normalised(logits, k):
    order = np.argsort(-logits, kind="stable")
    cut = np.where(np.isin(np.arange(len(logits)), order[:k]), logits, -np.inf)
    return cut - np.log(np.exp(cut).sum())


def last_of_the_largest(logits, k):
    order = np.argsort(-logits, kind="stable")
    kept = order[:k] if k > 1 else [len(logits) - 1 - np.argmax(logits[::-1])]
    return np.where(np.isin(np.arange(len(logits)), kept), logits, -np.inf)


WRONG = (
    wrong(last_of_the_largest, "expected"),
    wrong(by_probability, "Wrongly", seeds=(0, 1, 2)),
    wrong(normalised, "Every finite entry is", unsaid=("6 digits",)),
    wrong(threshold, "All logits equal to the k-th largest are kept, more than"),
    wrong(above_the_threshold, "The k-th largest logit itself is not kept, nor those"),
    wrong(zeros, "What was cut is 0"),
    wrong(smallest, "The k smallest logits are kept"),
    wrong(last_of_the_ascending, "Of equal logits at the edge the higher ids are kept"),
    wrong(the_sorted_ones, "Only the k largest logits came back"),
    wrong(sorted_and_filled, "The logits came back in falling order"),
    wrong(in_place, "logits was changed in place"),
    wrong(their_ids, "These are the ids of the k largest logits"),
    wrong(cuts_the_kept, "The k largest logits were cut, and the others kept"),
    wrong(turned_round, "lowest ids are not kept", unsaid=("another order",)),
    wrong(turned_round_and_zeros, "What was cut is 0, and an ascending order was turned"),
)
EDGES = {
    "k of 1 and of V": lambda cases: (
        any(k == 1 < len(logits) for logits, k in cases)
        and any(k == len(logits) > 1 for logits, k in cases)
    ),
    "ties at the edge": lambda cases: any(
        (logits == np.sort(logits)[-k]).sum() > 1 for logits, k in cases
    ),
    "fewer possible than k": lambda cases: any(
        np.isfinite(logits).sum() < k for logits, k in cases
    ),
    "all negative": lambda cases: any((logits < 0).all() for logits, _ in cases),
    "one token": lambda cases: any(len(logits) == 1 for logits, _ in cases),
}
