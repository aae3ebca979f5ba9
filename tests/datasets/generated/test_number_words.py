"""English number words to German: against rows written by hand, and read back by other code."""

import itertools
from collections import Counter

import numpy as np
import pytest

from helpers.datasets.generated import number_words
from helpers.datasets.generated.number_words import (
    ENGLISH,
    GERMAN,
    LIMIT,
    draw_numbers,
    join_german,
    number_pair,
)
from tests.support.draws import bound
from tests.support.tables import each_row

BY_HAND = [
    (0, "zero", "null"),
    (1, "one", "eins"),
    (2, "two", "zwei"),
    (7, "seven", "sieben"),
    (10, "ten", "zehn"),
    (11, "eleven", "elf"),
    (12, "twelve", "zwölf"),
    (13, "thirteen", "dreizehn"),
    (16, "sixteen", "sechzehn"),
    (17, "seventeen", "siebzehn"),
    (19, "nineteen", "neunzehn"),
    (20, "twenty", "zwanzig"),
    (21, "twenty one", "einundzwanzig"),
    (30, "thirty", "dreißig"),
    (37, "thirty seven", "siebenunddreißig"),
    (45, "forty five", "fünfundvierzig"),
    (60, "sixty", "sechzig"),
    (66, "sixty six", "sechsundsechzig"),
    (71, "seventy one", "einundsiebzig"),
    (84, "eighty four", "vierundachtzig"),
    (99, "ninety nine", "neunundneunzig"),
    (100, "one hundred", "einhundert"),
    (101, "one hundred one", "einhunderteins"),
    (110, "one hundred ten", "einhundertzehn"),
    (121, "one hundred twenty one", "einhunderteinundzwanzig"),
    (200, "two hundred", "zweihundert"),
    (217, "two hundred seventeen", "zweihundertsiebzehn"),
    (350, "three hundred fifty", "dreihundertfünfzig"),
    (666, "six hundred sixty six", "sechshundertsechsundsechzig"),
    (999, "nine hundred ninety nine", "neunhundertneunundneunzig"),
    (1000, "one thousand", "eintausend"),
    (1001, "one thousand one", "eintausendeins"),
    (1100, "one thousand one hundred", "eintausendeinhundert"),
    (1989, "one thousand nine hundred eighty nine", "eintausendneunhundertneunundachtzig"),
    (2026, "two thousand twenty six", "zweitausendsechsundzwanzig"),
    (10_000, "ten thousand", "zehntausend"),
    (21_000, "twenty one thousand", "einundzwanzigtausend"),
    (31_031, "thirty one thousand thirty one", "einunddreißigtausendeinunddreißig"),
    (100_000, "one hundred thousand", "einhunderttausend"),
    (101_000, "one hundred one thousand", "einhunderteintausend"),
    (101_101, "one hundred one thousand one hundred one", "einhunderteintausendeinhunderteins"),
    (
        765_432,
        "seven hundred sixty five thousand four hundred thirty two",
        "siebenhundertfünfundsechzigtausendvierhundertzweiunddreißig",
    ),
    (
        999_999,
        "nine hundred ninety nine thousand nine hundred ninety nine",
        "neunhundertneunundneunzigtausendneunhundertneunundneunzig",
    ),
    (1_000_000, "one million", "eine Million"),
    (1_000_001, "one million one", "eine Million eins"),
    (2_000_000, "two million", "zwei Millionen"),
    (21_000_000, "twenty one million", "einundzwanzig Millionen"),
    (101_000_000, "one hundred one million", "einhunderteine Millionen"),
    (1_001_000, "one million one thousand", "eine Million eintausend"),
    (1_000_000_000, "one billion", "eine Milliarde"),
    (
        3_004_005_006,
        "three billion four million five thousand six",
        "drei Milliarden vier Millionen fünftausendsechs",
    ),
]


@each_row("n, english, german", BY_HAND)
def test_numbers_written_by_hand(n, english, german):
    pair = number_pair(n)
    assert " ".join(pair.english) == english
    assert join_german(pair.german) == german


VALUES = {word: n for n, word in enumerate(ENGLISH[:20])}
VALUES |= {word: 20 + 10 * i for i, word in enumerate(ENGLISH[20:28])}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
GERMAN_SCALES = {"tausend": 10**3, "Million": 10**6, "Millionen": 10**6}
GERMAN_SCALES |= {"Milliarde": 10**9, "Milliarden": 10**9}
GERMAN_VALUES = {word: n for n, word in enumerate(GERMAN[2:22])} | {"ein": 1, "eine": 1, "und": 0}
GERMAN_VALUES |= {word: 20 + 10 * i for i, word in enumerate(GERMAN[22:30])}


def read(tokens, values, hundred, scales):
    """Add a number up from its words, in either language: a sum does not mind the order."""
    total = group = 0
    for token in tokens:
        if token == hundred:
            group *= 100
        elif token in scales:
            total, group = total + group * scales[token], 0
        else:
            group += values[token]
    return total + group


def some_numbers():
    """Return the first, the last, and many between, of every size."""
    rng = np.random.default_rng(0)
    sizes = [int(10**x) for x in rng.uniform(4, 12, size=4000)]
    return [*range(11_000), *sizes, LIMIT - 1]


def test_both_languages_read_back_as_the_number():
    for n in some_numbers():
        pair = number_pair(n)
        assert read(pair.english, VALUES, "hundred", SCALES) == n == pair.n
        assert read(pair.german, GERMAN_VALUES, "hundert", GERMAN_SCALES) == n


def test_every_token_has_its_source_and_the_order_crosses_at_units_alone():
    for n in some_numbers():
        english, german, sources = number_pair(n)[1:]
        assert len(german) == len(sources)
        assert [source is None for source in sources] == [token == "und" for token in german]
        known = [source for source in sources if source is not None]
        assert sorted(known) == list(range(len(english)))
        back = [english[i] for i, j in itertools.pairwise(known) if j < i]
        assert len(back) == german.count("und")
        assert set(back) <= set(ENGLISH[1:10])
        for token, source in zip(german, sources, strict=True):
            if source is not None and token not in {"hundert", *GERMAN_SCALES}:
                assert GERMAN_VALUES[token] == VALUES[english[source]]


def test_the_vocabularies_are_what_is_used():
    used = [number_pair(n) for n in [*range(1000), 10**6, 2 * 10**6, 10**9, 2 * 10**9, 10**3]]
    assert {token for pair in used for token in pair.english} == set(ENGLISH)
    assert {token for pair in used for token in pair.german} == set(GERMAN)
    assert (len(ENGLISH), len(GERMAN)) == (len(set(ENGLISH)), len(set(GERMAN))) == (32, 37)


def test_counts_by_length_are_what_counting_gives():
    assert sum(number_words._COUNTS) == LIMIT
    counted = Counter(len(number_pair(n).english) for n in range(1000))
    below = [len(group) for group in number_words._GROUPS]  # zero is a group without words
    assert [counted[1] - 1, *(counted[length] for length in (2, 3, 4))] == below[1:]
    # Two words: 72 such as twenty one, 9 hundreds, and a number of one word with thousand,
    # million or billion: 27 each, without zero.
    assert number_words._COUNTS[1:3] == [28, 72 + 9 + 3 * 27]


def test_drawn_numbers_are_different_and_of_the_lengths_asked_for():
    numbers = draw_numbers(np.random.default_rng(0), 600, 1, 6)
    assert len(set(numbers)) == 600
    counted = Counter(len(number_pair(n).english) for n in numbers)
    assert set(counted) == {1, 2, 3, 4, 5, 6}
    assert counted[1] == 28  # there are no more
    assert min(counted[length] for length in (3, 4, 5, 6)) > 90
    assert numbers == draw_numbers(np.random.default_rng(0), 600, 1, 6)
    longest = draw_numbers(np.random.default_rng(1), 50, 19, 19)
    assert {len(number_pair(n).english) for n in longest} == {19}


def test_all_numbers_of_a_length_are_equally_likely():
    every = set(draw_numbers(np.random.default_rng(0), 28 + 162, 1, 2))
    assert {n for n in range(1000) if len(number_pair(n).english) <= 2} < every
    rng = np.random.default_rng(2)
    counts = Counter(number_words._draw_of_length(rng, 2) for _ in range(16_200))
    assert len(counts) == 162
    assert sum((count - 100) ** 2 / 100 for count in counts.values()) < bound(161)


@each_row(
    ("call", "message"),
    [
        (lambda: number_pair(-1), "n is -1, expected a whole number of at least 0"),
        (lambda: number_pair(LIMIT), "n is 1000000000000, expected a number below"),
        (lambda: number_pair(2.0), "n is 2.0, expected a whole number"),
        (lambda: draw_numbers(np.random, 1, 1, 2), "rng is numpy.random, expected"),
        (lambda: draw_numbers(np.random.default_rng(0), 1, 3, 2), "shortest and longest are 3"),
        (lambda: draw_numbers(np.random.default_rng(0), 1, 3, 20), "from 1 to 19"),
        (lambda: draw_numbers(np.random.default_rng(0), 29, 1, 1), "count is 29, more than"),
        (lambda: draw_numbers(np.random.default_rng(0), 0, 1, 1), "count is 0, expected"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
