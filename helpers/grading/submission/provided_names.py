"""What the instructor's locked cells define for the cells below, and what a learner added there.

Demonstrations do not run when grading, but in the learner's kernel they have run, so what they
import is available. An experiment's imports are not: it is left out when grading.
"""

import ast
import re
from dis import get_instructions
from functools import lru_cache

from helpers.checks.runtime.text import clean_text
from helpers.grading.assignment import Assignment, Part
from helpers.grading.submission.match import MOST_PARSED, parse

__all__ = ["added_text", "demonstrated_imports", "not_run"]

_COURSE = "helpers"
_MOST_NAMED = 4
_MISSING = re.compile(r"\bNameError: name '(\w+)' is not defined")
_WORD = re.compile(r"\w+")
Import = ast.Import | ast.ImportFrom


def demonstrated_imports(assignment: Assignment, texts: list[str]) -> str:
    """Return the import statements of demonstrations whose names occur in these texts, or "".

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
def demonstrated_names(parts: tuple[Part, ...]) -> frozenset[str]:
    """Return the names defined by the cells that the learner's kernel runs and grading does not."""
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
    """Return why a name that the learner's kernel had is missing when grading, or ""."""
    missing = _MISSING.search(message)
    if missing is None or missing[1] not in demonstrated_names(parts):
        return ""
    return (
        f"{missing[1]} is not defined: it comes from a read-only cell of the notebook. When "
        "grading, only the setup cell and your own cells run: define it in one of your own cells"
    )


def _imports(source: str) -> list[Import]:
    tree = parse(source)
    return [node for node in (tree.body if tree else ()) if isinstance(node, Import)]


def _of_the_course(node: Import, alias: ast.alias) -> bool:
    module = node.module if isinstance(node, ast.ImportFrom) else alias.name
    return f"{module}.".startswith(f"{_COURSE}.")


def _statement(node: Import, alias: ast.alias) -> str:
    one = type(node)(**(vars(node) | {"names": [alias]}))
    return ast.unparse(one)


def added_text(source: str, original: str) -> str:
    """Return what a changed cell adds to the original: "import math, def f", or ""."""
    before, after = set(_named(original)), dict.fromkeys(_named(source))
    added = [text for text in after if text not in before]
    rest = f" and {len(added) - _MOST_NAMED} more" if len(added) > _MOST_NAMED else ""
    return ", ".join(clean_text(text, 60) for text in added[:_MOST_NAMED]) + rest


def _named(source: str) -> list[str]:
    """Return the imports and definitions of a cell, in order."""
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
