"""Words as features, batches of tagged sentences, and what is counted of a tagger's answers.

Axes  T time, B batch; F features of a word, C tags.
"""

from collections import Counter
from typing import NamedTuple

import numpy as np

from helpers.datasets.tagged import TAGS

UNKNOWN = 0  # the id of a feature that training did not show, and of a word that is hidden
F = 6  # features of a word
NAME = TAGS.index("PROPN")


class Row(NamedTuple):
    """A tagged sentence as ids."""

    features: np.ndarray  # (T, F) int
    tags: np.ndarray  # (T,) int, places in TAGS


def word_features(word):
    """Describe a word by itself, its last three, two and one letters, its first two, its shape.

    All but the shape are in lower case. Returns F strings, the word's own first.
    """
    low = word.lower()
    if any(letter.isdigit() for letter in word):
        shape = "digit"
    elif len(word) > 1 and word.isupper():
        shape = "capitals"
    elif word[0].isupper():
        shape = "Capital"
    else:
        shape = "letters" if word[0].isalpha() else "mark"
    return (
        f"w {low}",
        f"3 {low[-3:]}",
        f"2 {low[-2:]}",
        f"1 {low[-1]}",
        f"p {low[:2]}",
        f"s {shape}",
    )


def feature_ids(sentences):
    """Number the features of all words of some sentences, from 1 on: {feature: id}."""
    ids = {}
    for sentence in sentences:
        for word in sentence.words:
            for feature in word_features(word):
                ids.setdefault(feature, len(ids) + 1)
    return ids


def encode_words(words, ids):
    """Look up the features of words. Shapes: T words -> (T, F) int, UNKNOWN where ids lack one."""
    return np.array([[ids.get(feature, UNKNOWN) for feature in word_features(w)] for w in words])


def as_rows(sentences, ids):
    """Write sentences as ids: a list of Row."""
    return [
        Row(encode_words(s.words, ids), np.array([TAGS.index(tag) for tag in s.tags]))
        for s in sentences
    ]


def as_batch(rows):
    """Put rows side by side, padded with 0.

    Shapes: -> features (T, B, F), tags (T, B), lengths (B,), all int.
    """
    lengths = np.array([len(row.tags) for row in rows])
    features = np.zeros((lengths.max(), len(rows), F), dtype=np.int64)
    tags = np.zeros(features.shape[:2], dtype=np.int64)
    for b, (row, length) in enumerate(zip(rows, lengths, strict=True)):
        features[:length, b], tags[:length, b] = row
    return features, tags, lengths


def hide_words(features, share, rng):
    """Make a share of the words unknown; their letters and shape stay. Shapes: (T, B, F)."""
    hidden = rng.random(features.shape[:2]) < share
    return np.concatenate(
        [np.where(hidden[..., None], UNKNOWN, features[..., :1]), features[..., 1:]], axis=-1
    )


def epoch_batches(lengths, B, order, rng, pool=20):
    """Divide sentences into batches for one pass.

    order: "shuffled", by chance; "sorted", by length, the short ones first, alike in each pass;
    "buckets", the same batches in an order by chance; "pools", shuffled, then sorted within pools
    of `pool` batches, then the batches in an order by chance.
    Shapes: lengths (N,) -> a list of arrays of up to B sentence numbers.
    """
    N = len(lengths)
    if order in ("sorted", "buckets"):
        numbers = np.argsort(lengths, kind="stable")
    else:
        numbers = rng.permutation(N)
    if order == "pools":
        parts = np.split(numbers, range(pool * B, N, pool * B))
        numbers = np.concatenate([part[np.argsort(lengths[part], kind="stable")] for part in parts])
    batches = np.split(numbers, range(B, N, B))
    if order in ("buckets", "pools"):
        batches = [batches[k] for k in rng.permutation(len(batches))]
    return batches


def most_frequent_tags(train, sentences):
    """Tag each word as training tagged it most often, or NOUN if it did not show it.

    Returns a list of arrays (T,) of places in TAGS. Words are compared in lower case; of equally
    frequent tags the first one seen counts.
    """
    counts = {}
    for sentence in train:
        for word, tag in zip(sentence.words, sentence.tags, strict=True):
            counts.setdefault(word.lower(), Counter())[tag] += 1
    usual = {word: TAGS.index(tags.most_common(1)[0][0]) for word, tags in counts.items()}
    noun = TAGS.index("NOUN")
    return [np.array([usual.get(word.lower(), noun) for word in s.words]) for s in sentences]


def name_counts(gold, predicted):
    """Count names, runs of PROPN: right ones, predicted ones, gold ones.

    gold, predicted: equally many arrays (T,) of places in TAGS.
    """
    found, wanted = (
        {(n, *run) for n, tags in enumerate(rows) for run in _runs(np.asarray(tags) == NAME)}
        for rows in (predicted, gold)
    )
    return [len(found & wanted), len(found), len(wanted)]


def _runs(flags):
    """List the runs of true flags as (start, stop)."""
    edges = np.diff(np.concatenate([[0], flags.astype(int), [0]]))
    return list(
        zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True)
    )


def confusion(gold, predicted):
    """Count gold tags, down, by predicted ones, across. Shapes: -> (C, C) int."""
    counts = np.zeros((len(TAGS), len(TAGS)), dtype=np.int64)
    np.add.at(counts, (np.concatenate(gold), np.concatenate(predicted)), 1)
    return counts


def to_letters(tags):
    """Write tags of many words as a string, a letter each: A for the first of TAGS, and so on."""
    return "".join(chr(ord("A") + int(tag)) for tag in tags)


def from_letters(letters):
    """Read tags back. Shapes: a string of N letters -> (N,) int."""
    return np.array([ord(letter) - ord("A") for letter in letters])
