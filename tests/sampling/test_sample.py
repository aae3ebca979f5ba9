"""Drawing tokens by inverting the cumulative distribution."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.sampling import sample, temper
from helpers.scratch.ops import softmax
from tests.support.tables import each_row

BELOW_1 = np.nextafter(1.0, 0.0)


@each_row(
    ("u", "want"),
    [(0.0, 1), (0.25 - 1e-12, 1), (0.25, 2), (0.5, 2), (0.75 - 1e-12, 2), (0.75, 4), (BELOW_1, 4)],
)
def test_edges_by_hand(u, want):
    """Tokens 0, 3 and 5 have no probability: neither edge may draw them."""
    assert sample(np.array([0.0, 0.25, 0.5, 0.0, 0.25, 0.0]), u) == want


def test_rows_draw_for_themselves_and_shapes_follow_u():
    probs = np.array([[[1.0, 0.0], [0.5, 0.5]], [[0.0, 1.0], [0.25, 0.75]]])
    ids = sample(probs, np.array([[0.9, 0.5], [0.0, 0.2]]))
    assert ids.tolist() == [[0, 1], [1, 0]]
    assert ids.dtype.kind == "i"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    weights=st.lists(st.integers(0, 3), min_size=1, max_size=8).filter(any),
    u=st.floats(0, 1, exclude_max=True),
    single=st.booleans(),
)
def test_a_token_without_probability_is_never_drawn(weights, u, single):
    probs = np.array(weights, dtype=np.float32 if single else np.float64)
    probs /= probs.sum()
    for draw in (u, 0.0, BELOW_1):
        assert probs[sample(probs, draw)] > 0


def test_a_row_that_sums_to_less_than_1_by_rounding_stays_in_range():
    probs = np.full(10, 0.1)
    probs[-1] -= 1e-9
    assert sample(probs, BELOW_1) == 9


def test_evenly_spaced_draws_reproduce_the_distribution():
    probs = softmax(np.random.default_rng(0).normal(size=6))
    us = (np.arange(100_000) + 0.5) / 100_000
    counts = np.bincount(sample(np.tile(probs, (len(us), 1)), us), minlength=6)
    np.testing.assert_allclose(counts / len(us), probs, atol=2e-5)


def test_temper_sharpens_and_flattens():
    logits = np.array([1.0, 2.0, 4.0])
    np.testing.assert_array_equal(temper(logits, 1.0), logits)
    np.testing.assert_allclose(softmax(temper(logits, 0.01)), [0, 0, 1], atol=1e-12)
    np.testing.assert_allclose(softmax(temper(logits, 1e6)), np.full(3, 1 / 3), atol=1e-5)
    squared = softmax(logits) ** 2
    np.testing.assert_allclose(softmax(temper(logits, 0.5)), squared / squared.sum(), rtol=1e-12)


def test_temper_stays_in_the_range_of_its_type():
    logits = np.array([[1e38, 0.9e38, -np.inf], [1.0, 2.0, 3.0]], np.float32)
    for tau in (0.1, 1e-60):  # the second is 0 in float32
        got = temper(logits, tau)
        assert got.dtype == np.float32
        assert softmax(got)[0].tolist() == [1, 0, 0]
    np.testing.assert_array_equal(temper(logits, 0.1)[1], logits[1] / np.float32(0.1))
    assert softmax(temper(np.array([2e-38, 1e-38], np.float32), 1e-60)).tolist() == [1, 0]


HALVES = np.array([0.5, 0.5])


@each_row(
    ("call", "message"),
    [
        (lambda: sample(HALVES, 1.0), r"u holds a number outside \[0, 1\)"),
        (lambda: sample(HALVES, -0.1), "u holds a number outside"),
        (lambda: sample(HALVES, float("nan")), "u holds a number outside"),
        (lambda: sample(HALVES, np.array([0.5])), r"u has shape \(1,\), probs \(2,\)"),
        (lambda: sample(2 * HALVES, 0.5), "does not sum to 1"),
        (lambda: sample(np.array([1.5, -0.5]), 0.5), "negative somewhere"),
        (lambda: sample(np.array([np.nan, 1.0]), 0.5), "negative somewhere or does not sum"),
        (lambda: sample(np.zeros(0), 0.5), "probs"),
        (lambda: temper("abc", 1.0), "logits is a str, expected real numbers"),
        (lambda: temper(HALVES, 0), "tau is 0, expected a finite number above 0"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
