"""Attention, each part forward and backward: a soft lookup in a memory, and multi-head attention.

Axes  S source length, B batch, Q size of a query, D of a key, C of a value (and so of the
context), H units of the additive score. In multi-head attention T queries, K heads, and D the
size of queries, keys and values alike.   dX is the gradient of the loss with respect to X.
The memory of row b is as long as lengths[b] says; what it holds past that does not matter.
Raises  ValueError, from every function here, if a shape does not fit the weights or another
argument, an array holds no floating-point numbers, or a length is not from 1 to S; from multi_head
also if K does not divide D, or causal is True and S != T. A softmax over scores refuses a row whose
largest real score is not finite: all of them -inf, or one NaN or +inf.
"""

from collections.abc import Callable
from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.contract.checked import checked
from helpers.scratch.contract.memory import (
    checked_scores,
    require_dot_scores,
    require_memory,
    shape_of_scores,
)
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.validation import require_axes, require_count, require_lengths
from helpers.scratch.ops import length_mask, softmax, softmax_backward


class AdditiveParams(NamedTuple):
    """Weights of the additive score."""

    W_q: Annotated[np.ndarray, "Q, H"]
    W_k: Annotated[np.ndarray, "D, H"]
    v: Annotated[np.ndarray, "H"]


@checked_scores(AdditiveParams)
def additive_scores(p, query, keys):
    """Score every key against its row's query, tanh(query @ W_q + keys @ W_k) @ v.

    Shapes: query (B, Q); keys (S, B, D) -> scores (S, B).
    Source: Bahdanau, Cho & Bengio (2015), appendix A.1.2: their W_a, U_a, v_a are W_q, W_k, v.
    """
    return np.tanh(query @ p.W_q + keys @ p.W_k) @ p.v


@checked_scores(AdditiveParams)
def additive_scores_backward(p, query, keys, dscores):
    """Pull dscores back through additive_scores.

    Shapes: query (B, Q); keys (S, B, D); dscores (S, B) -> dquery, dkeys, dp AdditiveParams.
    """
    u = np.tanh(query @ p.W_q + keys @ p.W_k)  # (S, B, H)
    da = dscores[..., None] * p.v * (1.0 - u**2)
    da_query = da.sum(axis=0)  # the query took part in every score of its row
    dp = AdditiveParams(
        W_q=query.T @ da_query,
        W_k=(keys.transpose(0, 2, 1) @ da).sum(axis=0),
        v=(dscores[..., None] * u).sum(axis=(0, 1)),
    )
    return da_query @ p.W_q.T, da @ p.W_k.T, dp


@checked(require_dot_scores)
def dot_scores(query, keys):
    """Score every key against its row's query by their inner product.

    Shapes: query (B, D); keys (S, B, D) -> scores (S, B).
    Source: Luong, Pham & Manning (2015), section 3.1, "dot".
    """
    return (query * keys).sum(axis=-1)


@checked(require_dot_scores)
def dot_scores_backward(query, keys, dscores):
    """Pull dscores back through dot_scores.

    Shapes: query (B, D); keys (S, B, D); dscores (S, B) -> dquery (B, D), dkeys (S, B, D).
    """
    return (dscores[..., None] * keys).sum(axis=0), dscores[..., None] * query


class GeneralParams(NamedTuple):
    """Weights of the general score."""

    W: Annotated[np.ndarray, "Q, D"]


@checked_scores(GeneralParams)
def general_scores(p, query, keys):
    """Score every key by a learned inner product with its row's query, (query @ W) · key.

    Shapes: query (B, Q); keys (S, B, D) -> scores (S, B).
    Source: Luong, Pham & Manning (2015), section 3.1, "general": their W_a is W.
    """
    return dot_scores(query @ p.W, keys)


@checked_scores(GeneralParams)
def general_scores_backward(p, query, keys, dscores):
    """Pull dscores back through general_scores.

    Shapes: query (B, Q); keys (S, B, D); dscores (S, B) -> dquery, dkeys, dp GeneralParams.
    """
    dprojected, dkeys = dot_scores_backward(query @ p.W, keys, dscores)
    return dprojected @ p.W.T, dkeys, GeneralParams(W=query.T @ dprojected)


def masked_softmax(scores, lengths=None):
    """Turn scores into weights that sum to 1 over each row's real entries and are 0 past them.

    Shapes: scores (S, B); lengths (B,) int, all S if None -> weights (S, B).
    A score of -inf takes its entry out too.
    """
    S, B = shape_of_scores("scores", scores)
    if lengths is not None:
        scores = np.where(
            length_mask(require_lengths("lengths", lengths, S, B, "S"), S), scores, -np.inf
        )
    largest = scores.max(axis=0)
    if not np.isfinite(largest).all():
        row = int(np.flatnonzero(~np.isfinite(largest))[0])
        raise ValueError(
            f"scores has {largest[row]} as the largest real entry of row {row}, expected a "
            "finite number."
        )
    return softmax(scores, axis=0)


def masked_softmax_backward(weights, dweights):
    """Pull dweights back through masked_softmax, from its output alone.

    Shapes: weights, dweights (S, B) -> dscores (S, B), 0 wherever the weight is.
    """
    S, B = shape_of_scores("weights", weights)
    require_axes("dweights", dweights, "S, B", {"S": S, "B": B})
    return softmax_backward(weights, dweights, axis=0)


def attend(scores, values, lengths=None):
    """Average the values, weighted by the softmax of the scores.

    Shapes: scores (S, B); values (S, B, C); lengths (B,) int, all S if None
    -> context (B, C), weights (S, B).
    Source: Bahdanau, Cho & Bengio (2015), equations 5 and 6.
    """
    weights = masked_softmax(scores, lengths)
    S, B = weights.shape
    require_axes("values", values, "S, B, C", {"S": S, "B": B})
    return (weights[..., None] * _counted(weights, values)).sum(axis=0), weights


def attend_backward(weights, values, dcontext, dweights=None):
    """Pull dcontext back through attend, softmax included, from the weights it returned.

    Shapes: weights (S, B); values (S, B, C); dcontext (B, C); dweights (S, B) what reaches the
    weights from elsewhere, zeros if None -> dscores (S, B), dvalues (S, B, C).
    """
    S, B = shape_of_scores("weights", weights)
    sizes = {"S": S, "B": B}
    require_axes("values", values, "S, B, C", sizes)
    require_axes("dcontext", dcontext, "B, C", sizes)
    total = (_counted(weights, values) * dcontext).sum(axis=-1)
    if dweights is not None:
        require_axes("dweights", dweights, "S, B", sizes)
        total = total + dweights
    return masked_softmax_backward(weights, total), weights[..., None] * dcontext


class Score(NamedTuple):
    """A way to score keys against a query: its weights and its functions."""

    name: str
    params: type | None  # the NamedTuple of its weights; None where there are none
    scores: Callable
    scores_backward: Callable


class LookUpCache(NamedTuple):
    """What a lookup keeps for its backward pass."""

    query: np.ndarray  # (B, Q)
    keys: np.ndarray  # (S, B, D), zeros on padding
    values: np.ndarray  # (S, B, C), zeros on padding
    weights: np.ndarray  # (S, B)


def look_up(score, p, query, keys, values, lengths=None):
    """Look up a memory with any score: scores, masked softmax, context.

    Shapes: query (B, Q); keys (S, B, D); values (S, B, C); lengths (B,) int, all S if None
    -> context (B, C), weights (S, B), cache. p is None for a score without weights.
    """
    _require_score(score)
    sizes = require_memory({}, query=query, keys=keys, values=values)
    if lengths is not None:
        keys, values = without_padding(lengths, sizes, keys, values)
    own = () if score.params is None else (p,)
    context, weights = attend(score.scores(*own, query, keys), values, lengths)
    return context, weights.copy(), LookUpCache(query, keys, values, weights)


def look_up_backward(score, p, cache, dcontext, dweights=None):
    """Pull dcontext, and dweights if given, back through look_up.

    Shapes: dcontext (B, C); dweights (S, B) -> dquery (B, Q), dkeys (S, B, D), dvalues (S, B, C),
    dp like p, None for a score without weights.
    """
    _require_score(score)
    if type(cache) is not LookUpCache:
        raise ValueError(f"cache is a {type(cache).__name__}, expected look_up's LookUpCache.")
    query, keys, values, weights = cache
    dscores, dvalues = attend_backward(weights, values, dcontext, dweights)
    if score.params is None:
        dquery, dkeys = score.scores_backward(query, keys, dscores)
        return dquery, dkeys, dvalues, None
    dquery, dkeys, dp = score.scores_backward(p, query, keys, dscores)
    return dquery, dkeys, dvalues, dp


def without_padding(lengths, sizes, *arrays):
    """Set what lies past each row's length to 0, or else 0 * NaN would reach the weights.

    Shapes: lengths (B,) int; sizes {"S": 5, "B": 2}; arrays (S, B, D) -> a list of such arrays.
    """
    S, B = sizes["S"], sizes["B"]
    mask = length_mask(require_lengths("lengths", lengths, S, B, "S"), S)
    return [np.where(mask[..., None], array, 0) for array in arrays]


def _counted(weights, values):
    """Set values that have no weight to 0: what padding holds, NaN included, does not matter."""
    return np.where(weights[..., None] == 0, 0, values)


def _require_score(score):
    """Check that this is a way to score, not its name or its function."""
    if not isinstance(score, Score):
        raise ValueError(
            f"score is a {type(score).__name__}, expected ADDITIVE, DOT, GENERAL or another Score."
        )


ADDITIVE = Score("additive", AdditiveParams, additive_scores, additive_scores_backward)
DOT = Score("dot", None, dot_scores, dot_scores_backward)
GENERAL = Score("general", GeneralParams, general_scores, general_scores_backward)


class MultiHeadParams(NamedTuple):
    """Weights of multi-head attention; head k owns the k-th block of D / K columns."""

    W_q: Annotated[np.ndarray, "D, D"]
    W_k: Annotated[np.ndarray, "D, D"]
    W_v: Annotated[np.ndarray, "D, D"]
    W_o: Annotated[np.ndarray, "D, D"]
    b_q: Annotated[np.ndarray, "D"]
    b_k: Annotated[np.ndarray, "D"]
    b_v: Annotated[np.ndarray, "D"]
    b_o: Annotated[np.ndarray, "D"]


class MultiHeadCache(NamedTuple):
    """What multi-head attention keeps for its backward pass; d = D / K is the size of a head."""

    queries: np.ndarray  # (T, B, D)
    keys: np.ndarray  # (S, B, D), zeros on padding
    values: np.ndarray  # (S, B, D), zeros on padding
    q: np.ndarray  # (B, K, T, d)
    k: np.ndarray  # (B, K, S, d)
    v: np.ndarray  # (B, K, S, d)
    weights: np.ndarray  # (B, K, T, S)
    heads: np.ndarray  # (T, B, D), the heads side by side


def multi_head(p, queries, keys, values, K, lengths=None, causal=False):
    """Attend with K heads at once, softmax(q k' / sqrt(d)) v in each, d = D / K.

    Shapes: queries (T, B, D); keys, values (S, B, D); lengths (B,) int of the keys, all S if
    None -> out (T, B, D), weights (B, K, T, S), cache. Self-attention where all three are one
    array. causal: query t sees the keys 0 to t only; then S = T.
    Source: Vaswani et al. (2017), section 3.2. Differs: biases, as PyTorch has.
    """
    sizes = _check_heads(p, queries, keys, values, K, causal)
    hidden = np.zeros((sizes["B"], 1, sizes["T"], sizes["S"]), bool)
    if lengths is not None:
        keys, values = without_padding(lengths, sizes, keys, values)
        hidden = hidden | ~length_mask(lengths, sizes["S"]).T[:, None, None, :]
    if causal:
        hidden = hidden | np.triu(np.ones((sizes["T"], sizes["T"]), bool), k=1)
    q = _split(queries @ p.W_q + p.b_q, K)
    k = _split(keys @ p.W_k + p.b_k, K)
    v = _split(values @ p.W_v + p.b_v, K)
    scores = q @ k.swapaxes(-1, -2) / float(np.sqrt(q.shape[-1]))
    weights = softmax(np.where(hidden, -np.inf, scores))
    heads = _join(weights @ v)
    cache = MultiHeadCache(queries, keys, values, q, k, v, weights, heads)
    return heads @ p.W_o + p.b_o, weights.copy(), cache


def multi_head_backward(p, cache, dout):
    """Pull dout back through multi_head.

    Shapes: dout (T, B, D) -> dqueries (T, B, D), dkeys, dvalues (S, B, D), dp MultiHeadParams.
    Where one array served as two or three of them, its gradient is their sum.
    """
    if type(cache) is not MultiHeadCache:
        raise ValueError(f"cache is a {type(cache).__name__}, expected multi_head's.")
    queries, keys, values, q, k, v, weights, heads = cache
    sizes = require_params(p, MultiHeadParams)
    require_axes("dout", dout, "T, B, D", sizes | dict(zip("TB", queries.shape, strict=False)))
    scale = 1.0 / float(np.sqrt(q.shape[-1]))
    dheads = _split(dout @ p.W_o.T, q.shape[1])
    dscores = softmax_backward(weights, dheads @ v.swapaxes(-1, -2)) * scale
    dq = _join(dscores @ k)
    dk = _join(dscores.swapaxes(-1, -2) @ q)
    dv = _join(weights.swapaxes(-1, -2) @ dheads)
    pairs = {"q": (queries, dq), "k": (keys, dk), "v": (values, dv), "o": (heads, dout)}
    grads = {f"W_{x}": np.tensordot(a, da, axes=([0, 1], [0, 1])) for x, (a, da) in pairs.items()}
    grads |= {f"b_{x}": da.sum(axis=(0, 1)) for x, (_, da) in pairs.items()}
    return dq @ p.W_q.T, dk @ p.W_k.T, dv @ p.W_v.T, MultiHeadParams(**grads)


def _split(xs, K):
    """Cut the last axis into heads: (T, B, D) -> (B, K, T, D / K)."""
    T, B, D = xs.shape
    return xs.reshape(T, B, K, D // K).transpose(1, 2, 0, 3)


def _join(heads):
    """Put the heads side by side again: (B, K, T, d) -> (T, B, K d)."""
    B, K, T, d = heads.shape
    return heads.transpose(2, 0, 1, 3).reshape(T, B, K * d)


def _check_heads(p, queries, keys, values, K, causal):
    """Return T, S, B and D once the arguments of multi_head fit together."""
    sizes = require_params(p, MultiHeadParams)
    require_axes("queries", queries, "T, B, D", sizes)
    require_axes("keys", keys, "S, B, D", sizes)
    require_axes("values", values, "S, B, D", sizes)
    if sizes["D"] % require_count("K", K):
        raise ValueError(f"K is {K}, expected a number of heads that divides D = {sizes['D']}.")
    if causal and sizes["S"] != sizes["T"]:
        raise ValueError(
            f"keys has S = {sizes['S']}, expected as many as queries, T = {sizes['T']}: causal "
            "attention is over one sequence."
        )
    return sizes
