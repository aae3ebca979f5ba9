"""`yours`: the learner's function once it has passed, else the course's."""

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
    monkeypatch.setattr(module, "_own_named", set())


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


def test_an_answer_that_was_defined_again_counts_when_it_has_passed_again():
    answer, again = right_total(), right_total()
    check_total(answer)
    assert yours(again, check_total, total) is total
    check_total(again)
    assert yours(again, check_total, total) is again
    with pytest.raises(CheckFailed):
        check_total(lambda xs, k: None)
    assert yours(again, check_total, total) is total
