"""Check of top_k."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m08_sampling.cases import (
    NONE,
    descending,
    every_third,
    keep,
    probs_of,
    spread,
    tied_on_top,
)
from helpers.sampling.truncation import top_k


def top_k_cases(seed):
    """Yield (logits, k): different, negative, ties at the edge, -inf, k of 1 and V, far apart."""
    rng = np.random.default_rng(seed)
    yield spread(rng, 8), 3
    yield -5 - spread(rng, 9) ** 2, 4
    yield tied(rng), 5
    yield tied_on_top(rng, 6), 1
    yield with_zeros(rng, 7, 2), 7
    yield with_zeros(rng, 7, 4), 5
    yield every_third(rng, 40, 1.5), 33
    yield np.full(6, float(rng.normal())), 2
    yield -rng.uniform(800, 900) * np.arange(8)[::-1], 4  # exp of all but one is 0
    yield spread(rng, 1), 1
    yield spread(rng, 8), 3


def tied(rng):
    """Return ten logits: three on top, four equal ones at the edge of k = 5, three below."""
    edge = float(rng.normal())
    steps = np.array([2.3, 1.1, 1.7, 0, 0, 0, 0, -0.6, -1.4, -2.9])
    return edge + rng.permutation(steps)


def with_zeros(rng, V, count):
    """Return a row with so many tokens of probability 0."""
    logits = spread(rng, V)
    logits[rng.permutation(V)[:count]] = NONE
    return logits


def top_k_ties_kept(logits, k):
    return np.where(logits >= np.sort(logits)[-k], logits, NONE)


def top_k_ties_dropped(logits, k):
    return np.where(logits > np.sort(logits)[-k], logits, NONE)


def top_k_higher_ids(logits, k):
    return keep(logits, np.argsort(logits, kind="stable")[-k:])


def top_k_turned_round(logits, k):
    """Turn round what argsort returns without kind="stable"."""
    return keep(logits, np.argsort(logits)[::-1][:k])


def top_k_turned_round_and_zeros(logits, k):
    return keep(logits, np.argsort(logits)[::-1][:k], 0.0)


def top_k_unstable(logits, k):
    """Sort as NumPy does without kind="stable" from 17 entries on: equal ones get mixed."""
    order = descending(logits)
    if len(logits) > 16:
        order = np.lexsort(((np.arange(len(logits)) * 7) % len(logits), -logits))
    return keep(logits, order[:k])


def top_k_different_values(logits, k):
    values = np.unique(logits)[::-1][:k]
    return np.where(np.isin(logits, values), logits, NONE)


def top_k_smallest(logits, k):
    return keep(logits, np.argsort(logits, kind="stable")[:k])


def top_k_by_size(logits, k):
    return keep(logits, np.argsort(-np.abs(logits), kind="stable")[:k])


def top_k_first(logits, k):
    return keep(logits, np.arange(k))


def top_k_one_more(logits, k):
    return keep(logits, descending(logits)[: k + 1])


def top_k_one_less(logits, k):
    return keep(logits, descending(logits)[: k - 1])


def top_k_zeros(logits, k):
    return keep(logits, descending(logits)[:k], 0.0)


def top_k_zeros_and_ties_kept(logits, k):
    return np.where(logits >= np.sort(logits)[-k], logits, 0.0)


def top_k_large_negative(logits, k):
    return keep(logits, descending(logits)[:k], -1e9)


def top_k_the_others(logits, k):
    return keep(logits, descending(logits)[k:])


def top_k_order_as_mask(logits, k):
    return np.where(descending(logits) < k, logits, NONE)


def top_k_sorted(logits, k):
    cut = logits[descending(logits)]
    cut[k:] = NONE
    return cut


def top_k_values(logits, k):
    return logits[descending(logits)[:k]]


def top_k_ids(logits, k):
    return descending(logits)[:k]


def top_k_mask(logits, k):
    return np.isin(np.arange(len(logits)), descending(logits)[:k])


def top_k_probabilities(logits, k):
    return probs_of(top_k_right(logits, k))


def top_k_shares(logits, k):
    return keep(probs_of(logits), descending(logits)[:k], 0.0)


def top_k_right(logits, k):
    return keep(logits, descending(logits)[:k])


def top_k_in_place(logits, k):
    logits[descending(logits)[k:]] = NONE
    return logits


def by_loop(logits, k):
    left, cut = list(logits), [NONE] * len(logits)
    for _ in range(k):
        best = left.index(max(left))
        cut[best], left[best] = logits[best], NONE
        if max(left) == NONE:
            break
    return np.array(cut)


def by_ranks(logits, k):
    better = (logits[None] > logits[:, None]).sum(axis=1)
    tied_before = np.tril(logits[None] == logits[:, None], -1).sum(axis=1)
    return np.where(better + tied_before < k, logits, NONE)


def by_sorting_pairs(logits, k):
    pairs = sorted((-logit, i) for i, logit in enumerate(logits))
    cut = np.array(logits)
    cut[[i for _, i in pairs[k:]]] = NONE
    return cut


check_top_k = Check(
    name="top_k",
    reference=top_k,
    cases=top_k_cases,
    outputs=("cut (V)",),
    slips={
        "All logits equal to the k-th largest are kept, more than k. Of equal ones at the edge, "
        "which are kept?": top_k_ties_kept,
        "The k-th largest logit itself is not kept, nor those equal to it. How many are kept where "
        "all logits differ?": top_k_ties_dropped,
        "Of equal logits at the edge the higher ids are kept. Which end of an ascending order "
        "holds the lower ids?": top_k_higher_ids,
        "An ascending order was turned round, and with it equal logits: at the edge those of the "
        "lowest ids are not kept. Which sort of -logits needs no turning?": top_k_turned_round,
        "What was cut is 0, and an ascending order was turned round, which puts the higher ids "
        "first among equal logits. Which probability has a logit of "
        "0?": top_k_turned_round_and_zeros,
        "Many logits are equal here, and those kept are not the ones of the lowest ids. Which kind "
        "of sort leaves equal ones in their order?": top_k_unstable,
        "Equal logits were counted once, so that k different values are kept. What is k a number "
        "of?": top_k_different_values,
        "The k smallest logits are kept. In which direction does argsort sort?": top_k_smallest,
        "The k logits of the largest absolute value are kept. Is a token of logit -5 more likely "
        "than one of 2?": top_k_by_size,
        "The first k tokens are kept, whatever their logits are. Which k are the "
        "largest?": top_k_first,
        "k + 1 logits are kept. Where does the slice stop?": top_k_one_more,
        "k - 1 logits are kept. Where does the slice stop?": top_k_one_less,
        "What was cut is 0. Which probability does a softmax give a logit of 0?": top_k_zeros,
        "What was cut is 0, and all logits equal to the k-th largest are kept. Which probability "
        "has a logit of 0, and how many logits are kept?": top_k_zeros_and_ties_kept,
        "What was cut is a large negative number. Which logit has a probability of exactly "
        "0?": top_k_large_negative,
        "The k largest logits were cut, and the others kept. Which of the two sets becomes "
        "-inf?": top_k_the_others,
        "What argsort returned was compared with k. Item 0 of it is the id of the largest logit: "
        "is it the rank of token 0, too?": top_k_order_as_mask,
        "The logits came back in falling order. In which places do they belong?": top_k_sorted,
        "Only the k largest logits came back. What stands in the other V - k places?": top_k_values,
        "These are the ids of the k largest logits. What should stand at each of the V "
        "ids?": top_k_ids,
        "These are truth values. What should stand where they are True, and what where they are "
        "False?": top_k_mask,
        "These are probabilities. What does the exercise ask for?": top_k_probabilities,
        "logits was changed in place. What should the cut be written into?": top_k_in_place,
        "These are the probabilities of the whole row, and 0 for what was cut. What does the "
        "exercise ask for?": top_k_shares,
    },
    alternatives=(by_loop, by_ranks, by_sorting_pairs),
    tolerance=0.0,
    tolerance_reason="logits are copied, not computed",
)
