"""Answers to distinct_n that its record did not foresee; the first attempts came before it."""

import numpy as np


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
