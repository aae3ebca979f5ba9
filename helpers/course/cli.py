"""The command `course`: each subcommand reads its options, calls one function, prints the result.

Whatever takes long to import is imported inside the subcommand that needs it. Every error of the
course itself is one line on stderr and exit code 1.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from helpers.course.cli_tables import (
    CHECKS,
    Columns,
    plain,
    show,
    show_progress,
    version_lines,
)

app = typer.Typer(
    help="Build, check and follow the course on recurrent neural networks.\n\n"
    "MODULE is a number or a name: 1, 01 and 01_unrolling are the same; without it, the command "
    "covers all modules.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
LEARNERS, INSTRUCTORS, AUTHORS = "For learners", "For instructors", "For authors"
Modules = Annotated[
    list[str] | None, typer.Argument(metavar="MODULE", help="Modules; all if none is named.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the rows as JSON.")]


@contextmanager
def plain_errors(*kinds: type[Exception]) -> Iterator[None]:
    """Turn the course's own errors, and those of the given kinds, into one line and exit code 1."""
    from helpers.common.errors import SourceError
    from helpers.course.learner.jupyter import ServeError
    from helpers.course.learner.workspace import LabError

    # nbgrader calls alembic, and Jupyter its parts, by name.
    scripts = str(Path(sys.executable).parent)
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", "")])
    told: tuple[type[Exception], ...] = (SourceError, LabError, ServeError, *kinds)
    try:
        yield
    except told as error:
        typer.echo(f"course: {error}", err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        typer.echo(f"course: {error.filename or 'file'}: {error.strerror or error}", err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo("course: stopped", err=True)
        raise typer.Exit(130) from None


def _show_version(wanted: bool) -> None:
    if wanted:
        from helpers.course import VERSION

        typer.echo(version_lines(VERSION))
        raise typer.Exit


@app.callback()
def course(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=_show_version,
            help="Print the version, and those of Python, NumPy and PyTorch.",
        ),
    ] = False,
) -> None:
    """The command itself; its help stands at app."""


@app.command(rich_help_panel=LEARNERS)
def lab(
    refresh: Annotated[
        str | None,
        typer.Option(
            metavar="MODULE", help="Take a newer version of MODULE into workspace/; do not start."
        ),
    ] = None,
    port: Annotated[str, typer.Option(help="The port JupyterLab listens on.")] = "8888",
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
    instructor: Annotated[
        bool, typer.Option("--instructor", help="Start in the course, with formgrader.")
    ] = False,
) -> None:
    """Copy the notebooks you do not have yet into workspace/ and start JupyterLab there."""
    with plain_errors():
        from helpers.course.author.source import project_root
        from helpers.course.learner.jupyter import start_lab
        from helpers.course.learner.workspace import fill_workspace

        if refresh is not None:
            _refresh(refresh)
            return
        root = project_root()
        for path in [] if instructor else fill_workspace(root):
            typer.echo(f"new: {path.relative_to(root)}")
        start_lab(root, port, browser, instructor)


@app.command(rich_help_panel=LEARNERS)
def progress(
    as_json: Json = False,
    page: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it as a page (HTML) instead.")
    ] = None,
) -> None:
    """Show how far you are: exercises passed, tried and all, points, predictions made.

    It reads the notebooks as last saved; an answer edited after its check passed still counts
    until the check runs again.
    """
    with plain_errors():
        from helpers.course.author.source import project_root

        if page is not None:
            from helpers.course.learner.progress_page import write_page

            write_page(project_root(), page)
            typer.echo(f"wrote {page}")
            return
        show_progress(project_root(), as_json)


@app.command(rich_help_panel=INSTRUCTORS)
def roster(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file with a column id.")],
) -> None:
    """Enter a class into the gradebook from a CSV file."""
    with plain_errors():
        from helpers.course.cli_grading import enter_and_show

        enter_and_show(file)


@app.command(rich_help_panel=INSTRUCTORS)
def grade(
    module: Annotated[str, typer.Argument(metavar="MODULE", help="The module to grade.")],
    submissions: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Their folder, if not grading/submitted: STUDENT/, STUDENT.ipynb, "
            "STUDENT_MODULE.ipynb, or as Canvas and Moodle name them.",
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Number of grading processes; default: one per core.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Grade on this Dask cluster instead.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Write changed grades without asking.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Grade unchanged submissions again as well.")
    ] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Run answers without a sandbox, with your own rights.")
    ] = False,
) -> None:
    """Grade a class's submissions of a module; a second call continues where one stopped."""
    with plain_errors():
        from helpers.course.cli_grading import grade_and_show

        words = {"workers": workers, "scheduler": scheduler, "unsafe": unsafe, "force": force}
        grade_and_show(_one_slug(module), submissions, yes, words)


@app.command(rich_help_panel=INSTRUCTORS)
def report(
    module: Annotated[str, typer.Argument(metavar="MODULE", help="The module to report on.")],
    hide_names: Annotated[
        bool,
        typer.Option(
            "--hide-names", help="Show aliases for people, and leave students' texts out."
        ),
    ] = False,
) -> None:
    """Write a page about the class's mistakes, with tables, into grading/reports/."""
    with plain_errors():
        from helpers.course.cli_grading import report_and_show

        report_and_show(_one_slug(module), hide_names)


@app.command(rich_help_panel=INSTRUCTORS)
def export(
    module: Annotated[str, typer.Argument(metavar="MODULE", help="The module to export.")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The file to write.")],
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="nbgrader, canvas or moodle.")
    ] = "nbgrader",
    as_zero: Annotated[
        bool,
        typer.Option("--as-zero", help="Count submissions that could not be read as 0 points."),
    ] = False,
) -> None:
    """Write a module's grades as a CSV file for another system."""
    with plain_errors():
        from helpers.course.cli_grading import export_and_show

        export_and_show(_one_slug(module), form, to, as_zero)


@app.command(rich_help_panel=INSTRUCTORS)
def syllabus(
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="The file to write; default: print.")
    ] = None,
) -> None:
    """Write what every module asks for and shows, and the mistakes its checks know, as Markdown."""
    with plain_errors():
        from helpers.common.files import write_whole
        from helpers.course.author.source import project_root
        from helpers.course.site.material import read_material
        from helpers.course.site.syllabus import syllabus as page_of

        text = page_of(read_material(project_root()), project_root())
        if to is None:
            typer.echo(text)
        else:
            write_whole(to, text.encode())


@app.command(rich_help_panel=AUTHORS)
def build(
    modules: Modules = None,
    check: Annotated[
        bool, typer.Option("--check", help="Run and write nothing; name what is stale.")
    ] = False,
    run: Annotated[
        bool, typer.Option(help="Run the cells, or keep the outputs of unchanged ones.")
    ] = True,
) -> None:
    """Make both notebooks of each module from its source, and run the instructor's."""
    with plain_errors():
        from helpers.course.author import build as builder

        if check:
            stale = builder.check(modules or ())
            for line in stale:
                typer.echo(f"stale: {line}", err=True)
            if stale:
                raise typer.Exit(1)
            typer.echo("every notebook matches its source")
            return
        for note in builder.notes(modules or ()) if run else ():
            typer.echo(f"note: {note}", err=True)
        for slug in builder.build(modules or (), run=run):
            typer.echo(f"built {slug}")


@app.command(rich_help_panel=AUTHORS)
def checks(modules: Modules = None, as_json: Json = False) -> None:
    """Measure how strong each exercise's check is: slips, right alternatives, mutants."""
    from helpers.course.measure.check_strength import MeasureError, measure_checks

    with plain_errors(MeasureError):
        slugs = _slugs(modules)
        show(plain(measure_checks(slugs)), CHECKS, as_json, total=True)
        if not as_json:
            _show_equivalents(slugs)


@app.command(rich_help_panel=AUTHORS)
def experiments(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Experiments; all if none is named.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Run nothing; name the stored results out of date.")
    ] = False,
) -> None:
    """Run experiments that are too long for a notebook, and store their results."""
    from helpers.course.measure.experiments import (
        ExperimentError,
        find_experiments,
        run_experiment,
        stale_results,
    )

    with plain_errors(ExperimentError):
        if check:
            stale = list(stale_results())
            for line in stale:
                typer.echo(f"stale: {line}", err=True)
            raise typer.Exit(1 if stale else 0)
        for name in find_experiments(names or ()):
            typer.echo(f"stored {run_experiment(name, typer.echo)}")


@app.command(rich_help_panel=AUTHORS)
def time(
    modules: Modules = None,
    as_json: Json = False,
    grading: Annotated[
        bool,
        typer.Option("--grading", help="Measure grading instead; data/grading_time.json keeps it."),
    ] = False,
) -> None:
    """Run the instructor notebooks fresh and measure seconds and memory."""
    if grading:
        with plain_errors():
            from helpers.course.cli_grading import time_and_store

            time_and_store(_slugs(modules))
        return
    from helpers.course.measure.check_strength import MeasureError
    from helpers.course.measure.timing import measure_time

    with plain_errors(MeasureError):
        columns: Columns = {
            "module": lambda row: row["module"],
            "seconds": lambda row: f"{row['seconds']:.1f}",
            "peak MB": lambda row: f"{row['peak_mb']:.0f}",
            "slowest cell, seconds": lambda row: f"{row['slowest_cell_seconds']:.1f}",
            "cells": lambda row: row["cells"],
        }
        show(plain(measure_time(_slugs(modules))), columns, as_json)


@app.command(rich_help_panel=AUTHORS)
def site(modules: Modules = None) -> None:
    """Build the course as web pages to read, under build/site/html; nothing runs."""
    from helpers.course.site.build import SiteError, build_site

    with plain_errors(SiteError):
        start = build_site(modules or ())
        typer.echo(f"built {start}")
        typer.echo(f"search shows excerpts over http: python -m http.server -d {start.parent}")


@app.command(rich_help_panel=AUTHORS)
def nbval(modules: Modules = None) -> None:
    """Run the instructor notebooks again and compare their outputs with the stored ones."""
    from helpers.course.author.source import project_root
    from helpers.course.measure.outputs import compare_outputs

    with plain_errors():
        raise typer.Exit(compare_outputs(project_root(), _slugs(modules)))


def _show_equivalents(slugs: Sequence[str]) -> None:
    """List the mutants that no check can tell from the solution, each with its reason."""
    from helpers.checks.catalogue import checks_of

    for slug in slugs:
        for name, check in checks_of(slug).items():
            for mutant, reason in check.equivalent.items():
                typer.echo(f"equivalent in {name}: {mutant}\n    {reason}")


def _refresh(name: str) -> None:
    """Refresh one module's copy and say what became of the learner's cells."""
    from helpers.course.author.source import find_sources, project_root
    from helpers.course.learner.workspace import refresh

    root = project_root()
    for source in find_sources(root, [name]):
        done = refresh(source.stem, root)
        where = done.path.relative_to(root)
        if done.copied:
            typer.echo(f"new: {where}")
        elif done.backup is None:
            typer.echo(f"{where} is up to date; nothing to do")
        else:
            text = "is now the newer version" if done.newer else "has the course's own cells again"
            typer.echo(f"{where} {text}.")
            mine = f"{_count(len(done.kept), 'answer')} and {_count(done.own, 'cell')} of your own"
            typer.echo(f"Kept: {mine}. The file as it was: {done.backup.name}")
            for cell_id in done.changed:
                typer.echo(f"{cell_id}: the text before your answer has changed; compare the two")
            typer.echo("If it is open in JupyterLab, choose File > Reload Notebook from Disk.")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _slugs(modules: Sequence[str] | None) -> list[str]:
    """Return the slugs of the named modules, or of all."""
    from helpers.course.author.source import find_sources, project_root

    return [path.stem for path in find_sources(project_root(), tuple(modules or ()))]


def _one_slug(module: str) -> str:
    return _slugs([module])[0]


if __name__ == "__main__":
    app()
