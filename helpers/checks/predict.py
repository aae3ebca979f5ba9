"""Scores a prediction that was made before an experiment ran.

A prediction carries no points: it is there so that a surprise can be noticed.
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


def _number(value: Real | float) -> str:
    """A number as a reader would write it: 4 significant digits, no trailing zeros."""
    return f"{float(value):.4g}"
