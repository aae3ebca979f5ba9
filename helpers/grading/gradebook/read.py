"""Reads a class out of nbgrader's gradebook: who is on the roster, and what each submission has.

It only reads: a gradebook that is not there is not made. One question to the database each, not
one a student.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

__all__ = [
    "ByHand",
    "ClassRecord",
    "Person",
    "Roster",
    "Submission",
    "people_in",
    "read_class",
    "read_roster",
    "shared_numbers",
]


class Person(NamedTuple):
    """One line of the roster; "" for what is not known. lms: the user id in Canvas or Moodle."""

    first: str
    last: str
    email: str
    lms: str


class ByHand(NamedTuple):
    """What a person gave to a cell: points with extra credit, or None; and whether it waits."""

    points: float | None
    waiting: bool


@dataclass
class Submission:
    """One submission as nbgrader scores it: manual points first, extra credit added.

    waiting: a person still has to grade a cell, or nothing was graded at all.
    cells: nbgrader's name of the cell -> what a person gave to it, or is to give.
    """

    raw: float = 0.0
    penalty: float = 0.0
    waiting: bool = True
    timestamp: datetime.datetime | None = None
    cells: dict[str, ByHand] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """The points that count: less the penalty for being late, and never below 0."""
        return max(0.0, self.raw - self.penalty)


@dataclass
class ClassRecord:
    """A module in the gradebook: people by id, and the submissions there are."""

    max_score: float
    duedate: datetime.datetime | None
    people: dict[str, Person]
    submissions: dict[str, Submission]


def read_class(root: Path, slug: str) -> ClassRecord | None:
    """Read the roster and a module's scores; None if there is no gradebook, or no such module.

    Raises: SourceError if nbgrader_config.py is absent or broken; GradebookError if the database
        cannot be read.
    """
    with _gradebook(root) as book:
        if book is None:
            return None
        from nbgrader.api import Assignment

        assignment = book.db.query(Assignment).filter_by(name=slug).one_or_none()
        if assignment is None:
            return None
        people = people_in(book.db)
        submissions = _submissions(book.db, assignment.id)
        return ClassRecord(
            float(assignment.max_score or 0.0), assignment.duedate, people, submissions
        )


class Roster(NamedTuple):
    """Everyone in the gradebook, by id; entered: those whom a person entered, not grading.

    Grading enters an id and a submission, and nothing else.
    """

    people: dict[str, Person]
    entered: frozenset[str]


def read_roster(root: Path) -> Roster:
    """Read who is in the gradebook; empty if there is none.

    Raises: as read_class.
    """
    with _gradebook(root) as book:
        if book is None:
            return Roster({}, frozenset())
        from nbgrader.api import SubmittedAssignment

        people = people_in(book.db)
        submitted = {student for (student,) in book.db.query(SubmittedAssignment.student_id)}
        entered = {one for one, data in people.items() if any(data) or one not in submitted}
        return Roster(people, frozenset(entered))


def shared_numbers(people: Mapping[str, Person]) -> dict[str, list[str]]:
    """Return the lms_user_ids that several people have, with their ids: all but one are wrong."""
    having: dict[str, list[str]] = defaultdict(list)
    for student, person in sorted(people.items()):
        if person.lms:
            having[person.lms].append(student)
    return {number: students for number, students in having.items() if len(students) > 1}


def people_in(db: Any) -> dict[str, Person]:
    """Read everyone in an open gradebook, by id."""
    from nbgrader.api import Student

    return {
        one.id: Person(
            one.first_name or "", one.last_name or "", one.email or "", one.lms_user_id or ""
        )
        for one in db.query(Student)
    }


@contextmanager
def _gradebook(root: Path) -> Iterator[Any]:
    """Open the gradebook of the course; None if it is a file that is not there."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import SQLAlchemyError

    from helpers.common.nbgrader_settings import read_settings
    from helpers.grading.gradebook.write import open_gradebook, told

    course = read_settings(root).course
    url = make_url(course.db_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        yield None
        return
    try:
        with open_gradebook(course) as book:
            yield book
    except SQLAlchemyError as error:
        raise told(error) from None


def _submissions(db: Any, assignment: str) -> dict[str, Submission]:
    """Add up each submission's grades, penalties and cells."""
    from nbgrader.api import SubmittedAssignment, SubmittedNotebook

    found: dict[str, Submission] = {}
    by_notebook: dict[str, Submission] = {}
    for student, when in db.query(
        SubmittedAssignment.student_id, SubmittedAssignment.timestamp
    ).filter_by(assignment_id=assignment):
        found[student] = Submission(timestamp=when)
    notebooks = (
        db.query(
            SubmittedAssignment.student_id,
            SubmittedNotebook.id,
            SubmittedNotebook.late_submission_penalty,
        )
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .filter(SubmittedAssignment.assignment_id == assignment)
    )
    for student, notebook, penalty in notebooks:
        found[student].penalty += penalty or 0.0
        by_notebook[notebook] = found[student]
    _add_grades(db, assignment, by_notebook)
    return found


def _add_grades(db: Any, assignment: str, by_notebook: dict[str, Submission]) -> None:
    from nbgrader.api import BaseCell, Grade, SubmittedAssignment, SubmittedNotebook

    grades = (
        db.query(
            Grade.notebook_id,
            BaseCell.name,
            Grade.score,
            Grade.manual_score,
            Grade.extra_credit,
            Grade.needs_manual_grade,
        )
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .filter(SubmittedAssignment.assignment_id == assignment)
    )
    waiting: dict[int, bool] = defaultdict(bool)
    for notebook, name, score, manual, extra, needs in grades:
        submission = by_notebook[notebook]
        submission.raw += float(score or 0.0)
        waiting[id(submission)] |= bool(needs)
        submission.waiting = waiting[id(submission)]
        touched = manual is not None or extra
        if touched or needs:
            points = float(score or 0.0) if touched else None
            submission.cells[name] = ByHand(points, bool(needs))
