"""Answers to perplexity_and_bpc that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def log_of_nats_per_character(total_nll, n_tokens, n_chars):
    return np.exp(total_nll / n_tokens), np.log2(total_nll / n_chars)


def negated_and_per_token(total_nll, n_tokens, n_chars):
    return np.exp(-total_nll / n_tokens), total_nll / np.log(2) / n_tokens


def as_one_array(total_nll, n_tokens, n_chars):
    return np.array([np.exp(total_nll / n_tokens), np.log2(np.exp(total_nll / n_chars))])


def rounded(total_nll, n_tokens, n_chars):
    return round(np.exp(total_nll / n_tokens), 2), round(total_nll / np.log(2) / n_chars, 2)


RIGHT = (as_one_array,)
WRONG = (
    wrong(rounded, "It is right but rounded to 2 decimals"),
    wrong(log_of_nats_per_character, "The logarithm of nats per character was taken,"),
    wrong(negated_and_per_token, "The perplexity is below 1, as if the model"),
)
