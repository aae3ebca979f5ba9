"""Finding a function of the standard library from the first sentence of its docstring.

TF-IDF, a mean of word vectors and a GRU in both directions, on functions that were held out.
"""

import numpy as np
import torch

from helpers.experiments.m07_deep.parts import sentences
from helpers.nn.models import in_batch_retrieval_loss

SEEDS = (0, 1, 2)
SETTINGS = {
    "D": 64,
    "H": 64,
    "rates": {
        "mean of words": 0.03,
        "GRU, mean": 0.01,
        "GRU, max": 0.01,
    },
    "steps": {"mean of words": 800, "GRU": 300},
    "every": 50,
}
SHOWN = 6  # examples of each kind


def run(seed, *, D, H, rates, steps, every):
    """Train an encoder of each kind, for sentences and signatures alike.

    Returns {"test": how many functions, "ranks": {kind: of each query's own function},
    "shuffled": {GRU: the same with all words in random order}, "curves": {kind: [[updates, mean
    reciprocal rank on validation functions], ...]}, "examples": as examples returns them}.
    """
    data = sentences.library(seed)
    ids = [
        sentences.padded(texts, data.vocab)
        for texts in ([f.sentence for f in data.train], [f.signature for f in data.train])
    ]
    scores, shuffled, curves = {"TF-IDF": sentences.tf_idf_scores(data, data.test)}, {}, {}
    for kind, rate in rates.items():
        reader = sentences.encoder(kind, len(data.vocab), D, H, np.random.default_rng(seed))
        count = steps[kind.split(", ")[0]]
        curves[kind] = train(reader, ids, data, seed, rate=rate, steps=count, every=every)
        scores[kind] = sentences.encoder_scores(reader, data, data.test)
        if kind.startswith("GRU"):
            order = np.random.default_rng([seed, 2])
            mixed = sentences.encoder_scores(reader, data, data.test, shuffle=order)
            shuffled[kind] = ranks(mixed)
    scores["TF-IDF + mean"] = standard(scores["TF-IDF"]) + standard(scores["mean of words"])
    found = {kind: ranks(one) for kind, one in scores.items()}
    return {
        "test": len(data.test),
        "ranks": found,
        "shuffled": shuffled,
        "curves": curves,
        "examples": examples(data.test, found),
    }


def train(reader, ids, data, seed, **options):
    """Train an encoder on pairs, each batch's other documents being the wrong ones."""
    torch.set_num_threads(1)

    def batch_loss(rows):
        q, d = (reader(*_batch(side, rows)) for side in ids)
        return in_batch_retrieval_loss(q, d)

    def judge():
        scores = sentences.encoder_scores(reader, data, data.valid)
        return sentences.mean_reciprocal_rank(scores)

    return sentences.fit(reader, batch_loss, judge, seed, len(data.train), **options)


def standard(scores):
    """Shift and scale the scores of each query to mean 0 and standard deviation 1."""
    spread = scores.std(axis=1, keepdims=True)
    return (scores - scores.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)


def ranks(scores):
    """Return the rank of each query's own document as plain numbers."""
    return sentences.ranks_of(scores, np.arange(len(scores))).tolist()


def examples(functions, found, far=20):
    """Collect functions that one kind finds at once and another misses by far.

    Returns {"A over B": [[sentence, signature, rank of A, rank of B], ...]} for three pairs.
    """
    pairs = (("TF-IDF", "GRU, mean"), ("GRU, mean", "TF-IDF"), ("GRU, mean", "mean of words"))
    return {
        f"{a} over {b}": [
            [one.sentence, one.signature, ahead, behind]
            for one, ahead, behind in zip(functions, found[a], found[b], strict=True)
            if ahead == 1 and behind >= far
        ][:SHOWN]
        for a, b in pairs
    }


def _batch(side, rows):
    """Take some rows of padded ids, no longer than the longest of them."""
    ids, lengths = side
    return ids[: lengths[rows].max(), rows], lengths[rows]
