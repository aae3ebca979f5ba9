"""The process from which the students' processes are forked; it never runs student code.

It loads the libraries once, runs the instructor's setup cells, and then forks one child for each
request that comes over the control line.
"""

import gc
import importlib
import linecache
import os
import platform
import re
import selectors
import signal
import socket
import sys
import traceback
import types
from typing import Any

from helpers.grading.sandbox.inside import control, namespaces
from helpers.grading.sandbox.inside.limits import Limits
from helpers.grading.sandbox.inside.namespaces import Isolation
from helpers.grading.sandbox.inside.seccomp import packed_program

References = dict[str, list[types.FunctionType]]


def main(fd: int) -> None:
    """Serve the control line on a file descriptor until it closes."""
    line = socket.socket(fileno=fd)
    line.set_inheritable(False)
    namespaces.make_undumpable()
    namespaces.die_with_parent()
    received = control.receive(line)
    if received is None:
        return
    order = received[0]
    try:
        if order["root"]:
            namespaces.become_unprivileged()
            namespaces.die_with_parent()  # a change of uid forgets it
            namespaces.make_undumpable()
        namespace, references = prepare(**order["setup"])
        if order["isolation"] is not None:
            packed_program(platform.machine())  # once for all children
    except BaseException:
        control.send(line, {"failed": traceback.format_exc(limit=-3)})
        return
    control.send(line, {"ready": True})
    isolation = None if order["isolation"] is None else Isolation(*order["isolation"])
    server = Server(line, Limits(*order["limits"]), isolation)
    server.serve(namespace, references)
    os._exit(0)  # in a sandbox this is process 1: everything in it ends now


def prepare(
    setup_sources: list[str],
    guarded: list[list[str]],
    check_modules: dict[str, list[str]],
    preload: list[str],
) -> tuple[dict[str, Any], References]:
    """Load what answers may use and run the setup.

    Returns: the namespace of the setup cells, and for each exercise the course's own functions.
    """
    for name, functions in check_modules.items():
        _stand_in(name, functions)
    for name in preload:
        importlib.import_module(name)
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    for number, source in enumerate(setup_sources):
        code = compile(source, f"<setup {number}>", "exec", dont_inherit=True)
        exec(code, module.__dict__)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    references = find_references(guarded)
    importlib.import_module("helpers.grading.sandbox.inside.worker")
    linecache.clearcache()
    importlib.invalidate_caches()
    gc.collect()
    gc.freeze()
    return module.__dict__, references


def _stand_in(name: str, functions: list[str]) -> None:
    """Put an inert module in place of one that holds checks."""
    module = types.ModuleType(name, "Checks do not run where answers are graded.")
    for function in functions:
        setattr(module, function, _inert(function))
    sys.modules[name] = module
    parent, _, last = name.rpartition(".")
    setattr(importlib.import_module(parent), last, module)


def _inert(name: str) -> types.FunctionType:
    def check(*args: object, **kwargs: object) -> None:
        """Do nothing."""

    check.__name__ = check.__qualname__ = name
    return check  # type: ignore[return-value]


def find_references(guarded: list[list[str]]) -> References:
    """Return for each exercise the functions that refuse while an answer to it is called.

    guarded: (exercise, module, qualified name) for each function.
    """
    references: References = {}
    for exercise, module, name in guarded:
        found: Any = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part, None)
        if isinstance(found, types.FunctionType) and not found.__code__.co_freevars:
            references.setdefault(exercise, []).append(found)
    return references


class Server:
    """Forks, kills and reaps children as the control line requests.

    isolation: what a child does to itself first; None where there is no sandbox.
    """

    def __init__(self, line: socket.socket, limits: Limits, isolation: Isolation | None) -> None:
        self.line, self.limits, self.isolation = line, limits, isolation
        self.pids: dict[int, int] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(line, selectors.EVENT_READ)

    def serve(self, namespace: dict[str, Any], references: References) -> None:
        """Answer requests until the line closes; then end every child."""
        while True:
            for key, _ in self.selector.select():
                if key.data is not None:
                    self._ended(key.fd, key.data)
                    continue
                received = control.receive(self.line)
                if received is None:
                    return self._kill_all()
                request, fd = received
                if request["do"] == "kill":
                    self._kill(request["id"])
                elif fd is not None:
                    self._start(request["id"], fd, namespace, references)

    def _start(
        self, number: int, fd: int, namespace: dict[str, Any], references: References
    ) -> None:
        status, report = os.pipe()
        first = os.fork()
        if first == 0:
            self.selector.close()
            os.close(status)
            run_child(fd, report, namespace, references, self.limits, self.isolation)
        os.close(fd)
        os.close(report)
        with open(status, "rb") as file:
            said = file.read().decode(errors="replace")
        pid = first
        if self.isolation is not None:
            os.waitpid(first, 0)  # it only made way for the child in the new namespaces
            inside = re.search(r"^inside (\d+)$", said, re.MULTILINE)
            pid = int(inside[1]) if inside else 0
        problem = re.search(r"^problem (.*)$", said, re.MULTILINE)
        pidfd = None
        if pid:
            self.pids[number], pidfd = pid, os.pidfd_open(pid)
            self.selector.register(pidfd, selectors.EVENT_READ, data=number)
        control.send(self.line, {"started": number, "problem": problem and problem[1]}, pidfd)
        if not pid:
            control.send(self.line, {"ended": number, "how": "it never started"})

    def _kill(self, number: int) -> None:
        if number in self.pids:
            os.kill(self.pids[number], signal.SIGKILL)

    def _ended(self, pidfd: int, number: int) -> None:
        self.selector.unregister(pidfd)
        os.close(pidfd)
        _, status = os.waitpid(self.pids.pop(number), 0)
        control.send(self.line, {"ended": number, "how": how_it_ended(status)})

    def _kill_all(self) -> None:
        for number in list(self.pids):
            self._kill(number)
        for pid in self.pids.values():
            os.waitpid(pid, 0)


def how_it_ended(status: int) -> str:
    """Return in words what a wait status means: "exit status 3", "signal 11 (SIGSEGV)"."""
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"exit status {code}"
    try:
        return f"signal {-code} ({signal.Signals(-code).name})"
    except ValueError:
        return f"signal {-code}"


def run_child(
    fd: int,
    report: int,
    namespace: dict[str, Any],
    references: References,
    limits: Limits,
    isolation: Isolation | None,
) -> None:
    """Be the child: isolate this process, report it on the pipe, serve, exit. Never returns."""
    status = 1
    try:
        if isolation is None:
            namespaces.die_with_parent()
            namespaces.close_files({fd, report})
        else:
            inside = namespaces.enter_namespaces()
            if inside:
                os.write(report, f"inside {inside}\n".encode())
                os._exit(0)
            namespaces.isolate(limits, isolation, {fd, report})
            sys.path.insert(0, "")  # as in a kernel: files that the submission writes
        os.close(report)
        worker = importlib.import_module("helpers.grading.sandbox.inside.worker")
        worker.serve(socket.socket(fileno=fd), namespace, references)
        status = 0
    except BaseException:
        try:
            last = traceback.format_exc().strip().splitlines()[-1]
            os.write(report, f"problem {last}\n".encode())
        except OSError:
            pass
    finally:
        os._exit(status)
