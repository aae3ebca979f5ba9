"""A small minGRU over characters, and its weights read by a scan in NumPy."""

import sys
from contextlib import redirect_stderr

import numpy as np
import torch

from helpers.datasets.text import char_vocab, pydoc_topics, split_topics
from helpers.experiments.m13_fast.parts.rungs import fastest
from helpers.experiments.m13_fast.parts.training import count, fit
from helpers.nn.batches import cycle_stream
from helpers.nn.models import LanguageModel
from helpers.nn.scan import MinGRU
from helpers.scratch.ops import sigmoid
from helpers.scratch.scan import scan_loop


def train(seed=0, *, D=48, H=96, B=32, T=64, updates=300, rate=0.01, bar="minGRU"):
    """Train a character model on the help topics. Returns the model and held-out ids."""
    torch.set_num_threads(1)
    train_text, test_text = split_topics(pydoc_topics(), seed=seed)
    vocab = char_vocab(train_text)
    rng = np.random.default_rng(seed)
    model = LanguageModel(len(vocab), MinGRU(D, H, rng), rng)
    pieces, last = cycle_stream(vocab.encode(train_text), B, T), [0.0]

    def loss_of(step):
        inputs, targets, _ = pieces(step)
        loss = model.loss(inputs, targets)[0]
        last[0] = loss.item()
        return loss

    with redirect_stderr(sys.stdout):  # where the bar is drawn
        rows = fit(
            model.parameters(), loss_of, lambda: last[0], rate=rate, tests=5, updates=updates,
            bar=bar,
        )  # fmt: skip
    print(f"{count(model):,} weights, {updates} updates: {rows[-1][2]:.2f} nats on the last batch")
    return model, vocab.encode(test_text)


def read(scan, model, ids):
    """Read a text of T + 1 characters with a minGRU's weights, all steps by `scan`, in NumPy.

    scan(a, b) as hillis_steele. Returns the states (T, 1, H), the nats a character of what
    follows, and {"scan", "loop": ms} of the recurrence alone.
    """
    p = type(model.layer.to_scratch())(*(np.asarray(w, float) for w in model.layer.to_scratch()))
    weights = (model.embedding.E, model.readout.W_y, model.readout.b_y)
    E, W_y, b_y = (w.detach().numpy().astype(float) for w in weights)
    xs = E[ids[:-1]][:, None]
    a_z, n = np.split(xs @ p.W_x + p.b, 2, axis=-1)
    z = sigmoid(a_z)
    hs = scan(1 - z, z * n)[1]
    logits = hs[:, 0] @ W_y + b_y
    logits -= np.logaddexp.reduce(logits, axis=1, keepdims=True)
    nats = -logits[np.arange(len(logits)), ids[1:]].mean()

    ways = {
        "scan": lambda: scan(1 - z, z * n),
        "loop": lambda: scan_loop(1 - z, z * n, np.zeros_like(z[0])),
    }
    return hs, float(nats), fastest(ways, 3)


def nats_of(model, ids):
    """Return PyTorch's nats a character of what follows, T of T + 1 characters."""
    with torch.no_grad():
        return float(model.loss(ids[:-1, None], ids[1:, None])[0])


def gap(model, ids, hs):
    """Return the largest difference of states from PyTorch's. Shapes: ids (T,); hs (T, 1, H)."""
    with torch.no_grad():
        return float(np.abs(model.read("ids", ids[:, None])[0].numpy() - hs).max())
