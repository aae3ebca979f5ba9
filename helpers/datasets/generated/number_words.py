"""Number words, English to German: exact, of any size below a million millions.

The order crosses: German says the units before the tens, "ein und zwanzig" for twenty one. Only
there: hundreds, thousands and millions stand in both languages in one order, so the crossing is
always between neighbours.

English   as in the United States, without "and"; the hyphen of twenty-one is a gap.
German    is written as one word up to 999,999; here its parts are tokens, and join_german makes
the word. 1 is "eins" at the end of a number, "ein" before another part, "eine" before Million and
Milliarde, also in 101 of them, "einhunderteine Millionen", as Unicode's CLDR spells it out. The
English billion is the German Milliarde.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from helpers.scratch.contract.validation import require_count, require_generator

LIMIT = 10**12  # the numbers from 0 to LIMIT - 1 have words here

_ONES = tuple(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen".split()
)
_TENS = tuple("twenty thirty forty fifty sixty seventy eighty ninety".split())
_SCALES = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
_EINS = tuple(
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn "
    "fünfzehn sechzehn siebzehn achtzehn neunzehn".split()
)
_ZEHNER = tuple("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split())
_NOUNS = {10**9: ("Milliarde", "Milliarden"), 10**6: ("Million", "Millionen")}

ENGLISH = (*_ONES, *_TENS, "hundred", "thousand", "million", "billion")
GERMAN = (
    *("ein", "eine", *_EINS, *_ZEHNER, "und", "hundert", "tausend"),
    *(word for pair in _NOUNS.values() for word in pair),
)


class NumberPair(NamedTuple):
    """A number in both languages.

    sources: for each German token the position of the English token that it translates, None for
    "und", which stands for nothing in English.
    """

    n: int
    english: tuple[str, ...]
    german: tuple[str, ...]
    sources: tuple[int | None, ...]


def number_pair(n):
    """Write a number in both languages, token by token.

    Raises: ValueError if n is not a whole number from 0 to LIMIT - 1.
    """
    if require_count("n", n, least=0) >= LIMIT:
        raise ValueError(f"n is {n}, expected a number below {LIMIT:,}.")
    n = int(n)
    english, german = _zero() if n == 0 else _parts(n)
    tokens = tuple(token for token, _ in german)
    return NumberPair(n, tuple(english), tokens, tuple(source for _, source in german))


def join_german(tokens):
    """Write German tokens as people do: "ein", "und", "zwanzig" are one word, einundzwanzig.

    Million and Milliarde are words of their own.
    """
    nouns = {word for pair in _NOUNS.values() for word in pair}
    spaced = "".join(f" {token} " if token in nouns else token for token in tokens)
    return " ".join(spaced.split())


def draw_numbers(rng, count, shortest, longest):
    """Draw different numbers whose English words are from shortest to longest in number.

    Every length is as likely as the others as long as it has numbers left: there are 28 numbers
    of one word, and about 6e10 of fourteen. Within a length all numbers are equally likely.
    Shapes: -> a list of `count` ints, in random order.
    Raises: ValueError if rng is no numpy.random.Generator, the lengths are not from 1 to 19 and in
    order, or there are fewer than count such numbers.
    """
    require_generator("rng", rng)
    count, shortest = require_count("count", count), require_count("shortest", shortest)
    most = len(_COUNTS) - 1
    if not shortest <= require_count("longest", longest) <= most:
        raise ValueError(
            f"shortest and longest are {shortest} and {longest}, expected lengths in order, from "
            f"1 to {most}."
        )
    lengths = range(shortest, longest + 1)
    if sum(_COUNTS[L] for L in lengths) < count:
        raise ValueError(f"count is {count}, more than there are numbers of {lengths} words.")
    drawn: dict[int, None] = {}
    left = {L: _COUNTS[L] for L in lengths}
    while len(drawn) < count:
        L = int(rng.choice([L for L in lengths if left[L]]))
        n = _draw_of_length(rng, L)
        if n not in drawn:
            left[L] -= 1
            drawn[n] = None
    return list(drawn)


def _zero():
    return ["zero"], [("null", 0)]


def _parts(n):
    """Return the English tokens, and the German ones each with the position of its source."""
    english: list[str] = []
    german: list[tuple[str, int | None]] = []
    for size, name in _SCALES:
        group, n = divmod(n, size)
        if group:
            _below_thousand(group, "eine" if size in _NOUNS else "ein", english, german)
            scale = _NOUNS[size][group > 1] if size in _NOUNS else "tausend"
            german.append((scale, len(english)))
            english.append(name)
    if n:
        _below_thousand(n, "eins", english, german)
    return english, german


def _below_thousand(n, one, english, german):
    """Append the tokens of a number from 1 to 999; one: the German of a 1 at its end."""
    hundreds, rest = divmod(n, 100)
    if hundreds:
        at = len(english)
        english += [_ONES[hundreds], "hundred"]
        german += [("ein" if hundreds == 1 else _EINS[hundreds], at), ("hundert", at + 1)]
    if 0 < rest < 20:
        german.append((one if rest == 1 else _EINS[rest], len(english)))
        english.append(_ONES[rest])
    elif rest:
        tens, units = divmod(rest, 10)
        at = len(english)
        english.append(_TENS[tens - 2])
        if units:  # here the order crosses
            german += [("ein" if units == 1 else _EINS[units], at + 1), ("und", None)]
            english.append(_ONES[units])
        german.append((_ZEHNER[tens - 2], at))


def _groups_by_length():
    """Return the numbers from 0 to 999 by how many English words they have; 0 has none."""
    groups: list[list[int]] = [[] for _ in range(5)]
    for n in range(1000):
        groups[len(_parts(n)[0])].append(n)
    return groups


def _count_numbers():
    """Return how many numbers below LIMIT have each number of English words, zero as one word."""
    last = np.array([len(group) for group in _GROUPS])
    upper = np.concatenate([[1, 0], last[1:]])  # a group that counts has its name as one more word
    counts = last
    for _ in _SCALES:
        counts = np.convolve(counts, upper)
    counts[:2] = 0, counts[1] + 1
    return [int(count) for count in np.trim_zeros(counts, "b")]


def _draw_of_length(rng, L):
    """Draw a number of L English words, all equally likely, group by group from the right."""
    if L == 1 and rng.integers(_COUNTS[1]) == 0:
        return 0
    n = 0
    for place in range(len(_SCALES) + 1):
        ways = [_ways(place, used) * _ways_above(place, L - used) for used in range(L + 1)]
        used = int(rng.choice(len(ways), p=np.array(ways, float) / sum(ways)))
        group = _GROUPS[used - (place > 0 and used > 0)]
        n += 1000**place * (group[int(rng.integers(len(group)))] if used else 0)
        L -= used
    return n


def _ways(place, words):
    """Return how many groups at a place (0 the last) have so many words, their name included."""
    inner = words - (place > 0 and words > 0)
    if place > 0 and words == 1:
        return 0
    return len(_GROUPS[inner]) if inner < len(_GROUPS) else 0


@cache
def _ways_above(place, words):
    """Return in how many ways the places above one fill so many words."""
    if place == len(_SCALES):
        return int(words == 0)
    return sum(_ways(place + 1, w) * _ways_above(place + 1, words - w) for w in range(words + 1))


_GROUPS = _groups_by_length()
_COUNTS = _count_numbers()
