"""nbgrader's Autograde, made careful: it opens nothing of a submission's folder but a plain date.

Stock nbgrader copies every file beside a submitted notebook into the graded folder, also what a
link points to, waits for ever on a named pipe, and leaves out notebooks whose name it does not
know. Here a submission is its folder: the exporter looks into it (nbgrader_plugin.py).
"""

import datetime
import glob
import os
import re
import stat
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc

from helpers.grading.store import StoreError, check_student

__all__ = ["CarefulCourseDirectory", "SandboxedAutograde", "time_of"]

TIMESTAMP = "timestamp.txt"
LONGEST_DATE = 100  # bytes
# What is less than a date and a time is completed with the day on which it is read. A zone is a
# name or an offset: the parser would open a path, whatever it leads to.
FULL_DATE = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d([.,]\d+)?)?"
    r" ?(Z|[+-]\d\d(:?\d\d)?|[A-Za-z]\w*([/+-]\w+)*)?"
)


class CarefulCourseDirectory(CourseDirectory):
    """A course directory that reads a submission's time from nothing but a small regular file."""

    @classmethod
    def like(cls, other: CourseDirectory) -> "CarefulCourseDirectory":
        """Return one with the settings of another, the assignment and student in hand included."""
        settings = {name: getattr(other, name) for name in other.trait_names(config=True)}
        return cls(parent=other.parent, **settings)

    def get_existing_timestamp(self, dest_path: str) -> datetime.datetime | None:
        """Return when a submission came in, in UTC; None if no file says so.

        A file that cannot be read as a date and a time counts as none, with a warning.
        """
        return time_of(Path(dest_path), self.log)


def time_of(folder: Path, log: Any) -> datetime.datetime | None:
    """Return the time that a folder's timestamp.txt holds, in UTC; None, with a warning, if bad."""
    path = folder / TIMESTAMP
    if not os.path.lexists(path):
        return None
    try:
        found = _read_line(path)
        if not FULL_DATE.fullmatch(found):
            raise ValueError("it is no date and time, 2026-01-31 23:59:00 UTC")
        return parse_utc(found)
    except (OSError, ValueError, OverflowError, TypeError, AttributeError) as error:
        why = str(error).split("\n")[0]
        log.warning("%s: no time of submission can be read (%s)", path, why)
        return None


def _read_line(path: Path) -> str:
    """Read a small text file that is no link, no device and no pipe.

    Raises: OSError or ValueError where it is anything else.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise ValueError("not a regular file")
        data = file.read(LONGEST_DATE + 1)
    if len(data) > LONGEST_DATE:
        raise ValueError("too long for a date")
    return data.decode("ascii").strip()


class _CopiesNothing(BaseConverter):
    """Stands between Autograde and its base, whose init_assignment copies the student's files."""

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Make the graded folder, with the time of submission: a newer one is graded anew."""
        submitted = self.coursedir.get_existing_timestamp(
            self._format_source(assignment_id, student_id)
        )
        folder = Path(self._format_dest(assignment_id, student_id))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / TIMESTAMP).unlink(missing_ok=True)
        if submitted is not None:
            (folder / TIMESTAMP).write_text(f"{submitted.isoformat(' ')} UTC\n", encoding="ascii")


class SandboxedAutograde(Autograde, _CopiesNothing):
    """Autograde for which every submitted folder is a submission of the module's one notebook."""

    @classmethod
    def take_over(cls, converter: Autograde) -> None:
        """Turn nbgrader's converter, which has listed its submissions, into one of this class.

        nbgrader makes the converter itself and no setting names its class. Its exporter is the
        first thing of ours that it makes, and it has touched nothing by then.
        """
        converter.__class__ = cls
        converter.coursedir = CarefulCourseDirectory.like(converter.coursedir)
        converter.init_notebooks()

    def init_notebooks(self) -> None:
        """List every submitted folder, whatever is in it, under the name of the notebook."""
        slug = self.coursedir.assignment_id
        folders = glob.glob(self._format_source(slug, self.coursedir.student_id))
        self.assignments = {
            folder: [os.path.join(folder, f"{slug}.ipynb")]
            for folder in folders
            if self._can_be_graded(Path(folder).parent.name)
        }

    def _can_be_graded(self, student: str) -> bool:
        """Tell whether a folder has the name of a student; the log names those that have not."""
        try:
            check_student(student)
        except StoreError as error:
            self.log.error("not graded: %s", error)
            return False
        return True

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Grade one submission as nbgrader does, and let the exporter keep what came of it."""
        super().convert_single_notebook(notebook_filename)
        self.exporter.keep_result()
