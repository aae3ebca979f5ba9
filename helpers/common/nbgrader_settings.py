"""Reads nbgrader's settings of the course: where its folders are, and which gradebook to write."""

import datetime
import os
import re
import shutil
import stat
import sys
import traceback
from pathlib import Path
from typing import Any, NamedTuple

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc
from traitlets import TraitError
from traitlets.config.loader import PyFileConfigLoader

from helpers.common.errors import SourceError

__all__ = [
    "CarefulCourseDirectory",
    "Settings",
    "faulty_config",
    "read_config",
    "read_settings",
    "time_of",
]

CONFIG = "nbgrader_config.py"
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
        """Return when a submission came in, in UTC; None if no file states it.

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
            raise ValueError("it is not a date and time such as 2026-01-31 23:59:00 UTC")
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


class Settings(NamedTuple):
    """config: all of nbgrader's settings; course: nbgrader's CourseDirectory, made of them."""

    root: Path
    config: Any
    course: Any

    def folder(self, step: str, student: str, slug: str) -> Path:
        """Return the folder of a step ("submitted", "autograded", ...) of one submission."""
        name = getattr(self.course, f"{step}_directory")
        return Path(self.course.format_path(name, student, slug))

    def above(self, step: str) -> Path:
        """Return the folder that holds all submissions of a step."""
        return self.root / getattr(self.course, f"{step}_directory")


def read_config(root: Path, folder: Path | None = None) -> Any:
    """Read ROOT/nbgrader_config.py, as if it stood in another folder where one is given.

    Paths in it start from where it stands, so nbgrader then works in that folder and nowhere else.
    Raises: SourceError, one line, if there is none or if it fails.
    """
    if not (root / CONFIG).is_file():
        raise SourceError(
            f"{root / CONFIG}: not found; it tells nbgrader the folders of the course"
        )
    if folder is not None:
        shutil.copy(root / CONFIG, folder / CONFIG)
    try:
        return PyFileConfigLoader(CONFIG, path=str(folder or root)).load_config()
    except (Exception, SystemExit) as error:
        raise faulty_config(error) from None


def read_settings(root: Path) -> Settings:
    """Read ROOT/nbgrader_config.py.

    Raises: SourceError, one line, if there is none or if it fails.
    """
    root = Path(root).resolve()
    find_scripts()
    config = read_config(root)
    try:
        config.CourseDirectory.root = str(root)
        return Settings(root, config, CarefulCourseDirectory(config=config))
    except TraitError as error:
        raise faulty_config(error) from None


def faulty_config(error: BaseException) -> SourceError:
    """Return the error that names the line of the settings that failed, and why."""
    line = getattr(error, "lineno", None) or _line(error)
    text = " ".join(str(getattr(error, "msg", None) or error).split())
    reason = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return SourceError(f"{CONFIG}:{line}: {reason}; correct this file")


def find_scripts() -> None:
    """Put this Python's scripts on PATH: nbgrader calls alembic by name."""
    scripts = str(Path(sys.executable).parent)
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", "")])


def _line(error: BaseException) -> int:
    """Return the line of the settings that failed; 1 if that is unknown."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if Path(frame.filename).name == CONFIG]
    return (lines and lines[-1]) or 1
