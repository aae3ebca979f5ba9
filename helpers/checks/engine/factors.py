"""Finds what all wrong entries have in common: float32, the opposite sign, one factor."""

from typing import Any

import numpy as np
from numpy import abs as _abs
from numpy import isfinite as _isfinite

from helpers.checks.engine.comparison import Leaf, worst_error, wrong_entries
from helpers.checks.runtime.surroundings import own_arithmetic

_FLOAT32_ERROR = 1e-5
_DECIMALS = range(2, 9)  # one may be right by chance


def common_step(leaf: Leaf) -> tuple[str, float]:
    """Return what all entries have in common, and the factor got / wanted if that is it."""
    with own_arithmetic():
        return _common(leaf)


def _common(leaf: Leaf) -> tuple[str, float]:
    got, want = leaf.got, leaf.want
    if not isinstance(want, np.ndarray) or want.dtype.kind not in "fiu" or got.dtype.kind == "c":
        return "", 0.0
    if want.dtype.kind != "f":
        return _offset_step(got, want), 0.0
    if rounded := _rounded_step(got, want):
        return rounded, 0.0
    error = float(worst_error(leaf, wrong_entries(leaf, 0)).max())
    if not _isfinite(error):
        return "", 0.0
    largest = float(_abs(want[_isfinite(want)]).max(initial=0.0))
    if error < _FLOAT32_ERROR * (1e-300 + largest):
        return "They agree to about 6 digits: is float32, or a rounded constant, used?", 0.0
    turned = Leaf(leaf.path, -got, want)
    if want.size > 1 and _abs(want).max() > 0 and not wrong_entries(turned, 1e-9).any():
        return "Every entry has the opposite sign: which minus sign is missing or extra?", -1.0
    step, factor = _factor_step(got, want)
    if step:
        return step, factor
    finite = _isfinite(want) | (got != want)  # an infinity that is right says nothing of the rest
    every = "Every entry" if finite.all() else "Every finite entry"
    return _offset_step(got[finite], want[finite], every), 0.0


def _rounded_step(got: np.ndarray, want: np.ndarray) -> str:
    """Return to how many decimals all entries are rounded, if they are right but for that."""
    if np.any(_abs(got - want) > 10.0 ** -_DECIMALS[0] * (1 + _abs(want))):
        return ""
    for decimals in _DECIMALS:
        rounded = np.round(want, decimals)
        finer = np.any(rounded != np.round(want, decimals - 1))
        if finer and np.allclose(got, rounded, rtol=1e-12, atol=1e-12, equal_nan=True):
            every = "It is" if want.size == 1 else "All entries are"
            return f"{every} right but rounded to {decimals} decimals: which line rounds?"
    return ""


def _offset_step(got: np.ndarray, want: np.ndarray, every: str = "Every entry") -> str:
    """Return by what number all entries are off, if it is one for at least three of them."""
    if got.dtype.kind not in "fiu" or want.size < 3 or np.ptp(want) == 0:
        return ""
    by = np.subtract(got, want, dtype=float)
    first = float(by.flat[0])
    if (
        abs(first) < 1e-9
        or not _isfinite(by).all()
        or _abs(by - first).max() > 1e-9 * (1 + _abs(want).max())
    ):
        return ""
    size = "large" if first > 0 else "small"
    return f"{every} is {abs(first):.6g} too {size}: which line adds or leaves out that much?"


def _factor_step(got: np.ndarray, want: np.ndarray) -> tuple[str, float]:
    ratio = (got / want)[_abs(want) > 1e-12]
    if ratio.size == 0 or not _isfinite(ratio).all() or abs(ratio.flat[0]) < 1e-12:
        return "", 0.0
    first = float(ratio.flat[0])
    if _abs(ratio - first).max() > 1e-9 * abs(first):
        return "", 0.0
    if wrong_entries(Leaf("", got, first * want), 1e-9).any():  # where 0 is wanted
        return "", 0.0
    every = "It is" if want.size == 1 else "Every entry is"
    if times := whole_factor(first):
        large = abs(first) > 1
        why = "a sum where a mean belongs" if large else "a mean where a sum belongs"
        which = "one factor too many" if large else "a factor missing"
        size = "large" if large else "small"
        twice = ", or is something counted twice" if first == 2 else ""
        sign = ", and has the opposite sign" if first < 0 else ""
        return f"{every} {times} times too {size}{sign}: is it {why}, or is {which}{twice}?", first
    if ratio.size == 1:
        return "", 0.0
    return f"{every} {first:.6g} times what it should be: where does that factor enter?", first


def whole_factor(ratio: float) -> int:
    """Return n where a ratio is n or 1/n, of either sign, with a whole n above 1, else 0."""
    both = (n for n in (abs(ratio), 1 / abs(ratio)) if 1.5 < n < 1e6 and abs(n - round(n)) < 1e-6)
    return round(next(both, 0))


def whole_factor_of(args: tuple, ratio: float) -> bool:
    """Return whether a ratio is a length that a sum over the arguments may run over."""
    return whole_factor(ratio) in sizes(args)


def sizes(value: Any) -> set[int]:
    """Collect what a sum over the inputs may run over: their lengths, and whole numbers."""
    if isinstance(value, np.ndarray):
        shape = value.shape
        pairs = (shape[i] * n for i in range(len(shape)) for n in shape[i + 1 :])
        is_mask = value.size > 0 and bool(np.isin(value, (0, 1)).all())
        kept = [int(value.sum())] if is_mask else []
        return {*shape, *pairs, value.size, *kept}
    if isinstance(value, tuple | list):
        return {len(value)}.union(*map(sizes, value))
    return {int(value)} if isinstance(value, int | np.integer) else set()
