"""Outcomes on their way back: how a call ended, written in the student's process and read here.

The header of a reply has the fields of Outcome; its value is a plain value (checks/plain.py), as
to_plain makes them: null, a text in ["s", text], and the rest as lists that start with a tag.

array ["a", place]   tensor ["x", place]   tuple ["t", ...]   list ["l", ...]
dict ["d", [key, value], ...]   Record ["r", type, [fields], ...]   Odd ["o", what, advice]
Big ["b", dtype, sizes...]   TextArray ["w", [sizes], texts...]

What writes is not trusted, so the reader takes nothing for granted: kinds, lengths, depth, number
of values, places. Texts that end up in a message are cleaned and cut.
"""

import hashlib
import math
import re
import unicodedata
from typing import Any

import numpy as np

from helpers.checks.runtime.call import Outcome
from helpers.checks.runtime.text import clean_text
from helpers.checks.runtime.values import (
    MAX_DEPTH,
    MAX_SIZE,
    Big,
    FromTorch,
    Odd,
    Record,
    TextArray,
)
from helpers.grading.sandbox.inside.frames import MOST_VALUES, Arrays, Frame, WireError, read_dtype

__all__ = ["clean_printed", "digest_of_reply", "read_outcome", "write_outcome"]

_TEXTS = {"error_kind": 80, "line": 200, "where": 80}
_FLAGS = ("reached", "begun", "used_reference")
# Colours, moves of the cursor, titles of windows: a terminal shows nothing of them.
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
_FIELDS = ("value", "notes", "changed", "error", *_TEXTS, *_FLAGS)
_MOST_NOTES = 5
_MOST_CHANGED = 100
_STRANGE = "the reply holds a value of an unknown kind"


def write_outcome(outcome: Outcome, arrays: Arrays) -> dict[str, Any]:
    """Turn an outcome into JSON and arrays."""
    return {
        "value": _write(outcome.value, arrays),
        "notes": list(outcome.notes[:_MOST_NOTES]),
        "changed": list(outcome.changed[:_MOST_CHANGED]),
        "error": outcome.error,
        **{name: getattr(outcome, name) for name in (*_TEXTS, *_FLAGS)},
    }


def _write(value: Any, arrays: Arrays) -> Any:
    if value is None:
        return None
    if isinstance(value, np.ndarray):
        return ["a", arrays.put(value)]
    if isinstance(value, Record):
        items = (_write(item, arrays) for item in value.values)
        return ["r", value.type_name, list(value.fields), *items]
    if isinstance(value, tuple | list):
        tag = "t" if isinstance(value, tuple) else "l"
        return [tag, *(_write(item, arrays) for item in value)]
    if isinstance(value, dict):
        return ["d", *([key, _write(item, arrays)] for key, item in value.items())]
    if isinstance(value, FromTorch):
        return ["x", arrays.put(value.array)]
    if isinstance(value, Odd):
        return ["o", value.what, value.advice]
    if isinstance(value, Big):
        return ["b", value.dtype.str, *value.shape]
    if isinstance(value, TextArray):
        return ["w", list(value.shape), *value.texts]
    return ["s", str.__str__(value)]


def read_outcome(frame: Frame) -> Outcome:
    """Check a reply and turn it into an outcome.

    Raises: WireError for anything that to_plain and Runner could not have made.
    """
    header = frame.header
    reader = _Reader(frame.arrays)
    value = reader.read(header.get("value"), 0)
    reader.finish()
    error = header.get("error")
    if error is not None and type(error) is not str:
        raise WireError("the reply holds an error that is no text")
    flags = {name: header.get(name) for name in _FLAGS}
    if not all(type(flag) is bool for flag in flags.values()):
        raise WireError("the reply does not say how the call ended")
    return Outcome(
        value=value,
        notes=_texts(header.get("notes"), _MOST_NOTES),
        error=None if error is None else clean_text(error, 345),
        changed=_texts(header.get("changed"), _MOST_CHANGED),
        **{name: _text(header.get(name), limit) for name, limit in _TEXTS.items()},  # type: ignore[arg-type]
        **flags,  # type: ignore[arg-type]
    )


def digest_of_reply(frame: Frame) -> bytes | None:
    """Return a digest, equal where read_outcome returns the same; None of a strange reply."""
    fields = [frame.header.get(name) for name in _FIELDS]
    try:
        digest = hashlib.sha256(repr((fields, frame.layout)).encode("utf-8", "surrogatepass"))
    except RecursionError:
        return None
    digest.update(frame.data)
    return digest.digest()


def _text(found: object, limit: int) -> str:
    if type(found) is not str:
        raise WireError("the reply holds something else where a text belongs")
    return clean_text(found, limit)


def _texts(found: object, most: int) -> tuple[str, ...]:
    if type(found) is not list or len(found) > most:
        raise WireError("the reply holds something else where a list of texts belongs")
    return tuple(_text(item, 200) for item in found)


class _Reader:
    """Reads a plain value; every array of the frame belongs to one place in it."""

    def __init__(self, arrays: list[np.ndarray]) -> None:
        self.arrays = arrays
        self.used = 0
        self.left = MOST_VALUES

    def finish(self) -> None:
        """Refuse arrays that belong nowhere."""
        if self.used != len(self.arrays):
            raise WireError("the reply holds an array that no value uses")

    def read(self, found: object, depth: int) -> Any:
        self.left -= 1
        if self.left < 0:
            raise WireError(f"the result holds more than {MOST_VALUES:,} values")
        if found is None:
            return None
        if type(found) is not list or not found or type(found[0]) is not str:
            raise WireError(_STRANGE)
        if depth > MAX_DEPTH + 1:
            raise WireError("the result is nested too deeply")
        tag, rest = found[0], found[1:]
        read = getattr(self, f"_{tag}", None) if tag in tuple("axtldrobsw") else None
        if read is None:
            raise WireError(_STRANGE)
        return read(rest, depth + 1)

    def _a(self, rest: list, _: int) -> np.ndarray:
        # Places are handed out in order, so that no array can stand for thousands of values.
        if len(rest) != 1 or type(rest[0]) is not int or rest[0] != self.used:
            raise WireError("the reply names an array that it does not hold")
        if self.used >= len(self.arrays):
            raise WireError("the reply names an array that it does not hold")
        self.used += 1
        array = self.arrays[self.used - 1]
        if array.size > MAX_SIZE:
            raise WireError(f"the result holds more than {MAX_SIZE:,} numbers")
        return array

    def _x(self, rest: list, depth: int) -> FromTorch:
        return FromTorch(self._a(rest, depth))

    def _t(self, rest: list, depth: int) -> tuple:
        return tuple(self._l(rest, depth))

    def _l(self, rest: list, depth: int) -> list:
        return [self.read(item, depth) for item in rest]

    def _d(self, rest: list, depth: int) -> dict:
        made: dict[Any, Any] = {}
        for pair in rest:
            if type(pair) is not list or len(pair) != 2 or type(pair[0]) not in (str, int, bool):
                raise WireError(_STRANGE)
            if pair[0] in made:
                raise WireError("the result is a dict with a duplicate key")
            made[pair[0]] = self.read(pair[1], depth)
        return made

    def _r(self, rest: list, depth: int) -> Record:
        if len(rest) < 2 or type(rest[1]) is not list or len(rest) != 2 + len(rest[1]):
            raise WireError(_STRANGE)
        names = tuple(_text(name, 80) for name in rest[1])
        return Record(_text(rest[0], 80), names, tuple(self._l(rest[2:], depth)))

    def _o(self, rest: list, _: int) -> Odd:
        if len(rest) != 2:
            raise WireError(_STRANGE)
        return Odd(_text(rest[0], 200), _text(rest[1], 200))

    def _b(self, rest: list, _: int) -> Big:
        if not rest or not all(type(n) is int and 0 <= n < 1 << 48 for n in rest[1:]):
            raise WireError(_STRANGE)
        return Big(tuple(rest[1:]), read_dtype(rest[0]))

    def _w(self, rest: list, _: int) -> TextArray:
        if not rest or type(rest[0]) is not list or len(rest) - 1 > self.left:
            raise WireError(_STRANGE)
        shape, texts = rest[0], rest[1:]
        self.left -= len(texts)
        sizes = len(shape) < 33 and all(type(n) is int and 0 < n <= MOST_VALUES for n in shape)
        if not sizes or math.prod(shape) != len(texts) or not all(type(t) is str for t in texts):
            raise WireError(_STRANGE)
        return TextArray(tuple(shape), tuple(map(whole_text, texts)))

    def _s(self, rest: list, _: int) -> str:
        if len(rest) != 1 or type(rest[0]) is not str:
            raise WireError(_STRANGE)
        return whole_text(rest[0])


def whole_text(text: str) -> str:
    """Return a text without lone surrogates, which cannot be encoded."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def clean_printed(text: object, limit: int) -> str:
    """Return what was printed without control characters, at most `limit` characters of it.

    Raises: WireError if it is no text.
    """
    if type(text) is not str:
        raise WireError("the reply holds something else where a text belongs")
    if not text:
        return text
    text = whole_text(text[: limit + 1]).replace("\r\n", "\n").replace("\r", "\n")
    text = _ANSI.sub("", text)
    if not text.isprintable():
        # Category C: what moves the cursor, changes colours, or turns the direction of reading.
        text = "".join(
            "?" if unicodedata.category(c)[0] == "C" and c not in "\n\t" else c for c in text
        )
    return text if len(text) <= limit else text[:limit] + "\n... (the rest is cut)\n"
