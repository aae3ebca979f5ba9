"""What a module asks for, read from its instructor notebook, and when its version changes."""

import json
import shutil

import nbformat
import pytest

from helpers.grading.assignment import Assignment, AssignmentError, read_assignment
from tests.support.grading.filled_notebook import ASSIGNMENT, INSTRUCTOR, ROOT, SLUG

OTHER = "01_unrolling"


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


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A copy of the helpers and of module 01's notebook, whose files may be touched."""
    root = tmp_path_factory.mktemp("whole")
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "helpers", root / "helpers", ignore=skipped)
    for slug in (SLUG, OTHER):
        shutil.copytree(ROOT / "solutions" / slug, root / "solutions" / slug)
    return root


def versions(root):
    return [read_assignment(root, slug).version for slug in (SLUG, OTHER)]


def touched(root, *names):
    """Return for which of the two modules the version moves while files end in a comment."""
    before, paths = versions(root), [root / "helpers" / name for name in names]
    texts = [path.read_text() for path in paths]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(f"{text}# touched\n")
    after = versions(root)
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    return [old != new for old, new in zip(before, after, strict=True)]


def test_a_new_module_and_unrelated_files_move_no_version(whole):
    before = versions(whole)
    package = whole / "helpers" / "checks" / "m99_new"
    package.mkdir()
    (package / "__init__.py").write_text("CHECKS = ()\n")
    assert versions(whole) == before
    unrelated = """
        nn/train.py nn/cells.py scratch/deep.py scratch/variants/lstm.py datasets/registry.py
        sampling/__init__.py plots/curves.py grading/report/gather.py grading/gradebook/write.py
        grading/batch/workers.py grading/nbgrader_hooks/feedback.py course/cli.py
    """.split()
    assert touched(whole, *unrelated) == [False, False]


@pytest.mark.parametrize(
    ("name", "moves"),
    [
        ("checks/engine/comparison.py", [True, True]),
        ("checks/runtime/call.py", [True, True]),
        ("grading/judging/session.py", [True, True]),
        ("grading/submission/salvage.py", [True, True]),
        ("grading/sandbox/bubblewrap.py", [True, True]),
        ("grading/sandbox/inside/worker.py", [True, True]),
        ("grading/assignment.py", [True, True]),
        ("common/python_cells.py", [True, True]),  # the deciding rooms import it
        ("checks/m00_start_here/one_hot.py", [True, False]),
        ("checks/m01_unrolling/rnn_step.py", [False, True]),
        ("scratch/bptt.py", [False, True]),  # of module 01's setup and records
        ("datasets/batching.py", [True, False]),  # holds the reference of next_token_pairs
    ],
)
def test_what_decides_a_grade_moves_the_versions_of_its_modules(whole, name, moves):
    assert touched(whole, name) == moves


def test_the_version_moves_with_a_cell_of_the_notebook(tmp_path):
    root = course(tmp_path, nbformat.writes(INSTRUCTOR))
    first = read_assignment(root, SLUG).version
    assert read_assignment(root, SLUG).version == first
    changed = nbformat.writes(INSTRUCTOR).replace("seed=1", "seed=2")
    assert read_assignment(course(root, changed), SLUG).version != first


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
