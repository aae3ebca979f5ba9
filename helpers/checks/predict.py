"""Scores a prediction that was made before an experiment ran, and answers to recall questions.

Neither carries points: a prediction is there so that a surprise can be noticed, a recall question
so that what was learned earlier is recalled.
"""

import math
from numbers import Real

from helpers.checks.runtime.text import a, wrapped

TWO_DECIMALS = 0.0051  # how far a number may lie from one that was rounded to two decimals


def score_prediction(
    prediction: object, measured: float, *, unit: str = "", within: float = 0.0
) -> None:
    """Print what was predicted beside what was measured.

    Shapes: prediction None or one number; measured a number.
    Units: `unit` is that of all three numbers; `within` is the distance that counts as close.
    """
    print(wrapped(_scored(prediction, measured, unit, within)))


def _scored(prediction: object, measured: float, unit: str, within: float) -> str:
    found = f"Measured: {_number(measured)} {unit}".rstrip()
    if prediction is None:
        return f"{found}. No prediction: put a number in place of None, then run both cells."
    if isinstance(prediction, bool) or not isinstance(prediction, Real):
        kind = a(type(prediction).__name__)
        return f"{found}. A prediction is one number, such as 3 or 0.5; this one is {kind}."
    if not math.isfinite(prediction):
        return f"{found}. A prediction is a finite number; this one is {prediction}."
    off = abs(float(prediction) - measured)
    close = (
        f"close enough (within {_number(within)})" if off <= within else f"off by {_number(off)}"
    )
    return f"{found}. Predicted: {_number(prediction)}, {close if off else 'as measured'}."


def score_recall(answer: object, right: object, because: str) -> None:
    """Print whether the answer to a recall question is right, and the sentence that says why.

    right: a number, which may be answered to two decimals, a choice such as "b", or a shape such
    as (2, 3). because: one sentence, shown in either case once something was answered.
    """
    if answer is None:
        said = f"No answer yet: put {_example(right)} in place of None, then run both cells."
    elif _same(answer, right):
        said = f"Right. {because}"
    else:
        said = f"Not {answer!r}. It is {right!r}: {because}"
    print(wrapped(said))


def _example(right: object) -> str:
    """Return what kind of value a question expects, as a learner would type it."""
    if isinstance(right, str):
        return 'the letter of a choice, such as "a",'
    return "a shape, such as (2, 3)," if isinstance(right, tuple) else "a number"


def _same(answer: object, right: object) -> bool:
    """Return whether an answer is the right one; a letter may be a capital or stand in brackets."""
    if isinstance(right, str):
        return isinstance(answer, str) and answer.strip(" ().").casefold() == right.casefold()
    if isinstance(right, tuple):
        return isinstance(answer, tuple | list) and tuple(answer) == right
    if isinstance(answer, bool) or not isinstance(answer, Real):
        return False
    return math.isclose(float(answer), float(right), rel_tol=1e-3, abs_tol=TWO_DECIMALS)  # type: ignore[arg-type]


def _number(value: Real | float) -> str:
    """Return a number as a reader would write it: whole, or 4 significant digits without zeros."""
    number = float(value)
    whole = number.is_integer() and 1e4 <= abs(number) < 1e15
    return f"{number:,.0f}" if whole else f"{number:.4g}"
