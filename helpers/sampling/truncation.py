"""Samplers that cut off the tail of a distribution, and greedy decoding.

Each takes logits and returns logits: those of the tokens it keeps, unchanged, and -inf for the
others. Softmax shares the mass of what was cut among the kept in proportion, `sample` draws, and
two samplers are combined by applying one after the other; `temper` before a cut by probability
changes what is cut, after it does not.

Axes  V vocabulary. A token of logit -inf has the probability 0 and is never kept.
Ties  Of equally likely tokens the lowest id comes first.
Sums  are taken in float64; a sum or a ratio within 1e-9 of its threshold has reached it, so that
0.5 + 0.3 reaches 0.8 whichever way it was rounded.
Raises  ValueError, from every function here, if logits holds no real numbers, a NaN or +inf, or a
row of nothing but -inf, or a setting is out of its range.
"""

import numpy as np

from helpers.scratch.contract.validation import require_count, require_numbers
from helpers.scratch.ops import log_softmax

ROUNDING = 1e-9


def greedy(logits):
    """Return the most likely token of each row, of equals the lowest id.

    Shapes: logits (..., V) -> ids (...) int64.
    """
    return np.argmax(_require_logits(logits), axis=-1)


def top_k(logits, k):
    """Keep the k most likely tokens of each row: exactly k, of equals at the edge the lowest ids.

    Shapes: logits (..., V); k from 1 (greedy) to V (changes nothing) -> logits (..., V).
    Fewer are kept where fewer have a probability above 0.
    Source: Fan, Lewis & Dauphin (2018), with k = 10. Differs: they do not say what
    happens to ties; common libraries keep all tokens that tie with the k-th.
    """
    logits, k = _require_logits(logits), require_count("k", k)
    V = logits.shape[-1]
    if k > V:
        raise ValueError(f"k is {k}, expected from 1 to V = {V}.")
    return _keep_first(logits, _by_size(logits), np.arange(V) < k)


def nucleus(logits, p):
    """Keep the fewest most likely tokens whose probabilities sum to at least p.

    The token whose probability crosses p is kept, so there is always one: p = 0 is greedy, and
    p = 1 changes nothing.
    Shapes: logits (..., V); 0 <= p <= 1 -> logits (..., V).
    Source: Holtzman et al. (2020), section 3.1, equations 2 and 3 ("top-p").
    """
    logits, p = _require_logits(logits), _require_share("p", p)
    return logits.copy() if p == 1 else _keep_mass(logits, _by_size(logits), p)


def min_p(logits, p):
    """Keep the tokens that are at least p times as likely as the most likely one.

    p = 0 changes nothing; p = 1 keeps the most likely token and all that tie with it.
    Shapes: logits (..., V); 0 <= p <= 1 -> logits (..., V).
    Source: Nguyen et al. (2025), where p is p_base.
    """
    logits, p = _require_logits(logits), _require_share("p", p)
    if p == 0:
        return logits.copy()
    below = _below_largest(logits)
    return np.where(below >= np.log(p) - ROUNDING, logits, logits.dtype.type(-np.inf))


def typical(logits, mass):
    """Keep the tokens whose surprise is nearest to the expected one, until they sum to mass.

    A token's surprise is -ln of its probability, the expected one the entropy of the row. The
    token that crosses mass is kept: mass = 0 keeps one token, which need not be the most likely
    one, and mass = 1 changes nothing. Of tokens equally far off the lowest id comes first.
    Shapes: logits (..., V); 0 <= mass <= 1 -> logits (..., V).
    Source: Meister et al. (2023), where mass is τ.
    """
    logits, mass = _require_logits(logits), _require_share("mass", mass)
    if mass == 1:
        return logits.copy()
    surprise = -log_softmax(_below_largest(logits))
    probs = np.exp(-surprise)
    entropy = (probs * np.where(probs > 0, surprise, 0)).sum(axis=-1, keepdims=True)
    # Rounded, so that equal distances tie; a token a million nats away has the probability 0.
    distance = np.round(np.minimum(np.abs(surprise - entropy), 1e6), 9)
    return _keep_mass(logits, np.argsort(distance, axis=-1, kind="stable"), mass)


def redraw_unk(probs, unk):
    """Return the distribution of a token that is drawn again as long as it is <UNK>.

    That is probs without <UNK>, divided by what is left. The two other policies need no new
    distribution: keep <UNK> and show it, or drop it from the finished text.
    Shapes: probs (..., V), each row summing to 1; unk, an id -> probs (..., V).
    Raises: ValueError if a row is no distribution, unk is not from 0 to V - 1, or a row has no
    other token: then drawing would never end.
    """
    probs = require_distribution("probs", probs)
    V = probs.shape[-1]
    if require_count("unk", unk, least=0) >= V:
        raise ValueError(f"unk is {unk}, expected an id from 0 to V - 1 = {V - 1}.")
    others = np.where(np.arange(V) == unk, 0, probs).astype(np.float64)
    # 1 - probs[unk] would lose all digits where <UNK> is nearly certain.
    left = others.sum(axis=-1, keepdims=True)
    if not (left > 0).all():
        raise ValueError("probs has a row with no token but <UNK>, expected another to redraw.")
    return (others / left).astype(probs.dtype)


def require_distribution(name, probs):
    """Return probs (..., V) as an array of floats once each row is a distribution.

    Raises: ValueError if a row is negative somewhere, holds a NaN or does not sum to 1 within 1e-5.
    """
    probs = require_numbers(name, probs)
    if probs.ndim == 0 or probs.shape[-1] == 0:
        raise ValueError(f"{name} has shape {probs.shape}, expected (..., V).")
    total = probs.sum(axis=-1, dtype=np.float64)
    if not ((probs >= 0).all() and np.allclose(total, 1.0, atol=1e-5)):
        raise ValueError(f"{name} has a row that is negative somewhere or does not sum to 1.")
    return probs


def _require_logits(logits):
    """Return logits as an array of floats, each row with a finite largest."""
    logits = require_numbers("logits", logits)
    if logits.ndim == 0 or logits.shape[-1] == 0:
        raise ValueError(f"logits has shape {logits.shape}, expected (..., V).")
    largest = logits.max(axis=-1)  # a NaN in a row is its largest
    if not np.isfinite(largest).all():
        bad = largest[~np.isfinite(largest)][0]
        raise ValueError(f"logits has {bad} as the largest of a row, expected it finite.")
    return logits


def _require_share(name, value):
    """Return value as a float after checking that it is from 0 to 1."""
    if isinstance(value, (bool, str)) or np.ndim(value) or not 0 <= value <= 1:
        raise ValueError(f"{name} is {value!r}, expected a share from 0 to 1.")
    return float(value)


def _below_largest(logits):
    """Return each logit minus the largest of its row, in float64 at least."""
    wide = logits.astype(np.result_type(logits, np.float64))
    with np.errstate(over="ignore"):  # a gap that no float can hold is -inf, and its exp 0
        return wide - wide.max(axis=-1, keepdims=True)


def _by_size(logits):
    """Return the ids of each row from the most likely to the least, of equals the lowest first."""
    return np.argsort(-logits, axis=-1, kind="stable")


def _keep_mass(logits, order, mass):
    """Keep tokens in the given order until their probabilities sum to at least mass."""
    exps = np.take_along_axis(np.exp(_below_largest(logits)), order, axis=-1)
    probs = exps / exps.sum(axis=-1, keepdims=True)
    before = np.cumsum(probs, axis=-1) - probs  # of all tokens that come earlier
    first = np.arange(logits.shape[-1]) == 0
    return _keep_first(logits, order, first | (before < mass - ROUNDING))


def _keep_first(logits, order, kept):
    """Set the logits of all tokens but the kept ones to -inf; kept is in the given order."""
    mask = np.empty(logits.shape, dtype=bool)
    np.put_along_axis(mask, order, np.broadcast_to(kept, logits.shape), axis=-1)
    return np.where(mask, logits, logits.dtype.type(-np.inf))
