"""The marks of each cell of a graded submission, as nbgrader's own steps would give them."""

from typing import Any, NamedTuple

from nbformat import NotebookNode
from nbgrader import utils

__all__ = ["Marks", "Released", "is_missing", "mark", "points_of"]

NO_RESPONSE = "No response."  # nbgrader's words


class Released(NamedTuple):
    """A cell as it was handed out: its text, and nbgrader's checksum of it."""

    source: str
    checksum: str | None


class Marks(NamedTuple):
    """What a submission's cells get, by nbgrader's name of the cell.

    scores: of every graded cell; None where a person has to decide. comments: of every cell to
    be answered; None for no comment.
    """

    scores: dict[str, float | None]
    comments: dict[str, str | None]


def mark(notebook: NotebookNode, result: dict[str, Any], released: dict[str, Released]) -> Marks:
    """Mark an autograded notebook, and complete it: checksums, and the text of blank essays.

    notebook: of rebuild.make_notebook. The scores are the result's; nothing is read out of the
    notebook's outputs. An essay that is as it was handed out scores 0, another waits for a person;
    so does every cell of a submission of which nothing could be read, and each cell that a damaged
    file has lost.
    """
    marks = Marks({}, {})
    for cell in notebook.cells:
        settings = cell.metadata.get("nbgrader", {})
        name = settings.get("grade_id")
        if name not in released:
            continue
        settings["checksum"] = released[name].checksum
        answered, graded = utils.is_solution(cell), utils.is_grade(cell)
        if answered and graded and not cell.source.strip():
            cell.source = released[name].source
        unchanged = answered and settings["checksum"] == utils.compute_checksum(cell)
        if answered:
            marks.comments[name] = NO_RESPONSE if unchanged else None
        if graded and answered:
            marks.scores[name] = 0.0 if unchanged and not is_missing(result, name) else None
        elif graded:
            marks.scores[name] = points_of(result, name)
    return marks


def points_of(result: dict[str, Any], name: str) -> float | None:
    """Return the points of a check cell; None where the answer could not be read."""
    if is_missing(result, name):
        return None
    return float(result["checks"].get(name, {"points": 0})["points"])


def is_missing(result: dict[str, Any], name: str) -> bool:
    """Return whether a cell of check or essay has no answer because the file could not be read."""
    if result.get("unread"):
        return True
    check = result.get("checks", {}).get(name, {})
    return check.get("exercise", name.removeprefix("essay_")) in result.get("missing", ())
