"""`yours`: the learner's function once it has passed, else the course's."""

import ast
import subprocess
import sys

import pytest

from helpers.checks import yours as module
from helpers.checks.engine.check import CheckFailed
from helpers.checks.yours import yours
from tests.support.engine_sample import check_total, total


def right_total():
    """Return a new function that answers the sample exercise."""

    def answer(xs, k):
        result = 0.0
        for x in xs:
            result = result + k * x
        return result

    return answer


@pytest.fixture(autouse=True)
def nothing_told(monkeypatch):
    monkeypatch.setattr(module, "_own_named", {})


def test_the_reference_stands_in_until_the_check_has_passed(capsys):
    answer = right_total()
    assert yours(answer, check_total, total) is total
    assert "the course's function runs here" in capsys.readouterr().out
    assert yours(answer, check_total, total) is total
    assert "the course's function runs here" in capsys.readouterr().out  # each time
    check_total(answer)
    capsys.readouterr()
    assert yours(answer, check_total, total) is answer
    assert capsys.readouterr().out == "total: your own function runs here.\n"
    assert yours(answer, check_total, total) is answer
    assert capsys.readouterr().out == ""  # said already


def test_a_cell_that_runs_again_says_it_again(capsys, monkeypatch):
    answer = right_total()
    check_total(answer)
    capsys.readouterr()
    told = []
    for cell in [("first", 4), ("first", 4), ("second", 5), ("first", 6), ("second", 7)]:
        monkeypatch.setattr(module, "_running_cell", lambda cell=cell: cell)
        yours(answer, check_total, total)
        told.append(capsys.readouterr().out != "")
    assert told == [True, False, False, True, False]


def test_the_cell_that_runs_is_known_in_a_notebook():
    code = "from helpers.checks.yours import _running_cell\nprint(_running_cell())"
    shell = "from IPython.core.interactiveshell import InteractiveShell as S; s = S.instance()\n"
    shell += f"for _ in range(2): s.run_cell({code!r}, store_history=True)"
    done = subprocess.run([sys.executable, "-c", shell], capture_output=True, text=True, check=True)
    first, second = map(ast.literal_eval, done.stdout.splitlines())
    assert first[0] == second[0] == code
    assert first[1] < second[1]


def test_an_answer_that_was_defined_again_counts_when_it_has_passed_again():
    answer, again = right_total(), right_total()
    check_total(answer)
    assert yours(again, check_total, total) is total
    check_total(again)
    assert yours(again, check_total, total) is again
    with pytest.raises(CheckFailed):
        check_total(lambda xs, k: None)
    assert yours(again, check_total, total) is total
