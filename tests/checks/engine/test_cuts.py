"""Results that hold -inf by their nature, inputs that look unused, short whole numbers."""

import numpy as np

from helpers.checks.engine.check import Check
from tests.support.judging import failure

NONE = -np.inf


def above(xs, low):
    return np.where(xs >= low, xs, NONE)


def above_cases(seed):
    rng = np.random.default_rng(seed)
    for n in (6, 9, 8):
        xs = rng.normal(size=n)
        yield xs, float(np.sort(xs)[n // 2] - 1e-3)


def above_both(xs, low):
    return np.where(np.abs(xs) >= low, xs, NONE)


check_above = Check("above", above, above_cases, ("kept (N)",), tolerance=0.0)


def test_what_is_cut_wrongly_is_listed():
    message = str(failure(check_above, lambda xs, low: np.where(xs >= low + 0.9, xs, NONE)))
    assert "Next: Wrongly -inf: kept[" in message
    assert "Print both sides of it." in message
    message = str(failure(check_above, lambda xs, low: np.where(xs >= low - 0.3, xs, NONE)))
    assert "Next: Wrongly kept: kept[" in message


def test_one_number_in_place_of_all_infinities_is_named():
    message = str(failure(check_above, lambda xs, low: np.where(xs >= low, xs, -50.0)))
    assert "Wherever kept should be -inf it is -50; all else is right." in message


def test_equal_entries_that_are_cut_in_each_others_place_are_no_order():
    def first_two(xs):
        return np.where(np.arange(4) < 2, xs, NONE)

    def cases(seed):
        yield (np.full(4, seed + 0.5),)

    check = Check("first_two", first_two, cases, ("kept (N)",), tolerance=0.0)
    message = str(failure(check, lambda xs: np.where(np.arange(4) % 2 == 0, xs, NONE)))
    assert "another order" not in message
    assert "Wrongly -inf: kept[1]; wrongly kept: kept[2]." in message


def test_one_call_that_is_cut_alike_names_no_slip():
    def like_sizes_where_six(xs, low):
        return above_both(xs, low) if len(xs) == 6 else np.where(xs > 1.2, xs, NONE)

    def cases(seed):
        for n in (6, 9, 8):
            yield np.linspace(-1, 1.5, n), 0.3

    slips = {"The sizes were compared. Which side is kept?": above_both}
    check = Check("above", above, cases, ("kept (N)",), slips, tolerance=0.0)
    assert "The sizes were compared" in str(failure(check, above_both))
    message = str(failure(check, like_sizes_where_six))
    assert "The sizes were compared" not in message
    assert "Wrongly kept: kept[0] and kept[1]." in message


def test_an_input_that_moves_the_result_is_not_called_unused():
    def scaled(xs, low):
        return np.where(xs > 0, xs, 0.0) * (1 + low)

    def cases(seed):
        rng = np.random.default_rng(seed)
        yield rng.normal(size=5), 1.0
        yield rng.normal(size=7), 0.5

    check = Check("scaled", scaled, cases, ("ys (N)",))

    def forgets_where_one(xs, low):
        return np.where(xs > 0, xs, 0.0) * (1 + (low if low != 1 else 0.0))

    assert "has no effect" not in str(failure(check, forgets_where_one))
    assert "low has no effect on ys" in str(failure(check, lambda xs, low: xs * (xs > 0)))


def test_two_whole_numbers_of_a_wrong_length_are_no_evidence():
    def largest(xs):
        order = np.argsort(-xs, kind="stable")
        return order[: 3 if xs[0] < xs[-1] else 2]

    def cases(seed):
        yield (np.array([0.1, 0.7, 0.2, 0.9]),)

    check = Check("largest", largest, cases, ("ids (L)",))
    message = str(failure(check, lambda xs: np.array([0, 2])))
    assert "in reverse order would produce" not in message


def test_a_number_that_should_be_infinite_is_told_without_entries():
    def lowest(xs, low):
        return min(xs[xs >= low], default=np.inf)

    def cases(seed):
        xs = np.arange(4.0) + seed
        yield xs, xs[1]
        yield xs, xs[3] + 1

    check = Check("lowest", lowest, cases, ("lowest",), tolerance=0.0)
    message = str(failure(check, lambda xs, low: min(xs[xs >= low], default=0.0)))
    assert "lowest is 0, expected inf" in message
    assert "kept" not in message
