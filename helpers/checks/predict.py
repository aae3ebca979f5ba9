"""Scores a prediction that was made before an experiment ran, and answers to recall questions.

Neither carries points: a prediction is there so that a surprise can be noticed, a recall question
so that what was learned earlier is asked for again.
"""

import math
from numbers import Real


def score_prediction(
    prediction: object, measured: float, *, unit: str = "", within: float = 0.0
) -> None:
    """Print what was predicted beside what was measured.

    Shapes: prediction None or one number; measured a number.
    Units: `unit` names that of all three numbers; `within` is the distance that counts as close.
    """
    found = f"Measured: {_number(measured)} {unit}".rstrip()
    if prediction is None:
        print(f"{found}. Nothing was predicted: put a number in place of None, and run both cells.")
    elif isinstance(prediction, bool) or not isinstance(prediction, Real):
        kind = type(prediction).__name__
        print(f"{found}. A prediction is one number, such as 3 or 0.5; this one is a {kind}.")
    elif not math.isfinite(prediction):
        print(f"{found}. A prediction is a finite number; this one is {prediction}.")
    else:
        off = abs(float(prediction) - measured)
        close = "as predicted" if off <= within else f"off by {_number(off)}"
        print(f"{found}. Predicted: {_number(prediction)}, {close}.")


def score_recall(answer: object, right: object, because: str) -> None:
    """Print whether the answer to a recall question is right, and the sentence that says why.

    right: a number, a choice such as "b", or a shape such as (2, 3). because: one sentence, shown
    in either case once something was answered.
    """
    if answer is None:
        print(f"Nothing was answered: put {_example(right)} in place of None, and run both cells.")
    elif _same(answer, right):
        print(f"Right. {because}")
    else:
        print(f"Not {answer!r}. It is {right!r}: {because}")


def _example(right: object) -> str:
    """Return what kind of value a question wants, as a learner would type it."""
    if isinstance(right, str):
        return 'the letter of a choice, such as "a",'
    return "a shape, such as (2, 3)," if isinstance(right, tuple) else "a number"


def _same(answer: object, right: object) -> bool:
    """Tell whether an answer is the right one: case and spaces of a letter do not count."""
    if isinstance(right, str):
        return isinstance(answer, str) and answer.strip().casefold() == right.casefold()
    if isinstance(right, tuple):
        return isinstance(answer, tuple | list) and tuple(answer) == right
    is_number = isinstance(answer, Real) and not isinstance(answer, bool)
    return is_number and math.isclose(float(answer), float(right), rel_tol=1e-3)  # type: ignore[arg-type]


def _number(value: Real | float) -> str:
    """A number as a reader would write it: 4 significant digits, no trailing zeros."""
    return f"{float(value):.4g}"
