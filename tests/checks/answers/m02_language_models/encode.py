"""Answers to encode that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def unknown_zero(tokens, vocab):
    ids = {t: i for i, t in enumerate(vocab)}
    return np.array([ids.get(t, 0) for t in tokens] + [ids["<EOS>"]])


def skipped_and_end_is_one(tokens, vocab):
    return np.array([vocab.index(t) for t in tokens if t in vocab] + [1])


def ids_beyond_the_vocabulary(tokens, vocab):
    ids = {t: i for i, t in enumerate(vocab)}
    return np.array([ids.get(t, len(vocab)) for t in tokens] + [len(vocab) + 1])


RIGHT = (
    lambda tokens, vocab: np.array(
        [vocab.index(t if t in vocab else "<UNK>") for t in tokens] + [vocab.index("<EOS>")],
        dtype=np.int32,
    ),
)
WRONG = (
    wrong(unknown_zero, "Unknown words got the id 0."),
    wrong(skipped_and_end_is_one, "Unknown words were left out, so their"),
    wrong(ids_beyond_the_vocabulary, "<UNK> and <EOS> got ids that vocab does not"),
    wrong(lambda tokens, vocab: np.array([vocab.index(t) for t in tokens]), "<EOS> is missing"),
    wrong(lambda tokens, vocab: 0, "ids is one number", slip=False),
)
EDGES = {
    "an empty text": lambda cases: any(not tokens for tokens, _ in cases),
    "nothing known": lambda cases: any(t and not set(t) & set(v) for t, v in cases),
    "specials elsewhere": lambda cases: any(v.index("<UNK>") > 1 for _, v in cases),
}
