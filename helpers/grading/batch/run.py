"""One run over a class's submissions of a module: reads them, has them graded, writes grades.

One process, this one, reads submissions and writes grades; others grade. First gradings and new
work are written as they come. Where a changed check would change a grade, the result waits until
the changes have been shown and confirmed.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.checks.runtime.text import error_text, line
from helpers.common.errors import GradebookError
from helpers.common.nbgrader_settings import Settings, read_settings
from helpers.grading.assignment import Assignment
from helpers.grading.batch.find import Submission, find_submissions, read_submission
from helpers.grading.batch.grader import Done
from helpers.grading.batch.identities import twins
from helpers.grading.batch.options import GradingError, Options, Stopped
from helpers.grading.batch.progress import Change, Progress, Summary
from helpers.grading.batch.recorder import Recorder, SubmittedWork
from helpers.grading.batch.workers import Workers
from helpers.grading.gradebook.read import read_roster
from helpers.grading.gradebook.results import StoreError, results_folder
from helpers.grading.gradebook.write import ClassGradebook
from helpers.grading.submission.rebuild import digest_of

if TYPE_CHECKING:
    from helpers.grading.batch.cluster import Cluster

__all__ = ["grade_found"]

Ask = Callable[[list[Change]], bool]


def grade_found(
    root: Path,
    assignment: Assignment,
    options: Options,
    ask: Ask,
    progress: Callable[[int], Progress],
    workers: "Workers | Cluster",
) -> Summary:
    """Grade what there is of a module; the arguments are those of grade_class.

    Raises: GradingError, Stopped, and the one-line errors of the parts.
    """
    slug = assignment.slug
    settings = read_settings(root)
    roster = read_roster(root)
    found = find_submissions(settings, slug, options.folder, roster.people)
    if not found.submissions and not found.refused:
        where = options.folder or settings.above("submitted")
        raise GradingError(f"no submissions of {slug} in {where}")
    summary = Summary(slug, sum(map(assignment.points, assignment.exercises)))
    summary.not_graded.update(found.refused)
    students = [one.student for one in found.submissions]
    if roster.entered:  # without a roster nobody is missing on it
        summary.new += [student for student in students if student not in roster.people]
    summary.twins += twins(students, roster.people)
    with (
        _only_run(settings, slug),
        Recorder(settings, assignment, ClassGradebook(settings, assignment)) as recorder,
    ):
        run = _Run(recorder, options, summary)
        try:
            with progress(len(found.submissions)) as run.progress:
                run.grade(found.submissions, workers)
            run.settle(found.submissions, ask)
        except KeyboardInterrupt:
            raise Stopped(
                f"stopped; {summary.settled} of {len(found.submissions)} are graded and written. "
                "The same command continues from there"
            ) from None
    return summary


@contextlib.contextmanager
def _only_run(settings: Settings, slug: str) -> Iterator[None]:
    """Keep a second run of the same module out while this one writes."""
    folder = results_folder(settings.root, slug)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # not on Windows; a second run is not kept out there
        yield
        return
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise GradingError(
                f"{slug} is being graded by another run; wait until it has finished"
            ) from None
        yield


class _Run:
    """One run over a class: who is being graded, who waits for a yes."""

    progress: Progress

    def __init__(self, recorder: Recorder, options: Options, summary: Summary) -> None:
        self.recorder, self.options, self.summary = recorder, options, summary
        self._out: dict[str, SubmittedWork] = {}  # being graded; a few at a time
        self._changes: list[Change] = []

    def grade(self, submissions: list[Submission], workers: "Workers | Cluster") -> None:
        """Grade what is to be graded; of a fresh class, the first ones before there are grades."""
        if self.recorder.has_results():
            self.recorder.open_book()
        results = workers.grade_all(self._jobs(submissions))
        self.recorder.open_book()
        for done in results:
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

    def _settle(self, work: SubmittedWork) -> None:
        """Write the result that waited for a yes."""
        result = self.recorder.stored(work, waiting=True)
        if result is None:
            why = "the submission changed while it was graded; run the command again"
            self.summary.not_graded[work.student] = why
        else:
            self._write(work, result)

    def _jobs(self, submissions: list[Submission]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Read submissions one by one; pass on those without a stored result."""
        for submission in submissions:
            try:
                work = self._read(submission)
                if not self._known(work):
                    self._out[work.student] = work
                    yield work.student, work.answers
            except Exception as error:  # whatever one submission does, the others are graded
                self.summary.not_graded[submission.student] = _short(error)
                self.progress.skip()

    def _known(self, work: SubmittedWork) -> bool:
        """Deal with a submission that was graded before; tell whether that was so."""
        if self.options.force:
            return False
        stored = self.recorder.stored(work)
        if stored is not None and self.recorder.is_done(work, stored):
            self.summary.count(work.student, stored, graded=False)
            self.progress.skip()
            return True
        result = stored or self.recorder.stored(work, waiting=True)
        if result is not None:
            self._decide(work, result)
            self.progress.skip()
        return result is not None

    def _take(self, done: Done) -> None:
        """Take what a worker returned."""
        work = self._out.pop(done.student)
        if done.result is None:
            self.summary.not_graded[done.student] = done.reason
            return
        try:
            self._decide(work, done.result)
        except Exception as error:
            self.summary.not_graded[done.student] = _short(error)

    def _decide(self, work: SubmittedWork, result: dict[str, Any]) -> None:
        """Write a result, or let it wait if it would change a grade."""
        changes = self.recorder.changes(work.student, result)
        if changes:
            self.recorder.hold(work.student, result)
            self._changes += changes
        else:
            self._write(work, result)

    def _write(self, work: SubmittedWork, result: dict[str, Any]) -> None:
        self.recorder.write(work, result)
        self.summary.count(work.student, result)

    def _read(self, submission: Submission) -> SubmittedWork:
        """Read a submission's answers, and when it was submitted.

        Only nbgrader's own folder states the time; elsewhere such a file is the student's.
        """
        answers = read_submission(submission, self.recorder.assignment)
        folder, timestamp = submission.path, None
        if self.options.folder is None and folder.is_dir() and not submission.is_link:
            timestamp = self.recorder.settings.course.get_existing_timestamp(str(folder))
            if timestamp is None and os.path.lexists(folder / "timestamp.txt"):
                answers["problems"].append("timestamp.txt: no date and time can be read from it")
        return SubmittedWork(submission.student, answers, digest_of(answers), timestamp)


def _short(error: Exception) -> str:
    """Return in one line what went wrong with one submission."""
    if isinstance(error, OSError) and error.strerror:
        return line(f"{error.filename or 'file'}: {error.strerror}")
    if isinstance(error, StoreError | GradebookError):  # which say it in words
        return line(error)
    return error_text(error)
