"""Finds a class's submissions: each student once, nothing opened yet.

Either nbgrader's own folder, submitted/STUDENT/MODULE, or a folder as it comes out of a learning
platform: STUDENT/..., STUDENT.ipynb, STUDENT_MODULE.ipynb, either of them as .zip, names as Canvas
and Moodle give them (identities.py), also mixed.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from helpers.checks.runtime.text import line
from helpers.common.nbgrader_settings import Settings
from helpers.grading.assignment import Assignment
from helpers.grading.batch.identities import Index, UnmappedError
from helpers.grading.gradebook.read import Person
from helpers.grading.gradebook.results import StoreError, check_student, composed
from helpers.grading.submission.archives import ASIDE
from helpers.grading.submission.files import take_in, take_in_file
from helpers.grading.submission.rebuild import Answers, add_remarks, read_answers, unread

__all__ = [
    "Found",
    "Submission",
    "find_submissions",
    "read_submission",
]

ARCHIVE = ".zip"
FILES = (".ipynb", ARCHIVE)
MOST_SEEN = 1_000  # files and folders of a folder that is no submission


class Submission(NamedTuple):
    """One student's submission: a folder, or a notebook file."""

    student: str
    path: Path

    @property
    def is_link(self) -> bool:
        """Whether it leads elsewhere; then nothing of it is read, whatever is there."""
        return self.path.is_symlink() or self.path.parent.is_symlink()


class Found(NamedTuple):
    """submissions, in the order of the ids; refused: name -> why it cannot be graded."""

    submissions: list[Submission]
    refused: dict[str, str]


def find_submissions(
    settings: Settings,
    slug: str,
    folder: Path | None = None,
    people: Mapping[str, Person] | None = None,
) -> Found:
    """List the submissions of a module under nbgrader's folder, or under another.

    people: the roster, which maps the files that a platform named.
    Raises: OSError if that folder cannot be read.
    """
    found, index = Found([], {}), Index(people)
    if folder is None:
        candidates = list(_collected(settings, slug))
    else:
        candidates = list(_loose(Path(folder), slug, index, found.refused))
    by_student: dict[str, list[Path]] = {}
    for student, path in candidates:
        by_student.setdefault(index.known_as(student), []).append(path)
    for student, paths in sorted(by_student.items()):
        why = _refusal(student, paths)
        if why:
            found.refused[student] = why
        else:
            found.submissions.append(Submission(student, paths[0]))
    return found


def read_submission(submission: Submission, assignment: Assignment) -> Answers:
    """Read a submission's answers; what was wrong with its files is among their problems."""
    path = submission.path
    if submission.is_link:
        return unread(f"{line(path.name, 80)}: a symbolic link, or inside one; not opened")
    taken = (take_in if path.is_dir() else take_in_file)(path, assignment)
    if taken.notebook is None:
        return unread(taken.unread)
    return add_remarks(read_answers(taken.notebook, assignment), taken.problems)


def _collected(settings: Settings, slug: str) -> Iterator[tuple[str, Path]]:
    """Yield what was submitted through nbgrader."""
    above = settings.above("submitted")
    for entry in _entries(above) if above.is_dir() else ():
        path = settings.folder("submitted", entry.name, slug)
        if entry.name not in ASIDE and os.path.lexists(path):
            yield entry.name, path


def _loose(
    folder: Path, slug: str, index: Index, refused: dict[str, str]
) -> Iterator[tuple[str, Path]]:
    """Yield the submissions of a folder, named by student or by a platform."""
    for entry in _entries(folder):
        path = Path(entry.path)
        if entry.name in ASIDE or (entry.name.startswith(".") and not _holds_notebook(path)):
            continue
        is_file = entry.name.lower().endswith(FILES)
        name = path.stem if is_file else entry.name
        student = None
        try:
            if is_file or entry.is_dir():  # what else lies beside is no second submission
                student = index.student_of(name, slug)
        except UnmappedError as error:
            refused[entry.name] = str(error)
            continue
        if student is not None:
            yield student, path
        elif entry.name.lower().endswith(ARCHIVE) and not index.knows(name):
            refused[entry.name] = "an archive; unpack it, or name it after a student on the roster"
        elif is_file:
            yield name.removesuffix(f"_{slug}"), path
        elif entry.is_dir(follow_symlinks=False) and os.path.lexists(path / slug):
            yield entry.name, path / slug
        else:
            yield entry.name, path


def _holds_notebook(folder: Path) -> bool:
    """Return whether a folder, not a link, seems to be a submission with an invalid name."""
    left = MOST_SEEN
    for _, folders, files in os.walk(folder) if not folder.is_symlink() else ():
        folders[:] = [name for name in folders if name not in ASIDE]
        left -= len(folders) + len(files)
        if any(name.lower().endswith(FILES) for name in files):
            return True
        if left < 0:
            return True  # too much to be a program's; it is named rather than lost
    return False


def _entries(folder: Path) -> list[os.DirEntry]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _names(paths: list[Path]) -> list[str]:
    """Return names that tell apart what one student submitted."""
    names = [path.name for path in paths]
    if len(set(names)) == 1:  # nbgrader's folders: STUDENT/MODULE
        names = [path.parent.name for path in paths]
    return names if len(set(map(composed, names))) > 1 else [ascii(name) for name in names]


def _refusal(student: str, paths: list[Path]) -> str:
    """Return why a submission cannot be graded; "" if it can."""
    try:
        check_student(student)
    except StoreError as error:
        return str(error)
    if len(paths) > 1:
        return f"two submissions, {' and '.join(_names(paths))}; keep one of them"
    path = paths[0]
    if Submission(student, path).is_link:
        return ""
    if path.is_dir() or (path.is_file() and path.name.lower().endswith(FILES)):
        return ""
    return f"{path.name} is neither a folder nor a notebook; replace it, or remove it"
