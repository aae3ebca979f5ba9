"""Answers to leak_check that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def set_of_both(train_ids, test_ids, n):
    a = {tuple(train_ids[i : i + n]) for i in range(len(train_ids) - n + 1)}
    b = {tuple(test_ids[i : i + n]) for i in range(len(test_ids) - n + 1)}
    return (len(a & b) / len(b) if b else 0.0), 0


def fence_post(train_ids, test_ids, n):
    a = {tuple(train_ids[i : i + n]) for i in range(len(train_ids) - n)}
    hits = [tuple(test_ids[i : i + n]) in a for i in range(len(test_ids) - n)]
    longest = run = 0
    for hit in hits:
        run = run + 1 if hit else 0
        longest = max(longest, run)
    return (sum(hits) / len(hits) if hits else 0.0), (longest + n - 1 if longest else 0)


def run_not_reset(train_ids, test_ids, n):
    a = {tuple(train_ids[i : i + n]) for i in range(len(train_ids) - n + 1)}
    hits = [tuple(test_ids[i : i + n]) in a for i in range(len(test_ids) - n + 1)]
    run = 0
    for hit in hits:
        if hit:
            run += 1
    return (sum(hits) / len(hits) if hits else 0.0), (run + n - 1 if run else 0)


def lists_in_a_list(train_ids, test_ids, n):
    """Ask whether an array is in a list, which NumPy does not answer so."""
    a = [train_ids[i : i + n] for i in range(len(train_ids) - n + 1)]
    hits = [test_ids[i : i + n] in a for i in range(len(test_ids) - n + 1)]
    return sum(hits) / len(hits), 0


def by_single_ids(train_ids, test_ids, n):
    hits = np.isin(test_ids, train_ids)
    return float(hits.mean()), int(hits.sum())


def stretch_in_places(train_ids, test_ids, n):
    a = {tuple(train_ids[i : i + n]) for i in range(len(train_ids) - n + 1)}
    hits = [tuple(test_ids[i : i + n]) in a for i in range(len(test_ids) - n + 1)]
    marks = "".join("x" if hit else " " for hit in hits)
    return (sum(hits) / len(hits) if hits else 0.0), max(map(len, marks.split()), default=0)


def over_ids_in_places(train_ids, test_ids, n):
    """Two mistakes: the share of all ids, and the stretch in places."""
    share, longest = stretch_in_places(train_ids, test_ids, n)
    return share * max(len(test_ids) - n + 1, 0) / len(test_ids), longest


def only_a_share(train_ids, test_ids, n):
    return stretch_in_places(train_ids, test_ids, n)[0]


def right_by_bytes(train_ids, test_ids, n):
    train, test = ([i.to_bytes(4, "big") for i in ids.tolist()] for ids in (train_ids, test_ids))
    known = {b"".join(train[i : i + n]) for i in range(len(train) - n + 1)}
    hits = [b"".join(test[i : i + n]) in known for i in range(len(test) - n + 1)]
    runs, run = [0], 0
    for hit in hits:
        run = (run + 1) * hit
        runs.append(run)
    return np.mean(hits) if hits else 0.0, (max(runs) + n - 1) * (max(runs) > 0)


def share_of_the_ids_covered(train_ids, test_ids, n):
    share, longest = right_by_bytes(train_ids, test_ids, n)
    known = {tuple(train_ids[i : i + n]) for i in range(len(train_ids) - n + 1)}
    covered = np.zeros(len(test_ids))
    for i in range(len(test_ids) - n + 1):
        if tuple(test_ids[i : i + n]) in known:
            covered[i : i + n] = 1
    return covered.mean(), longest


def right_by_ranks(train_ids, test_ids, n):
    """Number the distinct n-grams, one id longer in each round."""
    if len(test_ids) < n:
        return [0, 0]
    _, ids = np.unique(np.concatenate([train_ids, test_ids]), return_inverse=True)
    ranks = ids
    for k in range(1, n):
        pairs = ranks[:-1] * (ids.max() + 1) + ids[k:]
        _, ranks = np.unique(pairs, return_inverse=True)
    hits = np.isin(ranks[len(train_ids) :], ranks[: max(len(train_ids) - n + 1, 0)])
    steps = np.diff(np.concatenate([[0], hits, [0]]))
    runs = np.flatnonzero(steps == -1) - np.flatnonzero(steps == 1)
    return [hits.mean(), runs.max() + n - 1 if len(runs) else 0]


RIGHT = (right_by_bytes, right_by_ranks)
WRONG = (
    wrong(set_of_both, "leak_check"),
    wrong(fence_post, "The last n-gram was left out"),
    wrong(run_not_reset, "longest counts all stretches together"),
    wrong(lists_in_a_list, "raised ValueError"),
    wrong(by_single_ids, "Single ids were looked up"),
    wrong(stretch_in_places, "longest counts the n-grams of the stretch"),
    wrong(over_ids_in_places, "leak_check"),
    wrong(only_a_share, "expected a tuple of 2"),
    wrong(share_of_the_ids_covered, "leak_check: share is", "(longest is right)"),
)
EDGES = {
    "a test without an n-gram": lambda cases: any(len(test) < n for _, test, n in cases),
    "n = 1": lambda cases: any(n == 1 for *_, n in cases),
    "two stretches, the first": lambda cases: len(cases[0][1]) > 3 * cases[0][2],
}
