"""Taggers of equally many weights on the course's sentences, reading from one side or both."""

import numpy as np

from helpers.datasets.tagged import load_tagged
from helpers.experiments.tagger_model import FeatureTagger, predict, train_tagger, width_for
from helpers.experiments.tagging import as_rows, feature_ids, to_letters

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {
    "taggers": {
        "left": ["left", "rnn", 0],
        "right": ["right", "rnn", 0],
        "both": ["both", "rnn", 0],
        "window of 3": ["window", "rnn", 0],
        "1 word late": ["left", "rnn", 1],
        "2 words late": ["left", "rnn", 2],
        "3 words late": ["left", "rnn", 3],
        "left, LSTM": ["left", "lstm", 0],
        "both, LSTM": ["both", "lstm", 0],
    },
    "D": 32,
    "weights": 5265,
    "epochs": 20,
    "rate": 0.005,
    "B": 16,
    "hide": 0.3,
    "clip": 1.0,
}


def run(seed, *, taggers, D, weights, **settings):
    """Train each tagger from one seed's first weights and batches.

    taggers: {name: (what it reads, its cell, how many words late it answers)}.
    Returns {name: {"H": units, "loss": of the last pass, "dev" and "test": predicted tags, all
    sentences in order, a letter each}}.
    """
    parts = {split: load_tagged(split) for split in ("train", "dev", "test")}
    ids = feature_ids(parts["train"])
    rows = {split: as_rows(sentences, ids) for split, sentences in parts.items()}
    results = {}
    for name, (reads, kind, delay) in taggers.items():
        H, rng = width_for(reads, D, weights, kind), np.random.default_rng(seed)
        model = FeatureTagger(len(ids) + 1, D, H, rng, reads, kind, delay)
        losses = train_tagger(model, rows["train"], seed, **settings)
        tags = {s: to_letters(np.concatenate(predict(model, rows[s]))) for s in ("dev", "test")}
        results[name] = {"H": H, "loss": round(losses[-1], 4), **tags}
    return results
