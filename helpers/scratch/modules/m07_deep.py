"""Stacked layers, sentence vectors, retrieval and its baselines, in NumPy.

Axes  T time, B batch, D input, H hidden, V vocabulary, C classes, N documents, Q queries.
dX is the gradient of the loss with respect to X.
Raises  ValueError, from every function here, if an argument does not fit the others, an axis has
no entry, or a length is not from 1 to T.
"""

import math

import numpy as np

from helpers.scratch import deep, ops
from helpers.scratch.cells import RNN
from helpers.scratch.contract.layers import require_first_states, require_layers
from helpers.scratch.contract.validation import (
    require_count,
    require_floats,
    require_ids,
    require_lengths,
    require_numbers,
    require_shape,
)
from helpers.scratch.variants import depth_gated

POOLS = ("last", "mean", "max")


def deep_forward(ps, xs, h0s, residual):
    """Run stacked Elman layers over a sequence, each over what the one below shows.

    With residual, every layer but the lowest shows its states plus its input, hs + xs.
    Shapes: ps a list of L RNNParams, the lowest first; xs (T, B, D); h0s L arrays (B, H);
    residual a boolean -> hs (T, B, H), what the top layer shows, h_lasts L arrays (B, H), each
    layer's last state, without what a link adds.
    Source: Graves, Mohamed & Hinton (2013); residual links as in Wu et al. (2016). Differs:
    helpers.scratch.deep.deep_forward links the lowest layer too, which needs D = H there.
    """
    require_layers(RNN, ps, 1)
    require_first_states(ps, xs, h0s)
    links = [False] + [residual] * (len(ps) - 1)
    hs, states, _ = deep.stacked_forward(RNN, ps, xs, [(h0,) for h0 in h0s], residual=links)
    return hs, [h_last for (h_last,) in states]


def effective_depth(T, L):
    """Count the tanh's on a path from the first input to the top layer's last state.

    Shapes: T steps and L layers without residual links, whole numbers from 1 -> int. Every such
    path has as many: T - 1 moves in time and L - 1 moves up join the T + L - 1 states on it.
    """
    return require_count("T", T) + require_count("L", L) - 1


def pyramid_reduce(hs, lengths):
    """Halve the number of steps: two neighbouring steps become one of twice the width.

    Shapes: hs (T, B, H); lengths (B,) int -> reduced (ceil(T / 2), B, 2H), 0 on padding and in
    the place of a neighbour that an odd length lacks, new_lengths (B,), ceil(lengths / 2).
    Source: as helpers.scratch.deep.pyramid_reduce.
    """
    T, B, _ = require_floats("hs", hs, T=None, B=None, H=None)
    return deep.pyramid_reduce(hs, require_lengths("lengths", lengths, T, B))


def pool(hs, lengths, how):
    """Summarise the states of the real steps of each row; what stands on padding does not matter.

    Shapes: hs (T, B, H); lengths (B,) int; how "last", "mean" or "max" -> (B, H).
    Raises: ValueError also if how is another word.
    """
    T, B, _ = require_floats("hs", hs, T=None, B=None, H=None)
    lengths = require_lengths("lengths", lengths, T, B)
    if how not in POOLS:
        raise ValueError(f"how is {how!r}, expected one of {', '.join(POOLS)}.")
    if how == "last":
        return hs[lengths - 1, np.arange(B)]
    real = ops.length_mask(lengths, T)
    if how == "mean":
        return ops.masked_mean(hs, real)
    return np.where(real[:, :, None], hs, -np.inf).max(axis=0).astype(hs.dtype, copy=False)


def tf_idf(counts):
    """Weight the words of each document by how few documents have them.

    idf = ln((1 + N) / (1 + df)) + 1, where df counts the documents that have a word; a row of
    counts * idf is divided by its Euclidean norm. A document without words stays 0.
    Shapes: counts (N, V), how often document n has word v -> weights (N, V), idf (V,).
    Raises: ValueError also if a count is negative or not finite.
    Source: Sparck Jones (1972); smoothed as by scikit-learn's TfidfTransformer.
    """
    counts = require_numbers("counts", counts)
    N, _ = require_shape("counts", counts, N=None, V=None)
    if not np.isfinite(counts).all() or counts.min() < 0:
        raise ValueError("counts holds a number that is negative or not finite, expected counts.")
    df = (counts > 0).sum(axis=0)
    idf = np.log((1 + N) / (1 + df)) + 1
    weights = counts * idf
    norms = np.sqrt((weights**2).sum(axis=1, keepdims=True))
    return weights / np.where(norms > 0, norms, 1), idf


def in_batch_retrieval_loss(q, d):
    """Take the cross-entropy of finding each query's document among those of the batch.

    Shapes: q, d (B, H), row b of d belonging to row b of q; the scores are q @ d.T -> loss, a
    float, and dscores (B, B).
    Units: nats per query; ln B where all score alike.
    Raises: ValueError also if B is 1, where nothing is left to find.
    Source: Henderson et al. (2017), multiple negatives.
    """
    B, H = require_floats("q", q, B=None, H=None)
    require_floats("d", d, B=B, H=H)
    if B < 2:
        raise ValueError("q holds 1 query, expected at least 2: a document to find among others.")
    return classification_loss(q @ d.T, np.arange(B))


def recall_at_k(scores, gold, k):
    """Return the share of queries whose document is among the k best.

    A document with the same score as the right one counts as better.
    Shapes: scores (Q, N); gold (Q,) int, the right document of each query; k from 1 -> float.
    Raises: ValueError also if a score is NaN, or gold holds what is no document.
    """
    Q, N = require_shape("scores", scores, Q=None, N=None)
    scores = require_numbers("scores", scores)
    require_shape("gold", gold, Q=Q)
    gold, k = require_ids("gold", gold, N), require_count("k", k)
    if np.isnan(scores).any():
        raise ValueError("scores holds NaN, which can be neither above nor below another score.")
    own = scores[np.arange(Q), gold]
    ranks = (scores >= own[:, None]).sum(axis=1)  # counts the right document itself
    return float((ranks <= k).mean())


def retrieval_by_hand():
    """Work out ranks, recall and the in-batch loss of three queries, and one row of its gradient.

    The scores are (2, 1, -1), (0, 1, 1), (3, 2, 1); document i belongs to query i; a tie counts
    against.
    Shapes: -> dict of twelve floats, in the order in which they are found: rank_1, rank_2, rank_3,
    recall_1, recall_2, loss_1, loss_2, loss_3, loss, ds_21, ds_22, ds_23.
    """
    scores = np.array([[2.0, 1.0, -1.0], [0.0, 1.0, 1.0], [3.0, 2.0, 1.0]])
    numbers = {"rank_1": 1.0, "rank_2": 2.0, "rank_3": 3.0}
    numbers |= {f"recall_{k}": recall_at_k(scores, np.arange(3), k) for k in (1, 2)}
    losses = ops.cross_entropy(scores, np.arange(3)).tolist()
    numbers |= dict(zip(("loss_1", "loss_2", "loss_3"), losses, strict=True))
    loss, dscores = classification_loss(scores, np.arange(3))
    numbers |= {"loss": loss}
    return numbers | dict(zip(("ds_21", "ds_22", "ds_23"), dscores[1].tolist(), strict=True))


def depth_gated_step(p, x, h, c, c_below):
    """Advance a depth-gated LSTM by one step.

    Shapes: x (B, D), the state of the layer below; h, c, c_below (B, H) -> h_next, c_next (B, H).
    Source: as helpers.scratch.variants.depth_gated.depth_gated_step.
    """
    return depth_gated.depth_gated_step(p, x, h, c, c_below)[:2]


def pyramid_forward(ps, xs, h0s, lengths):
    """Run Elman layers over a sequence that is halved before every layer but the lowest.

    Shapes: ps a list of L RNNParams, the lowest first, the others with D = 2H of the layer below;
    xs (T, B, D); h0s L arrays (B, H); lengths (B,) int -> hs (T', B, H) of the top layer, 0 on
    padding, new_lengths (B,); T and lengths are halved L - 1 times, rounded up each time.
    Source: as helpers.scratch.deep.pyramid_forward.
    """
    T, B, _ = require_floats("xs", xs, T=None, B=None, D=None)
    lengths = require_lengths("lengths", lengths, T, B)
    states0 = [(h0,) for h0 in h0s]
    hs, _, new_lengths, _ = deep.pyramid_forward(RNN, ps, xs, states0, lengths)
    return hs, new_lengths


def classification_loss(logits, labels):
    """Take the mean cross-entropy of one label for each row, and its gradient.

    Shapes: logits (B, C); labels (B,) int -> loss, a float, and dlogits (B, C).
    Units: nats per row; ln C where all logits are equal.
    Raises: ValueError also if a label is not from 0 to C - 1.
    """
    B, _ = require_floats("logits", logits, B=None, C=None)
    losses = ops.cross_entropy(logits, labels)
    dlogits = ops.cross_entropy_backward(logits, labels, np.full(B, 1 / B, logits.dtype))
    return math.fsum(losses.tolist()) / B, dlogits
