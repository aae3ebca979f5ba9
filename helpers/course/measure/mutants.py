"""Small mistakes made by machine: what a check must reject to be called strong.

A mutant is a solution with one change in its syntax tree. Each has a stable text, "a + b -> a - b
(in `return a + b`)", by which a record lists those that no check could tell from the solution.
Text and order depend on the source alone.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

from helpers.common.python_cells import syntax_tree
from helpers.course.measure.mutations import Names, changes, short


@dataclass(frozen=True)
class Mutant:
    """One changed solution; text states the change and its place."""

    text: str
    source: str


def mutants(source: str, name: str) -> list[Mutant]:
    """Make every mutant of the functions in a solution, in the order of the source.

    source: the solution cell; name: the exercise's function, which must be defined in it.
    Raises: ValueError if it is not.
    """
    tree = syntax_tree(source)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    if name not in [function.name for function in functions]:
        raise ValueError(f"the solution of {name} does not define {name}")
    original = ast.unparse(tree)
    found: dict[str, Mutant] = {}
    for function, statement in _statements(functions):
        where = short(ast.unparse(statement).split("\n")[0])
        names = Names.of(function)
        for node in _own_nodes(statement):
            for change, replacement in changes(node, names):
                changed = _with(tree, node, replacement)
                if changed != original:
                    text = _unused(f"{change} (in `{where}`)", found)
                    found[text] = Mutant(text, changed)
    return _distinct(list(found.values()))


def _distinct(found: list[Mutant]) -> list[Mutant]:
    """Drop mutants whose source another one has already, and those that do not compile."""
    seen: dict[str, Mutant] = {}
    for mutant in found:
        seen.setdefault(mutant.source, mutant)
    return [mutant for mutant in seen.values() if _compiles(mutant.source)]


def _compiles(source: str) -> bool:
    try:
        compile(source, "<mutant>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _unused(text: str, found: dict[str, Mutant]) -> str:
    """Number the texts that would be the same."""
    numbers = [text, *(f"{text} #{n}" for n in range(2, 1000))]
    return next(candidate for candidate in numbers if candidate not in found)


# ----------------------------------------------------------------- walking


def _statements(
    functions: list[ast.FunctionDef],
) -> Iterator[tuple[ast.FunctionDef, ast.stmt]]:
    """Yield the statements inside functions, docstrings left out."""
    for function in functions:
        for node in ast.walk(function):
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.stmt) and not _is_docstring(child):
                    yield function, child


def _is_docstring(node: ast.stmt) -> bool:
    constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return constant and isinstance(node.value.value, str)  # type: ignore[attr-defined]


def _own_nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield a statement and its expressions, but not the statements inside it."""
    yield statement
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt) and not isinstance(child, ast.arguments):
            yield from _inside(child)


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        # strict=True only asserts that two lengths agree; dropping it changes no right answer
        asserted = isinstance(child, ast.keyword) and child.arg == "strict"
        if not isinstance(child, ast.stmt) and not asserted:
            yield from _inside(child)


class _Replace(ast.NodeTransformer):
    def __init__(self, place: tuple[int, int, int, int, str], replacement: ast.AST) -> None:
        self.place = place
        self.replacement = replacement

    def visit(self, node: ast.AST) -> ast.AST:
        if _place(node) == self.place:
            return self.replacement
        return self.generic_visit(node)


def _place(node: ast.AST) -> tuple[int, int, int, int, str] | None:
    if not hasattr(node, "lineno"):
        return None
    ends = node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]
    return node.lineno, node.col_offset, *ends, type(node).__name__  # type: ignore[attr-defined]


def _with(tree: ast.Module, node: ast.AST, replacement: ast.AST) -> str:
    """Return the source of the tree with one node replaced."""
    place = _place(node)
    assert place is not None
    changed = _Replace(place, replacement).visit(copy.deepcopy(tree))
    return ast.unparse(ast.fix_missing_locations(changed))
