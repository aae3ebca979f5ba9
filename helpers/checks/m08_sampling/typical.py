"""Check of typical, which is optional."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m08_sampling.cases import (
    NONE,
    away,
    ends_below_one,
    every_third,
    keep,
    probs_of,
    spread,
    sums_until,
    telling,
)
from helpers.sampling.truncation import typical
from helpers.scratch.ops import log_softmax


def typical_cases(seed):
    """Yield (logits, mass): ordinary rows, a sure one, mass 0 and 1, ties.

    At mass = 1 rounding leaves the sum of one row below 1. No sum lies within 0.003 of mass, but
    for 0 and 1, and no two distances within 0.001, but for equal logits and at mass = 1.
    """
    rng = np.random.default_rng(seed)
    keys = (
        right,
        typical_without_absolute,
        typical_furthest,
        typical_unweighted_mean,
        typical_of_probabilities,
        typical_in_bits,
    )
    sums = (
        right,
        typical_one_too_many,
        typical_sums_in_id_order,
        typical_mask_in_order,
        typical_within_mass,
        typical_of_the_rest,
    )
    yield telling(lambda: drawn(rng, 11, 0.4, 0.7), keys)
    yield telling(lambda: drawn(rng, 10, 0.3, 0.6), sums)
    yield drawn(rng, 8, 0.1, 0.3, large=True)
    yield telling(lambda: drawn(rng, 7, 0.0, 0.0), (right, typical_without_absolute))
    yield drawn(rng, 6, 1.0, 1.0)
    yield ends_below_one(rng, 96, by_distance), 1.0
    yield tied(rng)
    logits = every_third(rng, 40, 0.9)
    yield logits, 9.5 * float(probs_of(logits).max())
    yield spread(rng, 1), 0.3
    yield drawn(rng, 11, 0.4, 0.7)


def drawn(rng, V, low, high, large=False):
    """Draw a row and a mass; large: with one token far more likely than the others."""
    while True:
        logits = spread(rng, V) + (0.0 if not large else 3.0 * (np.arange(V) == rng.integers(V)))
        distances = distance_of(logits)
        if np.diff(np.sort(distances)).min() < 0.001:
            continue
        probs = probs_of(logits)[np.argsort(distances)]
        mass = low if low == high else away(rng, np.cumsum(probs), low, high, 0.003)
        ids = kept_ids(logits, mass)
        if low == high or large or 1 < len(ids) < V - 1:
            return logits, mass


def tied(rng):
    """Return eight logits of which four in the middle are equal and nearest to the entropy."""
    probs = rng.permutation([0.26, 0.15, 0.15, 0.15, 0.15, 0.07, 0.05, 0.02])
    return rng.normal() + np.log(probs), 0.4


def surprise_of(logits):
    return -log_softmax(logits)


def entropy_of(logits):
    return (probs_of(logits) * surprise_of(logits)).sum()


def distance_of(logits):
    return np.round(np.abs(surprise_of(logits) - entropy_of(logits)), 12)


def by_distance(logits):
    return np.argsort(distance_of(logits), kind="stable")


def nearest(logits, keys, mass):
    """Return the ids of the smallest keys whose probabilities sum to mass."""
    order = np.argsort(keys, kind="stable")
    return order[: sums_until(probs_of(logits)[order], mass)]


def kept_ids(logits, mass):
    return nearest(logits, distance_of(logits), mass)


def right(logits, mass):
    return keep(logits, kept_ids(logits, mass))


def typical_without_absolute(logits, mass):
    return keep(
        logits, nearest(logits, np.round(surprise_of(logits) - entropy_of(logits), 12), mass)
    )


def typical_furthest(logits, mass):
    return keep(logits, nearest(logits, -distance_of(logits), mass))


def typical_least_likely_first(logits, mass):
    return keep(logits, nearest(logits, np.round(-surprise_of(logits), 12), mass))


def typical_unweighted_mean(logits, mass):
    surprise = surprise_of(logits)
    return keep(logits, nearest(logits, np.round(np.abs(surprise - surprise.mean()), 12), mass))


def typical_in_bits(logits, mass):
    keys = np.abs(surprise_of(logits) - entropy_of(logits) / np.log(2))
    return keep(logits, nearest(logits, np.round(keys, 12), mass))


def typical_of_probabilities(logits, mass):
    keys = np.abs(probs_of(logits) - np.exp(-entropy_of(logits)))
    return keep(logits, nearest(logits, np.round(keys, 12), mass))


def typical_of_logits(logits, mass):
    keys = np.abs(logits - entropy_of(logits))
    return keep(logits, nearest(logits, np.round(keys, 12), mass))


def typical_to_the_median(logits, mass):
    surprise = surprise_of(logits)
    return keep(logits, nearest(logits, np.round(np.abs(surprise - np.median(surprise)), 12), mass))


def typical_crossing_dropped(logits, mass):
    order = by_distance(logits)
    return keep(logits, order[np.cumsum(probs_of(logits)[order]) <= mass])


def typical_crossing_dropped_but_one(logits, mass):
    order = by_distance(logits)
    sums = np.cumsum(probs_of(logits)[order])
    return keep(logits, order[: max(1, int((sums <= mass).sum()))])


def typical_crossing_and_absolute_dropped(logits, mass):
    order = np.argsort(-logits, kind="stable")
    return keep(logits, order[np.cumsum(probs_of(logits)[order]) <= mass])


def typical_crossing_and_absolute_dropped_but_one(logits, mass):
    order = np.argsort(-logits, kind="stable")
    sums = np.cumsum(probs_of(logits)[order])
    return keep(logits, order[: max(1, int((sums <= mass).sum()))])


def typical_one_where_none_reaches(logits, mass):
    order = by_distance(logits)
    return keep(logits, order[: np.argmax(np.cumsum(probs_of(logits)[order]) >= mass) + 1])


def typical_one_too_many(logits, mass):
    order = np.argsort(distance_of(logits), kind="stable")
    return keep(logits, order[: len(kept_ids(logits, mass)) + 1])


def typical_nothing_at_zero(logits, mass):
    return keep(logits, kept_ids(logits, mass)[: 0 if mass == 0 else None])


def typical_sums_in_id_order(logits, mass):
    order = np.argsort(distance_of(logits), kind="stable")
    return keep(logits, order[: sums_until(probs_of(logits), mass)])


def typical_mask_in_order(logits, mass):
    return keep(logits, np.arange(len(kept_ids(logits, mass))))


def typical_within_mass(logits, mass):
    """Keep what is at most mass away from the entropy."""
    return np.where(distance_of(logits) <= mass, logits, NONE)


def typical_higher_ids(logits, mass):
    ids = np.argsort(distance_of(logits)[::-1], kind="stable")
    order = len(logits) - 1 - ids
    return keep(logits, order[: sums_until(probs_of(logits)[order], mass)])


def typical_of_the_rest(logits, mass):
    return keep(logits, kept_ids(logits, 1 - mass))


def typical_others(logits, mass):
    order = np.argsort(distance_of(logits), kind="stable")
    return keep(logits, order[len(kept_ids(logits, mass)) :])


def typical_zeros(logits, mass):
    return keep(logits, kept_ids(logits, mass), 0.0)


def typical_log_probabilities(logits, mass):
    return keep(log_softmax(logits), kept_ids(logits, mass))


def typical_in_place(logits, mass):
    left = np.ones(len(logits), bool)
    left[kept_ids(logits, mass)] = False
    logits[left] = NONE
    return logits


def by_loop(logits, mass):
    probs = np.exp(logits - np.logaddexp.reduce(logits))
    entropy = -sum(prob * np.log(prob) for prob in probs)
    left = sorted(range(len(logits)), key=lambda i: (round(abs(np.log(probs[i]) + entropy), 12), i))
    cut, total = np.full(len(logits), NONE), 0.0
    for i in left:
        cut[i] = logits[i]
        total += probs[i]
        if total >= mass and mass < 1:
            break
    return cut


def by_squares(logits, mass):
    surprise = surprise_of(logits)
    order = np.argsort(np.round((surprise - entropy_of(logits)) ** 2, 12), kind="stable")
    ends = np.cumsum(probs_of(logits)[order])
    return keep(logits, order[: np.searchsorted(ends, mass) + 1])


def by_perplexity(logits, mass):
    """Sort by the ratio of each probability to 1 / exp(entropy), whichever is larger on top."""
    ratio = probs_of(logits) * np.exp(entropy_of(logits))
    order = np.argsort(np.round(np.maximum(ratio, 1 / ratio), 10), kind="stable")
    before = np.append(0.0, np.cumsum(probs_of(logits)[order])[:-1])
    cut = (
        logits
        + np.where(np.arange(len(logits)) < max(1, (before < mass).sum()), 0, NONE)[
            np.argsort(order)
        ]
    )
    return np.where(np.isfinite(cut), logits, NONE)


check_typical = Check(
    name="typical",
    reference=typical,
    cases=typical_cases,
    outputs=("cut (V)",),
    slips={
        "The most likely tokens come first: this is the nucleus. How far from the entropy is a "
        "token that is less surprising than expected?": typical_without_absolute,
        "The tokens furthest from the entropy come first. In which direction does argsort "
        "sort?": typical_furthest,
        "The least likely tokens come first. From which number is the distance of a surprise "
        "taken?": typical_least_likely_first,
        "The distance is taken from the plain mean of the surprises. With which weights does the "
        "expected value add them up?": typical_unweighted_mean,
        "The entropy is in bits and the surprise in nats. Which logarithm do both "
        "need?": typical_in_bits,
        "Probabilities were compared, not surprises. Of what is the entropy the expected "
        "value?": typical_of_probabilities,
        "Logits were compared with the entropy. Which number of a token is its "
        "surprise?": typical_of_logits,
        "The distance is taken from the median of the surprises. Which value does the prompt "
        "take?": typical_to_the_median,
        "The token with which the sum reaches mass is cut. Do the tokens before it alone sum to at "
        "least mass?": typical_crossing_dropped,
        "The last token is cut, but where it is the only one. Do the tokens before it alone sum to "
        "at least mass?": typical_crossing_dropped_but_one,
        "The most likely tokens come first, and the token with which the sum reaches mass is cut. "
        "How far from the entropy is a token that is less surprising than "
        "expected?": typical_crossing_and_absolute_dropped,
        "The most likely tokens come first, and the last one is cut, but where it is the only one. "
        "How far from the entropy is a token that is less surprising than "
        "expected?": typical_crossing_and_absolute_dropped_but_one,
        "Rounding left the sum of all a little below mass = 1 here, and one token is kept. Which "
        "place does argmax name where nothing is True?": typical_one_where_none_reaches,
        "One token too many is kept. Do the tokens before it not reach mass "
        "already?": typical_one_too_many,
        "Nothing is kept at mass = 0. How many tokens should be?": typical_nothing_at_zero,
        "The tokens are taken in the right order, but the probabilities were added up in the order "
        "of the ids. In which order must they stand?": typical_sums_in_id_order,
        "As many tokens are kept as should be, but the first ones. To which ids do the sorted "
        "tokens belong?": typical_mask_in_order,
        "Distances were compared with mass. What has to reach mass?": typical_within_mass,
        "Of equally distant tokens the higher ids are kept. Which of equal ones goes "
        "first?": typical_higher_ids,
        "This is what 1 - mass keeps. Which share of the probability is to be "
        "kept?": typical_of_the_rest,
        "The typical tokens were cut, and the others kept. Which of the two become "
        "-inf?": typical_others,
        "What was cut is 0. Which probability does a softmax give a logit of 0?": typical_zeros,
        "These are log-probabilities, not the logits given. What should the kept ones "
        "be?": typical_log_probabilities,
        "logits was changed in place. What should the cut be written into?": typical_in_place,
    },
    equivalent={
        "before < mass -> before <= mass (in `kept = order[:max(1, (before < mass).sum())]`)": (
            "no sum lies near mass but for 0, where one token is kept anyway, and 1, which is "
            "reached with the last possible token"
        ),
    },
    alternatives=(by_loop, by_squares, by_perplexity),
    tolerance=0.0,
    tolerance_reason="logits are copied, not computed; no sum lies close to mass",
)
