"""What exercises build on, read from prompts, solutions, and the course's own functions."""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType

from helpers.checks.catalogue import checks_of
from helpers.course.author.headers import Cell
from helpers.course.author.source import Module
from helpers.course.author.worked import number

__all__ = ["Links", "answers", "links_of"]

CODE = re.compile(r"`([^`\n]+)`")
FORMULA = re.compile(r"\$[^$]*\$")
NAME = re.compile(r"[A-Za-z_]\w*")
NUMBER = re.compile(r"\b(?:of|in|what|through|exercises?) (\d+\.\d+)(?!\d)")
OURS = "helpers"  # the package whose functions count


@dataclass(frozen=True)
class Links:
    """The earlier exercises that one builds on, in the order of the course.

    told: those of its prompt and its solution. inside: those that only the course's code calls.
    """

    told: list[str]
    inside: list[str]


def links_of(modules: list[Module]) -> dict[str, Links]:
    """Return what each exercise of these modules builds on, by its name."""
    links: dict[str, Links] = {}
    for module in modules:
        checks = checks_of(module.slug)
        for name in module.exercises:
            told = {*_in_prompt(module, name), *_in_solution(module, name)}
            inside = _in_function(checks[name].reference, {*links}) - told
            earlier = list(links)
            links[name] = Links(
                [one for one in earlier if one in told], [one for one in earlier if one in inside]
            )
    return links


def _in_prompt(module: Module, name: str) -> Iterator[str]:
    """Yield the names in code, and the exercises by number, of an exercise's prompt."""
    cells = module.cells
    at = next(i for i, c in enumerate(cells) if (c.kind, c.name) == ("exercise", name))
    prompt = cells[at - 1].source.rpartition("### Exercise ")[2]
    for code in CODE.findall(prompt):
        yield from NAME.findall(code)
    by_number = {number(cell, module).strip(): cell.name for cell in answers(module)}
    for found in NUMBER.findall(FORMULA.sub("", CODE.sub("", prompt))):
        yield by_number.get(found, "")


def _in_solution(module: Module, name: str) -> Iterator[str]:
    """Yield the functions that a solution names: imported ones by their own names, exercises.

    A method, as in text.encode(), is none of them, whatever it is called.
    """
    imports = _imports(module)
    for node in ast.walk(ast.parse(module.solution(name))):
        if isinstance(node, ast.Name):
            yield imports.get(node.id, node.id if node.id in module.exercises else "")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.attr if node.value.id in imports else ""


def _imports(module: Module) -> dict[str, str]:
    """Return what a module's cells import of the course: the name there, and its own."""
    cells = [cell for cell in module.cells if cell.kind in ("setup", "code", "experiment")]
    return {
        alias.asname or alias.name: alias.name
        for cell in cells
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == OURS
        for alias in node.names
    }


def _in_function(function: object, exercises: set[str]) -> set[str]:
    """Return the exercises whose functions another one calls, itself or by way of helpers."""
    found, seen, waiting = set[str](), set[object](), [function]
    while waiting:
        one = inspect.unwrap(waiting.pop())  # type: ignore[arg-type]
        if one in seen or not isinstance(one, FunctionType) or not _is_ours(one.__module__):
            continue
        seen.add(one)
        if one.__name__ in exercises:
            found.add(one.__name__)  # what lies below is that exercise's business
        else:
            waiting += _looked_up(one)
    return found


def _looked_up(function: FunctionType) -> Iterator[object]:
    """Yield what a function's code looks up: callables, and those of modules of the course."""
    for code in _codes(function.__code__):
        values = [function.__globals__.get(name) for name in code.co_names]
        yield from (value for value in values if callable(value))
        for value in values:
            if isinstance(value, ModuleType) and _is_ours(value.__name__):
                found = (getattr(value, name, None) for name in code.co_names)
                yield from (one for one in found if callable(one))


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield a function's code and that of the functions and comprehensions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _is_ours(name: str) -> bool:
    return name.split(".")[0] == OURS


def answers(module: Module) -> list[Cell]:
    """Return the cells of a module's exercises."""
    return [cell for cell in module.cells if cell.kind == "exercise"]
