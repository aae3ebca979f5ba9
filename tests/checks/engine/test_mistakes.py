"""Exactness, hidden inputs, state between calls, and slips that explain nothing."""

import numpy as np

from helpers.checks.engine.check import Check
from tests.support.judging import accepts, failure


def counted(ids, V):
    return np.bincount(ids, minlength=V) * 10**12


def counted_cases(seed):
    rng = np.random.default_rng(seed)
    yield rng.integers(0, 5, size=9), 5
    yield rng.integers(0, 4, size=3), 4


check_counted = Check("counted", counted, counted_cases, ("counts (V,)",))


def again(ids, V):
    return np.array([int((ids == v).sum()) for v in range(V)]) * 10**12


def test_whole_numbers_are_exact_however_large():
    accepts(check_counted, again)
    assert failure(check_counted, lambda ids, V: again(ids, V) + 1).stage == "values"


def test_a_tolerance_of_zero_is_exact_in_float32_too():
    def halves(ids, V):
        return ids / 2

    check = Check("halves", halves, counted_cases, ("halves (N,)",), tolerance=0.0, float32=True)
    accepts(check, lambda ids, V: (0.5 * ids).astype(np.float32))
    assert failure(check, lambda ids, V: (0.5 * ids + 1e-6).astype(np.float32)).stage == "values"


def test_an_exception_quotes_no_input_of_a_hidden_seed():
    def looked_up(ids, V):
        return {}[int(ids[0])]

    def told(ids, V):
        raise ValueError(f"the ids are {ids}")

    first = int(next(counted_cases(1))[0][0])
    assert "KeyError: 4" in str(failure(check_counted, looked_up, 0)).replace(
        str(int(next(counted_cases(0))[0][0])), "4"
    )
    assert f"KeyError: {first}" not in str(failure(check_counted, looked_up, 1))
    assert "the ids are [" not in str(failure(check_counted, told, 1)).split("Where: ")[0]


def test_a_result_remembered_by_its_shape_is_called_state():
    kept = {}

    def remembered(ids, V):
        return kept.setdefault((ids.shape, V), again(ids, V))

    said = failure(check_counted, remembered)
    assert said.stage == "state"
    assert "This is the result of an earlier call" in str(said)


def last_of(xs, ys, lengths):
    return np.concatenate([xs[lengths - 1, np.arange(len(lengths))], ys])


def padded_cases(seed):
    xs = np.random.default_rng(seed).normal(size=(4, 3))
    lengths = np.array([1, 3, 2])
    yield np.where(np.arange(4)[:, None] < lengths, xs, np.nan), xs[3], lengths


check_last = Check("last", last_of, padded_cases, ("ends (2B,)",))


def test_nan_alone_shows_no_mistake():
    """It has many causes: the items of padding taken for the last ones, or multiplied by 0."""

    def by_product(xs, ys, lengths):
        last = np.arange(len(xs))[:, None] == lengths - 1
        return np.concatenate([(xs * last).sum(axis=0), ys])

    said = str(failure(check_last, by_product)).splitlines()[-1]
    assert "xs" not in said, said
