"""A search over the standard library: words weighed by TF-IDF, and vectors learned in NumPy.

Axes  T time, B batch, D embedding, V vocabulary, N functions.   Losses in nats per query.
"""

import sys
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from helpers.datasets.batching import pad_and_mask
from helpers.datasets.docstrings import word_counts, word_ids, word_vocab
from helpers.scratch import ops, optim


class Index(NamedTuple):
    """What a search looks at: the functions, their weighted words and their vectors."""

    functions: list
    vocab: dict  # {word: id}
    weights: np.ndarray  # (N, V), rows of length 1, of signature and sentence
    idf: np.ndarray  # (V,)
    E: np.ndarray  # (V, D), a vector for each word
    vectors: np.ndarray  # (N, D), of signature and sentence


def padded(texts, vocab):
    """Write texts as ids. Shapes: B texts -> ids (T, B), lengths (B,)."""
    rows = [word_ids(text, vocab) for text in texts]
    return pad_and_mask(rows)[0], np.array([len(row) for row in rows])


def encode(E, texts, vocab, pool):
    """Write each text as the mean of its words' vectors, by the pool passed. Shapes: -> (B, D)."""
    ids, lengths = padded(texts, vocab)
    return pool(E[ids], lengths, "mean")


def train_vectors(data, pool, loss, seed=0, *, D=64, B=64, rate=0.03, steps=400, bar=True):
    """Learn a vector for each word, so that sentences come close to their functions' signatures.

    pool, loss: as m07_deep.pool and in_batch_retrieval_loss. The mean's backward pass gives each
    word of a text an equal share.
    Shapes: -> E (V, D), losses (steps,).
    """
    rng, V = np.random.default_rng(seed), len(data.vocab)
    E, losses = rng.normal(size=(V, D)), []
    state = optim.adam_start(E)
    sides = [
        padded(texts, data.vocab)
        for texts in ([f.sentence for f in data.train], [f.signature for f in data.train])
    ]
    for _ in tqdm(range(steps), disable=not bar, file=sys.stdout, unit="update"):
        rows = rng.choice(len(data.train), size=B, replace=False)
        cut = [(ids[: lengths[rows].max(), rows], lengths[rows]) for ids, lengths in sides]
        q, d = (pool(E[ids], lengths, "mean") for ids, lengths in cut)
        value, dscores = loss(q, d)
        dE = sum(
            mean_backward(ids, lengths, dvectors, V)
            for (ids, lengths), dvectors in zip(cut, (dscores @ d, dscores.T @ q), strict=True)
        )
        E, state = optim.adam_step(E, dE, state, rate)
        losses.append(value)
    return E, np.array(losses)


def mean_backward(ids, lengths, dvectors, V):
    """Pull the gradient of means of word vectors back to the words.

    Shapes: ids (T, B), lengths (B,), dvectors (B, D) -> dE (V, D).
    """
    mask = ops.length_mask(lengths, len(ids))
    dxs = mask[:, :, None] * (dvectors / lengths[:, None])
    return ops.embed_backward(ids, dxs, V)


def build_index(data, tf_idf, E, pool):
    """Index all functions of a library by signature and sentence."""
    functions = [*data.train, *data.valid, *data.test]
    texts = [f"{one.signature} {one.sentence}" for one in functions]
    weights, idf = tf_idf(word_counts(texts, data.vocab))
    return Index(functions, data.vocab, weights, idf, E, encode(E, texts, data.vocab, pool))


def word_scores(index, query):
    """Return the cosine of the query's weighted words with each function's. Shapes: -> (N,)."""
    u = word_counts([query], index.vocab)[0] * index.idf
    return index.weights @ u / max(np.linalg.norm(u), 1e-12)


def vector_scores(index, query, pool):
    """Return the inner product of the query's vector with each function's. Shapes: -> (N,)."""
    return index.vectors @ encode(index.E, [query], index.vocab, pool)[0]


def find(index, query, pool, by="both", count=8):
    """Return the functions that suit a query best: a list of Function.

    by: "words" (TF-IDF), "vectors" (learned), or "both": the sum, each scaled to a standard
    deviation of 1. A query without a known word finds nothing.
    Raises: ValueError if by is another word.
    """
    if by not in ("words", "vectors", "both"):
        raise ValueError(f"by is {by!r}, expected words, vectors or both.")
    if not word_counts([query], index.vocab).any():
        return []
    scores = np.zeros(len(index.functions))
    if by != "vectors":
        scores += _standard(word_scores(index, query))
    if by != "words":
        scores += _standard(vector_scores(index, query, pool))
    return [index.functions[at] for at in np.argsort(-scores, kind="stable")[:count]]


def held_out_scores(data, E, tf_idf, pool):
    """Score the held-out functions for each other's sentences in two ways.

    Returns {"TF-IDF", "vectors", "both": (N, N)}, the last the sum of the first two, scaled row by
    row. Words weigh as much as in the training functions.
    """
    texts = [f"{one.sentence} {one.signature}" for one in data.train]
    sides = [one.sentence for one in data.test], [one.signature for one in data.test]
    vocab = {word: i for i, word in enumerate(word_vocab([*texts, *sides[0], *sides[1]]))}
    _, idf = tf_idf(word_counts(texts, vocab))
    u = [word_counts(side, vocab) * idf for side in sides]
    u = [one / np.maximum(np.linalg.norm(one, axis=1, keepdims=True), 1e-12) for one in u]
    vectors = [encode(E, side, data.vocab, pool) for side in sides]
    scores = {"TF-IDF": u[0] @ u[1].T, "vectors": vectors[0] @ vectors[1].T}
    return scores | {"both": _standard(scores["TF-IDF"]) + _standard(scores["vectors"])}


def _standard(scores):
    """Shift and scale the scores of each query to mean 0 and standard deviation 1."""
    spread = scores.std(axis=-1, keepdims=True)
    return (scores - scores.mean(axis=-1, keepdims=True)) / np.where(spread > 0, spread, 1)
