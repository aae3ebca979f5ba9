"""Dates in many spellings, each to be written as ISO 8601 says: 2026-11-29.

Every spelling is of one date only, whatever the spelling of the dates around it: with dots the
day comes first, with slashes the month, unless the year leads. Names are English; no setting of
the machine's language changes them.
"""

import datetime
from typing import NamedTuple

from helpers.scratch.contract.validation import require_count, require_generator

MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)
DAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)

_ROMAN = tuple("I II III IV V VI VII VIII IX X XI XII".split())
_FORMS = {
    "day month year": "{d} {month} {y}",
    "month day, year": "{month} {d}, {y}",
    "day mon year": "{d} {mon} {y}",
    "mon day, year": "{mon} {d}, {y}",
    "the day of month": "the {d}{th} of {month}, {y}",
    "month dayth": "{month} {d}{th}, {y}",
    "weekday, day month": "{weekday}, {d} {month} {y}",
    "wd mon day year": "{wd} {mon} {d} {y}",
    "dotted": "{d}.{m}.{y}",
    "dotted, two digits": "{d:02}.{m:02}.{y}",
    "slashes": "{m}/{d}/{y}",
    "slashes, two digits": "{m:02}/{d:02}/{y}",
    "year/month/day": "{y}/{m:02}/{d:02}",
    "dashes": "{d:02}-{mon}-{y}",
    "digits": "{y}{m:02}{d:02}",
    "roman month": "{d} {roman} {y}",
    "year month day": "{y} {month} {d}",
    "capitals": "{d} {month_capitals} {y}",
}
SPELLINGS = tuple(_FORMS)


class DatePair(NamedTuple):
    """A date as somebody wrote it, in characters, and as ISO 8601 does."""

    text: str
    iso: str
    spelling: str  # of SPELLINGS


def spell_date(date, spelling):
    """Write a date in one of the SPELLINGS.

    date: a datetime.date with a year of four digits. Returns a DatePair.
    Raises: ValueError if date is no such date, or spelling none of SPELLINGS.
    """
    if not isinstance(date, datetime.date) or date.year < 1000:
        raise ValueError(f"date is {date!r}, expected a datetime.date from the year 1000 on.")
    if spelling not in _FORMS:
        names = ", ".join(repr(name) for name in SPELLINGS)
        raise ValueError(f"spelling is {spelling!r}, expected one of {names}.")
    month, weekday = MONTHS[date.month - 1], DAYS[date.weekday()]
    text = _FORMS[spelling].format(
        y=date.year, m=date.month, d=date.day, th=_ending(date.day),
        month=month, mon=month[:3], month_capitals=month.upper(), roman=_ROMAN[date.month - 1],
        weekday=weekday, wd=weekday[:3],
    )  # fmt: skip
    iso = f"{date.year}-{date.month:02}-{date.day:02}"
    return DatePair(text, iso, spelling)


def draw_dates(rng, count, spellings=SPELLINGS, first=FIRST, last=LAST):
    """Draw dates and a spelling for each, all equally likely, dates with replacement.

    Returns a list of `count` DatePairs. To hold dates out of training, give the two draws
    periods (first to last, both included) that do not overlap, or compare their iso.
    Raises: ValueError if rng is no numpy.random.Generator, count is not at least 1, spellings
    is empty or holds an unknown one, or last is before first.
    """
    require_generator("rng", rng)
    count, spellings = require_count("count", count), tuple(spellings)
    days = (last - first).days + 1
    if days < 1:
        raise ValueError(f"last is {last}, expected a date from {first}, the first, on.")
    if not spellings:
        raise ValueError("spellings is empty, expected some of SPELLINGS.")
    offsets = rng.integers(days, size=count).tolist()
    chosen = rng.integers(len(spellings), size=count).tolist()
    return [
        spell_date(first + datetime.timedelta(days=offset), spellings[i])
        for offset, i in zip(offsets, chosen, strict=True)
    ]


def _ending(day):
    """Return what makes a day's number an ordinal: 1st, 2nd, 3rd, 4th, 11th, 21st."""
    if 11 <= day <= 13:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
