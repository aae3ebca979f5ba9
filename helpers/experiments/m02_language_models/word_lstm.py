"""A word LSTM on the help topics, on the same split as the character LSTM."""

import numpy as np

from helpers.datasets.text import pydoc_topics, split_topics
from helpers.datasets.words import EOS, UNK, build_vocab, encode, spelling_nll, word_tokens
from helpers.experiments.m02_language_models.character_lstm import held_out_nll, train_on_stream
from helpers.nn.models import LanguageModel
from helpers.nn.torch_layers import torch_recurrent

SEEDS = (0, 1, 2)
SETTINGS = {
    "H": 128,
    "D": 64,
    "B": 20,
    "T": 35,
    "steps": 800,
    "lr": 0.003,
    "points": 8,
    "min_count": 2,
}


def run(seed, H, D, B, T, steps, lr, points, min_count):
    """Train one model, and measure it on held-out topics.

    Returns {"curve": [[updates, nats per token], ...], "nats" (per token, <UNK> as one word)}.
    """
    vocab, train_ids, test_ids, _ = word_corpus(min_count)
    rng = np.random.default_rng(seed)
    model = LanguageModel(len(vocab), torch_recurrent("lstm", D, H, rng), rng)
    curve = [
        [done, held_out_nll(model, test_ids)]
        for done in train_on_stream(model, train_ids, B, T, steps, lr, points)
    ]
    return {"curve": curve, "nats": curve[-1][1]}


def word_corpus(min_count):
    """Return vocab, train_ids, test_ids, and what it costs to spell the unknown held-out words.

    Units: nats for all of them together.
    """
    train_text, test_text = split_topics(pydoc_topics(), seed=0)
    train_tokens, test_tokens = word_tokens(train_text), word_tokens(test_text)
    vocab = build_vocab(train_tokens, min_count, [UNK, EOS])
    known = set(vocab)
    unknown, rare = (
        [t for t in tokens if t not in known] for tokens in (test_tokens, train_tokens)
    )
    ids = (encode(tokens, vocab)[:-1] for tokens in (train_tokens, test_tokens))
    return vocab, *ids, spelling_nll(unknown, rare)
