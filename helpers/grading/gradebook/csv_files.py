"""CSV files that a spreadsheet opens without running what a student put into a cell."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from helpers.common.files import write_whole

__all__ = ["defused", "identifier", "write_csv"]

_PLAIN_ID = re.compile(r"[\w.@+-]+")


def defused(value: object) -> object:
    """Return a cell's value; a text that a spreadsheet would run as a formula gets a ' in front.

    Numbers stay as they are. A lone surrogate, which no file can hold, becomes "?".
    """
    if not isinstance(value, str):
        return "" if value is None else value
    text = value.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    start = text.lstrip(" \t\r\n\ufeff\u00a0")[:1]
    return f"'{text}" if (start and start in "=+-@＝＋－＠") or text[:1] in ("\t", "\r") else text


def identifier(value: str) -> object:
    """Return an id or address, which must stay unchanged because another program looks it up.

    Letters, digits and _ . @ + - cannot call anything; whatever holds more is defused.
    """
    return value if _PLAIN_ID.fullmatch(value) else defused(value)


def write_csv(path: Path, rows: Iterable[Sequence[object]], bom: bool = False) -> None:
    """Write rows as comma-separated values in UTF-8, whole or not at all.

    bom: begin with a byte order mark, by which Excel recognises UTF-8.
    Raises: OSError.
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    write_whole(path, text.getvalue().encode("utf-8-sig" if bom else "utf-8"))
