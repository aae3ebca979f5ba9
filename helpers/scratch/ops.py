"""Pieces that every model shares: squashing, masks, token vectors, and the loss over a sequence.

Axes  T time, B batch, D input, H hidden, V vocabulary.
dX is the gradient of the loss with respect to X. A backward function that starts from the
forward's output takes that first: there the derivative needs no second exp or tanh.
float16 is summed in float32, and the result is float16 again.
Raises  ValueError, from every function here, if shapes disagree, an array holds numbers of the
wrong kind, an id or a target is not from 0 to V - 1, a length is not from 1 to T, a mask holds
anything but 0 and 1, a mean is over no real step, or the largest logit of a row is infinite.
"""

import numpy as np

from helpers.scratch.contract.losses import (
    real_steps,
    require_loss,
    require_pair,
    require_shape_of,
    require_targets,
)
from helpers.scratch.contract.validation import (
    require_count,
    require_floats,
    require_ids,
    require_lengths,
    require_numbers,
    require_shape,
)


def sigmoid(a):
    """Logistic function, 1 / (1 + exp(-a)), to full relative precision in both tails.

    Shapes: a (...) -> y (...), 0 <= y <= 1.
    """
    a = require_numbers("a", a)
    # Far left exp overflows to infinity, and 1 / infinity is the right answer, 0. The form
    # 0.5 * (1 + tanh(a / 2)) overflows nowhere, but rounds y to 0 from a = -38 on.
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-a))


def sigmoid_backward(y, dy):
    """Pull dy back through y = sigmoid(a), from the output: sigmoid' = y (1 - y).

    Shapes: y, dy (...) -> da (...).
    """
    y, dy = require_pair(y=y, dy=dy)
    return dy * y * (1.0 - y)


def tanh(a):
    """Hyperbolic tangent.

    Shapes: a (...) -> y (...), -1 <= y <= 1.
    """
    return np.tanh(require_numbers("a", a))


def tanh_backward(y, dy):
    """Pull dy back through y = tanh(a), from the output: tanh' = 1 - y**2.

    Shapes: y, dy (...) -> da (...).
    """
    y, dy = require_pair(y=y, dy=dy)
    return dy * (1.0 - y**2)


def softmax(logits, axis=-1):
    """Turn logits into probabilities along one axis.

    Shapes: logits (..., V) -> probabilities (..., V), each row summing to 1.
    A logit of -inf gets the probability 0, as long as one in its row is finite.
    """
    logits = require_numbers("logits", logits)
    return _rounded(_softmax(logits, axis), logits)


def softmax_backward(probs, dprobs, axis=-1):
    """Pull dprobs back through probs = softmax(logits), from the output.

    Shapes: probs, dprobs (..., V) -> dlogits (..., V), each row summing to 0: moving all logits
    of a row together changes no probability.
    """
    probs, dprobs = require_pair(probs=probs, dprobs=dprobs)
    p, dp = _widened(probs), _widened(dprobs)
    return _rounded(p * (dp - (p * dp).sum(axis=axis, keepdims=True)), probs, dprobs)


def log_softmax(logits, axis=-1):
    """Take the logarithm of softmax without ever rounding a probability to 0.

    Shapes: logits (..., V) -> log probabilities (..., V), in nats.
    """
    logits = require_numbers("logits", logits)
    return _rounded(_log_softmax(logits, axis), logits)


def log_softmax_backward(log_probs, dlog_probs, axis=-1):
    """Pull dlog_probs back through log_probs = log_softmax(logits), from the output.

    Shapes: log_probs, dlog_probs (..., V) -> dlogits (..., V), each row summing to 0.
    """
    log_probs, dlog_probs = require_pair(log_probs=log_probs, dlog_probs=dlog_probs)
    probs, dlogs = np.exp(_widened(log_probs)), _widened(dlog_probs)
    dlogits = dlogs - probs * dlogs.sum(axis=axis, keepdims=True)
    return _rounded(dlogits, log_probs, dlog_probs)


def length_mask(lengths, T):
    """Mark the real steps of rows of unequal length.

    Shapes: lengths (B,) int -> mask (T, B) of booleans, True on the first lengths[b] steps.
    Booleans, so that a product with float32 stays float32.
    """
    T, lengths = require_count("T", T), np.asarray(lengths)
    require_shape("lengths", lengths, B=None)
    return np.arange(T)[:, None] < require_lengths("lengths", lengths, T, len(lengths))


def masked_mean(xs, mask):
    """Average each row over its real steps.

    Shapes: xs (T, B, H); mask (T, B), 1 on real steps -> mean (B, H).
    What xs holds on padding does not matter.
    """
    T, B, _ = require_floats("xs", xs, T=None, B=None, H=None)
    require_shape("mask", mask, T=T, B=B)
    real, counts = real_steps(mask)
    total = _widened(np.where(real, xs, 0)).sum(axis=0)
    return _rounded(total / counts.astype(total.dtype), xs)


def masked_mean_backward(mask, dmean):
    """Pull dmean back through masked_mean: each real step of a row gets an equal share.

    Shapes: mask (T, B); dmean (B, H) -> dxs (T, B, H), 0 on padding.
    """
    _, B = require_shape("mask", mask, T=None, B=None)
    require_floats("dmean", dmean, B=B, H=None)
    real, counts = real_steps(mask)
    total = _widened(dmean)
    return np.where(real, _rounded(total / counts.astype(total.dtype), dmean), 0)


def one_hot(ids, V):
    """Write each id as a vector that is 1 at that id and 0 elsewhere.

    Shapes: ids (...) int -> float64 (..., V).
    """
    ids = require_ids("ids", ids, require_count("V", V))
    vectors = np.zeros((*ids.shape, V))
    np.put_along_axis(vectors, ids[..., None], 1.0, axis=-1)
    return vectors


def cross_entropy(logits, targets):
    """Return the negative log probability of each target, position by position.

    Shapes: logits (..., V); targets (...) int -> losses (...).
    Units: nats.
    """
    targets = require_targets(logits, targets)
    return -np.take_along_axis(log_softmax(logits), targets[..., None], axis=-1)[..., 0]


def cross_entropy_backward(logits, targets, dlosses):
    """Pull dlosses back through cross_entropy: softmax minus one-hot.

    Shapes: logits (..., V); targets (...) int; dlosses (...) -> dlogits (..., V).
    """
    targets = require_targets(logits, targets)
    dlosses = require_shape_of("dlosses", dlosses, targets)
    dlogits, at = softmax(logits), targets[..., None]
    np.put_along_axis(dlogits, at, np.take_along_axis(dlogits, at, axis=-1) - 1.0, axis=-1)
    return dlogits * dlosses.astype(dlogits.dtype)[..., None]


def sequence_loss(logits, targets, mask, reduction):
    """Add up the negative log probability of each target over the real steps.

    Shapes: logits (T, B, V); targets (T, B) int; mask (T, B), 1 on real steps -> float.
    What logits and targets hold on padding does not matter, NaN and -100 included.
    Units: nats; "sum" is the sum over all real steps of all rows, "mean" that sum divided by
    the number of real steps, so nats per token.
    """
    logits, targets, real = require_loss(logits, targets, mask, reduction)
    log_probs = np.take_along_axis(_log_softmax(logits), targets[..., None], axis=-1)
    total = -float(np.where(real, log_probs[..., 0], 0).sum())
    return total if reduction == "sum" else total / float(real.sum())


def sequence_loss_backward(logits, targets, mask, reduction):
    """Return the gradient of sequence_loss with respect to the logits.

    Shapes: logits (T, B, V); targets, mask (T, B) -> dlogits (T, B, V).
    Units: nats per unit of logit.
    """
    logits, targets, real = require_loss(logits, targets, mask, reduction)
    dlogits = _softmax(logits)
    T, B, _ = dlogits.shape
    # Softmax minus one-hot; only the target's entry differs from softmax itself.
    dlogits[np.arange(T)[:, None], np.arange(B), targets] -= 1.0
    weight = real.astype(dlogits.dtype)
    if reduction == "mean":
        weight = weight / weight.sum()
    return _rounded(dlogits * weight[..., None], logits)


def embed_backward(ids, dxs, V):
    """Return the gradient of an embedding table from the gradients of the looked-up rows.

    Shapes: ids (T, B) or (B,) int; dxs (*ids.shape, D) -> dE (V, D).
    A token that occurs n times collects n contributions: its row was used n times.
    """
    ids = require_ids("ids", ids, require_count("V", V))
    dxs = require_numbers("dxs", dxs, "f")
    if dxs.ndim != ids.ndim + 1 or dxs.shape[:-1] != ids.shape:
        raise ValueError(f"dxs has shape {dxs.shape}, expected (*{ids.shape}, D): one row per id.")
    dE = np.zeros((V, dxs.shape[-1]), dtype=np.result_type(dxs, np.float32))
    np.add.at(dE, ids, dxs)  # dE[ids] += dxs would keep one contribution per token
    return dE


def _softmax(logits, axis=-1):
    """Compute softmax, in float32 at least."""
    exps = np.exp(_shifted(logits, axis))
    return exps / exps.sum(axis=axis, keepdims=True)


def _log_softmax(logits, axis=-1):
    """Compute log_softmax, in float32 at least."""
    shifted = _shifted(logits, axis)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def _widened(array):
    """Return an array in float32 at least: float16 is too narrow to sum or count in."""
    return array.astype(np.result_type(array, np.float32), copy=False)


def _rounded(result, *arrays):
    """Return a result in the type of the arrays that it was computed from."""
    with np.errstate(over="ignore"):
        return result.astype(np.result_type(*arrays), copy=False)


def _shifted(logits, axis):
    """Subtract each row's largest logit: no softmax changes, and exp cannot overflow."""
    logits = _widened(logits)
    largest = np.max(logits, axis=axis, keepdims=True, initial=-np.inf)
    if largest.size and not logits.size:
        raise ValueError(f"logits has shape {logits.shape}, expected an entry on axis {axis}.")
    infinite = largest[np.isinf(largest)]  # a NaN may pass, and stays NaN
    if infinite.size:
        raise ValueError(f"logits has {infinite[0]} as the largest of a row, expected it finite.")
    with np.errstate(over="ignore"):  # a gap that no float can hold is -inf, and its exp 0
        return logits - largest
