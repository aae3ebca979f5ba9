"""Surroundings in which an answer runs: nothing reaches stderr, nothing it changes lasts.

nbgrader gives no points to a test cell that wrote to stderr, so what an answer writes there is
shown on stdout instead: through sys.stderr, through logging handlers that kept the old one, and
from C code straight to file descriptor 2. Warnings are collected and shown once each.
"""

import builtins
import contextlib
import io
import logging
import os
import random
import sys
import tempfile
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from helpers.checks.messages import error_text, source_line

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


class Sink(io.TextIOBase):
    """A stream that forgets."""

    def write(self, text: str) -> int:
        return len(text)


def restore_names() -> None:
    """Put back built-in and NumPy functions that a cell may have given another meaning."""
    for home, kept in ((vars(builtins), _builtins), (vars(np), _numpy)):
        for name, value in kept.items():
            if home.get(name) is not value:
                home[name] = value


@contextlib.contextmanager
def kept_state() -> Iterator[None]:
    """Restore the random state and the interpreter's settings at the end."""
    states = random.getstate(), np.random.get_state()
    torch: Any = sys.modules.get("torch")
    torch_state = torch.get_rng_state() if hasattr(torch, "get_rng_state") else None
    settings = sys.getrecursionlimit(), sys.gettrace(), sys.stdout, sys.stderr
    try:
        with np.errstate():
            yield
    finally:
        restore_names()
        random.setstate(states[0])
        np.random.set_state(states[1])
        if torch_state is not None:
            torch.set_rng_state(torch_state)
        sys.setrecursionlimit(settings[0])
        if sys.gettrace() is not settings[1]:
            sys.settrace(settings[1])
        sys.stdout, sys.stderr = settings[2], settings[3]


@contextlib.contextmanager
def own_arithmetic() -> Iterator[None]:
    """Let the engine's own sums, and the slips, overflow without a word."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


class Surroundings:
    """One check's surroundings, entered anew for each call of the answer."""

    def __init__(self) -> None:
        self._seen: dict[str, None] = {}

    @contextlib.contextmanager
    def around_call(self, silent: bool = False) -> Iterator[None]:
        """Run one call: its state kept, its warnings collected, its stderr on stdout."""
        shown = Sink() if silent else sys.stdout
        with kept_state(), warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            with contextlib.redirect_stdout(shown), _stderr_to(shown):
                yield
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


def _warning_text(warning: warnings.WarningMessage) -> str:
    what = error_text(warning.message) if isinstance(warning.message, Warning) else "Warning"
    line = source_line(warning.filename, warning.lineno)
    return f"{what} (line {warning.lineno}{': ' + line if line else ''})"


@contextlib.contextmanager
def _stderr_to(stream: Any) -> Iterator[None]:
    """Send sys.stderr, and the logging handlers that hold it, to another stream."""
    old = sys.stderr
    moved = [handler for handler in _handlers() if handler.stream is old]
    for handler in moved:
        handler.stream = stream
    try:
        with contextlib.redirect_stderr(stream):
            yield
    finally:
        for handler in moved:
            handler.stream = old


def _handlers() -> list[logging.StreamHandler]:
    loggers = [logging.root, *logging.root.manager.loggerDict.values()]
    found = [h for one in loggers if isinstance(one, logging.Logger) for h in one.handlers]
    return [h for h in found if isinstance(h, logging.StreamHandler)]


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
        try:
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)
            file.seek(0)
            text = file.read(_MAX_RAW).decode(errors="replace")
            if text:
                print(text, end="" if text.endswith("\n") else "\n")
