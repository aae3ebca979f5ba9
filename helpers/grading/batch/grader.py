"""Grades one submission in any process: answers in, result out."""

import contextlib
import faulthandler
import gc
import multiprocessing
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from helpers.grading.assignment import Assignment, version_of

if TYPE_CHECKING:  # loaded where submissions are graded, and nowhere else
    from helpers.grading.sandbox.inside.limits import Limits

__all__ = [
    "Done",
    "Grader",
    "OtherVersion",
    "code_version",
    "ends_within",
    "reason_of",
]

PACKAGE = Path(__file__).resolve().parents[2]
SPARE_EXERCISES, SLACK = 4, 180  # seconds; a session's own time, and a sandbox that starts slowly
# A cluster's worker may have many threads; standard output and what is kept serve one at a time.
_one = threading.Lock()
_taken: dict[tuple, Assignment] = {}  # the module last graded, by its version here and there


class Done(NamedTuple):
    """One submission that came back: its result, or the reason why there is none."""

    student: str
    result: dict[str, Any] | None
    reason: str = ""


def reason_of(error: Exception) -> str:
    """Return in one line why a submission has no result."""
    kind, text = type(error).__name__, " ".join(str(error).split())[:300]
    return f"{kind}: {text}" if text else kind


class OtherVersion(Exception):
    """A worker has another version of the course than the process that sends it work."""


@dataclass(frozen=True)
class Grader:
    """Grades submissions of one module wherever it is sent to; answers -> result.

    assignment: Assignment.as_dict(). version: of code_version() where the work comes from; None
    where the workers run the same files. limits: of one submission, those of Limits() if None.
    """

    assignment: dict[str, Any]
    version: str | None = None
    limits: "Limits | None" = None
    unsafe: bool = False

    def prepare(self) -> None:
        """Make what is kept for all submissions, in a process that waits for its first one.

        Raises: SandboxError if there is no sandbox; OtherVersion.
        """
        from helpers.grading.judging.module_checks import template_for

        with _one:
            template_for(self._module(), self.limits, self.unsafe)

    def __call__(self, answers: dict[str, Any]) -> dict[str, Any]:
        """Grade one submission: the same answers give the same result, except seconds.

        Raises: OtherVersion if the course is another one here; whatever of the sandbox or of the
            course's own checks goes wrong, which is never the student's doing.
        """
        from helpers.grading.judging.grade import grade_answers
        from helpers.grading.sandbox.inside.limits import Limits

        with _one:
            module, chosen = self._module(), self.limits or Limits()
            seconds = chosen.wall_seconds * (len(module.exercises) + SPARE_EXERCISES) + SLACK
            with ends_within(seconds):
                return grade_answers(answers, module, limits=chosen, unsafe=self.unsafe)

    def _module(self) -> Assignment:
        """Return the module; what grading it takes is prepared only once."""
        from helpers.grading.judging.module_checks import trusted_for

        key = self.assignment["version"], self.version
        if key not in _taken:
            module = Assignment.from_dict(self.assignment)
            if self.version is not None and code_version(module) != self.version:
                raise OtherVersion(
                    f"a worker has another version of the course in {PACKAGE.parent}; "
                    "update it to this version and restart the worker"
                )
            trusted_for(module)
            _taken.clear()
            _taken[key] = module
            if multiprocessing.parent_process() is not None:  # a process that does nothing else
                gc.freeze()  # what is loaded by now stays: the collector need not look at it again
        return _taken[key]


def code_version(assignment: Assignment) -> str:
    """Return the version of the module as the course that runs here would grade it."""
    return version_of(assignment.parts, PACKAGE)


@contextlib.contextmanager
def ends_within(seconds: float) -> Iterator[None]:
    """End this whole process if the block takes longer: then nothing in it can be trusted to stop.

    Every wait for a student's process has a limit of its own; this is for an error of the course.
    """
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
