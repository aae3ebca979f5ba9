"""A module's page: its student notebook, with the outputs of the instructor notebook.

What only makes sense where cells run is left out: cells for predictions, and the lines that ask
for one. Answers are left blank, and the checks below them show nothing.
"""

import base64
import hashlib
import re
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode

from helpers.course.author.headers import Cell
from helpers.course.site.material import Material
from helpers.course.site.opening import opening

__all__ = ["label", "module_page", "section_label"]

FIGURES = "figures"  # beside the folders of the pages
PICTURE = re.compile(r'<img ([^>]*)src="data:image/png;base64,([^"]+)">')
WORKED = re.compile(r"\]\(\.\./\.\./worked/([\w/]+)\.html\)")
NOTEBOOK = re.compile(r"\]\(\.\./\.\./(?:solutions|notebooks)/(\w+)/\w+\.ipynb(?:#[^)]*)?\)")
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
EXERCISE = re.compile(r"Exercise \d+\.\d+ (\w+)")
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
COLUMNS = re.compile(r"^.*\S {2,}\S.*$", re.MULTILINE)
IN_COLUMNS = "in-columns"  # a class of the cell on the page: such an output scrolls, others wrap
TITLE = re.compile(r"^# .+$", re.MULTILINE)
# Lines of output that speak to somebody who runs the notebook; the words of checks/.
TO_A_RUNNER = re.compile(
    r"(?:No prediction:|No answer yet:)[^.]*?both\s+cells\.|^\w+: your own function runs here\.$",
    re.MULTILINE,
)


def module_page(material: Material, address: str) -> tuple[str, dict[str, bytes]]:
    """Return a module's page as a notebook for the generator, and its figures by path.

    address: the repository's, "" where it is not known.
    """
    figures: dict[str, bytes] = {}
    cells = []
    for cell, source in zip(material.student.cells, material.module.cells, strict=True):
        if source.kind in ("predict", "essay"):
            continue
        if cell.cell_type == "markdown":
            cells.append(nbformat.v4.new_markdown_cell(_text(cell.source, material.slug)))
            continue
        shown = [] if source.kind == "check" else material.shown.get(cell.id, [])
        cells.append(_code(cell, source, list(_outputs(shown, figures))))
    head = opening(material, address)
    cells[0].source = TITLE.sub(
        lambda match: f"{match.group()}\n\n{head}", cells[0].source, count=1
    )
    page = nbformat.v4.new_notebook(cells=cells, metadata=material.student.metadata)
    return nbformat.writes(page), figures


def _text(source: str, slug: str) -> str:
    """Return a text with its links as the site has them, and a name at each heading."""
    source = WORKED.sub(r"](../solutions/\1.md)", source)
    source = NOTEBOOK.sub(r"](\1.ipynb)", source)
    source = HEADING.sub(lambda match: f"{_name(match[2], slug)}{match[0]}", source)
    return FOLDED.sub(lambda match: HEADING.sub(_folded_heading, match.group()), source)


def _folded_heading(match: re.Match[str]) -> str:
    """Return a heading that begins no section: a section would end what is folded around it."""
    return f"```{{rubric}} {match[2]}\n:heading-level: {len(match[1])}\n```"


def _name(heading: str, slug: str) -> str:
    exercise = EXERCISE.match(heading)
    name = label(slug, exercise[1]) if exercise else section_label(slug, heading)
    return f"({name})=\n"


def label(slug: str, exercise: str) -> str:
    """Return the name by which other pages refer to an exercise's prompt."""
    return f"exercise-{slug}-{exercise}"


def section_label(slug: str, heading: str) -> str:
    """Return the name by which other pages refer to a section."""
    return f"section-{slug}-{re.sub(r'[^a-z0-9]+', '-', heading.lower()).strip('-')}"


def _code(cell: NotebookNode, source: Cell, outputs: list[NotebookNode]) -> NotebookNode:
    """Return a code cell for the page: folded where it only imports, or gives an answer away."""
    made = nbformat.v4.new_code_cell(cell.source, outputs=outputs)
    prompt = ""
    if source.kind == "setup":
        prompt = "Show what is imported"
    elif re.search(r"^score_recall\(", cell.source, re.MULTILINE):
        prompt = "Show the answer"
    tags = ["hide-input"] if prompt else []
    printed = "\n".join(output.get("text", "") for output in outputs)
    tags += [IN_COLUMNS] if len(COLUMNS.findall(printed)) > 1 else []
    made.metadata = {
        "tags": tags,
        "mystnb": {"code_prompt_show": prompt, "code_prompt_hide": "Hide it"} if prompt else {},
    }
    return made


def _outputs(shown: list[NotebookNode], figures: dict[str, bytes]) -> Iterator[NotebookNode]:
    """Yield the outputs that a page can show; figures become files of their own."""
    for output in shown:
        if output.output_type == "stream":
            text = re.sub(r"\n{3,}", "\n\n", TO_A_RUNNER.sub("", output.text)).strip("\n")
            if text.strip():
                text = "\n".join(line.rstrip() for line in text.split("\n"))
                yield nbformat.v4.new_output("stream", name=output.name, text=text + "\n")
        elif "text/html" in output.get("data", {}):
            data = {"text/html": _with_files(output.data["text/html"], figures)}
            yield nbformat.v4.new_output("display_data", data=data)
        elif set(output.get("data", {})) - {"text/plain"}:  # not what stands for a slider
            yield nbformat.v4.new_output("display_data", data=output.data)


def _with_files(html: str, figures: dict[str, bytes]) -> str:
    """Return an output's HTML with each picture in a file, read when it comes into view.

    A click opens the file: on a phone a wide figure is too small to read on the page.
    """

    def moved(match: re.Match[str]) -> str:
        data = base64.b64decode(match[2])
        path = f"{FIGURES}/{hashlib.sha256(data).hexdigest()[:16]}.png"
        figures[path] = data
        image = f'<img {match[1]}loading="lazy" src="../{path}">'
        return f'<a class="figure" href="../{path}">{image}</a>'

    return PICTURE.sub(moved, html)
