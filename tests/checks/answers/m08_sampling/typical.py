"""Answers to typical that its record did not foresee; the first attempts were written before it."""

import numpy as np

from helpers.scratch.ops import log_softmax
from tests.checks.answers import wrong


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


def first_that_reaches(logits, mass):
    return by(
        logits,
        np.abs(-log_softmax(logits) - entropy_of(logits)),
        mass,
        lambda order, probs: int(np.argmax(np.cumsum(probs[order]) >= mass) + 1),
    )


def most_likely_first_and_crossing_dropped(logits, mass):
    return by(
        logits,
        -log_softmax(logits) - entropy_of(logits),
        mass,
        lambda order, probs: int((np.cumsum(probs[order]) <= mass).sum()),
    )


def most_likely_first_and_one_at_least(logits, mass):
    return by(
        logits,
        -log_softmax(logits) - entropy_of(logits),
        mass,
        lambda order, probs: max(1, int((np.cumsum(probs[order]) <= mass).sum())),
    )


def most_likely_at_zero(logits, mass):
    log_probs = logits - logits.max() - np.log(np.exp(logits - logits.max()).sum())
    probs = np.exp(log_probs)
    far = np.abs(-log_probs + (probs * log_probs).sum())
    order = np.argsort(far if mass else -logits, kind="stable")
    kept = order[: max(1, (np.cumsum(probs[order]) - probs[order] < mass).sum())]
    return np.where(np.isin(np.arange(len(logits)), kept), logits, -np.inf)


WRONG = (
    wrong(most_likely_at_zero, "Wrongly", unsaid=("counted twice",), seeds=(0, 1, 2, 3)),
    wrong(without_absolute, "The most likely tokens come first"),
    wrong(furthest_first, "The tokens furthest from the entropy come first"),
    wrong(the_nucleus, "The most likely tokens come first"),
    wrong(mean_surprise_unweighted, "The distance is taken from the plain mean of the"),
    wrong(sign_of_the_entropy, "The most likely tokens come first"),
    wrong(distance_of_probabilities, "Probabilities were compared, not surprises"),
    wrong(crossing_dropped, "The token with which the sum reaches mass is cut"),
    wrong(entropy_in_bits, "The entropy is in bits and the surprise in nats"),
    wrong(of_logits, "This is what 1 - mass keeps"),
    wrong(not_in_order, "The tokens are taken in the right order, but the"),
    wrong(first_that_reaches, "Rounding left the sum of all a little below mass = 1"),
    wrong(
        most_likely_first_and_crossing_dropped,
        "The most likely tokens come first, and the token with which the sum reaches mass is cut",
    ),
    wrong(
        most_likely_first_and_one_at_least,
        "The most likely tokens come first, and the last one is cut",
    ),
)


def cut_of(logits, mass):
    return by(logits, np.abs(-log_softmax(logits) - entropy_of(logits)), mass)


EDGES = {
    "mass of 0 and of 1": lambda cases: {0.0, 1.0} <= {mass for _, mass in cases},
    "the most likely token left out": lambda cases: any(
        np.isinf(cut_of(logits, mass)[logits.argmax()]) for logits, mass in cases
    ),
    "ties": lambda cases: any(len(set(logits)) < len(logits) for logits, _ in cases),
    "one token": lambda cases: any(len(logits) == 1 for logits, _ in cases),
}
