"""Turns a module into an instructor notebook that has not run yet: cells, ids, metadata.

Two calls on the same source give the same notebook, byte for byte. Ids are names where a cell
has one (answer-rnn_step, check-rnn_step, predict-..., essay-...), so that a learner's answer is
found again in a newer version; every other id is made from the cell's own text.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import nbformat.v4
from nbformat import NotebookNode

from helpers.course import VERSION
from helpers.course.author.cell_ids import EXPERIMENT, ID_PREFIX, PREDICT, SETUP, content_id
from helpers.course.author.source import Cell, Module
from helpers.course.author.worked import linked

# nbval runs the cell and compares nothing.
VOLATILE = "nbval-ignore-output"
# JupyterLab goes on past the cell when all are run, so one failed check stops nothing below it.
GOES_ON = "raises-exception"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    # No version: the notebook is one for every Python that the course supports.
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "pygments_lexer": "ipython3",
    },
}


def make_notebook(module: Module) -> NotebookNode:
    """Make the instructor notebook of a module, without outputs."""
    taken: set[str] = set()
    cells = [_make_cell(cell, _free_id(cell, taken)) for cell in _named(module)]
    metadata = nbformat.from_dict(METADATA)
    metadata.course = {"module": module.slug, "version": VERSION}
    return nbformat.v4.new_notebook(nbformat_minor=5, metadata=metadata, cells=cells)


def _named(module: Module) -> Iterator[Cell]:
    """Yield the cells, the texts with the names of the exercises that they give help with."""
    exercise = ""
    for cell in module.cells:
        exercise = cell.name if cell.kind == "exercise" else exercise
        text = linked(cell.source, module.slug, exercise) if cell.kind == "text" else cell.source
        yield replace(cell, source=text)


def _free_id(cell: Cell, taken: set[str]) -> str:
    if cell.name:
        name = f"{ID_PREFIX[cell.kind]}-{cell.name}"
    else:
        name = content_id(cell.kind, _text(cell))
    wanted, count = name, 1
    while name in taken:
        count += 1
        name = f"{wanted}-{count}"
    taken.add(name)
    return name


def _text(cell: Cell) -> str:
    return cell.source.strip("\n")


def _make_cell(cell: Cell, cell_id: str) -> NotebookNode:
    markdown = cell.kind in ("text", "essay")
    new = nbformat.v4.new_markdown_cell if markdown else nbformat.v4.new_code_cell
    return new(source=_text(cell), id=cell_id, metadata=_metadata(cell, cell_id))


def _metadata(cell: Cell, cell_id: str) -> dict[str, Any]:
    """What nbgrader, nbval, nbclient and JupyterLab read about a cell."""
    metadata: dict[str, Any] = {}
    if cell.kind == "predict":
        # No nbgrader metadata: as a solution cell it would be cleared to NotImplementedError.
        metadata["deletable"] = False
    else:
        metadata["nbgrader"] = _nbgrader(cell, cell_id)
    tags = [tag for tag in (SETUP, EXPERIMENT, PREDICT) if tag == cell.kind]
    tags += [VOLATILE] if cell.options.get("volatile") else []
    tags += [GOES_ON] if cell.kind == "check" or cell.options.get("raises") else []
    if tags:
        metadata["tags"] = tags
    return metadata


def _nbgrader(cell: Cell, cell_id: str) -> dict[str, Any]:
    """The metadata of nbgrader's schema 3; graded cells carry their points."""
    editable = cell.kind in ("exercise", "essay")
    grade_ids = {
        "exercise": cell.name,
        "check": f"check_{cell.name}",
        "essay": f"essay_{cell.name}",
    }
    metadata: dict[str, Any] = {
        "grade": cell.kind in ("check", "essay"),
        "grade_id": grade_ids.get(cell.kind, cell_id),
        "locked": not editable,
        "schema_version": 3,
        "solution": editable,
        "task": False,
    }
    if metadata["grade"]:
        metadata["points"] = cell.options["points"]
    return metadata
