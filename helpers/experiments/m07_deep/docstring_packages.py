"""Of which package is a docstring's first sentence? A GRU with three pools, and bags of words."""

from collections import Counter

import numpy as np
import torch
from torch import nn

from helpers.datasets.docstrings import word_counts
from helpers.experiments.m07_deep.parts import sentences

SEEDS = (0, 1, 2)
SETTINGS = {
    "packages": 10,
    "D": 64,
    "H": 64,
    "rates": {
        "TF-IDF, logistic": 0.03,
        "mean of words": 0.01,
        "GRU, last": 0.005,
        "GRU, mean": 0.005,
        "GRU, max": 0.005,
    },
    "steps": 300,
    "every": 25,
    "decay": 1e-4,  # of the bag's weights
}


def run(seed, *, packages, D, H, rates, steps, every, decay):
    """Train each classifier on the largest packages of the library.

    Returns {"packages": names, "test": how many sentences, "majority": accuracy of the most
    frequent package, "accuracy": {kind: on test sentences}, "wrong": {kind: places of the
    sentences that it got wrong}}.
    """
    torch.set_num_threads(1)
    data, names, labels = largest(sentences.library(seed), packages)
    C, V = len(names), len(data.vocab)
    results, wrong = {}, {}
    for kind, rate in rates.items():
        rng = np.random.default_rng(seed)
        if kind == "TF-IDF, logistic":
            model, sides = sentences.BagClassifier(V, C), bags(data)
        else:
            reader = sentences.encoder(kind, V, D, H, rng, both_ways=False)
            model, sides = sentences.Classifier(reader, C, rng), as_ids(data)
        train(model, sides, labels, seed, rate, steps, every, decay if len(sides[0]) == 1 else 0)
        guesses = guess(model, sides[2])
        results[kind] = round(float(np.mean(guesses == labels[2])), 4)
        wrong[kind] = np.flatnonzero(guesses != labels[2]).tolist()
    most = np.bincount(labels[0]).argmax()
    return {
        "packages": names,
        "test": len(labels[2]),
        "majority": round(float(np.mean(labels[2] == most)), 4),
        "accuracy": results,
        "wrong": wrong,
    }


def largest(data, count):
    """Keep the functions of the largest packages: the library, their names, labels of each part."""
    names = [name for name, _ in Counter(one.package for one in data.train).most_common(count)]
    parts = [
        [one for one in part if one.package in names]
        for part in (data.train, data.valid, data.test)
    ]
    labels = [np.array([names.index(one.package) for one in part]) for part in parts]
    return sentences.Library(*parts, data.vocab), names, labels


def bags(data):
    """Weigh the words of each part's sentences by TF-IDF. Returns three 1-tuples of (N, V)."""
    parts = (data.train, data.valid, data.test)
    counts = [word_counts([one.sentence for one in part], data.vocab) for part in parts]
    return [(sentences.smooth_tf_idf(rows, counts[0]).astype(np.float32),) for rows in counts]


def as_ids(data):
    """Write each part's sentences as ids. Returns three pairs (ids (T, N), lengths (N,))."""
    return [
        sentences.padded([one.sentence for one in part], data.vocab)
        for part in (data.train, data.valid, data.test)
    ]


def train(model, sides, labels, seed, rate, steps, every, decay):
    """Train a classifier, and keep the weights that were best on the validation sentences."""

    def batch_loss(rows):
        logits = model(*_rows(sides[0], rows))
        loss = nn.functional.cross_entropy(logits, torch.from_numpy(labels[0][rows]))
        return loss + decay * sum((weight**2).sum() for weight in model.parameters())

    def judge():
        return np.mean(guess(model, sides[1]) == labels[1])

    sentences.fit(model, batch_loss, judge, seed, len(labels[0]), rate, steps, every)


def guess(model, side):
    """Return the class of the highest score of each sentence, (N,)."""
    count = len(side[-1])  # of bags, or of lengths
    with torch.no_grad():
        return model(*_rows(side, np.arange(count))).argmax(dim=1).numpy()


def _rows(side, rows):
    """Take some sentences: rows of bags, or columns of padded ids with their lengths."""
    if len(side) == 1:
        return (torch.from_numpy(side[0][rows]),)
    ids, lengths = side
    return ids[: lengths[rows].max(), rows], lengths[rows]
