"""The start page: what the course is, how to start, and the map."""

import re
from pathlib import Path

from helpers.course.site.material import Material

__all__ = ["picture", "start_page"]

PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")

PAGE = """\
# A course on recurrent neural networks

Notebooks in which you derive, write and train recurrent networks yourself, from Elman's cell in
NumPy to attention and state spaces. Each exercise has a check that names the mistake, not only that
there is one; each claim is a number that a cell computed, beside the best that any model could
reach where that is known.

These pages are the notebooks to read, with their figures and numbers. To solve the exercises, open
them on your computer.

{picture}

## Start

{clone}You need Python 3.11 to 3.14, git and make, and no GPU. In the course's folder

```sh
make lab
```

installs what is missing and opens the notebooks in JupyterLab. (The README says how it goes without
make, as on Windows.) The button *Progress* above each notebook shows how far you are; so does
`course progress` in a terminal inside JupyterLab.{questions}

## The map

{count} modules, {hours} in all. An hour is an estimate: reading at 150 words a minute, exercises,
experiments and essay. Slow readers need longer, which the [syllabus](syllabus.md) has in numbers;
optional exercises come on top.

````{{container}} modules
{modules}
````

## Look things up

- [Topics](topics.md): where each is treated, with its exercises and experiments.
- [Symbols](glossary.md): names, shapes, and what other books call them.
- [Claimed and measured](claims.md): what is said of recurrent networks, beside what came out here.
- [Sources](bibliography.md): all papers and books, with remarks.
- [What builds on what](dependencies.md): which exercise uses which, and where a module is asked for
  again.
- [Worked solutions](solutions/index.md): for afterwards.
- [Syllabus](syllabus.md), for teachers: plans for 15, 10 and 5 weeks, hours, points, what the
  experiments show, the mistakes that the checks know, how long grading takes.

```{{toctree}}
:hidden:
:caption: Modules

{module_pages}
```

```{{toctree}}
:hidden:
:caption: Look things up

topics
glossary
claims
bibliography
dependencies
solutions/index
syllabus
```
"""

SOLUTIONS = """\
# Worked solutions

By module. Try an exercise first, and let its check say what is wrong.

```{{toctree}}
:maxdepth: 1

{lists}
```
"""

MODULE = """\
```{{container}} module
**[{title}](modules/{slug}.ipynb)** · {hours}

{summary}{needs}
```
"""


def start_page(materials: list[Material], root: Path, address: str) -> dict[str, str]:
    """Return the start page and the list of solutions, in Markdown, by path."""
    shown, alt = picture(root)
    page = PAGE.format(
        picture=f"![{alt}](pictures/{shown.name})" if shown else "",
        clone=f"```sh\ngit clone {address} rnn-course\n```\n\n" if address else "",
        questions=f" [Source, questions, mistakes]({address})" if address else "",
        count=len(materials),
        hours=hours(sum(material.minutes for material in materials)),
        modules="\n".join(_module(material) for material in materials),
        module_pages="\n".join(f"modules/{material.slug}" for material in materials),
    )
    lists = "\n".join(f"{material.title} <{material.slug}/index>" for material in materials)
    return {"index.md": page, "solutions/index.md": SOLUTIONS.format(lists=lists)}


def picture(root: Path) -> tuple[Path | None, str]:
    """Return the README's first picture, if it has one, and its alternative text."""
    for alt, path in PICTURE.findall((root / "README.md").read_text(encoding="utf-8")):
        if (root / path).is_file():
            return root / path, " ".join(alt.split())
    return None, ""


def hours(minutes: int) -> str:
    """Return a time as a reader plans with it: minutes below an hour, else half hours."""
    if minutes < 60:
        return f"{minutes}\u00a0minutes"
    halves = round(minutes / 30)
    return f"{halves // 2}{'½' if halves % 2 else ''}\u00a0hours"


def _module(material: Material) -> str:
    summary = material.summary[:1].upper() + material.summary[1:]
    return MODULE.format(
        title=material.title,
        slug=material.slug,
        hours=hours(material.minutes),
        summary=f"{summary}." if summary else "",
        needs=f"\n\n*You need* {material.needs}." if material.needs else "",
    )
