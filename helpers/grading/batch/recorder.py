"""Where one submission's result becomes grades: notebook, gradebook, then the stored result.

The stored result comes last, so that it marks what is done: a run that ends anywhere before it
does that submission again, and nothing is lost or counted twice.
"""

import contextlib
import datetime
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from helpers.common.files import write_whole
from helpers.common.nbgrader_settings import Settings
from helpers.grading.assignment import Assignment, read_instructor_notebook
from helpers.grading.batch.progress import Change
from helpers.grading.gradebook.marks import mark, points_of
from helpers.grading.gradebook.results import load_result, results_folder, save_result
from helpers.grading.gradebook.write import ClassGradebook
from helpers.grading.submission.rebuild import make_notebook

__all__ = ["Recorder", "SubmittedWork"]


class SubmittedWork(NamedTuple):
    """A submission as read: its answers, their digest, and when it was submitted (UTC or None)."""

    student: str
    answers: dict[str, Any]
    digest: str
    timestamp: datetime.datetime | None


class Recorder:
    """Looks up and writes what is known of one module's submissions; a context manager.

    book: is to be open before a submission with a stored result is looked up, and before the first
    one is written. Entering a module in a new gradebook takes as long as grading several.
    """

    def __init__(self, settings: Settings, assignment: Assignment, book: ClassGradebook) -> None:
        self.settings, self.assignment, self.book = settings, assignment, book
        self._opened, self._is_open = contextlib.ExitStack(), False
        self._notebook = read_instructor_notebook(settings.root, assignment.slug)
        for cell in self._notebook.cells:  # copying the figures for every student takes time
            if cell.cell_type == "code":
                cell.outputs = []
        self._names = {part.grade_id: part.name for part in assignment.parts if part.grade_id}
        mode = "664" if settings.course.groupshared else "444"
        self._mode = int(str(settings.config.Autograde.get("permissions", mode)), 8)

    def __enter__(self) -> "Recorder":
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def open_book(self) -> None:
        """Open the gradebook, unless it is open. Raises: GradebookError."""
        if not self._is_open:
            self._opened.enter_context(self.book)
            self._is_open = True

    def has_results(self) -> bool:
        """Return whether there is a stored result of anyone's."""
        kept = (results_folder(self.settings.root, self.assignment.slug, w) for w in (False, True))
        return any(any(folder.glob("*.json")) for folder in kept)

    def stored(self, work: SubmittedWork, waiting: bool = False) -> dict[str, Any] | None:
        """Return the result of just these answers under this version of the module, if kept."""
        root, slug = self.settings.root, self.assignment.slug
        result = load_result(root, slug, work.student, waiting=waiting)
        if result is None or result["version"] != self.assignment.version:
            return None
        return result if result["answers"] == work.digest else None

    def is_done(self, work: SubmittedWork, result: dict[str, Any]) -> bool:
        """Return whether gradebook and graded notebook are those of this result."""
        standing = self.book.standing(work.student)
        return (
            standing is not None
            and work.timestamp in (None, standing.timestamp)
            and not self._differences(work.student, result, standing.scores)
            and self._path(work.student).is_file()
        )

    def changes(self, student: str, result: dict[str, Any]) -> list[Change]:
        """List the grades in the gradebook that this result would change; none if it has none.

        A submission that was graded under this same version is new work, and changes nothing.
        """
        standing = self.book.standing(student)
        if standing is None or all(standing.scores.get(n) is None for n in result["checks"]):
            return []
        before = load_result(self.settings.root, self.assignment.slug, student)
        if before is not None and before["version"] == result["version"]:
            return []
        return self._differences(student, result, standing.scores)

    def hold(self, student: str, result: dict[str, Any]) -> None:
        """Keep a result that waits for a yes."""
        save_result(self.settings.root, student, result, waiting=True)

    def write(self, work: SubmittedWork, result: dict[str, Any]) -> None:
        """Write a submission's grades everywhere.

        Raises: GradebookError, OSError.
        """
        root, slug = self.settings.root, self.assignment.slug
        same = self._same_essays(work.student, result)
        notebook = make_notebook(self._notebook, work.answers, result)
        marks = mark(notebook, result, self.book.released)
        # Without an indent: with one, Python writes JSON ten times slower.
        text = json.dumps(notebook, ensure_ascii=False, sort_keys=True) + "\n"
        path = self._path(work.student)
        write_whole(path, text.encode("utf-8", "backslashreplace"), self._mode)
        self._write_time(path.parent / "timestamp.txt", work.timestamp)
        self.book.write(work.student, marks, work.timestamp, same)
        save_result(root, work.student, result)
        held = results_folder(root, slug, waiting=True) / f"{work.student}.json"
        held.unlink(missing_ok=True)

    def _same_essays(self, student: str, result: dict[str, Any]) -> set[str]:
        """Return the essay cells that are unchanged since the gradebook was last written.

        By the stored result, which is written after it: a run that was cut short between the two
        calls a changed essay changed once more.
        """
        before = load_result(self.settings.root, self.assignment.slug, student) or {}
        old, new = before.get("essays") or {}, result.get("essays") or {}
        return {
            part.grade_id
            for part in self.assignment.parts
            if part.kind == "essay" and part.name in new and new[part.name] == old.get(part.name)
        }

    def _write_time(self, path: Path, timestamp: datetime.datetime | None) -> None:
        """Note beside the graded notebook when its submission came in, as nbgrader does."""
        if timestamp is None:
            path.unlink(missing_ok=True)
        else:
            write_whole(path, f"{timestamp.isoformat(' ')} UTC\n".encode(), self._mode)

    def _path(self, student: str) -> Path:
        slug = self.assignment.slug
        return Path(os.path.normpath(self.settings.folder("autograded", student, slug))) / (
            f"{slug}.ipynb"
        )

    def _differences(
        self, student: str, result: dict[str, Any], scores: dict[str, float | None]
    ) -> list[Change]:
        found = []
        for name, check in result["checks"].items():
            old, new = scores.get(name), points_of(result, name)
            if _differ(old, new):
                message = str(check.get("message") or "").strip().split("\n")[0]
                found.append(Change(student, self._names.get(name, name), old, new, message))
        return found


def _differ(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is not new
    return abs(old - new) > 1e-9
