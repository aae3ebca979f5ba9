"""The unit of work of a class: one submission's answers in, its result out, in any process."""

import contextlib
import faulthandler
import gc
import multiprocessing
import os
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from helpers.grading.assignment import Assignment, version_of

__all__ = ["OtherVersion", "code_version", "ends_within", "grade_unit", "unit_for"]

PACKAGE = Path(__file__).resolve().parents[1]
SPARE_EXERCISES, SLACK = 4, 180  # seconds; a session's own time, and a sandbox that starts slowly
_one = threading.Lock()  # a cluster's worker may have many threads; only one may take stdout
_taken: dict[str, tuple[Assignment, str]] = {}  # the module last graded, and its version here


class OtherVersion(Exception):
    """A worker has another version of the course than the process that sends it work."""


def code_version(assignment: Assignment) -> str:
    """Return the version of the module as the course that runs here would grade it."""
    return version_of(assignment.parts, PACKAGE)


def unit_for(assignment: Assignment, limits: Any = None, unsafe: bool = False) -> Any:
    """Return answers -> result for one module, to be sent to workers."""
    return partial(
        grade_unit,
        assignment=assignment.as_dict(),
        version=code_version(assignment),
        limits=tuple(limits) if limits is not None else None,
        unsafe=unsafe,
    )


def grade_unit(
    answers: dict[str, Any],
    assignment: dict[str, Any],
    version: str,
    limits: tuple | None = None,
    unsafe: bool = False,
) -> dict[str, Any]:
    """Grade one submission: the same answers and version give the same result, except seconds.

    assignment: Assignment.as_dict(). version: of code_version() where the work comes from.
    Raises: OtherVersion if the course is another one here; whatever of the sandbox or of the
        course's own checks goes wrong, which is never the student's doing.
    """
    from helpers.grading.answers import grade_answers
    from helpers.grading.limits import Limits
    from helpers.grading.trusted import trusted_for

    kept = _taken.get(assignment["version"])
    if kept is None:
        _taken.clear()
        module = Assignment.from_dict(assignment)
        kept = _taken[assignment["version"]] = (module, code_version(module))
        trusted_for(module)
        if multiprocessing.parent_process() is not None:  # a process that does nothing else
            gc.freeze()  # what is loaded by now stays: the collector need not look at it again
    module, own = kept
    if own != version:
        raise OtherVersion(
            f"a worker has another version of the course in {PACKAGE.parent}; "
            "bring it to the version of this one and start the worker again"
        )
    chosen = Limits(*limits) if limits is not None else Limits()
    seconds = chosen.seconds * (len(module.exercises) + SPARE_EXERCISES) + SLACK
    with _one, ends_within(seconds):
        return grade_answers(answers, module, limits=chosen, unsafe=unsafe)


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
