"""The trusted side's line to one submission's process, which may lie, hang or die at any time.

Whatever goes wrong there becomes a Stop: the exercise it happened in ends, and the next request
starts a new process, in which the cells before are run again without the one that was at fault.

Time is the CPU time of that process, so that a verdict does not depend on how busy the machine is.
Wall time has a limit of its own, several times larger, for code that sleeps.
"""

import contextlib
import socket
import time
from dataclasses import dataclass
from typing import Any

from helpers.checks.runtime.text import clean_text
from helpers.grading.judging.module_checks import Trusted
from helpers.grading.sandbox.host import STILL_RUNNING, Child, Template
from helpers.grading.sandbox.inside.frames import Frame, WireError, pack, read_frame, send
from helpers.grading.sandbox.inside.limits import Limits
from helpers.grading.sandbox.inside.outcomes import clean_printed

__all__ = ["Session", "Stop", "how_it_died", "out_of_memory"]

_MOMENT = 0.2  # seconds in which a process that closed its line has mostly ended
_SPARE_EXERCISES = 4  # own cells that hang, and running cells again, take time as well
_SHORTEST_WAIT = 0.01  # seconds between two readings of the CPU time


class Stop(BaseException):
    """An exercise is over: its process hung, died or sent what is no reply.

    Not an Exception, so that neither the engine nor a check takes it for one of the answer's.
    status: "timed out", "died", "missing", or "not attempted" for an empty cell.
    """

    def __init__(self, status: str, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass
class Budget:
    """Seconds that are left: of CPU time, and of wall time."""

    cpu: float
    wall: float

    def spend(self, cpu: float, wall: float) -> None:
        """Take off what was used."""
        self.cpu -= cpu
        self.wall -= wall


class _Deadline:
    """The end of one request: by the CPU time of the process, and by a clock.

    waited: the clock ended it.
    """

    def __init__(self, child: Child, budgets: list[Budget]) -> None:
        self.child, self.waited = child, False
        self.cpu, self.wall = child.cpu_seconds(), time.monotonic()
        self.most_cpu = min(budget.cpu for budget in budgets)
        self.most_wall = min(budget.wall for budget in budgets)

    def used(self) -> tuple[float, float]:
        """Return the CPU time and the wall time since the request was made."""
        return self.child.cpu_seconds() - self.cpu, time.monotonic() - self.wall

    def patience(self) -> float:
        """Return how long to wait before the next call. Raises: TimeoutError."""
        cpu, wall = self.used()
        self.waited = wall >= self.most_wall
        if self.waited or cpu >= self.most_cpu:
            raise TimeoutError
        return max(_SHORTEST_WAIT, min(self.most_cpu - cpu, self.most_wall - wall))


class Session:
    """One submission's processes, one after the other.

    exercises: how many there are; with the limits of one it bounds the time in all.
    problems: cells that were left out. budget: of the exercise that is being graded.
    """

    def __init__(
        self, template: Template, trusted: Trusted, limits: Limits, exercises: int
    ) -> None:
        self.template, self.trusted, self.limits = template, trusted, limits
        self.problems: list[str] = []
        self.budget = self.new_budget()
        self._starts_left = exercises + _SPARE_EXERCISES
        self._in_all = Budget(
            *(self._starts_left * one for one in (self.budget.cpu, self.budget.wall))
        )
        self._journal: list[tuple[dict[str, Any], str]] = []  # the cells that have run
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

    def new_budget(self) -> Budget:
        """Return the time of one exercise."""
        return Budget(self.limits.seconds, self.limits.wall_seconds)

    # ------------------------------------------------------------- requests

    def run_cell(self, source: str, what: str) -> str | None:
        """Run a cell; return the text of its first error, or None.

        what: its name in a message. Raises: Stop; the cell is then left out from now on.
        """
        before = self._threads
        error = self.ask("cell", {"source": source}).header.get("error")
        # Run again, it may not start threads if it left some: they would use up the others' time.
        self._journal.append(({"source": source, "threads": self._threads <= before}, what))
        if error is None:
            return None
        self.note_error(str(error))
        return clean_text(str(error))

    def note_error(self, error: str) -> None:
        """Note an error: after a lack of memory the process is not used for the next exercise."""
        self._worn |= out_of_memory(error)

    def finish(self, leave_out: str = "") -> None:
        """End an exercise: the next one starts in a new process where this one is worn.

        So what was left running, or what is left of the memory, costs no other exercise.
        leave_out: the name of a cell that is not to run again then.
        """
        if self._worn or self._threads:
            self.close()
            if leave_out:
                self._journal = [entry for entry in self._journal if entry[1] != leave_out]
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
        budget, self.budget = self.budget, self.new_budget()
        try:
            while self._starts_left > 0 and min(self._in_all.cpu, self._in_all.wall) > 0:
                self._starts_left -= 1
                if self._replayed():
                    return
        finally:
            self.budget = budget
        raise Stop("died", "Not run: the submission's own code ended its process too often.")

    def _replayed(self) -> bool:
        """Start a process and run the journal in it; a cell that fails now is struck out."""
        self._child, self._asked = self.template.start_child(), 0
        self._worn, self._threads = False, 0
        start = {
            "do": "start",
            "output": self.limits.output_bytes,
            "most": self.limits.reply_bytes,
        }
        place = -1
        try:
            self._exchange(pack(start))
            for place, (fields, _) in enumerate(self._journal):  # noqa: B007
                self._exchange(pack({"do": "cell", **fields}))
        except Stop as stop:
            if place >= 0:
                _, what = self._journal.pop(place)
                self.problems.append(f"{what} was left out when it was run again: {stop}")
            return False
        return True

    def _exchange(self, request: bytes) -> Frame:
        """Send one request, read one reply; what is left of the time gets less."""
        assert self._child is not None
        budgets = [self.budget, self._in_all]
        deadline = _Deadline(self._child, budgets)
        try:
            return self._read(self._child.socket, request, deadline)
        except TimeoutError:
            raise self.lost("timed out", self._why_stopped(deadline.waited)) from None
        except (EOFError, OSError):
            raise self.lost("died", how_it_died(self._child)) from None
        except WireError as error:
            text = clean_text(f"The result could not be read: {error}.")
            raise self.lost("failed", text) from None
        finally:
            used = deadline.used()
            for budget in budgets:
                budget.spend(*used)

    def _why_stopped(self, waited: bool) -> str:
        """Return the message for an exercise whose time is used up."""
        if waited:
            text = "Is the code waiting for something that never happens?"
            return f"Stopped after {self.limits.wall_seconds:g} seconds. {text}"
        text = "Is there a loop that never ends?"
        return f"Stopped after {self.limits.seconds:g} seconds of computing. {text}"

    def _read(self, end: socket.socket, request: bytes, deadline: _Deadline) -> Frame:
        if _has_more(end):
            raise WireError("a reply arrived before any request")
        send(end, request, deadline.patience)
        self._asked += 1
        frame = read_frame(end, deadline.patience, self.limits.reply_bytes)
        if frame.header.get("n") != self._asked or type(frame.header["n"]) is not int:
            raise WireError("the reply is not the one to this request")
        threads = frame.header.get("threads")
        self._threads = threads if type(threads) is int else 1
        printed = clean_printed(frame.header.get("printed"), self.limits.output_bytes)
        frame.header["printed"] = printed
        return frame

    def lost(self, status: str, text: str) -> Stop:
        """Stop using a process; the next request starts another."""
        with contextlib.suppress(OSError):
            self.close()
        return Stop(status, text)


def out_of_memory(error: str) -> bool:
    """Return whether an error's text, or its kind, is that of memory that ran out."""
    return error.partition(":")[0].endswith("MemoryError")


def how_it_died(child: Child) -> str:
    """Return what became of a process whose line is closed; one that still runs is killed."""
    ending = child.ending(_MOMENT)
    if ending == STILL_RUNNING:
        child.kill()
        ending = child.ending()
        if ending.startswith("signal 9 "):  # else it was just about to end by itself
            return "The code closed its connection to the grader."
    return f"The code ended its own process ({clean_text(ending, 80)})."


def _has_more(end: socket.socket) -> bool:
    try:
        end.setblocking(False)
        return bool(end.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
