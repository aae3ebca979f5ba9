"""Lists and tuples against the expected ones: items that are missing, moved, or counted otherwise.

Also whether two plain values are alike, item by item.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checks.engine.comparison import Comparison, Leaf, any_wrong
from helpers.checks.engine.cuts import holds_infinities
from helpers.checks.runtime.values import FromTorch, Record


def alike(got: Any, want: Any, comparison: Comparison) -> bool:
    """Return whether two plain values are equal within the check's tolerance."""
    if isinstance(got, FromTorch) and isinstance(want, FromTorch):
        got, want = got.array, want.array
    if isinstance(got, np.ndarray) and isinstance(want, np.ndarray):
        same = got.shape == want.shape
        return same and not any_wrong(Leaf("", got, want), comparison.tolerance)
    if isinstance(got, Record) and isinstance(want, Record):
        got, want = got.values, want.values
    if isinstance(got, tuple | list) and isinstance(want, tuple | list):
        pairs = zip(got, want, strict=False)
        return len(got) == len(want) and all(alike(g, w, comparison) for g, w in pairs)
    if isinstance(got, dict) and isinstance(want, dict):
        return set(got) == set(want) and all(alike(got[k], want[k], comparison) for k in got)
    return type(got) is type(want) and not isinstance(got, np.ndarray) and got == want


def fit_in_length(leaf: Leaf) -> bool:
    """Return whether a list has as many items as expected."""
    return isinstance(leaf.got, tuple | list) and len(leaf.got) == len(leaf.want)


def some_numbers(got: Any, want: Any, comparison: Comparison) -> str:
    """Return which numbers of a list of tuples of numbers are wrong, if all others are right."""
    name, a, b = comparison.outputs.names[0], _table(got), _table(want)
    if a is None or b is None or a.shape != b.shape or min(a.shape) < 2:
        return ""
    wrong = ~np.isclose(a, b, rtol=0.0, atol=1e-9)
    for i, end in ((-1, "last"), (0, "first")):
        others = np.delete(wrong, i, axis=0)
        if wrong[i].any() and not others.any():
            return f"Every item of {name} but the {end} is right. What is different about that one?"
    if told := _column_moved(a, b, name):
        return told
    columns = np.flatnonzero(wrong.any(axis=0))
    if wrong.any() and len(columns) == 1 and len(wrong) > 2 and not wrong.all():
        n = columns[0]
        return f"Only {name}[i][{n}] is wrong, in {wrong.sum()} items. From what is it computed?"
    return ""


def _column_moved(a: Any, b: Any, name: str) -> str:
    """Return by how much the first wrong column of two tables is too large or too small throughout.

    "" if it is not, or if there are no two tables of one shape.
    """
    if a is None or b is None or a.shape != b.shape or len(a) < 2 or np.array_equal(a, b):
        return ""
    off = a - b
    column = int((off != 0).argmax()) % off.shape[1]
    by = float(off[0, column])
    if by == 0 or by != round(by) or np.any(off[:, column] != by):
        return ""
    size = "large" if by > 0 else "small"
    return f"Every {name}[i][{column}] is {abs(by):g} too {size}. Where does counting start?"


def _table(value: Any) -> Any:
    """Return a list of equally long tuples of numbers as an array; None if it is none."""
    if not isinstance(value, list) or not value:
        return None
    rows = [row if isinstance(row, tuple | list) else () for row in value]
    plain = all(isinstance(n, np.ndarray) and n.shape == () for row in rows for n in row)
    same = len(rows[0]) > 0 and len({len(row) for row in rows}) == 1
    return np.array([[float(n) for n in row] for row in rows]) if plain and same else None


def item_missing(leaf: Leaf, comparison: Comparison) -> str:
    """Return which end of a list or array has an extra or a missing item, as a hint."""
    path, got, want = leaf
    many = isinstance(got, tuple | list | np.ndarray), isinstance(want, tuple | list | np.ndarray)
    if not all(many) or isinstance(got, np.ndarray) is not isinstance(want, np.ndarray):
        return ""
    if isinstance(want, np.ndarray) and not (got.ndim == want.ndim > 0):
        return ""
    if abs(len(got) - len(want)) != 1 or min(len(got), len(want)) < 1:
        return ""
    more = len(got) > len(want)
    long, short = (got, want) if more else (want, got)
    for end, rest, bound in (("first", long[1:], "start"), ("last", long[:-1], "stop")):
        if alike(rest, short, comparison):
            what = "extra" if more else "missing"
            return (
                f"The {end} item of {path} is {what}; all others are right. Where does the "
                f"loop or slice {bound}?"
            )
    return ""


def not_one_item(leaf: Leaf, comparison: Comparison) -> str:
    """Return that most items of an array are wrong, not just one missing or too many, if so.

    Of whole numbers alone: a length that is wrong by one makes most floats wrong, too.
    """
    path, got, want = leaf
    if want.dtype.kind not in "iu":
        return ""
    off = [i for i in range(want.ndim) if got.shape[i : i + 1] != want.shape[i : i + 1]]
    if got.ndim != want.ndim or len(off) != 1 or abs(got.shape[off[0]] - want.shape[off[0]]) != 1:
        return ""
    ours, theirs = (np.moveaxis(a, off[0], 0) for a in (got, want))
    n = min(len(ours), len(theirs))
    for a, b in ((ours[:n], theirs[:n]), (ours[-n:], theirs[-n:])):
        right = sum(alike(one, other, comparison) for one, other in zip(a, b, strict=True))
        if n == 0 or 2 * right >= n:
            return ""
    return f"Its other items are wrong, too: from what is each item of {path} computed?"


def first_wrong_item(path: str, got: Any, want: Any, comparison: Comparison) -> str:
    """Return from where on the items of a list of another length are wrong, as a next step."""
    if len(got) == 0:
        return f"{path} is empty here. Which line should fill it?"
    n = min(len(got), len(want))
    if isinstance(want, tuple):
        return f"{path} holds {len(got)} items. What should each of the {len(want)} be?"
    if n < len(want) and alike(got, want[-n:], comparison):
        return f"The first {len(want) - n} items of {path} are missing. Where does the loop start?"
    if told := _column_moved(_table(list(got[:n])), _table(list(want[:n])), path):
        return told
    right = next((i for i in range(n) if not alike(got[i], want[i], comparison)), n)
    if right == n and n:
        if len(got) > n:
            these = f"first {n} items of {path} are" if n > 1 else f"first item of {path} is"
            return f"The {these} right. Which line adds the others?"
        items = "last item is" if len(want) == n + 1 else f"last {len(want) - n} are"
        return f"{path} is right as far as it goes; the {items} missing. Where does the loop stop?"
    if right:
        return f"{path}[{right}] is the first item that is wrong. From what is it computed?"
    return f"{path}[0] is wrong already: work it out by hand before you count the others."


def in_another_order(path: str, got: Any, want: Any, same: Callable[[Any, Any], bool]) -> str:
    """Return that a value has the right items in another order, if it has.

    Not of cuts: which entries are infinite is no order.
    """
    if holds_infinities(want):
        return ""
    left = list(range(len(want)))
    for item in got:
        place = next((i for i in left if same(item, want[i])), None)
        if place is None:
            return ""
        left.remove(place)
    if left or len(want) < 3 or all(map(same, got, want)):
        return ""
    return f"{path} holds the right items in another order. Which one should be first, and why?"
