"""Multi-head attention, forward and backward: self-attention, or over another sequence.

Axes  T queries, S source length, B batch, D size of queries, keys and values, K heads, d = D / K.
dX is the gradient of the loss with respect to X.
Raises  ValueError, from both functions, if an argument does not fit the weights or another
argument, K does not divide D, a length is not from 1 to S, or causal is asked for with S != T.
"""

from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.attention import without_padding
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.validation import require_axes, require_count
from helpers.scratch.ops import length_mask, softmax, softmax_backward


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
            "attention looks at its own past."
        )
    return sizes
