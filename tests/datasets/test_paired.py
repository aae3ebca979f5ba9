"""The paired interval: its table of quantiles, its coverage, its errors."""

import math

import numpy as np
import pytest

from helpers.datasets.paired import T_975, paired_interval


def below(t, df):
    """Integrate the density of Student's t from 0 to t by Simpson's rule."""
    scale = math.gamma((df + 1) / 2) / (math.sqrt(df * math.pi) * math.gamma(df / 2))
    xs = np.linspace(0, t, 20_001)
    ys = scale * (1 + xs**2 / df) ** (-(df + 1) / 2)
    return (xs[1] / 3) * (ys[0] + 4 * ys[1:-1:2].sum() + 2 * ys[2:-1:2].sum() + ys[-1])


def test_the_table_holds_the_quantiles():
    assert list(T_975) == list(range(1, 31))
    for df, t in T_975.items():
        assert below(t, df) == pytest.approx(0.475, abs=1e-9)


def test_the_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(0)
    hard, noise = rng.normal(size=(4000, 5)), 0.3 * rng.normal(size=(2, 4000, 5))
    a, b = hard + noise[0] + 0.1, hard + noise[1]
    ends = [paired_interval(*pair)[1:] for pair in zip(a, b, strict=True)]
    covered = np.mean([low <= 0.1 <= high for low, high in ends])
    assert 0.935 <= covered <= 0.965  # four standard errors of 0.0034


def test_an_interval_by_hand():
    found = paired_interval([0.8, 0.7, 0.9], [0.6, 0.6, 0.6])
    assert found == pytest.approx((0.2, -0.0484, 0.4484), abs=1e-4)


@pytest.mark.parametrize(
    "scores", [([1.0], [2.0]), ([1.0, 2.0], [1.0]), (np.ones((2, 2)), np.ones((2, 2)))]
)
def test_scores_that_do_not_pair(scores):
    with pytest.raises(ValueError, match="expected"):
        paired_interval(*scores)


def test_more_pairs_than_the_table_has():
    with pytest.raises(ValueError, match="from 2 to 31"):
        paired_interval(np.zeros(32), np.zeros(32))
