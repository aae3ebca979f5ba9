"""Grades a class's submissions of one module: the whole of `course grade` but its words.

One process, this one, reads submissions and writes grades; others grade. First gradings and new
work are written as they come. Where a changed check would change a grade, the result waits until
somebody has seen what changes and said yes.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from helpers.checks.runtime.text import error_text, line
from helpers.common.nbgrader_settings import Settings, read_settings
from helpers.grading.assignment import read_assignment
from helpers.grading.batch.find import Submission, find_submissions, read_submission
from helpers.grading.batch.progress import Change, Progress, Summary
from helpers.grading.batch.recorder import Desk, Paper
from helpers.grading.batch.workers import Done, grade_all, open_client, unit_for
from helpers.grading.gradebook.read import read_people
from helpers.grading.gradebook.results import StoreError, results_folder
from helpers.grading.gradebook.write import ClassGradebook, GradebookError
from helpers.grading.sandbox.host import sandbox_problem
from helpers.grading.sandbox.inside.limits import Limits
from helpers.grading.submission.rebuild import digest_of

__all__ = ["GradingError", "Options", "Stopped", "grade_class"]

Unit = Callable[[dict[str, Any]], dict[str, Any]]
Ask = Callable[[list[Change]], bool]


class GradingError(Exception):
    """Nothing can be graded; the message is one line."""


class Stopped(Exception):
    """Ctrl-C: what is graded is written; the message is one line."""


class Options(NamedTuple):
    """What `course grade` was told.

    folder: of submissions, other than nbgrader's. workers: processes, one per core if None.
    scheduler: address of a Dask cluster. unsafe: without a sandbox. force: grade also what is up
    to date. limits: of one submission.
    """

    folder: Path | None = None
    workers: int | None = None
    scheduler: str | None = None
    unsafe: bool = False
    force: bool = False
    limits: Limits = Limits()


def grade_class(
    root: Path,
    slug: str,
    options: Options,
    ask: Ask,
    progress: Callable[[int], Progress],
    unit: Unit | None = None,
) -> Summary:
    """Grade every submission of a module that is not graded yet, and write the grades.

    ask: is shown the grades that would change, and says whether to write them. progress: total ->
    a progress to count on. unit: answers -> result, in place of the sandbox (for tests).
    Raises: GradingError, Stopped, and the one-line errors of the parts.
    """
    assignment = read_assignment(root, slug)
    here = unit is None and options.scheduler is None and not options.unsafe
    problem = sandbox_problem() if here else None
    if problem:
        raise GradingError(problem)
    settings = read_settings(root)
    people = read_people(root)
    found = find_submissions(settings, slug, options.folder, people)
    if not found.submissions and not found.refused:
        where = options.folder or settings.above("submitted")
        raise GradingError(f"no submissions of {slug} in {where}")
    summary = Summary(slug, sum(map(assignment.points, assignment.exercises)))
    summary.not_graded.update(found.refused)
    if people:  # without a roster everybody is new
        summary.new += [one.student for one in found.submissions if one.student not in people]
    unit = unit or unit_for(assignment, options.limits, options.unsafe)
    with _only_run(settings, slug), ClassGradebook(settings, assignment) as book:
        run = _Run(Desk(settings, assignment, book), options, summary)
        try:
            with progress(len(found.submissions)) as run.progress:
                run.grade(found.submissions, unit)
            run.settle(found.submissions, ask)
        except KeyboardInterrupt:
            known = summary.graded + summary.skipped
            raise Stopped(
                f"stopped; {known} of {len(found.submissions)} are graded and written. "
                "The same command goes on from there"
            ) from None
    return summary


@contextlib.contextmanager
def _only_run(settings: Settings, slug: str) -> Iterator[None]:
    """Keep a second run of the same module out while this one writes."""
    folder = results_folder(settings.root, slug)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # not on Windows; there nobody is kept out
        yield
        return
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise GradingError(f"{slug} is being graded by another run; wait for it") from None
        yield


class _Run:
    """One run over a class: who is being graded, who waits for a yes."""

    progress: Progress

    def __init__(self, desk: Desk, options: Options, summary: Summary) -> None:
        self.desk, self.options, self.summary = desk, options, summary
        self._out: dict[str, Paper] = {}  # being graded; a few at a time
        self._changes: list[Change] = []

    def grade(self, submissions: list[Submission], unit: Unit) -> None:
        """Grade what is to be graded; processes start only if there is anything."""
        jobs = self._jobs(submissions)
        first = next(jobs, None)
        if first is None:
            return
        with open_client(self.options.workers, self.options.scheduler) as client:
            for done in grade_all(client, chain([first], jobs), unit):
                self._take(done)
                self.progress.advance()

    def settle(self, submissions: list[Submission], ask: Ask) -> None:
        """Show the grades that would change, and write them if the answer is yes."""
        waiting = {change.student for change in self._changes}
        if not waiting:
            return
        if not ask(self._changes):
            self.summary.kept += len(waiting)
            return
        for submission in submissions:
            if submission.student in waiting:
                try:
                    self._settle(self._read(submission))
                except Exception as error:
                    self.summary.not_graded[submission.student] = _short(error)

    def _settle(self, paper: Paper) -> None:
        """Write the result that waited for a yes."""
        result = self.desk.stored(paper, waiting=True)
        if result is None:
            why = "the submission changed while it was graded; run the command again"
            self.summary.not_graded[paper.student] = why
        else:
            self._write(paper, result)

    def _jobs(self, submissions: list[Submission]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Read submissions one by one; hand on those that no stored result speaks for."""
        for submission in submissions:
            try:
                paper = self._read(submission)
                if not self._known(paper):
                    self._out[paper.student] = paper
                    yield paper.student, paper.answers
            except Exception as error:  # whatever one submission does, the others are graded
                self.summary.not_graded[submission.student] = _short(error)
                self.progress.skip()

    def _known(self, paper: Paper) -> bool:
        """Deal with a submission that was graded before; tell whether that was so."""
        if self.options.force:
            return False
        stored = self.desk.stored(paper)
        if stored is not None and self.desk.is_done(paper, stored):
            self.summary.skipped += 1
            self.summary.count(stored)
            self.progress.skip()
            return True
        result = stored or self.desk.stored(paper, waiting=True)
        if result is not None:
            self._decide(paper, result)
            self.progress.skip()
        return result is not None

    def _take(self, done: Done) -> None:
        """Take what a worker gave back."""
        paper = self._out.pop(done.student)
        if done.result is None:
            self.summary.not_graded[done.student] = done.reason
            return
        try:
            self._decide(paper, done.result)
        except Exception as error:
            self.summary.not_graded[done.student] = _short(error)

    def _decide(self, paper: Paper, result: dict[str, Any]) -> None:
        """Write a result, or let it wait if it would change a grade."""
        changes = self.desk.changes(paper.student, result)
        if changes:
            self.desk.hold(paper.student, result)
            self._changes += changes
        else:
            self._write(paper, result)

    def _write(self, paper: Paper, result: dict[str, Any]) -> None:
        self.desk.write(paper, result)
        self.summary.graded += 1
        self.summary.count(result)

    def _read(self, submission: Submission) -> Paper:
        """Read a submission's answers, and when it was handed in.

        Only nbgrader's own folder tells when; elsewhere such a file is the student's.
        """
        answers = read_submission(submission, self.desk.assignment)
        folder, timestamp = submission.path, None
        if self.options.folder is None and folder.is_dir() and not submission.is_link:
            timestamp = self.desk.settings.course.get_existing_timestamp(str(folder))
            if timestamp is None and os.path.lexists(folder / "timestamp.txt"):
                answers["problems"].append("timestamp.txt: no date and time can be read from it")
        return Paper(submission.student, answers, digest_of(answers), timestamp)


def _short(error: Exception) -> str:
    """Say in one line what went wrong with one submission."""
    if isinstance(error, OSError) and error.strerror:
        return line(f"{error.filename or 'file'}: {error.strerror}")
    if isinstance(error, StoreError | GradebookError):  # which say it in words
        return line(error)
    return error_text(error)
