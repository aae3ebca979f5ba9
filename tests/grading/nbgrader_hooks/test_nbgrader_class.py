"""One class hands in whatever a class hands in; nbgrader's API grades all of it in one batch."""

import copy
import json
import os
import re

import nbformat
import pytest

from helpers.grading.gradebook.results import load_result
from tests.support.grading.nbgrader_class import (
    EXIT,
    FIRST,
    FULL,
    LOOP,
    SECOND,
    SLUG,
    new_classroom,
    scores,
)

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.usefixtures("needs_bwrap"),
    # nbgrader 0.9.6 on SQLAlchemy 2.1: its own habits, not ours.
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
DECOMPOSED = "zoe\u0308"  # as macOS writes the name of a folder
SECRET = "a line that stands outside of every submission"


def plain(room, who):
    room.hand_in(who, room.right())


def named_otherwise(room, who):
    room.hand_in(who, room.right(), name="homework (2) final.ipynb")


def with_other_files(room, who):
    """Files beside the notebook, a link to one outside, a link to a folder, and a pipe."""
    folder = room.hand_in(who, room.right())
    (folder / "data.csv").write_text("1,2\n")
    (folder / ".hidden").write_text("3\n")
    (folder / "more").mkdir()
    (folder / "more" / "notes.txt").write_text("4\n")
    (folder / "linked.txt").symlink_to(room.root / "secret.txt")
    (folder / "linked").symlink_to(room.root / "outside")
    os.mkfifo(folder / "pipe")


def notebook_is_a_link(room, who):
    outside = room.root / "outside" / "solved.ipynb"
    nbformat.write(room.right(), outside)
    (room.folder(who) / f"{SLUG}.ipynb").symlink_to(outside)


def folder_is_a_link(room, who):
    room.folder(who).rmdir()
    room.folder(who).parent.joinpath(SLUG).rmdir()
    solved = room.root / "outside" / "solved"
    solved.mkdir()
    nbformat.write(room.right(), solved / f"{SLUG}.ipynb")
    (room.root / "grading" / "submitted" / who / SLUG).symlink_to(solved)


def student_is_a_link(room, who):
    """The student's own folder leads to that of somebody who solved everything."""
    solved = room.root / "outside" / "somebody"
    (solved / SLUG).mkdir(parents=True)
    nbformat.write(room.right(), solved / SLUG / f"{SLUG}.ipynb")
    (room.root / "grading" / "submitted" / who).symlink_to(solved)


def notebook_is_a_pipe(room, who):
    os.mkfifo(room.folder(who) / f"{SLUG}.ipynb")


def date_is_a_pipe(room, who):
    os.mkfifo(room.hand_in(who, room.right()) / "timestamp.txt")


def date_is_no_date(room, who):
    (room.hand_in(who, room.right()) / "timestamp.txt").write_text("yesterday at noon\n")


def no_json(room, who):
    room.hand_in(who, "My notebook is on my other laptop.")


def nothing(room, who):
    room.folder(who)


def old_schema(room, who):
    """As a notebook program of long ago writes it: no ids, another version of nbgrader's data."""
    notebook = room.right()
    notebook.nbformat_minor = 0
    for cell in notebook.cells:
        del cell["id"]
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader["schema_version"] = 1
    room.hand_in(who, json.dumps(notebook))


def cells_twice(room, who):
    notebook = room.right()
    notebook.cells = [cell for c in notebook.cells for cell in (c, copy.deepcopy(c))]
    room.hand_in(who, json.dumps(notebook))


def lone_surrogate(room, who):
    """A letter that no file can hold, in an answer and in the essay."""
    notebook = room.right()
    for cell in notebook.cells:
        if cell.id == f"answer-{FIRST}":
            cell.source += "\n# \ud800"
    room.hand_in(who, json.dumps(notebook))


def ends_its_process(room, who):
    room.hand_in(who, room.right(**{FIRST: EXIT}))


def loops(room, who):
    room.hand_in(who, room.right(**{SECOND: LOOP}))


def prints_a_lot(room, who):
    text = f"def {FIRST}(*args):\n    print('a line\\n' * 3000)\n    return 1"
    room.hand_in(who, room.right(**{FIRST: text}))


def untouched(room, who):
    room.hand_in(who, room.notebook())


MARKS = [f"### {end} {what}" for what in ("HIDDEN TESTS", "SOLUTION") for end in ("BEGIN", "END")]


def nbgraders_marks(room, who):
    """The marks by which nbgrader cuts cells, one and all, in an own cell, an answer, an essay."""
    notebook = room.right()
    for cell in notebook.cells:
        if cell.id.startswith("answer-"):
            cell.source = f"{MARKS[0]}\n{cell.source}\n{MARKS[-1]}\n{MARKS[2]}"
        elif cell.id.startswith("essay-"):
            cell.source = "\n".join(["# a", *MARKS[::-1], "### BEGIN MARK SCHEME"])
    notebook.cells.insert(3, nbformat.v4.new_code_cell(MARKS[0]))
    notebook.cells.insert(9, nbformat.v4.new_code_cell("\n".join(["x = 1", *MARKS[1:], *MARKS])))
    room.hand_in(who, notebook)


def cut_off(room, who):
    """A file that was not uploaded to its end: its essay is lost."""
    text = nbformat.writes(room.right())
    room.hand_in(who, text[: len(text) * 2 // 3])


# What each hands in, its scores, and a word of what the report must say of it.
CLASS = {
    plain: (FULL, None),
    named_otherwise: (FULL, "homework (2) final.ipynb"),
    with_other_files: (FULL, "linked.txt"),
    notebook_is_a_link: (scores(0, 0), f"{SLUG}.ipynb"),
    folder_is_a_link: (scores(0, 0), "link"),
    student_is_a_link: (scores(0, 0), "link"),
    notebook_is_a_pipe: (scores(0, 0), f"{SLUG}.ipynb"),
    date_is_a_pipe: (FULL, None),
    date_is_no_date: (FULL, None),
    no_json: (scores(0, 0), "no notebook can be read"),
    nothing: (scores(0, 0), "the folder is empty"),
    old_schema: (FULL, None),
    cells_twice: (FULL, None),
    lone_surrogate: (FULL, None),
    ends_its_process: (scores(first=0), None),
    loops: (scores(second=0), None),
    prints_a_lot: (scores(first=0), None),
    untouched: (scores(0, 0), None),
    nbgraders_marks: (FULL, None),
    cut_off: (FULL, "recovered one by one"),
}
UNREAD = {notebook_is_a_link, folder_is_a_link, student_is_a_link, notebook_is_a_pipe}
UNREAD |= {no_json, nothing}
IDS = {hand_in: f"{hand_in.__name__} (1)" for hand_in in CLASS}
EACH = [pytest.param(hand_in, id=hand_in.__name__) for hand_in in CLASS]


@pytest.fixture(scope="module")
def graded(needs_bwrap, tmp_path_factory):
    """The whole class, graded by one call of nbgrader's API, with feedback."""
    with pytest.MonkeyPatch.context() as patch:
        room = new_classroom(tmp_path_factory.mktemp("course"), patch, seconds=5.0)
        (room.root / "secret.txt").write_text(SECRET)
        (room.root / "outside").mkdir()
        (room.root / "outside" / "secret.txt").write_text(SECRET)
        for hand_in, who in IDS.items():
            hand_in(room, who)
        plain(room, "no\nstudent")
        plain(room, DECOMPOSED)
        room.answer = room.autograde()
        room.feedback = room.api().generate_feedback(SLUG)
        yield room


def test_the_batch_goes_through(graded):
    assert graded.answer["success"], graded.answer
    assert graded.feedback["success"], graded.feedback


@pytest.mark.parametrize("hand_in", EACH)
def test_every_submission_gets_what_can_be_read_of_it_and_nothing_else_goes_further(
    graded, hand_in
):
    who, (points, word) = IDS[hand_in], CLASS[hand_in]
    assert graded.scores(who) == points
    assert graded.files("autograded", who) == [f"{SLUG}.ipynb"]
    assert graded.files("feedback", who) == [f"{SLUG}.html"]
    page = graded.root / "grading" / "feedback" / who / SLUG / f"{SLUG}.html"
    text = page.read_text(encoding="utf-8")
    if hand_in is nbgraders_marks:  # a student's text is text
        assert text.count("HIDDEN TESTS") == 8
    else:
        assert "HIDDEN" not in text
        assert "SOLUTION" not in text
    result = load_result(graded.root, SLUG, who)
    assert bool(result["unread"]) == (hand_in in UNREAD)
    assert waits(graded, who) == (hand_in in UNREAD | {nbgraders_marks, cut_off})
    remarks = [*filter(None, [result["unread"]]), *result["problems"]]
    assert word is None or any(word in remark for remark in remarks), remarks
    lines = graded.lines(graded.answer["log"], who)
    assert [line.split(f"{who}: ", 1)[1] for line in lines] == remarks
    assert all("\n" not in remark for remark in remarks)
    got = {f"check_{name}": e["points"] for name, e in result["exercises"].items()}
    assert got.items() <= graded.scores(who).items()


def waits(room, who):
    """Return whether a person has to give a grade."""
    with room.gradebook() as gradebook:
        return gradebook.find_submission(SLUG, who).needs_manual_grade


def test_nothing_outside_a_submission_is_read(graded):
    for step in ("autograded", "feedback", "results"):
        for path in (graded.root / "grading" / step).rglob("*"):
            assert path.is_dir() or SECRET not in path.read_text(encoding="utf-8")


def test_a_folder_that_is_no_student_is_named_and_costs_no_one_else(graded):
    assert "not graded: 'no\\nstudent'" in graded.answer["log"]
    assert graded.scores("no\nstudent") is None
    assert f"not graded: {DECOMPOSED}: a name in decomposed letters" in graded.answer["log"]
    assert graded.scores(DECOMPOSED) is None


def test_a_bad_date_is_said(graded):
    for hand_in in (date_is_a_pipe, date_is_no_date):
        assert re.search(rf"{re.escape(IDS[hand_in])}.*timestamp\.txt", graded.answer["log"])


def test_what_a_check_said_is_never_cut_off(graded):
    for hand_in, name in ((ends_its_process, FIRST), (loops, SECOND), (prints_a_lot, FIRST)):
        path = graded.root / "grading" / "autograded" / IDS[hand_in] / SLUG / f"{SLUG}.ipynb"
        cells = {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}
        message = load_result(graded.root, SLUG, IDS[hand_in])["exercises"][name]["message"]
        assert message.split("\n")[0] in cells[f"check-{name}"].outputs[-1].evalue
