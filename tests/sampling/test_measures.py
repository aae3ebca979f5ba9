"""Drift, repetition, novelty, and the optimum of scheduled sampling."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.sampling.measures import (
    distinct_n,
    drift,
    forced_drift,
    novelty,
    scheduled_optimum,
)
from tests.support.tables import each_row

EVEN = np.full((2, 2), 0.5)
STAY = np.eye(2)
FIRST = np.array([1.0, 0.0])


def test_drift_by_hand():
    leak = np.array([[0.9, 0.1], [0.0, 1.0]])
    np.testing.assert_allclose(drift(STAY, leak, FIRST, 3), [0, 0.1, 0.19, 0.271])
    np.testing.assert_allclose(forced_drift(STAY, leak, FIRST, 3), [0, 0.1, 0.1, 0.1])
    assert drift(STAY, leak, FIRST, 0).tolist() == [0]
    np.testing.assert_array_equal(drift(EVEN, EVEN, FIRST, 5), np.zeros(6))


def test_drift_is_what_going_through_all_paths_gives():
    rng = np.random.default_rng(0)
    true, model = rng.dirichlet(np.ones(3), size=(2, 3))
    p0 = rng.dirichlet(np.ones(3))

    def last(table, T):
        at = [0.0] * 3
        for path in itertools.product(range(3), repeat=T + 1):
            steps = itertools.pairwise(path)
            at[path[-1]] += float(p0[path[0]]) * math.prod(table[i, j] for i, j in steps)
        return at

    for T in range(5):
        want = sum(abs(a - b) for a, b in zip(last(true, T), last(model, T), strict=True)) / 2
        assert math.isclose(drift(true, model, p0, T)[T], want, abs_tol=1e-12)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1), V=st.integers(1, 5))
def test_free_running_adds_up_at_most_what_teacher_forcing_sees(seed, V):
    rng = np.random.default_rng(seed)
    true, model = rng.dirichlet(np.ones(V), size=(2, V))
    p0 = rng.dirichlet(np.ones(V))
    free, forced = (f(true, model, p0, 9) for f in (drift, forced_drift))
    assert free.shape == forced.shape == (10,)
    assert math.isclose(free[1], forced[1], abs_tol=1e-12)
    assert (free[1:] <= free[:-1] + forced[1:] + 1e-12).all()
    assert (free <= 1).all()


@each_row(
    ("ids", "n", "want"),
    [
        ([5, 5, 5, 5], 1, 1 / 4),
        ([5, 5, 5, 5], 2, 1 / 3),
        ([1, 2, 1, 2, 1], 2, 2 / 4),
        ([1, 2, 3], 3, 1.0),
        ([-1, 10**18, -1], 1, 2 / 3),
    ],
)
def test_distinct_by_hand(ids, n, want):
    assert math.isclose(distinct_n(np.array(ids), n), want)


@each_row(
    ("ids", "train", "n", "want"),
    [
        ([1, 2, 3, 4], [1, 2, 3], 2, 1 / 3),
        ([1, 2, 3, 4], [4, 3, 2, 1], 2, 1.0),
        ([1, 2, 1, 2], [1, 2], 2, 1 / 3),  # (1, 2) stands twice, and counts twice
        ([1, 2], [2, 1], 1, 0.0),
        ([1, 2], [], 1, 1.0),
        ([1, 2, 3], [1, 2], 3, 1.0),  # the training text is too short to hold one
        ([1, 2, 3], [3, 1], 2, 1.0),  # (3, 3) and (3, 1) across the border count for nothing
        ([3, 1, 3], [1, 3], 2, 0.5),
    ],
)
def test_novelty_by_hand(ids, train, n, want):
    assert math.isclose(novelty(np.array(ids), np.array(train, dtype=int), n), want)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    ids=st.lists(st.integers(0, 2), min_size=4, max_size=20),
    train=st.lists(st.integers(0, 2), max_size=20),
    n=st.integers(1, 4),
)
def test_sets_of_tuples_count_the_same(ids, train, n):
    own = [tuple(ids[i : i + n]) for i in range(len(ids) - n + 1)]
    seen = {tuple(train[i : i + n]) for i in range(len(train) - n + 1)}
    assert math.isclose(distinct_n(ids, n), len(set(own)) / len(own))
    assert math.isclose(novelty(ids, train, n), sum(gram not in seen for gram in own) / len(own))


def test_long_ngrams_over_many_kinds_do_not_overflow():
    """1024^7 is 0 in an int64: a plain number of base 1024 would forget the first token."""
    ids = np.random.default_rng(0).permutation(1024)
    other = np.concatenate([ids[1:2], ids[1:8]])
    assert distinct_n(np.concatenate([ids[:8], other, ids]), 8) == 1 - 1 / (1024 + 16 - 7)
    assert novelty(other, ids, 8) == 1.0
    assert novelty(ids[50:90], ids, 8) == 0.0


@each_row("eps, want", [(0, 0.5), (0.25, 0.625), (1, 1.0)])
def test_the_optimum_of_scheduled_sampling(eps, want):
    assert scheduled_optimum(eps) == want
    # The loss whose lowest point it is, on a grid: the copy follows what was read with
    # probability eps, and half of the time in all other cases.
    qs = np.arange(1, 1000) / 1000
    right = eps + (1 - eps) / 2
    loss = -(right * np.log(qs) + (1 - right) * np.log(1 - qs))
    assert abs(qs[loss.argmin()] - want) < 2e-3
    np.testing.assert_array_equal(scheduled_optimum(np.array([eps, 1.0])), [want, 1.0])


@each_row(
    ("call", "message"),
    [
        (lambda: drift(EVEN, 2 * EVEN, FIRST, 1), "P_model has a row that is negative"),
        (lambda: drift(np.eye(3), EVEN, FIRST, 1), "P_true has shape"),
        (lambda: drift(EVEN, EVEN, 2 * FIRST, 1), "p0 has a row"),
        (lambda: drift(EVEN, EVEN, FIRST, -1), "T is -1, expected a whole number"),
        (lambda: distinct_n([1, 2], 3), "ids holds 2 tokens, expected at least n = 3"),
        (lambda: distinct_n([1, 2], 0), "n is 0, expected a whole number"),
        (lambda: distinct_n([], 1), "ids holds 0 tokens"),
        (lambda: distinct_n([[1]], 1), "ids has shape"),
        (lambda: distinct_n([0.5], 1), "ids is an array of float64, expected integer ids"),
        (lambda: novelty([1], [0.5], 1), "train_ids is an array of float64"),
        (lambda: novelty([1], [1, 2], 2), "ids holds 1 tokens"),
        (lambda: scheduled_optimum(1.1), "eps is 1.1, expected a probability"),
        (lambda: scheduled_optimum(float("nan")), "eps is nan"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
