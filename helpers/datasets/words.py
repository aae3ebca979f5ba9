"""Words as tokens: cutting a text, choosing a vocabulary, looking ids up."""

import re
from collections import Counter

import numpy as np

from helpers.scratch.contract.validation import require_count

UNK, EOS = "<UNK>", "<EOS>"
TOKEN = re.compile(r" ?\w+| ?[^\w\s]+|\s+")


def word_tokens(text):
    """Cut a text into words, punctuation and white space; joined again, they are the text.

    A word or a mark keeps the space before it, as in " model": so no character is lost, and
    scores of words and of characters are about the same text.
    """
    return TOKEN.findall(text)


def sentence_tokens(text):
    """Cut a sentence into words and marks, without white space."""
    return [token.strip() for token in word_tokens(text) if token.strip()]


def build_vocab(tokens, min_count, specials):
    """Choose the tokens that get an id of their own.

    Returns a list of str; a token's id is its place in it. First stand the specials as they are
    given, then every token that occurs at least min_count times, the most frequent first, those
    of one frequency in alphabetical order. A token that is a special does not stand twice.
    Raises: ValueError if min_count is not a whole number of at least 1.
    """
    min_count = require_count("min_count", min_count)
    counts = Counter(tokens)
    kept = [t for t, count in counts.items() if count >= min_count and t not in specials]
    return [*specials, *sorted(kept, key=lambda token: (-counts[token], token))]


def encode(tokens, vocab):
    """Look up the id of every token, and end with <EOS>.

    Shapes: N tokens -> int64 (N + 1,). A token that vocab lacks gets the id of <UNK>.
    Raises: ValueError if vocab lacks <UNK> or <EOS>.
    """
    ids = {token: i for i, token in enumerate(vocab)}
    if not {UNK, EOS} <= set(ids):
        raise ValueError(f"vocab lacks {UNK} or {EOS}, expected both.")
    return np.array([*(ids.get(token, ids[UNK]) for token in tokens), ids[EOS]], dtype=np.int64)


def spelling_nll(words, rare):
    """Score the spelling of words that a vocabulary lacks, letter by letter.

    Each character, and the end of each word, costs what its frequency in `rare` says, 1 added to
    the count of every character of either list.
    Shapes: words, rare lists of str -> float. Units: nats for all words together.
    """
    letters = Counter("".join(words) + "".join(rare)).keys()
    counts = Counter("".join(rare))
    counts["\0"] = len(rare)  # the end
    total = counts.total() + len(letters) + 1
    spelled = Counter("".join(words))
    spelled["\0"] = len(words)
    return float(-sum(n * np.log((counts[c] + 1) / total) for c, n in spelled.items()))
