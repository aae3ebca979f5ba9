"""What the pages are made of: each module's source, its student notebook, and what it showed."""

import re
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from helpers.common.errors import SourceError
from helpers.course.author.anatomy import ANNOUNCED
from helpers.course.author.build import instructor_path, parse_notebook, read_student
from helpers.course.author.source import Module, find_sources, read_module

__all__ = ["Material", "read_material", "section"]

NEEDS = re.compile(r"\bYou need (.+?)\.(?=\s|$)")
MAP_ROW = re.compile(r"^\| *((\d\d) [^|]*?) *\| *([^|]+?) *\|", re.MULTILINE)


@dataclass(frozen=True)
class Material:
    """One module. shown: the outputs of the instructor notebook, by the cell's id.

    name, summary: its number and short name, and what one does in it, as in the README's map.
    """

    module: Module
    student: NotebookNode
    shown: dict[str, list[NotebookNode]]
    name: str
    summary: str

    @property
    def slug(self) -> str:
        """The module's name, like 01_unrolling."""
        return self.module.slug

    @property
    def title(self) -> str:
        """The module's title, with its number."""
        return self.module.title

    @property
    def minutes(self) -> int:
        """The minutes that the module announces."""
        found = ANNOUNCED.search(self._first_text)
        return int(found.group(1)) if found else 0

    @property
    def needs(self) -> str:
        """What the module says one has to know already."""
        found = NEEDS.search(self._first_text)
        return found.group(1) if found else ""

    @property
    def _first_text(self) -> str:
        return next(cell.source for cell in self.module.cells if cell.kind == "text")

    def texts(self) -> str:
        """Return all that is Markdown, in order: text cells, and outputs such as captions."""
        parts = []
        for cell in self.student.cells:
            if cell.cell_type == "markdown":
                parts.append(cell.source)
            for output in self.shown.get(cell.id, []):
                parts.append(output.get("data", {}).get("text/markdown", ""))
        return "\n\n".join(part for part in parts if part)


def read_material(root: Path, names: tuple[str, ...] = ()) -> list[Material]:
    """Read the named modules, or all.

    Raises: SourceError if a notebook is missing or broken.
    """
    found = MAP_ROW.findall((root / "README.md").read_text(encoding="utf-8"))
    rows = {number: (name, summary) for name, number, summary in found}
    materials = []
    for source in find_sources(root, names):
        module = read_module(source)
        path = instructor_path(root, module.slug)
        try:
            instructor = parse_notebook(path.read_bytes())
        except (OSError, ValueError) as error:
            raise SourceError(f"{path}: {error}; run: course build {module.slug}") from None
        shown = {cell.id: cell.outputs for cell in instructor.cells if cell.cell_type == "code"}
        student = read_student(root, module.slug)
        told = rows.get(module.slug[:2], (module.title, ""))
        materials.append(Material(module, student, shown, *told))
    return materials


def section(text: str, heading: str) -> str:
    """Return what stands below a heading of level 2 that contains these words, "" without one."""
    parts = re.split(r"^## (.*)$", text, flags=re.MULTILINE)
    return next(
        (body for head, body in zip(parts[1::2], parts[2::2], strict=True) if heading in head), ""
    )
