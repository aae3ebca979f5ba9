"""Reads a module's one source, solutions/NN_topic.py, and checks it against the course's rules.

Everything made of a module (notebooks, measurements, the learner's progress) starts from what
read_module returns; no other module parses a source file.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from helpers.common.errors import SourceError
from helpers.course.author.headers import ALMOST_HEADER, HEADER, Cell, Problem, read_header
from helpers.course.author.rules import check_cell, check_pictures, without_markers

__all__ = ["Cell", "Module", "find_sources", "project_root", "read_module"]

SLUG = re.compile(r"(\d\d)_[a-z0-9_]+")
# The file that only a copy of the course has at its top.
LANDMARK = Path("helpers") / "course" / "author" / "source.py"


@dataclass(frozen=True)
class Module:
    """One module as its source file defines it; slug is the file's name, like 01_unrolling."""

    slug: str
    path: Path
    cells: tuple[Cell, ...]

    @property
    def title(self) -> str:
        """The first heading."""
        for cell in self.cells:
            match = re.search(r"^# +(.+)$", cell.source, re.MULTILINE)
            if cell.kind == "text" and match is not None:
                return match.group(1).strip()
        return self.slug

    @property
    def setup_source(self) -> str:
        """All setup cells, joined: what the answers need before they run."""
        return "\n\n".join(cell.source for cell in self.cells if cell.kind == "setup") + "\n"

    @property
    def exercises(self) -> tuple[str, ...]:
        """The names of the exercises, in order."""
        return tuple(cell.name for cell in self.cells if cell.kind == "exercise")

    def cell(self, kind: str, name: str) -> Cell:
        """Return the one cell of this kind and name.

        Raises: KeyError if there is none.
        """
        for cell in self.cells:
            if (cell.kind, cell.name) == (kind, name):
                return cell
        raise KeyError(f"{self.slug} has no {kind} named {name!r}")

    def solution(self, name: str) -> str:
        """Return the whole source of an exercise cell, without the marker lines."""
        return without_markers(self.cell("exercise", name).source)

    def points(self, name: str) -> int:
        """Return the points of an exercise's check."""
        return self.cell("check", name).options["points"]


def project_root() -> Path:
    """Return the folder of the course: the nearest one upward from here, else the package's.

    Raises: SourceError if neither holds a course.
    """
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[3]):
        if (folder / LANDMARK).is_file() and (folder / "solutions").is_dir():
            return folder
    raise SourceError(
        f"{here}: no course here or above (a folder with helpers/ and solutions/); "
        "change to the folder of the course"
    )


def find_sources(root: Path, names: tuple[str, ...] | list[str] = ()) -> list[Path]:
    """Find the sources of the named modules, or of all: "01", "1" and "01_unrolling" are one.

    A path as the shell completes it, "solutions/01_unrolling.py", is accepted too.
    Raises: SourceError for a name that no module has, for a file that is no module or has the
        number of another, or for a course without any.
    """
    paths = _all_sources(Path(root) / "solutions")
    chosen = []
    for name in names:
        path = Path(name)
        stem = path.stem if path.parent.name in ("", "solutions", "notebooks") else name
        number = int(stem) if stem.isdecimal() else None
        hits = [p for p in paths if p.stem == stem or int(p.stem[:2]) == number]
        if not hits:
            have = ", ".join(path.stem for path in paths)
            raise SourceError(f"no module {name!r}; there are {have}")
        chosen += hits
    return sorted(set(chosen)) if names else paths


def _all_sources(folder: Path) -> list[Path]:
    """Every module in the folder, in order; none may hide behind a wrong or a second name."""
    paths = sorted(path for path in folder.glob("*.py") if not path.name.startswith("."))
    numbers: dict[str, Path] = {}
    for path in paths:
        if not SLUG.fullmatch(path.stem):
            raise SourceError(
                f"{_short(path)}: not a module name; use one like 01_unrolling.py "
                "(two digits, _, small letters), or move it away"
            )
        first = numbers.setdefault(path.stem[:2], path)
        if first != path:
            raise SourceError(
                f"{_short(path)}: {first.name} has the number {path.stem[:2]} already; "
                "give one of them another"
            )
    if not paths:
        raise SourceError(f"{folder}: no module here; a module is a file like 01_unrolling.py")
    return paths


def read_module(path: Path) -> Module:
    """Read and check a source file.

    Raises: SourceError with file and line if any rule of the format is broken.
    """
    path = Path(path)
    text = _read_text(path)
    try:
        cells = _read_cells(text)
        _check_order(cells)
        for cell in cells:
            check_cell(cell)
            check_pictures(cell, path.parent / path.stem)
    except Problem as problem:
        raise SourceError(f"{_short(path)}:{problem.line}: {problem}") from None
    return Module(path.stem, path, tuple(cells))


def _read_text(path: Path) -> str:
    """Read a source, with or without a byte order mark."""
    data = b""
    try:
        data = path.read_bytes()
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise SourceError(f"{_short(path)}:1: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SourceError(f"{_short(path)}:{line}: not UTF-8; save the file as UTF-8") from None


def _short(path: Path) -> str:
    """The path from the project's folder down, as it is written in this course."""
    return "/".join(path.parts[-2:]) if path.parent.name == "solutions" else str(path)


def _read_cells(text: str) -> list[Cell]:
    """Cut a percent file into cells: jupytext reads the sources, the headers are read here."""
    import jupytext  # heavy, and only a reader of sources needs it

    lines = text.split("\n")
    for i, line in enumerate(lines):
        if ALMOST_HEADER.match(line) and not HEADER.match(line):
            raise Problem(i + 1, "looks like a cell header; write '# %% ...' at the margin")
    starts = [i for i, line in enumerate(lines) if HEADER.match(line)]
    if not starts:
        raise Problem(1, "no cells; begin each with a header line, # %%")
    for i, line in enumerate(lines[: starts[0]]):
        if line.strip():
            raise Problem(i + 1, "text before the first cell; put a header, # %%, above it")
    headers = [read_header(lines[i], i + 1) for i in starts]
    for start, stop, (kind, _, _) in zip(starts, [*starts[1:], len(lines)], headers, strict=True):
        for i in range(start + 1, stop):
            if kind in ("text", "essay") and lines[i].strip() and not lines[i].startswith("#"):
                raise Problem(i + 1, "a line of text without # in front; add it")
    read = jupytext.reads(text, fmt="py:percent").cells
    if len(read) != len(starts):
        raise Problem(1, "a line that starts like a cell header is inside a text; indent it")
    return [
        Cell(kind, name, _aligned(lines, start, cell.source, kind), start + 1, options)
        for start, (kind, name, options), cell in zip(starts, headers, read, strict=True)
    ]


def _aligned(lines: list[str], start: int, source: str, kind: str) -> str:
    """Return a cell's source with the empty lines above it, so that line numbers hold."""
    if kind in ("text", "essay"):
        return source
    blank = 0
    while start + 1 + blank < len(lines) and not lines[start + 1 + blank].strip():
        blank += 1
    return source if not source.strip() else "\n" * blank + source.lstrip("\n")


def _check_order(cells: list[Cell]) -> None:
    """Names are unique; every exercise has one check below it; a prediction is scored next."""
    seen: dict[tuple[str, str], Cell] = {}
    for cell in cells:
        if cell.name:
            _check_taken(cell, seen)
    for i, cell in enumerate(cells):
        if cell.kind == "exercise" and ("check", cell.name) not in seen:
            raise Problem(
                cell.line,
                f"exercise {cell.name!r} has no check; "
                f'add a cell # %% check="{cell.name}" points=... below it',
            )
        if cell.kind == "predict":
            _check_scored(cells, i)


def _check_taken(cell: Cell, seen: dict[tuple[str, str], Cell]) -> None:
    """Check that a name has one answer, then one check; remember it."""
    family = "check" if cell.kind == "check" else "answer"
    if (family, cell.name) in seen:
        first = seen[family, cell.name]
        raise Problem(
            cell.line,
            f"{cell.kind} {cell.name!r}: the name is taken by the {first.kind} on line "
            f"{first.line}; choose another",
        )
    seen[family, cell.name] = cell
    answer = seen.get(("answer", cell.name))
    if family == "check" and (answer is None or answer.kind != "exercise"):
        raise Problem(
            cell.line,
            f"check {cell.name!r} has no exercise above it; "
            f'add a cell # %% exercise="{cell.name}" minutes=...',
        )
    if family == "check" and answer is not None:
        _check_points(cell, bool(answer.options.get("optional")))


def _check_points(check: Cell, optional: bool) -> None:
    """Check a check's points against its exercise: 0 exactly where that is optional."""
    if optional != (check.options["points"] == 0):
        wanted = "points=0" if optional else "points of at least 1, or make the exercise optional"
        raise Problem(check.line, f"check {check.name!r} needs {wanted}")


def _check_scored(cells: list[Cell], i: int) -> None:
    following = next((c for c in cells[i + 1 :] if c.kind not in ("text", "essay")), None)
    if following is None or "prediction" not in following.source:
        raise Problem(
            cells[i].line,
            f"prediction {cells[i].name!r} is never scored; the next code cell must read it",
        )
