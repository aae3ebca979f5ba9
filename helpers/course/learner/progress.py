"""`course progress`: how far a learner is, read from the notebooks in their workspace.

Nothing is run. An exercise counts as passed when the check as handed out ran after the answer and
printed its line without an error, and the answer still defines the name. An answer that was edited
since then, and has not run again, cannot be distinguished from the one that passed.
"""

import ast
import re
import symtable
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from helpers.common.python_cells import plain_python
from helpers.course.learner.refresh import Cell, is_untouched
from helpers.course.learner.workspace import LabError, read_notebook, read_release, workspace_path

# How the sentences of helpers.checks.predict begin, and how wide they are set.
SCORED = re.compile(r"Measured: |Right\. |Not ")
WIDTH = 80


@dataclass(frozen=True)
class Row:
    """One module's line of the table; essays are graded by people and count no points here.

    Optional exercises, whose checks have no points, are counted apart.
    problem: why the learner's notebook could not be read, else "".
    """

    module: str
    passed: int
    tried: int
    all: int
    points: int
    points_all: int
    predictions: int
    predictions_all: int
    optional: int = 0
    optional_all: int = 0
    problem: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Exercise:
    """An exercise of a module; state is "passed", "tried" or "open", number is as in "1.3"."""

    name: str
    number: str
    points: int
    state: str


@dataclass(frozen=True)
class Prediction:
    """A prediction or recall question: whether it was made, and what its cell said to it or ""."""

    name: str
    made: bool
    outcome: str


@dataclass(frozen=True)
class ModuleProgress:
    """What is known of one module. problem: why the learner's notebook was not read, else ""."""

    slug: str
    title: str
    exercises: list[Exercise]
    predictions: list[Prediction]
    problem: str

    @property
    def main(self) -> list[Exercise]:
        """The exercises on the main path: those with points."""
        return [exercise for exercise in self.exercises if exercise.points]

    @property
    def optional(self) -> list[Exercise]:
        """The exercises off the main path."""
        return [exercise for exercise in self.exercises if not exercise.points]

    def row(self) -> Row:
        """Return the module's line of the table."""
        done = [exercise for exercise in self.exercises if exercise.state == "passed"]
        return Row(
            module=self.slug,
            passed=sum(exercise in done for exercise in self.main),
            tried=sum(exercise.state != "open" for exercise in self.main),
            all=len(self.main),
            points=sum(exercise.points for exercise in done),
            points_all=sum(exercise.points for exercise in self.exercises),
            predictions=sum(prediction.made for prediction in self.predictions),
            predictions_all=len(self.predictions),
            optional=sum(exercise in done for exercise in self.optional),
            optional_all=len(self.optional),
            problem=self.problem,
        )


def progress(root: Path) -> list[Row]:
    """Return the learner's progress in each module that is released.

    Raises: LabError if no module is released.
    """
    return [module.row() for module in module_progress(root)]


def module_progress(root: Path) -> list[ModuleProgress]:
    """Return all that is known of the learner's progress, module by module.

    Raises: LabError if no module is released.
    """
    released = sorted((root / "notebooks").glob("[0-9][0-9]_*/*.ipynb"))
    if not released:
        raise LabError(f"{root / 'notebooks'}: no notebooks; run: course build")
    return [_module(root, path) for path in released]


def _module(root: Path, path: Path) -> ModuleProgress:
    release = read_release(path)["cells"]
    mine, problem = _read_copy(root, path.stem)
    texts = "\n".join(cell["source"] for cell in release if cell["cell_type"] == "markdown")
    title = re.search(r"^# +(.+)$", texts, re.MULTILINE)
    return ModuleProgress(
        slug=path.stem,
        title=title[1].strip() if title else path.stem,
        exercises=[
            Exercise(name, _number(name, texts), _points(check, path), _state(name, mine, check))
            for name, check in _checks(release)
        ],
        predictions=list(_predictions(release, mine)),
        problem=problem,
    )


def _number(name: str, texts: str) -> str:
    """Return an exercise's number as its heading gives it, or ""."""
    heading = re.search(rf"^#+ Exercise (\S+) {re.escape(name)}$", texts, re.MULTILINE)
    return heading[1] if heading else ""


def _state(name: str, mine: list[Cell], check: Cell) -> str:
    if not _was_tried(name, mine):
        return "open"
    return "passed" if _has_passed(name, mine, check) else "tried"


def _predictions(release: list[Cell], mine: list[Cell]) -> Iterator[Prediction]:
    """Find each prediction, and what the cell below it said when it ran."""
    for cell, below in zip(release, [*release[1:], {}], strict=True):
        if str(cell.get("id")).startswith("predict-"):
            made = _was_made(cell["id"], mine)
            scored = _find(below.get("id"), mine)
            outcome = outcome_in(printed_by(scored)) if scored and made else ""
            yield Prediction(cell["id"].removeprefix("predict-"), made, outcome)


def _read_copy(root: Path, slug: str) -> tuple[list[Cell], str]:
    """Return the cells of the learner's copy, and why it cannot be read or ""."""
    path = workspace_path(root, slug)
    try:
        path.lstat()
        return read_notebook(path)["cells"], ""
    except FileNotFoundError:
        return [], ""
    except (OSError, LabError) as error:
        unread = isinstance(error, OSError) or "cannot be read" in str(error)
        why = "cannot be read" if unread else "is not a notebook"
        return [], f"{path.relative_to(root)} {why}"


def _points(check: Cell, path: Path) -> int:
    try:
        return int(check["metadata"]["nbgrader"]["points"])
    except (KeyError, TypeError, ValueError):
        raise LabError(
            f"{path}: {check['id']} has no points; run: course build {path.stem}"
        ) from None


def _checks(cells: list[Cell]) -> Iterator[tuple[str, Cell]]:
    for cell in cells:
        if cell["cell_type"] == "code" and str(cell.get("id")).startswith("check-"):
            yield cell["id"].removeprefix("check-"), cell


def _find(cell_id: str | None, cells: list[Cell]) -> Cell | None:
    return next((cell for cell in cells if cell.get("id") == cell_id), None)


def _was_tried(name: str, cells: list[Cell]) -> bool:
    answer = _find(f"answer-{name}", cells)
    return answer is not None and bool(answer["source"].strip()) and not is_untouched(answer)


def _has_passed(name: str, cells: list[Cell], released: Cell) -> bool:
    """Return whether the check as released ran after the answer, and passed."""
    answer, check = _find(f"answer-{name}", cells), _find(f"check-{name}", cells)
    if answer is None or check is None or not _was_tried(name, cells):
        return False
    ran, ran_check = answer.get("execution_count"), check.get("execution_count")
    if not isinstance(ran, int) or not isinstance(ran_check, int) or ran_check < ran:
        return False
    as_released = check["source"].strip() == released["source"].strip()
    return as_released and _shows_pass(name, check) and _defines(name, answer["source"])


def _shows_pass(name: str, check: Cell) -> bool:
    """Return whether a check's output has the line of a pass, NAME: ..., and no error."""
    return any(line.startswith(f"{name}: ") for line in printed_by(check).split("\n")) and not any(
        output.get("output_type") == "error" for output in check.get("outputs", [])
    )


def printed_by(cell: Cell) -> str:
    """Return what a cell printed when it last ran."""
    outputs = cell.get("outputs", [])
    printed = [output.get("text") for output in outputs if output.get("name") == "stdout"]
    # Jupyter stores a text as one string or as a list of lines.
    return "".join(
        "".join(map(str, text)) if isinstance(text, list) else str(text) for text in printed
    )


def outcome_in(printed: str) -> str:
    """Return the sentences of score_prediction or score_recall in a cell's output, or "".

    They were wrapped: a line goes on where its next word did not fit.
    """
    lines = printed.split("\n")
    start = next((i for i, line in enumerate(lines) if SCORED.match(line)), None)
    if start is None:
        return ""
    told = lines[start]
    for line, above in zip(lines[start + 1 :], lines[start:], strict=False):
        if not line.strip() or len(above) + 1 + len(line.split()[0]) <= WIDTH:
            break
        told += f" {line}"
    return told


def _defines(name: str, source: str) -> bool:
    """Return whether a cell is Python and binds this name outside its functions."""
    found = _parse(source)
    return found is not None and any(
        symbol.get_name() == name and (symbol.is_assigned() or symbol.is_imported())
        for symbol in found[1].get_symbols()
    )


def _was_made(cell_id: str, cells: list[Cell]) -> bool:
    """Return whether the last assignment to `prediction` in the cell is other than None."""
    cell = _find(cell_id, cells)
    found = _parse(cell["source"]) if cell else None
    made = False
    for node in ast.walk(found[0]) if found else ():
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
            if "prediction" in names:
                value = node.value
                empty = isinstance(value, ast.Constant) and value.value is None
                made = value is not None and not empty
    return made


def _parse(source: str) -> tuple[ast.Module, symtable.SymbolTable] | None:
    """Read a cell's code without running it, leaving out IPython's own lines; None if broken."""
    text = plain_python(source)
    if text is None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about "\\d" in a string, say: Jupyter tells the learner
        try:
            return ast.parse(text), symtable.symtable(text, "cell", "exec")
        except SyntaxError:  # the parser takes a stray return, the compiler does not
            return None
