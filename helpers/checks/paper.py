"""Checks of derivations on paper: an exercise returns its numbers, and the first wrong one counts.

The numbers depend on each other in the order in which they are found, so only the first that is
off names the place of the mistake. The right value is not shown.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

from helpers.checks.engine.check import Check

__all__ = ["paper_check"]

NextLook = Mapping[str, str] | Callable[[str, float], str]
REASON = "the prompt asks for four decimals, and a number rounded on the way may be off by a few"


def paper_check(
    name: str,
    reference: Callable[[], Mapping[str, float]],
    next_look: NextLook,
    tolerance: float = 5e-4,
    **words: Any,
) -> Check:
    """Make the check of an exercise without arguments that returns a dict of numbers.

    reference: the exercise's function; its dict gives the names and their order.
    next_look: for a name, the sentence that states where to look when it is the first that is off;
      or a function that finds that sentence from the name and the number that was given.
    tolerance: |got - want| <= tolerance * (1 + |want|). words: further fields of Check, such as
      slips and alternatives.
    """

    def first_off(answer: Callable, args: tuple, got: Any) -> str | None:
        return first_wrong_number(got, reference(), next_look, tolerance)

    return Check(
        name=name,
        reference=reference,
        cases=_no_arguments,
        outputs=("numbers",),
        properties=(first_off, *words.pop("properties", ())),
        compare=False,
        tolerance=tolerance,
        tolerance_reason=REASON,
        **words,
    )


def first_wrong_number(
    got: Any, wanted: Mapping[str, float], next_look: NextLook, tolerance: float
) -> str | None:
    """Return the message about the first number that is missing, no number, or off; else None."""
    for place, (name, want) in enumerate(wanted.items()):
        value = got.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"{name} is {value!r}, and should be a number.\nNext: fill in {name}."
        if not math.isfinite(value) or abs(value - want) > tolerance * (1 + abs(want)):
            before = f" The {place} before it are right." if place > 1 else ""
            before = " The one before it is right." if place == 1 else before
            if _rounded(value, want, tolerance):
                fact = f"{name} = {value:.6g} is right, but has two decimals only.{before}"
                return f"{fact}\nNext: Give as many decimals as the prompt asks for."
            look = _look(next_look, name, float(value))
            return f"{name} = {value:.6g} is the first number that is off.{before}\nNext: {look}"
    return None


def _rounded(value: float, want: float, tolerance: float) -> bool:
    """Return whether a number is the expected one, rounded to two decimals."""
    return abs(value - want) <= 100 * tolerance and math.isclose(value, round(want, 2))


def _look(next_look: NextLook, name: str, value: float) -> str:
    if callable(next_look):
        return next_look(name, value)
    return next_look.get(name, "Work this one step again, with all the digits you have.")


def _no_arguments(seed: int):
    yield ()
