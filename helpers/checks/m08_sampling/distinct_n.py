"""Check of distinct_n, which is optional."""

from collections import Counter

import numpy as np

from helpers.checks.engine.check import Check
from helpers.sampling.measures import distinct_n


def distinct_n_cases(seed):
    """Yield (ids, n): few kinds of token, single ones, one n-gram, one token, ids of two digits."""
    rng = np.random.default_rng(seed)
    yield text(rng, 23, 3), 2
    yield text(rng, 17, 5), 1
    yield text(rng, 26, 2), 3
    yield text(rng, 4, 6), 4
    yield np.full(9, int(rng.integers(5))), 2
    yield np.array([1, 12, 1, 11, 2, 1, 1, 12, 11, 2, 10, 0, 1]) + 0 * rng.integers(2), 2
    yield text(rng, 13, 2), 4
    yield text(rng, 23, 3), 2


def text(rng, N, V):
    """Draw a text in which some token occurs once, and some pair twice."""
    ids = rng.integers(V, size=N)
    ids[rng.integers(N)] = V
    return ids


def grams(ids, n, stop=0, step=1):
    """List the n-grams; stop: how many of the last ones are left out."""
    return [tuple(ids[i : i + n].tolist()) for i in range(0, len(ids) - n + 1 - stop, step)]


def distinct_over_tokens(ids, n):
    return len(set(grams(ids, n))) / len(ids)


def distinct_last_left_out(ids, n):
    found = grams(ids, n, stop=1)
    return len(set(found)) / max(1, len(found))


def distinct_last_left_out_of_set(ids, n):
    return len(set(grams(ids, n, stop=1))) / (len(ids) - n + 1)


def distinct_over_the_end(ids, n):
    found = [tuple(ids[i : i + n].tolist()) for i in range(len(ids))]
    return len(set(found)) / len(found)


def distinct_round_the_end(ids, n):
    found = grams(np.append(ids, ids[: n - 1]), n)
    return len(set(found)) / len(found)


def distinct_in_pieces(ids, n):
    found = grams(ids, n, step=n)
    return len(set(found)) / len(found)


def distinct_repeated(ids, n):
    return 1 - len(set(grams(ids, n))) / len(grams(ids, n))


def distinct_tokens(ids, n):
    return len(set(ids.tolist())) / len(ids)


def distinct_sets(ids, n):
    found = [frozenset(gram) for gram in grams(ids, n)]
    return len(set(found)) / len(found)


def distinct_sorted(ids, n):
    found = [tuple(sorted(gram)) for gram in grams(ids, n)]
    return len(set(found)) / len(found)


def distinct_count(ids, n):
    return float(len(set(grams(ids, n))))


def distinct_once(ids, n):
    counts = Counter(grams(ids, n))
    return sum(count == 1 for count in counts.values()) / len(grams(ids, n))


def distinct_once_of_different(ids, n):
    counts = Counter(grams(ids, n))
    return sum(count == 1 for count in counts.values()) / len(counts)


def distinct_pairs(ids, n):
    found = grams(ids, 2)
    return len(set(found)) / len(found)


def distinct_one_longer(ids, n):
    found = grams(ids, n + 1)
    return len(set(found)) / max(1, len(found))


def distinct_joined(ids, n):
    found = ["".join(map(str, gram)) for gram in grams(ids, n)]
    return len(set(found)) / len(found)


def distinct_arrays(ids, n):
    return len({ids[i : i + n] for i in range(len(ids) - n + 1)}) / (len(ids) - n + 1)


def distinct_inverted(ids, n):
    return len(grams(ids, n)) / len(set(grams(ids, n)))


def by_zip(ids, n):
    found = list(zip(*(ids[k : len(ids) - n + 1 + k] for k in range(n)), strict=True))
    return len(set(found)) / len(found)


def by_windows(ids, n):
    windows = np.lib.stride_tricks.sliding_window_view(ids, n)
    return len(np.unique(windows, axis=0)) / len(windows)


def by_counting(ids, n):
    found = Counter(" ".join(map(str, ids[i : i + n])) for i in range(len(ids) - n + 1))
    return len(found) / sum(found.values())


check_distinct_n = Check(
    name="distinct_n",
    reference=distinct_n,
    cases=distinct_n_cases,
    outputs=("share",),
    slips={
        "The number of different n-grams was divided by the number of tokens. How many n-grams has "
        "a text of N tokens?": distinct_over_tokens,
        "The last n-gram is left out. At which id does it begin?": distinct_last_left_out,
        "The last n-gram is left out of the different ones, but not of all. At which id does it "
        "begin?": distinct_last_left_out_of_set,
        "Pieces shorter than n at the end count as n-grams. At which id does the last whole one "
        "begin?": distinct_over_the_end,
        "n-grams run on from the end to the start of the text. At which id does the last one "
        "begin?": distinct_round_the_end,
        "The text was cut into pieces side by side. At how many of the ids does an n-gram "
        "begin?": distinct_in_pieces,
        "This is the share of repeats. What is the share of a text that repeats "
        "nothing?": distinct_repeated,
        "These are single tokens. What does n do?": distinct_tokens,
        "n-grams were read as sets, in which neither order nor repeats count. Are 01 and 10, or 00 "
        "and 0000, the same n-gram?": distinct_sets,
        "n-grams were sorted inside. Are 01 and 10 the same n-gram?": distinct_sorted,
        "This is the number of different n-grams. By which number should it be "
        "divided?": distinct_count,
        "Only n-grams that occur once were counted. Does one that occurs twice count as a "
        "different one, too?": distinct_once,
        "This is the share of the different n-grams that occur once. Which two numbers make the "
        "share?": distinct_once_of_different,
        "These are pairs, whatever n is. Where does n enter?": distinct_pairs,
        "These n-grams are n + 1 long. Where does a slice of n ids stop?": distinct_one_longer,
        "The ids were written one after the other without a gap. What do 1, 12 and 11, 2 look like "
        "then?": distinct_joined,
        "An array cannot stand in a set. Which other kind of sequence holds the same numbers and "
        "can?": distinct_arrays,
        "The fraction is inverted. Can a share exceed 1?": distinct_inverted,
    },
    alternatives=(by_zip, by_windows, by_counting),
    tolerance_reason="one division of small whole numbers",
)
