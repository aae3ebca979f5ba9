"""A wrong count of weights is read back as a formula, and only if it is one."""

import pytest

from helpers.checks.counts import formula_of


@pytest.mark.parametrize(
    ("count", "formula"),
    [
        (lambda D, H: 4 * (D * H + H * D + 2 * H), "8 D H + 8 H"),
        (lambda D, H: 3 * H * D + H * H, "3 D H + H^2"),
        (lambda D, H: D * D - H + 7, "D^2 - H + 7"),
        (lambda D, H: 1 - D, "- D + 1"),
        (lambda D, H: 2.0 * H, "2 H"),
    ],
)
def test_a_sum_of_terms_is_read_back(count, formula):
    assert formula_of(count) == formula


@pytest.mark.parametrize(
    "count",
    [
        lambda D, H: D**H,
        lambda D, H: D * H / 2,
        lambda D, H: 3 * max(D, H),
        lambda D, H: 400 * H,
        lambda D, H: 0,
    ],
)
def test_no_formula_is_made_up(count):
    assert formula_of(count) == ""
