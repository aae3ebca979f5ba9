"""Answers to distinct_n that its record did not foresee; the first attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def over_tokens(ids, n):
    return len({tuple(ids[i : i + n]) for i in range(len(ids) - n + 1)}) / len(ids)


def last_left_out(ids, n):
    grams = [tuple(ids[i : i + n]) for i in range(len(ids) - n)]
    return len(set(grams)) / max(1, len(grams))


def across_the_end(ids, n):
    grams = [tuple(ids[i : i + n]) for i in range(len(ids))]
    return len(set(grams)) / len(grams)


def side_by_side_pieces(ids, n):
    grams = [tuple(ids[i : i + n]) for i in range(0, len(ids) - n + 1, n)]
    return len(set(grams)) / len(grams)


def share_repeated(ids, n):
    grams = [tuple(ids[i : i + n]) for i in range(len(ids) - n + 1)]
    return 1 - len(set(grams)) / len(grams)


def of_tokens(ids, n):
    return len(set(ids.tolist())) / len(ids)


def as_sets(ids, n):
    grams = [frozenset(ids[i : i + n].tolist()) for i in range(len(ids) - n + 1)]
    return len(set(grams)) / len(grams)


def a_count(ids, n):
    return len({tuple(ids[i : i + n]) for i in range(len(ids) - n + 1)})


def occurring_once(ids, n):
    grams = [tuple(ids[i : i + n]) for i in range(len(ids) - n + 1)]
    return sum(grams.count(gram) == 1 for gram in grams) / len(grams)


def set_of_arrays(ids, n):
    return len({ids[i : i + n] for i in range(len(ids) - n + 1)}) / (len(ids) - n + 1)


def always_pairs(ids, n):
    return len(set(zip(ids[:-1], ids[1:], strict=True))) / max(1, len(ids) - 1)


def by_texts(ids, n):
    """Without a mark between them, 1 and 12 read as 11 and 2 do."""
    grams = ["".join(map(str, ids[i : i + n])) for i in range(len(ids) - n + 1)]
    return len(np.unique(grams)) / len(grams)


def in_base_ten(ids, n):
    codes = [sum(int(v) * 10**j for j, v in enumerate(ids[i : i + n])) for i in starts(ids, n)]
    return len(set(codes)) / len(codes)


def starts(ids, n):
    return range(len(ids) - n + 1)


WRONG = (
    wrong(in_base_ten, "share is"),
    wrong(over_tokens, "The number of different n-grams was divided by the number"),
    wrong(last_left_out, "The last n-gram is left out"),
    wrong(across_the_end, "Pieces shorter than n at the end count as n-grams"),
    wrong(side_by_side_pieces, "The text was cut into pieces side by side"),
    wrong(share_repeated, "This is the share of repeats"),
    wrong(of_tokens, "These are single tokens"),
    wrong(as_sets, "n-grams were read as sets, in which neither order nor"),
    wrong(a_count, "This is the number of different n-grams"),
    wrong(occurring_once, "Only n-grams that occur once were counted"),
    wrong(set_of_arrays, "An array cannot stand in a set"),
    wrong(always_pairs, "These are pairs, whatever n is"),
    wrong(by_texts, "The ids were written one after the other without a gap"),
)
EDGES = {
    "single tokens": lambda cases: any(n == 1 for _, n in cases),
    "one n-gram": lambda cases: any(len(ids) == n for ids, n in cases),
    "one kind of token": lambda cases: any(len(set(ids.tolist())) == 1 for ids, _ in cases),
    "ids of two digits": lambda cases: any(ids.max() > 9 for ids, _ in cases),
}
