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

    Returns {"words": of the test, and for each tagger how many of them it tags right}.
    """
    train, test = load_tagged("train"), load_tagged("test")
    chosen = np.random.default_rng([seed, 7]).permutation(len(train))[:sentences]
    few = [train[i] for i in sorted(chosen)]
    ids = feature_ids(few)
    rows, asked = as_rows(few, ids), as_rows(test, ids)
    gold = np.concatenate([row.tags for row in asked])
    found = {"words": len(gold)}
    usual = np.concatenate(most_frequent_tags(few, test))
    found["most frequent tag"] = int((usual == gold).sum())
    for name, (reads, kind) in taggers.items():
        H, rng = width_for(reads, D, weights, kind), np.random.default_rng(seed)
        model = FeatureTagger(len(ids) + 1, D, H, rng, reads, kind)
        train_tagger(model, rows, seed, **training)
        found[name] = int((np.concatenate(predict(model, asked)) == gold).sum())
    return found
