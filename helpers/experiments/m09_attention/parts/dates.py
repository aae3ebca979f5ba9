"""Dates in many spellings as data for a translator of characters."""

import datetime
from typing import NamedTuple

import numpy as np

from helpers.datasets.generated.dates import SPELLINGS, draw_dates, spell_date
from helpers.experiments.m09_attention.parts.translator import Pairs, as_pairs

HELD_OUT = ("mon day, year", "slashes, two digits", "year month day")
SEEN = tuple(spelling for spelling in SPELLINGS if spelling not in HELD_OUT)
ISO = "-0123456789"


class Dates(NamedTuple):
    """Dates to learn from, and others to test on: no date stands in both."""

    train: Pairs
    valid: Pairs  # in all SEEN spellings mixed
    tests: dict[str, Pairs]  # {spelling: the same dates in it}, of all SPELLINGS
    letters: str  # of the source, in the order of their ids


def corpus(seed, *, train, valid, each):
    """Draw dates in the SEEN spellings to learn from, and `each` others to test in all."""
    rng = np.random.default_rng([seed, 7])
    tested = [datetime.date.fromisoformat(one.iso) for one in draw_dates(rng, each)]
    known = draw_dates(rng, valid, SEEN)
    kept_out = {date.isoformat() for date in tested} | {one.iso for one in known}
    learned = [one for one in draw_dates(rng, train, SEEN) if one.iso not in kept_out]
    tests = {name: [spell_date(date, name) for date in tested] for name in SPELLINGS}
    every = [learned, known, *tests.values()]
    letters = "".join(sorted({c for some in every for one in some for c in one.text}))

    def pairs(some):
        return as_pairs([one.text for one in some], [one.iso for one in some], letters, ISO)

    return Dates(pairs(learned), pairs(known), {k: pairs(v) for k, v in tests.items()}, letters)
