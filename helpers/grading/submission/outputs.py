"""Takes the outputs out of a notebook's file before it is parsed: they are never graded.

Pictures and tables make a notebook large, not answers; and the limits of size are there for what
is read.
"""

import re

__all__ = ["without_outputs"]

# A quote inside a string has a backslash before it, so this is a key, in any valid notebook.
KEY = re.compile(rb'(?<!\\)"(?:outputs|widgets)"\s*:\s*(?=[\[{])')
# A string that never ends is a token too, or each of its escaped quotes would be tried in turn.
TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
EMPTY = {b"[": b"[]", b"{": b"{}"}


def without_outputs(data: bytes) -> bytes:
    """Return a notebook's file with no cell's outputs and no widget's state in it.

    Time is linear in the file. What follows an output that never ends is left as it is.
    """
    pieces: list[bytes] = []
    start = 0
    while (key := KEY.search(data, start)) and (end := _end(data, key.end())):
        pieces += [data[start : key.end()], EMPTY[data[key.end() : key.end() + 1]]]
        start = end
    return b"".join([*pieces, data[start:]])


def _end(data: bytes, start: int) -> int | None:
    """Return where the list or object that begins at start ends; None if it does not."""
    depth = 0
    for token in TOKEN.finditer(data, start):
        first = token[0][:1]
        depth += (first in b"[{") - (first in b"]}")
        if depth == 0:
            return token.end()
    return None
