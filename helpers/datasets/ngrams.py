"""n-gram baselines: what counting the last few tokens already predicts."""

import numpy as np

from helpers.scratch.contract.validation import (
    require_count,
    require_ids,
    require_positive,
    require_shape,
)


def ngram_nll(train_ids, test_ids, V, n, add_k):
    """Score a test stream with n-gram counts, add_k added to every count.

    Shapes: train_ids (N,), test_ids (M,) int -> float.
    Units: nats per predicted token. Predicted are test_ids[1:], whatever n is, so that all n are
    compared on the same tokens, and on those that a language model's targets hold. Where fewer
    than n - 1 tokens stand before a token, those few are its context.
    p(w | context) = (count(context, w) + add_k) / (count(context) + add_k V).
    Raises: ValueError if V, n < 1, add_k <= 0, an id is out of range, or a stream is too short.
    """
    V, n = require_count("V", V), require_count("n", n)
    require_positive("add_k", add_k)
    require_shape("train_ids", train_ids, N=None)
    require_shape("test_ids", test_ids, M=None)
    train, test = require_ids("train_ids", train_ids, V), require_ids("test_ids", test_ids, V)
    if len(train) < n or len(test) < 2:
        raise ValueError(
            f"train_ids and test_ids hold {len(train)} and {len(test)} tokens, expected at least "
            f"n = {n} and 2."
        )
    if n == 1:
        test = test[1:]
    log_probs = [_log_probs(train, test, V, n, add_k)]
    for m in range(2, min(n, len(test) + 1)):  # the tokens that stand too early for n
        log_probs.append(_log_probs(train, test[:m], V, m, add_k))
    return float(-np.concatenate(log_probs).mean())


def _log_probs(train, test, V, n, add_k):
    """Give the log probability of each token of test that has n - 1 tokens before it."""
    seen, asked = _grams(train, V, n), _grams(test, V, n)
    joint = _counts(seen, asked)
    context = _counts(seen // V, asked // V)
    return np.log(joint + add_k) - np.log(context + add_k * V)


def _grams(ids, V, n):
    """Write each run of n ids as one number in base V, its last id the last digit.

    Raises: ValueError if such a number does not fit 63 bits.
    """
    if V**n >= 2**63:
        raise ValueError(f"n is {n}: {n} ids out of V = {V} do not fit one 64-bit number.")
    grams = np.zeros(max(len(ids) - n + 1, 0), dtype=np.int64)
    for offset in range(n):
        grams = grams * V + ids[offset : offset + len(grams)]
    return grams


def _counts(seen, asked):
    """Count how often each number of `asked` occurs in `seen`."""
    values, counts = np.unique(seen, return_counts=True)
    at = np.minimum(np.searchsorted(values, asked), len(values) - 1)
    return np.where(values[at] == asked, counts[at], 0)
