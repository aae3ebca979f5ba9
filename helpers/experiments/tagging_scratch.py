"""A tagger in NumPy, trained through the learner's own forward pass and loss.

`forward` is a birnn_forward and `loss` a masked_tag_loss, as module 06's exercises ask for them.
Axes  T time, B batch, D input, H hidden; F features of a word, C tags.   Losses in nats per word.
"""

import sys
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from helpers.experiments.tagging import (
    as_batch,
    as_rows,
    encode_words,
    epoch_batches,
    feature_ids,
    hide_words,
)
from helpers.scratch import ops, optim
from helpers.scratch.bidirectional import BidirectionalTape, birnn_backward, reverse_padded
from helpers.scratch.bptt import Tape
from helpers.scratch.cells import RNN, RNNCache, RNNParams
from helpers.scratch.init import init_rnn
from helpers.scratch.modules import m06_bidirectional as reference


class TaggerParams(NamedTuple):
    """Weights of a tagger of both sides; rows 0 to H - 1 of W_y read the left reader's state."""

    E: np.ndarray  # (V, D), a vector for each feature
    p_f: RNNParams
    p_b: RNNParams
    W_y: np.ndarray  # (2H, C)
    b_y: np.ndarray  # (C,)


class Reading(NamedTuple):
    """What a tagger computes on the way to its logits."""

    xs: np.ndarray  # (T, B, D)
    hs: np.ndarray  # (T, B, 2H), a reader that is off being 0
    logits: np.ndarray  # (T, B, C)


def init_tagger(rng, V, D, H, C):
    """Draw first weights: vectors of features normal with sd 0.3, the rest as init_rnn's."""
    E = 0.3 * rng.normal(size=(V, D))
    p_f, p_b = (
        init_rnn(rng, D, H, gain=0.6)._replace(W_x=rng.uniform(-1, 1, size=(D, H)) * H**-0.5)
        for _ in range(2)
    )
    return TaggerParams(E, p_f, p_b, rng.uniform(-1, 1, size=(2 * H, C)) * H**-0.5, np.zeros(C))


def read(p, features, lengths, forward=reference.birnn_forward, sides=(1, 1)):
    """Run a tagger. Shapes: features (T, B, F) int, lengths (B,) int -> Reading.

    sides: 1 for each reader that counts, left and right, and 0 for one that is off.
    """
    xs = p.E[features].sum(axis=2)
    hs = forward(p.p_f, p.p_b, xs, lengths) * np.repeat(sides, len(p.p_f.b))
    return Reading(xs, hs, hs @ p.W_y + p.b_y)


def gradients(p, batch, forward, loss, sides=(1, 1)):
    """Return the loss of a batch and its gradient.

    batch: features (T, B, F), tags (T, B), lengths (B,) -> loss, dp TaggerParams.
    """
    features, tags, lengths = batch
    xs, hs, logits = read(p, features, lengths, forward, sides)
    mask = ops.length_mask(lengths, len(tags)).astype(float)
    nats, dlogits = loss(logits, tags, mask)
    dhs = dlogits @ p.W_y.T * np.repeat(sides, len(p.p_f.b))
    dxs, dp_f, dp_b = birnn_backward(p.p_f, p.p_b, tape_of(p, xs, hs, lengths), dhs)
    dE = np.zeros_like(p.E)
    np.add.at(dE, features, (dxs * mask[..., None])[:, :, None])
    dW_y = np.einsum("tbh,tbc->hc", hs, dlogits)
    return float(nats), TaggerParams(dE, dp_f, dp_b, dW_y, dlogits.sum(axis=(0, 1)))


def tape_of(p, xs, hs, lengths):
    """Put together what a backward pass needs from the states alone: of tanh they are enough."""
    hs_f, hs_b = np.split(hs, 2, axis=-1)
    turned, hs_b = reverse_padded(xs, lengths), reverse_padded(hs_b, lengths)
    mask = ops.length_mask(lengths, len(xs))
    forward = _one_tape(p.p_f, np.where(mask[..., None], xs, 0), hs_f, mask)
    backward = _one_tape(p.p_b, np.where(mask[..., None], turned, 0), hs_b, mask)
    return BidirectionalTape(forward, backward, lengths)


def _one_tape(p, xs, hs, mask):
    before = np.concatenate([np.zeros_like(hs[:1]), hs[:-1]])
    caches = [RNNCache(*step) for step in zip(xs, before, hs, strict=True)]
    sizes = dict(zip("TBD", xs.shape, strict=True)) | {"H": hs.shape[-1]}
    return Tape(caches, mask, (hs[-1],), (p, None), RNN.name, sizes)


def descend(p, batches, rate, forward, loss, sides=(1, 1), bar=""):
    """Train by Adam on a list of batches, the rate falling to 0: p, the losses of all updates."""
    state, losses = optim.adam_start(p), []
    steps = tqdm(batches, desc=bar, file=sys.stdout, disable=not bar, unit="update")
    for step, batch in enumerate(steps):
        nats, dp = gradients(p, batch, forward, loss, sides)
        p, state = optim.adam_step(
            p, optim.clip_by_norm(dp, 1.0)[0], state, rate * (1 - step / len(batches))
        )
        losses.append(nats)
    return p, losses


def train_tagger(
    sentences,
    seed,
    forward=reference.birnn_forward,
    loss=reference.masked_tag_loss,
    *,
    D=32,
    H=32,
    C=17,
    epochs=12,
    rate=0.01,
    B=16,
    hide=0.3,
    bar="",
):
    """Train a tagger of both sides. Returns p TaggerParams, ids {feature: id}, losses."""
    ids, rng = feature_ids(sentences), np.random.default_rng([seed, 1])
    rows = as_rows(sentences, ids)
    lengths, batches = np.array([len(row.tags) for row in rows]), []
    for _ in range(epochs):
        for batch in epoch_batches(lengths, B, "shuffled", rng):
            features, tags, sizes = as_batch([rows[n] for n in batch])
            batches.append((hide_words(features, hide, rng), tags, sizes))
    p = init_tagger(np.random.default_rng(seed), len(ids) + 1, D, H, C)
    p, losses = descend(p, batches, rate, forward, loss, bar=bar)
    return p, ids, losses


def predict(p, ids, sentences, forward=reference.birnn_forward):
    """Tag sentences: a list of arrays (T,) of places in TAGS."""
    features, _, lengths = as_batch(as_rows(sentences, ids))
    logits = read(p, features, lengths, forward).logits
    return [logits[:n, b].argmax(axis=-1) for b, n in enumerate(lengths)]


def votes(p, ids, words, forward=reference.birnn_forward):
    """Split the logits of one sentence into what each reader adds.

    Shapes: T words -> left (T, C), right (T, C); left + right + b_y are the logits.
    """
    features = encode_words(words, ids)[:, None]
    hs = read(p, features, np.array([len(words)]), forward).hs[:, 0]
    H = len(p.p_f.b)
    return hs[:, :H] @ p.W_y[:H], hs[:, H:] @ p.W_y[H:]
