"""Reads answers from a file that is no notebook: a script, an exported script, Markdown."""

import ast
import codecs
import re

from helpers.common.python_cells import parse

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)
# A character of more than one byte, as UTF-8 writes it.
MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def decode(data: bytes | str) -> tuple[str, list[str]]:
    """Decode a file's content; return the text and what was wrong with it. Never raises."""
    if isinstance(data, str):
        return data.removeprefix("\ufeff"), []
    mark, encoding = next((pair for pair in MARKS if data.startswith(pair[0])), (b"", ""))
    data = data[len(mark) :]
    encoding = encoding or _guess(data)
    problems = [] if encoding == "utf-8" else [f"the file is {encoding}, not UTF-8"]
    text = data.decode(encoding, "replace")
    if encoding == "utf-8" and "\ufffd" in text and b"\xef\xbf\xbd" not in data:
        problems.append("some bytes of the file are not UTF-8")
    if "\0" in text:
        problems.append("the file holds NUL characters")
        text = text.replace("\0", "")
    return text, problems


def _guess(data: bytes) -> str:
    """Guess the encoding of a file that does not name it."""
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 5:
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        # A few broken bytes leave the rest UTF-8; in Latin-1 there is hardly ever such a sequence.
        return "utf-8" if MULTIBYTE.search(data) else "latin-1"
    return "utf-8"


# Where a cell starts: the percent format, and what `jupyter nbconvert --to script` writes.
MARKER = re.compile(r"^# *(?:%%+(.*)|In *\[[ \d]*\]:?[ \t]*)$", re.MULTILINE)
# What stands above a cell's code in MyST Markdown: its metadata, between lines or line by line.
MYST = re.compile(r"\A(?:---\n.*?^---\n|(?::[\w-]+:[^\n]*\n)+)\n?", re.MULTILINE | re.DOTALL)
DEFINES = re.compile(r"^(?:async +)?def +\w+ *\(", re.MULTILINE)
MOST_CHARS = 200_000


def read_script(text: str) -> list[tuple[str, str]]:
    """Cut a text into (cell_type, source); [] if nothing in it defines a function. Never raises."""
    if len(text) > MOST_CHARS:
        return []
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not DEFINES.search(text):
        return []
    if MARKER.search(text):
        return _percent(text)
    tree = parse(text, MOST_CHARS)
    sources = _fenced(text) if tree is None else []
    return [("code", source) for source in sources or _statements(text, tree)]


def fence(line: str) -> str:
    """Return the mark that opens a fenced block of Markdown, three backticks or more, or ""."""
    mark = line[: len(line) - len(line.lstrip(line[:1]))] if line[:1] in ("`", "~") else ""
    return mark if len(mark) >= 3 and "`" not in line[len(mark) :] else ""


def _fenced(text: str) -> list[str]:
    """Return the fenced blocks of a Markdown text, in one pass over its lines."""
    mark = ""
    blocks: list[str] = []
    inside: list[str] = []
    for line in text.split("\n"):
        if mark and line.rstrip(" \t") == mark:
            blocks.append(MYST.sub("", "\n".join(inside)).rstrip("\n"))
            mark = ""
        elif (not mark or line.startswith(mark)) and fence(line):
            mark, inside = fence(line), []  # one that is never closed is ignored
        else:
            inside.append(line)
    return blocks


def _percent(text: str) -> list[tuple[str, str]]:
    """Cut at the markers."""
    marks = list(MARKER.finditer(text))
    cells = [("code", text[: marks[0].start()])]
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        source = text[mark.end() : following.start() if following else len(text)]
        markdown = re.match(r".*\[(markdown|md|raw)\]", mark[1] or "")
        if markdown:
            source = re.sub(r"^# ?", "", source, flags=re.MULTILINE)
        cells.append(("markdown" if markdown else "code", source))
    return [(kind, source.strip("\n")) for kind, source in cells if source.strip()]


def _statements(text: str, tree: ast.Module | None) -> list[str]:
    """Return a cell for each function, and cells for what stands between functions."""
    if tree is None:
        return [text]
    lines = text.split("\n")
    cuts = [0]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            cuts += [first - 1, node.end_lineno or first]
    pieces = ["\n".join(lines[a:b]) for a, b in zip(cuts, [*cuts[1:], len(lines)], strict=True)]
    return [piece.strip("\n") for piece in pieces if piece.strip()]
