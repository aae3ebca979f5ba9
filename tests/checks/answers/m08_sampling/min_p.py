"""Answers to min_p that its record did not foresee; the first attempts were written before it."""

import numpy as np

from helpers.scratch.ops import log_softmax


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
