"""Runs a notebook's cells in a student's process, as far as answers need it.

Names defined stay, IPython's syntax is accepted, and its magics and shell lines do nothing, but
for those that run a cell's code (%%time, %%capture).

A statement that raises is left out and the cell goes on below it: what is refused here would have
run in the learner's kernel, so nothing after it may be lost. Below a real error this is kinder
than a kernel, but it may only add names: those that have a value by then keep it, as in a kernel.
"""

import __future__

import ast
import asyncio
import functools
import inspect
import io
import linecache
import operator
import sys
import types
import warnings
from collections.abc import Callable
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager, leading_empty_lines

from helpers.checks.runtime.text import clean_text, error_text
from helpers.grading.sandbox.inside.import_guard import PACKAGE, stand_in

_FEATURES = [getattr(__future__, name).compiler_flag for name in __future__.all_feature_names]
_FUTURE = functools.reduce(operator.or_, _FEATURES)
_RUN_THEIR_CELL = ("time", "capture", "prun")
_OF_A_KERNEL = {"In": [""], "Out": {}, "_": "", "__": "", "___": ""}  # as before the first result
Statement = tuple[ast.stmt, types.CodeType]


class Printed(io.TextIOBase):
    """A stdout that keeps the beginning of what is printed, until it is taken."""

    encoding = "utf-8"

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._parts: list[str] = []
        self._size = 0

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep the text, as long as there is room."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._size <= self.limit:
            self._parts.append(str.__str__(text[: self.limit + 1 - self._size]))
            self._size += len(self._parts[-1])
        return len(text)

    def take(self) -> str:
        """Give what was printed since the last time."""
        text = "".join(self._parts)
        self._parts.clear()
        self._size = 0
        return text


class Shell:
    """What get_ipython() gives: magics do nothing, except for those that run code."""

    def __init__(self, run: Callable[[str], Any]) -> None:
        self._run = run

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """Run the cell under %%time and its like; forget all others."""
        if name in _RUN_THEIR_CELL:
            self._run(cell)

    def run_line_magic(self, name: str, line: str, *_: Any) -> None:
        """Run the statement after %time; forget all others."""
        if name in _RUN_THEIR_CELL:
            self._run(line)

    def getoutput(self, *_: Any, **__: Any) -> list[str]:
        """Give what a shell line printed: no lines."""
        return []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _nothing


def _nothing(*_: Any, **__: Any) -> None:
    """Do nothing."""


class Cells:
    """Runs cells in one namespace. forgives: says whether the statement that just raised was only
    stopped by the course (a reference that refuses, a module that is not to be had)."""

    def __init__(self, namespace: dict[str, Any], forgives: Callable[[], bool]) -> None:
        self.namespace = namespace
        self.forgives = forgives
        self.count = 0
        self.flags = 0
        self._error: str | None = None
        self._before: dict[str, int] = {}  # the names when a cell began, and which value each had
        self._kept: dict[str, Any] = {}  # what keeps its value below the cell's first error
        self._refused = False  # something of this cell; then an error may only come of that
        self._loop: asyncio.AbstractEventLoop | None = None
        self._transformer = TransformerManager()
        self._shell = Shell(self._run_all)
        namespace.setdefault("__name__", "__main__")
        for name, value in _OF_A_KERNEL.items():
            namespace.setdefault(name, value)
        namespace.update(get_ipython=self.get_ipython, display=_nothing)

    def get_ipython(self) -> Shell:
        """Give the notebook's shell, which does next to nothing."""
        return self._shell

    def install(self) -> None:
        """Give that shell to who imports get_ipython, too."""
        for name in ("IPython", "IPython.core.getipython"):
            if name in sys.modules:
                vars(sys.modules[name])["get_ipython"] = self.get_ipython

    def run(self, source: str) -> str | None:
        """Run one cell; gives None, or the text of the first error that the course did not make.

        Memory that ran out comes before any other error: it is what the session has to know.
        """
        self._error, self._kept, self._refused = None, {}, False
        self._before = {name: id(value) for name, value in self.namespace.copy().items()}
        self.forgives()  # what happened before is not this cell's
        try:
            self._run_all(source)
        except SyntaxError as error:
            where = f" (line {error.lineno})" if error.lineno else ""
            return clean_text(f"{type(error).__name__}: {error.msg}{where}")
        except Exception as error:  # RecursionError, MemoryError, ValueError
            return error_text(error)
        return self._error

    def _run_all(self, source: str) -> None:
        """Run a cell's statements. Raises: what stands in the way of compiling them."""
        for node, code in self._statements(source):
            try:
                self._execute(code)
            except BaseException as error:
                if self.forgives():
                    self._refused = True
                    self._stand_in(node, error)
                else:
                    self._take_in(error)
                    self._stand_in(node, error)  # of what is not installed
            self.namespace.update(self._kept)

    def _take_in(self, error: BaseException) -> None:
        """Note what is to be told of a cell, and at its first error what is to keep its value."""
        if self._error is None:
            now, before = self.namespace.copy(), self._before if self._refused else {}
            self._kept = {name: now[name] for name in now if id(now[name]) != before.get(name)}
        if self._error is None or isinstance(error, MemoryError):
            self._error = error_text(error)

    def _execute(self, code: types.CodeType) -> None:
        """Run one statement; what it awaits, in a loop that lasts as long as the cells."""
        if not code.co_flags & inspect.CO_COROUTINE:
            exec(code, self.namespace)
            return
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(eval(code, self.namespace))

    def _stand_in(self, node: ast.stmt, error: BaseException) -> None:
        """Let each name of a failed import say, when it is used, why the import failed."""
        if isinstance(node, ast.Import | ast.ImportFrom) and isinstance(error, ImportError):
            for alias in node.names:
                name = alias.asname or alias.name
                whole = isinstance(node, ast.Import) and not alias.asname
                if whole:  # import a.b gives the name a
                    name = name.partition(".")[0]
                if name != "*" and (self._refused or name not in self.namespace):
                    self.namespace[name] = stand_in(str(error), alias.name if whole else "")

    def _statements(self, source: str) -> list[Statement]:
        """Compile a cell statement by statement; its lines can be quoted in messages."""
        self.count += 1
        file = f"<cell {self.count}>"
        source = "".join(leading_empty_lines(source.splitlines(True)))  # lines count as in IPython
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of strings like "\d"
            try:
                tree = self._parse(source, file)
            except SyntaxError:
                source = self._transformer.transform_cell(source)
                tree = self._parse(source, file)
            linecache.cache[file] = (len(source), None, source.splitlines(True), file)
            return [
                (part, self._compile(part, file)) for node in tree.body for part in _parts(node)
            ]

    def _parse(self, source: str, file: str) -> ast.Module:
        return compile(source, file, "exec", self.flags | ast.PyCF_ONLY_AST, dont_inherit=True)

    def _compile(self, statement: ast.stmt, file: str) -> types.CodeType:
        module = ast.Module([statement], [])
        flags = self.flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        code = compile(module, file, "exec", flags, dont_inherit=True)
        self.flags |= code.co_flags & _FUTURE
        return code


def _parts(node: ast.stmt) -> list[ast.stmt]:
    """Split an import of several of the course's names: one that is refused costs no other."""
    if isinstance(node, ast.Import):
        ours = any(alias.name.startswith(f"{PACKAGE}.") for alias in node.names)
    else:
        ours = isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{PACKAGE}.")
    if not ours or not isinstance(node, ast.Import | ast.ImportFrom):
        return [node]
    return [type(node)(**(vars(node) | {"names": [alias]})) for alias in node.names]
