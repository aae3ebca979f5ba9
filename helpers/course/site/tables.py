"""Two pages that gather tables of the modules: claims beside measurements, and symbols."""

import re

import helpers
from helpers.course.site.material import Material, section

__all__ = ["claims", "glossary"]

TABLE = re.compile(r"(?:^\|.*\|[ ]*\n?)+", re.MULTILINE)
SYMBOLS = re.compile(r"^\| *(?:symbol|name) *\|", re.IGNORECASE)
OTHER_NAMES = re.compile(r"^\| *here *\|")

CLAIMS = """\
# Claimed and measured

What is said of recurrent networks in lectures, tutorials and papers, beside what the modules
measured. Each row says where the claim comes from, on what it was measured, over how many seeds,
and whether it holds, does not, or stays open. The module has the experiment.
"""

GLOSSARY = """\
# Symbols

The names that text, formulas and code share, in every module:

```text
{names}
```

"""


def claims(materials: list[Material]) -> str:
    """Return the page of all claims, in Markdown."""
    parts = [CLAIMS]
    for material in materials:
        rows = TABLE.findall(section(material.texts(), "Claimed and measured"))
        if rows:
            parts += [_heading(material), *rows]
    return "\n".join(parts)


def glossary(materials: list[Material]) -> str:
    """Return the page of symbols, in Markdown: names and shapes, and other notations."""
    names = helpers.__doc__.partition("\n\n")[2].partition("\n\n")[2].rstrip()
    parts, elsewhere = [GLOSSARY.format(names=names)], []
    for material in materials:
        tables = TABLE.findall(material.texts())
        symbols = [table for table in tables if SYMBOLS.match(table)]
        if symbols:
            parts += [_heading(material), *symbols]
        elsewhere += [table for table in tables if OTHER_NAMES.match(table)]
    if elsewhere:
        parts += ["## Other names for the same things\n", *elsewhere]
    return "\n".join(parts)


def _heading(material: Material) -> str:
    return f"## [{material.title}](modules/{material.slug}.ipynb)\n"
