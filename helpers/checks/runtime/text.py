"""What a failed check says, and the small texts that messages are built from.

A message is a few lines: the fact, the call that showed it, one next step. Text that comes from
the learner (names of types, texts of exceptions) is shortened and stripped of control characters,
and is read without running the learner's code unguarded.
"""

import linecache
import os
import re
import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np

WIDTH = 80  # columns, as many as a notebook's page shows beside its sidebar
_LABEL = re.compile(r"(?:Call|Where|Note|Next): ")
_TYPE_NAME = type.__dict__["__name__"]
_TYPE_MRO = type.__dict__["__mro__"]
LONGEST_BLOCK = 20_000
FEW = 8  # items that a call shows by value: as many as can be followed by hand
LONGEST_ITEMS = 60  # characters of them
# Joiners that scripts need within a word; the direction marks next to them are taken out.
_KEPT = "\u200c\u200d"
_ODD = re.compile(r"[^ -~\n\t]")  # all but plain ASCII
_SENTENCE = re.compile(r".+?[.?!](?<!\.\.)(?=\s|$)", re.DOTALL)


class CheckFailed(AssertionError):
    """The answer is wrong; the message says where, and what to look at next.

    stage: where in the engine's order it failed ("raised", "shape", "values", ...).
    hint: the text of the known slip that was recognised, or None.
    call: the arguments of the call shown. path: the part of the results that its first line is
    about, as "dp.W_x"; "" if it is none of them.
    """

    call: tuple = ()
    path: str = ""

    def __init__(self, text: str, stage: str = "", hint: str | None = None):
        super().__init__(text)
        self.stage = stage
        self.hint = hint

    def shown(self) -> str:
        """Return the message as a page shows it: no line broken inside a word."""
        return wrapped(str(self))

    def _render_traceback_(self) -> list[str]:
        """Return the lines that IPython shows instead of a traceback."""
        return self.shown().splitlines()


class NotAttempted(CheckFailed):
    """The answer cell has not been filled in, or not to the end."""

    def shown(self) -> str:
        """Return the message in running text where it is no more than a fact and a step."""
        fact, _, step = str(self).partition("\nNext: ")
        return wrapped(str(self) if "\n" in fact else f"{fact} {step}")


def wrapped(text: str, width: int = WIDTH) -> str:
    """Wrap each line of a message at word boundaries, and indent what follows its label."""
    lines = []
    for line in text.splitlines():
        label = _LABEL.match(line)
        indent = " " * len(label.group()) if label else ""
        lines.append(
            textwrap.fill(
                line,
                width,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
    return "\n".join(lines)


def clean_text(text: str, limit: int = 300) -> str:
    """Shorten a text to one printable line."""
    words = " ".join(str.split(text))
    shown = words[: limit + 1]
    if not shown.isprintable():
        shown = "".join(c if c.isprintable() else "?" for c in shown)
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."


def block(text: object, limit: int = LONGEST_BLOCK) -> str:
    """Return a text of several lines: unprintable characters replaced, and cut at limit."""
    whole = text if isinstance(text, str) else str(text)
    whole = whole.replace("\r\n", "\n").replace("\r", "\n")
    cut = whole[:limit]
    shown = _ODD.sub(lambda m: m[0] if m[0].isprintable() or m[0] in _KEPT else "\ufffd", cut)
    left = len(whole) - len(cut)
    return f"{shown}\n[{left:,} more characters]" if left else shown


def line(text: object, limit: int = 300) -> str:
    """Return a text as one line: white space joined, unprintable characters replaced, cut."""
    shown = " ".join(block(text, 4 * limit).split())
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def first_sentence(text: str) -> str:
    """Return the first sentence: of a slip's hint it says what the slip is."""
    match = _SENTENCE.match(text.strip())
    return match.group() if match else text.strip()


def type_name(value: object) -> str:
    """Return the name of a value's true type, whatever its class attribute claims."""
    return clean_text(str.__str__(_TYPE_NAME.__get__(type(value))), 40)


def ancestors(value: object) -> tuple[type, ...]:
    """List the true base classes of a value's type, itself first."""
    return _TYPE_MRO.__get__(type(value))


def error_text(error: BaseException) -> str:
    """Return an exception's type and text; its own __str__ may be broken."""
    try:
        text = clean_text(str.__str__(str(error)))
    except BaseException:  # it may even raise SystemExit
        text = "(its text cannot be read)"
    return f"{type_name(error)}: {text}" if text else type_name(error)


def source_line(file: object, number: object) -> str:
    """Return one line of source for a message, or "" where it cannot be read."""
    if type(file) is not str or type(number) is not int:
        return ""
    if file not in linecache.cache and not os.path.isfile(file):  # never a device, or a pipe
        return ""
    return clean_text(linecache.getline(file, number), 90)


def a(noun: str) -> str:
    """Put the indefinite article before a noun: a list, an array, an RNNCache."""
    spelled = noun[:2].isupper() and noun[0] in "AEFHILMNORSX"
    return f"{'an' if spelled or noun[:1].lower() in set('aeio') else 'a'} {noun}"


def listed(items: Sequence[str]) -> str:
    """Join names as a sentence does: a, b and c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def shape_text(shape: Sequence[int], axes: Sequence[str] = ()) -> str:
    """Write a shape, with the names of its axes where they are known: (B=2, H=4)."""
    if len(axes) != len(shape):
        return str(tuple(int(n) for n in shape))
    named = [str(n) if a == str(n) else f"{a}={n}" for a, n in zip(axes, shape, strict=True)]
    return f"({', '.join(named)}{',' if len(named) == 1 else ''})"


def call_text(
    name: str, parameters: Sequence[str], args: Sequence[object], hidden: bool = False
) -> str:
    """Describe a call by the shapes of its arguments: rnn_step(p, x (2, 3), h (2, 4)).

    hidden: the inputs are those of a hidden test, of which no array or list is quoted.
    """
    names = [*parameters, *(f"argument {i + 1}" for i in range(len(parameters), len(args)))]
    shown = (argument_text(n, value, hidden) for n, value in zip(names, args, strict=False))
    return f"{name}({', '.join(shown)})"


def argument_text(name: str, value: object, hidden: bool = False) -> str:
    """Describe one argument: arrays by shape, short plain values by value, the rest by name."""
    items = None if hidden else few_items(value)
    if items is not None:
        return f"{name} {tuple(items) if type(value) is tuple else items}"
    if isinstance(value, np.ndarray):
        return f"{name} {shape_text(value.shape)}"
    if value is None or isinstance(value, bool | int | float | np.generic):
        return f"{name}={value}"
    if isinstance(value, str):
        return f"{name}={clean_text(value, 20)!r}"
    if isinstance(value, list):
        return f"{name} (list of {len(value)})"
    return name


def few_items(value: Any) -> list | None:
    """Return a short array of whole numbers, or a list or tuple of such or of words, as a list.

    Short is what can be followed by hand: up to 8 numbers or words, those of inner lists counted.
    None if it is another value.
    """
    if isinstance(value, np.ndarray):
        numbers = value.ndim == 1 and value.dtype.kind in "iu"
        return value.tolist() if numbers and value.size <= FEW else None
    if type(value) not in (list, tuple) or len(value) > FEW:
        return None
    items = [item if type(item) in (int, str) else few_items(item) for item in value]
    if None in items or sum(len(item) if type(item) is list else 1 for item in items) > FEW:
        return None
    return items if len(str(items)) <= LONGEST_ITEMS else None


def entry_text(path: str, index: Sequence[Any]) -> str:
    """Return the name of one array entry: h_next[1, 3]; a single number keeps its plain name."""
    return f"{path}[{', '.join(str(int(i)) for i in index)}]" if len(index) else path


def two_numbers(got: complex, want: complex) -> tuple[str, str]:
    """Write two numbers with as many digits as it takes to see that they differ."""
    for digits in range(6, 18):
        left, right = (format(x + 0, f".{digits}g") for x in (got, want))  # + 0: no minus zero
        if left != right:
            break
    return left, right
