"""Derivations on paper: the first number that is off is named, and nothing behind it."""

import pytest

from helpers.checks.engine.check import CheckFailed, NotAttempted
from helpers.checks.paper import look_by_slips, paper_check


def chain():
    """Return three numbers, each made from the one before it."""
    a = 0.5
    b = a * a - 1.0
    return {"a": a, "b": b, "c": 2.0 * b}


check_chain = paper_check("chain", chain, {"b": "Square a before you subtract."})


def failure(**changed):
    def answer():
        numbers = {"a": 0.5, "b": -0.75, "c": -1.5} | changed
        return {name: value for name, value in numbers.items() if value != "left out"}

    with pytest.raises(CheckFailed) as caught:
        check_chain(answer)
    return str(caught.value)


def test_right_numbers_pass_also_rounded_ones():
    check_chain(lambda: {"a": 0.5, "b": -0.75, "c": -1.5})
    check_chain(lambda: {"a": 0.5, "b": -0.7502, "c": -1.5004})


def test_the_first_that_is_off_is_named_with_its_next_look():
    text = failure(b=0.25, c=0.5)
    assert "b = 0.25 is the first number that is off" in text
    assert "The one before it is right" in text
    assert "Square a before you subtract." in text
    assert "c = " not in text
    assert "0.75" not in text  # what it should be is not told
    assert "The 2 before it are right" in failure(c=1.5)


def test_a_number_of_two_decimals_is_called_right_but_too_short():
    check = paper_check("short", lambda: {"a": 0.4567, "b": 2.0}, {"a": "Begin again."})
    for a, said in ((0.46, "two decimals only"), (0.45, "Begin again."), (0.47, "Begin again.")):
        with pytest.raises(CheckFailed, match=said):
            check(lambda a=a: {"a": a, "b": 2.0})


@pytest.mark.parametrize("value", [None, "x", True, float("nan"), "left out"])
def test_what_is_no_number_is_named(value):
    assert "b" in failure(b=value)


def test_a_blank_answer_is_not_attempted():
    def blank():
        raise NotImplementedError

    with pytest.raises(NotAttempted):
        check_chain(blank)


def look(name, value):
    slips = (
        (lambda: {"a_1": 3.0, "a_2": 0.1234, "b": 1.0}, "late"),
        (lambda: {"a_1": 2.0, "a_2": 0.1234, "b": 3.0}, "early"),
        (lambda: {"a_1": 3.0, "a_2": 0.4321, "b": 1.7}, "common"),
    )
    right = {"a_1": 2.0, "a_2": 0.6543, "b": 7.7777}
    return look_by_slips(lambda: right, slips, {"a": "rule of a", "2": "of 2"})(name, value)


def test_a_number_shows_the_slip_that_it_comes_from():
    assert look("a_1", 3.0) == "late"
    assert look("a_2", 0.1234) == "early"  # the other would have shown at a_1
    assert look("a_2", 0.4321) == "common"  # it would have, but nothing else makes this number
    assert look("b", 1.7) != "common"  # a number like this has many reasons
    assert look("a_2", 0.9) == "rule of a"
    assert look("a_2", 0.7).startswith("This is right to one decimal")
    assert look("a_2", 0.6539).startswith("It is nearly right")
    assert look("b", 5.0).startswith("Work this one step again")
