"""A tagger in PyTorch that reads from the left, the right or both sides, and its training.

A word is the sum of its features' vectors. Axes  T time, B batch, D input, H hidden, F features.
"""

import numpy as np
import torch
from torch import nn

from helpers.datasets.tagged import TAGS
from helpers.experiments.tagging import as_batch, epoch_batches, hide_words
from helpers.nn.layers import reverse_padded
from helpers.nn.torch_layers import torch_recurrent

C = len(TAGS)
GATES = {"rnn": 1, "lstm": 4}


def weight_count(reads, D, H, kind="rnn"):
    """Count the weights between the words' vectors and the logits, one bias for each unit."""
    if reads == "window":
        return (3 * D + 1) * H + (H + 1) * C
    sides = 2 if reads == "both" else 1
    return sides * GATES[kind] * H * (D + H + 1) + (sides * H + 1) * C


def width_for(reads, D, weights, kind="rnn"):
    """Return the number of units that brings a tagger nearest to a number of weights."""
    return min(range(1, 500), key=lambda H: abs(weight_count(reads, D, H, kind) - weights))


class FeatureTagger(nn.Module):
    """Vectors of features, a reader, and a readout over the tags."""

    def __init__(self, V, D, H, rng, reads="both", kind="rnn", delay=0):
        """Draw vectors normal with sd 0.3, other weights uniform within 1 / sqrt of their inputs.

        reads: "left", "right" or "both", with a recurrent layer; or "window", the word and its two
        neighbours through one hidden layer. delay: a reader from the left answers for a word so
        many words later.
        """
        super().__init__()
        self.reads, self.delay = reads, delay
        width = H * (2 if reads == "both" else 1)
        self.E = nn.Parameter(torch.from_numpy(rng.normal(size=(V, D)) * 0.3).float())
        if reads == "window":
            self.hidden = _linear(rng, 3 * D, H)
        else:
            self.layer = torch_recurrent(kind, D, H, rng, bidirectional=reads == "both")
        self.readout = _linear(rng, width, C)

    def forward(self, features, lengths):
        """Predict tags. Shapes: features (T, B, F) int, lengths (B,) int -> logits (T, B, C)."""
        mask = torch.arange(len(features))[:, None] < lengths
        xs = nn.functional.embedding(features, self.E).sum(dim=2) * mask[..., None]
        if self.reads == "window":
            edge = torch.zeros_like(xs[:1])
            around = [torch.cat([edge, xs[:-1]]), xs, torch.cat([xs[1:], edge])]
            return self.readout(torch.tanh(self.hidden(torch.cat(around, dim=-1))))
        if self.reads == "right":
            hs, _ = self.layer(reverse_padded(xs, lengths), lengths=lengths)
            return self.readout(reverse_padded(hs, lengths))
        xs = torch.cat([xs, xs.new_zeros(self.delay, *xs.shape[1:])])
        hs, _ = self.layer(xs, lengths=lengths + self.delay)
        return self.readout(hs[self.delay :])


def _linear(rng, inputs, outputs):
    with torch.random.fork_rng(devices=[]):  # torch draws weights, which are replaced below
        layer = nn.Linear(inputs, outputs)
    with torch.no_grad():
        for weight in layer.parameters():
            draws = rng.uniform(-1, 1, size=tuple(weight.shape)) / np.sqrt(inputs)
            weight.copy_(torch.from_numpy(draws))
    return layer


def tag_loss(model, features, tags, lengths):
    """Return the mean loss over the real words of a batch, a scalar tensor, in nats."""
    features, tags, lengths = map(torch.from_numpy, (features, tags, lengths))
    mask = torch.arange(len(tags))[:, None] < lengths
    return nn.functional.cross_entropy(model(features, lengths)[mask], tags[mask])


def train_tagger(model, rows, seed, *, epochs, rate, B, hide, clip, order="shuffled"):
    """Train by Adam, the rate falling to 0 in a line; return the mean training loss of each pass.

    hide: the share of words whose own feature is hidden, so that letters and neighbours count.
    """
    rng, weights = np.random.default_rng([seed, 1]), list(model.parameters())
    update, losses = torch.optim.Adam(weights, rate), []
    lengths = np.array([len(row.tags) for row in rows])
    for epoch in range(epochs):
        for group in update.param_groups:
            group["lr"] = rate * (1 - epoch / epochs)
        total = 0.0
        for batch in epoch_batches(lengths, B, order, rng):
            features, *rest = as_batch([rows[n] for n in batch])
            loss = tag_loss(model, hide_words(features, hide, rng), *rest)
            update.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(weights, clip)
            update.step()
            total += loss.item() * int(rest[1].sum())
        losses.append(total / lengths.sum())
    return losses


def predict(model, rows):
    """Tag sentences: a list of arrays (T,) of places in TAGS."""
    features, _, lengths = as_batch(rows)
    with torch.no_grad():
        logits = model(torch.from_numpy(features), torch.from_numpy(lengths)).numpy()
    return [logits[:n, b].argmax(axis=-1) for b, n in enumerate(lengths)]
