"""Module 01's character model trained with and without clipping, at two learning rates."""

import sys

import numpy as np
from tqdm import tqdm

from helpers.datasets.batching import stream_batches
from helpers.datasets.text import char_vocab, pydoc_topics, split_topics
from helpers.scratch import language_model
from helpers.scratch.contract.tree import tree_leaves, tree_map
from helpers.scratch.optim import clip_by_norm, global_norm

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {"rates": [1.0, 3.0], "gain": 1.5, "updates": 300, "threshold": 1.0}
B, T, D, H = 16, 32, 32, 64  # as in module 01
SATURATED = 0.99  # tanh' is below 0.02 there


def train_text(seed, rate, threshold, *, gain, updates, clip=clip_by_norm, bar=False):
    """Train on the help topics by SGD, the gradient clipped at threshold, or never if it is None.

    clip: (list of arrays, threshold) -> (list of arrays, norm).   gain: of W_h at the start.
    Shapes: -> losses, norms before clipping, shares of saturated units, one for each update.
    Units: losses in nats per character; a unit counts as saturated where abs(h) > 0.99.
    A run ends where a gradient is no longer finite.
    """
    text, _ = split_topics(pydoc_topics(), seed=0)
    vocab = char_vocab(text)
    p = language_model.init_language_model(np.random.default_rng(seed), len(vocab), D, H)
    p = p._replace(rnn=p.rnn._replace(W_h=gain * p.rnn.W_h))
    h, losses, norms, saturated = np.zeros((B, H)), [], [], []
    batches = stream_batches(vocab.encode(text), B, T)
    name = "without clipping" if threshold is None else "with clipping"
    for _ in tqdm(range(updates), desc=name, file=sys.stdout, disable=not bar, unit="update"):
        loss, dp, h = language_model.language_model_gradients(p, *next(batches), h)
        norm = global_norm(dp)
        if not np.isfinite(norm):
            break
        if threshold is not None:
            clipped, norm = clip([leaf for _, leaf in tree_leaves(dp)], threshold)
            parts = iter(clipped)
            dp = tree_map(lambda leaf, parts=parts: next(parts), dp)
        p = tree_map(lambda weight, gradient: weight - rate * gradient, p, dp)
        losses.append(float(loss))
        norms.append(float(norm))
        saturated.append(float(np.mean(np.abs(h) > SATURATED)))
    return losses, norms, saturated


def run(seed, *, rates, threshold, **settings):
    """Train with and without clipping at each rate, and sum each run up in numbers."""
    results = []
    for rate in rates:
        for limit in (threshold, None):
            losses, norms, saturated = train_text(seed, rate, limit, **settings)
            results.append(
                {
                    "rate": rate,
                    "clipped": limit is not None,
                    "last_50": float(np.mean(losses[-50:])),
                    "largest_norm": max(norms),
                    "share_above": float(np.mean(np.array(norms) > threshold)),
                    "saturated": float(np.mean(saturated[-50:])),
                }
            )
    return {"runs": results}
