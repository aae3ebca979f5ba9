"""Writes one submission's grades into nbgrader's gradebook, in one transaction.

It leaves what nbgrader's own steps would leave (SaveAutoGrades, AssignLatePenalties), through the
records of nbgrader's Gradebook, so on SQLite and on PostgreSQL alike; grades, extra credit and
comments given by hand stay. nbgrader itself sends the database some 43 queries per submission.
"""

import contextlib
import copy
import datetime
import re
import sqlite3
import tempfile
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Engine, create_engine, event, insert, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from helpers.common.errors import GradebookError
from helpers.common.nbgrader_settings import Settings
from helpers.grading.assignment import Assignment
from helpers.grading.gradebook.marks import Marks, Released

__all__ = ["ClassGradebook", "Standing", "open_gradebook", "told"]

RAISED = re.compile(r"\s+[\w.]+(?:Error|Exception): ")  # the last line of a traceback in a log


class Standing(NamedTuple):
    """A submission in the gradebook: autograded scores by cell, and when it was submitted."""

    scores: dict[str, float | None]
    timestamp: datetime.datetime | None


class ClassGradebook:
    """The gradebook of one module; a context manager.

    released: nbgrader's record of each cell as it was handed out, by its name.
    """

    def __init__(self, settings: Settings, assignment: Assignment) -> None:
        self.settings, self.assignment = settings, assignment
        self.released: dict[str, Released] = {}
        self._late = AssignLatePenalties(config=settings.config)
        self._late.init_plugin()

    def __enter__(self) -> "ClassGradebook":
        """Open the gradebook; enter the module into it if it is not there, or has changed.

        Raises: GradebookError if the database cannot be reached, or nbgrader refuses.
        """
        try:
            self.book = open_gradebook(self.settings.course)
            if not self._load():
                self._enter_assignment()
                self._load()
            self.book.db.remove()
        except SQLAlchemyError as error:
            raise told(error) from None
        return self

    def __exit__(self, *_: object) -> None:
        self.book.close()

    def standing(self, student: str) -> Standing | None:
        """Return what the gradebook has of a student's submission; None if it has none."""
        query = (
            select(SubmittedAssignment.timestamp, Grade.cell_id, Grade.auto_score)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .where(SubmittedNotebook.notebook_id == self._notebook)
            .where(SubmittedAssignment.student_id == student)
        )
        try:
            rows = self.book.db.execute(query).all()
            self.book.db.remove()
        except SQLAlchemyError as error:
            raise told(error) from None
        if not rows:
            return None
        scores = {self._graded[cell]: score for _, cell, score in rows if cell in self._graded}
        return Standing(scores, rows[0][0])

    def write(
        self,
        student: str,
        marks: Marks,
        timestamp: datetime.datetime | None,
        same: Collection[str] = (),
    ) -> None:
        """Write a submission's marks; all or nothing.

        timestamp: when it was submitted, UTC; None leaves what the gradebook has.
        same: cells whose text has not changed, so that a grade given by hand holds for it.
        Raises: GradebookError.
        """
        db = self.book.db
        try:
            # Not db.get(): that sums up all that the student has in the course.
            if db.scalar(select(Student.id).where(Student.id == student)) is None:
                db.add(Student(id=student))
            submission = self._submission(student, timestamp)
            notebook = self._submitted_notebook(submission)
            if notebook is None:
                notebook = self._new_notebook(submission, marks)
            else:
                self._write_scores(notebook, marks, same)
                self._write_comments(notebook, marks)
            self._write_penalty(student, submission, notebook)
            db.commit()
        except SQLAlchemyError as error:
            raise told(error) from None
        finally:
            db.remove()  # rolls back what was not committed, and lets go of every record

    def _load(self) -> bool:
        """Read the module's records; return whether they are those of the notebook."""
        try:
            record = self.book.find_notebook(self.assignment.slug, self.assignment.slug)
        except MissingEntry:
            return False
        self._assignment, self._notebook = record.assignment.id, record.id
        self._graded = {cell.id: cell.name for cell in [*record.grade_cells, *record.task_cells]}
        answered = [*record.solution_cells, *record.task_cells]
        self._answered = {cell.id: cell.name for cell in answered}
        self.released = {
            cell.name: Released(cell.source, cell.checksum) for cell in record.source_cells
        }
        stored = {cell.name: (cell.max_score, cell.cell_type) for cell in record.grade_cells}
        graded = [part for part in self.assignment.parts if part.kind in ("check", "essay")]
        return stored == {part.grade_id: (part.points, part.cell_type) for part in graded} and all(
            part.grade_id in self.released and self.released[part.grade_id].source == part.source
            for part in graded
            if part.kind == "check"
        )

    def _enter_assignment(self) -> None:
        """Let nbgrader enter the module; the student notebook that it makes goes nowhere.

        So the steps after SaveCells, which make that notebook ready, are left out.
        """
        slug = self.assignment.slug
        config = copy.deepcopy(self.settings.config)  # the same settings release notebooks
        steps = GenerateAssignment(config=config).preprocessors
        last = next((i for i, step in enumerate(steps) if _is_save_cells(step)), len(steps))
        config.GenerateAssignment.preprocessors = steps[: last + 1]
        # Before the first module there is nothing that could not be entered again.
        waits = contextlib.nullcontext() if self.book.assignments else _without_waiting()
        with tempfile.TemporaryDirectory() as folder, waits:
            config.CourseDirectory.release_directory = folder
            # Not in the database yet, and nbgrader shall not say so.
            done = NbGraderAPI(config=config).generate_assignment(slug, force=True, create=True)
        if not done["success"]:
            lines = (done.get("log") or done.get("error") or "no reason given").strip().splitlines()
            why = next(filter(RAISED.match, reversed(lines)), lines[-1]).strip()
            raise GradebookError(f"nbgrader cannot enter {slug} in the gradebook: {why}")

    def _submission(self, student: str, timestamp: datetime.datetime | None) -> SubmittedAssignment:
        db = self.book.db
        keys = {"assignment_id": self._assignment, "student_id": student}
        submission = db.query(SubmittedAssignment).filter_by(**keys).one_or_none()
        if submission is None:
            submission = SubmittedAssignment(**keys)
            db.add(submission)
        if timestamp is not None:
            submission.timestamp = timestamp
        db.flush()
        return submission

    def _submitted_notebook(self, submission: SubmittedAssignment) -> SubmittedNotebook | None:
        keys = {"assignment_id": submission.id, "notebook_id": self._notebook}
        return self.book.db.query(SubmittedNotebook).filter_by(**keys).one_or_none()

    def _new_notebook(self, submission: SubmittedAssignment, marks: Marks) -> SubmittedNotebook:
        """Enter a notebook with all of its marks: two statements, where nothing stood before."""
        db = self.book.db
        notebook = SubmittedNotebook(assignment_id=submission.id, notebook_id=self._notebook)
        db.add(notebook)
        db.flush()
        rows: list[dict] = [
            {"cell_id": cell, "auto_score": score, "needs_manual_grade": score is None}
            for cell, score in ((c, marks.scores.get(name)) for c, name in self._graded.items())
        ]
        comments: list[dict] = [
            {"cell_id": cell, "auto_comment": marks.comments.get(name)}
            for cell, name in self._answered.items()
        ]
        for kind, values in ((Grade, rows), (Comment, comments)):
            if values:
                db.execute(insert(kind), [{"notebook_id": notebook.id, **row} for row in values])
        return notebook

    def _write_scores(
        self, notebook: SubmittedNotebook, marks: Marks, same: Collection[str]
    ) -> None:
        db = self.book.db
        there = {g.cell_id: g for g in db.query(Grade).filter_by(notebook_id=notebook.id)}
        for cell, name in self._graded.items():
            grade = there.get(cell) or Grade(cell_id=cell, notebook_id=notebook.id)
            grade.auto_score = marks.scores.get(name)
            # A grade given by hand stays, and is to be looked at again, as nbgrader does; but a
            # class's essays need not be read twice because a check was mended.
            by_hand = grade.manual_score is not None
            if not (by_hand and name in same):
                grade.needs_manual_grade = grade.auto_score is None or by_hand
            db.add(grade)

    def _write_comments(self, notebook: SubmittedNotebook, marks: Marks) -> None:
        db = self.book.db
        there = {c.cell_id: c for c in db.query(Comment).filter_by(notebook_id=notebook.id)}
        for cell, name in self._answered.items():
            comment = there.get(cell) or Comment(cell_id=cell, notebook_id=notebook.id)
            comment.auto_comment = marks.comments.get(name)
            db.add(comment)

    def _write_penalty(
        self, student: str, submission: SubmittedAssignment, notebook: SubmittedNotebook
    ) -> None:
        """Ask nbgrader's plugin what being late costs; by default nothing."""
        notebook.late_submission_penalty = None
        late = submission.total_seconds_late
        if late > 0:
            self.book.db.flush()
            self.book.db.expire(notebook)  # its score is a sum that the database makes
            penalty = self._late.plugin_inst.late_submission_penalty(student, notebook.score, late)
            if penalty is not None:
                penalty = self._late._check_late_penalty(notebook, penalty)
                notebook.late_submission_penalty = penalty


@contextlib.contextmanager
def _without_waiting() -> Iterator[None]:
    """Let SQLite not wait for the disk after each transaction, of which nbgrader makes over 100."""

    def relax(connection: Any, _: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous = OFF")

    event.listen(Engine, "connect", relax)
    try:
        yield
    finally:
        event.remove(Engine, "connect", relax)


def _is_save_cells(step: Any) -> bool:
    """Return whether a step of nbgrader, a class or its dotted name, is SaveCells."""
    return getattr(step, "__name__", str(step)).rpartition(".")[2] == "SaveCells"


def open_gradebook(course: CourseDirectory) -> Gradebook:
    """Open a course's gradebook; an empty database gets the number of nbgrader's schema first.

    nbgrader would write it last, after starting alembic as a program: that takes seconds, and a
    database that is left between has tables and no number.
    Raises: SQLAlchemyError; told() makes it one line.
    """
    engine = create_engine(course.db_url)
    try:
        with engine.begin() as connection:
            if not inspect(connection).get_table_names():
                MigrationContext.configure(connection).stamp(ScriptDirectory(ALEMBIC_DIR), "head")
    finally:
        engine.dispose()
    return Gradebook(course.db_url, course.course_id)


def told(error: SQLAlchemyError) -> GradebookError:
    """Return the database's message in one line."""
    reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
    return GradebookError(f"the gradebook cannot be used: {reason}")
