"""Reads what can be read of a notebook file, whatever has happened to it.

The file is tried as a notebook of any age; if it is no valid JSON, the cells are picked out of
its text one by one; if it holds none, it is read as a script or as Markdown. Only text is taken.
"""

import functools
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from helpers.grading.submission.attachments import with_pictures
from helpers.grading.submission.broken_json import values_of_keys
from helpers.grading.submission.plain_files import decode, read_script
from helpers.grading.submission.remarks import Loss

# A parsed notebook takes many times its size: what is larger, or holds more than pictures and
# text, is scanned instead. No notebook of a course comes near any of these.
MOST_PARSED = 20_000_000
MOST_VALUES = 1_000_000
MOST_CELLS = 2_000
MOST_TEXT = 2_000_000  # characters, in all cells together
MOST_PROBLEMS = 20
# Where versions 1 to 4 of the format keep a cell's text.
SOURCE_KEYS = ("source", "input", "code", "text")
# The lines of an unfinished merge, and which side they begin: 0 is neither, -1 is both again.
MERGE = {"<<<<<<<": 1, "|||||||": 0, "=======": 2, ">>>>>>>": -1}


class Found(NamedTuple):
    """One cell as a submission has it; cell_type is "code", "markdown" or "raw"."""

    id: str | None
    grade_id: str | None
    cell_type: str
    source: str


class Salvaged(NamedTuple):
    """The cells that could be read, in order, and a line for each thing that was wrong."""

    cells: list[Found]
    problems: list[str]


def salvage(data: bytes | str) -> Salvaged:
    """Read the cells of a submission. Never raises for bad content."""
    text, problems = decode(data)
    cells: list[Found] = []
    for read in (_read_json, _read_conflict, _read_scanned, _read_script):
        cells, said = read(text)
        if cells:
            problems += said
            break
    else:
        if data:  # of a submission that holds nothing at all files.py has said so
            problems.append(Loss("no notebook cells can be read from the file"))
    cells = _bearable(cells, problems)
    if len(problems) > MOST_PROBLEMS:
        problems[MOST_PROBLEMS:] = [Loss(f"and {len(problems) - MOST_PROBLEMS} more problems")]
    return Salvaged(cells, problems)


@functools.lru_cache(maxsize=1)  # a file is read to choose it, and then for its answers
def salvaged(data: bytes | str) -> Salvaged:
    """Read the cells of a submission as salvage does; the caller must not change them."""
    return salvage(data)


def _bearable(cells: list[Found], problems: list[str]) -> list[Found]:
    """Leave out the cells after the first MOST_CELLS, and after MOST_TEXT characters."""
    kept, left = [], MOST_TEXT
    for cell in cells[:MOST_CELLS]:
        left -= len(cell.source)
        if left < 0:
            break
        kept.append(cell)
    if len(kept) < len(cells):
        problems.insert(0, Loss(f"too long: only the first {len(kept)} cells were read"))
    return kept


def _read_json(text: str) -> Salvaged:
    """Read a file that is JSON, with or without something around it."""
    problems: list[str] = []
    start = text.find("{")
    value, end = _parse(text, start, problems)
    if isinstance(value, str | None) and text.lstrip()[:1] in ('"', "["):
        # A list of cells, or a notebook that was written into a string.
        start = len(text) - len(text.lstrip())
        value, end = _parse(text, start, problems)
        if isinstance(value, str):
            inner = _parse(value, value.find("{"), problems)[0]
            value = inner if inner is not None else value
    cells = _cells(value, problems)
    rest = text[end:] if cells else ""
    if cells and (text[:start] + rest).strip():
        problems.append("text before or after the notebook was left out")
        more, said = _read_scanned(rest)
        if more:
            problems[-1] = "the file holds more than one notebook; all of them were read"
            return Salvaged(cells + more, problems + said)
    return Salvaged(cells, problems)


def _parse(text: str, start: int, problems: list[str]) -> tuple[Any, int]:
    """Parse the JSON value at start; return it and where it ends, or None and start."""
    if start < 0 or len(text) > MOST_PARSED or sum(map(text.count, ",[{")) > MOST_VALUES:
        return None, max(start, 0)
    twice: set[str] = set()
    decoder = json.JSONDecoder(
        strict=False, parse_int=_parse_int, object_pairs_hook=_keep_last(twice)
    )
    try:
        value, end = decoder.raw_decode(text, start)
    except (ValueError, RecursionError, MemoryError):
        return None, start
    if twice:
        problems.append(f"the same key occurs twice ({', '.join(sorted(twice))})")
    return value, end


def _parse_int(digits: str) -> int:
    # Python refuses to read thousands of digits, and nothing that we need is a large number.
    return int(digits) if len(digits) < 20 else 0


def _keep_last(twice: set[str]) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    """Make objects as JavaScript does: the last of two equal keys holds, unless it is empty."""

    def make(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key, value in pairs:
            if key in made and key in ("cells", "worksheets", *SOURCE_KEYS):
                twice.add(key)
                value = value or made[key]
            made[key] = value
        return made

    return make


def _cells(value: Any, problems: list[str]) -> list[Found]:
    """Find the cells in parsed JSON, and read each."""
    raw = _find_cells(value, 0)
    if isinstance(raw, dict):
        raw = list(raw.values())
    cells = []
    for i, cell in enumerate(raw[: MOST_CELLS + 1]):
        found = _cell(cell, f"cell {i + 1}", problems)
        if found is not None:
            cells.append(found)
    version = value.get("nbformat") if isinstance(value, dict) else None
    if cells and version not in (3, 4):
        problems.append("the file states no known version of the notebook format")
    return cells


def _find_cells(value: Any, depth: int) -> Any:
    """Return the list (or dict) of cells in a notebook of any version, or in what wraps one."""
    if isinstance(value, list) and any(_is_cell(item) for item in value):
        return value
    if not isinstance(value, dict) or depth > 3:
        return []
    if isinstance(value.get("cells"), list | dict) and value["cells"]:
        return value["cells"]
    sheets = value.get("worksheets")
    if isinstance(sheets, list):
        lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        return [cell for cells in lists if isinstance(cells, list) for cell in cells]
    found = (_find_cells(inner, depth + 1) for inner in value.values())
    return next((cells for cells in found if cells), [])


def _is_cell(value: Any) -> bool:
    return isinstance(value, dict) and any(key in value for key in SOURCE_KEYS)


def _cell(cell: Any, place: str, problems: list[str]) -> Found | None:
    """Read one cell; None, and a problem, if it holds no text."""
    if not _is_cell(cell):
        problems.append(Loss(f"{place} is not a notebook cell"))
        return None
    key = next((key for key in SOURCE_KEYS if cell.get(key)), "source")
    source = _source(cell.get(key))
    if source is None:
        problems.append(Loss(f"{place} has a source that is not text"))
        return None
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    kind = cell.get("cell_type")
    if kind not in ("code", "markdown", "raw"):
        runs = any(name in cell for name in ("outputs", "execution_count", "input"))
        kind = "code" if runs else "markdown" if kind in ("heading", "html") else "raw"
    if kind == "markdown":
        source = with_pictures(source, cell.get("attachments"))
    return Found(_name(cell.get("id")), _name(grade_id), kind, tidy(source))


def _name(value: Any) -> str | None:
    return tidy(value) if isinstance(value, str) and 0 < len(value) <= 256 else None


def _source(value: Any) -> str | None:
    """Join a source, a text or a list of lines; None if it is neither."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return "" if value is None else None
    if not all(isinstance(line, str) for line in value):
        return None
    # Lines without their ends: some tools write them so.
    apart = len(value) > 1 and not any("\n" in line or "\r" in line for line in value)
    return ("\n" if apart else "").join(value)


def tidy(text: str) -> str:
    """Return a text that Python and UTF-8 can hold: \\n as line ends, no NUL, no lone surrogate."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _read_conflict(text: str) -> Salvaged:
    """Read a file with the marks of an unfinished merge: the first side that is a notebook."""
    if not ("<<<<<<<" in text and ">>>>>>>" in text and len(text) <= MOST_PARSED):
        return Salvaged([], [])
    if text.count("\n") > MOST_VALUES:
        return Salvaged([], [])
    for side in (1, 2):
        cells, problems = _read_json(_one_side(text, side))
        if cells:
            which = ("first", "second")[side - 1]
            said = Loss(f"the file contains an unfinished merge; the {which} side was read")
            return Salvaged(cells, [said, *problems])
    return Salvaged([], [])


def _one_side(text: str, side: int) -> str:
    """Return a text with one side, 1 or 2, of each place that a merge left open."""
    kept, now = [], -1
    for line in text.splitlines(keepends=True):
        after = MERGE.get(line[:7])
        # A line of seven equal signs is a heading, outside of a conflict.
        if after is None or (now == -1 and after != 1):
            if now in (-1, side):
                kept.append(line)
        else:
            now = after
    return "".join(kept)


def _read_scanned(text: str) -> Salvaged:
    """Pick the cells out of a text that is no valid JSON (any more), each by its keys."""
    cells: list[Found] = []
    problems: list[str] = [
        Loss("the file is not a valid notebook; its cells were recovered one by one")
    ]
    seen: dict[str, str] = {}
    for key, source in values_of_keys(text):
        if len(cells) > MOST_CELLS:
            break
        if not key:
            problems.append(Loss("the file is too large to be searched; its end was not read"))
        elif key in ("source", "input"):
            label = f"cell {len(cells) + 1}" + (f" ({seen['id']})" if "id" in seen else "")
            if isinstance(source, int):
                problems.append(Loss(f"{label}: broken after {source} lines; not graded"))
            else:
                cell = _cell({**_rebuilt(seen), "source": source}, label, problems)
                cells += [cell] if cell else []
            seen = {}
        elif key == "cell_type" and "nbgrader" in seen and "nested" not in seen:
            seen["nested"] = ""  # nbgrader's note of the type, not another cell
        elif key in ("cell_type", "id") and key in seen:
            problems.append(Loss(f"a cell ({seen.get('id', 'no id')}) has lost its source"))
            seen = {key: str(source)}
        else:
            seen.setdefault(key, str(source))
    return Salvaged(cells, problems if cells else [])


def _rebuilt(seen: dict[str, str]) -> dict[str, Any]:
    """Make the keys that were seen above a source into a cell."""
    nbgrader = {"grade_id": seen.get("grade_id")}
    return {**seen, "metadata": {"nbgrader": nbgrader}}


def _read_script(text: str) -> Salvaged:
    """Read a file that is no notebook as a script or as Markdown."""
    found = read_script(text)
    cells = [Found(None, None, kind, tidy(source)) for kind, source in found]
    return Salvaged(cells, ["the file is not a notebook; it was read as a script"] if cells else [])
