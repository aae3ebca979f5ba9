"""Answers to typical that its record did not foresee; the first attempts were written before it."""

import numpy as np

from helpers.scratch.ops import log_softmax


def by(logits, distances, mass, count=None):
    probs = np.exp(log_softmax(logits))
    order = np.argsort(distances, kind="stable")
    before = np.cumsum(probs[order]) - probs[order]
    kept = order[: max(1, (before < mass).sum())] if count is None else order[: count(order, probs)]
    cut = np.full(len(logits), -np.inf)
    cut[kept] = logits[kept]
    return cut


def entropy_of(logits):
    log_probs = log_softmax(logits)
    return -(np.exp(log_probs) * log_probs).sum()


def without_absolute(logits, mass):
    return by(logits, -log_softmax(logits) - entropy_of(logits), mass)


def furthest_first(logits, mass):
    return by(logits, -np.abs(-log_softmax(logits) - entropy_of(logits)), mass)


def the_nucleus(logits, mass):
    return by(logits, -logits, mass)


def mean_surprise_unweighted(logits, mass):
    surprise = -log_softmax(logits)
    return by(logits, np.abs(surprise - surprise.mean()), mass)


def sign_of_the_entropy(logits, mass):
    return by(logits, np.abs(-log_softmax(logits) + entropy_of(logits)), mass)


def distance_of_probabilities(logits, mass):
    probs = np.exp(log_softmax(logits))
    return by(logits, np.abs(probs - np.exp(-entropy_of(logits))), mass)


def crossing_dropped(logits, mass):
    return by(
        logits,
        np.abs(-log_softmax(logits) - entropy_of(logits)),
        mass,
        lambda order, probs: int((np.cumsum(probs[order]) <= mass).sum()),
    )


def entropy_in_bits(logits, mass):
    return by(logits, np.abs(-log_softmax(logits) - entropy_of(logits) / np.log(2)), mass)


def of_logits(logits, mass):
    probs = np.exp(log_softmax(logits))
    return by(logits, np.abs(logits - (probs * logits).sum()), 1 - mass)


def not_in_order(logits, mass):
    distances = np.abs(-log_softmax(logits) - entropy_of(logits))
    probs = np.exp(log_softmax(logits))
    order = np.argsort(distances, kind="stable")
    before = np.cumsum(probs) - probs
    kept = order[: max(1, (before < mass).sum())]
    cut = np.full(len(logits), -np.inf)
    cut[kept] = logits[kept]
    return cut
