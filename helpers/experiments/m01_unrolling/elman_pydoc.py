"""The module's character model on Python's help topics: how it learns, what it uses and writes."""

import platform

import numpy as np

from helpers.datasets.text import char_vocab, pydoc_topics, split_topics
from helpers.experiments.character_model import (
    chunks,
    held_out_loss,
    lexicon,
    loss_by_context,
    real_word_share,
    truncation,
    write,
)
from helpers.scratch import language_model, optim

SEEDS = (0, 1, 2)
SETTINGS = {
    "B": 16,
    "T": 32,
    "D": 32,
    "H": 64,
    "lr": 1.0,
    "clip": 1.0,
    "moments": [0, 10, 25, 50, 100, 200, 400, 600, 1000, 1400, 2000, 2500, 3000],
    "written_at": [0, 10, 50, 200, 1000, 3000],
    "looked_at": [200, 3000],
    "context_lengths": [1, 2, 3, 4, 5, 6, 8, 12, 16, 32, 64],
    "chunk_lengths": [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64],
}


def run(seed, moments, written_at, looked_at, context_lengths, chunk_lengths, **training):
    """Train one model, and measure it at the moments that are named by numbers of updates."""
    train_text, test_text = split_topics(pydoc_topics(), seed=0)
    vocab = char_vocab(train_text)
    ids, test_ids = vocab.encode(train_text), vocab.encode(test_text)
    kept = train(seed, ids, len(vocab), moments, **training)
    known = lexicon(train_text)
    us = np.random.default_rng(seed).uniform(size=(600, 32))
    texts = {n: continuations(kept[n], vocab, "The ", us) for n in written_at}
    looks = {n: truncation(kept[n], test_ids, chunk_lengths) for n in looked_at}
    return {
        "python": platform.python_version(),
        "losses": [held_out_loss(kept[n], test_ids) for n in moments],
        "context": {str(n): loss_by_context(kept[n], test_ids, context_lengths) for n in looked_at},
        "truncation_error": {str(n): errors for n, (errors, _) in looks.items()},
        "truncation_cosine": {str(n): cosines for n, (_, cosines) in looks.items()},
        "word_share": [real_word_share(texts[n], known) for n in written_at],
        "word_share_of_real_text": real_word_share([test_text], known),
        "texts": {str(n): texts[n][0][:160] for n in written_at},
    }


def train(seed, ids, V, moments, B, T, D, H, lr, clip):
    """Train by SGD and keep the weights at some moments: {number of updates: weights}."""
    p = language_model.init_language_model(np.random.default_rng(seed), V, D, H)
    kept, h = {}, None
    for done, (inputs, targets, first) in enumerate(chunks(ids, B, T)):
        if done in moments:
            kept[done] = p
        if done == max(moments):
            return kept
        h = np.zeros((B, H)) if first else h
        _, dp, h = language_model.language_model_gradients(p, inputs, targets, h)
        p = optim.sgd_step(p, optim.clip_by_norm(dp, clip)[0], lr)
    raise AssertionError("chunks never ends")


def continuations(p, vocab, start, us):
    """Write one text for each column of us."""
    return [vocab.decode(column) for column in write(p, vocab.encode(start), us).T]
