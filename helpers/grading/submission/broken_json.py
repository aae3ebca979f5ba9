"""Picks the keys of cells and their values out of a text that is no valid JSON (any more)."""

import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

__all__ = ["values_of_keys"]

# In a whole file; scanning more takes many seconds, and no notebook has as many.
MOST_KEYS = 200_000
MOST_LINES = 500_000
KEY = re.compile(
    r'(?<!\\)"(cell_type|id|nbgrader|grade_id|outputs|execution_count|source|input)"\s*:\s*(?=["\[{\d\w])'
)
SEPARATORS = re.compile(r"[\s,]*")


def values_of_keys(text: str) -> Iterator[tuple[str, Any]]:
    """Yield (key, value) for the keys that matter; a broken source gives its number of lines.

    Time is linear in the text: what was read once is not read again. ("", None) comes last where
    there is too much to read.
    """
    position, left = 0, MOST_LINES
    for _ in range(MOST_KEYS):
        match = KEY.search(text, position)
        if match is None:
            return
        value: Any = None
        value, position = _strings(text, match.end(), left)
        left -= len(value) if isinstance(value, list) else 1
        if left <= 0:
            break
        if match[1] in ("source", "input") or value not in (None, 0):
            yield match[1], value
        elif match[1] in ("outputs", "execution_count", "nbgrader"):
            yield match[1], ""
    yield "", None


def _strings(text: str, start: int, most: int) -> tuple[Any, int]:
    """Read a string or a list of strings; return it, or how many were read, and the place after.

    A list that goes on after `most` strings is returned as far as it was read.
    """
    lines: list[str] = []
    listed = text[start] == "["
    position = start + 1 if listed else start
    while True:
        if listed:
            position = SEPARATORS.match(text, position).end()  # type: ignore[union-attr]
            if text[position : position + 1] == "]":
                return lines, position + 1
        if text[position : position + 1] != '"':
            return len(lines), position
        try:
            line, position = scanstring(text, position + 1, False)
        except ValueError:
            return len(lines), position + 1
        lines.append(line)
        if not listed:
            return line, position
        if len(lines) >= most:
            return lines, position
