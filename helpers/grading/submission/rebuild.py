"""From a submission only text is taken: the answers, the essays, and the learner's own code cells.

read_answers() takes them out of whatever file came in; plan() puts them between the instructor's
checks; make_notebook() makes the notebook that nbgrader and the student's feedback show.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.checks.runtime.text import clean_text, wrapped
from helpers.grading.assignment import Assignment
from helpers.grading.submission.answers import collect
from helpers.grading.submission.provided_names import demonstrated_imports
from helpers.grading.submission.remarks import losses
from helpers.grading.submission.salvage import salvaged
from helpers.grading.submission.unread import what_it_is

if TYPE_CHECKING:  # a worker process makes no notebook, and nbformat takes long to load
    from nbformat import NotebookNode

__all__ = [
    "OF_THE_COURSE",
    "Answers",
    "add_remarks",
    "digest_of",
    "make_notebook",
    "plan",
    "read_answers",
    "unread",
    "withhold",
]

Answers = dict[str, Any]
NOT_GRADED = "Not graded yet. (c.Autograde.autograde_preprocessors must name GradeInSandbox.)"
NOTES = "### Notes on your submission"
NOT_READ = "this submission could not be read, so nothing of it was graded: "
MOST_NOTES = 20
OF_THE_COURSE = "the course's check of "  # what begins so is the instructor's to mend
MISSING = "# No answer to this exercise was found in the submission."


def digest_of(answers: dict[str, Any]) -> str:
    """Return the sha256, in hex, of a submission's answers: what a result was made of."""
    return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()


def read_answers(source: Path | str | bytes, assignment: Assignment) -> Answers:
    """Read the answers out of a notebook: a path (trusted), or the file's content.

    Returns: {"cells": [{"id": of an exercise or a prediction, "source"} or {"id": None, "after":
        id of the instructor's cell above or None, "source"}...], "essays": {name: text},
        "problems": remarks, "lost": those of them that may have cost points, "unread": why
        nothing of this module was found, or "", "missing": exercises and essays of which a damaged
        file holds nothing}
    Raises: OSError if a path cannot be read; nothing for bad content.
    """
    data = source.read_bytes() if isinstance(source, Path) else source
    found = salvaged(data)
    answers = collect(found.cells, assignment)
    remarks = found.problems + answers["problems"]
    if not answers.pop("known"):
        raw = data.encode("utf-8", "replace") if isinstance(data, str) else data
        return unread(what_it_is(raw, assignment))
    missing = answers["missing"] if losses(found.problems) else []
    empty = {"problems": [], "lost": [], "unread": "", "missing": missing}
    return add_remarks(answers | empty, remarks)


def add_remarks(answers: Answers, remarks: Sequence[str]) -> Answers:
    """Return answers with more remarks, before those that they have."""
    return answers | {
        "problems": [*map(str, remarks), *answers["problems"]],
        "lost": [*losses(remarks), *answers["lost"]],
    }


def unread(why: str) -> Answers:
    """Return the answers of a submission of which nothing could be read."""
    return {"cells": [], "essays": {}, "problems": [], "lost": [], "unread": why, "missing": []}


def plan(assignment: Assignment, answers: Answers) -> list[dict[str, Any]]:
    """List what grading runs, in order; setup cells are not in it, they have run before.

    First comes what the submission uses of the demonstrations' imports, if anything.
    Returns: {"do": "cell", "id", "exercise": name or None, "source"} and
        {"do": "check", "exercise": name, "id", "source"}
    """
    texts = {cell["id"]: cell["source"] for cell in answers["cells"] if cell["id"] is not None}
    imports = demonstrated_imports(assignment, [cell["source"] for cell in answers["cells"]])
    steps = [_own_step(imports)] if imports else []
    steps += _own_steps(answers, None)
    for part in assignment.parts:
        if part.kind == "exercise" and part.id in texts:
            step = {"do": "cell", "id": part.id, "exercise": part.name, "source": texts[part.id]}
            steps.append(step)
        elif part.kind == "check":
            step = {"do": "check", "exercise": part.name, "id": part.id, "source": part.source}
            steps.append(step)
        elif part.id in texts:  # a prediction
            steps.append(_own_step(texts[part.id]))
        steps += _own_steps(answers, part.id)
    return steps


def _own_steps(answers: Answers, after: str | None) -> list[dict[str, Any]]:
    """The learner's own cells that follow this cell."""
    return [_own_step(cell["source"]) for cell in _own_cells(answers, after)]


def _own_step(source: str) -> dict[str, Any]:
    return {"do": "cell", "id": None, "exercise": None, "source": source}


def _own_cells(answers: Answers, after: str | None) -> list[dict[str, Any]]:
    return [c for c in answers["cells"] if c["id"] is None and c.get("after") == after]


def make_notebook(
    notebook: "NotebookNode", answers: Answers, result: dict[str, Any] | None = None
) -> "NotebookNode":
    """Make the notebook that is shown and stored: the instructor's, with the learner's text in it.

    notebook: from read_instructor_notebook. result: of grade_answers; its checks give the check
    cells their outputs; a cell that was not judged states so and counts nothing. No other cell
    has an output.
    What was odd about the submission stands in a cell at the top.
    """
    from nbformat import NotebookNode, from_dict

    made = NotebookNode(notebook, metadata=from_dict(notebook.metadata))
    made.cells = [_copied(cell) for cell in notebook.cells]
    texts = {cell["id"]: cell["source"] for cell in answers["cells"] if cell["id"] is not None}
    checks = (result or {}).get("checks", {})
    taken = {cell.id for cell in made.cells}
    free = (name for n in count(1) if (name := f"own-{n}") not in taken)
    cells = _made_own(answers, None, free)
    for cell in made.cells:
        _fill(cell, texts, answers["essays"], checks)
        cells += [cell, *_made_own(answers, cell.id, free)]
    _number(cells, ran=result is not None)
    read = result or answers
    why = [f"{NOT_READ}{read['unread']}"] if read.get("unread") else []
    made.cells = [*_notes([*why, *read.get("problems", [])], taken), *cells]
    return made


def _copied(cell: "NotebookNode") -> "NotebookNode":
    """Copy a cell as far as grading changes it; a deep copy takes as long as writing it."""
    from nbformat import NotebookNode

    made = NotebookNode(cell, metadata=NotebookNode(cell.metadata))
    if "nbgrader" in cell.metadata:
        made.metadata.nbgrader = NotebookNode(cell.metadata.nbgrader)
    return made


def _notes(problems: list[str], taken: set[str]) -> "list[NotebookNode]":
    """Make the cell that lists what was odd about the submission, if anything was."""
    from nbformat.v4 import new_markdown_cell

    told = [_plain(text) for text in dict.fromkeys(problems) if not text.startswith(OF_THE_COURSE)]
    if not told:
        return []
    lines = [f"- {text}" for text in told[:MOST_NOTES]]
    lines += [f"- and {len(told) - MOST_NOTES} more"] if len(told) > MOST_NOTES else []
    place = next(name for n in count(1) if (name := f"notes-{n}") not in taken)
    return [new_markdown_cell("\n".join([NOTES, "", *lines]), id=place)]


def _plain(text: str) -> str:
    """Write a text so that Markdown shows it as it is: no markup, no formula."""
    shown = re.sub(r"[\\$]", "?", clean_text(text))
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", shown)


def _fill(
    cell: "NotebookNode", texts: dict[str, str], essays: dict[str, str], checks: dict[str, Any]
) -> None:
    """Put an answer, an essay or a verdict into one of the instructor's cells."""
    meta = cell.metadata.get("nbgrader", {})
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    if meta.get("solution"):
        name = str(meta.get("grade_id", "")).removeprefix("essay_")
        # The instructor's cell holds the solution or the rubric: it never stays.
        cell.source = essays.get(name, "") if meta.get("grade") else texts.get(cell.id, MISSING)
    elif cell.id in texts:
        cell.source = texts[cell.id]
    elif meta.get("grade") and meta.get("grade_id") in checks:
        cell.outputs = _outputs(checks[meta["grade_id"]])
    else:
        withhold(cell)


def withhold(cell: "NotebookNode") -> None:
    """Mark a check cell as not graded yet; any other cell is left as it is.

    nbgrader counts a check without output as passed, so none is without until it is judged.
    """
    meta = cell.metadata.get("nbgrader", {})
    if cell.cell_type == "code" and meta.get("grade") and not meta.get("solution"):
        error = {"ename": "NotGraded", "evalue": NOT_GRADED, "traceback": [NOT_GRADED]}
        cell.outputs = [_output("error", **error)]


def _made_own(answers: Answers, after: str | None, free: Iterator[str]) -> "list[NotebookNode]":
    """Make the learner's own cells that follow a cell; free: ids that no cell has yet."""
    from nbformat import NotebookNode

    empty = {"cell_type": "code", "execution_count": None}
    return [
        NotebookNode(
            empty, id=next(free), metadata=NotebookNode(), outputs=[], source=cell["source"]
        )
        for cell in _own_cells(answers, after)
    ]


def _output(kind: str, **fields: Any) -> "NotebookNode":
    """Make an output; nbformat's own function holds each against its schema, which takes long."""
    from nbformat import from_dict

    return from_dict({"output_type": kind, **fields})


def _outputs(check: dict[str, Any]) -> "list[NotebookNode]":
    """The outputs that nbgrader reads as exactly the points of a check."""
    outputs = []
    if check.get("printed"):
        outputs.append(_output("stream", name="stdout", text=check["printed"]))
    points, most = float(check["points"]), float(check["max"])
    if check.get("status") != "passed" and points == 0:
        name = "NotAttempted" if check.get("status") == "not attempted" else "CheckFailed"
        message = str(check.get("message") or "")
        # A check's traceback is its message, as in the kernel.
        lines = wrapped(message).splitlines()
        outputs.append(_output("error", ename=name, evalue=message, traceback=lines))
    elif points != most:
        # nbgrader reads a number that a cell returns as its points; an error would mean 0.
        if check.get("message"):
            text = f"{check['message']}\n"
            outputs.append(_output("stream", name="stdout", text=text))
        data = {"text/plain": repr(points)}
        fields = {"data": data, "metadata": {}, "execution_count": None}
        outputs.append(_output("execute_result", **fields))
    return outputs


def _number(cells: "list[NotebookNode]", ran: bool) -> None:
    """Count the cells that ran, as a kernel does: own cells, answers and checks."""
    count = 0
    for cell in cells:
        meta = cell.metadata.get("nbgrader")
        graded = meta is None or meta.get("solution") or meta.get("grade")
        tags = cell.metadata.get("tags", [])
        runs = (graded and "predict" not in tags) or "setup" in tags
        if ran and cell.cell_type == "code" and runs:
            count += 1
            cell.execution_count = count
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
