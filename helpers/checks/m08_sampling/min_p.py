"""Check of min_p, which is optional."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m08_sampling.cases import NONE, away, keep, probs_of, spread
from helpers.sampling.truncation import min_p
from helpers.scratch.ops import log_softmax


def min_p_cases(seed):
    """Yield (logits, p): ordinary rows, -inf, p of 0 and 1, ties, large logits."""
    rng = np.random.default_rng(seed)
    yield with_p(rng, spread(rng, 9), 0.1, 0.4)
    yield with_p(rng, spread(rng, 8) - 6, 0.2, 0.5)
    yield with_p(rng, with_zero(rng, 7), 0.05, 0.3)
    yield with_zero(rng, 6), 0.0
    yield tied(rng), 1.0
    yield with_p(rng, 1000 + spread(rng, 8), 0.1, 0.4)
    yield spread(rng, 1), 0.5
    yield with_p(rng, spread(rng, 9), 0.1, 0.4)


def with_p(rng, logits, low, high):
    return logits, away(rng, np.exp(logits - logits.max()), low, high, 0.005)


def with_zero(rng, V):
    logits = spread(rng, V)
    logits[rng.integers(V)] = NONE
    return logits


def tied(rng):
    """Return seven logits, three of which are the largest."""
    return rng.normal() + rng.permutation([1.5, 1.5, 1.5, 1.0, 0.2, -0.4, -2.0])


def ratios(logits):
    return np.exp(logits - logits.max())


def kept_ids(logits, p):
    return np.flatnonzero(ratios(logits) >= p)


def min_p_absolute(logits, p):
    return np.where(probs_of(logits) >= p, logits, NONE)


def min_p_of_logits(logits, p):
    with np.errstate(invalid="ignore"):
        return np.where(logits >= p * logits.max(), logits, NONE)


def min_p_minus_p(logits, p):
    probs = probs_of(logits)
    return np.where(probs >= probs.max() - p, logits, NONE)


def min_p_logit_minus_p(logits, p):
    return np.where(logits >= logits.max() - p, logits, NONE)


def min_p_strictly(logits, p):
    return np.where(ratios(logits) > p, logits, NONE)


def min_p_complement(logits, p):
    return np.where(ratios(logits) >= 1 - p, logits, NONE)


def min_p_of_smallest(logits, p):
    probs = probs_of(logits)
    return np.where(probs >= p * probs.min(), logits, NONE)


def min_p_of_mean(logits, p):
    probs = probs_of(logits)
    return np.where(probs >= p * probs.mean(), logits, NONE)


def min_p_others(logits, p):
    return np.where(ratios(logits) < p, logits, NONE)


def min_p_nucleus(logits, p):
    order = np.argsort(-logits, kind="stable")
    probs = probs_of(logits)[order]
    return keep(logits, order[: max(1, int((np.cumsum(probs) - probs < p).sum()))])


def min_p_one_of_ties(logits, p):
    return keep(logits, [int(np.argmax(logits))]) if p == 1 else keep(logits, kept_ids(logits, p))


def min_p_zeros(logits, p):
    return keep(logits, kept_ids(logits, p), 0.0)


def min_p_large_negative(logits, p):
    return keep(logits, kept_ids(logits, p), -1e9)


def min_p_overflows(logits, p):
    with np.errstate(over="ignore", invalid="ignore"):
        probs = np.exp(logits) / np.exp(logits).sum()
        return np.where(probs >= p * probs.max(), logits, NONE)


def min_p_overflows_undivided(logits, p):
    with np.errstate(over="ignore"):
        exps = np.exp(logits)
    return np.where(exps >= p * exps.max(), logits, NONE)


def min_p_absolute_and_zeros(logits, p):
    return np.where(probs_of(logits) >= p, logits, 0.0)


def min_p_probabilities(logits, p):
    return probs_of(keep(logits, kept_ids(logits, p)))


def min_p_log_probabilities(logits, p):
    return keep(log_softmax(logits), kept_ids(logits, p))


def min_p_shares(logits, p):
    return keep(probs_of(logits), kept_ids(logits, p), 0.0)


def min_p_values(logits, p):
    return logits[kept_ids(logits, p)]


def min_p_in_place(logits, p):
    logits[ratios(logits) < p] = NONE
    return logits


def by_softmax(logits, p):
    probs = probs_of(logits)
    threshold = p * probs.max() * (1 - 1e-12)
    return np.array(
        [x if prob >= threshold else NONE for x, prob in zip(logits, probs, strict=True)]
    )


def by_logs(logits, p):
    bar = logits.max() + (np.log(p) if p > 0 else NONE)
    cut = logits.copy()
    cut[logits < bar] = NONE
    return cut


def by_ratio(logits, p):
    cut = np.full_like(logits, NONE)
    for i, logit in enumerate(logits):
        if np.exp(logit - max(logits)) >= p:
            cut[i] = logit
    return cut


check_min_p = Check(
    name="min_p",
    reference=min_p,
    cases=min_p_cases,
    outputs=("cut (V)",),
    slips={
        "Each probability was compared with p itself. By what is p multiplied?": min_p_absolute,
        "Logits were compared with p times the largest logit. Of what is p a "
        "factor?": min_p_of_logits,
        "p was subtracted from the largest probability. What does p times as likely "
        "mean?": min_p_minus_p,
        "p was subtracted from the largest logit. Which difference of logits belongs to a factor p "
        "of probabilities?": min_p_logit_minus_p,
        "A token exactly at the threshold is cut. Is the most likely token at least as likely as "
        "itself?": min_p_strictly,
        "1 - p stands where p belongs. What should p = 0 keep?": min_p_complement,
        "Nothing is cut, as if the threshold were p times the smallest probability. With which "
        "token is each one compared?": min_p_of_smallest,
        "The threshold is p times the mean probability. With which token is each one "
        "compared?": min_p_of_mean,
        "The tokens above the threshold were cut, and the others kept. Which of the two become "
        "-inf?": min_p_others,
        "This is the nucleus of p. Is anything added up in min-p?": min_p_nucleus,
        "Of the most likely tokens, which are equally likely here, one is kept. How many are at "
        "least as likely as the maximum?": min_p_one_of_ties,
        "What was cut is 0. Which probability does a softmax give a logit of 0?": min_p_zeros,
        "What was cut is a large negative number. Which logit has a probability of exactly "
        "0?": min_p_large_negative,
        "exp of a logit near 1,000 is too large for a float. What can be subtracted from all "
        "logits without a change of their ratios?": min_p_overflows,
        "exp of a logit near 1,000 is too large for a float, and infinity is at least p times "
        "infinity. What can be subtracted from all logits without a change of their "
        "ratios?": min_p_overflows_undivided,
        "What was cut is 0, and each probability was compared with p itself. Which probability has "
        "a logit of 0, and by what is p multiplied?": min_p_absolute_and_zeros,
        "These are probabilities. What does the exercise ask for?": min_p_probabilities,
        "These are log-probabilities, not the logits given. What should the kept ones "
        "be?": min_p_log_probabilities,
        "These are the probabilities of the whole row, and 0 for what was cut. What does the "
        "exercise ask for?": min_p_shares,
        "Only the kept logits came back. What stands in the other places?": min_p_values,
        "logits was changed in place. What should the cut be written into?": min_p_in_place,
    },
    alternatives=(by_softmax, by_logs, by_ratio),
    tolerance=0.0,
    tolerance_reason="logits are copied, not computed; no ratio lies close to p",
)
