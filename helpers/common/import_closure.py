"""Which files of helpers/ a piece of code depends on, read from its imports without running it."""

import ast
import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from helpers.common.python_cells import parse, syntax_tree

__all__ = ["digest_files", "import_closure"]

STATEMENT = re.compile(
    rb"^[ \t]*((?:from[ \t]+helpers\b|import[ \t][^\n]*\bhelpers\b)[^\n(]*(?:\([^)]*\))?)",
    re.MULTILINE,
)
BLOCKS = ast.stmt | ast.ExceptHandler | ast.match_case  # where a statement may stand


def import_closure(sources: Iterable[str], files: Iterable[Path], helpers: Path) -> list[Path]:
    """Return the files of helpers/ that these sources and files lead to, the files among them.

    An import counts wherever it stands, also in a function. Of a module the packages above it
    count as well, since Python runs them first. Names that are not there are left out.
    """
    trees = [tree for tree in map(parse, sources) if tree is not None]
    waiting = [path for tree in trees for path in _reached(_names(tree), helpers)]
    waiting += files
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _reached(_names_in(path.read_bytes()), helpers)
    return sorted(found)


@functools.lru_cache(maxsize=2_000)
def _names_in(source: bytes) -> tuple[str, ...]:
    """Return the names below helpers that a file imports; the text alone decides.

    Only its import statements are parsed: the whole of a file takes fifteen times as long. One in
    a text counts as well, unless it is no Python.
    """
    try:
        trees = [syntax_tree(found) for found in STATEMENT.findall(source)]
    except SyntaxError:  # a line of prose that begins with such a word
        trees = [syntax_tree(source)]
    return tuple(name for tree in trees for name in _names(tree))


def _names(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted name of each import; only statements are visited."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, BLOCKS):
            yield from _names(node)


def _reached(names: Iterable[str], helpers: Path) -> Iterator[Path]:
    """Yield the files behind names; a name may be a module or lie in one."""
    for name in names:
        yield from _files(name.split("."), helpers)


def _files(parts: list[str], helpers: Path) -> Iterator[Path]:
    """Yield the file of each module on the way to a dotted name below helpers."""
    if parts[0] != helpers.name:
        return
    for length in range(len(parts)):
        base = helpers.joinpath(*parts[1 : length + 1])
        for path in (base / "__init__.py", base.with_suffix(".py")):
            if path.is_file():
                yield path


def digest_files(digest, paths: Iterable[Path], top: Path) -> None:
    """Add files, each under its path below top, to a hash object."""
    for path in paths:
        data = path.read_bytes()
        digest.update(f"\0{path.relative_to(top).as_posix()}\0{len(data)}\0".encode() + data)
