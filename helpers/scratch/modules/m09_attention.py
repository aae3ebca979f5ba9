"""A decoder's step with attention, what attention weights say, and how translations are scored.

Axes  S source length, T target length, B batch, D size of a target token's vector, C of a key and
value, H hidden of the decoder.   Scores, softmax and lookup are in helpers.scratch.attention.
"""

import math
from typing import NamedTuple

import numpy as np

from helpers.scratch.attention import AdditiveParams, additive_scores, attend, dot_scores
from helpers.scratch.cells import GRUParams, gru_step
from helpers.scratch.contract.validation import require_axes, require_count, require_shape


class BahdanauParams(NamedTuple):
    """Weights of a decoder with additive attention: of its score, and of its cell."""

    score: AdditiveParams  # queries are states, Q = H
    cell: GRUParams  # its input is the token's vector and the context, D + C wide


def bahdanau_step(p, y, s, keys, values, lengths):
    """Look up the memory with the state before the step, then take the step with the context.

    Shapes: y (B, D) the last token's vector; s (B, H); keys (S, B, C); values (S, B, C); lengths
    (B,) int -> s_next (B, H), context (B, C), weights (S, B).
    The cell reads y and context side by side, in this order.
    Raises: ValueError if a shape does not fit the weights or another argument.
    Source: Bahdanau, Cho & Bengio (2015), appendix A.2.2. Differs: their reset gate scales the
    state before its product with W_h, and they write no biases.
    """
    context, weights = attend(additive_scores(p.score, s, keys), values, lengths)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=-1), s)
    return s_next, context, weights


def scaled_dot_scores(query, keys):
    """Score every key by the inner product with its row's query, divided by sqrt(D).

    With entries of variance 1 that have nothing to do with each other the product has the variance
    D; divided, 1, so that the softmax does not saturate as D grows.
    Shapes: query (B, D); keys (S, B, D) -> scores (S, B).
    Raises: ValueError if a shape does not fit.
    Source: Vaswani et al. (2017), section 3.2.1.
    """
    return dot_scores(query, keys) / math.sqrt(query.shape[-1])


def alignment_entropy(weights):
    """Return how far each step's attention is spread: 0 on one entry, ln S on all alike.

    Shapes: weights (T, S, B), summing to 1 over S -> entropy (T, B).
    Units: nats. A weight of 0 adds 0.
    Raises: ValueError if weights is no such array of floats.
    """
    weights = _require_weights(weights)
    logs = np.log(np.where(weights > 0, weights, 1))
    return -(weights * logs).sum(axis=1)


def coverage(weights):
    """Return how much attention each source position got in all steps together.

    Shapes: weights (T, S, B) -> coverage (S, B); over S it sums to T.
    Raises: ValueError if weights is no such array of floats.
    """
    return _require_weights(weights).sum(axis=0)


def doubly_stochastic_penalty(weights):
    """Return how far the coverage is from 1 everywhere: the sum of squared distances.

    Shapes: weights (T, S, B) -> penalty (B,).
    Raises: ValueError if weights is no such array of floats.
    Source: Xu et al. (2015), equation 14, without its factor λ. On padding the coverage is 0, so
    each padded position adds 1, whatever the model does.
    """
    return ((1 - coverage(weights)) ** 2).sum(axis=0)


def exact_match(predicted, targets, eos):
    """Return the share of rows whose prediction is the target, token by token up to <EOS>.

    Shapes: predicted (T_p, B), targets (T, B) int -> float. A row ends with its first eos, which
    belongs to it, or with the array if it has none; what stands after that does not matter.
    Raises: ValueError if the shapes do not fit.
    """
    pairs = _rows(predicted, targets, eos)
    return float(np.mean([np.array_equal(ours, true) for ours, true in pairs]))


def token_accuracy(predicted, targets, eos):
    """Return the share of all target tokens, <EOS> included, that are predicted at their place.

    Shapes: as exact_match -> float. A target token past the end of its prediction is wrong;
    what is predicted past the target's end is not counted.
    Raises: ValueError if the shapes do not fit.
    """
    right = total = 0
    for ours, true in _rows(predicted, targets, eos):
        shared = min(len(ours), len(true))
        right += int((ours[:shared] == true[:shared]).sum())
        total += len(true)
    return right / total


def attention_by_hand():
    """Work out attention over three scalar keys, forward and backward, for module 09.

    Query 2; keys 1, 0, -0.5; values 4, 1, -2; scores query * key; the loss's gradient with respect
    to the context is 0.5.
    Returns a dict of ten floats: w_1, w_2, w_3, context, the first row of the softmax's Jacobian
    J_11, J_12, J_13 (dw_1 / dscore_j, which sum to 0), and ds_1, ds_2, ds_3, the gradients of the
    scores, which also sum to 0.
    """
    values = (4.0, 1.0, -2.0)
    exps = [math.exp(2 * key) for key in (1.0, 0.0, -0.5)]
    w = [e / sum(exps) for e in exps]
    context = sum(w_j * v_j for w_j, v_j in zip(w, values, strict=True))
    numbers = {f"w_{j + 1}": w[j] for j in range(3)} | {"context": context}
    numbers |= {f"J_1{j + 1}": w[0] * ((j == 0) - w[j]) for j in range(3)}
    return numbers | {f"ds_{j + 1}": 0.5 * w[j] * (values[j] - context) for j in range(3)}


def _require_weights(weights):
    """Return weights once they are floats (T, S, B)."""
    require_axes("weights", weights, "T, S, B", {})
    return weights


def _rows(predicted, targets, eos):
    """Yield the prediction and the target of each row, up to its first eos, with it."""
    require_count("eos", eos, least=0)
    predicted, targets = np.asarray(predicted), np.asarray(targets)
    _, B = require_shape("targets", targets, T=None, B=None)
    require_shape("predicted", predicted, T=None, B=B)
    for b in range(B):
        yield tuple(_to_end(ids[:, b], eos) for ids in (predicted, targets))


def _to_end(ids, eos):
    """Return ids up to their first eos, with it."""
    ends = np.flatnonzero(ids == eos)
    return ids[: ends[0] + 1] if len(ends) else ids
