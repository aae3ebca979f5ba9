"""`course progress`: how far a learner is, read from the notebooks in their workspace.

Nothing is run. An exercise counts as passed when its check ran after the answer and showed no
error; what a learner changed since then and has not run again cannot be seen in a file.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from helpers.course.lab import LabError, read_notebook, workspace_path
from helpers.course.merge import Cell, is_untouched

UNMADE = "prediction = None"


@dataclass(frozen=True)
class Row:
    """One module's line of the table; essays are graded by people and count no points here.

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
    problem: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return asdict(self)


def progress(root: Path) -> list[Row]:
    """Read where a learner stands in each module that is released.

    Raises: LabError if no module is released.
    """
    released = sorted((root / "notebooks").glob("[0-9][0-9]_*/*.ipynb"))
    if not released:
        raise LabError(f"{root / 'notebooks'}: no notebooks; run: course build")
    return [_row(root, path) for path in released]


def _row(root: Path, path: Path) -> Row:
    release = read_notebook(path)["cells"]
    mine: list[Cell] = []
    problem = ""
    learner = workspace_path(root, path.stem)
    if learner.exists():
        try:
            mine = read_notebook(learner)["cells"]
        except LabError:
            problem = f"{learner.relative_to(root)} is not a notebook"
    points = {name: cell["metadata"]["nbgrader"]["points"] for name, cell in _checks(release)}
    passed = [name for name in points if _has_passed(name, mine)]
    predictions = [cell["id"] for cell in release if cell.get("id", "").startswith("predict-")]
    return Row(
        module=path.stem,
        passed=len(passed),
        tried=sum(_was_tried(name, mine) for name in points),
        all=len(points),
        points=sum(points[name] for name in passed),
        points_all=sum(points.values()),
        predictions=sum(_was_made(cell_id, mine) for cell_id in predictions),
        predictions_all=len(predictions),
        problem=problem,
    )


def _checks(cells: list[Cell]) -> Iterator[tuple[str, Cell]]:
    for cell in cells:
        if cell["cell_type"] == "code" and cell.get("id", "").startswith("check-"):
            yield cell["id"].removeprefix("check-"), cell


def _find(cell_id: str, cells: list[Cell]) -> Cell | None:
    return next((cell for cell in cells if cell.get("id") == cell_id), None)


def _was_tried(name: str, cells: list[Cell]) -> bool:
    answer = _find(f"answer-{name}", cells)
    return answer is not None and bool(answer["source"].strip()) and not is_untouched(answer)


def _has_passed(name: str, cells: list[Cell]) -> bool:
    """Say whether the check ran, after the answer, without an error."""
    answer, check = _find(f"answer-{name}", cells), _find(f"check-{name}", cells)
    if answer is None or check is None or not _was_tried(name, cells):
        return False
    ran, ran_check = answer.get("execution_count"), check.get("execution_count")
    if not isinstance(ran, int) or not isinstance(ran_check, int) or ran_check < ran:
        return False
    outputs = check.get("outputs") or []
    return not any(output.get("output_type") == "error" for output in outputs)


def _was_made(cell_id: str, cells: list[Cell]) -> bool:
    cell = _find(cell_id, cells)
    code = [line.split("#")[0].strip() for line in cell["source"].split("\n")] if cell else []
    return bool(cell) and [line for line in code if line] not in ([], [UNMADE])
