"""What a module contains for grading: every cell of the instructor notebook, and a version.

An Assignment is plain data: it travels to other processes and machines, and two with the same
version give the same grades.
"""

import hashlib
import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.common.import_closure import digest_files, import_closure

if TYPE_CHECKING:  # a worker process reads no notebook, and nbformat takes long to load
    from nbformat import NotebookNode

__all__ = [
    "Assignment",
    "AssignmentError",
    "Part",
    "read_assignment",
    "read_instructor_notebook",
    "version_of",
]

SLUG = re.compile(r"\d\d_[a-z0-9_]+")
# The rooms that decide a grade, whatever the module; the others only carry or show it.
DECIDING = tuple(
    "checks/engine checks/runtime grading/submission grading/sandbox grading/judging".split()
)


class AssignmentError(Exception):
    """A module cannot be graded; the text is one line that says why and what to do."""


@dataclass(frozen=True)
class Part:
    """One cell of the instructor notebook.

    kind: "setup", "exercise", "check", "essay" or "other" (text, predictions, demonstrations,
    experiments). name: the exercise's or essay's name, for a check that of its exercise, else "".
    points: of a check or an essay, else 0. grade_id: nbgrader's name of the cell, or "".
    """

    id: str
    kind: str
    name: str
    source: str
    points: float
    cell_type: str
    grade_id: str


@dataclass(frozen=True)
class Assignment:
    """A module's cells in order; the exercise parts hold the solution."""

    slug: str
    parts: tuple[Part, ...]
    version: str

    @cached_property
    def exercises(self) -> tuple[str, ...]:
        """The names of the exercises, in order."""
        return tuple(part.name for part in self.parts if part.kind == "exercise")

    @cached_property
    def essays(self) -> tuple[str, ...]:
        """The names of the essays, in order."""
        return tuple(part.name for part in self.parts if part.kind == "essay")

    def part(self, kind: str, name: str) -> Part:
        """Return the first part of this kind and name.

        Raises: KeyError if there is none.
        """
        for part in self.parts:
            if (part.kind, part.name) == (kind, name):
                return part
        raise KeyError(f"{self.slug} has no {kind} named {name!r}")

    def checks(self, name: str) -> tuple[Part, ...]:
        """Return the check cells of an exercise, in order."""
        return tuple(p for p in self.parts if (p.kind, p.name) == ("check", name))

    def points(self, name: str) -> float:
        """Return the points of an exercise (of all its checks) or of an essay."""
        graded = ("check", "essay")
        return sum(p.points for p in self.parts if p.kind in graded and p.name == name)

    def as_dict(self) -> dict[str, Any]:
        """Return the assignment as plain data, ready for JSON."""
        return {
            "slug": self.slug,
            "version": self.version,
            "parts": [asdict(part) for part in self.parts],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Assignment":
        """Make an assignment of what as_dict returned."""
        return cls(data["slug"], tuple(Part(**part) for part in data["parts"]), data["version"])


def read_instructor_notebook(root: Path, slug: str) -> "NotebookNode":
    """Read the built notebook of a module, with solutions and hidden tests.

    Raises: AssignmentError if there is none, or none that can be read.
    """
    import nbformat

    path = Path(root) / "solutions" / slug / f"{slug}.ipynb"
    if not SLUG.fullmatch(slug):
        raise AssignmentError(f"{slug!r} is not the name of a module, such as 01_unrolling")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a cell without an id is only warned of
            notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
            nbformat.validate(notebook)
    except FileNotFoundError:
        raise AssignmentError(f"{path}: no such notebook; run: course build {slug}") from None
    except OSError as error:
        raise AssignmentError(f"{path}: cannot be read: {error.strerror}") from None
    except Exception as error:  # nbformat raises almost anything for a file that is no notebook
        why = str(error).split("\n")[0]
        raise AssignmentError(f"{path}: not a valid notebook ({why}); run: course build") from None
    return notebook


def read_assignment(root: Path, slug: str) -> Assignment:
    """Read what there is to grade in a module, from solutions/SLUG/SLUG.ipynb.

    Raises: AssignmentError if the notebook is absent, broken, or has nothing to grade.
    """
    notebook = read_instructor_notebook(root, slug)
    parts = tuple(_parts(notebook))
    if not any(part.kind in ("check", "essay") for part in parts):
        raise AssignmentError(f"solutions/{slug}/{slug}.ipynb: it has no graded cells")
    ids = [part.id for part in parts]
    for part in parts:
        if ids.count(part.id) > 1:
            raise AssignmentError(f"solutions/{slug}/{slug}.ipynb: two cells have id {part.id!r}")
    return Assignment(slug, parts, version_of(parts, Path(root) / "helpers"))


def _parts(notebook: "NotebookNode") -> Iterator[Part]:
    """Yield each cell's part; a check belongs to the exercise of its name, else to the last one."""
    exercise, names = "", set()
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader", {})
        kind, grade_id = _kind(cell, meta), str(meta.get("grade_id", ""))
        name = grade_id if kind == "exercise" else ""
        if kind == "exercise":
            exercise = name
            names.add(name)
        elif kind == "essay":
            name = grade_id.removeprefix("essay_")
        elif kind == "check":
            name = grade_id.removeprefix("check_")
            name = name if name in names else exercise
        points = float(meta.get("points", 0)) if kind in ("check", "essay") else 0.0
        yield Part(cell.id, kind, name, cell.source, points, cell.cell_type, grade_id)


def _kind(cell: "NotebookNode", meta: dict[str, Any]) -> str:
    """Read a cell's kind from nbgrader's metadata, or from the builder's tag."""
    kinds = {(True, False): "exercise", (False, True): "check", (True, True): "essay"}
    kind = kinds.get((bool(meta.get("solution")), bool(meta.get("grade"))), "other")
    if kind in ("exercise", "check") and cell.cell_type != "code":
        return "other"
    if kind == "other" and cell.cell_type == "code" and "setup" in cell.metadata.get("tags", []):
        return "setup"
    return kind


def version_of(parts: tuple[Part, ...], helpers: Path) -> str:
    """Hash everything that a grade depends on: the cells, and the code that judges them.

    The code is that of the rooms that decide a grade, of this file, and of what the module's own
    setup cells and checks import: a commit to another module changes nothing.
    """
    digest = hashlib.sha256(json.dumps([asdict(part) for part in parts]).encode())
    sources = [part.source for part in parts if part.kind in ("setup", "check")]
    rooms = [path for room in DECIDING for path in (helpers / room).rglob("*.py")]
    here = helpers / "grading" / "assignment.py"
    files = import_closure(sources, [*rooms, *([here] if here.is_file() else [])], helpers)
    digest_files(digest, files, helpers)
    return digest.hexdigest()
