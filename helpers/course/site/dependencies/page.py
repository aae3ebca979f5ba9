"""The page in Markdown: a table of the modules, and one of exercises for each module."""

import re
from collections.abc import Iterator

from helpers.course.author.anatomy import asked_again
from helpers.course.author.headers import Cell
from helpers.course.author.source import Module
from helpers.course.author.worked import number
from helpers.course.site.dependencies.links import Links, answers, links_of
from helpers.course.site.material import Material
from helpers.course.site.module_page import label

__all__ = ["dependencies"]

RUN = re.compile(r"\byours\(\s*(\w+)")
NONE = "–"

PAGE = """\
# What builds on what

For whoever takes the course in another order, or leaves a part out. An unfinished exercise blocks
nothing: wherever its function is needed, the course's own runs.

## Modules

*You need* is what a module says that one has to know. *Exercises build on* sums up the tables
further down. *Asked for again in* names the later modules with a recall question on this one.

{modules}

## Exercises

An exercise builds on those earlier ones that its prompt names, or that its worked solution calls;
in *italics* stands what only the course's own function for it calls. "Experiments" are those of the
module, in which one's own function runs once its check has passed.

{exercises}
"""


def dependencies(materials: list[Material]) -> str:
    """Return the page in Markdown."""
    modules = [material.module for material in materials]
    links = links_of(modules)
    parts = [part for module in modules for part in _exercises(module, modules, links)]
    return PAGE.format(modules=_modules(materials, links), exercises="\n".join(parts))


def _modules(materials: list[Material], links: dict[str, Links]) -> str:
    """Return the table of the modules."""
    home = {name: material.slug[:2] for material in materials for name in material.module.exercises}
    asked = {m.slug[:2]: [*asked_again(m.module).values()] for m in materials}
    rows = ["| module | you need | exercises build on | asked for again in |", "|---|---|---|---|"]
    for material in materials:
        here = material.slug[:2]
        mine = [links[name] for name in material.module.exercises]
        below = {home[name] for one in mine for name in [*one.told, *one.inside]} - {here}
        again = [later for later in asked if [here] in asked[later]]
        rows.append(
            f"| [{material.title}](modules/{material.slug}.ipynb) | {material.needs or NONE} "
            f"| {', '.join(sorted(below)) or NONE} | {', '.join(again) or NONE} |"
        )
    return "\n".join(rows)


def _exercises(module: Module, modules: list[Module], links: dict[str, Links]) -> Iterator[str]:
    """Yield what the page says of the exercises of one module."""
    names = {cell.name: _link(cell, one) for one in modules for cell in answers(one)}
    run = {name for cell in module.cells for name in RUN.findall(cell.source)}
    rows, alone = ["| exercise | builds on | used again by |", "|---|---|---|"], []
    for name in module.exercises:
        below = [names[one] for one in links[name].told]
        below += [f"*{names[one]}*" for one in links[name].inside]
        above = [names[one] for one, its in links.items() if name in its.told]
        above += [f"*{names[one]}*" for one, its in links.items() if name in its.inside]
        above += ["experiments"] if name in run else []
        if below or above:
            row = names[name], ", ".join(below) or NONE, ", ".join(above) or NONE
            rows.append(f"| {' | '.join(row)} |")
        else:
            alone.append(names[name])
    yield f"### {module.title}\n"
    if len(rows) > 2:
        yield "\n".join(rows) + "\n"
    if alone:
        yield f"By themselves: {', '.join(alone)}.\n"


def _link(cell: Cell, module: Module) -> str:
    shown = f"{number(cell, module)}{cell.name}".replace(" ", "\u00a0")
    return f"{{ref}}`{shown} <{label(module.slug, cell.name)}>`"
