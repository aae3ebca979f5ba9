"""An answer with two mistakes deviates from the reference as each of them does."""

import types

import numpy as np
import pytest

from helpers.course.measure.pairs import pair_of

INF = np.inf


@pytest.mark.parametrize(
    ("want", "one", "other", "both"),
    [
        ([1.0, 2.0, 3.0], [1.0, 5.0, 3.5], [4.0, 2.0, 3.25], [4.0, 5.0, 3.75]),
        # Kept or cut wrongly by both is kept or cut wrongly; no NaN comes of infinities.
        (
            [-INF, -INF, 3.0, 3.0],
            [7.0, -INF, -INF, 3.0],
            [7.0, 7.0, -INF, -INF],
            [7, 7, -INF, -INF],
        ),
        ([True, True, False], [False, True, True], [False, False, False], [False, False, True]),
    ],
)
def test_deviations_come_together(want, one, other, both):
    check = types.SimpleNamespace(reference=lambda: np.array(want))
    pair = pair_of(check, lambda: np.array(one), lambda: np.array(other))
    np.testing.assert_array_equal(pair(), both)


def test_another_shape_is_that_of_the_pair():
    check = types.SimpleNamespace(reference=lambda: 2.0)
    assert pair_of(check, lambda: 2.0, lambda: np.ones(3))().shape == (3,)
    assert pair_of(check, lambda: 2.5, lambda: 3.0)() == 3.5
