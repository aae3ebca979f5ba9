"""Reads the notebooks inside a .zip file, a stranger's, in memory: nothing is unpacked to disk.

Other archives are named and not opened.
"""

import datetime
import stat
import zipfile
import zlib
from io import BytesIO
from typing import NamedTuple

from helpers.checks.runtime.text import line
from helpers.grading.submission.remarks import Loss

__all__ = ["ARCHIVES", "ARCHIVE_STARTS", "ASIDE", "Member", "notebooks_in"]

ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar")
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
ARCHIVE_STARTS = (*ZIP_STARTS, b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ")
ASIDE = {"__MACOSX", ".ipynb_checkpoints", ".git"}  # what programs leave, not students
ENTRY = b"PK\x01\x02"  # begins each entry of the list of an archive's files
MOST_ENTRIES = 1_000
MOST_NOTEBOOKS = 20
MOST_RATIO = 200  # times its compressed size; a notebook of text has less than 20
# The others' readers unpack a whole block at once, however much of it is asked for.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGED: tuple[type[Exception], ...] = (zipfile.BadZipFile, zlib.error, OSError, EOFError)
DAMAGED += (ValueError, LookupError, NotImplementedError, RuntimeError, OverflowError)
UNPACK = "unpack it elsewhere, look, and put the notebook in its place"


class Member(NamedTuple):
    """A notebook of an archive: its path in there, its bytes, when it was last changed."""

    path: tuple[str, ...]
    data: bytes
    time: float


def notebooks_in(data: bytes, label: str, most: int, problems: list[str]) -> list[Member]:
    """Read the notebooks of an archive; what is refused is added to the problems.

    most: bytes, of all of them together. Never raises for bad content.
    """
    if not data.startswith(ZIP_STARTS):
        problems.append(Loss(f"{label}: an archive that is no .zip; not opened: {UNPACK}"))
        return []
    if data.count(ENTRY) > MOST_ENTRIES:
        problems.append(Loss(f"{label}: an archive of more than {MOST_ENTRIES} files; {UNPACK}"))
        return []
    found: list[Member] = []
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if _is_notebook(entry)]
            if not entries:
                problems.append(Loss(f"{label}: an archive without a notebook"))
            for entry in entries[:MOST_NOTEBOOKS]:
                member = _read(archive, entry, label, most, problems)
                if member is not None:
                    found.append(member)
                    most -= len(member.data)
    except DAMAGED:
        problems.append(Loss(f"{label}: an archive that is damaged"))
    if not found:
        return found
    if len(entries) > MOST_NOTEBOOKS:
        problems.append(Loss(f"{label}: only {MOST_NOTEBOOKS} of its notebooks were read"))
    return found


def _is_notebook(entry: zipfile.ZipInfo) -> bool:
    parts = _parts(entry)
    aside = ASIDE & {*parts} or parts[-1].startswith("._")
    return not aside and not entry.is_dir() and parts[-1].lower().endswith(".ipynb")


def _parts(entry: zipfile.ZipInfo) -> tuple[str, ...]:
    return tuple(entry.filename.replace("\\", "/").split("/"))


def _read(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, label: str, most: int, problems: list[str]
) -> Member | None:
    """Read one notebook; None, and a problem, if it is refused."""
    name, parts = f"{label}/{line(entry.filename, 80)}", _parts(entry)
    why = _refusal(entry, parts, most)
    if why:
        problems.append(Loss(f"{name}: {why}; not opened"))
        return None
    with archive.open(entry) as file:
        data = file.read(most + 1)  # no more than it states, whatever follows
    return Member(parts, data, _time(entry))


def _refusal(entry: zipfile.ZipInfo, parts: tuple[str, ...], most: int) -> str:
    """Return why a notebook of an archive is not read; "" if it is."""
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "a symbolic link"
    if ".." in parts or not parts[0] or ":" in parts[0]:
        return "a path that leads out of the archive"
    if entry.flag_bits & 1:
        return "encrypted"
    if entry.compress_type not in METHODS:
        return "compressed in a way that is not read here"
    if entry.file_size > most:
        return f"too large ({entry.file_size / 1e6:,.0f} MB)"
    if entry.file_size > MOST_RATIO * max(entry.compress_size, 1_000):
        return f"it would grow more than {MOST_RATIO} times when unpacked"
    return ""


def _time(entry: zipfile.ZipInfo) -> float:
    """Return when a file was last changed, in seconds as a file system counts; 0 if unknown."""
    try:
        return datetime.datetime(*entry.date_time).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
