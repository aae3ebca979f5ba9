"""Numbers in English and German as data for a translator, and how well its attention points."""

from typing import NamedTuple

import numpy as np

from helpers.datasets.generated.number_words import ENGLISH, GERMAN, draw_numbers, number_pair
from helpers.experiments.m09_attention.parts.translator import Pairs, as_pairs

V_ENGLISH, V_GERMAN = len(ENGLISH) + 1, len(GERMAN) + 1  # with <EOS>
SHORTEST, LONGEST, BEYOND = 3, 8, 13  # words: tested from, trained up to, tested up to


class Numbers(NamedTuple):
    """Numbers of up to LONGEST words to learn from, and others to test on."""

    train: Pairs
    valid: Pairs  # of SHORTEST to LONGEST words
    tests: dict[int, list]  # {words: NumberPairs}, from SHORTEST to BEYOND


def corpus(seed, *, train, each):
    """Draw numbers, `train` to learn from and `each` of every tested length; none in two parts.

    All numbers of one and two words are there to learn from: else some words would never be read.
    """
    rng = np.random.default_rng([seed, 9])
    tests = {L: draw_numbers(rng, each, L, L) for L in range(SHORTEST, BEYOND + 1)}
    valid = draw_numbers(rng, 2 * each, SHORTEST, LONGEST)
    kept_out = set(valid).union(*tests.values())
    learned = [n for n in draw_numbers(rng, train, 1, LONGEST) if n not in kept_out]
    return Numbers(
        pairs_of(learned),
        pairs_of(valid),
        {L: [number_pair(n) for n in found] for L, found in tests.items()},
    )


def pairs_of(numbers):
    """Write numbers, or NumberPairs, as Pairs."""
    known = [n if isinstance(n, tuple) else number_pair(n) for n in numbers]
    return as_pairs([n.english for n in known], [n.german for n in known], ENGLISH, GERMAN)


def german_of(ids):
    """Read German ids (T,) up to <EOS> as a tuple of tokens."""
    return tuple(GERMAN[i - 1] for i in ids[: np.argmax(np.append(ids, 0) == 0)])


def pointing(weights, numbers):
    """Return how often the largest weight of a German token is on the word that it translates.

    Shapes: weights (T, S, B), of B NumberPairs -> {"all": share, "crossed": of the units and tens
    that change places, "diagonal": share of a pointer that moves on evenly from the first word
    to the last, "chance": of one drawn at random}. "und" translates nothing, and is left out.
    """
    hits, crossed, diagonal, chance = [], [], [], []
    for b, number in enumerate(numbers):
        S, T = len(number.english), len(number.german)
        for t, source in enumerate(number.sources):
            if source is None:
                continue
            hits.append(int(weights[t, :, b].argmax()) == source)
            diagonal.append(round(t * (S - 1) / max(T - 1, 1)) == source)
            chance.append(1 / (S + 1))  # <EOS> may be looked at, too
            if crosses(number.sources, t):
                crossed.append(hits[-1])
    kinds = {"all": hits, "crossed": crossed, "diagonal": diagonal, "chance": chance}
    return {kind: round(float(np.mean(x)), 4) if x else None for kind, x in kinds.items()}


def crosses(sources, t):
    """Return whether German token t is one of a unit and a ten that change places.

    They stand on both sides of an "und", the one token without a source.
    """
    near = [u for u in (t - 1, t + 1) if 0 <= u < len(sources)]
    return sources[t] is not None and any(sources[u] is None for u in near)
