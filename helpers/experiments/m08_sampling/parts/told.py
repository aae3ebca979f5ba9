"""Whether names written for a language look like it to a classifier that counts letters."""

import numpy as np

from helpers.datasets.names import ALPHABET
from helpers.experiments.names_model import EOS, spell
from helpers.experiments.names_scratch import guess_languages


def symbols_of(data, count):
    """Return the symbol of each language of a Corpus, each repeated `count` times."""
    return np.repeat([data.symbol(language) for language in data.languages], count)


def measured(data, symbols, names, n=2):
    """Ask a classifier for the language of names, by letter n-grams of the training names.

    Shapes: symbols (B,), what each of the B names should be.
    Returns {language: share that the classifier gives to it}, and "new": the share of all names
    that stand nowhere in training.
    """
    rows = [
        np.array([symbol, *(1 + ALPHABET.index(letter) for letter in name), EOS])
        for symbol, name in zip(symbols, names, strict=True)
    ]
    right = guess_languages(data, rows, n) == symbols
    known = {spell(row[1:]) for row in data.train}
    shares = {lang: float(right[symbols == data.symbol(lang)].mean()) for lang in data.languages}
    return {**shares, "new": float(np.mean([name not in known for name in names]))}


def held_out(data, n=2):
    """Measure the test names of a Corpus in the same way."""
    symbols = np.array([row[0] for row in data.test])
    return measured(data, symbols, [spell(row[1:]) for row in data.test], n)
