"""Checks of counts of weights: a wrong count is read back as a formula in D and H.

A number alone has no entries that could be worked out one by one; the formula behind it shows which
of the arrays was counted otherwise. The right formula is not shown.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

__all__ = ["count_property", "formula_of"]

TERMS = {
    "D H": lambda D, H: D * H,
    "H^2": lambda D, H: H * H,
    "D^2": lambda D, H: D * D,
    "H": lambda D, H: H,
    "D": lambda D, H: D,
    "": lambda D, H: 1,
}
_SIZES = [(1, 2), (2, 1), (2, 3), (3, 2), (5, 3), (3, 7), (7, 5), (4, 4), (9, 2)]
_LARGEST = 100  # of a coefficient: a larger one is no count of blocks


def count_property(reference: Callable, arrays: Sequence[str]) -> Callable:
    """Make the property that a count is right: (answer, args, got) -> message or None.

    reference: (D, H) -> a whole number, or a tuple of them. arrays: for each number its name and
    the arrays that it counts with their shapes, as "count: W_x (D, 4H) and b (4H,)".
    """

    def right_count(answer: Callable, args: tuple, got: Any) -> str | None:
        for place, (ours, want, told) in enumerate(
            zip(np.atleast_1d(got), np.atleast_1d(reference(*args)), arrays, strict=True)
        ):
            if ours == want:
                continue
            name, _, shapes = told.partition(": ")
            fact = f"{name} is {ours}, expected {want}."
            formula = formula_of(_part_of(answer, place))
            look = f"How many entries has each of {shapes} for these D and H?"
            if formula:
                look = (
                    f"For all D and H tried, {name} is {formula}. Which term counts which of "
                    f"{shapes}, and which one is off?"
                )
            return f"{fact}\nNext: {look}"
        return None

    return right_count


def _part_of(answer: Callable, place: int) -> Callable[[int, int], float]:
    return lambda D, H: float(np.atleast_1d(answer(D, H))[place])


def formula_of(count: Callable[[int, int], float]) -> str:
    """Return a count of two sizes as a sum of whole multiples of TERMS, "" if it is none.

    Three pairs of sizes are more than needed, so a formula that is not of this kind does not fit.
    """
    columns = np.array([[term(*sizes) for term in TERMS.values()] for sizes in _SIZES], float)
    values = np.array([float(count(*sizes)) for sizes in _SIZES])
    found = np.linalg.lstsq(columns, values, rcond=None)[0]
    whole = np.round(found)
    off = max(np.abs(columns @ whole - values).max(), np.abs(whole).max() / _LARGEST - 1)
    if off > 0 or not whole.any():
        return ""
    parts = zip(whole.astype(int), TERMS, strict=True)
    told = [_part(factor, term) for factor, term in parts if factor]
    return " ".join(told).removeprefix("+ ")


def _part(factor: int, term: str) -> str:
    size = abs(factor) if abs(factor) != 1 or not term else ""
    return " ".join(str(p) for p in ("+" if factor > 0 else "-", size, term) if p != "")
