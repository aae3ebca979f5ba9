"""Finds a class's submissions: each student once, nothing opened yet.

Either nbgrader's own folder, submitted/STUDENT/MODULE, or a folder as it comes out of a learning
platform: STUDENT/..., STUDENT.ipynb, STUDENT_MODULE.ipynb, names as Canvas and Moodle give them
(platforms.py), also mixed.
"""

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from helpers.checks.runtime.text import line
from helpers.common.nbgrader_settings import Settings
from helpers.grading.assignment import Assignment
from helpers.grading.gradebook.read import Person
from helpers.grading.gradebook.results import StoreError, check_student
from helpers.grading.submission.archives import ASIDE
from helpers.grading.submission.files import take_in, take_in_file
from helpers.grading.submission.rebuild import Answers, add_remarks, read_answers, unread

__all__ = [
    "Found",
    "Submission",
    "UnmappedError",
    "find_submissions",
    "read_submission",
    "student_of",
]

CANVAS = re.compile(r"\w+?_(?:LATE_)?(\d+)_\d+(_.*)?", re.DOTALL)
MOODLE = re.compile(r"(.+?)_\d+_assignsubmission_([a-z]+)(?:_.*)?", re.DOTALL)
DROPPED = re.compile(r"[&<>\"`|':\\/\x00-\x1f]")  # by Moodle, from a name that names a file
WORD = re.compile(r"[^\W_]+")


class UnmappedError(Exception):
    """A platform's name fits no student on the roster, or several; the message is one line."""


def student_of(name: str, slug: str, people: Mapping[str, Person]) -> str | None:
    """Return the id of the student to whom a file or folder belongs; None if no platform named it.

    name: without .ipynb. people: the roster; a name that is an id there is taken as it is.
    Raises: UnmappedError.
    """
    bare = name.removesuffix(f"_{slug}")
    if name in people or bare in people:
        return None
    moodle = MOODLE.fullmatch(name)
    if moodle:
        if moodle[2] != "file":
            raise UnmappedError(f"what Moodle calls {moodle[2]!r} is not a submitted file")
        same = [one for one in people if _words(_full(people[one])) == _words(moodle[1])]
        return _only(same, f"the name {moodle[1]!r}", "its folder")
    canvas = CANVAS.fullmatch(bare)
    if canvas and (canvas[2] or bare != name):  # without a file's own name it is an id: group_3_1
        same = [one for one in people if people[one].lms == canvas[1]]
        return _only(same, f"lms_user_id {canvas[1]}", "the file")
    return None


def _only(students: list[str], what: str, thing: str) -> str:
    if len(students) == 1:
        return students[0]
    count = (
        f"{len(students)} students on the roster fit"
        if students
        else "no student on the roster has"
    )
    raise UnmappedError(
        f"{count} {what}; complete the roster, or name {thing} after the student's id"
    )


def _full(person: Person) -> str:
    return f"{person.first} {person.last}"


def _words(name: str) -> list[str]:
    """Return the words of a name in an order that does not depend on which name comes first."""
    plain = unicodedata.normalize("NFC", DROPPED.sub("", name)).casefold()
    return sorted(WORD.findall(plain))


NOTEBOOK = ".ipynb"
MOST_SEEN = 1_000  # files and folders of a folder that is no submission


class Submission(NamedTuple):
    """One student's submission: a folder, or a notebook file."""

    student: str
    path: Path

    @property
    def is_link(self) -> bool:
        """Whether it leads elsewhere; then it counts as empty, whatever is there."""
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
    found = Found([], {})
    if folder is None:
        candidates = list(_collected(settings, slug))
    else:
        candidates = list(_loose(Path(folder), slug, people or {}, found.refused))
    by_student: dict[str, list[Path]] = {}
    for student, path in candidates:
        by_student.setdefault(student, []).append(path)
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
    folder: Path, slug: str, people: Mapping[str, Person], refused: dict[str, str]
) -> Iterator[tuple[str, Path]]:
    """Yield the submissions of a folder, named by student or by a platform."""
    for entry in _entries(folder):
        path = Path(entry.path)
        if entry.name in ASIDE or (entry.name.startswith(".") and not _holds_notebook(path)):
            continue
        is_notebook = entry.name.lower().endswith(NOTEBOOK)
        name = path.stem if is_notebook else entry.name
        student = None
        try:
            if is_notebook or entry.is_dir():  # what else lies beside is no second submission
                student = student_of(name, slug, people)
        except UnmappedError as error:
            refused[entry.name] = str(error)
            continue
        if student is not None:
            yield student, path
        elif is_notebook:
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
        if any(name.lower().endswith(NOTEBOOK) for name in files):
            return True
        if left < 0:
            return True  # too much to be a program's; it is named rather than lost
    return False


def _entries(folder: Path) -> list[os.DirEntry]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _refusal(student: str, paths: list[Path]) -> str:
    """Return why a submission cannot be graded; "" if it can."""
    try:
        check_student(student)
    except StoreError as error:
        return str(error)
    if len(paths) > 1:
        return f"two submissions, {' and '.join(path.name for path in paths)}; keep one of them"
    path = paths[0]
    if Submission(student, path).is_link:
        return ""
    if path.is_dir() or (path.is_file() and path.name.lower().endswith(NOTEBOOK)):
        return ""
    return f"{path.name} is neither a folder nor a notebook; unpack it, or remove it"
