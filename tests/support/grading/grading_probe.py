"""A stand-in for the worker: each request is a Python text, the answer is what it evaluates to."""

import ast
import contextlib
import json
import os
import select

import pytest

from helpers.grading.sandbox.host import Child, Template, TemplateSetup
from helpers.grading.sandbox.inside.limits import Limits

# Run as a setup cell: the template then takes this module for the real worker.
_WORKER = """
import sys as _sys, types as _types
def _serve(sock, namespace, references):
    import json
    namespace["sock"], namespace["references"] = sock, references
    file = sock.makefile("r")
    for line in file:
        source, namespace["found"] = json.loads(line), None
        try:
            exec(source, namespace)
            said = repr(namespace["found"])
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        sock.sendall(json.dumps(said).encode() + b"\\n")
_worker = _types.ModuleType("helpers.grading.sandbox.inside.worker")
_worker.serve = _serve
_sys.modules["helpers.grading.sandbox.inside.worker"] = _worker
"""


def template(*sources, limits=None, unsafe=False, guarded=(), check_modules=None, preload=()):
    """Start a template whose children run what ask() sends."""
    setup = TemplateSetup(
        [_WORKER, *sources], [list(g) for g in guarded], check_modules or {}, tuple(preload)
    )
    return Template(setup, limits or Limits(), unsafe=unsafe)


def ask(child: Child, source: str) -> str:
    """Run a text in the child; gives repr(found), or the error; '' when the child is gone."""
    child.socket.settimeout(60)
    with contextlib.suppress(ConnectionError):
        child.socket.sendall(json.dumps(source).encode() + b"\n")
        data = b""
        while not data.endswith(b"\n"):
            more = child.socket.recv(1 << 16)
            if not more:
                return ""
            data += more
        return json.loads(data)
    return ""


def value(child, source):
    """Run a text in the child and read what it found."""
    said = ask(child, source)
    try:
        return ast.literal_eval(said)
    except (SyntaxError, ValueError):
        pytest.fail(f"{source!r} gave {said!r}")


def descendants(pid: int) -> list[int]:
    """List the processes under one, each after its parent."""
    parents = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{entry}/stat") as file:
            parents[int(entry)] = int(file.read().rpartition(")")[2].split()[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


class Watched:
    """Processes that are watched by their file descriptors, so that no number is met again."""

    def __init__(self, pids: list[int]) -> None:
        self.pidfds = [os.pidfd_open(pid) for pid in pids]

    def all_gone(self, seconds: float = 0.0) -> bool:
        """Tell whether each of them has ended, waiting for each so long at most."""
        return all(select.select([fd], [], [], seconds)[0] for fd in self.pidfds)

    def none_gone(self) -> bool:
        """Tell whether each of them still runs."""
        return not select.select(self.pidfds, [], [], 0)[0]

    def close(self) -> None:
        for fd in self.pidfds:
            os.close(fd)
