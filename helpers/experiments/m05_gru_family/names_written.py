"""The GRU in NumPy spells names and writes some: what module 05 opens with, and its last run."""

import numpy as np

from helpers.datasets.names import ALPHABET
from helpers.experiments.names_model import EOS, corpus, spell
from helpers.experiments.names_scratch import (
    LONGEST,
    guess_languages,
    mean_loss,
    train_names,
    write,
)
from helpers.scratch import cells

SEEDS = (0, 1, 2)
SETTINGS = {"H": 64, "rate": 0.01, "updates": 400, "each": 40, "tau": 0.7}


def run(seed, *, each, tau, **settings):
    """Train one model and judge what it writes, as judge returns it."""
    data = corpus(seed)
    p, _ = train_names(data, seed, **settings)
    return judge(p, data, seed, each, tau)


def judge(p, data, seed, each, tau, step=cells.gru_step):
    """Score a model, let it write `each` names of every language, and judge those by counts.

    tau: the temperature of what is written.

    Returns {"nats": test loss, "names": {language: names}, "copied": share that are training
    names, "guessed": share whose language the counts guess right, "guessed_real": the same share
    of the test names}.
    """
    symbols = np.repeat([data.symbol(language) for language in data.languages], each)
    us = np.random.default_rng([seed, 9]).uniform(size=(LONGEST, len(symbols)))
    names, known = write(p, symbols, us, step, tau), {spell(name[1:]) for name in data.train}
    ids = [np.array([0, *(1 + ALPHABET.index(c) for c in name), EOS]) for name in names]
    real = [name[0] for name in data.test]
    return {
        "nats": mean_loss(p, data.test, step),
        "names": {
            language: names[k * each : (k + 1) * each] for k, language in enumerate(data.languages)
        },
        "copied": float(np.mean([name in known for name in names])),
        "guessed": float(np.mean(guess_languages(data, ids) == symbols)),
        "guessed_real": float(np.mean(guess_languages(data, data.test) == real)),
    }
