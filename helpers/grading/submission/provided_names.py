"""What the instructor's locked cells give to the cells below them, and what a learner added there.

Demonstrations do not run where answers are graded, but in the learner's kernel they have run, so
what they import is to be had. An experiment's imports are not: it is left out when grading.
"""

import ast
import re
from dis import get_instructions
from functools import lru_cache

from helpers.checks.runtime.text import clean_text
from helpers.grading.assignment import Assignment, Part
from helpers.grading.submission.match import MOST_PARSED, parse

__all__ = ["added_text", "demonstrated_imports", "not_run", "shown_modules"]

_COURSE = "helpers"
_MOST_NAMED = 4
_MISSING = re.compile(r"\bNameError: name '(\w+)' is not defined")
_WORD = re.compile(r"\w+")
Import = ast.Import | ast.ImportFrom


def shown_modules(assignment: Assignment) -> list[str]:
    """List the course's modules, and names in them, that cells in front of the learner import.

    A name may be a module as well: `from helpers import sampling`.
    """
    found: set[str] = set()
    for part in assignment.parts:
        if part.kind in ("setup", "other") and part.cell_type == "code":
            for node in _imports(part.source, nested=True):
                names = [alias.name for alias in node.names]
                if isinstance(node, ast.ImportFrom):
                    names = [f"{node.module}", *(f"{node.module}.{name}" for name in names)]
                found.update(name for name in names if name.startswith(f"{_COURSE}."))
    return sorted(found)


def demonstrated_imports(assignment: Assignment, texts: list[str]) -> str:
    """Give the import statements of demonstrations whose names occur in these texts, or "".

    Only those of modules outside the course; each comes first, so what a text defines stays.
    """
    known = _by_name(assignment.parts)
    wanted: dict[str, str] = {}
    left = MOST_PARSED
    for text in texts:
        # A word is looked for before a tree is made: most texts hold none of them.
        names = set(known).difference(wanted).intersection(_WORD.findall(text))
        left -= len(text) if names else 0
        tree = parse(text) if names and left > 0 else None
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.Name) and node.id in names:
                wanted[node.id] = known[node.id]
    return "\n".join(dict.fromkeys(known[name] for name in known if name in wanted))


@lru_cache(maxsize=4)
def _by_name(parts: tuple[Part, ...]) -> dict[str, str]:
    """Return name -> import statement for what demonstrations import and the setup does not."""
    found: dict[str, str] = {}
    for kind in ("other", "setup"):
        for part in parts:
            experiment = part.id.startswith("experiment-")
            if part.kind != kind or part.cell_type != "code" or experiment:
                continue
            for node in _imports(part.source):
                for alias in node.names:
                    name = alias.asname or alias.name.partition(".")[0]
                    if kind == "setup":
                        found.pop(name, None)
                    elif name != "*" and not _of_the_course(node, alias):
                        found[name] = _statement(node, alias)
    return found


@lru_cache(maxsize=4)
def shown_names(parts: tuple[Part, ...]) -> frozenset[str]:
    """Name what the cells define that the learner's kernel runs and grading does not."""
    found: set[str] = set()
    for part in parts:
        tree = parse(part.source) if (part.kind, part.cell_type) == ("other", "code") else None
        if tree is None:
            continue
        # Not by the tree: it does not tell a comprehension's names from the cell's own.
        code = compile(tree, "cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        found |= {one.argval for one in get_instructions(code) if one.opname == "STORE_NAME"}
    return frozenset(found)


def not_run(message: str, parts: tuple[Part, ...]) -> str:
    """Say why a name is missing when grading that the learner's kernel had, or ""."""
    missing = _MISSING.search(message)
    if missing is None or missing[1] not in shown_names(parts):
        return ""
    return (
        f"{missing[1]} is missing, which a read-only cell of the notebook defines. When grading, "
        "only the setup cell and your own cells run: define it in a cell of yours"
    )


def _imports(source: str, nested: bool = False) -> list[Import]:
    tree = parse(source)
    nodes = [] if tree is None else ast.walk(tree) if nested else tree.body
    return [node for node in nodes if isinstance(node, Import)]


def _of_the_course(node: Import, alias: ast.alias) -> bool:
    module = node.module if isinstance(node, ast.ImportFrom) else alias.name
    return f"{module}.".startswith(f"{_COURSE}.")


def _statement(node: Import, alias: ast.alias) -> str:
    one = type(node)(**(vars(node) | {"names": [alias]}))
    return ast.unparse(one)


def added_text(source: str, original: str) -> str:
    """Name what a changed cell has more than the original: "import math, def f", or ""."""
    before, after = set(_named(original)), dict.fromkeys(_named(source))
    added = [text for text in after if text not in before]
    rest = f" and {len(added) - _MOST_NAMED} more" if len(added) > _MOST_NAMED else ""
    return ", ".join(clean_text(text, 60) for text in added[:_MOST_NAMED]) + rest


def _named(source: str) -> list[str]:
    """Name the imports and definitions of a cell, in order."""
    found = []
    tree = parse(source)
    for node in tree.body if tree else ():
        if isinstance(node, Import):
            found += [_statement(node, alias) for alias in node.names]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(f"def {node.name}")
        elif isinstance(node, ast.ClassDef):
            found.append(f"class {node.name}")
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            found += [f"{name} = ..." for name in names]
    return found
