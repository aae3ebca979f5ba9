"""What generated text is measured by, and how far a model's own text leads it astray.

Axes  V vocabulary, T steps; N is the length of a stream of ids.
"""

import numpy as np

from helpers.sampling.truncation import require_distribution
from helpers.scratch.contract.validation import require_count, require_shape


def drift(P_true, P_model, p0, T):
    """Compare where a chain is after t steps, by the truth and by a model that runs freely.

    Shapes: P_true, P_model (V, V), row i the distribution after token i; p0 (V,) the distribution
    of the first token -> distances (T + 1,), entry t after t steps; entry 0 is 0.
    Units: total variation, half the sum of absolute differences: 0 alike, 1 apart.
    Raises: ValueError if shapes disagree, a row is no distribution, or T is negative.
    Source: Ranzato et al. (2016) name the effect exposure bias; to measure it so is ours.
    """
    true, model = _marginals(P_true, P_model, p0, T)
    free = [true[0]]
    for _ in range(T):
        free.append(free[-1] @ model)
    return 0.5 * np.abs(np.array(free) - true).sum(axis=-1)


def forced_drift(P_true, P_model, p0, T):
    """Compare a step of the model from where the true chain is with the true chain's own step.

    That is what teacher forcing sees. drift at t is at most drift at t - 1 plus this at t.
    Shapes, units, errors: as drift.
    """
    true, model = _marginals(P_true, P_model, p0, T)
    forced = np.concatenate([true[:1], true[:-1] @ model])
    return 0.5 * np.abs(forced - true).sum(axis=-1)


def distinct_n(ids, n):
    """Return the share of different n-grams among all n-grams of a text: 1 repeats nothing.

    Shapes: ids (N,) int, N at least n -> float from 1 / (N - n + 1) to 1.
    Raises: ValueError if ids is no such array, or n is not at least 1.
    Source: Li et al. (2016), distinct-1 and distinct-2. Differs: they divide by the tokens.
    """
    ids, n = _require_text("ids", ids), require_count("n", n)
    keys = _ngram_keys(_require_ngrams(ids, n), n)
    return len(np.unique(keys)) / len(keys)


def novelty(ids, train_ids, n):
    """Return the share of a text's n-grams that the training text does not hold.

    An n-gram counts as often as it stands in the text. 1 minus it is the share that was copied.
    Shapes: ids (N,) int, N at least n; train_ids (M,) int, any length -> float from 0 to 1.
    Raises: ValueError if an argument is no such array, or n is not at least 1.
    """
    ids, train_ids = _require_text("ids", ids), _require_text("train_ids", train_ids)
    N = len(_require_ngrams(ids, require_count("n", n)))
    keys = _ngram_keys(np.concatenate([ids, train_ids]), n)
    # Between them lie the n-grams that begin in the one text and end in the other.
    return float(np.mean(~np.isin(keys[: N - n + 1], keys[N:])))


def scheduled_optimum(eps):
    """Return the probability of copying that is best for scheduled sampling on a coin copied once.

    The text is a fair coin and its copy. With probability eps the model reads the true coin,
    else one it drew itself, which says nothing about the copy. Right in every text is 1.
    Shapes: eps, from 0 to 1, a number or an array of them -> the same, (1 + eps) / 2.
    Raises: ValueError if eps is outside of 0 to 1.
    Source: Huszár (2015) on Bengio et al. (2015), whose ε it is.
    """
    if not np.all((np.asarray(eps) >= 0) & (np.asarray(eps) <= 1)):
        raise ValueError(f"eps is {eps!r}, expected a probability from 0 to 1.")
    return (1 + eps) / 2


def _marginals(P_true, P_model, p0, T):
    """Return the true distribution after 0 to T steps, (T + 1, V), and the model's table."""
    (V,) = require_shape("p0", p0, V=None)
    for name, table in [("P_true", P_true), ("P_model", P_model)]:
        require_shape(name, table, V=V, next=V)
    P_true, P_model = (
        require_distribution(name, table).astype(np.float64)
        for name, table in [("P_true", P_true), ("P_model", P_model)]
    )
    true = [require_distribution("p0", p0).astype(np.float64)]
    for _ in range(require_count("T", T, least=0)):
        true.append(true[-1] @ P_true)
    return np.array(true), P_model


def _require_text(name, ids):
    """Return a stream of ids as an int64 array."""
    ids = np.asarray(ids)
    if ids.ndim != 1:
        raise ValueError(f"{name} has shape {ids.shape}, expected (N,).")
    if ids.size and ids.dtype.kind not in "iu":
        raise ValueError(f"{name} is an array of {ids.dtype}, expected integer ids.")
    return ids.astype(np.int64)


def _require_ngrams(ids, n):
    """Return ids once they hold an n-gram."""
    if len(ids) < n:
        raise ValueError(f"ids holds {len(ids)} tokens, expected at least n = {n}.")
    return ids


def _ngram_keys(ids, n):
    """Return a number for each n-gram, equal for equal ones. Shapes: (N,) -> (N - n + 1,).

    Each round makes j-grams of (j - 1)-grams and numbers them anew, so that no number overflows.
    """
    kinds, ids = np.unique(ids, return_inverse=True)
    keys = ids
    for j in range(1, n):
        _, keys = np.unique(keys[:-1] * len(kinds) + ids[j:], return_inverse=True)
    return keys
