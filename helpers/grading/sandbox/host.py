"""The trusted side of the sandbox: starts templates and requests children from them.

A Template is one bubblewrap sandbox with one process in it, and a thread here that starts it, reads
its messages and waits for its end. Each Child is forked from that process, in namespaces of its
own, and is reached over a socket that no other process holds.
"""

import contextlib
import fcntl
import functools
import os
import platform
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from typing import Any, NamedTuple

from helpers.grading.sandbox.bubblewrap import Launch, SandboxError, find_bwrap, launch
from helpers.grading.sandbox.inside import control
from helpers.grading.sandbox.inside.limits import Limits
from helpers.grading.sandbox.inside.seccomp import MACHINES

__all__ = ["STILL_RUNNING", "Child", "SandboxError", "Template", "TemplateSetup", "sandbox_problem"]

STILL_RUNNING = "still running"
_UNSAFE = (
    "--unsafe grades without a sandbox: students' programs then run with your rights, "
    "which is only sensible in a container that holds nothing else"
)
# A worker that does nothing, for a trial of the sandbox that loads nothing.
_IDLE = """
import sys, types
worker = "helpers.grading.sandbox.inside.worker"
sys.modules[worker] = types.SimpleNamespace(serve=lambda *given: None)
"""


_START_SECONDS = 120.0  # importing torch from a cold, slow disk
_ANSWER_SECONDS = 60.0


class TemplateSetup(NamedTuple):
    """What a template loads before it forks; nothing in it comes from a student.

    setup_sources: the instructor's setup cells in order. guarded: (exercise, module, qualified
    name) of every reference, which refuses to run while an answer to its exercise is called.
    check_modules: the modules that hold checks, with the names that the setup imports from them.
    preload: packages to import first; whatever else an answer imports, each child loads itself.
    """

    setup_sources: list[str]
    guarded: list[list[str]]
    check_modules: dict[str, list[str]]
    preload: tuple[str, ...] = ()


class CpuClock:
    """The CPU time of another process, over all of its threads, as the kernel counts it.

    pidfd: its file descriptor; as long as that is not ready, the number of the process is its own.
    """

    def __init__(self, pidfd: int) -> None:
        self._pidfd, self._last = pidfd, 0.0
        self._end = select.poll()
        self._end.register(pidfd, select.POLLIN)
        with open(f"/proc/self/fdinfo/{pidfd}") as file:
            found = [line.split()[1] for line in file if line.startswith("Pid:")]
        pid = int(found[0]) if found else 0
        self._clock = (~pid << 3) | 2  # clock_getcpuclockid() of the C library
        if pid < 1:  # it cannot be seen from here
            self.close()

    def seconds(self) -> float:
        """Return the CPU time so far; of a process that has ended, what was read last."""
        if self._pidfd >= 0:
            with contextlib.suppress(OSError):
                now = time.clock_gettime(self._clock)
                if not self._end.poll(0):
                    self._last = now
        return self._last

    def close(self) -> None:
        """Close the file descriptor."""
        if self._pidfd >= 0:
            os.close(self._pidfd)
        self._pidfd = -1


class TemplateLine:
    """A template's control line, read by a thread of its own.

    That thread also starts the process: the kernel ends a process that asked to die with its
    parent when the *thread* that started it ends, so this one lives as long as the template.
    """

    def __init__(self, how: Launch, setup: TemplateSetup, limits: Limits) -> None:
        self.alive, self._why, self._pid = True, "it was closed", os.getpid()
        self._changed = threading.Condition()
        self._sending = threading.Lock()
        self._started: dict[int, tuple[str | None, CpuClock | None]] = {}
        self._ended: dict[int, str] = {}
        self._ready, self._last, self.process_id = False, 0, 0
        self._socket, theirs = socket.socketpair()
        self._thread = threading.Thread(target=self._run, args=(how, theirs), daemon=True)
        self._thread.start()
        self._send({"setup": setup._asdict(), "limits": list(limits), **how.order})
        if not self._wait(lambda: self._ready, _START_SECONDS):
            self.close()
            raise SandboxError(f"the grading sandbox did not start: {self._why}")

    def start(self, fd: int) -> tuple[int, "CpuClock"]:
        """Have a child forked that holds this socket; return its number and its CPU clock."""
        with self._changed:
            self._last += 1
            number = self._last
        self._send({"do": "start", "id": number}, fd)
        if not self._wait(lambda: number in self._started, _ANSWER_SECONDS):
            self.close()
            raise SandboxError(f"the grading template has ended: {self._why}")
        problem, clock = self._started.pop(number)
        if problem or clock is None:
            raise SandboxError(f"a grading process could not be isolated: {problem}")
        return number, clock

    def kill(self, number: int) -> None:
        """End a child, if it still runs."""
        if self.alive and number not in self._ended:
            self._send({"do": "kill", "id": number}, quiet=True)

    def ending(self, number: int, seconds: float = _ANSWER_SECONDS) -> str | None:
        """Wait for a child's end and return how it ended; None while it runs."""
        self._wait(lambda: number in self._ended, seconds)
        gone = None if self.alive else "ended with its template"
        return self._ended.get(number, gone)

    def close(self) -> None:
        """End the template; returns when it is gone."""
        if os.getpid() != self._pid:  # a fork of this process: the template is not its own
            self._socket.close()
            return
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _send(self, message: dict[str, Any], fd: int | None = None, quiet: bool = False) -> None:
        if os.getpid() != self._pid:
            raise SandboxError("a template belongs to the process that started it")
        try:
            with self._sending:
                control.send(self._socket, message, fd)
        except OSError:
            if not quiet and self._ready:
                self._thread.join()
                raise SandboxError(f"the grading template has ended: {self._why}") from None

    def _wait(self, done: Any, seconds: float) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: done() or not self.alive, seconds)
            return bool(done())

    def _run(self, how: Launch, theirs: socket.socket) -> None:
        """Start the process, read its messages, and wait for its end."""
        with tempfile.TemporaryFile() as errors:
            process, broken = None, ""
            try:
                process = self._spawn(how, theirs, errors)
                self._listen(process)
            except OSError as error:
                broken = str(error)
            code = None if process is None else _end_of(process)
            errors.seek(0)
            said = errors.read(10_000).decode(errors="replace").strip().splitlines()
        with self._changed:
            if self._why == "it was closed" and (said or broken or code):
                # What it wrote explains more than how its line broke.
                self._why = said[-1] if said else broken or f"it ended with status {code}"
            self.alive = False
            self._changed.notify_all()

    def _listen(self, process: subprocess.Popen) -> None:
        """Read messages until the line closes, or bubblewrap is gone.

        A bubblewrap started by root may not signal a process of the user nobody, so it cannot end
        the template when it ends itself; the closed line does that.
        """
        pidfd = os.pidfd_open(process.pid)
        ends: list[Any] = [self._socket, pidfd]
        try:
            while self._socket in select.select(ends, [], [])[0]:
                received = control.receive(self._socket)
                if received is None:
                    return
                self._take(*received)
            self._socket.shutdown(socket.SHUT_RDWR)
        finally:
            os.close(pidfd)

    def _spawn(self, how: Launch, theirs: socket.socket, errors: Any) -> subprocess.Popen:
        with theirs:  # above 2: 0, 1 and 2 are replaced there, and may be closed here
            fd = fcntl.fcntl(theirs, fcntl.F_DUPFD_CLOEXEC, 3)
        try:
            process = subprocess.Popen(
                how.command(fd),
                env=how.environment,
                cwd="/",
                pass_fds=[fd],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
        finally:
            os.close(fd)
        self.process_id = process.pid
        return process

    def _take(self, message: dict[str, Any], fd: int | None) -> None:
        with self._changed:
            if "failed" in message:
                self._why = message["failed"].strip().splitlines()[-1]
            elif "started" in message:
                clock = None if fd is None else CpuClock(fd)
                self._started[message["started"]] = message["problem"], clock
            elif "ended" in message:
                self._ended[message["ended"]] = message["how"]
            self._ready = self._ready or "ready" in message
            self._changed.notify_all()


def _end_of(process: subprocess.Popen) -> int:
    """Wait for a process whose line is closed, and kill it if it does not end."""
    try:
        return process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


@functools.cache
def sandbox_problem() -> str | None:
    """Return in one line why no sandbox can be built here, and what helps; None if one can.

    Found out once, by starting a sandbox that does nothing.
    """
    if sys.platform != "linux":
        return f"Grading in a sandbox needs Linux. {_UNSAFE}."
    if platform.machine() not in MACHINES:
        known = " and ".join(MACHINES)
        return f"The sandbox knows {known}, not {platform.machine()}. {_UNSAFE}."
    if find_bwrap() is None:
        return (
            "Grading needs bubblewrap (Debian, Ubuntu: apt install bubblewrap; "
            f"Fedora: dnf install bubblewrap). {_UNSAFE}."
        )
    try:
        with Template(TemplateSetup([_IDLE], [], {})) as template, template.start_child():
            return None
    except SandboxError as error:
        return (
            f"bubblewrap cannot build a sandbox here ({error}). User namespaces and seccomp must "
            "be allowed (Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0; in a "
            f"container: start it with --privileged). {_UNSAFE}."
        )


class Template:
    """A process that has everything loaded, and from which children are forked.

    unsafe: no sandbox; children run with the rights of this process.
    Raises: SandboxError if it did not start, for example because a setup cell raised.
    """

    def __init__(self, setup: TemplateSetup, limits: Limits | None = None, unsafe: bool = False):
        try:
            how = launch(unsafe)
        except FileNotFoundError as error:
            raise SandboxError(str(error)) from None
        self._line = TemplateLine(how, setup, limits or Limits())
        self._end = weakref.finalize(self, self._line.close)

    def start_child(self) -> "Child":
        """Fork a fresh child.

        Raises: SandboxError if the template is gone (start another one), or the child cannot be
            isolated.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                number, clock = self._line.start(theirs.fileno())
        except BaseException:
            ours.close()
            raise
        return Child(self._line, number, ours, clock)

    @property
    def alive(self) -> bool:
        """Whether children can still be started."""
        return self._line.alive

    def close(self) -> None:
        """End the template and all of its children; returns when they are gone."""
        self._end()

    def __enter__(self) -> "Template":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Child:
    """One student's process. socket: this side's end of its line."""

    def __init__(
        self, line: TemplateLine, number: int, end: socket.socket, clock: CpuClock
    ) -> None:
        self._line, self._number, self.socket, self._clock = line, number, end, clock

    def cpu_seconds(self) -> float:
        """Return the CPU time it has used so far."""
        return self._clock.seconds()

    def kill(self) -> None:
        """End it now; does not wait."""
        self._line.kill(self._number)

    def ending(self, seconds: float = 5.0) -> str:
        """Wait until it is gone, and return how it ended: "exit status 3", "signal 9 (SIGKILL)".

        Returns STILL_RUNNING if it takes longer.
        """
        return self._line.ending(self._number, seconds) or STILL_RUNNING

    def close(self) -> None:
        """End it, and return when nothing of it is left."""
        self.kill()
        if self._line.ending(self._number) is None:
            self._line.close()
        self.socket.close()  # not before: it would end by itself, sometimes
        self._clock.close()

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
