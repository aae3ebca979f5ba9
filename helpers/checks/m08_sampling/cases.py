"""What the checks of module 08 share: rows of logits, cuts of them, and cases that tell apart."""

import numpy as np

from helpers.scratch.ops import log_softmax

NONE = -np.inf


def probs_of(logits):
    return np.exp(log_softmax(logits))


def descending(logits):
    """Return the ids from the largest logit to the smallest, of equals the lowest first."""
    return np.argsort(-logits, kind="stable")


def keep(logits, ids, cut=NONE):
    """Return the logits of some ids, and another number everywhere else."""
    kept = np.full(len(logits), float(cut))
    kept[ids] = logits[ids]
    return kept


def sums_until(probs, mass):
    """Return how many probabilities it takes, from the first on, to sum to mass; at least one."""
    return max(1, int((np.cumsum(probs) - probs < mass).sum()))


def away(rng, sums, low, high, gap):
    """Draw a number between low and high that is gap away from all the sums."""
    value = rng.uniform(low, high)
    while np.abs(np.asarray(sums) - value).min() < gap:
        value = rng.uniform(low, high)
    return float(value)


def spread(rng, V, scale=1.5):
    """Draw a row of logits of which no two are close to each other."""
    logits = scale * rng.normal(size=V)
    while V > 1 and np.diff(np.sort(logits)).min() < 0.02:
        logits = scale * rng.normal(size=V)
    return logits


def tied_on_top(rng, V):
    """Return a row whose two largest logits are equal."""
    logits = spread(rng, V)
    logits[[rng.integers(V // 2), rng.integers(V // 2, V)]] = logits.max() + 0.5
    return logits


def every_third(rng, V, gap):
    """Return two logits, the larger at every third place.

    They are so many that an unstable sort mixes up equal ones.
    """
    low = float(rng.normal())
    return np.where(np.arange(V) % 3 == rng.integers(3), low + gap, low)


def ends_below_one(rng, V, order_of):
    """Draw a row whose probabilities sum to less than 1 by rounding, added up in an order.

    order_of: logits -> ids. It holds for exp of the log-softmax and for the quotient of exps.
    """
    while True:
        logits = rng.normal(size=V)
        quotients = np.exp(logits - logits.max())
        both = probs_of(logits), quotients / quotients.sum()
        if all(np.cumsum(probs[order_of(logits)])[-1] < 1 for probs in both):
            return logits


def telling(draw, slips):
    """Draw arguments until slips return results of which no two are the same.

    The first of slips may be the right answer. Which mistake was made shows from such a case.
    """
    while True:
        args = draw()
        known: set[tuple] = set()
        for slip in slips:
            result = as_bytes(slip(*args))
            if result in known:
                break
            known.add(result)
        else:
            return args


def as_bytes(result):
    """Return what makes a result: the numbers of an array, or of a tuple of arrays, to 9 digits."""
    parts = result if isinstance(result, tuple) else (result,)
    return tuple(np.round(np.asarray(part, dtype=float), 9).tobytes() for part in parts)
