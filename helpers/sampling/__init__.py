"""Drawing tokens from a model's predictions, on plain arrays.

`sample` and `temper` stand here; truncation.py holds the samplers that cut off a tail, beam.py
whole sequences, measures.py what generated text is measured by.
Randomness comes in as uniform numbers, so that the same numbers give the same text.
"""

import numpy as np

from helpers.scratch.contract.validation import require_numbers, require_positive


def sample(probs, u):
    """Draw one token per row by inverting the cumulative distribution.

    Shapes: probs (..., V), each row summing to 1; u (...) in [0, 1) -> ids (...) int64.
    Token i is drawn when the sum of all earlier probabilities is <= u and adding its own
    exceeds u; so a token of probability 0 is never drawn.
    Raises: ValueError if shapes disagree, a row is no distribution, or u is outside [0, 1).
    """
    probs, u = np.asarray(probs, dtype=np.float64), np.asarray(u, dtype=np.float64)
    if probs.ndim == 0 or probs.shape[-1] == 0 or u.shape != probs.shape[:-1]:
        raise ValueError(
            f"u has shape {u.shape}, probs {probs.shape}; expected (...) and (..., V)."
        )
    if not np.all((u >= 0) & (u < 1)):
        raise ValueError("u holds a number outside [0, 1), expected uniform draws.")
    if not (np.all(probs >= 0) and np.allclose(probs.sum(axis=-1), 1.0, atol=1e-5)):
        raise ValueError("probs has a row that is negative somewhere or does not sum to 1.")
    ids = (np.cumsum(probs, axis=-1) <= u[..., None]).sum(axis=-1)
    # A row may add up to slightly less than 1: then u can lie beyond its last step.
    last = probs.shape[-1] - 1 - np.argmax(probs[..., ::-1] > 0, axis=-1)
    return np.minimum(ids, last)


def temper(logits, tau):
    """Divide logits by a temperature: below 1 sharpens the distribution, above 1 flattens it.

    A row that would leave the range of its type is first shifted to a largest logit of 0, which
    changes no probability; a logit far below it then becomes -inf.
    Shapes: logits (..., V) -> logits (..., V).
    Units: tau > 0; tau = 1 changes nothing, tau towards 0 is greedy, large tau is uniform.
    Raises: ValueError if logits holds no real numbers, or tau is not above 0.
    """
    logits, tau = require_numbers("logits", logits), require_positive("tau", tau)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        tempered = logits / logits.dtype.type(tau)
        left = np.isfinite(logits) & ~np.isfinite(tempered)
        if not left.any():
            return tempered
        wide = logits.astype(np.result_type(logits, np.float64))
        shifted = (wide - wide.max(axis=-1, keepdims=True)) / tau
        rows = left.any(axis=-1, keepdims=True)
        return np.where(rows, shifted, tempered).astype(logits.dtype)
