"""Track c: taggers that learn from 100 sentences."""

import numpy as np

from helpers.datasets.tagged import load_tagged
from helpers.experiments.tagger_model import FeatureTagger, predict, train_tagger, width_for
from helpers.experiments.tagging import as_rows, feature_ids, most_frequent_tags

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {
    "sentences": 100,
    "taggers": {
        "window of 3": ["window", "rnn"],
        "both sides, RNN": ["both", "rnn"],
        "both sides, LSTM": ["both", "lstm"],
    },
    "D": 32,
    "weights": 5265,
    "training": {"epochs": 60, "rate": 0.005, "B": 16, "hide": 0.3, "clip": 1.0},
}


def run(seed, *, sentences, taggers, D, weights, training):
    """Train on sentences that the seed draws.

    Returns {"words": of the test, and for each tagger how many of them it tags right}, and under
    "dev" the same of the development set.
    """
    train, dev, test = (load_tagged(split) for split in ("train", "dev", "test"))
    chosen = np.random.default_rng([seed, 7]).permutation(len(train))[:sentences]
    few = [train[i] for i in sorted(chosen)]
    ids = feature_ids(few)
    rows = as_rows(few, ids)
    sets = [(test, as_rows(test, ids)), (dev, as_rows(dev, ids))]
    right = [_right(asked, most_frequent_tags(few, said)) for said, asked in sets]
    found = [{"words": sum(len(row.tags) for row in asked)} for _, asked in sets]
    _note(found, "most frequent tag", right)
    for name, (reads, kind) in taggers.items():
        H, rng = width_for(reads, D, weights, kind), np.random.default_rng(seed)
        model = FeatureTagger(len(ids) + 1, D, H, rng, reads, kind)
        train_tagger(model, rows, seed, **training)
        _note(found, name, [_right(asked, predict(model, asked)) for _, asked in sets])
    return found[0] | {"dev": found[1]}


def _right(asked, tags):
    gold = np.concatenate([row.tags for row in asked])
    return int((np.concatenate(tags) == gold).sum())


def _note(found, name, right):
    for table, number in zip(found, right, strict=True):
        table[name] = number
