"""What experiments with NumPy character models share: chunks of text, scores, what is written.

Axes  T time, B batch, D input, H hidden, V vocabulary.
"""

import re
import sys

import numpy as np
from tqdm import tqdm

from helpers import sampling
from helpers.datasets.batching import stream_batches
from helpers.scratch import bptt, cells, language_model, ops

WORD = re.compile(r"[A-Za-z]{3,}")  # of one or two letters, nearly every word is real by chance


def chunks(ids, B, T):
    """Yield (inputs, targets, first) without end: the text in chunks of T steps, again and again.

    Shapes: ids (N,); inputs and targets (T, B). first is True where the text begins anew, so
    that a carried state must be forgotten.
    """
    while True:
        for number, (inputs, targets) in enumerate(stream_batches(ids, B, T)):
            yield inputs, targets, number == 0


def held_out_loss(p, ids, B=16):
    """Score a text with the state carried all through it, read as B rows side by side.

    Shapes: ids (N,) -> float.   Units: nats per character.
    """
    total, count, h = 0.0, 0, np.zeros((B, len(p.rnn.b)), p.rnn.b.dtype)
    for inputs, targets in stream_batches(ids, B, 64):
        loss, h = language_model.language_model_loss(p, inputs, targets, h)
        total, count = total + loss * inputs.size, count + inputs.size
    return float(total / count)


def loss_by_context(p, ids, lengths, every=7):
    """Score a text when the model is given the last m characters only, for each m of lengths.

    Shapes: ids (N,), lengths (n,) -> list of n floats.   Units: nats per character.
    The model starts from the zero state before each window. All m are scored on the same
    characters: each `every`-th, from the first one that has the longest window before it.
    """
    ends = np.arange(max(lengths), len(ids), every)
    losses = []
    for m in lengths:
        windows = ids[ends - np.arange(m, 0, -1)[:, None]]  # (m, n)
        hs, _ = bptt.rnn_forward(p.rnn, p.E[windows], np.zeros((len(ends), len(p.rnn.b))))
        logits = hs[-1:] @ p.W_y + p.b_y
        losses.append(
            float(ops.sequence_loss(logits, ids[ends][None], np.ones(logits.shape[:2]), "mean"))
        )
    return losses


def write(p, start, us, tau=1.0):
    """Continue a text by sampling, B continuations at once.

    Shapes: start (n,) ids, n >= 1; us (T, B) uniform numbers -> ids (T, B).
    Units: tau is the temperature, above 0.
    """
    B = us.shape[1]
    xs = np.repeat(p.E[start][:, None], B, axis=1)
    h = bptt.rnn_forward(p.rnn, xs, np.zeros((B, len(p.rnn.b)), p.rnn.b.dtype))[0][-1]
    rows = []
    for u in us:
        probs = ops.softmax(sampling.temper(h @ p.W_y + p.b_y, tau))
        rows.append(sampling.sample(probs / probs.sum(axis=-1, keepdims=True), u))
        h, _ = cells.rnn_step(p.rnn, p.E[rows[-1]], h)
    return np.array(rows)


def lexicon(text):
    """Collect the words of a text, in lower case."""
    return {word.lower() for word in WORD.findall(text)}


def real_word_share(texts, known):
    """Return the share of words, of three letters or more, that stand in a set of known ones.

    The first and the last word of each text are left out, since they may be cut off. A share of
    no words is 0.
    """
    words = [word.lower() for text in texts for word in WORD.findall(text)[1:-1]]
    return sum(word in known for word in words) / max(len(words), 1)


def truncation(p, ids, ks, T=64, B=16):
    """Compare truncated gradients of the cell's weights with the full one, on one stretch of text.

    Shapes: ids (N,), ks (n,) -> relative errors and cosines, two lists of n.
    """
    inputs, targets = next(stream_batches(ids, B, T))
    h0, mask = np.zeros((B, len(p.rnn.b))), np.ones((T, B))
    hs, _ = bptt.rnn_forward(p.rnn, p.E[inputs], h0)
    dlogits = ops.sequence_loss_backward(hs @ p.W_y + p.b_y, targets, mask, "mean")
    dhs_direct = dlogits @ p.W_y.T

    def gradient(k):
        dp = bptt.truncated_backward(p.rnn, p.E[inputs], h0, dhs_direct, k)[2]
        return np.concatenate([leaf.ravel() for leaf in dp])

    g, norm = gradient(T), np.linalg.norm
    gs = [gradient(int(k)) for k in ks]
    errors = [float(norm(g_k - g) / norm(g)) for g_k in gs]
    return errors, [float(g_k @ g / norm(g_k) / norm(g)) for g_k in gs]


def progress(updates):
    """Count from 0 to updates - 1, with a bar on stdout that shows the time left."""
    return tqdm(range(updates), file=sys.stdout, mininterval=2, ncols=70)
