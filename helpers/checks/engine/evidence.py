"""Whether a wrong output is evidence: unlikely to come from two different mistakes by chance."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from helpers.checks.engine.comparison import Leaf, wrong_entries
from helpers.checks.runtime.values import FromTorch, Record

LARGEST_COUNT = 40  # below the line of a ratio of two counts in a small case


def is_array(value: Any) -> bool:
    """Return whether a plain value is an array or a number."""
    return isinstance(value, np.ndarray)


def is_evidence(leaf: Leaf) -> bool:
    """Return whether two mistakes are unlikely to share a wrong output by chance."""
    if not is_array(leaf.got):
        return False
    if shapes_differ(leaf):
        return leaf.got.size > 1
    return len(_wrong_values(leaf)) > 2 or _has_fractions(leaf)


def is_strong_evidence(leaf: Leaf) -> bool:
    """Return whether that holds even if sizes of 1, saturation or zero inputs hide most terms."""
    if not is_array(leaf.got) or shapes_differ(leaf) or not np.all(np.isfinite(leaf.got)):
        return False  # NaN has many causes
    return _has_fractions(leaf) and (leaf.got.ndim == 0 or len(_wrong_values(leaf)) > 1)


def says_little(leaf: Leaf) -> bool:
    """Return whether all that is wrong is NaN, or nothing finite, or a few whole ones too many.

    NaN has many causes.
    """
    if not shapes_differ(leaf) and np.isnan(_wrong_values(leaf)).all():
        return True
    whole = leaf.got.dtype.kind in "iu" and shapes_differ(leaf)
    return not np.isfinite(leaf.got).any() or (whole and leaf.got.size < _ENOUGH)


def is_in_one_item(leaf: Leaf) -> bool:
    """Return whether all that is wrong stands in one of several items along the first axis.

    Two mistakes that undo each other but for their ends explain any such result.
    """
    if leaf.got.ndim < 2 or len(leaf.got) < 3:
        return False
    wrong = wrong_entries(leaf, 1e-9).any(axis=tuple(range(1, leaf.got.ndim)))
    return int(wrong.sum()) == 1


def is_small_ratio(value: Any) -> bool:
    """Return whether a value is one number that is a ratio of small whole numbers.

    Two mistakes in what is counted share such a number by chance.
    """
    if not is_array(value) or value.size != 1 or not np.all(np.isfinite(value)):
        return False
    times = float(value.item().real) * np.arange(1, LARGEST_COUNT + 1)
    return bool((np.abs(times - np.round(times)) < 1e-9).any())


def _wrong_values(leaf: Leaf) -> Any:
    return leaf.got[wrong_entries(leaf, 1e-9)]


def _has_fractions(leaf: Leaf) -> bool:
    values = _wrong_values(leaf)
    return leaf.got.dtype.kind == "f" and bool(np.any(values != np.round(values)))


def shapes_differ(leaf: Leaf) -> bool:
    """Return whether an array is wanted and another shape was returned."""
    return is_array(leaf.want) and leaf.got.shape != leaf.want.shape


def axes_exchanged(leaf: Leaf) -> bool:
    """Return whether an array has the axes that are wanted, in another order."""
    return shapes_differ(leaf) and sorted(leaf.got.shape) == sorted(leaf.want.shape)


def first_alone(fitting: list[str], explains: dict[str, set[str]]) -> bool:
    """Return whether the first slip explains more outputs than the second, or is the only one."""
    return len(fitting) == 1 or len(explains[fitting[0]]) > len(explains[fitting[1]])


# ----------------------------------------------------------------- items and whole results

_ENOUGH = 4  # numbers in a result: fewer are alike by chance


def has_items(leaf: Leaf) -> bool:
    """Return whether an array can be compared item by item along its first axis."""
    return is_array(leaf.got) and leaf.got.ndim > 1 and not shapes_differ(leaf)


def explained_items(leaf: Leaf, slip: Leaf | None, tolerance: float) -> Any:
    """Mark the entries of the items that a slip gets wrong in the very same way.

    None is marked if the slip spoils an item that is right, or if what it explains is no evidence.
    """
    none = np.zeros(leaf.got.shape, bool)
    if slip is None or slip.got.shape != leaf.got.shape:
        return none
    axes = tuple(range(1, leaf.got.ndim))
    wrong = wrong_entries(leaf, tolerance)
    ours, theirs = wrong.any(axes), wrong_entries(slip, tolerance).any(axes)
    same = ~wrong_entries(Leaf("", leaf.got, slip.got), tolerance).any(axes)
    explained = ours & theirs & same
    marked = wrong & explained.reshape(-1, *[1] * len(axes))
    if (theirs & ~ours).any() or explained.sum() < 2:
        return none
    values = leaf.got[marked]
    fractions = values.dtype.kind == "f" and bool(np.any(values != np.round(values)))
    return marked if fractions or values.size >= _ENOUGH else none


def says_enough(value: Any, want: Any, exact: bool) -> bool:
    """Return whether a plain result is so long, and so wrong, that two are hardly alike by chance.

    One wrong number among whole numbers is too little; where results are not exact by their nature,
    so are whole numbers alone: zeros, or what has saturated.
    """
    ours, theirs = list(_numbers(value)), list(_numbers(want))
    wrong = [a for a, b in zip(ours, theirs, strict=False) if a != b]
    if len(ours) < _ENOUGH:
        return False
    if not exact and len(ours) == len(theirs):
        floats = [a for a in wrong if np.asarray(a).dtype.kind in "fc"]
        return any(np.isfinite(a) and a != np.round(a) for a in floats)
    return len(ours) != len(theirs) or len(wrong) > 1


def is_degenerate(value: Any, want: Any) -> bool:
    """Return whether a result has a wrong shape where an axis of length 1 may be the cause."""
    if isinstance(want, Record) and isinstance(value, Record):
        value, want = value.values, want.values
    if isinstance(want, tuple | list) and isinstance(value, tuple | list):
        return any(map(is_degenerate, value, want))
    return is_array(value) and is_array(want) and value.shape != want.shape and 1 in want.shape


def _numbers(value: Any) -> Iterator[Any]:
    if is_array(value):
        yield from value.flat
    items = value.values if isinstance(value, Record) else value
    if isinstance(items, tuple | list):
        for item in items:
            yield from _numbers(item)


def same_part(got: Any, slip: Any, want: Any) -> bool:
    """Return whether two results of a wrong kind share the very part that has it.

    Of dicts with wrong keys these are the part: what the keys hold is compared later.
    """
    if all(isinstance(one, dict) for one in (got, slip, want)) and set(got) != set(want):
        return set(got) == set(slip)
    if isinstance(want, tuple) and all(
        isinstance(one, tuple | list) and len(one) == len(want) for one in (got, slip)
    ):
        parts = zip(got, slip, want, strict=True)
        return any(_plainly_equal(g, s) and type(g) is not type(w) for g, s, w in parts)
    return _plainly_equal(got, slip)


def _plainly_equal(one: Any, other: Any) -> bool:
    if is_array(one) and is_array(other):
        return one.shape == other.shape and bool(np.array_equal(one, other, equal_nan=True))
    if isinstance(one, Record) and isinstance(other, Record):
        one, other = one.values, other.values
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(_plainly_equal, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return set(one) == set(other) and all(_plainly_equal(one[k], other[k]) for k in one)
    if isinstance(one, FromTorch) and isinstance(other, FromTorch):
        return _plainly_equal(one.array, other.array)
    return type(one) is type(other) and not is_array(one) and one == other
