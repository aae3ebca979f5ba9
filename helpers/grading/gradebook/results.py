"""Keeps each submission's result in a file of its own: grading/results/SLUG/STUDENT.json.

A result stands there whole or not at all, whatever stops the machine. It is stored last, after the
gradebook and the autograded notebook have it, so that a grading run that was cut short finds out
what is done. Results that wait for a yes, before a regrading, stand in a folder below.
"""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers.common.files import write_whole

__all__ = [
    "StoreError",
    "check_student",
    "composed",
    "load_result",
    "load_results",
    "results_folder",
    "save_result",
]

SUFFIX = ".json"
WAITING = ".waiting"  # the folder of the results-to-be of a regrading
LONGEST_ID = 128  # letters; as wide as the gradebook's column
LONGEST_NAME = 240  # bytes, of a file; most file systems end at 255


class StoreError(Exception):
    """A result cannot be kept; the message is one line."""


def check_student(student: str) -> str:
    """Return the student's id if it can be the name of a folder, and of nothing else.

    Raises: StoreError for an id that would lead elsewhere: with / or NUL, with a leading dot
        (so also ".."), empty or too long; or to others' folders too: nbgrader looks for folders by
        patterns, in which * ? and [ stand for other letters.
    """
    bad = (
        not student
        or student.startswith(".")
        or any(letter in student for letter in "/\\\0*?[")
        or not student.isprintable()
        or len(student) > LONGEST_ID
        or len(student.encode("utf-8", "surrogatepass")) > LONGEST_NAME
    )
    if bad:
        wanted = "it must be a plain file name without * ? ["
        raise StoreError(f"{student[:80]!r} cannot be a student's id: {wanted}")
    return student


def composed(student: str) -> str:
    """Return an id in Unicode's composed form, in which ids are kept and compared.

    macOS writes the é of a folder's name as two letters.
    """
    return unicodedata.normalize("NFC", student)


def results_folder(root: Path, slug: str, waiting: bool = False) -> Path:
    """Return the folder of a module's results, whether it is there or not."""
    folder = Path(root) / "grading" / "results" / slug
    return folder / WAITING if waiting else folder


def save_result(root: Path, student: str, result: dict[str, Any], *, waiting: bool = False) -> Path:
    """Store a submission's result, in place of an earlier one; return its path.

    Raises: StoreError if the student's id is no file name; OSError if it cannot be written.
    """
    path = _path(root, result["module"], student, waiting)
    text = json.dumps(result, ensure_ascii=False, allow_nan=False)  # with an indent it is slow
    write_whole(path, text.encode("utf-8", "backslashreplace"))
    return path


def load_result(
    root: Path,
    slug: str,
    student: str,
    problems: list[str] | None = None,
    *,
    waiting: bool = False,
) -> dict[str, Any] | None:
    """Read one student's stored result; None if there is none.

    A damaged file counts as none, and problems (if given) gets a line that names it.
    Raises: StoreError if the student's id is no file name.
    """
    path = _path(root, slug, student, waiting)
    try:
        result = json.loads(path.read_bytes())
        if result["module"] != slug or not isinstance(result["exercises"], dict):
            raise ValueError("another module's")
        return result
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        if problems is not None:
            name = f"grading/results/{slug}/{path.name}"
            problems.append(f"{name} is damaged and counts as absent; grade the module again")
        return None


def load_results(
    root: Path, slug: str, problems: list[str] | None = None
) -> dict[str, dict[str, Any]]:
    """Read a module's stored results: student -> result, in the order of the ids.

    A damaged file is left out, and problems (if given) gets a line that names it.
    """
    found = ((student, load_result(root, slug, student, problems)) for student in _ids(root, slug))
    return {student: result for student, result in found if result is not None}


def _ids(root: Path, slug: str) -> Iterator[str]:
    folder = results_folder(root, slug)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix == SUFFIX and not path.name.startswith("."):
            yield path.name[: -len(SUFFIX)]


def _path(root: Path, slug: str, student: str, waiting: bool = False) -> Path:
    return results_folder(root, slug, waiting) / f"{check_student(student)}{SUFFIX}"
