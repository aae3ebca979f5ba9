"""The worked solutions: one small page for each exercise, and the links that lead to it.

The pages stand under worked/, since nbgrader takes every folder of solutions/ and notebooks/ for
an assignment. They are HTML, which JupyterLab shows and does not let anybody edit.
"""

import html
import re
from pathlib import Path

from helpers.course.author.rules import SOLUTION, region, without_markers
from helpers.course.author.source import Cell, Module

# The first lines of a solution may say why it is right: two or three sentences in comments.
WHY = "# Why:"
LINK = re.compile(r"^\[Worked solution[^\]\n]*\]\([^)\n]*\)", re.MULTILINE)
HINT = "<summary>Hint</summary>"
PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; background: Canvas; color: CanvasText; }}
body {{ max-width: 48rem; margin: 1.5rem auto; padding: 0 1rem; font: 1rem/1.6 sans-serif; }}
h1 {{ font-size: 1.3rem; }}
pre {{ overflow-x: auto; padding: 0.8rem; border: 1px solid GrayText; font-size: 0.9rem; }}
</style>
</head>
<body>
<h1>{title}</h1>
<pre><code>{code}</code></pre>
{why}</body>
</html>
"""


def worked_path(root: Path, slug: str, name: str) -> Path:
    """Return where the worked solution of an exercise stands."""
    return root / "worked" / slug / f"{name}.html"


def worked_pages(module: Module) -> dict[str, str]:
    """Return the page of each exercise of a module, by the exercise's name."""
    return {cell.name: _page(cell, module) for cell in module.cells if cell.kind == "exercise"}


def why(cell: Cell) -> list[str]:
    """Return the paragraphs with which an exercise's solution begins, none if there are none."""
    comments = [line.strip() for line in _why_lines(cell)]
    text = "\n".join(line.removeprefix("#").strip() for line in comments)
    paragraphs = text.removeprefix(WHY.removeprefix("#").strip()).split("\n\n")
    return [" ".join(part.split()) for part in paragraphs if part.strip()]


def code(cell: Cell) -> str:
    """Return an exercise's solution without its markers and without the reason it begins with."""
    start = region(cell.source, SOLUTION)[0] + 1
    lines = cell.source.split("\n")
    del lines[start : start + len(_why_lines(cell))]
    return without_markers("\n".join(lines)).strip("\n")


def number(cell: Cell, module: Module) -> str:
    """Return the exercise's number as its prompt has it, "1.1 ", or "" where it has none."""
    heading = re.compile(rf"^#+ Exercise (\d+\.\d+) {cell.name}\b", re.MULTILINE)
    found = (heading.search(text.source) for text in module.cells if text.kind == "text")
    return next((f"{match.group(1)} " for match in found if match), "")


def linked(text: str, slug: str, exercise: str) -> str:
    """Return a text of the module with its hint and its link named after the exercise above it.

    Screen readers list links and buttons by name alone, and a module has a dozen of each.
    """
    if not exercise:
        return text
    link = f"[Worked solution of {exercise}](../../worked/{slug}/{exercise}.html)"
    text = text.replace(HINT, HINT.replace("Hint", f"Hint for {exercise}"))
    return LINK.sub(lambda _: link, text)


def _why_lines(cell: Cell) -> list[str]:
    lines = cell.source.split("\n")
    first, last = region(cell.source, SOLUTION)
    inside = lines[first + 1 : last]
    if not inside or not inside[0].strip().startswith(WHY):
        return []
    ends = (i for i, line in enumerate(inside) if not line.strip().startswith("#"))
    return inside[: next(ends, len(inside))]


def _page(cell: Cell, module: Module) -> str:
    return PAGE.format(
        title=f"Worked solution: exercise {number(cell, module)}{cell.name}",
        code=html.escape(code(cell), quote=False),
        why="".join(f"<p>{_marked_up(part)}</p>\n" for part in why(cell)),
    )


def _marked_up(text: str) -> str:
    """Return a paragraph as HTML; what stands between backticks is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
