"""Is a text as predictable backwards? An LSTM and n-grams read it in four directions."""

from helpers.datasets.text import pydoc_topics, split_topics
from helpers.experiments.m14_capstone.parts import directions

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {"D": 48, "H": 140, "T": 128, "B": 16, "rate": 0.005, "steps": 900}


def run(seed, **settings):
    """Train on one split of the topics, which the seed draws as it draws the weights.

    Returns "n-grams" {order: 2 x 2} and "LSTM" 2 x 2 of nats per character: index 1 of the first
    axis with the words reversed, of the second with the letters of each word.
    """
    texts = split_topics(pydoc_topics(), seed=seed)
    found = {"n-grams": {str(n): [[], []] for n in directions.ORDERS}, "LSTM": [[], []]}
    for words in (0, 1):
        for letters in (0, 1):
            corpus = directions.encoded(*texts, words, letters)
            scores = directions.counted(*corpus)
            for n, nats in zip(directions.ORDERS, scores, strict=True):
                found["n-grams"][str(n)][words].append(nats)
            found["LSTM"][words].append(directions.learned(*corpus, seed, **settings))
    return found
