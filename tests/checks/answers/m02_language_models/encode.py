"""Answers to encode that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong

RIGHT = (
    lambda tokens, vocab: np.array(
        [vocab.index(t if t in vocab else "<UNK>") for t in tokens] + [vocab.index("<EOS>")],
        dtype=np.int32,
    ),
)
WRONG = (
    wrong(lambda tokens, vocab: np.array([vocab.index(t) for t in tokens]), "<EOS> is missing"),
    wrong(lambda tokens, vocab: 0, "ids is one number", slip=False),
)
EDGES = {
    "an empty text": lambda cases: any(not tokens for tokens, _ in cases),
    "nothing known": lambda cases: any(t and not set(t) & set(v) for t, v in cases),
    "specials elsewhere": lambda cases: any(v.index("<UNK>") > 1 for _, v in cases),
}
