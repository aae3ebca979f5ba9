"""n-gram baselines against counting by hand."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.datasets.ngrams import (
    interpolated_log_probs,
    interpolated_nll,
    interpolated_rows,
    ngram_nll,
)
from helpers.datasets.text import char_vocab, pydoc_topics, split_topics
from tests.support.tables import each_row


def probability(train, context, token, V, add_k):
    """Count with a dictionary: p(token | context)."""
    n = len(context) + 1
    grams = Counter(tuple(train[i : i + n]) for i in range(len(train) - n + 1))
    followers = sum(count for gram, count in grams.items() if gram[:-1] == tuple(context))
    return (grams[(*context, token)] + add_k) / (followers + add_k * V)


def slow_nll(train, test, V, n, add_k):
    nll = [
        -np.log(probability(train, test[max(t - n + 1, 0) : t], test[t], V, add_k))
        for t in range(1, len(test))
    ]
    return np.mean(nll)


def test_bigram_by_hand():
    # After 0 came 1 twice and 0 never: p(1 | 0) = (2 + 1) / (2 + 2), p(0 | 1) = (1 + 1) / (1 + 2).
    want = -(np.log(3 / 4) + np.log(2 / 3)) / 2
    assert ngram_nll([0, 1, 0, 1], [0, 1, 0], V=2, n=2, add_k=1.0) == pytest.approx(want, rel=1e-12)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    train=st.lists(st.integers(0, 2), min_size=5, max_size=40),
    test=st.lists(st.integers(0, 2), min_size=2, max_size=12),
    n=st.integers(1, 5),
    add_k=st.sampled_from([0.01, 0.5, 2.0]),
)
def test_any_order_agrees_with_counting_by_dictionary(train, test, n, add_k):
    got = ngram_nll(np.array(train), np.array(test), 3, n, add_k)
    assert got == pytest.approx(slow_nll(train, test, 3, n, add_k), rel=1e-12)
    assert type(got) is float


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_probabilities_of_all_next_tokens_sum_to_1(n):
    train = np.random.default_rng(0).integers(4, size=50)
    context = train[: n - 1].tolist()
    if n == 1:  # the unigram predicts the second of two tokens, whatever the first
        context = [0]
    known = ngram_nll(train, context, 4, n, 0.1) * (len(context) - 1) if len(context) > 1 else 0.0
    total = 0.0
    for token in range(4):
        nll = ngram_nll(train, [*context, token], 4, n, 0.1) * len(context) - known
        total += np.exp(-nll)
    assert total == pytest.approx(1.0, rel=1e-10)


def test_a_large_add_k_knows_nothing():
    ids = np.random.default_rng(0).integers(7, size=100)
    for n in (1, 2, 3):
        assert ngram_nll(ids, ids, 7, n, 1e12) == pytest.approx(np.log(7), abs=1e-9)


def test_real_text_longer_contexts_predict_better():
    train, test = split_topics(pydoc_topics(), seed=0)
    vocab = char_vocab(train)
    scores = [
        ngram_nll(vocab.encode(train), vocab.encode(test), len(vocab), n, 0.05) for n in (1, 2, 3)
    ]
    assert np.log(len(vocab)) > scores[0] > scores[1] + 0.3 > scores[2] + 0.6


def interpolated(train, context, token, V):
    """Count with a dictionary: Witten and Bell's P(token | context), down to 1 / V."""
    shorter = interpolated(train, context[1:], token, V) if context else 1 / V
    n = len(context) + 1
    grams = [tuple(train[i : i + n]) for i in range(len(train) - n + 1)]
    after = Counter(gram[-1] for gram in grams if gram[:-1] == tuple(context))
    if not after:
        return shorter
    return (after[token] + len(after) * shorter) / (after.total() + len(after))


def test_interpolated_bigram_by_hand():
    # Unigram: 0 twice, 1 twice, two types: (2 + 2 * 1/2) / (4 + 2) = 1/2 each. After 0 came 1
    # twice, one type: p(1 | 0) = (2 + 1/2) / 3; after 1 came 0 once: p(0 | 1) = (1 + 1/2) / 2.
    want = -(np.log(2.5 / 3) + np.log(1.5 / 2)) / 2
    assert interpolated_nll([0, 1, 0, 1], [0, 1, 0], 2, 2) == pytest.approx(want, rel=1e-12)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    train=st.lists(st.integers(0, 2), min_size=5, max_size=40),
    test=st.lists(st.integers(0, 3), min_size=2, max_size=12),
    n=st.integers(1, 5),
)
def test_any_interpolated_order_agrees_with_counting_by_dictionary(train, test, n):
    got = interpolated_nll(np.array(train), np.array(test), 4, n)
    want = [
        -np.log(interpolated(train, test[max(t - n + 1, 0) : t], test[t], 4))
        for t in range(1, len(test))
    ]
    assert got == pytest.approx(np.mean(want), rel=1e-12)
    assert type(got) is float


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_interpolated_probabilities_of_all_next_tokens_sum_to_1(n):
    train = np.random.default_rng(0).integers(4, size=50)
    context = train[:3].tolist()
    known = interpolated_nll(train, context, 5, n) * (len(context) - 1)
    total = sum(
        np.exp(known - interpolated_nll(train, [*context, token], 5, n) * len(context))
        for token in range(5)
    )
    assert total == pytest.approx(1.0, rel=1e-10)


def test_interpolation_on_real_text_beats_every_added_constant():
    train, test = split_topics(pydoc_topics(), seed=0)
    vocab = char_vocab(train)
    streams = vocab.encode(train), vocab.encode(test), len(vocab)
    best = min(interpolated_nll(*streams, n) for n in (4, 5, 6))
    assert best < min(ngram_nll(*streams, n, 0.05) for n in (3, 4, 5)) - 0.08


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (([0, 1], [0, 1], 2, 0), "n is 0"),
        (([0, 2], [0, 1], 2, 1), "train_ids holds the id 2"),
        (([0, 1], [0], 2, 1), "hold 2 and 1 tokens, expected at least n = 1 and 2"),
    ],
)
def test_bad_arguments_of_the_interpolated_are_named(args, message):
    with pytest.raises(ValueError, match=message):
        interpolated_nll(*args)


@each_row(
    ("args", "message"),
    [
        (([0, 1], [0, 1], 2, 0, 1.0), "n is 0"),
        (([0, 1], [0, 1], 2, 1, 0.0), "add_k is 0.0"),
        (([0, 2], [0, 1], 2, 1, 1.0), "train_ids holds the id 2"),
        (([0, 1], [0, -1], 2, 1, 1.0), "test_ids holds the id -1"),
        (([0, 1], [0], 2, 1, 1.0), "hold 2 and 1 tokens, expected at least n = 1 and 2"),
        (([0, 1], [0, 1], 2, 3, 1.0), "hold 2 and 2 tokens, expected at least n = 3"),
        (([[0, 1]], [0, 1], 2, 1, 1.0), r"train_ids has shape \(1, 2\)"),
        ((np.zeros(20, int), [0, 1], 103, 10, 1.0), "n is 10: 10 ids out of V = 103 do not fit"),
    ],
)
def test_bad_arguments_are_named(args, message):
    with pytest.raises(ValueError, match=message):
        ngram_nll(*args)


def test_rows_are_scored_as_streams_of_their_own():
    rng = np.random.default_rng(0)
    train, rows = rng.integers(4, size=60), [rng.integers(4, size=m) for m in (2, 7, 5)]
    found = interpolated_rows(train, rows, 4, 3)
    for row, log_probs in zip(rows, found, strict=True):
        assert np.array_equal(log_probs, interpolated_log_probs(train, row, 4, 3))
        assert -log_probs.mean() == pytest.approx(interpolated_nll(train, row, 4, 3))
