"""The trusted side of the sandbox: starts templates, and asks them for children.

A Template is one bubblewrap sandbox with one process in it. Each Child is forked from that
process, in namespaces of its own, and talks over a socket that nobody else holds.
"""

import functools
import platform
import socket
import sys
import tempfile
import weakref
from pathlib import Path

from helpers.grading.limits import Limits
from helpers.grading.redaction import copy_helpers
from helpers.grading.syscalls import MACHINES
from helpers.grading.template_line import SandboxError, TemplateLine, TemplateSetup
from helpers.grading.walls import find_bwrap, launch

__all__ = ["STILL_RUNNING", "Child", "SandboxError", "Template", "TemplateSetup", "sandbox_problem"]

STILL_RUNNING = "still running"
_UNSAFE = (
    "--unsafe grades without a sandbox: students' programs then run with your rights, "
    "which is only sensible in a container that holds nothing else"
)
# A worker that does nothing, for a trial of the sandbox that loads nothing.
_IDLE = """
import sys, types
sys.modules["helpers.grading.worker"] = types.SimpleNamespace(serve=lambda *given: None)
"""


@functools.cache
def sandbox_problem() -> str | None:
    """Say in one line why students' programs cannot be shut in here, and what helps; or None.

    The answer is found out once, by starting a sandbox that does nothing.
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

    Raises:
        SandboxError: it did not start, for example because a setup cell raised.
    """

    def __init__(self, setup: TemplateSetup, limits: Limits | None = None, unsafe: bool = False):
        # Once started it reads no more of the copy, so that no folder is left if this process ends.
        with tempfile.TemporaryDirectory(prefix="grading-") as folder:
            if not unsafe:
                copy_helpers(Path(folder), setup.guarded)
            try:
                how = launch(unsafe, Path(folder))
            except FileNotFoundError as error:
                raise SandboxError(str(error)) from None
            self._line = TemplateLine(how, setup, limits or Limits())
        self._end = weakref.finalize(self, self._line.close)

    def start_child(self) -> "Child":
        """Fork a fresh child.

        Raises:
            SandboxError: the template is gone (start another one), or the child cannot be shut in.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                number = self._line.start(theirs.fileno())
        except BaseException:
            ours.close()
            raise
        return Child(self._line, number, ours)

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

    def __init__(self, line: TemplateLine, number: int, end: socket.socket) -> None:
        self._line, self._number, self.socket = line, number, end

    def kill(self) -> None:
        """End it now; does not wait."""
        self._line.kill(self._number)

    def ending(self, seconds: float = 5.0) -> str:
        """Wait until it is gone, and say how it ended: "exit status 3", "signal 9 (SIGKILL)".

        STILL_RUNNING if it takes longer.
        """
        return self._line.ending(self._number, seconds) or STILL_RUNNING

    def close(self) -> None:
        """End it, and return when nothing of it is left."""
        self.kill()
        if self._line.ending(self._number) is None:
            self._line.close()
        self.socket.close()  # not before: it would end by itself, sometimes

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
