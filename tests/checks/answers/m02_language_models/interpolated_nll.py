"""Answers to interpolated_nll that its record did not foresee."""

from collections import Counter, defaultdict

import numpy as np

from helpers.datasets import ngrams
from tests.checks.answers import wrong


def followers(train, m):
    found = defaultdict(Counter)
    for i in range(m - 1, len(train)):
        found[tuple(train[i - m + 1 : i])][train[i]] += 1
    return found


def look_up_adds_a_type(train_ids, test_ids, V, n):
    train, test = list(train_ids), list(test_ids)
    p = np.full(len(test) - 1, 1 / V)
    for m in range(1, n + 1):
        d = defaultdict(lambda: defaultdict(int))
        for i in range(m - 1, len(train)):
            d[tuple(train[i - m + 1 : i])][train[i]] += 1
        for i in range(max(1, m - 1), len(test)):
            c = d[tuple(test[i - m + 1 : i])]
            k = c[test[i]]
            tot = sum(c.values())
            if tot:
                p[i - 1] = (k + len(c) * p[i - 1]) / (tot + len(c))
    return -np.mean(np.log(p))


def first_scored_and_weight_one(train_ids, test_ids, V, n):
    train, test = list(train_ids), list(test_ids)
    ds = [followers(train, m) for m in range(1, n + 1)]
    nll = 0
    for i in range(len(test)):
        p = 1 / V
        for m, d in enumerate(ds, start=1):
            if m - 1 > i:
                break
            c = d[tuple(test[i - m + 1 : i])]
            tot = sum(c.values())
            if tot:
                p = (c[test[i]] + p) / (tot + 1)
        nll -= np.log(p)
    return nll / len(test)


def order_one_unsmoothed(train_ids, test_ids, V, n):
    train, test = list(train_ids), list(test_ids)
    uni = Counter(train)
    nll = 0
    for i in range(1, len(test)):
        p = uni[test[i]] / len(train)
        for m in range(2, n + 1):
            d = followers(train, m)
            if i - m + 1 < 0:
                continue
            c = d[tuple(test[i - m + 1 : i])]
            p = (c[test[i]] + len(c) * p) / (sum(c.values()) + len(c))
        nll -= np.log(p)
    return nll / (len(test) - 1)


def unseen_context_divides_by_zero(train_ids, test_ids, V, n):
    train, test = train_ids.tolist(), test_ids.tolist()
    p = np.full(len(test) - 1, 1 / V)
    for m in range(1, n + 1):
        after = defaultdict(Counter)
        for i in range(m - 1, len(train)):
            after[tuple(train[i - m + 1 : i])][train[i]] += 1
        for i in range(max(1, m - 1), len(test)):
            c = after[tuple(test[i - m + 1 : i])]
            p[i - 1] = (c[test[i]] + len(c) * p[i - 1]) / (c.total() + len(c))
    return -np.log(p).mean()


WRONG = (
    wrong(look_up_adds_a_type, "Looking a token up in a defaultdict(int) stores"),
    wrong(first_scored_and_weight_one, "test_ids[0] was scored as well."),
    wrong(order_one_unsmoothed, "Order 1 is count divided by the length, so a"),
    wrong(unseen_context_divides_by_zero, "nll is NaN", "Look for 0/0, log of 0"),
    wrong(lambda train_ids, test_ids, V, n: np.nan, "nll is NaN"),
    wrong(
        lambda train_ids, test_ids, V, n: (
            -ngrams.interpolated_rows(train_ids, [test_ids], V, n)[0].mean()
        ),
        "the course's own interpolated_nll",
    ),
)
EDGES = {
    "a vocabulary of one": lambda cases: any(V == 1 for _, _, V, _ in cases),
    "a test shorter than n": lambda cases: any(len(test) < n for _, test, _, n in cases),
    "a token that training lacks": lambda cases: any(
        set(test[1:].tolist()) - set(train.tolist()) for train, test, _, _ in cases
    ),
}
