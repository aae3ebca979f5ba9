"""Dates in many spellings: against rows written by hand, and read back by other code."""

import datetime
import re
from collections import Counter

import numpy as np
import pytest

from helpers.datasets.generated.dates import FIRST, LAST, SPELLINGS, draw_dates, spell_date
from tests.support.draws import bound, chi_squared
from tests.support.tables import each_row

BY_HAND = [  # 29 November 2026 is a Sunday, 2 March 1905 a Thursday
    ("day month year", "29 November 2026", "2 March 1905"),
    ("month day, year", "November 29, 2026", "March 2, 1905"),
    ("day mon year", "29 Nov 2026", "2 Mar 1905"),
    ("mon day, year", "Nov 29, 2026", "Mar 2, 1905"),
    ("the day of month", "the 29th of November, 2026", "the 2nd of March, 1905"),
    ("month dayth", "November 29th, 2026", "March 2nd, 1905"),
    ("weekday, day month", "Sunday, 29 November 2026", "Thursday, 2 March 1905"),
    ("wd mon day year", "Sun Nov 29 2026", "Thu Mar 2 1905"),
    ("dotted", "29.11.2026", "2.3.1905"),
    ("dotted, two digits", "29.11.2026", "02.03.1905"),
    ("slashes", "11/29/2026", "3/2/1905"),
    ("slashes, two digits", "11/29/2026", "03/02/1905"),
    ("year/month/day", "2026/11/29", "1905/03/02"),
    ("dashes", "29-Nov-2026", "02-Mar-1905"),
    ("digits", "20261129", "19050302"),
    ("roman month", "29 XI 2026", "2 III 1905"),
    ("year month day", "2026 November 29", "1905 March 2"),
    ("capitals", "29 NOVEMBER 2026", "2 MARCH 1905"),
]


def test_every_spelling_is_written_by_hand_and_there_are_enough():
    assert tuple(row[0] for row in BY_HAND) == SPELLINGS
    assert len(SPELLINGS) >= 12


@each_row("spelling, late, early", BY_HAND)
def test_two_dates_written_by_hand(spelling, late, early):
    for text, iso in [(late, "2026-11-29"), (early, "1905-03-02")]:
        assert spell_date(datetime.date.fromisoformat(iso), spelling) == (text, iso, spelling)


@each_row(
    ("day", "want"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"),
     (21, "21st"), (22, "22nd"), (23, "23rd"), (30, "30th"), (31, "31st")],
)  # fmt: skip
def test_ordinals(day, want):
    text = spell_date(datetime.date(2026, 1, day), "month dayth").text
    assert text == f"January {want}, 2026"


JANUARY_TO_DECEMBER = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def read(text):
    """Return the ISO form of a date in any of the spellings, by what its parts look like."""
    numbers = [int(digits) for digits in re.findall(r"\d+", text)]
    if len(numbers) == 1:
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    words = [word.lower()[:3] for word in re.findall(r"[A-Za-z]{3,}", text)]
    named = [JANUARY_TO_DECEMBER.index(word) + 1 for word in words if word in JANUARY_TO_DECEMBER]
    if "." in text:
        day, month, year = numbers
    elif "/" in text:
        first, second, third = numbers
        year, month, day = (first, second, third) if first > 31 else (third, first, second)
    else:
        year, day = max(numbers), min(numbers)
        month = named[0] if named else roman(re.search(r" ([IVX]+) ", text)[1])
    return f"{year}-{month:02}-{day:02}"


def roman(text):
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def test_every_date_of_thirty_years_reads_back_and_no_text_is_of_two_dates():
    meaning: dict[str, str] = {}
    for offset in range(30 * 365):
        date = datetime.date(1990, 1, 1) + datetime.timedelta(days=offset)
        for spelling in SPELLINGS:
            pair = spell_date(date, spelling)
            assert pair.iso == date.isoformat()
            assert meaning.setdefault(pair.text, pair.iso) == pair.iso
            if offset % 7 == 0:
                assert read(pair.text) == pair.iso, pair


def test_weekdays_are_those_of_the_calendar():
    names = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
    start = datetime.date(2024, 1, 1)  # a Monday
    for offset in range(800):
        date = start + datetime.timedelta(days=offset)
        assert spell_date(date, "weekday, day month").text.startswith(names[offset % 7] + ",")
        assert spell_date(date, "wd mon day year").text.startswith(names[offset % 7][:3] + " ")


def test_draws_are_even_over_spellings_and_years_and_repeat_under_their_seed():
    pairs = draw_dates(np.random.default_rng(0), 7_200)
    assert pairs == draw_dates(np.random.default_rng(0), 7_200)
    assert {pair.iso for pair in pairs[:50]} != {
        pair.iso for pair in draw_dates(np.random.default_rng(1), 50)
    }
    counts = Counter(pair.spelling for pair in pairs)
    even = np.full(len(SPELLINGS), 1 / len(SPELLINGS))
    assert chi_squared(np.array([counts[s] for s in SPELLINGS]), even) < bound(len(SPELLINGS) - 1)
    decades = np.bincount([(int(pair.iso[:4]) - 1900) // 10 for pair in pairs], minlength=20)
    assert chi_squared(decades, np.full(20, 1 / 20)) < bound(19)


def test_draws_stay_within_their_period_and_spellings():
    day = datetime.date(2000, 2, 29)
    pairs = draw_dates(np.random.default_rng(0), 40, ("dotted", "digits"), day, day)
    assert {pair.text for pair in pairs} == {"29.2.2000", "20000229"}
    two_days = draw_dates(np.random.default_rng(0), 40, first=LAST - datetime.timedelta(days=1))
    assert {pair.iso for pair in two_days} == {"2099-12-30", "2099-12-31"}
    assert FIRST.isoformat() == "1900-01-01"


RNG = np.random.default_rng(0)


@each_row(
    ("call", "message"),
    [
        (lambda: spell_date("2026-11-29", "dotted"), "date is '2026-11-29', expected a datetime"),
        (lambda: spell_date(datetime.date(999, 1, 1), "dotted"), "from the year 1000 on"),
        (lambda: spell_date(FIRST, "klingon"), "spelling is 'klingon', expected one of 'day month"),
        (lambda: draw_dates(None, 1), "rng is a NoneType, expected a numpy.random.Generator"),
        (lambda: draw_dates(RNG, 0), "count is 0, expected a whole number"),
        (lambda: draw_dates(RNG, 1, ()), "spellings is empty"),
        (lambda: draw_dates(RNG, 1, ("klingon",)), "spelling is 'klingon'"),
        (lambda: draw_dates(RNG, 1, first=LAST, last=FIRST), "last is 1900-01-01, expected a date"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
