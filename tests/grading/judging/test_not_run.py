"""What an answer took from a cell that does not run when grading is named to its author."""

import dataclasses

from helpers.grading.submission.provided_names import not_run
from tests.support.grading.small_assignment import ALL, ASSIGNMENT, RIGHT, grade, points
from tests.support.grading.small_assignment import part as made

DEMO = """\
bits, (low, high) = [1, 0], (0, 1)
for step in bits: print(step)
squares = [root**2 for root in bits]
def shown(x):
    inside = x
    return inside
"""
SHOWING = dataclasses.replace(
    ASSIGNMENT,
    parts=(
        *ASSIGNMENT.parts,
        dataclasses.replace(made("setup", "", DEMO), id="code-1", kind="other"),
    ),
    version="small, with values of a demonstration",
)
USES = "def twice(x):\n    return (1 + len(bits) - 1) * x\n"
WHY = "bits is not defined: it comes from a read-only cell of the notebook"


def test_a_value_of_a_demonstration_is_missing_and_it_is_said_why():
    result = grade(RIGHT | {"twice": USES}, assignment=SHOWING)
    assert points(result) == ALL | {"twice": 0}
    assert "name 'bits' is not defined" in result["exercises"]["twice"]["message"]
    (problem,) = result["problems"]
    assert problem.startswith(f"twice: {WHY}. When grading, only the setup cell and your own")


def test_it_is_said_as_well_where_a_cell_of_the_learners_own_needed_it():
    text = "def twice(x):\n    return two * x\n"
    result = grade(RIGHT | {"twice": text}, [(None, "two = len(bits)")], assignment=SHOWING)
    assert [problem.split(".")[0] for problem in result["problems"]] == [f"twice: {WHY}"]
    both = grade(RIGHT | {"twice": USES}, [(None, "two = len(bits)")], assignment=SHOWING)
    assert len(both["problems"]) == 1  # what is said once is not said again
    own = [(None, "print(bits)")]  # a look at something, which costs nothing
    assert grade(RIGHT, own, assignment=SHOWING)["problems"] == []
    wrong = RIGHT | {"twice": "def twice(x):\n    return x\n"}
    assert grade(wrong, own, assignment=SHOWING)["problems"] == []


def test_only_names_that_the_kernel_would_have_had_are_told():
    for name in ("bits", "low", "high", "step", "squares", "shown"):
        assert not_run(f"f raised NameError: name '{name}' is not defined.", SHOWING.parts)
    for name in ("inside", "root", "x", "np", "twice", "print"):
        assert not not_run(f"f raised NameError: name '{name}' is not defined.", SHOWING.parts)
    assert not not_run("f raised KeyError: 'bits'.", SHOWING.parts)
