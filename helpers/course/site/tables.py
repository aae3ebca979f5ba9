"""Three pages of tables: claims beside measurements, symbols, and where each topic stands."""

import re
from itertools import groupby
from pathlib import Path

import helpers
from helpers.course.site.material import Material, section
from helpers.course.site.module_page import label, section_label

__all__ = ["claims", "glossary", "topic_key", "topic_rows", "topics"]

TABLE = re.compile(r"(?:^\|.*\|[ ]*\n?)+", re.MULTILINE)
SYMBOLS = re.compile(r"^\| *(?:symbol|name) *\|", re.IGNORECASE)
LAST_CELL = re.compile(r"\|[^|\n]*\|$", re.MULTILINE)
NUMBER = re.compile(r"^\d+ ")
IN_CODE = re.compile(r"`(\w+)`")
OTHER_NAMES = re.compile(r"^\| *here *\|")

CLAIMS = """\
# Claimed and measured

What is said of recurrent networks in lectures, tutorials and papers, beside what the modules
measured. Each row says where the claim comes from, on what it was measured, over how many seeds,
and whether it holds, does not, or stays open. The module has the experiment.

```{{container}} filter-rows
{rows} rows.
```
"""

GLOSSARY = """\
# Symbols

What the letters in formulas mean, and in which modules. Where a letter has two meanings, its row
says which module has which.

{symbols}

## Names in the code

The same in every module, docstring and message:

{names}
"""

TOPICS = """\
# Where each topic stands

An index of the course, with the module and the section that treat a topic. A name with a link is an
exercise; one without is a stored experiment, which `course experiments NAME` runs again.
"""


def claims(materials: list[Material]) -> str:
    """Return the page of all claims, in Markdown: a module's table, its number in every row."""
    parts, count = list[str](), 0
    for material in materials:
        link = f"[{material.slug[:2]}](modules/{material.slug}.ipynb)"
        tables = TABLE.findall(section(material.texts(), "Claimed and measured"))
        for head, line, *rows in (table.splitlines() for table in tables):
            named = [f"| {link}: {row.removeprefix('|').lstrip()}" for row in rows]
            parts += [_heading(material), head, line, *named, ""]
            count += len(rows)
    return "\n".join([CLAIMS.format(rows=count), *parts])


def glossary(materials: list[Material]) -> str:
    """Return the page of symbols, in Markdown: names and shapes, and other notations."""
    parts, elsewhere = [GLOSSARY.format(symbols=_symbols(materials), names=_names())], []
    for material in materials:
        tables = TABLE.findall(material.texts())
        symbols = [table for table in tables if SYMBOLS.match(table)]
        if symbols:
            parts += [_heading(material), *symbols]
        elsewhere += [table for table in tables if OTHER_NAMES.match(table)]
    if elsewhere:
        parts += ["## Other names for the same things\n", *elsewhere]
    return "\n".join(parts)


def topics(materials: list[Material]) -> str:
    """Return the index of topics, in Markdown: one table for each first letter."""
    modules = {material.slug[:2]: material for material in materials}
    rows = [row for row in topic_rows() if row[1] in modules]
    parts = [TOPICS]
    for letter, group in groupby(rows, lambda row: topic_key(row[0])[0].upper()):
        parts += [f"## {letter}\n", "| topic | where | exercises, experiments |", "|---|---|---|"]
        parts += [_topic(topic, modules[number], *rest) for topic, number, *rest in group]
        parts.append("")
    return "\n".join(parts)


def topic_rows() -> list[list[str]]:
    """Return the rows of topics.md: topic, number of the module, its section, names in use."""
    lines = (Path(__file__).parent / "topics.md").read_text(encoding="utf-8").splitlines()[2:]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]


def topic_key(topic: str) -> str:
    """Return what a topic is sorted by."""
    return re.sub(r"[`<>]", "", topic).casefold()


def _topic(topic: str, material: Material, heading: str, names: str) -> str:
    def linked(name: re.Match[str]) -> str:
        known = name[1] in material.module.exercises
        return f"[{name[0]}](#{label(material.slug, name[1])})" if known else name[0]

    told = f"{material.slug[:2]}: {NUMBER.sub('', heading)}"
    where = f"[{told}](#{section_label(material.slug, heading)})"
    return f"| {topic} | {where} | {IN_CODE.sub(linked, names)} |"


def _names() -> str:
    """Return the names that helpers' docstring lists, as a table: one row for each heading."""
    rows = ["| of | names |", "|---|---|"]
    for line in helpers.__doc__.partition("\n\n")[2].partition("\n\n")[2].rstrip().splitlines():
        if line.startswith(" "):
            rows[-1] = f"{rows[-1].removesuffix(' |')} {line.strip()} |"
        else:
            rows.append(f"| {line} | |")
    return "\n".join(rows)


def _symbols(materials: list[Material]) -> str:
    """Return the table of symbols, the numbers of modules in its last column as links."""
    links = {
        material.slug[:2]: f"[{material.slug[:2]}](modules/{material.slug}.ipynb)"
        for material in materials
    }
    table = (Path(__file__).parent / "symbols.md").read_text(encoding="utf-8")
    return LAST_CELL.sub(
        lambda cell: re.sub(r"\d\d", lambda number: links.get(number[0], number[0]), cell[0]), table
    )


def _heading(material: Material) -> str:
    return f"## [{material.title}](modules/{material.slug}.ipynb)\n"
