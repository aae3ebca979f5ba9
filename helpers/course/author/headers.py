"""The cells of a source file: their kinds, their headers, and how a header is read.

A header is `# %%`, `[markdown]` where the cell is text, then words and key=value pairs:
`# %% exercise="rnn_step" minutes=15`. One word or key says what kind of cell it is; the
others are options of that kind. Everything else is an error with its line.

A solution begins with its reason, `# Why: ...`, two or three sentences in comment lines directly
below `### BEGIN SOLUTION`, `code` between backticks. The builder makes a page of both,
worked/NN_topic/NAME.html, and fills in what stands below an exercise: `[Worked solution]()` gets
the page's address, and it and `<summary>Hint</summary>` the exercise's name.
"""

import difflib
import re
from dataclasses import dataclass
from typing import Any

HEADER = re.compile(r"^# %%(?=\s|$)")
# What other tools, or a slip of the hand, would take for a header.
ALMOST_HEADER = re.compile(r"^\s*#\s*%%|^# In\[")
MARKDOWN = "[markdown]"
KINDS = ("text", "code", "setup", "exercise", "check", "essay", "predict", "experiment")
NAMED = {"exercise", "check", "essay", "predict"}
NEEDS = {"exercise": {"minutes"}, "check": {"points"}, "essay": {"points"}}
# volatile: the output depends on clock, machine or Python version, so it is not compared.
# raises: the cell shows an error on purpose, and "Run all" goes on past it.
# optional: the exercise is off the main path; its check has 0 points.
FLAGS = {
    "code": {"volatile", "raises"},
    "experiment": {"volatile", "raises"},
    "exercise": {"optional"},
}
MAY_HAVE = {"essay": {"minutes"}}
# With its prefix a name becomes a cell id, and nbformat allows those 64 characters.
LONGEST_NAME = 50
LONGEST_NUMBER = 4
TOKEN = re.compile(r"""([A-Za-z_][\w-]*)(?:=("[^"]*"|'[^']*'|[^\s"']+))?(?=\s|$)""")


class Problem(Exception):
    """A fault at a line; the caller that knows the file turns it into a SourceError."""

    def __init__(self, line: int, text: str):
        super().__init__(text)
        self.line = line


@dataclass(frozen=True)
class Cell:
    """One cell of a source file.

    name: of the exercise, check, essay or prediction, else "".
    line: of the header, counted from 1; the source starts on the next.
    options: minutes, points, seconds, volatile, raises, optional, where they were given.
    """

    kind: str
    name: str
    source: str
    line: int
    options: dict[str, Any]


def a_cell(kind: str) -> str:
    """Return "a check cell", "an exercise cell": a kind with its article."""
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind} cell"


def read_header(text: str, line: int) -> tuple[str, str, dict[str, Any]]:
    """Read one header line into (kind, name, options).

    Raises: Problem for a word, key or value that no cell has.
    """
    rest = text[len("# %%") :].strip()
    is_text = rest.startswith(MARKDOWN)
    pairs = _pairs(rest[len(MARKDOWN) :] if is_text else rest, line)
    kind = _kind(pairs, is_text, line)
    name = str(pairs.pop(kind)) if kind in NAMED else ""
    options: dict[str, Any] = {}
    if kind in NAMED:
        _check_name(kind, name, line)
    if kind == "experiment":
        options["seconds"] = _number("experiment", pairs.pop("experiment"), line, lowest=0)
    pairs.pop("setup", None)
    for key, value in pairs.items():
        options[key] = _option(kind, key, value, line)
    for key in sorted(NEEDS.get(kind, set()) - set(options)):
        raise Problem(line, f"{kind} {name!r} has no {key}; add {key}=NUMBER to its header")
    return kind, name, options


def _pairs(rest: str, line: int) -> dict[str, str | None]:
    """Split the rest of a header into words (value None) and key=value pairs."""
    pairs: dict[str, str | None] = {}
    position = 0
    rest = rest.strip()
    while position < len(rest):
        match = TOKEN.match(rest, position)
        if match is None:
            raise Problem(
                line,
                f"cannot read the header at {rest[position:]!r}; "
                'write words and key=value pairs, as in: exercise="rnn_step" minutes=15',
            )
        key, value = match.groups()
        if key in pairs:
            raise Problem(line, f"{key!r} appears twice in this header; keep one")
        pairs[key] = value.strip("\"'") if value is not None else None
        position = match.end()
        position += len(rest[position:]) - len(rest[position:].lstrip())
    return pairs


def _kind(pairs: dict[str, str | None], is_text: bool, line: int) -> str:
    """Return the kind of cell that a header announces."""
    kinds = [key for key in pairs if key in KINDS and key not in ("text", "code")]
    if len(kinds) > 1:
        both = " and ".join(kinds)
        raise Problem(line, f"a cell cannot be {both} at once; make two cells")
    if not kinds:
        return "text" if is_text else "code"
    (kind,) = kinds
    if is_text != (kind == "essay"):
        wanted = "# %% [markdown] essay=" if kind == "essay" else f"# %% {kind}"
        raise Problem(line, f"this header is the wrong type of cell for {kind}; write {wanted}...")
    if (pairs[kind] is None) != (kind == "setup"):
        example = "setup" if kind == "setup" else f'{kind}="name"'
        example = "experiment=60" if kind == "experiment" else example
        raise Problem(line, f"{kind} has the wrong form; write # %% {example}")
    return kind


def _check_name(kind: str, name: str, line: int) -> None:
    if not (name.isidentifier() and name.isascii()) or name.startswith(("check_", "essay_")):
        raise Problem(
            line,
            f"{name!r} cannot name the {kind}; use letters, digits and _, "
            "without check_ or essay_ in front",
        )
    if len(name) > LONGEST_NAME:
        raise Problem(
            line,
            f"the name of this {kind} has {len(name)} characters; use at most {LONGEST_NAME}",
        )


def _option(kind: str, key: str, value: str | None, line: int) -> Any:
    """Read one option of a cell of this kind."""
    flags = FLAGS.get(kind, set())
    numbers = NEEDS.get(kind, set()) | MAY_HAVE.get(kind, set())
    if key in flags and value is None:
        return True
    if key in numbers and value is not None:
        return _number(key, value, line, lowest=0 if key == "points" and kind == "check" else 1)
    known = sorted(flags | {f"{key}=NUMBER" for key in numbers})
    allowed = "it takes " + ", ".join(known) if known else "it takes no options"
    what = f"{key}={value}" if value is not None else key
    raise Problem(
        line, f"{a_cell(kind)} has no option {what!r}; {_meant(key)}{allowed}; {_kinds()}"
    )


def _meant(key: str) -> str:
    """Return a question after the known word nearest to an unknown one, "" if none is near."""
    words = {*KINDS, *(word for known in (*NEEDS.values(), *FLAGS.values()) for word in known)}
    near = difflib.get_close_matches(key, sorted(words - {"text", "code"}), n=1)
    return f"did you mean {near[0]}? " if near else ""


def _kinds() -> str:
    return "a kind of cell is one of " + ", ".join(KINDS[2:])


def _number(key: str, value: str | None, line: int, lowest: int = 1) -> int:
    if value is not None and len(value) > LONGEST_NUMBER:
        raise Problem(line, f"{key} is {value[:20]!r}; use at most {LONGEST_NUMBER} digits")
    if value is None or not value.isdecimal() or int(value) < lowest:
        raise Problem(line, f"{key} is {value!r}; use a whole number of at least {lowest}")
    return int(value)
