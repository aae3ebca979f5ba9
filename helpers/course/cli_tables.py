"""What the command `course` prints of rows: tables, or the rows as JSON."""

import json
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, is_dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typer

__all__ = ["CHECKS", "plain", "show", "show_progress", "version_lines"]

Columns = dict[str, Callable[[dict[str, Any]], Any]]

CHECKS: Columns = {
    "module": lambda row: row["module"],
    "exercise": lambda row: row["exercise"],
    "points": lambda row: row["points"],
    "slips": lambda row: f"{row['slips_caught']}/{row['slips']}",
    "alternatives": lambda row: f"{row['alternatives_accepted']}/{row['alternatives']}",
    "mutants": lambda row: f"{row['killed']}/{row['mutants']}",
    "equivalent": lambda row: row["equivalent"],
    "pairs": lambda row: f"{row['pairs_rejected']}/{row['pairs']}",
    "named": lambda row: row["pairs_named"],
    "untrue": lambda row: row["pairs_untrue"],
    "score": lambda row: f"{row['score']:.4f}" if "score" in row else "",
}
PROGRESS: Columns = {
    "module": lambda row: row["module"],
    "passed / tried / all": lambda row: f"{row['passed']} / {row['tried']} / {row['all']}",
    "points": lambda row: f"{row['points']} / {row['points_all']}",
    "optional": lambda row: f"{row['optional']} / {row['optional_all']}",
    "predictions": lambda row: f"{row['predictions']} / {row['predictions_all']}",
}


def version_lines(course: str) -> str:
    """Return the course's version, and below it what a report of a mistake should name."""
    packages = (f"{name} {version(package)}" for name, package in _PACKAGES.items())
    where = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    return f"{course}\n{where}, {', '.join(packages)}"


_PACKAGES = {"NumPy": "numpy", "PyTorch": "torch"}


def plain(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Return rows as plain data."""
    return [asdict(row) if is_dataclass(row) else dict(row) for row in rows]  # type: ignore[arg-type]


def show(rows: list[dict[str, Any]], columns: Columns, as_json: bool, total: bool = False) -> None:
    """Print rows as JSON, or as a table whose numbers stand flush right.

    total: end the table with the sums over all rows, where there are several.
    """
    if as_json:
        typer.echo(json.dumps(rows, indent=1))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for i, name in enumerate(columns):
        text = i == 0 or name == "exercise"
        table.add_column(name, justify="left" if text else "right", no_wrap=text)
    for row in rows:
        table.add_row(*(str(column(row)) for column in columns.values()))
    if total and len(rows) > 1:
        table.add_section()
        table.add_row(*(str(column(_total(rows))) for column in columns.values()))
    # Into a file or a pipe goes the whole table, however narrow the terminal is taken to be.
    Console(width=None if sys.stdout.isatty() else 120).print(table)


def _total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the sums of the columns that count something; texts are left empty."""
    counted = {
        name: sum(row[name] for row in rows)
        for name, value in rows[0].items()
        if isinstance(value, int)
    }
    return {"module": "all", "exercise": "", **counted}


def show_progress(root: Path, as_json: bool) -> None:
    """Print how far the learner is, module by module, the total, and what to do next."""
    from helpers.course.learner.progress import module_progress
    from helpers.course.learner.progress_page import next_steps

    modules = module_progress(root)
    rows = [module.row().as_dict() for module in modules]
    show(rows, PROGRESS, as_json, total=True)
    if not as_json:
        typer.echo("Points are those of the checks; essays, which people grade, are not counted.")
        typer.echo(f"Next: {' '.join(next_steps(modules))}")
    for row in rows:
        if row["problem"]:
            typer.echo(f"course: {row['problem']}", err=True)
