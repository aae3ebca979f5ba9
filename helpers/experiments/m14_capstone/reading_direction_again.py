"""The second study of the worked example: both directions alone, on seeds that are all new.

Its plan, made after five seeds of `reading_direction` had left the question open and before the
first of these runs: as many seeds as bring half the interval to 0.01 if the standard deviation
stays that of the five, and no look at the results before the last of them.
"""

from helpers.datasets.text import pydoc_topics, split_topics
from helpers.experiments.m14_capstone.parts import directions

SEEDS = tuple(range(5, 24))
SETTINGS = {"D": 48, "H": 140, "T": 128, "B": 16, "rate": 0.005, "steps": 900}


def run(seed, **settings):
    """Train as reading_direction does, forwards and backwards.

    Returns "n-grams" {order: [forwards, backwards]} and "LSTM" [forwards, backwards], in nats per
    character.
    """
    texts = split_topics(pydoc_topics(), seed=seed)
    found = {"n-grams": {str(n): [] for n in directions.ORDERS}, "LSTM": []}
    for turned in (0, 1):
        corpus = directions.encoded(*texts, turned, turned)
        scores = directions.counted(*corpus)
        for n, nats in zip(directions.ORDERS, scores, strict=True):
            found["n-grams"][str(n)].append(nats)
        found["LSTM"].append(directions.learned(*corpus, seed, **settings))
    return found
