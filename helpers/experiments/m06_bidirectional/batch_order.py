"""A tagger on UD English EWT with its batches shuffled, sorted, in buckets or in pools."""

import time

import numpy as np

from helpers.experiments.m06_bidirectional.tagger_ewt import ewt_parts
from helpers.experiments.tagger_model import FeatureTagger, predict, train_tagger
from helpers.experiments.tagging import as_rows, feature_ids

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {
    "orders": {
        "shuffled": ["shuffled", 4],
        "sorted": ["sorted", 4],
        "buckets": ["buckets", 4],
        "pools": ["pools", 4],
        "buckets, 8 passes": ["buckets", 8],
    },
    "test": 400,
    "D": 32,
    "H": 32,
    "rate": 0.005,
    "B": 32,
    "hide": 0.3,
    "clip": 1.0,
}


def run(seed, *, orders, test, D, H, **settings):
    """Train a tagger in each order of batches, from the same first weights.

    orders: {name: (order of tagging.epoch_batches, passes)}.
    Returns {name: {"right": share of right test words, "loss": of the last pass, "seconds": of
    CPU for training}}.
    """
    train, held_out = ewt_parts(test)
    ids = feature_ids(train)
    rows, test_rows = as_rows(train, ids), as_rows(held_out, ids)
    gold, results = np.concatenate([row.tags for row in test_rows]), {}
    for name, (order, epochs) in orders.items():
        model = FeatureTagger(len(ids) + 1, D, H, np.random.default_rng(seed))
        start = time.process_time()
        losses = train_tagger(model, rows, seed, order=order, epochs=epochs, **settings)
        spent = time.process_time() - start
        right = np.mean(np.concatenate(predict(model, test_rows)) == gold)
        results[name] = {
            "right": round(float(right), 4),
            "loss": round(losses[-1], 4),
            "seconds": round(spent, 1),
        }
    return results
