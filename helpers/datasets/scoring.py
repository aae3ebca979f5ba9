"""What a language model's log-probabilities say about a text: its score, in the usual units.

Axes  T time, V vocabulary.
"""

import numpy as np

from helpers.scratch.contract.validation import (
    require_count,
    require_ids,
    require_shape,
)


def sentence_log_prob(log_probs, ids, start):
    """Add up the log-probabilities of a sentence's tokens from `start` on, each given all before.

    Shapes: log_probs (T, V), ids (T,) int -> float. Row t of log_probs is what the model predicts
    after reading ids[0] to ids[t], so it is about ids[t + 1]; the last row is about no token here.
    Units: nats. ids[0] is the <EOS> that stands before a sentence; it is given, not predicted:
    start = 1 scores the whole sentence, a larger start only its rest (partial scoring).
    Raises: ValueError if shapes disagree, an id is out of range, or start is not from 1 to T.
    Source: Trinh & Le (2018) for full and partial scoring.
    """
    T, V = require_shape("log_probs", log_probs, T=None, V=None)
    require_shape("ids", ids, T=T)
    ids, start = require_ids("ids", ids, V), require_count("start", start)
    if start > T:
        raise ValueError(f"start is {start}, expected a position from 1 to T = {T}.")
    at = np.arange(start, T)
    return float(np.sum(np.asarray(log_probs)[at - 1, ids[at]]))


def perplexity_and_bpc(total_nll, n_tokens, n_chars):
    """Return a score in the two usual units.

    Units: total_nll is the summed negative log-probability of a text, in nats. Perplexity is e to
    the mean per token; bits per character (bpc) is the total in bits over the characters.
    Returns (perplexity, bpc).
    Raises: ValueError if n_tokens or n_chars is not a whole number of at least 1.
    """
    n_tokens, n_chars = require_count("n_tokens", n_tokens), require_count("n_chars", n_chars)
    return float(np.exp(total_nll / n_tokens)), float(total_nll / np.log(2.0) / n_chars)


def four_token_sentence():
    """Score "the dog sleeps <EOS>" by hand, from the table of module 02.

    Units: none, nats per token, none, bits per character; the end counts as one character.
    Returns {"probability", "mean_nll", "perplexity", "bpc"}.
    """
    probability = 0.5 * 0.4 * 0.25 * 0.8
    total_nll = -float(np.log(probability))
    perplexity, bpc = perplexity_and_bpc(total_nll, 4, len("the dog sleeps") + 1)
    return {
        "probability": probability,
        "mean_nll": total_nll / 4,
        "perplexity": perplexity,
        "bpc": bpc,
    }
