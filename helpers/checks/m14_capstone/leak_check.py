"""Check of leak_check."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.comparison import leak_check


def leak_check_cases(seed):
    """Yield (train_ids, test_ids, n): copies in new text, few symbols, none, all, too short."""
    rng = np.random.default_rng(seed)
    yield copied(rng, 60, (7, 4, 5), 3)
    yield rng.integers(0, 4, 25), rng.integers(0, 4, 18), 3
    yield copied(rng, 40, (3, 9), 5)
    yield rng.integers(0, 3, 14), rng.integers(0, 3, 30), 1
    train = rng.integers(0, 50, 40)
    yield train, np.concatenate([train[9:16], [90], train[20:31], [91], train[-4:]]), 4
    yield np.arange(20), rng.permutation(20)[:3] + 30, 2
    yield train, train[5:25], 6
    yield train, train[3:6], 4  # no n-gram
    yield train, train[3:7], 4
    yield np.concatenate([train[:8], [7]]), train[4:8][::-1], 2  # backwards is no copy
    yield np.array([46, 7, 12]), np.array([4, 6, 12, 71]) + 0 * rng.integers(2), 1  # no text
    yield np.array([300, 7]), np.array([44, 263]) + 0 * rng.integers(2), 1  # words, not bytes
    yield np.array([1, 2, 9, 3, 4]), np.array([1, 2, 3, 4]) + 0 * rng.integers(2), 2  # two touch
    yield np.array([5, 6, 7]), np.array([1, 2, 9, 6, 7]) + 0 * rng.integers(2), 2  # known before
    long = rng.integers(0, 50_000, 70)
    yield long, np.concatenate([rng.integers(0, 50_000, 5), long[10:55], [3]]), 40
    yield copied(rng, 60, (7, 4, 5), 3)


def copied(rng, N, sizes, n):
    """Draw a training text, and a test in which pieces of it stand between new symbols."""
    train = rng.integers(0, 40, N)
    test = [rng.integers(40, 60, n)]
    for size in rng.permutation(sizes):
        start = int(rng.integers(N - size))
        test += [train[start : start + size], rng.integers(40, 60, int(rng.integers(1, n + 2)))]
    return train, np.concatenate(test), n


def grams(ids, n):
    return [tuple(ids[i : i + n].tolist()) for i in range(len(ids) - n + 1)]


def runs(found):
    longest = run = 0
    for leaked in found:
        run = run + 1 if leaked else 0
        longest = max(longest, run)
    return longest


def result(found, n):
    longest = runs(found)
    return sum(found) / len(found) if found else 0.0, longest + n - 1 if longest else 0


def known(train_ids, test_ids, n):
    train = set(grams(train_ids, n))
    return [gram in train for gram in grams(test_ids, n)]


def leak_distinct(train_ids, test_ids, n):
    """Count each n-gram of the test once."""
    train, test = set(grams(train_ids, n)), set(grams(test_ids, n))
    _, longest = leak_check(train_ids, test_ids, n)
    return len(train & test) / len(test) if test else 0.0, longest


def leak_of_training(train_ids, test_ids, n):
    """Return the share of the training's n-grams that stand in the test."""
    found = known(test_ids, train_ids, n)
    return sum(found) / len(found) if found else 0.0, leak_check(train_ids, test_ids, n)[1]


def leak_exchanged(train_ids, test_ids, n):
    return leak_check(test_ids, train_ids, n)


def leak_of_ids(train_ids, test_ids, n):
    """Divide by the number of ids."""
    found = known(train_ids, test_ids, n)
    return sum(found) / len(test_ids), result(found, n)[1]


def leak_unordered(train_ids, test_ids, n):
    """Compare n-grams as sets of ids."""
    train = {frozenset(gram) for gram in grams(train_ids, n)}
    return result([frozenset(gram) in train for gram in grams(test_ids, n)], n)


def leak_single_ids(train_ids, test_ids, n):
    """Look up single ids."""
    return result([i in set(train_ids.tolist()) for i in test_ids.tolist()], 1)


def leak_one_short(train_ids, test_ids, n):
    """Leave out the last n-gram of both."""
    return result(known(train_ids[:-1], test_ids[:-1], n), n)


def leak_training_one_short(train_ids, test_ids, n):
    """Leave out the last n-gram of training."""
    return result(known(train_ids[:-1], test_ids, n), n)


def leak_longer_by_one(train_ids, test_ids, n):
    """Take n-grams of n + 1 ids."""
    return result(known(train_ids, test_ids, n + 1), n + 1)


def leak_cut_ends(train_ids, test_ids, n):
    """Go to the last id, so that the last n-grams are shorter ones."""
    train = {tuple(train_ids[i : i + n].tolist()) for i in range(len(train_ids))}
    return result([tuple(test_ids[i : i + n].tolist()) in train for i in range(len(test_ids))], n)


def leak_blocks(train_ids, test_ids, n):
    """Cut both into pieces of n that do not overlap."""
    train = {tuple(train_ids[i : i + n].tolist()) for i in range(0, len(train_ids) - n + 1, n)}
    test = [tuple(test_ids[i : i + n].tolist()) for i in range(0, len(test_ids) - n + 1, n)]
    return result([gram in train for gram in test], n)


def leak_longest_in_grams(train_ids, test_ids, n):
    """Count the n-grams of the longest stretch."""
    found = known(train_ids, test_ids, n)
    return result(found, n)[0], runs(found)


def leak_longest_by_n(train_ids, test_ids, n):
    """Multiply the n-grams of the longest stretch by n."""
    found = known(train_ids, test_ids, n)
    return result(found, n)[0], runs(found) * n


def leak_longest_plus_n(train_ids, test_ids, n):
    """Add n to the number of n-grams."""
    found = known(train_ids, test_ids, n)
    longest = runs(found)
    return result(found, n)[0], longest + n if longest else 0


def leak_longest_without_none(train_ids, test_ids, n):
    """Add n - 1 even where nothing leaks."""
    found = known(train_ids, test_ids, n)
    return result(found, n)[0], runs(found) + n - 1


def leak_longest_of_none(train_ids, test_ids, n):
    """Add n - 1 where nothing leaks, but not where there is no n-gram."""
    found = known(train_ids, test_ids, n)
    return result(found, n)[0], runs(found) + n - 1 if found else 0


def leak_union(train_ids, test_ids, n):
    """Return the longest run of ids that any leaking n-gram covers."""
    found = known(train_ids, test_ids, n)
    covered = [any(found[max(0, i - n + 1) : i + 1]) for i in range(len(test_ids))]
    return result(found, n)[0], runs(covered)


def leak_known_ids(train_ids, test_ids, n):
    """Count an n-gram whose ids all stand somewhere in training."""
    train = set(train_ids.tolist())
    return result([train.issuperset(gram) for gram in grams(test_ids, n)], n)


def leak_either_way(train_ids, test_ids, n):
    """Count an n-gram, too, whose reverse stands in training."""
    train = set(grams(train_ids, n))
    return result([g in train or g[::-1] in train for g in grams(test_ids, n)], n)


def leak_of_ids_in_grams(train_ids, test_ids, n):
    """Divide by the ids, and count the n-grams of the longest stretch."""
    return leak_of_ids(train_ids, test_ids, n)[0], runs(known(train_ids, test_ids, n))


def leak_of_digits(train_ids, test_ids, n):
    """Look up the digits of an n-gram in those of training, so that 4 is found in 46."""
    text = str(train_ids.tolist())
    return result([str(list(gram))[1:-1] in text for gram in grams(test_ids, n)], n)


def leak_all_together(train_ids, test_ids, n):
    """Count all n-grams that leak, in whatever stretch."""
    found = known(train_ids, test_ids, n)
    return result(found, n)[0], sum(found) + n - 1 if any(found) else 0


def leak_last_stretch(train_ids, test_ids, n):
    """Keep the stretch with which the test ends."""
    found = known(train_ids, test_ids, n)
    run = 0
    for leaked in found:
        run = run + 1 if leaked else 0
    return result(found, n)[0], run + n - 1 if run else 0


def leak_latest_stretch(train_ids, test_ids, n):
    """Keep the last stretch, wherever it ends."""
    found = known(train_ids, test_ids, n)
    run = runs(found[-leak_trailing(found) :]) if any(found) else 0
    return result(found, n)[0], run + n - 1 if run else 0


def leak_trailing(found):
    """Return how many places there are from the beginning of the last stretch on."""
    count = 0
    for leaked, before in zip(found[::-1], [*found[::-1][1:], False], strict=True):
        count += 1
        if leaked and not before:
            break
    return count


def leak_end_lost(train_ids, test_ids, n):
    """Compare a stretch only where one ends inside of the test."""
    found = known(train_ids, test_ids, n)
    longest = run = 0
    for leaked in found:
        if not leaked:
            longest = max(longest, run)
        run = run + 1 if leaked else 0
    return result(found, n)[0], longest + n - 1 if longest else 0


def leak_first_stretch(train_ids, test_ids, n):
    found = known(train_ids, test_ids, n)
    first = found.index(True) if True in found else 0
    run = (found[first:] + [False]).index(False)
    return result(found, n)[0], run + n - 1 if run else 0


def leak_percent(train_ids, test_ids, n):
    share, longest = leak_check(train_ids, test_ids, n)
    return 100 * share, longest


def leak_clean_share(train_ids, test_ids, n):
    """Return the share that is new."""
    share, longest = leak_check(train_ids, test_ids, n)
    return 1 - share, longest


def leak_number(train_ids, test_ids, n):
    share, longest = leak_check(train_ids, test_ids, n)
    return share * max(len(test_ids) - n + 1, 0), longest


def leak_divides_by_none(train_ids, test_ids, n):
    """Divide by the number of n-grams, which may be 0."""
    found = known(train_ids, test_ids, n)
    return sum(found) / (len(test_ids) - n + 1), result(found, n)[1]


def leak_mean_of_none(train_ids, test_ids, n):
    """Take the mean of no n-grams."""
    found = known(train_ids, test_ids, n)
    return sum(found) / len(found) if found else math.nan, result(found, n)[1]


def by_windows(train_ids, test_ids, n):
    """Compare all windows of the test with all of training."""
    if len(test_ids) < n or len(train_ids) < n:
        return 0.0, 0
    windows = np.lib.stride_tricks.sliding_window_view
    train, test = windows(train_ids, n), windows(test_ids, n)
    found = (test[:, None] == train[None]).all(axis=2).any(axis=1)
    ends = np.flatnonzero(np.diff(np.concatenate([[0], found.astype(int), [0]])))
    lengths = ends[1::2] - ends[::2]
    return float(found.mean()), int(lengths.max() + n - 1) if len(lengths) else 0


def by_text(train_ids, test_ids, n):
    """Look up pieces of text."""
    train, test = ("".join(chr(1000 + i) for i in ids) for ids in (train_ids, test_ids))
    places = max(len(test) - n + 1, 0)
    marks = "".join("+" if test[i : i + n] in train else " " for i in range(places))
    longest = max((len(run) for run in marks.split()), default=0)
    return marks.count("+") / max(places, 1), (longest + n - 1) * (longest > 0)


def by_loops(train_ids, test_ids, n):
    train, test = train_ids.tolist(), test_ids.tolist()
    found = longest = run = 0
    for i in range(len(test) - n + 1):
        leaked = any(train[j : j + n] == test[i : i + n] for j in range(len(train) - n + 1))
        found += leaked
        run = (run or n - 1) + 1 if leaked else 0
        longest = max(longest, run)
    return (found / (len(test) - n + 1) if found else 0.0), longest


LINE = "`known = {tuple(train[i:i + n]) for i in range(len(train) - n + 1)}`"  # of the solution

check_leak_check = Check(
    name="leak_check",
    reference=leak_check,
    cases=leak_check_cases,
    outputs=("share", "longest"),
    slips={
        "Each n-gram of the test was counted once, however often it occurs. Is the share taken of "
        "kinds or of places?": leak_distinct,
        "This is the share of the training's n-grams that stand in the test. Of which text is it "
        "to be a share?": leak_of_training,
        "Training and test are exchanged. Which of them is looked through, and which is looked up "
        "in?": leak_exchanged,
        "The share was taken of the ids. How many n-grams has a test of M ids?": leak_of_ids,
        "The n-grams were compared without their order. Is 3, 1, 2 a copy of 1, 2, "
        "3?": leak_unordered,
        "Single ids were looked up. How many in a row make a copy?": leak_single_ids,
        "The last n-gram was left out. At which id does it begin?": leak_one_short,
        "The last n-gram of training was not looked up. At which id does it "
        "begin?": leak_training_one_short,
        "The n-grams have n + 1 ids. Where does a slice end?": leak_longer_by_one,
        "The last n-grams, at the end of the text, have fewer than n ids. At which id does the "
        "last whole one begin?": leak_cut_ends,
        "The texts were cut into pieces of n ids that do not overlap. At which ids may an n-gram "
        "begin?": leak_blocks,
        "longest counts the n-grams of the stretch. How many ids have k n-grams in a "
        "row?": leak_longest_in_grams,
        "longest is n times the n-grams of the stretch. How many ids do two neighbours "
        "share?": leak_longest_by_n,
        "longest is one too many. How many ids has one n-gram, and how many does each further one "
        "add?": leak_longest_plus_n,
        "longest is n - 1 where nothing leaks. How long is a stretch that does not "
        "exist?": leak_longest_without_none,
        "Nothing leaks, and longest is n - 1. What if no place is found?": leak_longest_of_none,
        "Two stretches that touch were joined. Does every n-gram of them both leak?": leak_union,
        "An n-gram counts if each of its ids stands in training. Where do they have to stand in a "
        "row?": leak_known_ids,
        "An n-gram counts whose reverse stands in training. Is 3, 2, 1 a copy of 1, 2, "
        "3?": leak_either_way,
        "The share was taken of the ids, and longest counts n-grams. How many n-grams has a test "
        "of M ids, and how many ids have k n-grams in a row?": leak_of_ids_in_grams,
        "Digits were compared, not ids. Is 4 in the list 46, 7?": leak_of_digits,
        "longest counts all stretches together. What ends a stretch?": leak_all_together,
        "longest is the stretch at the end of the test. What is kept while the next one is "
        "counted?": leak_last_stretch,
        "longest is the last stretch. May an earlier one be longer?": leak_latest_stretch,
        "A stretch with which the test ends was not counted. What is left to do after the "
        "loop?": leak_end_lost,
        "longest is the first stretch. May a later one be longer?": leak_first_stretch,
        "The share is in percent. Which number stands for all?": leak_percent,
        "This is the share of n-grams that are new. Which share is asked for?": leak_clean_share,
        "This is the number of n-grams that leak. Of how many is it a share?": leak_number,
        "A test shorter than n has no n-gram, and something is divided by their number. What is "
        "to be returned then?": leak_divides_by_none,
        "A test shorter than n has no n-gram, and 0 / 0 is NaN. What is to be returned "
        "then?": leak_mean_of_none,
    },
    alternatives=(by_windows, by_text, by_loops),
    equivalent={
        "list(train_ids) -> train_ids (in `train, test = (list(train_ids), list(test_ids))`)": (
            "a slice of an array makes a tuple, too"
        ),
        "list(test_ids) -> test_ids (in `train, test = (list(train_ids), list(test_ids))`)": (
            "a slice of an array makes a tuple, too"
        ),
        f"len(train) - n -> len(train) + n (in {LINE})": "shorter tuples equal none of n ids",
        f"len(train) - n -> len(train) (in {LINE})": "shorter tuples equal none of n ids",
        f"1 -> 2 (in {LINE})": "one shorter tuple, which equals none of n ids",
        "max(longest, run) -> max(run, longest) (in `longest = max(longest, run)`)": (
            "the larger of two numbers"
        ),
    },
    tolerance_reason="one division of whole numbers",
)
