"""A student's process: runs cells and calls answers, as the trusted side requests over a socket.

It judges nothing and holds no hidden test and no grade. Student code shares this process and can
change everything in it, so whatever it sends is checked where it arrives (outcomes.py). Each call
goes through the engine's own Runner, so that errors, line numbers, warnings, printed text and the
refusal of the exercise's reference are those of the learner's own notebook.
"""

import _thread
import contextlib
import re
import socket
import sys
import threading
import types
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from helpers.checks.runtime.call import Outcome, Runner, is_stub
from helpers.checks.runtime.surroundings import (
    Sink,
    Surroundings,
    keep_names,
    raw_stderr_to_stdout,
    restore_names,
)
from helpers.checks.runtime.text import error_text, type_name
from helpers.checks.runtime.values import Odd
from helpers.grading.sandbox.inside.arguments import read_value
from helpers.grading.sandbox.inside.cells import Cells, Printed
from helpers.grading.sandbox.inside.frames import Arrays, Frame, WireError, pack, read_frame
from helpers.grading.sandbox.inside.outcomes import write_outcome

__all__ = ["serve"]

# Where this machine keeps Python, its packages and the course; tracebacks of threads name it.
_FOLDERS = sorted({sys.prefix, sys.base_prefix, *filter(None, sys.path)}, key=len, reverse=True)
_PLACES = re.compile(f'File "(?:{"|".join(map(re.escape, _FOLDERS))})/')
Reply = dict[str, Any]
References = dict[str, list[types.FunctionType]]
keep_names("helpers.scratch")  # in the template, after the setup: once for all submissions


def serve(connection: socket.socket, namespace: dict[str, Any], references: References) -> None:
    """Answer requests, one reply each, until the other side closes the socket.

    namespace: what the setup cells left. references: the course's own functions, by exercise.
    """
    worker = Worker(namespace, references)
    send = connection.sendall  # a cell may replace the method, and no reply would ever leave
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            frame = read_frame(connection, most_header=1 << 30, most_values=1 << 30)
            send(worker.reply(frame))


class Worker:
    """One submission's process. out: its stdout, kept over all cells and calls."""

    def __init__(self, namespace: dict[str, Any], references: References) -> None:
        self.namespace = namespace
        self.references = references
        self.cells = Cells(namespace)
        self.out, self.err = Printed(0), Sink()
        self.most = self.count = 0
        self.runner: Runner | None = None
        self.surroundings = Surroundings()
        self.open = contextlib.ExitStack()  # what stays open between a check's begin and report

    def reply(self, frame: Frame) -> bytes:
        """Carry out a request and write the reply to it."""
        sys.stdout, sys.stderr = self.out, self.err
        self.count += 1
        found = getattr(self, f"_{frame.header['do']}")(frame)
        printed = _PLACES.sub('File "', self.out.take())
        head = {"n": self.count, "printed": printed, "threads": _thread._count()}
        return self._packed(head, found) if isinstance(found, Outcome) else pack(head | found)

    def _packed(self, head: Reply, outcome: Outcome) -> bytes:
        """Write an outcome; a value that is too much for one reply is only described."""
        try:
            arrays = Arrays()
            return pack(head | write_outcome(outcome, arrays), arrays, self.most)
        except WireError as error:
            odd = Odd("a result that cannot be transferred", f"Reason: {error}.")
            return pack(head | write_outcome(replace(outcome, value=odd), Arrays()))

    def _start(self, frame: Frame) -> Reply:
        """Take over the limits."""
        self.out.limit = frame.header["output"]
        self.most = frame.header["most"]
        self.cells.install()
        return {}

    def _cell(self, frame: Frame) -> Reply:
        """Run one cell; one that is run again may be kept from starting threads."""
        with contextlib.nullcontext() if frame.header.get("threads", True) else _no_threads():
            error = self.cells.run(frame.header["source"])
        self.out.take()
        return {"error": error}

    def _begin(self, frame: Frame) -> Reply:
        """Start a check: describe the answer, and prepare to call it."""
        name = frame.header["name"]
        if name not in self.namespace:
            return {"missing": True, "stub": False, "own": False, "kind": ""}
        restore_names()
        self._close()
        with contextlib.suppress(OSError):
            self.open.enter_context(raw_stderr_to_stdout())
        answer, guarded = self.namespace[name], self.references.get(name, [])
        self.surroundings = Surroundings()
        # A copy of a reference gains what pasting it gains: looking for copies only takes time.
        parameters = frame.header["parameters"]
        self.runner = Runner(answer, parameters, guarded, self.surroundings, copies=False)
        own = any(answer is function for function in guarded)
        kind = "" if callable(answer) else type_name(answer)
        return {"missing": False, "stub": is_stub(answer), "own": own, "kind": kind}

    def _call(self, frame: Frame) -> Outcome:
        """Call the answer once."""
        args = tuple(read_value(value, frame.arrays) for value in frame.header["args"])
        try:
            assert self.runner is not None
            return self.runner.run(args, frame.header["silent"])
        except BaseException as error:  # KeyboardInterrupt, raised by the answer
            return Outcome(error=error_text(error), error_kind=type_name(error))

    def _report(self, frame: Frame) -> Reply:
        """Print what is left to print at the end of a check."""
        self.surroundings.report()
        self._close()
        return {}

    def _close(self) -> None:
        with contextlib.suppress(OSError):
            self.open.close()


@contextlib.contextmanager
def _no_threads() -> Iterator[None]:
    """Let threads be made and not start: what they did the first time need not be done again."""
    start = threading.Thread.start
    threading.Thread.start = lambda self: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        threading.Thread.start = start  # type: ignore[method-assign]
