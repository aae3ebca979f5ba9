"""Answers to temper that its record did not foresee; the first attempts were written before it."""

import numpy as np


def multiplied(logits, tau):
    return logits * tau


def probabilities(logits, tau):
    exps = np.exp((logits - logits.max(axis=-1, keepdims=True)) / tau)
    return exps / exps.sum(axis=-1, keepdims=True)


def softmax_first(logits, tau):
    exps = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True) / tau


def powers(logits, tau):
    exps = np.exp(logits - logits.max(axis=-1, keepdims=True))
    probs = exps / exps.sum(axis=-1, keepdims=True)
    return probs ** (1 / tau)


def log_of_tempered(logits, tau):
    return np.log(probabilities(logits, tau) + 1e-12)


def whole_division(logits, tau):
    return logits // tau


def subtracted(logits, tau):
    return logits - tau


def of_log_probabilities(logits, tau):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return (shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))) / tau
