"""Optional exercises are released and graded like any other, and count in no total.

Module 01, which has them: released by nbgrader, graded by nbgrader and by `course grade`.
"""

import io
import shutil

import nbformat
import pytest

from helpers.course.author.source import read_module
from helpers.grading.batch.grade_class import grade_class
from helpers.grading.batch.options import Options
from helpers.grading.batch.progress import Progress
from helpers.grading.gradebook.results import load_result
from helpers.grading.report.page import write_report
from tests.support import ROOT
from tests.support.grading.nbgrader_class import Classroom, programs_on_path
from tests.support.grading.small_class import in_this_process

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.usefixtures("needs_bwrap"),
    # nbgrader 0.9.6 on SQLAlchemy 2.1: its own habits, not ours.
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
MODULE = read_module(ROOT / "solutions" / "01_unrolling.py")
OPTIONAL = {
    "embed_backward",
    "numeric_gradient",
    "chunk_bounds",
    "truncated_backward",
    "sgd_step",
}
LEFT_OUT = "raise NotImplementedError"
WRONG = "def chunk_bounds(T, k):\n    return [(s, s + k) for s in range(0, T, k)]"
BLANK = f"def embed_backward(ids, dxs, V):\n    {LEFT_OUT}"
HINT = "The last chunk stops beyond T."


@pytest.fixture(scope="module")
def room(needs_bwrap, tmp_path_factory):
    """A class of three: all right; optional ones wrong or left out; only optional ones right."""
    with pytest.MonkeyPatch.context() as patch:
        root = tmp_path_factory.mktemp("optional")
        patch.chdir(root)
        patch.setenv("PATH", programs_on_path())
        room = Classroom(root, module=MODULE)
        room.hand_in("ann", room.right())
        room.hand_in("bob", room.right(chunk_bounds=WRONG, embed_backward=BLANK))
        solved = {name: MODULE.solution(name) for name in OPTIONAL}
        room.hand_in("cid", room.notebook(**solved))
        shutil.copytree(root, root.parent / "other")
        yield room


@pytest.fixture(scope="module")
def graded(room):
    """The class as nbgrader graded it."""
    answer = room.autograde()
    assert answer["success"], answer["log"]
    return room


def points(room, who):
    """A student's points in the gradebook: of the main exercises, and of each optional one."""
    scores = {name.removeprefix("check_"): score for name, score in room.scores(who).items()}
    apart = {name: scores.pop(name) for name in OPTIONAL}
    return sum(scores.values()), apart


def states(root, who):
    """How each optional exercise of a student ended, in the stored results."""
    found = load_result(root, MODULE.slug, who)["exercises"]
    return {name: found[name]["status"] for name in OPTIONAL}


ENDS = {
    "ann": dict.fromkeys(OPTIONAL, "passed"),
    "bob": {**dict.fromkeys(OPTIONAL, "passed"), "chunk_bounds": "failed"}
    | {"embed_backward": "not attempted"},
    "cid": dict.fromkeys(OPTIONAL, "passed"),
}
TOTALS = {"ann": 20.0, "bob": 20.0, "cid": 0.0}


def test_the_release_holds_the_optional_exercises_without_solutions(room):
    cells = {c.id: c for c in nbformat.read(room.release, as_version=4).cells}
    for name in OPTIONAL:
        assert LEFT_OUT in cells[f"answer-{name}"].source
        assert cells[f"answer-{name}"].metadata.nbgrader.solution
        marks = cells[f"check-{name}"].metadata.nbgrader
        assert (marks.grade, marks.locked, marks.points) == (True, True, 0)


@pytest.mark.parametrize("who", ENDS)
def test_nbgrader_grades_them_and_they_count_in_no_total(graded, who):
    assert points(graded, who) == (TOTALS[who], dict.fromkeys(OPTIONAL, 0.0))
    assert states(graded.root, who) == ENDS[who]


def test_the_feedback_says_what_was_wrong(graded):
    made = graded.api().generate_feedback(MODULE.slug)
    assert made["success"], made["log"]
    page = graded.root / "grading" / "feedback" / "bob" / MODULE.slug / f"{MODULE.slug}.html"
    assert HINT in page.read_text(encoding="utf-8").replace("&#39;", "'")


def test_the_report_lists_them_apart(graded):
    folder = graded.root / "grading" / "reports" / MODULE.slug
    write_report(graded.root, MODULE.slug)
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert HINT in text[text.index("Optional, without points") :]


def test_course_grade_comes_to_the_same(room, monkeypatch):
    root = room.root.parent / "other"
    monkeypatch.chdir(root)
    in_this_process(monkeypatch)
    quiet = lambda total: Progress(total, io.StringIO())  # noqa: E731
    grade_class(root, MODULE.slug, Options(workers=1), lambda changes: True, quiet)
    other = Classroom(root, module=MODULE)
    for who in ENDS:
        assert points(other, who) == (TOTALS[who], dict.fromkeys(OPTIONAL, 0.0))
        assert states(root, who) == ENDS[who]
