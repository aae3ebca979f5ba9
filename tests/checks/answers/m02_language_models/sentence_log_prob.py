"""Answers to sentence_log_prob that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def rows_start_late(log_probs, ids, start):
    total = 0.0
    for t in range(start, len(ids) - 1):
        total += log_probs[t, ids[t + 1]]
    return total


def block_of_rows(log_probs, ids, start):
    return log_probs[start - 1 : -1, ids[start:]].sum()


def own_row_and_short(log_probs, ids, start):
    s = 0
    for t in range(start, len(ids) - 1):
        s += log_probs[t, ids[t]]
    return s


def last_row_of_an_empty_sentence(log_probs, ids, start):
    picked = [log_probs[t - 1, ids[t]] for t in range(start, len(ids))]
    return picked[0] + sum(picked[1:])


def log_of_the_probability(log_probs, ids, start):
    with np.errstate(divide="ignore"):
        return np.log(np.prod([np.exp(log_probs[t - 1, ids[t]]) for t in range(start, len(ids))]))


WRONG = (
    wrong(log_of_the_probability, "is infinite", "The log was taken of the product"),
    wrong(rows_start_late, "The rows begin one step late, so the token at"),
    wrong(block_of_rows, "Every row was used to score every token:"),
    wrong(own_row_and_short, "Row t was used to score ids[t], and the last"),
    wrong(last_row_of_an_empty_sentence, "raised IndexError"),
)
EDGES = {
    "a long text": lambda cases: any(len(ids) > 400 for _, ids, _ in cases),
    "T = 1": lambda cases: any(len(ids) == 1 for _, ids, _ in cases),
    "a vocabulary of one": lambda cases: any(log_probs.shape[1] == 1 for log_probs, _, _ in cases),
    "a token of probability 0": lambda cases: any(np.isinf(lp).any() for lp, _, _ in cases),
    "nothing left to score": lambda cases: any(start >= len(ids) for _, ids, start in cases),
}
