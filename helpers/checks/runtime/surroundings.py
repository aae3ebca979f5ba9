"""Contains the side effects of an answer: nothing reaches stderr, no change lasts.

nbgrader gives no points to a test cell that wrote to stderr, so what an answer writes there is
shown on stdout instead: through sys.stderr, through logging handlers that kept the old one, and
from C code straight to file descriptor 2. Warnings are collected and shown once each. A flood of
printing is cut. input() and IPython's exit raise errors: no one types while a check runs, and the
kernel would end after it.
"""

import builtins
import contextlib
import ctypes
import functools
import gc
import io
import logging
import operator
import os
import random
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.random  # NumPy itself loads it only when it is first used, which would be in a call

from helpers.checks.runtime.text import error_text, source_line

_KEPT_BUILTINS = """
abs all any bool callable dict enumerate filter float format frozenset getattr hasattr hash
id int isinstance issubclass iter len list map max min next object range repr reversed round
set setattr slice sorted str sum super tuple type vars zip BaseException Exception
AssertionError NotImplementedError KeyboardInterrupt SystemExit TypeError ValueError
"""
_builtins = {name: getattr(builtins, name) for name in _KEPT_BUILTINS.split()}
_numpy = {name: value for name, value in vars(np).items() if callable(value)}
_MAX_WARNINGS = 5
_MAX_RAW = 4_000
_MAX_LINES = 300  # printed by one answer during one check
_MAX_PRINTED = 30_000  # characters


class Sink(io.TextIOBase):
    """A stream that discards what is written; to: where to write it instead, for a time."""

    to: Any = None

    def write(self, text: str) -> int:
        return len(text) if self.to is None else self.to.write(text)


class Stream:
    """The stdout and stderr of an answer: closing it closes nothing, and it may be kept.

    During a check it takes so many lines and characters, and says once that the rest is left out.
    """

    __slots__ = ("characters", "lines", "to")

    def __init__(self) -> None:
        self.to: Any = None
        self.lines, self.characters = _MAX_LINES, _MAX_PRINTED

    def write(self, text: str) -> int:
        """Write a text, or as much of it as is still shown."""
        if self.to is None or type(self.to) is Sink or not isinstance(text, str):
            return (sys.stdout if self.to is None else self.to).write(text)
        self.lines -= text.count("\n")
        self.characters -= len(text)
        if self.lines >= 0 and self.characters >= 0:
            self.to.write(text)
        elif self.lines + text.count("\n") >= 0 and self.characters + len(text) >= 0:
            self._cut(text)
        return len(text)

    def _cut(self, text: str) -> None:
        """Write the beginning of the text that is too much, and what follows from here on."""
        shown = "".join(text.splitlines(True)[: self.lines + text.count("\n")])
        self.to.write(shown[: self.characters + len(text)])
        self.to.write(f"\n... (cut: at most {_MAX_LINES} lines are shown of what a check prints)\n")
        self.lines = self.characters = -1 - len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write texts one after another."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(sys.stdout if self.to is None else self.to, name)

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def close(self) -> None:
        """Leave the notebook's own stream open."""


class _Home(NamedTuple):
    """A module's names: as they are now, and what some of them meant at first."""

    now: dict[str, Any]
    kept: dict[str, Any]
    look_up: Callable[[dict[str, Any]], tuple]  # all kept names at once, in one step
    found: tuple  # what look_up finds as long as nothing has changed


def _home(now: dict[str, Any], kept: dict[str, Any]) -> _Home:
    look_up = operator.itemgetter(*kept, next(iter(kept)))  # two names or more: a tuple
    return _Home(now, kept, look_up, look_up(kept))


_homes = {"builtins": _home(vars(builtins), _builtins), "numpy": _home(vars(np), _numpy)}


def keep_names(package: str) -> None:
    """Remember the functions and classes of a package's modules for restore_names."""
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{package}.") and name not in _homes:
            kept = {key: value for key, value in vars(module).items() if callable(value)}
            if kept:
                _homes[name] = _home(vars(module), kept)


def restore_names() -> None:
    """Put back functions of Python, NumPy and the course that a cell gave another meaning."""
    with contextlib.suppress(Exception):  # a name that is gone, or a value that compares oddly
        for now, _, look_up, found in _homes.values():  # not all(): it may be a cell's
            if look_up(now) != found:
                break
        else:  # nearly always, and fast: tuples compare identities first
            return
    for now, kept, _, _ in _homes.values():
        for name, value in kept.items():
            if now.get(name) is not value:
                now[name] = value


class RandomState:
    """The state of all random generators, as it is when this is made."""

    def __init__(self) -> None:
        torch: Any = sys.modules.get("torch")
        self._torch = torch if hasattr(torch, "get_rng_state") else None
        numpy_state: Any = np.random.get_state()
        self._states = random.getstate(), numpy_state
        # With a normal number in reserve, drawing it would leave no trace in that memory.
        self._numpy = b"" if numpy_state[3] else _numpy_memory()
        self._torch_state = self._torch.get_rng_state() if self._torch else None

    def restore(self) -> None:
        """Let all generators go on from here."""
        random.setstate(self._states[0])
        if not self._numpy or _numpy_memory() != self._numpy:
            np.random.set_state(self._states[1])
        if self._torch is not None:
            self._torch.set_rng_state(self._torch_state)


_generator = np.random.get_bit_generator  # type: ignore[attr-defined]
_MT19937 = np.random.MT19937
_MT19937_BYTES = 4 * 624 + 4  # its numbers, and its place in them


def _numpy_memory() -> bytes:
    """Return the memory of NumPy's global generator; empty if that is of another kind.

    Comparing it takes a fiftieth of the time of set_state, and mostly nothing was drawn.
    """
    generator = _generator()
    if type(generator) is not _MT19937:
        return b""
    return ctypes.string_at(generator.ctypes.state_address, _MT19937_BYTES)


@contextlib.contextmanager
def kept_state(chance: RandomState) -> Iterator[None]:
    """Restore the interpreter's settings at the end, and the random state to the one given."""
    settings = sys.getrecursionlimit(), sys.gettrace(), sys.stdout, sys.stderr
    printing, collecting, folder = np.get_printoptions(), gc.isenabled(), _folder()
    try:
        with np.errstate():
            yield
    finally:
        chance.restore()
        sys.setrecursionlimit(settings[0])
        if sys.gettrace() is not settings[1]:
            sys.settrace(settings[1])
        sys.stdout, sys.stderr = settings[2], settings[3]
        if np.get_printoptions() != printing:
            np.set_printoptions(**printing)
        if gc.isenabled() is not collecting:
            (gc.enable if collecting else gc.disable)()
        if folder and _folder() != folder:
            with contextlib.suppress(OSError):
                os.chdir(folder)


def _folder() -> str:
    try:
        return os.getcwd()
    except OSError:  # it was removed
        return ""


@contextlib.contextmanager
def own_arithmetic() -> Iterator[None]:
    """Let the engine's own sums, and the slips, overflow without warnings."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


class Surroundings:
    """The surroundings of one check, entered anew for each call of the answer."""

    def __init__(self) -> None:
        self._seen: dict[str, None] = {}
        self._stream = Stream()
        # Once for all calls: reading NumPy's state takes as long as a small answer.
        self._chance: RandomState | None = None

    @contextlib.contextmanager
    def around_call(self, silent: bool = False) -> Iterator[None]:
        """Run one call: its state kept, its warnings collected, its stderr on stdout."""
        shown, stream = Sink() if silent else sys.stdout, self._stream
        raw = _forget_raw() if silent else _NOTHING
        recorded = warnings.catch_warnings(record=True)
        self._chance = self._chance or RandomState()
        with raw, kept_state(self._chance), recorded as caught:
            warnings.simplefilter("always")
            before, stream.to = stream.to, shown  # afterwards, to the sys.stdout of that time
            sys.stdout = stream  # kept_state puts it back, and sys.stderr
            try:
                with _stderr_to(stream), _closed_exits():
                    yield
            finally:
                stream.to = before
        if not silent:
            for warning in caught[:1000]:
                self._seen[_warning_text(warning)] = None

    def report(self) -> None:
        """Print each warning once, with its line."""
        for text in list(self._seen)[:_MAX_WARNINGS]:
            print(text)
        if len(self._seen) > _MAX_WARNINGS:
            print(f"... and {len(self._seen) - _MAX_WARNINGS} more warnings")
        self._seen.clear()


_NOTHING = contextlib.nullcontext()


@contextlib.contextmanager
def _closed_exits() -> Iterator[None]:
    """Let input(), and IPython's exit and quit, raise an error inside the answer."""
    asked, builtins.input = builtins.input, _no_input
    ipython = sys.modules.get("IPython.core.getipython")
    shell: Any = ipython.get_ipython() if ipython is not None else None
    if shell is not None:
        shell.ask_exit = _no_exit
    try:
        yield
    finally:
        builtins.input = asked
        if shell is not None:
            with contextlib.suppress(AttributeError):
                del shell.ask_exit


def _no_input(prompt: object = "") -> str:
    raise EOFError("input() is not answered while a check runs")


def _no_exit() -> None:
    raise SystemExit


def _warning_text(warning: warnings.WarningMessage) -> str:
    what = error_text(warning.message) if isinstance(warning.message, Warning) else "Warning"
    line = source_line(warning.filename, warning.lineno)
    return f"{what} (line {warning.lineno}{': ' + line if line else ''})"


@contextlib.contextmanager
def _stderr_to(stream: Any) -> Iterator[None]:
    """Send sys.stderr, and the names and logging handlers that kept it, to another stream."""
    old = sys.stderr
    moved = [handler for handler in _handlers() if handler.stream is old]
    for handler in moved:
        handler.stream = stream
    try:
        sys.stderr = stream
        with _bent(old, stream):
            yield
    finally:
        sys.stderr = old
        for handler in moved:
            handler.stream = old


_BENT = ("write", "writelines", "close")


@contextlib.contextmanager
def _bent(old: Any, stream: Stream) -> Iterator[None]:
    """Make the old stderr itself, which a cell may have kept, write to another stream."""
    if type(old) is Sink and old is not stream.to:  # a submission's
        old.to = stream
        try:
            yield
        finally:
            old.to = None
        return
    done = []
    if old is not None and old is not stream.to:
        with contextlib.suppress(AttributeError, TypeError):
            for name in _BENT:
                before = vars(old).get(name)  # IPython puts a write of its own there
                setattr(old, name, functools.partial(_on, stream, name))
                done.append((name, before))
    try:
        yield
    finally:
        for name, before in done:
            with contextlib.suppress(AttributeError, TypeError):
                delattr(old, name) if before is None else setattr(old, name, before)


def _on(stream: Stream, name: str, *args: Any) -> Any:
    return getattr(stream, name)(*args)


def _handlers() -> list[logging.StreamHandler]:
    loggers = [logging.root, *logging.root.manager.loggerDict.values()]
    found = [h for one in loggers if isinstance(one, logging.Logger) for h in one.handlers]
    return [h for h in found if isinstance(h, logging.StreamHandler)]


_raw: list[Any] = []  # the files that stand in for file descriptor 2, the innermost last


@contextlib.contextmanager
def _forget_raw() -> Iterator[None]:
    """Drop what is written to file descriptor 2 inside the block, if it is caught at all."""
    length = _raw[-1].seek(0, os.SEEK_END) if _raw else 0
    try:
        yield
    finally:
        if _raw and _raw[-1].seek(0, os.SEEK_END) != length:
            _raw[-1].seek(length)
            _raw[-1].truncate()


@contextlib.contextmanager
def raw_stderr_to_stdout() -> Iterator[None]:
    """Catch what is written to file descriptor 2 below Python, and print it at the end."""
    try:
        saved = os.dup(2)
    except OSError:  # there is no descriptor 2 to guard
        yield
        return
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 2)
        _raw.append(file)
        try:
            yield
        finally:
            _raw.pop()
            os.dup2(saved, 2)
            os.close(saved)
            file.seek(0)
            text = file.read(_MAX_RAW).decode(errors="replace")
            if text:
                print(text, end="" if text.endswith("\n") else "\n")
