"""Blind reading: real and written texts on one sheet, in an order that its reader cannot guess."""

import numpy as np

from helpers.experiments import stored
from helpers.experiments.names_model import corpus, spell

__all__ = ["blind_sheet", "names_sheet", "told_apart"]


def blind_sheet(real, written, seed):
    """Mix real and written texts.

    Shapes: real and written, lists of N texts each -> sheet, a list of 2N, and key (2N,) bool,
    True where a text was written.
    Raises: ValueError if the lists differ in length, are empty, or share a text.
    """
    real, written = list(real), list(written)
    if len(real) != len(written) or not real:
        raise ValueError(f"{len(real)} real and {len(written)} written texts, expected as many.")
    if set(real) & set(written):
        raise ValueError(f"{min(set(real) & set(written))!r} is real and written, expected either.")
    texts, key = real + written, np.arange(2 * len(real)) >= len(real)
    order = np.random.default_rng(seed).permutation(len(texts))
    return [texts[i] for i in order], key[order]


def told_apart(guesses, key):
    """Return the share of a sheet that a reader judged rightly, and how far chance strays from 1/2.

    Shapes: guesses, key (2N,) bool, True for written -> share, chance.
    Units: a reader who tosses a coin for each text has a share within `chance` of 0.5 on about
    95 % of the sheets.
    Raises: ValueError if guesses is no array of truth values like key.
    """
    guesses, key = np.asarray(guesses), np.asarray(key)
    if guesses.dtype != bool or guesses.shape != key.shape:
        raise ValueError(f"guesses is {guesses.dtype} {guesses.shape}, expected bool {key.shape}.")
    return float(np.mean(guesses == key)), 1.96 * 0.5 / np.sqrt(key.size)


def names_sheet(language="english", N=6, seed=0):
    """Mix N test names of a language with N that module 05's GRU wrote, as blind_sheet does."""
    data, run = corpus(seed), stored("names_written").results[seed]
    all_names = [*data.train, *data.valid, *data.test]
    known = {spell(name[1:]) for name in all_names}
    real = [spell(name[1:]) for name in data.test if name[0] == data.symbol(language)]
    written = [name for name in dict.fromkeys(run["names"][language]) if name not in known]
    return blind_sheet(real[:N], written[:N], seed)
