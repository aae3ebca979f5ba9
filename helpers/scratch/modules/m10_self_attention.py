"""Attention over a sequence's own past, and the transformer block that is built from it, in NumPy.

Axes  T steps, B batch, D width, H size of a query and of a key, C of a value, F units of
the position-wise net, N nodes of a graph, E edges.   dX is the gradient of the loss with respect
to X.   Weights are matrices of T rows: row t says what step t looks at, and column s at what.
Raises  ValueError, from every function here, if a shape does not fit the weights or another
argument, an array holds no floating-point numbers, or heads does not divide D.
"""

import math
from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch import attention
from helpers.scratch.attention import MultiHeadParams
from helpers.scratch.contract.params import require_params, require_record
from helpers.scratch.contract.validation import (
    require_axes,
    require_count,
    require_floats,
    require_generator,
    require_lengths,
    require_shape,
)
from helpers.scratch.init import init_multi_head
from helpers.scratch.ops import length_mask, softmax

EPS = 1e-5  # what layer norm adds to the variance, as torch.nn.LayerNorm does
KERNEL = 3  # inputs of each output of a convolution in cost_table


class SelfAttentionParams(NamedTuple):
    """Weights of attention over one's own past with a single head."""

    W_q: Annotated[np.ndarray, "D, H"]
    W_k: Annotated[np.ndarray, "D, H"]
    W_v: Annotated[np.ndarray, "D, C"]


class AttentionCache(NamedTuple):
    """Keys and values of the S steps so far; S is 0 before the first."""

    keys: np.ndarray  # (S, B, H)
    values: np.ndarray  # (S, B, C)


def causal_self_attention(p, xs, lengths):
    """Let every step look at itself and at what came before: softmax(q k' / sqrt(H)) v.

    Shapes: p SelfAttentionParams; xs (T, B, D); lengths (B,) int -> ys (T, B, C), weights
    (B, T, T). Past a row's length both are 0, and what xs holds there does not matter.
    Raises: ValueError also if a length is not from 1 to T.
    Source: Vaswani et al. (2017), section 3.2, for one head.
    """
    sizes = require_params(p, SelfAttentionParams)
    require_axes("xs", xs, "T, B, D", sizes)
    T, B = sizes["T"], sizes["B"]
    real = length_mask(require_lengths("lengths", lengths, T, B), T)
    xs = np.where(real[..., None], xs, 0)
    q, k, v = ((xs @ W).swapaxes(0, 1) for W in p)  # (B, T, H), (B, T, H), (B, T, C)
    scores = q @ k.swapaxes(1, 2) / math.sqrt(sizes["H"])
    weights = softmax(np.where(_past(T), scores, -np.inf))
    weights = np.where(real.T[:, :, None], weights, 0)
    return (weights @ v).swapaxes(0, 1), weights


def multi_head(p, xs, heads):
    """Let every step look at its past with several heads at once, each on D / heads columns.

    Shapes: p MultiHeadParams; xs (T, B, D); heads a whole number that divides D
    -> ys (T, B, D), weights (B, heads, T, T).
    Source: as helpers.scratch.attention.multi_head, causal and over one sequence.
    """
    _require_heads(heads, require_params(p, MultiHeadParams)["D"])
    return attention.multi_head(p, xs, xs, xs, heads, causal=True)[:2]


def sinusoids(T, D):
    """Write every position as D / 2 pairs of a sine and a cosine, each pair slower than the last.

    Columns 2i and 2i + 1 hold sin(t w_i) and cos(t w_i) with w_i = 10000^(-2i / D) radians a step.
    Shapes: -> positions (T, D), position t from 0.
    Raises: ValueError also if D is odd.
    Source: Vaswani et al. (2017), section 3.5.
    """
    T, D = require_count("T", T), require_count("D", D, least=2)
    if D % 2:
        raise ValueError(f"D is {D}, expected an even number: a sine and a cosine in each pair.")
    angles = np.arange(T)[:, None] * 10000.0 ** (-np.arange(0, D, 2) / D)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(T, D)


def layer_norm(x, gain, shift):
    """Give the D entries of every vector the mean 0 and the variance 1, then scale and shift them.

    Shapes: x (..., D); gain, shift (D,) -> y (..., D). Each vector is on its own: neither the
    batch nor another step counts.
    Units: the variance is the mean square about the mean, plus 1e-5.
    Source: Ba, Kiros & Hinton (2016), equation 4, over the last axis.
    """
    _require_normed(x, gain, shift=shift)
    return _normed(x)[0] * gain + shift


def layer_norm_backward(x, gain, dy):
    """Pull dy back through layer_norm(x, gain, shift).

    Mean and variance depend on every entry, so dx loses two parts of the gradient: its mean, and
    what of it points along the normalised vector.
    Shapes: x, dy (..., D); gain (D,) -> dx (..., D), dgain (D,), dshift (D,).
    """
    _require_normed(x, gain)
    require_shape("dy", dy, **{f"axis_{i}": size for i, size in enumerate(x.shape)})
    n, sd = _normed(x)
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd
    before = tuple(range(x.ndim - 1))
    return dx, (dy * n).sum(axis=before), dy.sum(axis=before)


class NormParams(NamedTuple):
    """Weights of one layer norm."""

    gain: Annotated[np.ndarray, "D"]
    shift: Annotated[np.ndarray, "D"]


class NetParams(NamedTuple):
    """Weights of the position-wise net: the same at every step."""

    W_1: Annotated[np.ndarray, "D, F"]
    b_1: Annotated[np.ndarray, "F"]
    W_2: Annotated[np.ndarray, "F, D"]
    b_2: Annotated[np.ndarray, "D"]


class BlockParams(NamedTuple):
    """Weights of one transformer block."""

    norm_1: NormParams
    attention: MultiHeadParams
    norm_2: NormParams
    net: NetParams


class BlockCache(NamedTuple):
    """What a block keeps for its backward pass."""

    xs: np.ndarray  # (T, B, D)
    attention: attention.MultiHeadCache
    middle: np.ndarray  # (T, B, D), xs plus what the heads found
    normed: np.ndarray  # (T, B, D), middle after its layer norm
    hidden: np.ndarray  # (T, B, F), the net's units after the ReLU


def transformer_block(p, xs, heads):
    """Add to every step what its heads find, and then what the position-wise net makes of it.

    ys = middle + net(norm_2(middle)), middle = xs + multi_head(norm_1(xs)); the net is
    relu(x @ W_1 + b_1) @ W_2 + b_2. The norms stand inside the branches ("pre-norm").
    Shapes: p BlockParams; xs (T, B, D); heads a whole number that divides D -> ys (T, B, D).
    Source: Vaswani et al. (2017), section 3.1, without the encoder. Differs: pre-norm, as in
    Xiong et al. (2020); their norms follow the sums.
    """
    return block_forward(p, xs, heads)[0]


def block_forward(p, xs, heads):
    """Run transformer_block and keep what its backward pass needs: ys (T, B, D), BlockCache."""
    D = _require_block(p)
    require_axes("xs", xs, "T, B, D", {"D": D})
    _require_heads(heads, D)
    normed = layer_norm(xs, *p.norm_1)
    found, _, cache = attention.multi_head(p.attention, normed, normed, normed, heads, causal=True)
    middle = xs + found
    normed = layer_norm(middle, *p.norm_2)
    hidden = np.maximum(normed @ p.net.W_1 + p.net.b_1, 0)
    ys = middle + hidden @ p.net.W_2 + p.net.b_2
    return ys, BlockCache(xs, cache, middle, normed, hidden)


def block_backward(p, cache, dys):
    """Pull dys back through a block: both branches add to what passes straight on.

    Shapes: dys (T, B, D) -> dxs (T, B, D), dp BlockParams.
    """
    require_record("cache", cache, BlockCache)
    require_axes("dys", dys, "T, B, D", dict(zip("TBD", cache.xs.shape, strict=True)))
    _require_block(p)
    da = (dys @ p.net.W_2.T) * (cache.hidden > 0)
    steps = ([0, 1], [0, 1])
    dnet = NetParams(
        W_1=np.tensordot(cache.normed, da, axes=steps),
        b_1=da.sum(axis=(0, 1)),
        W_2=np.tensordot(cache.hidden, dys, axes=steps),
        b_2=dys.sum(axis=(0, 1)),
    )
    dbranch, *dnorm_2 = layer_norm_backward(cache.middle, p.norm_2.gain, da @ p.net.W_1.T)
    dmiddle = dys + dbranch
    *dinputs, dattention = attention.multi_head_backward(p.attention, cache.attention, dmiddle)
    dbranch, *dnorm_1 = layer_norm_backward(cache.xs, p.norm_1.gain, sum(dinputs))
    dp = BlockParams(NormParams(*dnorm_1), dattention, NormParams(*dnorm_2), dnet)
    return dmiddle + dbranch, dp


def init_block(rng, D, F):
    """Draw the weights of a block: matrices normal with sd 1 / sqrt(rows), gains 1, the rest 0.

    Shapes: D the width, F the units of the net -> BlockParams; drawn in its order.
    """
    require_generator("rng", rng)
    D, F = require_count("D", D), require_count("F", F)
    norm = NormParams(np.ones(D), np.zeros(D))
    heads = init_multi_head(rng, D)
    W_1, W_2 = rng.normal(size=(D, F)) / math.sqrt(D), rng.normal(size=(F, D)) / math.sqrt(F)
    return BlockParams(norm, heads, norm, NetParams(W_1, np.zeros(F), W_2, np.zeros(D)))


def empty_cache(p, B):
    """Return the cache of B rows before their first step."""
    sizes = require_params(p, SelfAttentionParams)
    B = require_count("B", B)
    return AttentionCache(*(W[:0, None].repeat(B, axis=1) for W in (p.W_k[:, : sizes["H"]], p.W_v)))


def cached_step(p, x_t, cache):
    """Take one more step of causal_self_attention, with the keys and values of those before it.

    The step's own key and value join the cache first, since a step looks at itself too.
    Shapes: p SelfAttentionParams; x_t (B, D); cache AttentionCache of S steps, S from 0
    -> y_t (B, C), cache of S + 1 steps.
    """
    sizes = require_params(p, SelfAttentionParams)
    require_axes("x_t", x_t, "B, D", sizes)
    keys, values = _require_past(cache, sizes)
    keys = np.concatenate([keys, (x_t @ p.W_k)[None]])
    values = np.concatenate([values, (x_t @ p.W_v)[None]])
    scores = attention.dot_scores(x_t @ p.W_q, keys) / math.sqrt(sizes["H"])
    return attention.attend(scores, values)[0], AttentionCache(keys, values)


def feature_map(a):
    """Make every entry positive, elu(a) + 1: a + 1 from 0 on, exp(a) below. Shapes: like a."""
    return np.where(a > 0, a + 1, np.exp(np.minimum(a, 0)))


def linear_attention_step(S, z, q, k, v):
    """Advance linear attention by one step: a recurrence whose state is a matrix and a vector.

    With f = feature_map, S_next = S + f(k) v', z_next = z + f(k), y = f(q) S_next / f(q) z_next.
    Shapes: S (B, H, C); z (B, H); q, k (B, H); v (B, C) -> y (B, C), S_next, z_next.
    S and z are 0 before the first step.
    Source: Katharopoulos et al. (2020), equations 16 to 20.
    """
    sizes: dict[str, int] = {}
    for name, array, axes in [("S", S, "B, H, C"), ("z", z, "B, H"), ("q", q, "B, H")]:
        require_axes(name, array, axes, sizes)
    require_axes("k", k, "B, H", sizes)
    require_axes("v", v, "B, C", sizes)
    fk, fq = feature_map(k), feature_map(q)
    S_next, z_next = S + fk[:, :, None] * v[:, None, :], z + fk
    total = (fq * z_next).sum(axis=1, keepdims=True)
    return np.einsum("bh,bhc->bc", fq, S_next) / total, S_next, z_next


def linear_attention(qs, ks, vs):
    """Compute all steps of linear attention at once, with a (T, T) matrix as softmax has it.

    Shapes: qs, ks (T, B, H); vs (T, B, C) -> ys (T, B, C), what T steps of
    linear_attention_step from zeros return.
    Source: Katharopoulos et al. (2020), equation 8 with equation 9's mask.
    """
    sizes: dict[str, int] = {}
    for name, array, axes in [("qs", qs, "T, B, H"), ("ks", ks, "T, B, H"), ("vs", vs, "T, B, C")]:
        require_axes(name, array, axes, sizes)
    scores = np.einsum("tbh,sbh->bts", feature_map(qs), feature_map(ks)) * _past(sizes["T"])
    weights = scores / scores.sum(axis=2, keepdims=True)
    return np.einsum("bts,sbc->tbc", weights, vs)


def graph_attention(p, xs, edges):
    """Let every node look at its neighbours: self-attention with a graph in the mask's place.

    Shapes: p SelfAttentionParams; xs (N, D); edges (E, 2) int, an edge (i, j) letting node i look
    at node j -> ys (N, C), weights (N, N), 0 where there is no edge. A repeated edge counts once.
    Raises: ValueError also if an edge names a node that is not there, or a node looks at none.
    Source: Velickovic et al. (2018). Differs: scores are inner products as in Vaswani et al.
    (2017), so that the complete graph is self-attention without a mask; theirs are additive.
    """
    sizes = require_params(p, SelfAttentionParams)
    require_axes("xs", xs, "N, D", sizes)
    seen = _require_edges(edges, sizes["N"])
    q, k, v = (xs @ W for W in p)
    weights = softmax(np.where(seen, q @ k.T / math.sqrt(sizes["H"]), -np.inf))
    return weights @ v, weights


def cost_table(T, D):
    """Count what one layer over T steps of width D costs, and how far its ends are apart.

    multiplications: products of two numbers, in matrix products only. steps: how many of them have
    to wait for one another. path: layers or steps between the first input and the last output,
    where a convolution needs several layers to reach so far.
    Units: whole numbers; an Elman layer, a convolution of 3 inputs, and one head of self-attention
    with its four projections.
    Shapes: -> {"recurrent": {"multiplications": 2 T D^2, "steps": T, "path": T}, ...} for
    "recurrent", "convolution" and "self_attention".
    Source: Vaswani et al. (2017), table 1. Differs: exact counts, where theirs are orders.
    """
    T, D = require_count("T", T), require_count("D", D)
    layers = max(1, math.ceil((T - 1) / (KERNEL - 1)))
    rows = {
        "recurrent": (2 * T * D**2, T, T),
        "convolution": (KERNEL * T * D**2, 1, layers),
        "self_attention": (4 * T * D**2 + 2 * T**2 * D, 1, 1),
    }
    names = ("multiplications", "steps", "path")
    return {layer: dict(zip(names, row, strict=True)) for layer, row in rows.items()}


def _past(T):
    """Return (T, T), True where column s is not after row t."""
    return np.tri(T, dtype=bool)


def _normed(x):
    """Return x with mean 0 and variance 1 over its last axis, and the standard deviations."""
    centred = x - x.mean(axis=-1, keepdims=True)
    sd = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPS)
    return centred / sd, sd


def _require_normed(x, gain, **vectors):
    """Check that x has a last axis of D entries, and the other arguments (D,) too."""
    if getattr(getattr(x, "dtype", None), "kind", None) != "f" or not x.ndim or not x.size:
        kind = f"an array {x.shape}" if isinstance(x, np.ndarray) else f"a {type(x).__name__}"
        raise ValueError(f"x is {kind}, expected floats (..., D), none of the axes empty.")
    for name, vector in {"gain": gain, **vectors}.items():
        require_floats(name, vector, D=x.shape[-1])


def _require_block(p):
    """Return D once p is a BlockParams whose parts fit together."""
    require_record("p", p, BlockParams)
    kinds = BlockParams(NormParams, MultiHeadParams, NormParams, NetParams)
    found = [
        require_params(part, kind, f"p.{name}")["D"]
        for name, part, kind in zip(BlockParams._fields, p, kinds, strict=True)
    ]
    if len(set(found)) > 1:
        raise ValueError(f"p has parts of D = {found}, expected the same D in all of them.")
    return found[0]


def _require_heads(heads, D):
    """Check that a number of heads divides the width."""
    if D % require_count("heads", heads):
        raise ValueError(f"heads is {heads}, expected a number that divides D = {D}.")


def _require_past(cache, sizes):
    """Return keys and values of a cache once they fit the weights and each other; S may be 0."""
    require_record("cache", cache, AttentionCache)
    S = len(cache.keys) if np.ndim(cache.keys) else 0
    for name, array, width in zip(AttentionCache._fields, cache, "HC", strict=True):
        want = (S, sizes["B"], sizes[width])
        if getattr(array, "dtype", np.dtype(int)).kind != "f" or array.shape != want:
            got = getattr(array, "shape", None) or f"a {type(array).__name__}"
            raise ValueError(f"cache.{name} is {got}, expected floats of shape {want}.")
    return cache


def _require_edges(edges, N):
    """Return which nodes each node looks at, (N, N) bool, once each looks at one at least."""
    edges = np.asarray(edges)
    require_shape("edges", edges, E=None, two=2)
    if edges.dtype.kind not in "iu" or edges.min() < 0 or edges.max() >= N:
        raise ValueError(f"edges holds other values than nodes from 0 to N - 1 = {N - 1}.")
    seen = np.zeros((N, N), bool)
    seen[edges[:, 0], edges[:, 1]] = True
    if not seen.any(axis=1).all():
        node = int(np.argmin(seen.any(axis=1)))
        raise ValueError(
            f"edges lets node {node} look at no node, expected one at least: add ({node}, {node})."
        )
    return seen
