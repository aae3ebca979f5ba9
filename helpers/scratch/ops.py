"""Pieces that every model shares: squashing, token vectors, and the loss over a sequence.

Axes  T time, B batch, D input, V vocabulary.   dX is the gradient of the loss with respect to X.
"""

import numpy as np

from helpers.scratch.validation import (
    require_count,
    require_floats,
    require_ids,
    require_shape,
)


def sigmoid(a):
    """Logistic function, 1 / (1 + exp(-a)), in the form that cannot overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * a))


def softmax(logits, axis=-1):
    """Turn logits into probabilities along one axis.

    Shapes: logits (..., V) -> probabilities (..., V), each row summing to 1.
    """
    # Subtracting the largest changes nothing but keeps exp from overflowing.
    exps = np.exp(logits - np.max(logits, axis=axis, keepdims=True))
    return exps / exps.sum(axis=axis, keepdims=True)


def log_softmax(logits, axis=-1):
    """Take the logarithm of softmax without ever rounding a probability to 0.

    Shapes: logits (..., V) -> log probabilities (..., V), in nats.
    """
    shifted = logits - np.max(logits, axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def one_hot(ids, V):
    """Write each id as a vector that is 1 at that id and 0 elsewhere.

    Shapes: ids (...) int -> float64 (..., V).
    Raises: ValueError if an id is not an integer from 0 to V - 1.
    """
    ids = require_ids("ids", ids, require_count("V", V))
    vectors = np.zeros((*ids.shape, V))
    np.put_along_axis(vectors, ids[..., None], 1.0, axis=-1)
    return vectors


def sequence_loss(logits, targets, mask, reduction):
    """Add up the negative log probability of each target over the real steps.

    Shapes: logits (T, B, V); targets (T, B) int; mask (T, B), 1 on real steps -> float.
    Units: nats; "sum" is the sum over all real steps of all rows, "mean" that sum divided by
    the number of real steps, so nats per token.
    Raises: ValueError if shapes disagree, a target is no id, or a mean has no real step.
    """
    targets = _check_loss_arguments(logits, targets, mask, reduction)
    log_probs = np.take_along_axis(log_softmax(logits), targets[..., None], axis=-1)
    total = -float((log_probs[..., 0] * mask).sum())
    return total if reduction == "sum" else total / float(np.sum(mask))


def sequence_loss_backward(logits, targets, mask, reduction):
    """Give the gradient of sequence_loss with respect to the logits.

    Shapes: logits (T, B, V); targets, mask (T, B) -> dlogits (T, B, V).
    Units: nats per unit of logit.
    Raises: ValueError as sequence_loss does.
    """
    targets = _check_loss_arguments(logits, targets, mask, reduction)
    dlogits = softmax(logits)
    T, B, _ = dlogits.shape
    # Softmax minus one-hot; only the target's entry differs from softmax itself.
    dlogits[np.arange(T)[:, None], np.arange(B), targets] -= 1.0
    weight = np.asarray(mask, dtype=dlogits.dtype)
    if reduction == "mean":
        weight = weight / weight.sum()
    dlogits *= weight[..., None]
    return dlogits


def embed_backward(ids, dxs, V):
    """Give the gradient of an embedding table from the gradients of the looked-up rows.

    Shapes: ids (T, B) or (B,) int; dxs (*ids.shape, D) -> dE (V, D).
    A token that occurs n times collects n contributions: its row was used n times.
    Raises: ValueError if dxs does not fit ids, or an id is not an integer from 0 to V - 1.
    """
    ids = require_ids("ids", ids, require_count("V", V))
    dxs = np.asarray(dxs)
    shape = dxs.shape
    if len(shape) != ids.ndim + 1 or shape[:-1] != ids.shape:
        raise ValueError(f"dxs has shape {shape}, expected (*{ids.shape}, D): one row per id.")
    dE = np.zeros((V, shape[-1]), dtype=np.result_type(dxs, np.float32))
    np.add.at(dE, ids, dxs)  # dE[ids] += dxs would keep one contribution per token
    return dE


def _check_loss_arguments(logits, targets, mask, reduction):
    """Return targets as an integer array once the four arguments of the loss fit together."""
    T, B, V = require_floats("logits", logits, T=None, B=None, V=None)
    require_shape("targets", targets, T=T, B=B)
    require_shape("mask", mask, T=T, B=B)
    if reduction not in ("sum", "mean"):
        raise ValueError(f'reduction is {reduction!r}, expected "sum" or "mean".')
    if reduction == "mean" and not np.any(mask):
        raise ValueError("mask is 0 everywhere, expected at least one real step for a mean.")
    return require_ids("targets", targets, V)
