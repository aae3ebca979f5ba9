"""Hands a module's grades on: nbgrader's own table, and the files that Canvas and Moodle import.

The score is nbgrader's: points given by hand before those of the checks, extra credit added, less
the penalty for being late, never below 0.

What the two importers do was read in their source (Canvas: lib/gradebook_importer.rb and the page's
process_gradebook_upload.js; Moodle: grade/import/csv/classes/load_data.php; both on GitHub) and in
their manuals (Canvas, "How do I import grades in the Gradebook?"; Moodle docs, "Grade import"):

- Canvas takes Student, ID, SIS User ID, SIS Login ID, Section, then assignments; a row whose first
  cell says "Points Possible" holds the maxima. A student is found by ID, then by SIS Login ID, last
  by name. An assignment of the column's name is filled, or one is made.
- Moodle lets the person who imports choose the columns: which one names the student (Username, ID
  number or Email address), which one is the grade.
- To both an *empty* grade is a change: it takes away what is there. So a student who still waits
  for a person's grade, one whose submission could not be read, and one who submitted nothing, has
  no row at all; a student without a row keeps what the system has.
- Of two rows with one ID, Canvas gives the second's grade to the first's person.
- Moodle gives the grade of a row without identifier to the student of the row before, and stops
  at one that it does not know. So a column of identifiers is written only if all students have one.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from helpers.checks.runtime.text import line
from helpers.grading.gradebook.csv_files import defused, identifier, write_csv
from helpers.grading.gradebook.marks import is_missing
from helpers.grading.gradebook.read import ClassRecord, read_class, shared_numbers
from helpers.grading.gradebook.results import load_results

__all__ = ["FORMATS", "ExportError", "Exported", "export_grades"]

Rows = list[list[object]]
MOST_NAMED = 20
NBGRADER = (
    "assignment,duedate,timestamp,student_id,last_name,first_name,email,"
    "raw_score,late_submission_penalty,score,max_score"
)


class ExportError(Exception):
    """There is nothing to export, or not this way; the message is one line."""


class Exported(NamedTuple):
    """How many students have a row, and what a person should know, a line each."""

    students: int
    notes: tuple[str, ...]


def export_grades(root: Path, slug: str, form: str, to: Path, as_zero: bool = False) -> Exported:
    """Write a module's grades to a file, in one of FORMATS.

    as_zero: what could not be read counts as 0; else such a submission has no grade until a person
    gives one.
    Raises: ExportError for an unknown format, or if the gradebook has no such module;
        SourceError, GradebookError if the gradebook cannot be read; OSError.
    """
    if form not in FORMATS:
        raise ExportError(f"no format {form!r}; there are {', '.join(FORMATS)}")
    record = read_class(root, slug)
    if record is None or not record.submissions:
        raise ExportError(f"the gradebook has no grades of {slug}; run: course grade {slug}")
    unread, lost = _unread_and_lost(root, slug, record)
    if as_zero:
        for student, rest in unread.items():
            record.submissions[student].waiting = rest
    rows, notes = FORMATS[form](record, slug)
    if form == "nbgrader" and not as_zero:
        rows = [_without_score(row) if row[3] in unread else row for row in rows]
    write_csv(Path(to), rows)
    students = len(record.people) if form == "nbgrader" else len(_graded(record))
    told = [*_about_unread(list(unread), form, as_zero), *_about_lost(lost)]
    told += _left_out(record, form, [] if as_zero else list(unread))
    return Exported(students, (*told, *_shared(record), *notes))


def _unread_and_lost(
    root: Path, slug: str, record: ClassRecord
) -> tuple[dict[str, bool], list[str]]:
    """Find who waits because something could not be read, and who has remarks that may cost points.

    Returns: student -> whether there is something else that waits for a person; students.
    """
    unread: dict[str, bool] = {}
    lost: list[str] = []
    for student, result in load_results(root, slug).items():
        done = record.submissions.get(student)
        waiting = [name for name, cell in done.cells.items() if cell.waiting] if done else []
        missing = [name for name in waiting if is_missing(result, name)]
        if done and done.waiting and (missing or result.get("unread")):
            unread[student] = len(missing) < len(waiting)
        elif done and result.get("lost"):
            lost.append(student)
    return unread, lost


def _without_score(row: list[object]) -> list[object]:
    """Return a row of nbgrader's table whose points are empty, not 0."""
    return [*row[:7], "", "", "", row[10]]


def _some(students: list[str]) -> str:
    more = f" and {len(students) - MOST_NAMED} more" if len(students) > MOST_NAMED else ""
    return ", ".join(map(line, students[:MOST_NAMED])) + more


def _about_unread(unread: list[str], form: str, as_zero: bool) -> list[str]:
    if not unread:
        return []
    done = "without points in the table" if form == "nbgrader" else "left out"
    done = "counted as 0" if as_zero else f"{done} (--as-zero counts them as 0)"
    return [f"{len(unread)} could not be read, or not in whole, {done}: {_some(unread)}"]


def _about_lost(lost: list[str]) -> list[str]:
    what = "with remarks on their files that may have cost points (course report)"
    return [f"{len(lost)} {what}: {_some(lost)}"] if lost else []


def _shared(record: ClassRecord) -> list[str]:
    """Name the people who have one lms_user_id, by which a grade would reach the wrong one."""
    return [
        f"lms_user_id {line(number)} is that of {len(students)} people, so it is left out for "
        f"them: {_some(students)}; correct the roster"
        for number, students in sorted(shared_numbers(record.people).items())
    ]


def _left_out(record: ClassRecord, form: str, unread: list[str]) -> list[str]:
    """Return notes: who waits for a manual grade, and how many submitted nothing."""
    waiting = [one for one, done in record.submissions.items() if done.waiting]
    waiting = sorted({*waiting} - {*unread})
    absent = len(record.people.keys() - record.submissions.keys())
    table = form == "nbgrader"  # it has a row for everyone
    notes = []
    if waiting:
        done = "counted with the points they have" if table else "left out"
        notes.append(f"{len(waiting)} wait for a grade by hand, {done}: {_some(waiting)}")
    if absent and not table:
        notes.append(f"{absent} submitted nothing and are left out; their grade is up to you")
    return notes


def _graded(record: ClassRecord) -> list[str]:
    """List who has a final grade, in the order of their names."""
    done = [one for one, submission in record.submissions.items() if not submission.waiting]
    return sorted(done, key=lambda one: (record.people[one].last, record.people[one].first, one))


def _nbgrader(record: ClassRecord, slug: str) -> tuple[Rows, list[str]]:
    """Make the table of `nbgrader export` for one assignment; who submitted nothing has 0."""
    rows: Rows = [list(NBGRADER.split(","))]
    for student in sorted(record.people, key=lambda s: (*record.people[s][1::-1], s)):
        person = record.people[student]
        done = record.submissions.get(student)
        numbers = (done.raw, done.penalty, done.score) if done else (0.0, 0.0, 0.0)
        names = [identifier(student), defused(person.last), defused(person.first)]
        when = (done and done.timestamp) or ""
        rows.append(
            [slug, record.duedate or "", when, *names, identifier(person.email), *numbers]
            + [record.max_score]
        )
    return rows, []


def _canvas(record: ClassRecord, slug: str) -> tuple[Rows, list[str]]:
    """Make a file for Canvas > Grades > Import."""
    rows: Rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", slug]]
    rows.append(["    Points Possible", "", "", "", "", _number(record.max_score)])
    shared = shared_numbers(record.people)
    for student in _graded(record):
        person = record.people[student]
        name = ", ".join(filter(None, (person.last, person.first))) or student
        number = person.lms if person.lms.isdecimal() and person.lms not in shared else ""
        score = _number(record.submissions[student].score)
        rows.append([defused(name), number, "", identifier(student), "", score])
    return rows, []


def _moodle(record: ClassRecord, slug: str) -> tuple[Rows, list[str]]:
    """Make a file for Moodle > Grades > Import > CSV file; map its columns there."""
    students = _graded(record)
    people = [record.people[student] for student in students]
    shared = shared_numbers(record.people)
    columns: dict[str, list[object]] = {
        "First name": [defused(person.first) for person in people],
        "Last name": [defused(person.last) for person in people],
        "Username": [identifier(student) for student in students],
        "ID number": ["" if one.lms in shared else identifier(one.lms) for one in people],
        "Email address": [identifier(person.email) for person in people],
    }
    lacking = {
        title: sum(not value for value in columns[title])
        for title in ("ID number", "Email address")
    }
    for title, count in lacking.items():
        if count:
            del columns[title]
    columns[slug] = [_number(record.submissions[student].score) for student in students]
    notes = [
        f"no column {title!r}: {count} of {len(students)} students have none in the gradebook"
        for title, count in lacking.items()
        if count
    ]
    return [list(columns), *map(list, zip(*columns.values(), strict=True))], notes


def _number(points: float) -> str:
    """Write points with at most two decimals: 7, 7.5."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


FORMATS: dict[str, Callable[[ClassRecord, str], tuple[Rows, list[str]]]] = {
    "nbgrader": _nbgrader,
    "canvas": _canvas,
    "moodle": _moodle,
}
