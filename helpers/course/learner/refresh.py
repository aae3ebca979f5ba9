"""Takes a learner's notebook over into a newer version of the module, losing none of their text.

The course's cells are found again by id, or where an id was lost by nbgrader's name for the cell.
An answer, an essay and a prediction keep what the learner wrote. Everything else that the learner
wrote or changed becomes a cell of its own behind the same neighbour.
"""

import copy
import re
from dataclasses import dataclass, field
from typing import Any

from helpers.course.author.cell_ids import PREDICT, checksum, content_id

Cell = dict[str, Any]
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


@dataclass
class Merged:
    """A merged notebook and what became of the learner's cells.

    kept: ids of the answers, essays and predictions taken over.
    changed: those of them whose empty cell reads otherwise in the new version.
    own: how many cells of the learner's own came along.
    """

    cells: list[Cell]
    kept: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    own: int = 0


def merge(old: list[Cell], new: list[Cell]) -> Merged:
    """Merge a learner's cells into the cells of a fresh student notebook.

    Both are nbformat 4 cells with their sources joined; neither is changed.
    """
    match = _match(old, new)
    merged = Merged([])
    behind: dict[int, list[Cell]] = {}  # index in new, -1 for the top -> the learner's own cells
    filled = copy.deepcopy(new)
    anchor = -1
    for i, cell in enumerate(old):
        j = match.get(i)
        anchor = anchor if j is None else j
        if j is not None:
            _take_over(cell, filled[j], merged)
            if filled[j]["source"] == cell["source"]:
                _keep_outputs(cell, filled[j])
                continue
        if not is_untouched(cell):
            behind.setdefault(anchor, []).append(cell)
    taken = {cell["id"] for cell in filled}
    for j, course_cell in enumerate([None, *filled]):
        merged.cells += [course_cell] if course_cell is not None else []
        for cell in behind.get(j - 1, ()):
            merged.cells.append(_own(cell, taken))
            merged.own += 1
    return merged


def is_untouched(cell: Cell) -> bool:
    """Return whether a cell is one of the course's and unchanged since it was handed out."""
    settings = _settings(cell)
    if "checksum" in settings:
        try:
            return checksum(cell) == settings["checksum"]
        except (KeyError, AttributeError, TypeError, ValueError):
            return False
    if PREDICT in tags(cell):
        return bool(cell["source"].strip() == "prediction = None")
    kind = str(cell.get("id", "")).partition("-")[0]
    return str(cell.get("id", "")).startswith(content_id(kind, cell["source"]))


def tags(cell: Cell) -> list[str]:
    """Return the tags of a cell; none where the metadata is not what it should be."""
    found = cell["metadata"].get("tags", [])
    return found if isinstance(found, list) else []


def signature(cells: list[Cell]) -> list[tuple]:
    """Return all that makes two notebooks the same for a learner: everything but outputs."""
    return [
        (c["cell_type"], c["source"], c.get("id"), c["metadata"].get("nbgrader"), tags(c))
        for c in cells
    ]


def same_version(old: list[Cell], new: list[Cell]) -> bool:
    """Return whether two notebooks were handed out alike, whatever was done to them since."""
    from helpers.checks.runtime.drift import handed_out  # it loads NumPy

    return handed_out(old) == handed_out(new)


def _match(old: list[Cell], new: list[Cell]) -> dict[int, int]:
    """Pair old cells with new ones: by id, then by grade id, then a prediction by what follows."""
    match: dict[int, int] = {}
    free = dict(enumerate(new))
    for key in (lambda c: c.get("id"), _grade_id):
        places = {key(cell): j for j, cell in free.items() if key(cell) is not None}
        # A pasted copy stands below its original: the first one is the answer.
        for i, cell in enumerate(old):
            j = places.get(key(cell)) if i not in match else None
            if j in free:
                match[i] = j
                del free[j]
    for i, cell in enumerate(old[:-1]):
        j = match.get(i + 1, 0) - 1
        if i not in match and PREDICT in tags(cell) and j in free and PREDICT in tags(free[j]):
            match[i] = j
            del free[j]
    return match


def _grade_id(cell: Cell) -> str | None:
    return _settings(cell).get("grade_id")


def _settings(cell: Cell) -> dict[str, Any]:
    settings = cell["metadata"].get("nbgrader")
    return settings if isinstance(settings, dict) else {}


def _take_over(cell: Cell, fresh: Cell, merged: Merged) -> None:
    """Put a learner's text into the fresh cell, if it is one for writing and they wrote."""
    if fresh["metadata"].get("editable", True) is False or is_untouched(cell):
        return
    if cell["source"] == fresh["source"]:
        return
    if _settings(cell).get("checksum") != _settings(fresh).get("checksum"):
        merged.changed.append(fresh["id"])
    fresh["source"] = cell["source"]
    if "attachments" in cell and fresh["cell_type"] != "code":
        fresh["attachments"] = copy.deepcopy(cell["attachments"])
    merged.kept.append(fresh["id"])


def _keep_outputs(cell: Cell, fresh: Cell) -> None:
    if cell["cell_type"] == fresh["cell_type"] == "code":
        fresh["outputs"] = copy.deepcopy(cell.get("outputs", []))
        fresh["execution_count"] = cell.get("execution_count")


def _own(cell: Cell, taken: set[str]) -> Cell:
    """Make a cell of the learner's own: no grading, free to edit, an id of its own."""
    own = copy.deepcopy(cell)
    if "nbgrader" in own["metadata"] or PREDICT in tags(own):
        for key in ("nbgrader", "deletable", "editable", "tags"):
            own["metadata"].pop(key, None)
    if not all(isinstance(tag, str) for tag in tags(own)) or tags(own) != own["metadata"].get(
        "tags"
    ):
        own["metadata"].pop("tags", None)
    name, count = own.get("id"), 0
    while not isinstance(name, str) or not CELL_ID.fullmatch(name) or name in taken:
        count += 1
        name = f"own-{count}"
    taken.add(name)
    own["id"] = name
    return own
