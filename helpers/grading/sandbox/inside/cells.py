"""Runs a notebook's cells in a student's process, as far as answers need it.

Names defined stay, IPython's syntax is accepted, and its magics and shell lines do nothing, but
for those that run a cell's code (%%time, %%capture).

A statement that raises is left out and the cell goes on below it: what is not available here (a
file, a name of a demonstration) was there in the learner's kernel, so nothing after it may be lost.
Below an error names are only added: those that have a value by then keep it, as in a kernel.
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
from typing import Any, NoReturn

from IPython.core.inputtransformer2 import TransformerManager, leading_empty_lines

from helpers.checks.runtime.text import clean_text, error_text

_FEATURES = [getattr(__future__, name).compiler_flag for name in __future__.all_feature_names]
_FUTURE = functools.reduce(operator.or_, _FEATURES)
_RUN_THEIR_CELL = ("time", "capture", "prun")
_OF_A_KERNEL = {"In": [""], "Out": {}, "_": "", "__": "", "___": ""}  # as before the first result


class Printed(io.TextIOBase):
    """A stdout that keeps the beginning of what is printed, until it is taken."""

    encoding = "utf-8"

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._parts: list[str] = []
        self._size = 0

    def writable(self) -> bool:
        """Return True: it can be written to."""
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
        """Return what was printed since the last time."""
        text = "".join(self._parts)
        self._parts.clear()
        self._size = 0
        return text


class Shell:
    """What get_ipython() returns: magics do nothing, except for those that run code."""

    def __init__(self, run: Callable[[str], Any]) -> None:
        self._run = run

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """Run the cell under %%time and similar ones; ignore all others."""
        if name in _RUN_THEIR_CELL:
            self._run(cell)

    def run_line_magic(self, name: str, line: str, *_: Any) -> None:
        """Run the statement after %time; ignore all others."""
        if name in _RUN_THEIR_CELL:
            self._run(line)

    def getoutput(self, *_: Any, **__: Any) -> list[str]:
        """Return what a shell line printed: no lines."""
        return []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _nothing


def _nothing(*_: Any, **__: Any) -> None:
    """Do nothing."""


class FailedImport:
    """Stands for a name that an import would have defined, and raises with the reason when used."""

    def __init__(self, why: str) -> None:
        self._why = why

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):  # Python itself asks, and takes only this for "no"
            raise AttributeError(name)
        raise ImportError(self._why)

    def __call__(self, *_: object, **__: object) -> NoReturn:
        """Raise the ImportError."""
        raise ImportError(self._why)


class Cells:
    """Runs cells in one namespace."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.namespace = namespace
        self.count = 0
        self.flags = 0
        self._error: str | None = None
        self._kept: dict[str, Any] = {}  # what keeps its value below the cell's first error
        self._loop: asyncio.AbstractEventLoop | None = None
        self._transformer = TransformerManager()
        self._shell = Shell(self._run_all)
        namespace.setdefault("__name__", "__main__")
        for name, value in _OF_A_KERNEL.items():
            namespace.setdefault(name, value)
        namespace.update(get_ipython=self.get_ipython, display=_nothing)

    def get_ipython(self) -> Shell:
        """Return the notebook's shell, which does next to nothing."""
        return self._shell

    def install(self) -> None:
        """Make IPython's own get_ipython return that shell, too."""
        for name in ("IPython", "IPython.core.getipython"):
            if name in sys.modules:
                vars(sys.modules[name])["get_ipython"] = self.get_ipython

    def run(self, source: str) -> str | None:
        """Run one cell; return None, or the text of its first error.

        Memory that ran out comes before any other error: it is what the session has to know.
        """
        self._error, self._kept = None, {}
        try:
            self._run_all(source)
        except SyntaxError as error:
            where = f" (line {error.lineno})" if error.lineno else ""
            return clean_text(f"{type(error).__name__}: {error.msg}{where}")
        except Exception as error:  # RecursionError, MemoryError, ValueError
            return error_text(error)
        return self._error

    def _run_all(self, source: str) -> None:
        """Run a cell's statements. Raises: SyntaxError and others of the compiler."""
        for statement, code in self._statements(source):
            try:
                self._execute(code)
            except BaseException as error:
                self._note(error)
                self._stand_in(statement, error)
            self.namespace.update(self._kept)

    def _note(self, error: BaseException) -> None:
        """Note a cell's error, and at its first one which names keep their values."""
        if self._error is None:
            self._kept = self.namespace.copy()
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
        """Let each new name of a failed import say, when it is used, why the import failed."""
        if isinstance(node, ast.Import | ast.ImportFrom) and isinstance(error, ImportError):
            for alias in node.names:
                name = alias.asname or alias.name
                if isinstance(node, ast.Import) and not alias.asname:
                    name = name.partition(".")[0]  # import a.b defines the name a
                if name != "*" and name not in self.namespace:
                    self.namespace[name] = FailedImport(str(error))

    def _statements(self, source: str) -> list[tuple[ast.stmt, types.CodeType]]:
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
            return [(statement, self._compile(statement, file)) for statement in tree.body]

    def _parse(self, source: str, file: str) -> ast.Module:
        return compile(source, file, "exec", self.flags | ast.PyCF_ONLY_AST, dont_inherit=True)

    def _compile(self, statement: ast.stmt, file: str) -> types.CodeType:
        module = ast.Module([statement], [])
        flags = self.flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        code = compile(module, file, "exec", flags, dont_inherit=True)
        self.flags |= code.co_flags & _FUTURE
        return code
