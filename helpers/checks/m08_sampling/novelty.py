"""Check of novelty, which is optional."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m08_sampling.cases import telling
from helpers.sampling.measures import novelty


def novelty_cases(seed):
    """Yield (ids, train_ids, n): some n-grams new, all, none, a short training text, one n-gram."""
    rng = np.random.default_rng(seed)
    of_pairs = (
        right,
        novelty_found,
        novelty_of_different,
        novelty_last_left_out,
        novelty_own_last_left_out,
        novelty_training_last_left_out,
        novelty_exchanged,
        novelty_tokens_known,
        novelty_found_of_different,
    )
    yield drawn(rng, 19, 14, 4, 2, of_pairs)
    yield text(rng, 15, 8), text(rng, 9, 8), 1
    yield drawn(rng, 24, 13, 3, 3, (*of_pairs, novelty_sets, novelty_sorted))
    yield text(rng, 8, 3), text(rng, 2, 3), 3
    train = text(rng, 20, 4)
    yield train[5:14], train, 3
    yield np.array([1, 12, 5, 11, 2, 1]) + 0 * rng.integers(2), np.array([11, 2, 7, 1, 2]), 2
    yield inside_of_larger_ids(rng)
    yield text(rng, 5, 3), text(rng, 40, 3), 5
    yield drawn(rng, 19, 14, 4, 2, of_pairs)


def drawn(rng, N, M, V, n, slips):
    """Draw two texts from which each of some slips gets another share."""
    return telling(lambda: (text(rng, N, V), text(rng, M, V), n), slips)


def inside_of_larger_ids(rng):
    """Return texts whose 2-grams 1 2 and 3 4 are new; written out, 11 2 and 3 41 hold them."""
    ids = np.array([[1, 2, 3, 4, 1, 2], [3, 4, 1, 2, 3, 4]])[rng.integers(2)]
    return ids, np.array([11, 2, 7, 3, 41, 2, 3]), 2


def text(rng, N, V):
    return rng.integers(V, size=N)


def grams(ids, n, stop=0, step=1):
    """List the n-grams; stop: how many of the last ones are left out."""
    return [tuple(ids[i : i + n].tolist()) for i in range(0, len(ids) - n + 1 - stop, step)]


def share_of(own, seen):
    return sum(gram not in seen for gram in own) / max(1, len(own))


def right(ids, train_ids, n):
    return share_of(grams(ids, n), set(grams(train_ids, n)))


def novelty_found(ids, train_ids, n):
    return 1 - share_of(grams(ids, n), set(grams(train_ids, n)))


def novelty_of_different(ids, train_ids, n):
    return share_of(set(grams(ids, n)), set(grams(train_ids, n)))


def novelty_different_over_all(ids, train_ids, n):
    own = grams(ids, n)
    return len(set(own) - set(grams(train_ids, n))) / len(own)


def novelty_of_tokens(ids, train_ids, n):
    return share_of(grams(ids, 1), set(grams(train_ids, 1)))


def novelty_over_tokens(ids, train_ids, n):
    own = grams(ids, n)
    return share_of(own, set(grams(train_ids, n))) * len(own) / len(ids)


def novelty_over_training(ids, train_ids, n):
    own, seen = grams(ids, n), grams(train_ids, n)
    return share_of(own, set(seen)) * len(own) / max(1, len(seen))


def novelty_last_left_out(ids, train_ids, n):
    return share_of(grams(ids, n, stop=1), set(grams(train_ids, n, stop=1)))


def novelty_own_last_left_out(ids, train_ids, n):
    return share_of(grams(ids, n, stop=1), set(grams(train_ids, n)))


def novelty_training_last_left_out(ids, train_ids, n):
    return share_of(grams(ids, n), set(grams(train_ids, n, stop=1)))


def novelty_in_pieces(ids, train_ids, n):
    return share_of(grams(ids, n, step=n), set(grams(train_ids, n, step=n)))


def novelty_training_in_pieces(ids, train_ids, n):
    return share_of(grams(ids, n), set(grams(train_ids, n, step=n)))


def novelty_exchanged(ids, train_ids, n):
    return share_of(grams(train_ids, n), set(grams(ids, n)))


def novelty_zero_unseen(ids, train_ids, n):
    if len(train_ids) < n:
        return 0.0
    return share_of(grams(ids, n), set(grams(train_ids, n)))


def novelty_count(ids, train_ids, n):
    own = grams(ids, n)
    return float(sum(gram not in set(grams(train_ids, n)) for gram in own))


def novelty_sets(ids, train_ids, n):
    seen = {frozenset(gram) for gram in grams(train_ids, n)}
    return share_of([frozenset(gram) for gram in grams(ids, n)], seen)


def novelty_sorted(ids, train_ids, n):
    seen = {tuple(sorted(gram)) for gram in grams(train_ids, n)}
    return share_of([tuple(sorted(gram)) for gram in grams(ids, n)], seen)


def novelty_joined(ids, train_ids, n):
    seen = {"".join(map(str, gram)) for gram in grams(train_ids, n)}
    return share_of(["".join(map(str, gram)) for gram in grams(ids, n)], seen)


def novelty_inside_of_numbers(ids, train_ids, n):
    """Look for each n-gram in the training text written out, which may begin inside of a number."""
    seen = " ".join(map(str, train_ids))
    own = [" ".join(map(str, ids[i : i + n])) for i in range(len(ids) - n + 1)]
    return sum(gram not in seen for gram in own) / len(own)


def novelty_joined_in_text(ids, train_ids, n):
    seen = "".join(map(str, train_ids))
    own = ["".join(map(str, ids[i : i + n])) for i in range(len(ids) - n + 1)]
    return sum(gram not in seen for gram in own) / len(own)


def novelty_found_of_different(ids, train_ids, n):
    return 1 - novelty_of_different(ids, train_ids, n)


def novelty_tokens_known(ids, train_ids, n):
    """Call an n-gram new where one of its tokens is."""
    known = set(train_ids.tolist())
    own = grams(ids, n)
    return sum(not known.issuperset(gram) for gram in own) / len(own)


def novelty_arrays(ids, train_ids, n):
    seen = {train_ids[i : i + n] for i in range(len(train_ids) - n + 1)}
    return np.mean([ids[i : i + n] not in seen for i in range(len(ids) - n + 1)])


def by_windows(ids, train_ids, n):
    windows = np.lib.stride_tricks.sliding_window_view
    if len(train_ids) < n:
        return 1.0
    same = (windows(ids, n)[:, None] == windows(train_ids, n)[None]).all(axis=2)
    return 1 - same.any(axis=1).mean()


def by_texts(ids, train_ids, n):
    """Look for each n-gram in the training text, written with a mark around each id."""
    long = " " + " ".join(map(str, train_ids)) + " "
    starts = range(len(ids) - n + 1)
    new = [f" {' '.join(map(str, ids[i : i + n]))} " not in long for i in starts]
    return np.mean(new)


def by_deduction(ids, train_ids, n):
    found, total = 0, 0
    seen = list(zip(*(train_ids[k:] for k in range(n)), strict=False))
    for gram in zip(*(ids[k:] for k in range(n)), strict=False):
        total += 1
        found += gram in seen
    return (total - found) / total


check_novelty = Check(
    name="novelty",
    reference=novelty,
    cases=novelty_cases,
    outputs=("share",),
    slips={
        "This is the share of n-grams that were found in training. Which share is "
        "new?": novelty_found,
        "Each n-gram of ids was counted once. How often does one count that occurs "
        "twice?": novelty_of_different,
        "Each new n-gram was counted once, but all n-grams are in the denominator. How often does "
        "a new one count that occurs twice?": novelty_different_over_all,
        "These are single tokens. What does n do?": novelty_of_tokens,
        "The number of new n-grams was divided by the number of tokens. How many n-grams has a "
        "text of N tokens?": novelty_over_tokens,
        "The number was divided by that of the training text's n-grams. Of which n-grams is it the "
        "share?": novelty_over_training,
        "The last n-gram of both texts is left out. At which id does it "
        "begin?": novelty_last_left_out,
        "The last n-gram of ids is left out. At which id does it begin?": novelty_own_last_left_out,
        "The last n-gram of train_ids is left out. At which id does it "
        "begin?": novelty_training_last_left_out,
        "Both texts were cut into pieces side by side. At how many of the ids does an n-gram "
        "begin?": novelty_in_pieces,
        "The training text was cut into pieces side by side. At how many of its ids does an n-gram "
        "begin?": novelty_training_in_pieces,
        "The two texts are exchanged: this is the share of the training text that ids does not "
        "hold. Whose n-grams are counted?": novelty_exchanged,
        "The share is 0 where the training text is shorter than n. How many of the n-grams stand "
        "in it?": novelty_zero_unseen,
        "This is the number of new n-grams. By which number should it be divided?": novelty_count,
        "n-grams were read as sets, in which neither order nor repeats count. Are 01 and 10 the "
        "same n-gram?": novelty_sets,
        "n-grams were sorted inside. Are 01 and 10 the same n-gram?": novelty_sorted,
        "An array cannot stand in a set. Which other kind of sequence holds the same numbers and "
        "can?": novelty_arrays,
        "The ids were written one after the other without a gap. What do 1, 12 and 11, 2 look like "
        "then?": novelty_joined,
        "An n-gram was looked for in the training text written out, where 1 2 is found in 11 2. "
        "Where may a match begin and end?": novelty_inside_of_numbers,
        "The ids were written one after the other without a gap, and looked for in the training "
        "text. What do 1, 12 and 11, 2 look like then?": novelty_joined_in_text,
        "This is the share that was found in training, of the different n-grams. Which share is "
        "new, and how often does an n-gram count that occurs "
        "twice?": novelty_found_of_different,
        "An n-gram counts as new only where one of its tokens is. Can known tokens stand in a new "
        "order?": novelty_tokens_known,
    },
    equivalent={
        "float(np.mean([gram not in seen for gram in grams(ids)])) -> "
        "np.mean([gram not in seen for gram in grams(ids)]) "
        "(in `return float(np.mean([gram not in seen for gram in grams(ids)]))`)": (
            "NumPy's float64 is a float"
        ),
    },
    alternatives=(by_windows, by_texts, by_deduction),
    tolerance_reason="one division of small whole numbers",
)
