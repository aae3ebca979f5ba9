"""What a module asks for, read from its instructor notebook, and when its version changes."""

import json

import nbformat
import pytest
from filled_notebook import ASSIGNMENT, INSTRUCTOR, ROOT, SLUG

from helpers.grading.assignment import GRADED_BY, Assignment, AssignmentError, read_assignment


def test_an_assignment_says_what_there_is_to_grade():
    assert ASSIGNMENT.exercises == ("one_hot", "next_token_pairs")
    assert ASSIGNMENT.essays == ("your_own_sequence",)
    assert [ASSIGNMENT.points(n) for n in (*ASSIGNMENT.exercises, *ASSIGNMENT.essays)] == [1, 1, 2]
    assert [part.name for part in ASSIGNMENT.parts if part.kind == "check"] == ["one_hot"] + [
        "next_token_pairs"
    ]
    assert {p.kind for p in ASSIGNMENT.parts} == {"setup", "exercise", "check", "essay", "other"}
    assert Assignment.from_dict(json.loads(json.dumps(ASSIGNMENT.as_dict()))) == ASSIGNMENT


def course(tmp_path, text):
    path = tmp_path / "solutions" / SLUG / f"{SLUG}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return tmp_path


def test_the_version_changes_with_a_check_or_what_judges_it(tmp_path):
    root = course(tmp_path, nbformat.writes(INSTRUCTOR))
    first = read_assignment(root, SLUG).version
    assert read_assignment(root, SLUG).version == first
    (root / "helpers" / "scratch").mkdir(parents=True)
    (root / "helpers" / "scratch" / "ops.py").write_text("x = 1")
    second = read_assignment(root, SLUG).version
    (root / "helpers" / "sampling.py").write_text("x = 1")
    third = read_assignment(root, SLUG).version
    changed = nbformat.writes(INSTRUCTOR).replace("seed=1", "seed=2")
    assert len({first, second, third, read_assignment(course(root, changed), SLUG).version}) == 4


# Parts of helpers/grading/ that bring grades to people and change none.
AFTERWARDS = """
    __init__ class_run cluster desk export gradebook looking marks nbgrader_converter
    nbgrader_feedback nbgrader_formgrader nbgrader_plugin people platforms records report
    report_essays report_exercises report_figures report_page report_similar roster settings shown
    similar store submissions tables tally unit
"""


def test_every_file_of_grading_is_known_to_change_a_grade_or_not():
    files = {f"grading/{path.name}" for path in (ROOT / "helpers" / "grading").glob("*.py")}
    afterwards = {f"grading/{name}.py" for name in AFTERWARDS.split()}
    graded_by = {name for name in GRADED_BY if name.startswith("grading/")}
    assert afterwards | graded_by == files
    assert not afterwards & graded_by


def test_a_report_changes_no_version(tmp_path):
    root = course(tmp_path, nbformat.writes(INSTRUCTOR))
    versions = set()
    for name in ("", "report.py", "session.py"):
        (root / "helpers" / "grading").mkdir(parents=True, exist_ok=True)
        if name:
            (root / "helpers" / "grading" / name).write_text("x = 1")
        versions.add(read_assignment(root, SLUG).version)
    assert len(versions) == 2


@pytest.mark.parametrize("broken", [None, "", "{}", "[]", '{"cells": [], "nbformat": 4}'])
def test_no_assignment_is_one_line_that_says_why(tmp_path, broken):
    root = tmp_path if broken is None else course(tmp_path, broken)
    with pytest.raises(AssignmentError) as raised:
        read_assignment(root, SLUG)
    assert SLUG in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_name_of_a_module_is_no_path():
    with pytest.raises(AssignmentError):
        read_assignment(ROOT, "../solutions/00_start_here")
