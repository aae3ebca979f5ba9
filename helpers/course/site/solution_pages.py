"""The worked solutions: a page for each exercise, which the search leaves out."""

from helpers.course.author.headers import Cell
from helpers.course.author.source import Module
from helpers.course.author.worked import code, number, why
from helpers.course.site.module_page import label

__all__ = ["solution_pages"]

# An excerpt among the results of a search would give the solution away.
PAGE = """\
---
nosearch: true
---

# Worked solution {number}{name}

{{ref}}`Back to the exercise <{label}>`

```python
{code}
```

{why}
"""

LIST = """\
# Worked solutions: {title}

One page for each exercise, with the reason why it is right. A solution read is worth less than a
mistake made: try the exercise first, and let its check say what is wrong.

```{{toctree}}
:maxdepth: 1

{names}
```
"""


def solution_pages(module: Module) -> dict[str, str]:
    """Return the pages of a module's worked solutions, and the page that lists them, by path."""
    cells = [cell for cell in module.cells if cell.kind == "exercise"]
    pages = {f"solutions/{module.slug}/{cell.name}.md": _page(cell, module) for cell in cells}
    names = "\n".join(f"{number(cell, module)}{cell.name} <{cell.name}>" for cell in cells)
    return {
        **pages,
        f"solutions/{module.slug}/index.md": LIST.format(title=module.title, names=names),
    }


def _page(cell: Cell, module: Module) -> str:
    return PAGE.format(
        number=number(cell, module),
        name=cell.name,
        label=label(module.slug, cell.name),
        code=code(cell),
        why="\n\n".join(why(cell)),
    )
