"""A GRU in NumPy that learns to spell names and then writes some, with the steps it is given.

Axes  T time, B batch, H hidden, V vocabulary.   Losses in nats per predicted symbol.
"""

import sys
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from helpers import sampling
from helpers.datasets.batching import pad_and_mask
from helpers.datasets.ngrams import interpolated_rows
from helpers.experiments.names_model import spell
from helpers.scratch import cells, ops, optim
from helpers.scratch.cells import GRUParams

LONGEST = 20  # letters of a written name


class NameParams(NamedTuple):
    """Weights of a GRU that reads one-hot symbols: W_x has a row for each of them."""

    gru: GRUParams
    W_y: np.ndarray  # (H, V)
    b_y: np.ndarray  # (V,)


def init_names(rng, V, H):
    """Draw first weights, uniform within 1 / sqrt(H) of 0; biases are 0."""
    bound = H**-0.5
    gru = GRUParams(
        W_x=rng.uniform(-bound, bound, size=(V, 3 * H)),
        W_h=rng.uniform(-bound, bound, size=(H, 3 * H)),
        b_x=np.zeros(3 * H),
        b_h=np.zeros(3 * H),
    )
    return NameParams(gru, rng.uniform(-bound, bound, size=(H, V)), np.zeros(V))


def gradients(p, names, step, step_backward):
    """Return the mean loss of a batch of names, and its gradient.

    names: B arrays of ids.   step, step_backward: as cells.gru_step and gru_step_backward.
    Shapes: -> loss, dp NameParams.
    """
    ids, mask = pad_and_mask(names)
    inputs, targets, mask = ids[:-1], ids[1:], mask[1:]
    h, hs, caches = np.zeros((len(names), len(p.W_y))), [], []
    for x in np.eye(len(p.b_y))[inputs]:
        h, cache = step(p.gru, x, h)
        hs.append(h)
        caches.append(cache)
    hs = np.stack(hs)
    logits = hs @ p.W_y + p.b_y
    dlogits = ops.sequence_loss_backward(logits, targets, mask, "mean")
    dhs_direct, dh, dgru = dlogits @ p.W_y.T, 0.0, None
    for dh_direct, cache in zip(dhs_direct[::-1], caches[::-1], strict=True):
        _, dh, dp = step_backward(p.gru, cache, dh_direct + dh)
        dgru = dp if dgru is None else GRUParams(*map(np.add, dgru, dp))
    dW_y = np.einsum("tbh,tbv->hv", hs, dlogits)
    dp = NameParams(dgru, dW_y, dlogits.sum(axis=(0, 1)))
    return float(ops.sequence_loss(logits, targets, mask, "mean")), dp


def train_names(
    data,
    seed,
    *,
    H=64,
    rate=0.01,
    updates=400,
    B=32,
    step=cells.gru_step,
    step_backward=cells.gru_step_backward,
    bar=False,
):
    """Train by Adam on the training names. Shapes: -> p NameParams, losses (updates,)."""
    rng = np.random.default_rng(seed)
    p = init_names(rng, data.V, H)
    state, losses = optim.adam_start(p), []
    for _ in tqdm(range(updates), desc="names", file=sys.stdout, disable=not bar, unit="update"):
        names = [data.train[i] for i in rng.integers(len(data.train), size=B)]
        loss, dp = gradients(p, names, step, step_backward)
        p, state = optim.adam_step(p, optim.clip_by_norm(dp, 1.0)[0], state, rate)
        losses.append(loss)
    return p, losses


def mean_loss(p, names, step=cells.gru_step):
    """Score names, without a gradient. Shapes: names, B arrays of ids -> float."""
    ids, mask = pad_and_mask(names)
    h, hs = np.zeros((len(names), len(p.W_y))), []
    for x in np.eye(len(p.b_y))[ids[:-1]]:
        h, _ = step(p.gru, x, h)
        hs.append(h)
    logits = np.stack(hs) @ p.W_y + p.b_y
    return float(ops.sequence_loss(logits, ids[1:], mask[1:], "mean"))


def write(p, symbols, us, step=cells.gru_step, tau=1.0):
    """Write names, one for each symbol of a language.

    Shapes: symbols (B,) ids; us (T, B) uniform numbers -> B strings, of at most T letters.
    Units: tau is the temperature.
    """
    h, ids, rows = np.zeros((len(symbols), len(p.W_y))), np.asarray(symbols), []
    for u in us:
        h, _ = step(p.gru, np.eye(len(p.b_y))[ids], h)
        probs = ops.softmax(sampling.temper(h @ p.W_y + p.b_y, tau))
        ids = sampling.sample(probs / probs.sum(axis=-1, keepdims=True), u)
        rows.append(ids)
    return [spell(column) for column in np.array(rows).T]


def guess_languages(data, names, n=3):
    """Guess the language of each name: the one whose counts of order n find it likeliest.

    names: B arrays of ids, whose first symbol is ignored. Returns B ids, symbols of languages.
    """
    scores = []
    for language in data.languages:
        own = data.symbol(language)
        train = np.concatenate([name for name in data.train if name[0] == own])
        rows = [np.array([own, *name[1:]]) for name in names]
        scores.append([values.sum() for values in interpolated_rows(train, rows, data.V, n)])
    return data.symbol(data.languages[0]) + np.argmax(scores, axis=0)
