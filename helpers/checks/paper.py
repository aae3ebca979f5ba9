"""Checks of derivations on paper: an exercise returns its numbers, and the first wrong one counts.

The numbers depend on each other in the order in which they are found, so only the first that is
off names the place of the mistake. The right value is not shown.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from helpers.checks.engine.check import Check

__all__ = ["look_by_slips", "paper_check"]

NextLook = Mapping[str, str] | Callable[[str, float], str]
AGAIN = "Work this one step again, with all the digits you have."
OFF, SAME = 1e-3, 3e-4  # a slip's number is no right one; a learner's is the slip's
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
        float32=True,
        **words,
    )


def look_by_slips(
    reference: Callable[[], Mapping[str, float]],
    telltale: Iterable[tuple[Callable[[], Mapping[str, float]], str]],
    rules: Mapping[str, str],
) -> Callable[[str, float], str]:
    """Return a next_look that recognises which slip the first wrong number comes from.

    telltale: slips, each with the sentence it earns. Of those with this very number, the one with
      the fewest wrong numbers before it counts; a number like 3 or 0.25 is too common for a slip
      that would have shown before.
    rules: what to ask if no slip fits; for a name, its first word, or what follows that.
    """

    def next_look(name: str, value: float) -> str:
        right, fitting = reference(), []
        for slip, sentence in telltale:
            wrong = slip()
            off = [other for other in right if abs(wrong[other] - right[other]) > OFF]
            same = name in off and abs(value - wrong[name]) <= SAME * (1 + abs(wrong[name]))
            if same and (name == off[0] or value != round(value, 2)):
                fitting.append((off.index(name), sentence))
        if fitting:
            return min(fitting, key=lambda found: found[0])[1]
        if value == round(right[name], 1):
            return "This is right to one decimal: how many does the exercise ask for?"
        if abs(value - right[name]) < OFF:
            return "It is nearly right: how many digits did the numbers before it keep?"
        first, _, rest = name.partition("_")
        return next((rules[key] for key in (name, first, rest) if key in rules), AGAIN)

    return next_look


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
    return next_look.get(name, AGAIN)


def _no_arguments(seed: int):
    yield ()
