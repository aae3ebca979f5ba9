"""What makes a comparison fair: by hand, against slower ways of the same, and bad input."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.datasets import comparison
from helpers.datasets.paired import paired_interval

TOPICS = ["b", "a", "b", "c", "a", "b", "d"]


def test_whole_topics_are_held_out_as_long_as_they_fit():
    # 3 of 7 may be held out: c fits, b with its three does not, a does, d would be a fourth
    assert comparison.split_by_topic(TOPICS, ["c", "b", "a", "d"], 3) == (
        [0, 2, 5, 6],
        [1, 3, 4],
    )
    assert comparison.split_by_topic(TOPICS, "abcd", 0) == (list(range(7)), [])
    assert comparison.split_by_topic(TOPICS, "abcd", 7) == ([], list(range(7)))


@given(st.lists(st.sampled_from("abcde"), max_size=12), st.randoms(), st.integers(0, 12))
def test_no_topic_is_on_both_sides(topics, random, most):
    order = sorted(set(topics))
    random.shuffle(order)
    train, test = comparison.split_by_topic(topics, order, most)
    assert sorted(train + test) == list(range(len(topics)))
    assert train == sorted(train)
    assert test == sorted(test)
    assert not {topics[i] for i in train} & {topics[i] for i in test}
    spare = most - len(test)
    assert spare >= 0
    assert all(topics.count(topics[i]) > spare for i in train)  # nothing left out would fit


def test_a_leak_by_hand():
    train, test = [1, 2, 3, 4, 1, 5], [2, 3, 4, 9, 1, 5, 2]
    # pairs 23, 34 are known, 49 and 91 not, 15 is, 52 not
    assert comparison.leak_check(train, test, 2) == (0.5, 3)
    assert comparison.leak_check(train, test, 3) == (0.2, 3)
    assert comparison.leak_check(train, [7, 8], 1) == (0.0, 0)
    assert comparison.leak_check([], test, 2) == (0.0, 0)
    assert comparison.leak_check(train, [1], 2) == (0.0, 0)


@given(st.lists(st.integers(0, 2), max_size=9), st.lists(st.integers(0, 2), max_size=9))
def test_a_leak_against_texts(train, test):
    texts = ["".join(map(str, ids)) for ids in (train, test)]
    for n in (1, 2, 3):
        known = [texts[1][i : i + n] in texts[0] for i in range(len(test) - n + 1)]
        runs = [len(list(group)) for leaked, group in itertools.groupby(known) if leaked]
        share, longest = comparison.leak_check(train, test, n)
        assert share == pytest.approx(np.mean(known) if known else 0)
        assert longest == (max(runs) + n - 1 if runs else 0)


def test_seeds_are_paired_by_name_not_by_place():
    results = {
        "lstm": {0: 1.0, 1: 2.0, 2: 3.0},
        "gru": {2: 3.1, 0: 1.3, 1: 2.2},
        "rnn": {1: 2.5, 7: 9.0},
    }
    table = comparison.interval_table(results, "lstm")
    assert list(table) == ["gru", "rnn"]
    assert table["gru"] == pytest.approx(paired_interval([1.3, 2.2, 3.1], [1, 2, 3]))
    assert table["rnn"] == (0.5, -math.inf, math.inf)
    assert list(comparison.interval_table(results, "gru")) == ["lstm", "rnn"]


def test_an_ablation_by_hand():
    losses = np.array([[1.80, 1.76], [1.75, 1.74]])[..., None] + [0.1, -0.1]
    effects, alone = comparison.ablation_effect(losses)
    np.testing.assert_allclose(effects, [-0.035, -0.025])
    np.testing.assert_allclose(alone, [-0.02, -0.01])


def test_without_interaction_both_are_equal():
    rng = np.random.default_rng(0)
    worth = rng.normal(size=3)
    losses = np.zeros((2, 2, 2, 4)) + rng.normal(size=4)
    for k, w in enumerate(worth):
        losses += w * np.arange(2).reshape([2 if j == k else 1 for j in range(4)])
    for found in comparison.ablation_effect(losses):
        np.testing.assert_allclose(found, worth)


def test_a_budget_by_hand():
    seconds, dev, test = [10, 10, 15, 20], [2.0, 1.7, 1.7, 1.5], [2.1, 1.9, 1.8, 1.6]
    assert comparison.budgeted(seconds, dev, test, 35) == (1, 1.9)
    assert comparison.budgeted(seconds, dev, test, 100) == (3, 1.6)
    assert comparison.budgeted(seconds, dev, test, 9) == (-1, math.inf)
    assert comparison.budgeted([], [], [], 9) == (-1, math.inf)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: comparison.split_by_topic("ab", "a", 1), "each topic"),
        (lambda: comparison.split_by_topic("ab", "abb", 1), "each topic"),
        (lambda: comparison.split_by_topic("ab", "ab", 0.5), "most is 0.5"),
        (lambda: comparison.leak_check([1], [1], 0), "n is 0"),
        (lambda: comparison.leak_check([0.5], [1], 1), "train_ids is float64"),
        (lambda: comparison.leak_check([1], [[1]], 1), r"test_ids is int64 \(1, 1\)"),
        (lambda: comparison.interval_table({"a": {0: 1.0}}, "b"), "baseline is 'b'"),
        (lambda: comparison.interval_table({"a": {0: 1.0}, "b": {1: 1.0}}, "b"), "no seed"),
        (lambda: comparison.ablation_effect(np.zeros((2, 3, 2))), "losses has shape"),
        (lambda: comparison.ablation_effect(np.zeros((2, 0))), "losses has shape"),
        (lambda: comparison.budgeted([1], [1, 2], [1], 3), "have shapes"),
        (lambda: comparison.budgeted([-1], [1], [1], 3), "seconds holds -1"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
