"""A prediction is reported beside the measurement, whatever was written in its cell."""

import numpy as np
import pytest

from helpers.checks.predict import score_prediction


@pytest.mark.parametrize(
    ("prediction", "within", "said"),
    [
        (None, 0.0, "Nothing was predicted"),
        (3, 0.0, "Predicted: 3, as predicted"),
        (np.float64(3.05), 0.1, "as predicted"),
        (4, 0.5, "Predicted: 4, off by 1"),
        ("3", 0.0, "this one is a str"),
        (True, 0.0, "this one is a bool"),
        (float("nan"), 0.0, "a finite number"),
        ([3], 0.0, "this one is a list"),
    ],
)
def test_each_kind_of_prediction_gets_its_own_line(capsys, prediction, within, said):
    score_prediction(prediction, 3.0, unit="steps", within=within)
    printed = capsys.readouterr().out
    assert said in printed
    assert printed.startswith("Measured: 3 steps. ")
    assert printed.count("\n") == 1
