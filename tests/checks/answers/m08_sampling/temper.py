"""Answers to temper that its record did not foresee; the first attempts were written before it."""

import numpy as np

from tests.checks.answers import wrong


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


def powers_of_logits(logits, tau):
    return logits ** (1 / tau)


def powers_of_logits_tau(logits, tau):
    return logits**tau


def infinity_made_finite(logits, tau):
    return np.clip(logits, np.finfo(float).min, None) / tau


WRONG = (
    wrong(infinity_made_finite, "expected -inf"),
    wrong(multiplied, "The logits were multiplied by tau"),
    wrong(probabilities, "These are probabilities, the softmax of the right"),
    wrong(softmax_first, "The softmax was taken first, and its probabilities"),
    wrong(powers, "These are probabilities to the power 1 / tau"),
    wrong(log_of_tempered, "These are log-probabilities"),
    wrong(whole_division, "The division was an integer division"),
    wrong(subtracted, "tau was subtracted"),
    wrong(of_log_probabilities, "The log-probabilities were divided by tau"),
    wrong(powers_of_logits, "These are logits to the power 1 / tau"),
    wrong(powers_of_logits_tau, "These are logits to the power tau"),
)
EDGES = {
    "below, at and above 1": lambda cases: {np.sign(tau - 1) for _, tau in cases} == {-1, 0, 1},
    "near 0, and large": lambda cases: (
        min(tau for _, tau in cases) < 0.05 and max(tau for _, tau in cases) > 20
    ),
    "-inf": lambda cases: any(np.isinf(logits).any() for logits, _ in cases),
    "one row, and several": lambda cases: {logits.ndim for logits, _ in cases} == {1, 2},
}
