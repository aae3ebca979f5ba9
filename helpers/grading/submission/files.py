"""Takes the notebook out of a submitted folder or file, which is a stranger's.

Nothing in the folder is run or followed: only regular files are opened, through the folder's own
descriptor, and checked again once they are open, so that no process can exchange a file between
the look and the opening. Of several notebooks the most complete one is taken, then the newest.
"""

import os
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from helpers.checks.runtime.text import line
from helpers.grading.assignment import Assignment
from helpers.grading.submission.answers import strength
from helpers.grading.submission.archives import ARCHIVE_STARTS, ARCHIVES, notebooks_in
from helpers.grading.submission.outputs import without_outputs
from helpers.grading.submission.remarks import Loss
from helpers.grading.submission.salvage import salvaged
from helpers.grading.submission.unread import nothing_read, what_it_is

MOST_BYTES = 20_000_000  # of a notebook without its outputs
MOST_TOGETHER = 100_000_000  # bytes, of all files that are read, outputs included
SMALL = 1_000_000  # bytes; outputs are left in a file so small
MINUTE = 60  # seconds: files that were copied together differ by less
MOST_FILES = 1_000
MOST_DEPTH = 8
MOST_READ = 20
MOST_CHARS = 80
CHECKPOINTS = ".ipynb_checkpoints"
# A notebook under another name still ends like this.
ENDINGS = (".ipynb", ".json", ".txt", ".py", ".md", ".qmd", "")
# No following of links, no waiting for the other end of a pipe, no terminal to be taken over.
OPENING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
FOREIGN = (
    "a hard link to a file outside the folder; not opened (if it is meant, replace it by a copy)"
)
KINDS = (
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISCHR, "a device"),
)


class Intake(NamedTuple):
    """What came in: the notebook's bytes or None, what was wrong, its name, the other files.

    name and others are relative to the folder, cleaned for showing. unread: why there is no
    notebook, or "".
    """

    notebook: bytes | None
    problems: tuple[str, ...]
    name: str = ""
    others: tuple[str, ...] = ()
    unread: str = ""


def _label(path: tuple[str, ...]) -> str:
    """Write a name that a stranger chose so that it cannot forge a line of a report."""
    return line("/".join(path), MOST_CHARS)


class _File(NamedTuple):
    """A regular file of the folder: its path from there, and its status."""

    path: tuple[str, ...]
    look: os.stat_result

    @property
    def label(self) -> str:
        return _label(self.path)


class _Read(NamedTuple):
    """A notebook that was read, from a file or an archive, when it was last changed, in seconds,
    how many of our cells it holds, and how many answers that were begun.
    """

    path: tuple[str, ...]
    data: bytes
    time: float
    known: int
    answers: int

    @property
    def label(self) -> str:
        return _label(self.path)


def take_in(folder: Path, assignment: Assignment) -> Intake:
    """Find the notebook in a submitted folder and read it. Never raises for bad content.

    A folder that holds none of this module gives notebook=None, and unread says why.
    """
    try:
        top = os.open(folder, OPENING | os.O_DIRECTORY)
    except OSError as error:
        return Intake(None, (), unread=f"the folder cannot be opened: {_why(error)}")
    problems: list[str] = []
    try:
        files = list(_walk(top, (), [MOST_FILES], problems, f"{assignment.slug}.ipynb"))
        files = _without_foreign_links(files, problems)
        read = _read_all(top, files, assignment, problems)
    finally:
        os.close(top)
    best = _best(read, assignment)
    if best is not None and best.path != (f"{assignment.slug}.ipynb",):
        what = f"used as the notebook; it should be named {assignment.slug}.ipynb"
        kind = Loss if CHECKPOINTS in best.path else str  # an older state, saved on the way
        problems.append(kind(f"{best.label}: {what}"))
    return _taken(best, read, files, assignment, problems)


def take_in_file(path: Path, assignment: Assignment) -> Intake:
    """Read a notebook, or an archive of one, that stands by itself, named after its student.

    Never raises for bad content.
    """
    files, read, problems = list[_File](), list[_Read](), list[str]()
    try:
        top = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            look = os.stat(path.name, dir_fd=top, follow_symlinks=False)
            if stat.S_ISREG(look.st_mode):
                files = _without_foreign_links([_File((path.name,), look)], problems)
            else:
                problems.append(Loss(f"{_label((path.name,))}: {_kind(look)}; not opened"))
            read = _read_all(top, files, assignment, problems)
        finally:
            os.close(top)
    except OSError as error:
        problems.append(Loss(f"{_label((path.name,))}: cannot be read: {error.strerror}"))
    return _taken(_best(read, assignment), read, files, assignment, problems)


def _why(error: OSError) -> str:
    loop = error.errno in (20, 40, 62)  # ENOTDIR, or ELOOP on Linux and macOS
    return "not a folder, or a symbolic link" if loop else str(error.strerror)


def _walk(
    fd: int, above: tuple[str, ...], left: list[int], problems: list[str], right: str
) -> Iterator[_File]:
    """Yield the regular files at and below an open folder; name what is none.

    left: how many more names may be looked at, in all folders together. right: the name of the
    notebook, which comes first, and other notebooks next: no flood of other files hides it.
    """
    order = {name: (name != right, not name.endswith(".ipynb"), name) for name in os.listdir(fd)}
    for name in sorted(order, key=order.__getitem__):
        left[0] -= 1
        if left[0] < 0:
            if left[0] == -1:
                problems.append(Loss(f"more than {MOST_FILES} files; the others were not read"))
            return
        path = (*above, name)
        try:
            look = os.stat(name, dir_fd=fd, follow_symlinks=False)
            if stat.S_ISREG(look.st_mode):
                yield _File(path, look)
            elif not stat.S_ISDIR(look.st_mode):
                problems.append(Loss(f"{_label(path)}: {_kind(look)}; not opened"))
            elif len(path) > MOST_DEPTH:
                problems.append(Loss(f"{_label(path)}: nested too deeply; not opened"))
            else:
                with _opened(name, fd, os.O_DIRECTORY) as inner:
                    yield from _walk(inner, path, left, problems, right)
        except OSError as error:
            problems.append(Loss(f"{_label(path)}: cannot be read: {error.strerror}"))


def _kind(look: os.stat_result) -> str:
    return next((words for test, words in KINDS if test(look.st_mode)), "no file")


@contextmanager
def _opened(name: str, fd: int, flags: int = 0) -> Iterator[int]:
    """Open a name inside an open folder, and close it afterwards."""
    inner = os.open(name, OPENING | flags, dir_fd=fd)
    try:
        yield inner
    finally:
        os.close(inner)


def _without_foreign_links(files: list[_File], problems: list[str]) -> list[_File]:
    """Leave out files that have a name outside the folder too.

    Read with the instructor's rights, such a file could be another's answers, or the solution.
    Names of one file that all stand in the folder (some archives are unpacked so) are no harm.
    """
    inside = Counter((file.look.st_dev, file.look.st_ino) for file in files)
    kept = []
    for file in files:
        if file.look.st_nlink > inside[file.look.st_dev, file.look.st_ino]:
            problems.append(Loss(f"{file.label}: {FOREIGN}"))
        else:
            kept.append(file)
    return kept


def _read_all(
    top: int, files: list[_File], assignment: Assignment, problems: list[str]
) -> list[_Read]:
    """Read what may be the notebook, the likeliest first; a checkpoint only if all else fails."""
    likely = [file for file in files if _may_hold_one(file.path[-1])]
    likely.sort(key=lambda file: _unlikely(file, assignment.slug))
    read: list[_Read] = []
    left = MOST_TOGETHER
    for number, file in enumerate(likely):
        if number == MOST_READ or left < min(file.look.st_size, MOST_TOGETHER):
            problems.append(Loss(f"only {number} of {len(likely)} possible notebooks were read"))
            break
        if CHECKPOINTS in file.path and any(one.answers for one in read):
            continue
        data = _read_file(top, file, problems)
        for path, content, time in _notebooks(file, data, left, problems):
            left -= len(content)
            content = without_outputs(content) if len(content) > SMALL else content
            if len(content) > MOST_BYTES:
                problems.append(Loss(f"{_label(path)}: too large{_size(len(content))}; not read"))
            else:
                known, begun = strength(salvaged(content).cells, assignment)
                read.append(_Read(path, content, time, known, begun))
    return read


def _may_hold_one(name: str) -> bool:
    """Return whether a file may be a notebook, or an archive of notebooks, by its name."""
    ending = os.path.splitext(name)[1].lower()
    return ending in ENDINGS or ".ipynb" in name or name.lower().endswith(ARCHIVES)


def _notebooks(
    file: _File, data: bytes | None, left: int, problems: list[str]
) -> Iterator[tuple[tuple[str, ...], bytes, float]]:
    """Yield the notebook that a file is, or those that it holds: path, bytes, time."""
    if data is None:
        return
    if data.startswith(ARCHIVE_STARTS) or file.path[-1].lower().endswith(ARCHIVES):
        for path, content, time in notebooks_in(data, file.label, left, problems):
            yield (*file.path, *path), content, time
    else:
        yield file.path, data, file.look.st_mtime


def _size(number: int) -> str:
    return f" ({number / 1e6:,.0f} MB without outputs, of {MOST_BYTES // 10**6})"


def _unlikely(file: _File, slug: str) -> tuple:
    """Sort key: the right name first, notebooks before other files, checkpoints last."""
    name = file.path[-1]
    return (
        CHECKPOINTS in file.path,
        name.lower().endswith(ARCHIVES),
        name != f"{slug}.ipynb",
        not name.lower().endswith(".ipynb"),
        slug not in name,
        len(file.path),
        file.path,
    )


def _read_file(top: int, file: _File, problems: list[str]) -> bytes | None:
    """Read a regular file step by step from the open folder; None, and a problem, if refused."""
    fds = []
    try:
        fd = top
        for name in file.path[:-1]:
            fd = os.open(name, OPENING | os.O_DIRECTORY, dir_fd=fd)
            fds.append(fd)
        fd = os.open(file.path[-1], OPENING, dir_fd=fd)
        fds.append(fd)
        now = os.fstat(fd)
        same = (now.st_dev, now.st_ino) == (file.look.st_dev, file.look.st_ino)
        if not stat.S_ISREG(now.st_mode) or not same or now.st_nlink != file.look.st_nlink:
            problems.append(Loss(f"{file.label}: changed while it was read; not opened"))
        elif now.st_size > MOST_TOGETHER:
            size = f"{now.st_size / 1e6:,.0f} MB of {MOST_TOGETHER // 10**6}"
            problems.append(Loss(f"{file.label}: too large ({size}); not read"))
        else:
            return _bytes(fd, now.st_size)
    except OSError as error:
        problems.append(Loss(f"{file.label}: cannot be read: {error.strerror}"))
    finally:
        for opened in reversed(fds):
            os.close(opened)
    return None


def _bytes(fd: int, size: int) -> bytes:
    """Read at most the size that the file had when it was looked at."""
    pieces = []
    while size > 0 and (piece := os.read(fd, min(size, 1 << 20))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _best(read: list[_Read], assignment: Assignment) -> _Read | None:
    """Return the best of the notebooks that were read; None if none is of this module."""
    ours = [one for one in read if one.known]
    # Python's max takes the first of equals: the likeliest name.
    return max(ours, key=lambda one: _rank(one, f"{assignment.slug}.ipynb"), default=None)


def _rank(one: _Read, name: str) -> tuple:
    """Checkpoints last; the most answers, then the newest, then the right name."""
    return (
        one.answers > 0 and CHECKPOINTS not in one.path,
        one.answers,
        _minutes(one),
        one.path == (name,),
        one.path[-1] == name,
        one.known,
    )


def _minutes(one: _Read) -> int:
    return round(one.time / MINUTE)


def _taken(
    best: _Read | None,
    read: list[_Read],
    files: list[_File],
    assignment: Assignment,
    problems: list[str],
) -> Intake:
    """Hand on the best of the notebooks, and say what was left."""
    if best is None:
        found = [f"{one.label}: {what_it_is(one.data, assignment)}" for one in read]
        labels = tuple(file.label for file in files)
        return Intake(None, tuple(problems), "", labels, nothing_read(found, problems, labels))
    for one in read:
        if one is not best and one.known and one.answers and one.data != best.data:
            problems.append(_rival(one, best))
    others = tuple(file.label for file in files if file.path != best.path)
    return Intake(best.data, tuple(problems), best.label, others)


def _rival(one: _Read, best: _Read) -> str:
    """Return the remark on a notebook that also holds answers: which one was used, and why."""
    age = _minutes(one) - _minutes(best)
    when = "older" if age < 0 else "newer" if age > 0 else "as old"
    text = (
        f"{one.label}: also holds answers ({one.answers} begun, {when}); "
        f"{best.label} was used instead ({best.answers} begun)"
    )
    return text if age < 0 else Loss(text)
