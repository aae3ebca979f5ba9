"""Enters a class's roster into the gradebook, from a CSV file however a spreadsheet saved it.

`nbgrader db student import` reads UTF-8 with commas and nothing else, and stops half-way at a bad
line. Excel saves a byte order mark, UTF-16 with tabs, Windows' letters, or semicolons, as the
country goes; here each of them is read, and nothing is written unless every line is good.
"""

import csv
import io
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from nbgrader.api import Student
from sqlalchemy.exc import SQLAlchemyError

from helpers.checks.runtime.text import line as one_line
from helpers.common.nbgrader_settings import read_settings
from helpers.grading.gradebook.read import people_in, shared_numbers
from helpers.grading.gradebook.results import StoreError, check_student, composed
from helpers.grading.gradebook.write import open_gradebook, told

__all__ = ["Entered", "RosterError", "enter_roster"]

KEY = "id"
COLUMNS = (KEY, "first_name", "last_name", "email", "lms_user_id")
ENCODINGS = ("utf-8-sig", "cp1252")  # the second is what Excel calls CSV
SEPARATORS = ",;\t"
Rows = dict[str, dict[str, str | None]]


class RosterError(Exception):
    """The file is no roster; the message is one line."""


class Entered(NamedTuple):
    """How many students the file holds, how many of them are new, and warnings, one per line."""

    students: int
    new: int
    notes: tuple[str, ...]


def enter_roster(root: Path, path: Path) -> Entered:
    """Enter the students of a file into the gradebook, or correct their data.

    A column that the file lacks is left as it is; an empty cell takes away what was there.
    Raises: RosterError, SourceError, GradebookError, OSError; then nothing has been entered.
    """
    text, notes = _decoded(Path(path))
    rows, unknown = _read(text)
    if unknown:
        notes.append(f"columns that were not used: {', '.join(unknown)}")
    lower = Counter(student.casefold() for student in rows)
    for student in rows:
        if lower[student.casefold()] > 1:
            notes.append(f"{student}: another id differs from it only in capitals")
    course = read_settings(root).course
    try:
        with open_gradebook(course) as book:
            new = _write(book, rows)
            shared = shared_numbers(people_in(book.db))
    except SQLAlchemyError as error:
        raise told(error) from None
    for number, students in sorted(shared.items()):
        names = one_line(", ".join(students), 200)
        notes.append(f"lms_user_id {number} is that of {len(students)} people: {names}")
    return Entered(len(rows), new, tuple(notes))


def _write(book: Any, rows: Rows) -> int:
    """Write all rows in one transaction; return how many students are new."""
    there = {composed(student.id): student for student in book.db.query(Student)}
    for student, values in rows.items():
        if student not in there:
            book.db.add(Student(id=student, **values))
            continue
        for name, value in values.items():
            setattr(there[student], name, value)
    book.db.commit()
    return len(rows.keys() - there.keys())


def _decoded(path: Path) -> tuple[str, list[str]]:
    """Return a file's text, and a note where its letters had to be guessed."""
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace"), []
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        guessed = encoding != ENCODINGS[0]
        return text, ["it is not UTF-8 and was read as Windows text; check the accents"] * guessed
    raise RosterError("it is not text; save the table as CSV UTF-8")


def _read(text: str) -> tuple[Rows, list[str]]:
    """Return the students of a table by id, and the columns that mean nothing here."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    names: list[str] = []
    rows: Rows = {}
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if names and any(cells):
                _take(rows, names, cells, reader.line_num)
            elif any(cells):
                names = _names(cells)
    except csv.Error as error:
        raise RosterError(f"line {reader.line_num}: {error}") from None
    if not rows:
        raise RosterError("it holds no students")
    return rows, [name for name in names if name and name not in COLUMNS]


def _names(cells: list[str]) -> list[str]:
    """Return the columns' names as the gradebook writes them. Raises: RosterError."""
    names = [cell.casefold().replace(" ", "_") for cell in cells]
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if KEY not in names or twice:
        what = f"two columns {twice[0]!r}" if twice else f"no column {KEY!r}"
        found = one_line(", ".join(cells), 120)
        raise RosterError(f"there is {what} in the first line, which reads: {found}")
    return names


def _take(rows: Rows, names: list[str], cells: list[str], line: int) -> None:
    """Take in one line. Raises: RosterError, with its number."""
    if len(cells) > len(names) and any(cells[len(names) :]):
        raise RosterError(f"line {line} has more cells than there are columns; quote the commas")
    row = dict(zip(names, cells, strict=False))
    student = composed(row.get(KEY, ""))
    try:
        check_student(student)
    except StoreError as error:
        raise RosterError(f"line {line}: {error}") from None
    values = {name: row.get(name) or None for name in COLUMNS[1:] if name in names}
    if rows.get(student, values) != values:
        raise RosterError(
            f"line {line}: {student} is listed above with different data; keep one line"
        )
    rows[student] = values
