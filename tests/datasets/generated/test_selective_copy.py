"""Selective copying."""

import numpy as np
import pytest

from helpers.datasets.generated.selective_copy import draw_selective_copies


def test_symbols_are_written_in_the_order_in_which_they_stood():
    ids, targets = draw_selective_copies(np.random.default_rng(0), 32, 200, S=4, K=8)
    assert ids.shape == targets.shape == (36, 200)
    assert (ids[32:] == 9).all()
    assert (targets[:32] == 8).all()
    for row in range(200):
        seen = ids[:32, row]
        np.testing.assert_array_equal(seen[seen < 8], targets[32:, row])
    places = (ids[:32] < 8).mean(axis=1)
    assert abs(places - 4 / 32).max() < 0.1  # anywhere
    assert set(np.unique(targets[32:])) == set(range(8))


def test_fixed_places_are_the_same_in_every_row():
    ids, targets = draw_selective_copies(np.random.default_rng(0), 10, 50, S=3, K=5, fixed=True)
    assert (ids[:7] == 5).all()
    np.testing.assert_array_equal(ids[7:10], targets[10:])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda rng: draw_selective_copies(rng, 3, 1), "S is 4, expected at most L = 3"),
        (lambda rng: draw_selective_copies(rng, 0, 1), "L is 0"),
        (lambda rng: draw_selective_copies(0, 5, 1), "rng is a int"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.random.default_rng(0))
