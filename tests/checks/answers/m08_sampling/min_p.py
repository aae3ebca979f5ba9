"""Answers to min_p that its record did not foresee; the first attempts were written before it."""

import numpy as np

from helpers.scratch.ops import log_softmax
from tests.checks.answers import wrong


def absolute(logits, p):
    return np.where(np.exp(log_softmax(logits)) >= p, logits, -np.inf)


def of_logits(logits, p):
    return np.where(logits >= p * logits.max(), logits, -np.inf)


def strictly_above(logits, p):
    return np.where(np.exp(logits - logits.max()) > p, logits, -np.inf)


def zeros(logits, p):
    return np.where(np.exp(logits - logits.max()) >= p, logits, 0.0)


def the_others(logits, p):
    return np.where(np.exp(logits - logits.max()) < p, logits, -np.inf)


def probabilities(logits, p):
    probs = np.exp(log_softmax(logits))
    kept = np.where(probs >= p * probs.max(), probs, 0.0)
    return kept / kept.sum()


def overflows(logits, p):
    exps = np.exp(logits)
    probs = exps / exps.sum()
    return np.where(probs >= p * probs.max(), logits, -np.inf)


def in_place(logits, p):
    logits[np.exp(logits - logits.max()) < p] = -np.inf
    return logits


def the_complement(logits, p):
    probs = np.exp(log_softmax(logits))
    return np.where(probs >= (1 - p) * probs.max(), logits, -np.inf)


def next_to_the_maximum(logits, p):
    probs = np.exp(log_softmax(logits))
    return np.where(probs >= probs.max() - p, logits, -np.inf)


def absolute_and_zeros(logits, p):
    return np.where(np.exp(log_softmax(logits)) >= p, logits, 0.0)


def exps_that_overflow(logits, p):
    exps = np.exp(logits)
    return np.where(exps >= p * exps.max(), logits, -np.inf)


WRONG = (
    wrong(absolute, "Each probability was compared with p itself"),
    wrong(of_logits, "Logits were compared with p times the largest logit"),
    wrong(strictly_above, "A token exactly at the threshold is cut"),
    wrong(zeros, "What was cut is 0"),
    wrong(the_others, "The tokens above the threshold were cut, and the others"),
    wrong(probabilities, "These are probabilities"),
    wrong(overflows, "exp of a logit near 1,000 is too large for a float"),
    wrong(in_place, "logits was changed in place"),
    wrong(the_complement, "1 - p stands where p belongs"),
    wrong(next_to_the_maximum, "p was subtracted from the largest probability"),
    wrong(absolute_and_zeros, "What was cut is 0, and each probability was compared with p"),
    wrong(exps_that_overflow, "exp of a logit near 1,000 is too large for a float"),
)
EDGES = {
    "p of 0 and of 1": lambda cases: {0.0, 1.0} <= {p for _, p in cases},
    "several most likely tokens": lambda cases: any(
        (logits == logits.max()).sum() > 1 and p == 1 for logits, p in cases
    ),
    "large logits": lambda cases: any(logits.max() > 900 for logits, _ in cases),
    "-inf": lambda cases: any(np.isinf(logits).any() for logits, _ in cases),
}
