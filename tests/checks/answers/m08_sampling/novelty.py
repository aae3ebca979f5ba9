"""Answers to novelty that its record did not foresee; the first attempts were written before it."""

from tests.checks.answers import wrong


def grams(text, n):
    return [tuple(text[i : i + n]) for i in range(len(text) - n + 1)]


def share_found(ids, train_ids, n):
    seen = set(grams(train_ids, n))
    return sum(gram in seen for gram in grams(ids, n)) / len(grams(ids, n))


def of_sets(ids, train_ids, n):
    seen, own = set(grams(train_ids, n)), set(grams(ids, n))
    return len(own - seen) / len(own)


def different_over_all(ids, train_ids, n):
    seen, own = set(grams(train_ids, n)), grams(ids, n)
    return len(set(own) - seen) / len(own)


def of_tokens(ids, train_ids, n):
    seen = set(train_ids.tolist())
    return sum(i not in seen for i in ids.tolist()) / len(ids)


def over_tokens(ids, train_ids, n):
    seen = set(grams(train_ids, n))
    return sum(gram not in seen for gram in grams(ids, n)) / len(ids)


def last_left_out(ids, train_ids, n):
    seen = {tuple(train_ids[i : i + n]) for i in range(len(train_ids) - n)}
    own = [tuple(ids[i : i + n]) for i in range(len(ids) - n)]
    return sum(gram not in seen for gram in own) / max(1, len(own))


def texts_exchanged(ids, train_ids, n):
    seen, own = set(grams(ids, n)), grams(train_ids, n)
    return sum(gram not in seen for gram in own) / max(1, len(own))


def zero_where_nothing_was_seen(ids, train_ids, n):
    if len(train_ids) < n:
        return 0.0
    seen = set(grams(train_ids, n))
    return sum(gram not in seen for gram in grams(ids, n)) / len(grams(ids, n))


def a_count(ids, train_ids, n):
    seen = set(grams(train_ids, n))
    return sum(gram not in seen for gram in grams(ids, n))


def as_sets(ids, train_ids, n):
    seen = {frozenset(gram) for gram in grams(train_ids.tolist(), n)}
    own = [frozenset(gram) for gram in grams(ids.tolist(), n)]
    return sum(gram not in seen for gram in own) / len(own)


def written_out(ids, train_ids, n):
    text = " ".join(map(str, train_ids))
    own = [" ".join(map(str, gram)) for gram in grams(ids, n)]
    return sum(gram not in text for gram in own) / len(own)


def written_without_gaps(ids, train_ids, n):
    text = "".join(map(str, train_ids))
    own = ["".join(map(str, gram)) for gram in grams(ids, n)]
    return sum(gram not in text for gram in own) / len(own)


def found_among_sets(ids, train_ids, n):
    seen, own = set(grams(train_ids, n)), set(grams(ids, n))
    return len(own & seen) / len(own)


WRONG = (
    wrong(share_found, "This is the share of n-grams that were found in"),
    wrong(of_sets, "Each n-gram of ids was counted once"),
    wrong(different_over_all, "Each new n-gram was counted once, but all n-grams are in"),
    wrong(of_tokens, "These are single tokens"),
    wrong(over_tokens, "The number of new n-grams was divided by the number of"),
    wrong(last_left_out, "The last n-gram of both texts is left out"),
    wrong(texts_exchanged, "The two texts are exchanged"),
    wrong(zero_where_nothing_was_seen, "The share is 0 where the training text is shorter than"),
    wrong(a_count, "This is the number of new n-grams"),
    wrong(as_sets, "n-grams were read as sets, in which neither order nor"),
    wrong(written_out, "where 1 2 is found in 11 2"),
    wrong(written_without_gaps, "without a gap, and looked for in the training text"),
    wrong(found_among_sets, "the share that was found in training, of the different"),
)
EDGES = {
    "single tokens": lambda cases: any(n == 1 for *_, n in cases),
    "a training text shorter than n": lambda cases: any(
        len(train_ids) < n for _, train_ids, n in cases
    ),
    "nothing new": lambda cases: any(
        set(grams(ids.tolist(), n)) <= set(grams(train_ids.tolist(), n))
        for ids, train_ids, n in cases
    ),
    "one n-gram": lambda cases: any(len(ids) == n for ids, _, n in cases),
}
