"""Results that hold infinities by their nature, as logits of which some are cut to -inf."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checks.engine.comparison import Leaf
from helpers.checks.runtime.text import entry_text, listed

_MOST_SHOWN = 3  # entries of one kind


def holds_infinities(value: Any) -> bool:
    """Return whether a plain value is an array with an infinity in it."""
    return isinstance(value, np.ndarray) and value.dtype.kind == "f" and bool(np.isinf(value).any())


def one_number_for_infinity(
    path: str, got: Any, want: Any, same: Callable[[Any, Any], bool]
) -> str:
    """Return that one finite number stands wherever an infinity is expected, if all else is right.

    Shapes: got and want alike.   same: whether two arrays are equal within the tolerance.
    """
    if not holds_infinities(want):
        return ""
    cut = np.isinf(want)
    number, infinity = got[cut][0], want[cut][0]
    if not np.isfinite(number) or np.any(got[cut] != number) or np.any(want[cut] != infinity):
        return ""
    if not same(np.where(cut, want, got), want):
        return ""
    return (
        f"Wherever {path} should be {infinity:g} it is {number:.6g}; all else is right. What does "
        f"exp make of {number:.6g}, and what of {infinity:g}?"
    )


def kept_otherwise(leaf: Leaf) -> str:
    """Return which entries are infinite and should not be, or the other way round, as a hint.

    "" if other entries are wrong, too, and for a single number, which has no entries.
    """
    path, got, want = leaf
    if not want.ndim or not holds_infinities(want) or got.shape != want.shape:
        return ""
    gone, left = np.isinf(got) & np.isfinite(want), np.isfinite(got) & np.isinf(want)
    wrong = gone | left
    if not wrong.any() or np.any((got != want) & ~wrong):
        return ""
    infinity = f"{want[np.isinf(want)][0]:g}"
    told = [f"wrongly {infinity}: {_entries(path, gone)}"] if gone.any() else []
    told += [f"wrongly kept: {_entries(path, left)}"] if left.any() else []
    text = "; ".join(told)
    text = text[0].upper() + text[1:]
    one = entry_text(path, np.unravel_index(int(wrong.argmax()), got.shape))
    return f"{text}. Which comparison decides about {one}? Print both sides of it."


def _entries(path: str, marked: Any) -> str:
    """Write out the first marked entries."""
    places = [entry_text(path, index) for index in zip(*np.nonzero(marked), strict=True)]
    rest = len(places) - _MOST_SHOWN
    return listed(places[:_MOST_SHOWN] + ([f"{rest} more"] if rest > 0 else []))
