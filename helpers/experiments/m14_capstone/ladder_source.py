"""Track a: n-grams and LSTMs on the standard library's source, within a budget of seconds."""

import time

import numpy as np

from helpers.datasets.ngrams import interpolated_rows
from helpers.datasets.source_code import CODE_VOCAB, code_windows, split_code
from helpers.experiments.source_reader import held_out_nats, train_reader, training_ids

SEEDS = (0, 1, 2)
SETTINGS = {
    "orders": [2, 3, 4, 5, 6],
    "lstm": {
        "LSTM 64": {"D": 32, "H": 64, "B": 32, "T": 128, "rate": 0.004, "steps": 1500},
        "LSTM 128": {"D": 32, "H": 128, "B": 32, "T": 128, "rate": 0.004, "steps": 1500},
    },
}
WINDOWS, LENGTH = 40, 1200  # of held-out text, as in source_lstm
CHARACTERS = 2_000_000  # of training, for the n-grams


def run(seed, *, orders, lstm):
    """Train all on the same files, in an order that the seed draws.

    Returns {name: [CPU seconds, nats per character]}.
    """
    training, held_out = split_code()
    ids = training_ids(training, np.random.default_rng(seed))
    windows = code_windows(held_out, WINDOWS, LENGTH)[1]
    found = {}
    for n in orders:
        begun = time.process_time()
        rows = interpolated_rows(ids[:CHARACTERS], list(windows.T), len(CODE_VOCAB), n)
        nats = -float(np.concatenate(rows).mean())
        found[f"{n}-grams"] = [round(time.process_time() - begun, 1), round(nats, 4)]
    for name, settings in lstm.items():
        begun = time.process_time()
        weights = train_reader(ids, seed, **settings)
        seconds = round(time.process_time() - begun, 1)
        found[name] = [seconds, round(held_out_nats(weights, windows), 4)]
    return found
