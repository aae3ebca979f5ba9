"""Takes the notebook out of a submitted folder, which is a stranger's.

Nothing in the folder is run, unpacked or followed: only regular files are opened, through the
folder's own descriptor, and checked again once they are open, so that no process can exchange a
file between the look and the opening.
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
from helpers.grading.submission.salvage import salvaged

MOST_BYTES = 20_000_000
MOST_TOGETHER = 40_000_000  # bytes, of all files that are read
MOST_FILES = 1_000
MOST_DEPTH = 8
MOST_READ = 20
MOST_CHARS = 80
CHECKPOINTS = ".ipynb_checkpoints"
ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar")
ARCHIVE_STARTS = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ")
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

    name and others are relative to the folder, cleaned for showing.
    """

    notebook: bytes | None
    problems: tuple[str, ...]
    name: str = ""
    others: tuple[str, ...] = ()


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
    """A file that was read: how many of our cells it holds, and how many answers."""

    file: _File
    data: bytes
    known: int
    answers: int


def take_in(folder: Path, assignment: Assignment) -> Intake:
    """Find the notebook in a submitted folder and read it. Never raises for bad content.

    A folder that holds none gives notebook=None and says why: it is graded as empty.
    """
    problems: list[str] = []
    try:
        top = os.open(folder, OPENING | os.O_DIRECTORY)
    except OSError as error:
        return Intake(None, (f"the folder cannot be opened: {_why(error)}",))
    try:
        files = list(_walk(top, (), [MOST_FILES], problems, f"{assignment.slug}.ipynb"))
        files = _without_foreign_links(files, problems)
        read = _read_all(top, files, assignment, problems)
    finally:
        os.close(top)
    return _chosen(read, files, assignment, problems)


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
                problems.append(f"more than {MOST_FILES} files; the others were not read")
            return
        path = (*above, name)
        try:
            look = os.stat(name, dir_fd=fd, follow_symlinks=False)
            if stat.S_ISREG(look.st_mode):
                yield _File(path, look)
            elif not stat.S_ISDIR(look.st_mode):
                kind = next((words for test, words in KINDS if test(look.st_mode)), "no file")
                problems.append(f"{_label(path)}: {kind}; not opened")
            elif len(path) > MOST_DEPTH:
                problems.append(f"{_label(path)}: nested too deeply; not opened")
            else:
                with _opened(name, fd, os.O_DIRECTORY) as inner:
                    yield from _walk(inner, path, left, problems, right)
        except OSError as error:
            problems.append(f"{_label(path)}: cannot be read: {error.strerror}")


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
            problems.append(f"{file.label}: {FOREIGN}")
        else:
            kept.append(file)
    return kept


def _read_all(
    top: int, files: list[_File], assignment: Assignment, problems: list[str]
) -> list[_Read]:
    """Read what may be the notebook, the likeliest first; a checkpoint only if all else fails."""
    likely = []
    for file in files:
        if file.path[-1].lower().endswith(ARCHIVES):
            problems.append(_archive(file.label, assignment))
        elif os.path.splitext(file.path[-1])[1].lower() in ENDINGS or ".ipynb" in file.path[-1]:
            likely.append(file)
    likely.sort(key=lambda file: _unlikely(file, assignment.slug))
    read: list[_Read] = []
    left = MOST_TOGETHER
    for number, file in enumerate(likely):
        if number == MOST_READ or left < file.look.st_size <= MOST_BYTES:
            problems.append(f"only {number} of {len(likely)} possible notebooks were read")
            break
        if CHECKPOINTS in file.path and any(one.answers for one in read):
            continue
        data = _read_file(top, file, problems)
        if data is not None and data.startswith(ARCHIVE_STARTS):
            problems.append(_archive(file.label, assignment))
        elif data is not None:
            left -= len(data)
            read.append(_Read(file, data, *strength(salvaged(data).cells, assignment)))
    return read


def _archive(label: str, assignment: Assignment) -> str:
    name = f"{assignment.slug}.ipynb"
    return f"{label}: an archive; not opened. Unpack it elsewhere and replace it by {name}"


def _unlikely(file: _File, slug: str) -> tuple:
    """Sort key: the right name first, notebooks before other files, checkpoints last."""
    name = file.path[-1]
    return (
        CHECKPOINTS in file.path,
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
            problems.append(f"{file.label}: changed while it was read; not opened")
        elif now.st_size > MOST_BYTES:
            size = f"{now.st_size / 1e6:,.0f} MB"
            problems.append(f"{file.label}: too large ({size} of {MOST_BYTES // 10**6}); not read")
        else:
            return _bytes(fd, now.st_size)
    except OSError as error:
        problems.append(f"{file.label}: cannot be read: {error.strerror}")
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


def _chosen(
    read: list[_Read], files: list[_File], assignment: Assignment, problems: list[str]
) -> Intake:
    """Take the best of the files that were read, and say what was left."""
    name = f"{assignment.slug}.ipynb"
    ours = [one for one in read if one.known]
    # Python's max takes the first of equals: the likeliest name.
    best = max(ours, key=lambda one: _rank(one, name), default=None)
    if best is None and read:
        best = next((one for one in read if one.file.path == (name,)), None)
    if best is None:
        what = "holds cells of this module" if files else "is in the folder"
        problems.append(f"no file {what}; graded as empty")
        return Intake(None, tuple(problems), "", tuple(file.label for file in files))
    if not best.data:
        problems.append(f"{best.file.label}: an empty file; graded as empty")
    if best.file.path != (name,):
        problems.append(f"{best.file.label}: used as the notebook; it should be named {name}")
    for one in ours:
        if one is not best and one.answers:
            problems.append(
                f"{one.file.label}: also holds answers; {best.file.label} was used instead"
            )
    others = tuple(file.label for file in files if file is not best.file)
    return Intake(best.data, tuple(problems), best.file.label, others)


def _rank(one: _Read, name: str) -> tuple:
    """Answers before none, checkpoints last, the right name first, then the most cells."""
    right = one.file.path == (name,)
    return (
        one.answers > 0 and CHECKPOINTS not in one.file.path,
        one.answers > 0,
        right,
        one.file.path[-1] == name,
        one.answers,
        one.known,
    )
