"""The trusted side's line to one submission's process, which may lie, hang or die at any time.

Whatever goes wrong there becomes a Stop: the exercise it happened in ends, and the next request
starts a new process, in which the cells before are run again without the one that was at fault.
"""

import contextlib
import socket
import time
from typing import Any

from helpers.checks.runtime.text import clean_text
from helpers.grading.judging.module_checks import Trusted
from helpers.grading.sandbox.host import STILL_RUNNING, Child, Template
from helpers.grading.sandbox.inside.frames import Frame, WireError, pack, read_frame
from helpers.grading.sandbox.inside.limits import Limits
from helpers.grading.sandbox.inside.outcomes import clean_printed

__all__ = ["Session", "Stop", "how_it_died", "out_of_memory"]

_MOST_LOOKED = 20
_MOMENT = 0.2  # seconds in which a process that closed its line has mostly ended
_SPARE_EXERCISES = 4  # own cells that hang, and running cells again, take time as well


class Stop(BaseException):
    """An exercise is over: its process hung, died or sent what is no reply.

    No Exception, so that neither the engine nor a check takes it for one that the answer raised.
    status: "timed out", "died", "missing", or "not attempted" for an empty cell.
    """

    def __init__(self, status: str, text: str) -> None:
        super().__init__(text)
        self.status = status


class Session:
    """One submission's processes, one after the other.

    exercises: how many there are; with limits.seconds it bounds the time in all.
    problems: cells that were left out. looked: the course's modules it tried to import.
    """

    def __init__(
        self, template: Template, trusted: Trusted, limits: Limits, exercises: int
    ) -> None:
        self.template, self.trusted, self.limits = template, trusted, limits
        self.problems: list[str] = []
        self.looked: list[str] = []
        self.left = limits.seconds  # of the exercise at hand
        self._left_in_all = limits.seconds * (exercises + _SPARE_EXERCISES)
        self._starts_left = exercises + _SPARE_EXERCISES
        self._journal: list[tuple[str, dict[str, Any], str]] = []
        self._child: Child | None = None
        self._asked = 0
        self._worn = False  # the process is not as the next exercise should find it
        self._threads = 0  # that the submission has started and that still run, as it says itself

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        child, self._child = self._child, None
        if child is not None:
            child.close()

    # ------------------------------------------------------------- requests

    def run_cell(self, source: str, what: str) -> str | None:
        """Run a cell; gives the text of its first error, or None.

        what: its name in a message. Raises: Stop; the cell is then left out from now on.
        """
        before = self._threads
        error = self.ask("cell", {"source": source}).header.get("error")
        # Threads that it left would take the processor from the exercises after it, time and again.
        fields = {"source": source, "threads": self._threads <= before}
        self._journal.append(("cell", fields, what))
        if error is None:
            return None
        self.note_error(str(error))
        return clean_text(str(error))

    def reveal(self, exercise: str) -> None:
        """Let the exercise's reference run from now on. Raises: Stop."""
        fields = {"exercise": exercise, "codes": self.trusted.codes.get(exercise, [])}
        self._journal.append(("reveal", fields, exercise))
        if self._child is not None and fields["codes"]:
            self.ask("reveal", fields)

    def note_error(self, error: str) -> None:
        """Take in what a cell or a call ended in: out of memory, it leaves little to the next."""
        self._worn |= out_of_memory(error)

    def finish(self, leave_out: str = "") -> None:
        """End an exercise: the next one starts in a new process where this one is worn.

        So what was left running, or what is left of the memory, costs no other exercise.
        leave_out: the name of a cell that is not to run again then.
        """
        if self._worn or self._threads:
            self.close()
            if leave_out:
                self._journal = [entry for entry in self._journal if entry[2] != leave_out]
                self.problems.append(f"{leave_out} was left out afterwards: it filled the memory")

    def ask(self, do: str, fields: dict[str, Any]) -> Frame:
        """Send a request and wait for its reply. Raises: Stop."""
        return self.ask_packed(pack({"do": do, **fields}))

    def ask_packed(self, request: bytes) -> Frame:
        """Send a request that is already written. Raises: Stop."""
        if self._child is None:
            self._start()
        return self._exchange(request)

    # ------------------------------------------------------------- the process

    def _start(self) -> None:
        """Start a process and bring it to where the last one was."""
        left, self.left = self.left, self.limits.seconds
        while self._starts_left > 0 and self._left_in_all > 0:
            self._starts_left -= 1
            if self._replayed():
                self.left = left
                return
        raise Stop("died", "Not run: the submission's own code ended its process too often.")

    def _replayed(self) -> bool:
        """Start a process and run the journal in it; a cell that fails now is struck out."""
        self._child, self._asked = self.template.start_child(), 0
        self._worn, self._threads = False, 0
        start = {
            "do": "start",
            "imports": self.trusted.imports,
            "shown": self.trusted.shown,
            "output": self.limits.output_bytes,
            "most": self.limits.reply_bytes,
        }
        place = -1
        try:
            self._exchange(pack(start))
            for place, (do, fields, _) in enumerate(self._journal):  # noqa: B007
                self._exchange(pack({"do": do, **fields}))
        except Stop as stop:
            if place >= 0 and self._journal[place][0] == "cell":
                _, _, what = self._journal.pop(place)
                self.problems.append(f"{what} was left out when it was run again: {stop}")
            return False
        return True

    def _exchange(self, request: bytes) -> Frame:
        """Send one request, read one reply; what is left of the time gets less."""
        assert self._child is not None
        start = time.monotonic()
        allowed = min(self.left, self._left_in_all)
        try:
            return self._read(self._child.socket, request, start + allowed)
        except TimeoutError:
            text = f"Stopped after {self.limits.seconds:g} seconds. Is there a loop without an end?"
            raise self.lost("timed out", text) from None
        except (EOFError, OSError):
            raise self.lost("died", how_it_died(self._child)) from None
        except WireError as error:
            text = clean_text(f"What came back could not be read: {error}.")
            raise self.lost("failed", text) from None
        finally:
            spent = time.monotonic() - start
            self.left -= spent
            self._left_in_all -= spent

    def _read(self, end: socket.socket, request: bytes, until: float) -> Frame:
        end.settimeout(max(until - time.monotonic(), 0.001))
        if _has_more(end):
            raise WireError("there was a reply before anything was asked")
        end.settimeout(max(until - time.monotonic(), 0.001))
        end.sendall(request)
        self._asked += 1
        frame = read_frame(end, until, self.limits.reply_bytes)
        if frame.header.get("n") != self._asked or type(frame.header["n"]) is not int:
            raise WireError("the reply is not the one to this request")
        looked = frame.header.get("looked")
        if type(looked) is not list or len(looked) > _MOST_LOOKED:
            raise WireError("the reply is not complete")
        for name in looked:
            self._note(name)
        threads = frame.header.get("threads")
        self._threads = threads if type(threads) is int else 1
        printed = clean_printed(frame.header.get("printed"), self.limits.output_bytes)
        frame.header["printed"] = printed
        return frame

    def _note(self, name: object) -> None:
        text = clean_text(name, 100) if type(name) is str else "?"
        if text not in self.looked and len(self.looked) < _MOST_LOOKED:
            self.looked.append(text)

    def lost(self, status: str, text: str) -> Stop:
        """Give up a process; the next request starts another."""
        with contextlib.suppress(OSError):
            self.close()
        return Stop(status, text)


def out_of_memory(error: str) -> bool:
    """Tell whether an error's text, or its kind, is that of memory that ran out."""
    return error.partition(":")[0].endswith("MemoryError")


def how_it_died(child: Child) -> str:
    """Say what became of a process whose line is closed; one that still runs is ended."""
    ending = child.ending(_MOMENT)
    if ending == STILL_RUNNING:
        child.kill()
        ending = child.ending()
        if ending.startswith("signal 9 "):  # else it was just about to end by itself
            return "The code closed its line to the grader."
    return f"The code ended its own process ({clean_text(ending, 80)})."


def _has_more(end: socket.socket) -> bool:
    try:
        end.setblocking(False)
        return bool(end.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
