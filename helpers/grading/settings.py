"""Reads nbgrader's settings of the course: where its folders are, and which gradebook to write."""

import os
import sys
import traceback
from pathlib import Path
from typing import Any, NamedTuple

from helpers.course.source import SourceError

__all__ = ["Settings", "read_settings"]

CONFIG = "nbgrader_config.py"


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


def read_settings(root: Path) -> Settings:
    """Read ROOT/nbgrader_config.py.

    Raises: SourceError, one line, if there is none or if it fails.
    """
    from traitlets import TraitError
    from traitlets.config.loader import PyFileConfigLoader

    from helpers.grading.nbgrader_converter import CarefulCourseDirectory

    root = Path(root).resolve()
    find_scripts()
    if not (root / CONFIG).is_file():
        raise SourceError(
            f"{root / CONFIG}: not found; it tells nbgrader the folders of the course"
        )
    try:
        config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
        config.CourseDirectory.root = str(root)
        return Settings(root, config, CarefulCourseDirectory(config=config))
    except (Exception, SystemExit) as error:
        line = getattr(error, "lineno", None) or _line(error)
        reason = "" if isinstance(error, TraitError) else f"{type(error).__name__}: "
        text = " ".join(str(error).split())
        raise SourceError(f"{CONFIG}:{line}: {reason}{text}; correct this file") from None


def find_scripts() -> None:
    """Put this Python's scripts on PATH: nbgrader calls alembic by name."""
    scripts = str(Path(sys.executable).parent)
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", "")])


def _line(error: BaseException) -> int:
    """Return the line of the settings that failed; 1 if it cannot be told."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if Path(frame.filename).name == CONFIG]
    return (lines and lines[-1]) or 1
