"""Check of nucleus."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m08_sampling.cases import (
    NONE,
    away,
    descending,
    ends_below_one,
    every_third,
    keep,
    probs_of,
    spread,
    sums_until,
    tied_on_top,
)
from helpers.sampling.truncation import nucleus
from helpers.scratch.ops import log_softmax


def nucleus_cases(seed):
    """Yield (logits, p): several tokens kept, one sure token, ties, p of 0 and 1, -inf.

    At p = 1 rounding leaves the sum of one row below 1. No sum of the most likely tokens lies
    within 0.003 of p, but for p = 0 and p = 1.
    """
    rng = np.random.default_rng(seed)
    yield with_p(rng, spread(rng, 9), 0.6, 0.9)
    yield sure(rng), 0.7
    yield tied(rng), 0.65
    yield tied_on_top(rng, 6), 0.0
    yield with_zeros(rng, 7, 2), 1.0
    yield ends_below_one(rng, 96, descending), 1.0
    yield with_p(rng, with_zeros(rng, 10, 3), 0.7, 0.95)
    logits = every_third(rng, 40, 0.8)
    probs = probs_of(logits)
    high = probs == probs.max()
    yield logits, 9.5 * float(probs.max())
    yield logits, float(probs[high].sum() + 5.5 * probs.min())  # among the lower ones
    yield spread(rng, 1), 0.3
    yield with_p(rng, spread(rng, 9), 0.6, 0.9)


def with_p(rng, logits, low, high):
    return logits, away(rng, np.cumsum(-np.sort(-probs_of(logits))), low, high, 0.01)


def sure(rng):
    """Return seven logits, one of a probability near 0.9."""
    logits = 0.3 * rng.normal(size=7)
    logits[rng.integers(7)] += 4.0
    return logits


def tied(rng):
    """Return eight logits whose nucleus at 0.65 ends among four equal ones.

    From the top the sums are 0.3, 0.48, 0.58, 0.68.
    """
    return rng.normal() + np.log(rng.permutation([0.30, 0.18, 0.10, 0.10, 0.10, 0.10, 0.08, 0.04]))


def with_zeros(rng, V, count):
    """Return a row with so many tokens of probability 0, at different places."""
    logits = spread(rng, V)
    logits[rng.permutation(V)[:count]] = NONE
    return logits


def count_of(logits, p):
    return sums_until(probs_of(logits)[descending(logits)], p)


def sums(logits):
    return np.cumsum(probs_of(logits)[descending(logits)])


def kept_ids(logits, p):
    return descending(logits)[: count_of(logits, p)]


def nucleus_crossing_dropped(logits, p):
    return keep(logits, descending(logits)[sums(logits) <= p])


def nucleus_crossing_dropped_but_one(logits, p):
    return keep(logits, descending(logits)[: max(1, int((sums(logits) <= p).sum()))])


def nucleus_turned_round(logits, p):
    """Turn round what argsort returns without kind="stable"."""
    order = np.argsort(logits)[::-1]
    return keep(logits, order[: sums_until(probs_of(logits)[order], p)])


def nucleus_turned_round_and_crossing_dropped(logits, p):
    order = np.argsort(logits)[::-1]
    return keep(logits, order[np.cumsum(probs_of(logits)[order]) <= p])


def nucleus_turned_round_and_crossing_dropped_but_one(logits, p):
    order = np.argsort(logits)[::-1]
    return keep(logits, order[: max(1, int((np.cumsum(probs_of(logits)[order]) <= p).sum()))])


def nucleus_ascending_and_crossing_dropped(logits, p):
    order = np.argsort(logits, kind="stable")
    return keep(logits, order[: max(1, int((np.cumsum(probs_of(logits)[order]) <= p).sum()))])


def nucleus_one_where_none_reaches(logits, p):
    return keep(logits, descending(logits)[: np.argmax(sums(logits) >= p) + 1])


def nucleus_one_too_many(logits, p):
    return keep(logits, descending(logits)[: count_of(logits, p) + 1])


def nucleus_nothing_at_zero(logits, p):
    order = descending(logits)
    probs = probs_of(logits)[order]
    return keep(logits, order[np.cumsum(probs) - probs < p])


def nucleus_ascending(logits, p):
    order = np.argsort(logits, kind="stable")
    return keep(logits, order[: sums_until(probs_of(logits)[order], p)])


def nucleus_unsorted(logits, p):
    return keep(logits, np.arange(sums_until(probs_of(logits), p)))


def nucleus_mask_in_order(logits, p):
    """Compare the sums of the sorted tokens, and apply the mask to the tokens as they stand."""
    return keep(logits, np.arange(count_of(logits, p)))


def nucleus_sums_in_place_order(logits, p):
    """Add up in the order of the ids, and take as many of the most likely ones."""
    return keep(logits, descending(logits)[: sums_until(probs_of(logits), p)])


def nucleus_each_above(logits, p):
    return np.where(probs_of(logits) >= p, logits, NONE)


def nucleus_min_p(logits, p):
    probs = probs_of(logits)
    return np.where(probs >= p * probs.max(), logits, NONE)


def nucleus_share_of_tokens(logits, p):
    return keep(logits, descending(logits)[: max(1, int(np.ceil(p * len(logits))))])


def nucleus_of_the_rest(logits, p):
    return keep(logits, kept_ids(logits, 1 - p))


def nucleus_others(logits, p):
    return keep(logits, descending(logits)[count_of(logits, p) :])


def nucleus_ties_kept(logits, p):
    edge = logits[kept_ids(logits, p)[-1]]
    return np.where(logits >= edge, logits, NONE)


def nucleus_higher_ids(logits, p):
    order = np.argsort(logits, kind="stable")[::-1]
    return keep(logits, order[: count_of(logits, p)])


def nucleus_unstable(logits, p):
    """Sort as NumPy does without kind="stable" from 17 entries on: equal ones get mixed."""
    order = descending(logits)
    if len(logits) > 16:
        order = np.lexsort(((np.arange(len(logits)) * 7) % len(logits), -logits))
    return keep(logits, order[: count_of(logits, p)])


def nucleus_sums_logits(logits, p):
    order = descending(logits)
    return keep(logits, order[: max(1, int((np.cumsum(logits[order]) - logits[order] < p).sum()))])


def nucleus_sums_exponentials(logits, p):
    order = descending(logits)
    return keep(logits, order[: sums_until(np.exp(logits)[order], p)])


def nucleus_zeros(logits, p):
    return keep(logits, kept_ids(logits, p), 0.0)


def nucleus_zeros_and_crossing_dropped(logits, p):
    return keep(logits, descending(logits)[sums(logits) <= p], 0.0)


def nucleus_large_negative(logits, p):
    return keep(logits, kept_ids(logits, p), -1e9)


def nucleus_in_falling_order(logits, p):
    cut = logits[descending(logits)]
    cut[count_of(logits, p) :] = NONE
    return cut


def nucleus_values(logits, p):
    return logits[kept_ids(logits, p)]


def nucleus_ids(logits, p):
    return kept_ids(logits, p)


def nucleus_probabilities(logits, p):
    return probs_of(keep(logits, kept_ids(logits, p)))


def nucleus_shares(logits, p):
    return keep(probs_of(logits), kept_ids(logits, p), 0.0)


def nucleus_log_probabilities(logits, p):
    return keep(log_softmax(logits), kept_ids(logits, p))


def nucleus_in_place(logits, p):
    logits[descending(logits)[count_of(logits, p) :]] = NONE
    return logits


def by_loop(logits, p):
    left, total, cut = probs_of(logits), 0.0, np.full(logits.shape, NONE)
    while total < p or total == 0.0:
        best = int(np.argmax(left))
        if left[best] <= 0:
            break
        total += left[best]
        left[best] = -1.0
        cut[best] = logits[best]
    return cut


def by_search(logits, p):
    order = descending(logits)
    place = np.searchsorted(sums(logits), p)
    return keep(logits, order[: place + 1])


def by_what_is_left(logits, p):
    """Cut from the bottom, as long as what has been cut leaves p or more."""
    order, gone = descending(logits), 0.0
    cut, probs = logits.copy(), probs_of(logits)
    for i in order[:0:-1]:
        gone += probs[i]
        if gone > (1 - p) * (1 + 1e-12) + 1e-12:
            break
        cut[i] = NONE
    return cut


check_nucleus = Check(
    name="nucleus",
    reference=nucleus,
    cases=nucleus_cases,
    outputs=("cut (V)",),
    slips={
        "The token with which the sum reaches p is cut. Do the tokens before it alone sum to at "
        "least p?": nucleus_crossing_dropped,
        "The last token of the nucleus is cut, but where it is the only one. Do the tokens before "
        "it alone sum to at least p?": nucleus_crossing_dropped_but_one,
        "An ascending order was turned round, which puts the higher ids first among equally likely "
        "tokens. Which sort of -logits needs no turning?": nucleus_turned_round,
        "The token with which the sum reaches p is cut. (And an ascending order that is turned "
        "round puts the higher ids first among equals.) Do the tokens before it alone sum to at "
        "least p?": nucleus_turned_round_and_crossing_dropped,
        "The last token of the nucleus is cut, but where it is the only one. (And an ascending "
        "order that is turned round puts the higher ids first among equals.) Do the tokens before "
        "it alone sum to at least p?": nucleus_turned_round_and_crossing_dropped_but_one,
        "The least likely tokens come first, and the token with which the sum reaches p is cut. In "
        "which direction does argsort sort?": nucleus_ascending_and_crossing_dropped,
        "Rounding left the sum of all a little below p = 1 here, and one token is kept. Which "
        "place does argmax name where nothing is True?": nucleus_one_where_none_reaches,
        "One token too many is kept. Do the tokens before it not reach p "
        "already?": nucleus_one_too_many,
        "Nothing is kept at p = 0. Which sum lies before the first token, and is it less than "
        "0?": nucleus_nothing_at_zero,
        "The least likely tokens come first. In which direction does argsort "
        "sort?": nucleus_ascending,
        "The probabilities were added up in the order of the ids, and the first tokens kept. In "
        "which order are tokens taken into the nucleus?": nucleus_unsorted,
        "As many tokens are kept as should be, but the first ones. The mask belongs to the sorted "
        "tokens: to which ids does it apply?": nucleus_mask_in_order,
        "The tokens are taken in the right order, but the probabilities were added up in the "
        "order of the ids. In which order must they stand?": nucleus_sums_in_place_order,
        "Each probability was compared with p on its own. What has to reach p?": nucleus_each_above,
        "Each probability was compared with p times the largest, which is min-p. What has to "
        "reach p?": nucleus_min_p,
        "A share p of all V tokens is kept. Of what is p a share?": nucleus_share_of_tokens,
        "This is the nucleus of 1 - p. Which share of the probability is to be "
        "kept?": nucleus_of_the_rest,
        "The nucleus was cut, and the others kept. Which of the two sets becomes "
        "-inf?": nucleus_others,
        "All tokens that are as likely as the last of the nucleus are kept. How many of them does "
        "the sum need, and which?": nucleus_ties_kept,
        "Of equally likely tokens the higher ids are kept. What does turning an ascending order "
        "round do to ties?": nucleus_higher_ids,
        "Many tokens are equally likely here, and those kept are not the ones of the lowest ids. "
        "Which kind of sort leaves equal ones in their order?": nucleus_unstable,
        "Logits were added up. What sums to 1 over the row?": nucleus_sums_logits,
        "exp of the logits was added up, without dividing. What sums to 1 over the "
        "row?": nucleus_sums_exponentials,
        "What was cut is 0. Which probability does a softmax give a logit of 0?": nucleus_zeros,
        "What was cut is 0, and the token with which the sum reaches p is among it. Which "
        "probability has a logit of 0, and do the tokens before that one sum to at least "
        "p?": nucleus_zeros_and_crossing_dropped,
        "What was cut is a large negative number. Which logit has a probability of exactly "
        "0?": nucleus_large_negative,
        "The logits came back in falling order. In which places do they "
        "belong?": nucleus_in_falling_order,
        "Only the logits of the nucleus came back. What stands in the other "
        "places?": nucleus_values,
        "These are the ids of the nucleus. What should stand at each of the V ids?": nucleus_ids,
        "These are probabilities. What does the exercise ask for?": nucleus_probabilities,
        "These are the probabilities of the whole row, and 0 for what was cut. What does the "
        "exercise ask for?": nucleus_shares,
        "These are log-probabilities, not the logits given. What should the kept ones "
        "be?": nucleus_log_probabilities,
        "logits was changed in place. What should the cut be written into?": nucleus_in_place,
    },
    equivalent={
        "before < p -> before <= p (in `kept = order[:max(1, (before < p).sum())]`)": (
            "no sum lies near p but for 0, where one token is kept anyway, and 1, which is "
            "reached with the last possible token"
        ),
    },
    alternatives=(by_loop, by_search, by_what_is_left),
    tolerance=0.0,
    tolerance_reason="logits are copied, not computed; no sum lies close to p",
)
