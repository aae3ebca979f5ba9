"""Grades a class's submissions of one module: the whole of `course grade` but its words.

What takes long to load, nbgrader above all, is loaded when the processes that grade have been
started, and beside what they load.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.grading.assignment import Assignment, read_assignment
from helpers.grading.batch.grader import Grader, code_version
from helpers.grading.batch.options import GradingError, Options, Stopped
from helpers.grading.batch.progress import Change, Progress, Summary
from helpers.grading.batch.workers import Workers
from helpers.grading.sandbox.host import sandbox_problem

if TYPE_CHECKING:
    from helpers.grading.batch.cluster import Cluster

__all__ = ["GradingError", "Options", "Stopped", "grade_class"]


def grade_class(
    root: Path,
    slug: str,
    options: Options,
    ask: Callable[[list[Change]], bool],
    progress: Callable[[int], Progress],
    grader: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> Summary:
    """Grade every submission of a module that is not graded yet, and write the grades.

    ask: the grades that would change -> whether to write them. progress: total ->
    a progress to count on. grader: answers -> result, in place of the sandbox (for tests).
    Raises: GradingError, Stopped, and the one-line errors of the parts.
    """
    assignment = read_assignment(root, slug)
    with _started(grader or _grader_for(assignment, options), options) as workers:
        here = grader is None and options.scheduler is None and not options.unsafe
        problem = sandbox_problem() if here else None
        if problem:
            raise GradingError(problem)

        from helpers.grading.batch.run import grade_found

        return grade_found(root, assignment, options, ask, progress, workers)


def _grader_for(assignment: Assignment, options: Options) -> Grader:
    version = None if options.scheduler is None else code_version(assignment)
    return Grader(assignment.as_dict(), version, options.limits, options.unsafe)


def _started(
    grade: Callable[[dict[str, Any]], dict[str, Any]], options: Options
) -> "Workers | Cluster":
    """Start the processes that grade; they get ready beside what this one still has to load."""
    if options.scheduler is None:
        return Workers(grade, options.workers)

    from helpers.grading.batch.cluster import Cluster

    return Cluster(grade, options.scheduler)
