"""`course build`: from a module's source to its notebooks and pages, one way, and the test of it.

Nothing is written before everything is made: source, run, student notebook. Then both files are
put in place at once, so a failed or broken-off build leaves the old pair as it was.
"""

import ast
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4.rwbase import rejoin_lines
from nbformat.validator import iter_validate

from helpers.common.errors import SourceError
from helpers.common.files import write_together
from helpers.course.author.anatomy import check_anatomy
from helpers.course.author.execute import execute, missing_alt, pictures_of
from helpers.course.author.headers import Problem
from helpers.course.author.notebook import GOES_ON, make_notebook
from helpers.course.author.release import make_student
from helpers.course.author.rules import parse
from helpers.course.author.source import Cell, Module, find_sources, project_root, read_module
from helpers.course.author.worked import worked_pages, worked_path

AWAY = "move it away"


def instructor_path(root: Path, slug: str) -> Path:
    """Return where a module's instructor notebook stands."""
    return root / "solutions" / slug / f"{slug}.ipynb"


def student_path(root: Path, slug: str) -> Path:
    """Return where a module's student notebook stands."""
    return root / "notebooks" / slug / f"{slug}.ipynb"


def build(names: Sequence[str] = (), root: Path | None = None, run: bool = True) -> Iterator[str]:
    """Build the named modules, or all; yield each slug as its notebooks are in place.

    All sources are read before the first one runs, so a fault is named within seconds.
    run: whether to run the cells; if not, the outputs stay those of the last run.
    Raises: SourceError; without a run also for a module whose cells have changed since the last.
    """
    root = root or project_root()
    for module in [_read(path) for path in find_sources(root, tuple(names))]:
        fresh = make_notebook(module)
        instructor = execute(fresh, module) if run else _with_stored_outputs(fresh, module, root)
        student = make_student(instructor, module, root)
        nbformat.validate(nbformat.reads(student, as_version=4))
        pages = worked_pages(module)
        write_together(
            {
                instructor_path(root, module.slug): f"{nbformat.writes(instructor)}\n".encode(),
                student_path(root, module.slug): student.encode(),
                **{worked_path(root, module.slug, name): pages[name].encode() for name in pages},
            }
        )
        yield module.slug


def _with_stored_outputs(fresh: NotebookNode, module: Module, root: Path) -> NotebookNode:
    """Return the notebook with the outputs of the module's last run."""
    path = instructor_path(root, module.slug)
    try:
        built = parse_notebook(path.read_bytes())
    except (FileNotFoundError, ValueError):
        built = fresh
    for reason in [*_cell_differences(fresh, built), *_unrun(built)]:
        raise SourceError(f"{module.slug}: {reason}; it has to run: course build {module.slug}")
    for cell, ran in zip(fresh.cells, built.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = ran.outputs, ran.execution_count
    return fresh


def _read(path: Path) -> Module:
    """Read a source and hold the module to the anatomy of the course.

    Raises: SourceError with file and line.
    """
    module = read_module(path)
    try:
        check_anatomy(module)
    except Problem as problem:
        raise SourceError(f"solutions/{path.name}:{problem.line}: {problem}") from None
    return module


def notes(names: Sequence[str] = (), root: Path | None = None) -> list[str]:
    """Return notes on what a build of these modules will lack: an optional download."""
    from helpers.datasets.registry import cached_path

    sources = find_sources(root or project_root(), tuple(names))
    if not any(b"tinyshakespeare" in path.read_bytes() for path in sources):
        return []
    if cached_path("tinyshakespeare") is not None:
        return []
    return ["Tiny Shakespeare is not downloaded; the optional cells will say so"]


def check(names: Sequence[str] = (), root: Path | None = None) -> list[str]:
    """Return what is stale, without running or writing anything; [] if everything is up to date.

    Raises: SourceError for a source that cannot be read.
    """
    root = root or project_root()
    stale = []
    for module in [_read(path) for path in find_sources(root, tuple(names))]:
        run = f"; run: course build {module.slug[:2]}"
        for reason in _reasons(module, root):
            stale.append(f"{module.slug}: {reason}" + ("" if AWAY in reason else run))
    if not names:
        stale += _orphans(root)
    return stale


def is_unbuilt(root: Path, slug: str) -> bool:
    """Return whether a module's source has other cells than its instructor notebook."""
    source = root / "solutions" / f"{slug}.py"
    if not source.is_file():  # notebooks alone can be graded too
        return False
    try:
        built = parse_notebook(instructor_path(root, slug).read_bytes())
        return any(_differences(make_notebook(read_module(source)), built))
    except (OSError, ValueError, SourceError):
        return True


def _reasons(module: Module, root: Path) -> Iterator[str]:
    """Every reason why a module's notebooks are not those of its source."""
    fresh = make_notebook(module)
    path = instructor_path(root, module.slug)
    try:
        built = parse_notebook(path.read_bytes())
    except FileNotFoundError:
        yield f"{path.relative_to(root)} is missing"
        return
    except ValueError as error:
        yield f"{path.relative_to(root)} is not a notebook: {error}"
        return
    yield from _differences(fresh, built)
    yield from _unrun(built)
    yield from _stripped(built, module)
    released = student_path(root, module.slug)
    if not released.is_file():
        yield f"{released.relative_to(root)} is missing"
    elif released.read_text("utf-8", errors="replace") != make_student(fresh, module, root):
        yield f"{released.relative_to(root)} differs from what nbgrader makes of the source"
    for name, page in worked_pages(module).items():
        at = worked_path(root, module.slug, name)
        if not at.is_file() or at.read_text("utf-8", errors="replace") != page:
            yield f"{at.relative_to(root)} is not the solution in the source"
    yield from _left_over(module, root)
    for notebook in (path, released):
        for other in sorted(notebook.parent.glob("*")):
            if other != notebook and other.name != ".ipynb_checkpoints":
                yield f"{other.relative_to(root)} would be handed to students; {AWAY}"


def _left_over(module: Module, root: Path) -> Iterator[str]:
    """Name the worked solutions of exercises that the module no longer has."""
    for path in sorted((root / "worked" / module.slug).glob("*")):
        if path.name not in {f"{name}.html" for name in module.exercises}:
            yield f"{path.relative_to(root)} has no exercise; {AWAY}"


def parse_notebook(data: bytes) -> NotebookNode:
    """Read a notebook as the builder writes it: of today's format, every cell with its own id.

    Raises: ValueError in one line. nbformat would repair such a notebook, and warn.
    """
    try:
        notebook = json.loads(data)
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is not JSON ({error})") from None
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise ValueError("it is not of nbformat 4")
    notebook = nbformat.from_dict(notebook)
    for fault in iter_validate(notebook, version=4, version_minor=5):
        where = list(fault.absolute_path)
        cell = f"cell {where[1] + 1}: " if where[:1] == ["cells"] and len(where) > 1 else ""
        raise ValueError(f"{cell}{str(fault.message).splitlines()[0][:120]}")
    ids = [cell.id for cell in notebook.cells]
    for i, cell_id in enumerate(ids):
        if cell_id in ids[:i]:
            raise ValueError(f"cell {i + 1}: the id {cell_id} appears twice")
    return rejoin_lines(notebook)


def _differences(fresh: NotebookNode, built: NotebookNode) -> Iterator[str]:
    """Compare text, ids and metadata of two notebooks; name the first cell that differs."""
    if fresh.metadata != built.metadata:
        yield "the instructor notebook's metadata differs"
    yield from _cell_differences(fresh, built)


def _cell_differences(fresh: NotebookNode, built: NotebookNode) -> Iterator[str]:
    for i, (new, old) in enumerate(zip(fresh.cells, built.cells, strict=False)):
        for key in ("cell_type", "source", "metadata", "id"):
            if new[key] != old.get(key):
                what = "text" if key == "source" else key
                yield f"the {what} of cell {i + 1} ({new.id}) differs from the source"
                return
    if len(fresh.cells) != len(built.cells):
        yield f"the source has {len(fresh.cells)} cells, the notebook {len(built.cells)}"


def _unrun(built: NotebookNode) -> Iterator[str]:
    """Name cells that never ran, failed, or show a figure without alternative text."""
    for i, cell in enumerate(built.cells):
        if cell.cell_type != "code":
            continue
        where = f"cell {i + 1} ({cell.get('id', 'no id')})"
        if cell.source.strip() and cell.execution_count is None:
            yield f"{where} was never run"
        failed = any(output.output_type == "error" for output in cell.outputs)
        graded = cell.metadata.get("nbgrader", {}).get("grade", False)
        if failed and (graded or GOES_ON not in cell.metadata.get("tags", [])):
            yield f"{where} ended in an error"
        if missing_alt(cell):
            yield f"{where} shows a figure without alternative text"


def _stripped(built: NotebookNode, module: Module) -> Iterator[str]:
    """Name cells that ran and have lost what they showed."""
    for i, (cell, made_from) in enumerate(zip(built.cells, module.cells, strict=False)):
        if cell.cell_type != "code" or cell.source != made_from.source.strip("\n"):
            continue
        shows, prints = _shown(made_from)
        needs = made_from.kind == "check" or prints
        if cell.execution_count is not None and (
            pictures_of(cell) < shows or (needs and not cell.outputs)
        ):
            yield f"cell {i + 1} ({cell.id}) has lost its outputs"


def _shown(cell: Cell) -> tuple[int, bool]:
    """Count a cell's plain calls of show(), and say whether it prints for certain."""
    tree = parse(cell)
    calls = [
        n.value for n in tree.body if isinstance(n, ast.Expr) and isinstance(n.value, ast.Call)
    ]
    names = [getattr(call.func, "attr", getattr(call.func, "id", "")) for call in calls]
    prints = any(
        name == "print" and not call.keywords for name, call in zip(names, calls, strict=True)
    )
    return names.count("show"), prints


def _orphans(root: Path) -> Iterator[str]:
    """Name built folders whose source is gone."""
    slugs = {path.stem for path in find_sources(root)}
    for folder in ("solutions", "notebooks"):
        for path in sorted((root / folder).glob("*/*.ipynb")):
            if path.parent.name not in slugs or path.stem != path.parent.name:
                yield f"{path.relative_to(root)} has no source in solutions/; {AWAY}"
    for path in sorted((root / "worked").glob("*")):
        if path.name not in slugs:
            yield f"{path.relative_to(root)} has no source in solutions/; {AWAY}"


def read_student(root: Path, slug: str) -> NotebookNode:
    """Read a student notebook as it is released.

    Raises: SourceError if it is missing or broken.
    """
    path = student_path(root, slug)
    try:
        return parse_notebook(path.read_bytes())
    except FileNotFoundError:
        raise SourceError(f"{path}: not there; run: course build {slug}") from None
    except ValueError as error:
        raise SourceError(f"{path}: not a notebook ({error}); run: course build {slug}") from None
