"""What the subcommands of `course` that grade a class print, ask and refuse."""

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

ROWS = 40  # changes that are shown; a class of thousands would scroll them away


def grade_and_show(slug: str, folder: Path | None, yes: bool, words: dict[str, Any]) -> None:
    """Grade a class and print what became of it.

    words: the other options, by their names in grade_class.Options.
    Raises: typer.Exit with 1 if a submission is not graded or keeps a grade that would change,
        with 130 after Ctrl-C.
    """
    from helpers.grading.batch.workers import start_server

    if not words.get("scheduler"):
        start_server()  # it loads what the workers need beside what this process needs

    from helpers.common.errors import GradebookError
    from helpers.course.author.source import project_root
    from helpers.grading.assignment import AssignmentError
    from helpers.grading.batch.grade_class import grade_class
    from helpers.grading.batch.grader import OtherVersion
    from helpers.grading.batch.options import ClusterError, GradingError, Options, Stopped
    from helpers.grading.batch.progress import Progress

    root = project_root()

    def progress(total: int) -> Progress:
        gc.freeze()  # nbgrader and other modules stay: the collector need not visit them again
        _warn_if_unbuilt(root, slug)
        return Progress(total, sys.stderr)

    try:
        options = Options(folder=folder, **words)
        summary = grade_class(root, slug, options, lambda changes: ask(changes, yes), progress)
    except Stopped as stopped:
        typer.echo(f"course: {stopped}", err=True)
        raise typer.Exit(130) from None
    except (AssignmentError, GradingError, ClusterError, GradebookError, OtherVersion) as error:
        raise _refused(error) from None
    show(summary)
    if summary.not_graded or summary.kept:
        raise typer.Exit(1)


def _warn_if_unbuilt(root: Path, slug: str) -> None:
    from helpers.course.author.build import is_unbuilt

    if is_unbuilt(root, slug):
        typer.echo(
            f"course: solutions/{slug}.py is not what its notebook was built from; the notebook "
            f"counts. If the source is to count, stop and run: course build {slug[:2]}",
            err=True,
        )


def ask(changes: Sequence[Any], yes: bool) -> bool:
    """Show the grades that would change, and return whether to write them.

    Without --yes, and without a terminal to ask at, the answer is no.
    """
    from helpers.checks.runtime.text import line

    students = len({change.student for change in changes})
    grades, people = _count(len(changes), "grade"), _count(students, "student")
    typer.echo(f"{grades} of {people} would change:")
    for change in sorted(changes, key=lambda one: (one.student, one.exercise))[:ROWS]:
        old, new = ("none" if n is None else f"{n:g}" for n in (change.old, change.new))
        why = f"   {line(change.message)}" if change.message else ""
        typer.echo(f"  {line(change.student)}  {change.exercise}  {old} -> {new}{why}")
    if len(changes) > ROWS:
        typer.echo(f"  and {len(changes) - ROWS} more")
    if yes:
        return True
    if not at_a_terminal():
        typer.echo(
            "course: there is no terminal to confirm at; these grades were not changed. "
            "To write them, run the same command with --yes",
            err=True,
        )
        return False
    return typer.confirm("Write them?")


def at_a_terminal() -> bool:
    """Return whether there is a terminal to ask at."""
    return sys.stdin.isatty()


def show(summary: Any) -> None:
    """Print what became of a class's submissions."""
    from helpers.checks.runtime.text import line

    for student, reason in sorted(summary.not_graded.items()):
        typer.echo(f"not graded: {line(student)}: {line(reason)}", err=True)
    for text in summary.lines():
        typer.echo(text)
    _show_unread(summary.unread)
    if summary.lost:
        typer.echo(f"to look at in the report: {_some(sorted(summary.lost))}")
    if summary.new:
        typer.echo(f"not on the roster, but graded: {_some(sorted(summary.new))}", err=True)
    for one, other in summary.twins[:ROWS]:
        text = "differ in capitals, accents or punctuation only; is that one student?"
        typer.echo(f"course: the ids {line(one)} and {line(other)} {text}", err=True)
    if summary.not_graded:
        typer.echo("Run the same command to try these again.", err=True)
    typer.echo(f"Next: course report {summary.slug}")


def _show_unread(unread: dict[str, str]) -> None:
    """Print who could not be read, why, and what there is to do about it."""
    from helpers.checks.runtime.text import line

    if not unread:
        return
    typer.echo("could not be read, and have no grade until you decide:")
    for student, reason in sorted(unread.items())[:ROWS]:
        typer.echo(f"  {line(student)}: {line(reason, 300)}")
    if len(unread) > ROWS:
        typer.echo(f"  and {len(unread) - ROWS} more")
    typer.echo("Ask them for the file again; or count them as 0: course export ... --as-zero")


def enter_and_show(path: Path) -> None:
    """Enter a roster and print how many students it holds.

    Raises: typer.Exit with 1, after one line, if it cannot be read.
    """
    from helpers.common.errors import GradebookError
    from helpers.course.author.source import project_root
    from helpers.grading.gradebook.roster import RosterError, enter_roster

    try:
        done = enter_roster(project_root(), path)
    except RosterError as error:
        raise _refused(RosterError(f"{path}: {error}")) from None
    except GradebookError as error:
        raise _refused(error) from None
    for note in done.notes:
        typer.echo(f"course: {note}", err=True)
    typer.echo(f"{_count(done.students, 'student')}, {done.new} of them new")


def report_and_show(slug: str, hide_names: bool) -> None:
    """Write a module's report and print where its files are.

    Raises: typer.Exit with 1, after one line, if it cannot be written.
    """
    from helpers.common.errors import GradebookError
    from helpers.course.author.source import project_root
    from helpers.grading.assignment import AssignmentError
    from helpers.grading.report.page import write_report

    try:
        written = write_report(project_root(), slug, hide_names)
    except (AssignmentError, GradebookError) as error:
        raise _refused(error) from None
    for note in written.notes:
        typer.echo(f"course: {note}", err=True)
    typer.echo(f"{_count(written.submissions, 'submission')}:")
    for path in (written.page, written.table, written.slips):
        typer.echo(f"  {path}")


def export_and_show(slug: str, form: str, to: Path, as_zero: bool = False) -> None:
    """Write a module's grades as a CSV file and print how many there are.

    as_zero: count submissions that could not be read as 0, instead of leaving them out.

    Raises: typer.Exit with 1, after one line, if it cannot be written.
    """
    from helpers.common.errors import GradebookError
    from helpers.course.author.source import project_root
    from helpers.grading.gradebook.export import ExportError, export_grades

    try:
        done = export_grades(project_root(), slug, form, to, as_zero)
    except (ExportError, GradebookError) as error:
        raise _refused(error) from None
    for note in done.notes:
        typer.echo(f"course: {note}", err=True)
    typer.echo(f"{_count(done.students, 'student')}: {to}")


def time_and_store(slugs: Sequence[str]) -> None:
    """Measure how long grading a submission takes, print it, and store it for the syllabus.

    Raises: typer.Exit with 1, after one line, if it cannot be measured here.
    """
    import json

    from helpers.common.files import write_whole
    from helpers.course.author.source import project_root
    from helpers.course.site.syllabus import GRADING_TIME
    from helpers.grading.assignment import AssignmentError
    from helpers.grading.batch.timing import NotSolved, time_grading
    from helpers.grading.sandbox.host import SandboxError

    path = project_root() / GRADING_TIME
    rows = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    for slug in slugs:
        try:
            rows[slug] = time_grading(project_root(), slug)
        except (AssignmentError, SandboxError, NotSolved) as error:
            raise _refused(error) from None
        typer.echo(f"{slug}: first {rows[slug]['first']} s, each further {rows[slug]['next']} s")
    write_whole(path, (json.dumps(dict(sorted(rows.items())), indent=1) + "\n").encode())


def _refused(error: Exception) -> typer.Exit:
    """Print an error of the course as one line; return what ends the command."""
    typer.echo(f"course: {error}", err=True)
    return typer.Exit(1)


def _some(students: Sequence[str]) -> str:
    """Return the names of students, of many only the first."""
    from helpers.checks.runtime.text import line

    rest = len(students) - ROWS
    return ", ".join(map(line, students[:ROWS])) + (f" and {rest} more" if rest > 0 else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
