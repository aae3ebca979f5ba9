"""Texts of other kinds than the help topics, of the same size, to see what depends on the text."""

import random

from helpers.datasets.registry import cached_path
from helpers.datasets.text import split_topics, stdlib_sources, tiny_shakespeare


def other_texts(characters, seed=0):
    """Read about as many characters of each other corpus, split into training and held-out text.

    Source code of the standard library: files drawn at random, whole files held out. Tiny
    Shakespeare: its beginning, the last tenth of it held out; only where it was downloaded before.
    Returns {name: (train_text, test_text)}.
    Raises: MissingCorpus if this interpreter's library is not there as .py files.
    """
    sources, drawn, size = stdlib_sources(), {}, 0
    names = list(sources)
    random.Random(seed).shuffle(names)
    for name in names:
        if size + len(sources[name]) <= characters:
            drawn[name] = sources[name]
            size += len(sources[name])
    texts = {"standard library": split_topics(drawn, seed=seed)}
    if cached_path("tinyshakespeare") is not None:
        plays = tiny_shakespeare()[:characters]
        texts["Tiny Shakespeare"] = plays[: -(len(plays) // 10)], plays[-(len(plays) // 10) :]
    return texts
