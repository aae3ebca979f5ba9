"""`course progress`: how far a learner is, read from the notebooks in their workspace.

Nothing is run. An exercise counts as passed when the check as handed out ran after the answer and
printed its line without an error, and the answer still defines the name. An answer that was edited
since then, and has not run again, cannot be distinguished from the one that passed.
"""

import ast
import symtable
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from helpers.common.python_cells import plain_python
from helpers.course.learner.refresh import Cell, is_untouched
from helpers.course.learner.workspace import LabError, read_notebook, read_release, workspace_path


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


def progress(root: Path) -> list[Row]:
    """Return the learner's progress in each module that is released.

    Raises: LabError if no module is released.
    """
    released = sorted((root / "notebooks").glob("[0-9][0-9]_*/*.ipynb"))
    if not released:
        raise LabError(f"{root / 'notebooks'}: no notebooks; run: course build")
    return [_row(root, path) for path in released]


def _row(root: Path, path: Path) -> Row:
    release = read_release(path)["cells"]
    mine, problem = _read_copy(root, path.stem)
    checks = dict(_checks(release))
    points = {name: _points(cell, path) for name, cell in checks.items()}
    main = [name for name in checks if points[name]]
    done = [name for name, check in checks.items() if _has_passed(name, mine, check)]
    predictions = [cell["id"] for cell in release if str(cell.get("id")).startswith("predict-")]
    return Row(
        module=path.stem,
        passed=sum(name in main for name in done),
        tried=sum(_was_tried(name, mine) for name in main),
        all=len(main),
        points=sum(points[name] for name in done),
        points_all=sum(points.values()),
        predictions=sum(_was_made(cell_id, mine) for cell_id in predictions),
        predictions_all=len(predictions),
        optional=sum(name not in main for name in done),
        optional_all=len(checks) - len(main),
        problem=problem,
    )


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


def _find(cell_id: str, cells: list[Cell]) -> Cell | None:
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
    outputs = check.get("outputs", [])
    printed = [output.get("text") for output in outputs if output.get("name") == "stdout"]
    # Jupyter stores a text as one string or as a list of lines.
    texts = ["".join(map(str, text)) if isinstance(text, list) else str(text) for text in printed]
    return any(line.startswith(f"{name}: ") for line in "".join(texts).split("\n")) and not any(
        output.get("output_type") == "error" for output in outputs
    )


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
