"""Sentences of the standard library as ids, networks that read them, and how they are trained.

Axes  T time, B batch, D embedding, H hidden, V vocabulary, C classes.   Losses in nats.
"""

from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from helpers.datasets.batching import pad_and_mask
from helpers.datasets.docstrings import (
    library_functions,
    split_functions,
    word_counts,
    word_ids,
    word_vocab,
)
from helpers.nn.models import SentenceEncoder, pool
from helpers.nn.torch_layers import torch_recurrent


class Library(NamedTuple):
    """The functions of the standard library, split, and the words that have an id."""

    train: list
    valid: list  # a tenth, which decides when to stop
    test: list  # another tenth
    vocab: dict  # {word of a training sentence or signature: id}


def library(seed, functions=None):
    """Split the library's functions under a seed from 0 to 9."""
    functions = library_functions() if functions is None else functions
    rest, test = split_functions(functions, seed)
    train, valid = split_functions(rest, (seed + 1) % 10)
    words = word_vocab([f"{one.sentence} {one.signature}" for one in train])
    return Library(train, valid, test, {word: i for i, word in enumerate(words)})


def padded(texts, vocab):
    """Write texts as ids. Shapes: B texts -> ids (T, B) int64, lengths (B,) int64."""
    rows = [word_ids(text, vocab) for text in texts]
    return pad_and_mask(rows)[0], np.array([len(row) for row in rows])


# ------------------------------------------------------------------ reading


class MeanEncoder(nn.Module):
    """Writes a text as the mean of its words' vectors."""

    def __init__(self, V, D, rng):
        """Draw the vectors, normal with sd 1, from a NumPy generator."""
        super().__init__()
        self.E, self.width = nn.Parameter(torch.tensor(rng.normal(size=(V, D))).float()), D

    def forward(self, ids, lengths):
        """Encode texts. Shapes: ids (T, B), lengths (B,), arrays -> (B, D)."""
        xs = nn.functional.embedding(torch.from_numpy(ids), self.E)
        return pool(xs, lengths, "mean")


def encoder(kind, V, D, H, rng, both_ways=True):
    """Make an encoder: "mean of words", or a GRU with a pool such as "GRU, last"."""
    if kind == "mean of words":
        return MeanEncoder(V, D, rng)
    layer = torch_recurrent("gru", D, H, rng, bidirectional=both_ways)
    return SentenceEncoder(V, layer, rng, kind.split(", ")[1])


# ------------------------------------------------------------------ finding


def ranks_of(scores, gold):
    """Return the place of each query's own document, 1 for the best; a tie counts against it.

    Shapes: scores (B, K), gold (B,) int -> (B,) int.
    """
    own = scores[np.arange(len(gold)), gold]
    return (scores >= own[:, None]).sum(axis=1)


def smooth_tf_idf(counts, train_counts):
    """Weigh counts by how few training texts hold each word; rows of length 1.

    Shapes: counts (N, V), train_counts (M, V) -> (N, V); a row without a word stays 0.
    """
    df = (train_counts > 0).sum(axis=0)
    weighted = counts * (np.log((1 + len(train_counts)) / (1 + df)) + 1)
    norms = np.linalg.norm(weighted, axis=1, keepdims=True)
    return weighted / np.where(norms > 0, norms, 1)


def tf_idf_scores(data, found):
    """Score every function of a list for every sentence of it. Shapes: -> (N, N).

    Words count as often as in the training functions; those that are new there are rare ones.
    """
    texts = [f"{one.sentence} {one.signature}" for one in data.train]
    sides = [one.sentence for one in found], [one.signature for one in found]
    vocab = {word: i for i, word in enumerate(word_vocab([*texts, *sides[0], *sides[1]]))}
    train = word_counts(texts, vocab)
    q, d = (smooth_tf_idf(word_counts(side, vocab), train) for side in sides)
    return q @ d.T


def encoder_scores(reader, data, found, shuffle=None):
    """Score every function of a list for every sentence of it with one encoder for both.

    shuffle: a generator that puts the words of every text into random order; None keeps it.
    Shapes: -> (N, N).
    """
    sides = []
    for texts in ([one.sentence for one in found], [one.signature for one in found]):
        ids, lengths = padded(texts, data.vocab)
        if shuffle is not None:
            for row, length in zip(ids.T, lengths, strict=True):
                row[:length] = shuffle.permutation(row[:length])
        with torch.no_grad():
            sides.append(reader(ids, lengths).double().numpy())
    return sides[0] @ sides[1].T


def mean_reciprocal_rank(scores):
    """Return the mean of 1 / rank where the right document of query i is document i."""
    return float(np.mean(1 / ranks_of(scores, np.arange(len(scores)))))


# ------------------------------------------------------------------ training


def fit(model, batch_loss, judge, seed, N, rate, steps, every, B=64, clip=1.0):
    """Train by Adam, judge now and then, and return to the weights that were judged best.

    batch_loss: rows (B,) int of the N examples -> scalar.   judge: () -> number, more is better.
    Returns rows [updates, judged].
    """
    rng, weights = np.random.default_rng([seed, 1]), list(model.parameters())
    update, rows, best = torch.optim.Adam(weights, rate), [], None
    for step in range(1, steps + 1):
        loss = batch_loss(rng.choice(N, size=B, replace=False))
        model.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, clip)
        update.step()
        if step % every == 0:
            rows.append([step, round(float(judge()), 4)])
            if rows[-1][1] >= max(value for _, value in rows):
                best = [weight.detach().clone() for weight in weights]
    with torch.no_grad():
        for weight, kept in zip(weights, best, strict=True):
            weight.copy_(kept)
    return rows


class Classifier(nn.Module):
    """An encoder and a readout: which class a sentence is of."""

    def __init__(self, reader, C, rng):
        """Take an encoder, and draw the readout's weights, normal with sd 0.01."""
        super().__init__()
        self.reader, self.readout = reader, nn.Linear(reader.width, C)
        with torch.no_grad():
            self.readout.weight.copy_(torch.from_numpy(rng.normal(size=(C, reader.width)) * 0.01))
            self.readout.bias.zero_()

    def forward(self, ids, lengths):
        """Score the classes. Shapes: ids (T, B), lengths (B,) -> logits (B, C)."""
        return self.readout(self.reader(ids, lengths))


class BagClassifier(nn.Module):
    """Logistic regression: a readout from the weights of the words in a sentence."""

    def __init__(self, V, C):
        """Start with all weights 0."""
        super().__init__()
        self.readout = nn.Linear(V, C)
        nn.init.zeros_(self.readout.weight)
        nn.init.zeros_(self.readout.bias)

    def forward(self, weighted):
        """Score the classes. Shapes: weighted (B, V) -> logits (B, C)."""
        return self.readout(weighted)
