"""Three ways to hold out a tenth of the help topics, and what each of them lets through.

Axes  N paragraphs.
"""

import time
from collections.abc import Callable

import numpy as np

from helpers.datasets.comparison import leak_check
from helpers.datasets.ngrams import interpolated_nll
from helpers.datasets.text import char_vocab, pydoc_topics, split_topics

GRAM = 40  # characters: half a line, which two topics rarely have in common by chance
ORDER = 5  # of the n-grams


def paragraphs():
    """Return the topic of each paragraph of the help topics, and the paragraphs, two lists."""
    pairs = [
        (name, paragraph)
        for name, text in pydoc_topics().items()
        for paragraph in text.split("\n\n")
        if paragraph.strip()
    ]
    topics, texts = zip(*pairs, strict=True)
    return list(topics), list(texts)


def splits(split_by_topic: Callable, seed: int):
    """Return {way: (training text, test text)}: by paragraph, by topic, and without copies.

    split_by_topic: (topics, order, most) -> train, test, indices. "by topic" holds out about a
    tenth of the paragraphs; "no copies" keeps topics that repeat a paragraph of each other on one
    side, which is what split_topics does.
    """
    topics, texts = paragraphs()
    rng, most = np.random.default_rng(seed), len(texts) // 10
    drawn = rng.permutation(len(texts))
    order = [str(name) for name in rng.permutation(sorted(set(topics)))]
    ways = {
        "by paragraph": (sorted(drawn[most:]), sorted(drawn[:most])),
        "by topic": split_by_topic(topics, order, most),
    }
    found = {
        way: tuple("\n\n".join(texts[i] for i in side) for side in sides)
        for way, sides in ways.items()
    }
    return found | {"no copies": split_topics(pydoc_topics(), seed=seed)}


def quick(check: Callable, most: float = 0.3):
    """Return check, or the course's leak_check and a sentence if it is slow on some thousand ids.

    A function that looks through all of training for each place of the test would take hours on
    the help topics. most: CPU seconds; a set takes a few hundredths.
    """
    for size in (500, 1000, 2000, 4000, 8000):  # growing, so that none takes long
        ids, begun = np.arange(size), time.process_time()
        check(ids, ids[::-1], GRAM)
        seconds = time.process_time() - begun
        if seconds > most:
            print(f"Yours takes {seconds:.1f} s on {size:,} ids, and would take hours here: does")
            print("it look through all of training for each place? The course's function runs.")
            return leak_check
    return check


def leaks(train_text, test_text, check: Callable = leak_check):
    """Return the share of the test's GRAMs that are in training, the longest copy, and nats.

    check: (train_ids, test_ids, n) -> share, longest. Nats are those of interpolated n-grams.
    """
    vocab = char_vocab(train_text)
    train, test = vocab.encode(train_text), vocab.encode(test_text)
    share, longest = check(train, test, GRAM)
    nats = interpolated_nll(train, test, len(vocab), ORDER)
    return share, longest, float(nats)
