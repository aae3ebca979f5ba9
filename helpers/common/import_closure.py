"""Which files of helpers/ a piece of code depends on, read from its imports without running it."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from helpers.common.python_cells import parse, syntax_tree

__all__ = ["digest_files", "import_closure"]


def import_closure(sources: Iterable[str], files: Iterable[Path], helpers: Path) -> list[Path]:
    """Return the files of helpers/ that these sources and files lead to, the files among them.

    An import counts wherever it stands, also in a function. Of a module the packages above it
    count as well, since Python runs them first. Names that are not there are left out.
    """
    waiting = [path for source in sources for path in _imported(parse(source), helpers)]
    waiting += files
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imported(syntax_tree(path.read_bytes()), helpers)
    return sorted(found)


def _imported(tree: ast.Module | None, helpers: Path) -> Iterator[Path]:
    """Yield the files behind each import of helpers; a name may be a module or lie in one."""
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
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
