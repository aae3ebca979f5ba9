"""`course export`: nbgrader's own table, and what Canvas and Moodle import without harm."""

import csv
import datetime
import io
import shutil

import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin
from typer.testing import CliRunner

from helpers.common.errors import GradebookError
from helpers.common.nbgrader_settings import find_scripts
from helpers.course import cli
from helpers.grading.gradebook.csv_files import defused, identifier
from helpers.grading.gradebook.export import ExportError, export_grades
from helpers.grading.gradebook.read import read_class
from helpers.grading.gradebook.results import save_result
from tests.support import ROOT
from tests.support.tables import each_row

# nbgrader's own way of adding a submission; stock grading and formgrader warn just so.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning")

SLUG = "00_start_here"
WHEN = datetime.datetime(2026, 3, 4, 5, 6, 7)
PEOPLE = {  # id -> first, last, email, user id in the learning management system
    "ann1": ("Ann", "Abel", "ann@school.test", "101"),
    "bo2": ("Bo", "Öst", "bo@school.test", "102"),
    "李3": ("小龙", "李", "li@school.test", "103"),
    "dee4": ("Dee", "Dow", "dee@school.test", "104"),
    "eve5": ("Eve", "Eel", "eve@school.test", "105"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course with a gradebook: three graded, dee4 waits for a person, eve5 submitted nothing."""
    find_scripts()
    tmp_path = tmp_path_factory.mktemp("made") / "course"
    tmp_path.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (tmp_path / "helpers" / "course" / "author").mkdir(parents=True)
    (tmp_path / "helpers" / "course" / "author" / "source.py").touch()
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / f"{SLUG}.py").touch()
    (tmp_path / "grading").mkdir()
    with book_of(tmp_path) as book:
        book.add_assignment(SLUG, duedate=WHEN)
        book.add_notebook(SLUG, SLUG)
        book.add_grade_cell("check_a", SLUG, SLUG, max_score=5, cell_type="code")
        book.add_grade_cell("essay_b", SLUG, SLUG, max_score=2.5, cell_type="markdown")
        for student, (first, last, email, lms) in PEOPLE.items():
            names = {"first_name": first, "last_name": last, "email": email, "lms_user_id": lms}
            book.add_student(student, **names)
        put(book, "ann1", 5.0, 2.0, penalty=0.5)
        put(book, "bo2", 1.0, 0.0, penalty=9.0)
        put(book, "李3", 5.0, 2.25, manual=3.0, extra=0.5)
        put(book, "dee4", 4.0, None)
    return tmp_path


@pytest.fixture
def course(made, tmp_path, monkeypatch):
    """A copy of the course, to change and to stand in."""
    monkeypatch.chdir(shutil.copytree(made, tmp_path / "course"))
    return tmp_path / "course"


def book_of(root):
    return Gradebook(f"sqlite:///{root / 'grading' / 'gradebook.db'}", "rnn")


def put(book, student, check, essay, penalty=None, manual=None, extra=None):
    """Give a student points; essay None: still to be graded."""
    book.add_submission(SLUG, student, timestamp=WHEN)
    notebook = book.find_submission_notebook(SLUG, SLUG, student)
    notebook.late_submission_penalty = penalty
    first = book.find_grade("check_a", SLUG, SLUG, student)
    first.auto_score, first.manual_score, first.extra_credit = check, manual, extra
    first.needs_manual_grade = False
    second = book.find_grade("essay_b", SLUG, SLUG, student)
    second.manual_score, second.needs_manual_grade = essay, essay is None
    book.db.commit()


def rows_of(root, form):
    done = export_grades(root, SLUG, form, root / "out.csv")
    data = (root / "out.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""))), done


def test_nbgraders_table_is_that_of_its_own_exporter(course):
    plugin = CsvExportPlugin()
    plugin.to, plugin.assignment = str(course / "theirs.csv"), [SLUG]
    with book_of(course) as book:
        book.add_assignment("another")
        plugin.export(book)
    theirs = (course / "theirs.csv").read_text(encoding="utf-8").splitlines()
    ours, done = rows_of(course, "nbgrader")
    assert ours == [line.split(",") for line in theirs]
    assert len(ours) == 1 + len(PEOPLE) == 1 + done.students
    assert done.notes == ("1 wait for a grade by hand, counted with the points they have: dee4",)


def test_canvas_finds_every_student_and_the_points_possible(course):
    rows, done = rows_of(course, "canvas")
    assert rows == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", SLUG],
        ["    Points Possible", "", "", "", "", "7.5"],
        ["Abel, Ann", "101", "", "ann1", "", "6.5"],
        ["Öst, Bo", "102", "", "bo2", "", "0"],
        ["李, 小龙", "103", "", "李3", "", "5.75"],
    ]
    assert done.students == 3


def test_moodle_gets_identifiers_and_one_column_of_grades(course):
    rows, done = rows_of(course, "moodle")
    assert rows == [
        ["First name", "Last name", "Username", "ID number", "Email address", SLUG],
        ["Ann", "Abel", "ann1", "101", "ann@school.test", "6.5"],
        ["Bo", "Öst", "bo2", "102", "bo@school.test", "0"],
        ["小龙", "李", "李3", "103", "li@school.test", "5.75"],
    ]
    assert done.notes == (
        "1 wait for a grade by hand, left out: dee4",
        "1 submitted nothing and are left out; their grade is up to you",
    )


def test_moodle_gets_no_column_of_identifiers_with_a_gap(course):
    with book_of(course) as book:
        book.find_student("bo2").email = None
        book.find_student("ann1").lms_user_id = None
        book.db.commit()
    rows, done = rows_of(course, "moodle")
    assert rows[0] == ["First name", "Last name", "Username", SLUG]
    assert "no column 'Email address': 1 of 3 students have none in the gradebook" in done.notes


def unread_result(root, student):
    """Store the result of a submission that could not be read."""
    made = {"module": SLUG, "exercises": {}, "problems": [], "unread": "an empty file"}
    save_result(root, student, made)


def test_who_could_not_be_read_has_no_points_until_somebody_decides(course):
    unread_result(course, "dee4")  # who waits
    unread_result(course, "bo2")  # to whom a person has given a grade
    for form in ("canvas", "moodle", "nbgrader"):
        rows, done = rows_of(course, form)
        assert done.notes[0].startswith("1 could not be read")
        assert done.notes[0].endswith(": dee4")
        assert "bo2" in {cell for row in rows for cell in row}
        assert not any("wait for a grade by hand" in note for note in done.notes)
    (row,) = (row for row in rows if row[3] == "dee4")
    assert row[7:] == ["", "", "", "7.5"]
    export_grades(course, SLUG, "canvas", course / "out.csv", as_zero=True)
    assert '"Dow, Dee",104,,dee4,,4' in (course / "out.csv").read_text()


def test_what_a_damaged_file_has_lost_has_no_points_until_somebody_decides(course):
    made = {"module": SLUG, "exercises": {}, "problems": [], "missing": ["b"]}  # dee4's essay
    save_result(course, "dee4", made | {"checks": {"check_a": {"exercise": "a"}}})
    save_result(course, "ann1", made | {"lost": ["cut"], "missing": []})
    rows, done = rows_of(course, "canvas")
    assert "dee4" not in {row[3] for row in rows}
    assert done.notes[0].startswith("1 could not be read, or not in whole, left out")
    assert done.notes[1].endswith("(course report): ann1")
    export_grades(course, SLUG, "canvas", course / "out.csv", as_zero=True)
    assert '"Dow, Dee",104,,dee4,,4' in (course / "out.csv").read_text()
    save_result(course, "dee4", made | {"missing": ["a"], "checks": {"check_a": {"exercise": "a"}}})
    with book_of(course) as book:
        book.find_grade("check_a", SLUG, SLUG, "dee4").needs_manual_grade = True
        book.db.commit()
    done = export_grades(course, SLUG, "canvas", course / "out.csv", as_zero=True)
    assert "dee4" not in (course / "out.csv").read_text()  # the essay is still to be read
    assert any("1 wait for a grade by hand, left out: dee4" in note for note in done.notes)


def test_of_people_with_one_number_none_gets_the_others_grade(course):
    with book_of(course) as book:
        book.find_student("bo2").lms_user_id = "101"  # which is ann1's
        book.db.commit()
    rows, done = rows_of(course, "canvas")
    assert {row[3]: row[1] for row in rows[2:]} == {"ann1": "", "bo2": "", "李3": "103"}
    (note,) = (note for note in done.notes if "lms_user_id 101" in note)
    assert "2 people" in note
    assert "ann1, bo2" in note
    rows, _ = rows_of(course, "moodle")
    assert "ID number" not in rows[0]


@pytest.mark.parametrize("form", ["canvas", "moodle"])
def test_no_grade_is_ever_empty_since_that_would_delete_one(course, form):
    rows, _ = rows_of(course, form)
    assert all(row[-1] for row in rows)


def test_a_name_that_a_spreadsheet_would_run_is_defused(course):
    with book_of(course) as book:
        book.find_student("bo2").first_name = '=HYPERLINK("http://evil.test")'
        book.find_student("bo2").last_name = "@SUM(1+1)"
        book.find_student("ann1").last_name = 'Quoted, "Name"'
        book.db.commit()
    rows, _ = rows_of(course, "moodle")
    assert ['\'=HYPERLINK("http://evil.test")', "'@SUM(1+1)"] in [row[:2] for row in rows]
    rows, _ = rows_of(course, "nbgrader")
    assert '\'=HYPERLINK("http://evil.test")' in [row[5] for row in rows]
    assert {len(row) for row in rows} == {11}


@each_row(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("  -2+3", "'  -2+3"),
        ("\t=1", "'\t=1"),
        ("\rx", "'\rx"),
        ("＝1+1", "'＝1+1"),
        ("Ann-Marie", "Ann-Marie"),
        ("bad \ud800", "bad ?"),
        (None, ""),
        (-1.5, -1.5),
    ],
)
def test_what_a_cell_holds(text, safe):
    assert defused(text) == safe


@pytest.mark.parametrize(("text", "kept"), [("@ann", True), ("-9", True), ("=9", False)])
def test_an_identifier_stays_as_it_is_unless_it_could_call_something(text, kept):
    assert (identifier(text) == text) == kept


def test_a_submission_that_nobody_graded_waits(course):
    with book_of(course) as book:
        book.add_submission(SLUG, "eve5")
    _, done = rows_of(course, "canvas")
    assert done.students == 3
    assert done.notes == ("2 wait for a grade by hand, left out: dee4, eve5",)


def test_without_a_gradebook_none_is_made(course):
    (course / "grading" / "gradebook.db").unlink()
    with pytest.raises(ExportError, match="course grade"):
        export_grades(course, SLUG, "canvas", course / "out.csv")
    assert read_class(course, SLUG) is None
    assert not (course / "grading" / "gradebook.db").exists()
    assert not (course / "out.csv").exists()


def test_a_damaged_gradebook_is_one_line(course):
    (course / "grading" / "gradebook.db").write_bytes(b"no database" * 1000)
    with pytest.raises(GradebookError, match="gradebook") as caught:
        export_grades(course, SLUG, "canvas", course / "out.csv")
    assert "\n" not in str(caught.value)


def test_the_command_names_on_stderr_who_is_left_out(course):
    words = ["export", "0", "--format", "canvas", "--to", "grades.csv"]
    done = CliRunner().invoke(cli.app, words)
    assert (done.exit_code, done.stdout) == (0, "3 students: grades.csv\n")
    assert "left out: dee4" in done.stderr
    assert (course / "grades.csv").is_file()


@pytest.mark.parametrize("words", [["--format", "excel"], ["--format", ""]])
def test_an_unknown_format_is_one_line(course, words):
    done = CliRunner().invoke(cli.app, ["export", "0", "--to", "x.csv", *words])
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "nbgrader, canvas, moodle" in done.stderr
