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
    train, test, V, n = _check_streams(train_ids, test_ids, V, n)
    require_positive("add_k", add_k)
    if n == 1:
        test = test[1:]
    log_probs = [_log_probs(train, test, V, n, add_k)]
    for m in range(2, min(n, len(test) + 1)):  # the tokens that stand too early for n
        log_probs.append(_log_probs(train, test[:m], V, m, add_k))
    return float(-np.concatenate(log_probs).mean())


def interpolated_nll(train_ids, test_ids, V, n):
    """Score a test stream with n-gram counts of all orders up to n, interpolated.

    Shapes: train_ids (N,), test_ids (M,) int -> float.
    Units: nats per predicted token; predicted are test_ids[1:], as in ngram_nll.
    Raises: as interpolated_log_probs, which returns the log-probability of each token.
    """
    return float(-interpolated_log_probs(train_ids, test_ids, V, n).mean())


def interpolated_log_probs(train_ids, test_ids, V, n):
    """Predict each token of a test stream with n-gram counts of all orders up to n, interpolated.

    Shapes: train_ids (N,), test_ids (M,) int -> (M - 1,), of test_ids[1:]. Units: nats.
    P_0(w) = 1 / V, and for m from 1 to n, with c the m - 1 tokens before w and c' all of them but
    the first, P_m(w | c) = (count(c, w) + types(c) P_(m-1)(w | c')) / (count(c) + types(c)), where
    types(c) counts the different tokens that follow c in the training stream. A context that was
    never seen has count 0 and types 0: there P_m is P_(m-1).
    Raises: ValueError if V, n < 1, an id is out of range, or a stream is too short.
    Source: Witten & Bell (1991), method C. Differs: they back off to a shorter context where a
    token is new after a longer one; here, as is usual today, the orders are interpolated.
    """
    return interpolated_rows(train_ids, [test_ids], V, n)[0]


def interpolated_rows(train_ids, rows, V, n):
    """Predict each token of several short streams, none of which goes on from another.

    Shapes: train_ids (N,), rows a list of B arrays (M_b,) int -> a list of B arrays (M_b - 1,).
    Units, raises and source: as interpolated_log_probs.
    """
    train, _, V, n = _check_streams(train_ids, rows[0], V, n)
    orders = [_order(train, V, m) for m in range(1, n + 1)]
    tests = [_check_streams(train[:n], row, V, n)[1] for row in rows]
    return [_interpolate(orders, test, V) for test in tests]


def _interpolate(orders, test, V):
    """Mix the orders' counts for each token of a stream but the first."""
    probs = np.full(len(test) - 1, 1.0 / V)  # probs[i] is that of test[i + 1]
    for m, (grams, contexts) in enumerate(orders[: len(test)], start=1):
        asked = _grams(test, V, m)[1 if m == 1 else 0 :]
        joint = _look_up(*grams, asked)
        context, types = (_look_up(contexts[0], counts, asked // V) for counts in contexts[1:])
        longer = probs[len(probs) - len(asked) :]  # a view: tokens that stand too early for m keep
        known = context > 0
        mixed = joint[known] + types[known] * longer[known]
        longer[known] = mixed / (context[known] + types[known])
    return np.log(probs)


def _check_streams(train_ids, test_ids, V, n):
    """Return both streams as arrays of ids, V and n, once they fit each other."""
    V, n = require_count("V", V), require_count("n", n)
    require_shape("train_ids", train_ids, N=None)
    require_shape("test_ids", test_ids, M=None)
    train, test = require_ids("train_ids", train_ids, V), require_ids("test_ids", test_ids, V)
    if len(train) < n or len(test) < 2:
        raise ValueError(
            f"train_ids and test_ids hold {len(train)} and {len(test)} tokens, expected at least "
            f"n = {n} and 2."
        )
    return train, test, V, n


def _order(train, V, m):
    """Count the grams of m ids: (grams, counts), and of contexts (contexts, counts, types)."""
    grams, counts = np.unique(_grams(train, V, m), return_counts=True)
    contexts, first, types = np.unique(grams // V, return_index=True, return_counts=True)
    totals = np.add.reduceat(counts, first)  # grams are sorted: those of a context stand together
    return (grams, counts), (contexts, totals, types)


def _log_probs(train, test, V, n, add_k):
    """Return the log probability of each token of test that has n - 1 tokens before it."""
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
    return _look_up(*np.unique(seen, return_counts=True), asked)


def _look_up(values, counts, asked):
    """Return the count of each number of `asked` among sorted values, 0 where it is none."""
    at = np.minimum(np.searchsorted(values, asked), len(values) - 1)
    return np.where(values[at] == asked, counts[at], 0)
