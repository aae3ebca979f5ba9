"""A prediction is reported beside the measurement, whatever was written in its cell."""

import numpy as np
import pytest

from helpers.checks.predict import score_prediction, score_recall


@pytest.mark.parametrize(
    ("prediction", "within", "said"),
    [
        (None, 0.0, "No prediction: put a number in place of None"),
        (3, 0.0, "Predicted: 3, as measured."),
        (3, 0.5, "Predicted: 3, as measured."),
        (np.float64(3.05), 0.1, "Predicted: 3.05, close enough (within 0.1)."),
        (5, 2, "Predicted: 5, close enough (within 2)."),
        (5.01, 2, "Predicted: 5.01, off by 2.01."),
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
    assert said in printed.replace("\n", " ")
    assert printed.startswith("Measured: 3 steps. ")
    assert max(map(len, printed.splitlines())) <= 80


def test_a_large_whole_number_is_written_out(capsys):
    score_prediction(400_000, 500_000, unit="numbers")
    printed = capsys.readouterr().out.replace("\n", " ")
    assert "Measured: 500,000 numbers. Predicted: 400,000, off by 100,000" in printed
    score_prediction(1, 12345.678, unit="numbers")
    assert "1.235e+04" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "right", "says"),
    [
        (3, 3, "Right. So it is."),
        (2.9999, 3.0, "Right."),
        (4.6, 4.605, "Right."),
        (4.61, 4.605, "Right."),
        (4.59, 4.605, "Not 4.59. It is 4.605: So it is."),
        (0.35, 0.36, "Not 0.35."),
        (True, 1, "Not True. It is 1: So it is."),
        (4, 3, "Not 4. It is 3: So it is."),
        (" B", "b", "Right."),
        ("(b)", "b", "Right."),
        ("c", "b", "Not 'c'. It is 'b': So it is."),
        (2, "b", "Not 2."),
        ((2, 3), (2, 3), "Right."),
        ([2, 3], (2, 3), "Right."),
        ((3, 2), (2, 3), "Not (3, 2). It is (2, 3)"),
        (None, 3, "No answer yet: put a number in place of None"),
        (None, "b", "the letter of a choice"),
        (None, (2, 3), "a shape, such as (2, 3)"),
    ],
)
def test_a_recall_question_is_answered_at_once(capsys, answer, right, says):
    score_recall(answer, right, "So it is.")
    out = capsys.readouterr().out
    assert says in out.replace("\n", " ")
    assert max(map(len, out.splitlines())) <= 80
