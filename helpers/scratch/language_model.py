"""A character model: embedding, Elman network, readout, and the gradient of all of it.

Axes  T time, B batch, D input, H hidden, V vocabulary.
Raises  ValueError, from every function here, if shapes disagree, a weight is not finite, an id is
not in the vocabulary, a size is not a whole number of at least 1, or a standard deviation not a
finite number of at least 0.
"""

from typing import NamedTuple

import numpy as np

from helpers.scratch.bptt import rnn_backward, rnn_forward
from helpers.scratch.cells import RNNParams
from helpers.scratch.contract.params import require_finite, require_params
from helpers.scratch.contract.validation import (
    require_axes,
    require_count,
    require_generator,
    require_ids,
    require_shape,
)
from helpers.scratch.init import init_rnn
from helpers.scratch.ops import embed_backward, sequence_loss, sequence_loss_backward


class LMParams(NamedTuple):
    """Weights of a recurrent language model."""

    E: np.ndarray  # (V, D), one row per token
    rnn: RNNParams
    W_y: np.ndarray  # (H, V)
    b_y: np.ndarray  # (V,)


def init_language_model(rng, V, D, H, readout_sd=0.01):
    """Draw the weights of a language model.

    Shapes: E (V, D) with sd 1; rnn as init_rnn; W_y (H, V) with sd readout_sd; b_y (V,) zeros.
    Drawn in this order: E, rnn, W_y. A tiny readout makes every token about equally likely, so
    the loss starts at ln V.
    """
    require_generator("rng", rng)
    V, D, H = require_count("V", V), require_count("D", D), require_count("H", H)
    if not isinstance(readout_sd, (int, float, np.floating)) or not 0 <= readout_sd < np.inf:
        raise ValueError(f"readout_sd is {readout_sd!r}, expected a finite number of at least 0.")
    return LMParams(
        E=rng.normal(size=(V, D)),
        rnn=init_rnn(rng, D, H),
        W_y=rng.normal(size=(H, V)) * readout_sd,
        b_y=np.zeros(V),
    )


def language_model_loss(p, ids, targets, h0):
    """Score the targets of a batch, without a gradient.

    Shapes: ids, targets (T, B) int; h0 (B, H) -> loss, h_last (B, H).
    Units: loss in nats per token.
    """
    _, hs, _, logits = _predict(p, ids, h0)
    return sequence_loss(logits, targets, np.ones(np.shape(ids)), "mean"), hs[-1]


def language_model_gradients(p, ids, targets, h0):
    """Return the mean loss of a batch and its gradient with respect to every weight.

    Shapes: ids, targets (T, B) int; h0 (B, H) -> loss, dp LMParams, h_last (B, H).
    Units: loss in nats per token. h_last is where the next chunk of the text goes on; what h0
    receives is dropped, which is where truncation in time cuts.
    Source: assembled from the pieces of module 01.
    """
    ids, hs, caches, logits = _predict(p, ids, h0)
    mask = np.ones(ids.shape)
    loss = sequence_loss(logits, targets, mask, "mean")
    dlogits = sequence_loss_backward(logits, targets, mask, "mean")
    dxs, _, drnn = rnn_backward(p.rnn, caches, dlogits @ p.W_y.T)
    dp = LMParams(
        E=embed_backward(ids, dxs, len(p.E)),
        rnn=drnn,
        # One small product per step, summed: a single large one would wake BLAS's threads, and
        # where cores are shared those spin for ten times the work.
        W_y=(hs.transpose(0, 2, 1) @ dlogits).sum(axis=0),
        b_y=dlogits.sum(axis=(0, 1)),
    )
    return loss, dp, hs[-1]


def _require_weights(p):
    """Check that p is an LMParams whose weights fit together and are finite."""
    if type(p) is not LMParams:
        raise ValueError(f"p is a {type(p).__name__}, expected LMParams.")
    sizes = require_params(p.rnn, RNNParams, "p.rnn")
    for name, axes in {"E": "V, D", "W_y": "H, V", "b_y": "V"}.items():
        weight = getattr(p, name)
        require_axes(f"p.{name}", weight, axes, sizes)
        require_finite(f"p.{name}", weight)


def _predict(p, ids, h0):
    """Run the model: ids as an array, states hs, caches, and logits (T, B, V)."""
    _require_weights(p)
    require_shape("ids", ids, T=None, B=None)
    ids = require_ids("ids", ids, len(p.E))
    hs, caches = rnn_forward(p.rnn, p.E[ids], h0)  # a lookup is a one-hot product, only faster
    return ids, hs, caches, hs @ p.W_y + p.b_y
