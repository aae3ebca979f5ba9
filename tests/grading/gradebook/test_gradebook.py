"""`course grade` leaves nbgrader's gradebook and folders as nbgrader's own commands would."""

import io
import json
import shutil
import stat

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin
from sqlalchemy import event

from helpers.common.errors import GradebookError
from helpers.common.nbgrader_settings import read_settings
from helpers.grading.assignment import read_assignment
from helpers.grading.batch.grade_class import grade_class
from helpers.grading.batch.grader import Grader
from helpers.grading.batch.options import Options
from helpers.grading.batch.progress import Progress
from helpers.grading.gradebook.marks import Marks
from helpers.grading.gradebook.write import ClassGradebook
from tests.support.grading.nbgrader_class import FIRST, SECOND, Classroom, programs_on_path
from tests.support.grading.small_class import (
    ESSAY,
    SLUG,
    everything,
    grade,
    gradebook,
    grades,
    hand_in,
    in_this_process,
    lay_out,
    new_version,
)

pytestmark = [
    pytest.mark.timeout(300),
    # nbgrader's own way of adding a submission; stock grading and formgrader warn just so.
    pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning"),
]
ESSAY_CELL = "essay_your_own_sequence"
DATE = "2026-01-02 03:04:05 UTC"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course whose gradebook knows the module."""
    root = lay_out(tmp_path_factory.mktemp("course") / "made")
    with open_book(root):
        return root


@pytest.fixture
def course(made, tmp_path, monkeypatch):
    in_this_process(monkeypatch)
    return shutil.copytree(made, tmp_path / "course")


def open_book(root):
    return ClassGradebook(read_settings(root), read_assignment(root, SLUG))


def test_a_module_is_entered_and_nothing_else_is_made(course):
    assert not (course / "notebooks").exists()
    with gradebook(course) as book:
        cells = book.find_notebook(SLUG, SLUG).grade_cells
        assert {cell.name: cell.max_score for cell in cells} == {
            part.grade_id: part.points
            for part in read_assignment(course, SLUG).parts
            if part.points
        }


def test_entering_a_module_leaves_the_settings_alone(tmp_path):
    """They are those of formgrader too, whose student notebooks need every step."""
    root = lay_out(tmp_path / "course")
    settings = read_settings(root)
    before = json.dumps(settings.config, default=str)
    with ClassGradebook(settings, read_assignment(root, SLUG)):
        assert json.dumps(settings.config, default=str) == before


def test_a_corrected_check_is_entered_anew(course):
    hand_in(course, "anna", "right")
    grade(course)
    new_version(course)
    grade(course)
    with gradebook(course) as book:
        cells = book.find_notebook(SLUG, SLUG).source_cells
        checks = [cell.source for cell in cells if cell.name.startswith("check_")]
        assert [text.endswith("# corrected") for text in checks] == [True] * len(checks)


def test_a_check_that_was_added_after_grading_is_refused_by_name(course):
    hand_in(course, "anna", "right")
    grade(course)
    path = course / "solutions" / SLUG / f"{SLUG}.ipynb"
    notebook = json.loads(path.read_text())
    at = next(i for i, cell in enumerate(notebook["cells"]) if cell["id"].startswith("check-"))
    extra = json.loads(json.dumps(notebook["cells"][at]))
    extra["id"], extra["metadata"]["nbgrader"]["grade_id"] = "check-more", "check_more"
    notebook["cells"].insert(at, extra)
    path.write_text(json.dumps(notebook))
    with pytest.raises(GradebookError, match="nbgrader cannot enter 00_start_here") as caught:
        grade(course)
    assert "\n" not in str(caught.value)
    assert "there are submissions" in str(caught.value)


def test_one_submission_is_one_transaction(course):
    hand_in(course, "anna", "right")
    grade(course)
    marks = Marks({f"check_{FIRST}": 1.0, f"check_{SECOND}": 0.0, ESSAY_CELL: None}, {})
    with open_book(course) as book:
        commits, questions = [], []
        event.listen(book.book.engine, "commit", commits.append)
        event.listen(
            book.book.engine, "before_cursor_execute", lambda *row: questions.append(row[2])
        )
        for student in ("anna", "ben"):
            book.write(student, marks, None)
            assert len(commits) == 1
            assert len(questions) < 15, questions
            commits.clear()
            questions.clear()
    assert {name: auto for name, (auto, _) in grades(course, "ben").items()} == marks.scores


def stop(*_):
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["_write_scores", "_write_comments", "_write_penalty"])
def test_a_submission_is_written_anew_or_stays(course, monkeypatch, step):
    check = f"check_{FIRST}"
    with open_book(course) as book:
        book.write("anna", Marks({check: 0.5}, {}), None)
        monkeypatch.setattr(book, step, stop)
        with pytest.raises(KeyboardInterrupt):
            book.write("anna", Marks({check: 1.0}, {}), None)
        monkeypatch.undo()
        assert book.standing("anna").scores[check] == 0.5


@pytest.mark.parametrize("step", ["_submission", "_new_notebook", "_write_penalty"])
def test_a_submission_is_written_whole_or_not_at_all(course, monkeypatch, step):
    marks = Marks({f"check_{FIRST}": 1.0}, {})
    with open_book(course) as book:
        monkeypatch.setattr(book, step, stop)
        with pytest.raises(KeyboardInterrupt):
            book.write("anna", marks, None)
        monkeypatch.undo()
        assert book.standing("anna") is None
    with gradebook(course) as book:
        assert book.students == []


def test_what_a_person_gave_stays(course):
    hand_in(course, "anna", "right", "half", essay=ESSAY)
    grade(course)
    with gradebook(course) as book:
        essay = book.find_grade(ESSAY_CELL, SLUG, SLUG, "anna")
        essay.manual_score, essay.needs_manual_grade = 1.5, False
        book.find_grade(f"check_{FIRST}", SLUG, SLUG, "anna").extra_credit = 0.25
        corrected = book.find_grade(f"check_{SECOND}", SLUG, SLUG, "anna")
        corrected.manual_score, corrected.needs_manual_grade = 1.0, False
        book.find_comment(SECOND, SLUG, SLUG, "anna").manual_comment = "Nearly."
        book.db.commit()
    grade(course, force=True)
    with gradebook(course) as book:
        essay = book.find_grade(ESSAY_CELL, SLUG, SLUG, "anna")
        assert (essay.manual_score, essay.auto_score, essay.score) == (1.5, None, 1.5)
        corrected = book.find_grade(f"check_{SECOND}", SLUG, SLUG, "anna")
        assert (corrected.manual_score, corrected.auto_score, corrected.score) == (1.0, 0.5, 1.0)
        assert corrected.needs_manual_grade  # as after nbgrader's autograde: look at it again
        assert book.find_grade(f"check_{FIRST}", SLUG, SLUG, "anna").extra_credit == 0.25
        assert book.find_comment(SECOND, SLUG, SLUG, "anna").comment == "Nearly."


def test_an_essay_waits_for_a_person_unless_it_is_blank(course):
    hand_in(course, "anna", "right", essay=ESSAY)
    hand_in(course, "ben", "right")
    hand_in(course, "cleo", "right", essay=" \n")
    grade(course)
    found = {who: grades(course, who)[ESSAY_CELL] for who in ("anna", "ben", "cleo")}
    assert found == {"anna": (None, True), "ben": (0.0, False), "cleo": (0.0, False)}
    with gradebook(course) as book:
        said = [
            book.find_comment(ESSAY_CELL, SLUG, SLUG, who).comment
            for who in ("anna", "ben", "cleo")
        ]
    assert said == [None, "No response.", "No response."]


@pytest.mark.parametrize(("method", "share"), [("none", 0), ("zero", 1)])
def test_being_late_costs_what_nbgraders_plugin_says(course, method, share):
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(f'c.LateSubmissionPlugin.penalty_method = "{method}"\n')
    with gradebook(course) as book:
        book.update_or_create_assignment(SLUG, duedate="2026-01-01 00:00:00 UTC")
    hand_in(course, "anna", "right", "right", time=DATE)
    hand_in(course, "ben", "right", "right", time="2025-12-02 03:04:05 UTC")
    grade(course)
    with gradebook(course) as book:
        late, early = (book.find_submission(SLUG, who) for who in ("anna", "ben"))
        assert late.total_seconds_late > 0
        assert (late.late_submission_penalty, early.late_submission_penalty) == (
            share * late.score,
            0,
        )
        assert late.score > 0


def test_a_database_that_cannot_be_opened_is_one_line(course):
    hand_in(course, "anna", "right")
    with (course / "nbgrader_config.py").open("a") as file:
        file.write('c.CourseDirectory.db_url = "sqlite:////nowhere/at/all.db"\n')
    with pytest.raises(GradebookError, match="unable to open database file") as caught:
        grade(course)
    assert "\n" not in str(caught.value)


# Against nbgrader's own path.


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """One class, graded through nbgrader in one course and by `course grade` in another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", programs_on_path())
        patch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path_factory.mktemp("jupyter")))
        rooms = [Classroom(tmp_path_factory.mktemp(name)) for name in ("theirs", "ours")]
        for room in rooms:
            fill(room)
        done = rooms[0].autograde()
        assert done["success"], done
        grader = Grader(read_assignment(rooms[1].root, SLUG).as_dict())
        in_this_process(patch)
        summary = grade_class(
            rooms[1].root,
            SLUG,
            Options(),
            lambda changes: False,
            lambda total: Progress(total, io.StringIO()),
            grader,
        )
        assert (summary.graded, summary.not_graded) == (5, {})
        assert summary.unread == {"nothing": "the folder is empty"}
        yield rooms


def fill(room):
    """Hand in six: right, blank, wrong, an own cell, no notebook, an essay and a late one."""
    room.hand_in("right", room.right())
    room.hand_in("blank", room.notebook())
    room.hand_in("wrong", room.right(**{FIRST: f"def {FIRST}(*args):\n    return 3"}))
    own = room.right()
    own.cells.insert(5, nbformat.v4.new_code_cell("mine = 3\nprint(mine)"))
    room.hand_in("own", own)
    room.folder("nothing")
    essay = room.right()
    for cell in essay.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == ESSAY_CELL:
            cell.source = ESSAY
    (room.hand_in("essay", essay) / "timestamp.txt").write_text(DATE)


@pytest.mark.usefixtures("needs_bwrap")
def test_the_gradebook_is_as_nbgrader_would_fill_it(both):
    theirs, ours = (everything(room.root)[0] for room in both)
    assert ours == theirs
    assert len(ours) == 6


@pytest.mark.usefixtures("needs_bwrap")
def test_the_graded_folders_are_as_nbgrader_would_leave_them(both):
    theirs, ours = (everything(room.root)[1] for room in both)
    assert list(ours) == list(theirs)
    for name, text in ours.items():
        if name.endswith(".ipynb"):
            mine, nbgraders = (nbformat.reads(t, 4).cells for t in (text, theirs[name]))
            assert [shown(c) for c in mine] == [shown(c) for c in nbgraders], name
            nbformat.validate(json.loads(text))
        else:
            assert text == theirs[name]
    modes = [
        stat.S_IMODE(next((room.root / "grading/autograded/right").rglob("*.ipynb")).stat().st_mode)
        for room in both
    ]
    assert modes[0] == modes[1]


def shown(cell):
    """What feedback and formgrader show of a cell."""
    return (
        cell["id"],
        "".join(cell["source"]),
        cell["metadata"].get("nbgrader"),
        cell.get("outputs"),
    )


@pytest.mark.usefixtures("needs_bwrap")
def test_formgrader_feedback_and_export_go_on_from_there(both, tmp_path):
    room = both[1]
    rows = room.api().get_submissions(SLUG)
    assert {row["student"]: row["autograded"] for row in rows} == dict.fromkeys(
        ["blank", "essay", "nothing", "own", "right", "wrong"], True
    )
    assert {row["student"] for row in rows if row["needs_manual_grade"]} == {"essay", "nothing"}
    done = room.api().generate_feedback(SLUG)
    assert done["success"], done
    page = (room.root / "grading/feedback/wrong" / SLUG / f"{SLUG}.html").read_text()
    message = json.loads((room.root / "grading/results" / SLUG / "wrong.json").read_text())[
        "exercises"
    ][FIRST]["message"]
    assert message.split("\n")[0].split("'")[0][:40] in page
    exporter = CsvExportPlugin()
    exporter.to = str(tmp_path / "grades.csv")
    with Gradebook(room.config.CourseDirectory.db_url, "rnn") as book:
        exporter.export(book)
    lines = (tmp_path / "grades.csv").read_text().splitlines()
    assert len(lines) == 7


@pytest.mark.usefixtures("needs_bwrap")
def test_both_ways_keep_the_same_result(both):
    theirs, ours = (everything(room.root)[2] for room in both)
    for results in (theirs, ours):
        for result in results.values():
            for exercise in result["exercises"].values():
                exercise.pop("seconds")
    assert ours == theirs
