"""Answers to ngram_nll that its record did not foresee."""

from collections import Counter, defaultdict

import numpy as np

from tests.checks.answers import wrong


def late_start(train_ids, test_ids, V, n, add_k):
    train, test = list(train_ids), list(test_ids)
    d = defaultdict(Counter)
    for i in range(n - 1, len(train)):
        d[tuple(train[i - n + 1 : i])][train[i]] += 1
    r = []
    for i in range(n - 1, len(test)):
        c = d[tuple(test[i - n + 1 : i])]
        r.append(-np.log((c[test[i]] + add_k) / (sum(c.values()) + add_k * V)))
    return np.mean(r)


def short_contexts_uncounted(train_ids, test_ids, V, n, add_k):
    train, test = list(train_ids), list(test_ids)
    d = defaultdict(Counter)
    for i in range(n - 1, len(train)):
        d[tuple(train[i - n + 1 : i])][train[i]] += 1
    r = []
    for i in range(1, len(test)):
        c = d[tuple(test[max(0, i - n + 1) : i])]
        r.append(-np.log((c[test[i]] + add_k) / (sum(c.values()) + add_k * V)))
    return np.mean(r)


def bits_and_negative_slices(train_ids, test_ids, V, n, add_k):
    train, test = list(train_ids), list(test_ids)
    d = defaultdict(Counter)
    for m in range(1, n + 1):
        for i in range(m - 1, len(train)):
            d[tuple(train[i - m + 1 : i])][train[i]] += 1
    r = []
    for i in range(1, len(test)):
        c = d[tuple(test[i - n + 1 : i])]
        r.append(-np.log2((c[test[i]] + add_k) / (sum(c.values()) + add_k * V)))
    return np.mean(r)


WRONG = (
    wrong(late_start, "The first tokens, which have fewer than n - 1"),
    wrong(short_contexts_uncounted, "The first tokens, whose contexts are shorter"),
    wrong(bits_and_negative_slices, "This is in bits."),
)
