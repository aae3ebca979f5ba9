"""Taggers on UD English EWT: its development part, divided by a fixed seed."""

import numpy as np

from helpers.datasets.tagged import load_ewt_dev
from helpers.experiments.tagger_model import FeatureTagger, predict, train_tagger, width_for
from helpers.experiments.tagging import (
    as_rows,
    confusion,
    feature_ids,
    most_frequent_tags,
    name_counts,
)

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {
    "taggers": ["left", "right", "both", "window"],
    "test": 400,
    "D": 32,
    "weights": 5265,
    "epochs": 8,
    "rate": 0.005,
    "B": 16,
    "hide": 0.3,
    "clip": 1.0,
}
SPLIT_SEED = 0


def ewt_parts(test):
    """Divide the sentences by a fixed seed, whatever a run's own seed: train, test."""
    sentences = load_ewt_dev()
    order = np.random.default_rng(SPLIT_SEED).permutation(len(sentences))
    return [sentences[n] for n in order[test:]], [sentences[n] for n in order[:test]]


def run(seed, *, taggers, test, D, weights, **settings):
    """Train each tagger, and count its answers on the test sentences.

    Returns {name: {"H": units, "right": right words, "names": as tagging.name_counts,
    "confusion": (C, C)}}, "most frequent" included, and "words": the number of test words.
    """
    train, held_out = ewt_parts(test)
    ids = feature_ids(train)
    rows, test_rows = as_rows(train, ids), as_rows(held_out, ids)
    gold = [row.tags for row in test_rows]
    results = {"words": int(sum(map(len, gold)))}
    results["most frequent"] = {"H": 0, **counted(gold, most_frequent_tags(train, held_out))}
    for reads in taggers:
        H, rng = width_for(reads, D, weights), np.random.default_rng(seed)
        model = FeatureTagger(len(ids) + 1, D, H, rng, reads)
        train_tagger(model, rows, seed, **settings)
        results[reads] = {"H": H, **counted(gold, predict(model, test_rows))}
    return results


def counted(gold, predicted):
    """Count right words, names and confusions of a tagger's answers."""
    counts = confusion(gold, predicted)
    return {
        "right": int(np.trace(counts)),
        "names": name_counts(gold, predicted),
        "confusion": counts.tolist(),
    }
