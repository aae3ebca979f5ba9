"""Writes a module's report: one HTML page that needs nothing else, and two CSV files beside it."""

from html import escape
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from helpers.common.files import write_whole
from helpers.common.formulas import to_mathml
from helpers.grading.gradebook.csv_files import defused, write_csv
from helpers.grading.report.figures import points_per_exercise, total_points
from helpers.grading.report.gather import Report, gather

__all__ = ["COLUMNS", "Written", "make_page", "write_report"]

COLUMNS = ("student", "name", "exercise", "points", "max", "status", "stage", "slip")
SLIP_COLUMNS = ("exercise", "slip", "students", "attempted", "share")
MOST_NAMED = 100  # names in one list of the page; report.csv has all


class Written(NamedTuple):
    """Where the report stands; notes: what could not be read, a line each."""

    page: Path
    table: Path
    slips: Path
    submissions: int
    notes: list[str]


def write_report(root: Path, slug: str, hide_names: bool = False) -> Written:
    """Write report.html, report.csv and slips.csv into grading/reports/SLUG/.

    Raises: AssignmentError if the module is not built; SourceError, GradebookError if the
        gradebook cannot be read; OSError.
    """
    report = gather(Path(root), slug, hide_names)
    folder = Path(root) / "grading" / "reports" / slug
    page, table, slips = folder / "report.html", folder / "report.csv", folder / "slips.csv"
    write_csv(table, [COLUMNS, *([defused(cell) for cell in row] for row in report.rows)], bom=True)
    write_csv(slips, [SLIP_COLUMNS, *_slip_rows(report)], bom=True)
    write_whole(page, make_page(report).encode("utf-8", "replace"))
    return Written(page, table, slips, report.submissions, report.notes)


def _slip_rows(report: Report) -> list[list[object]]:
    """List the slips; share: of those who attempted the exercise, from 0 to 1."""
    return [
        [e.name, defused(slip.hint), slip.count, e.attempted, round(slip.share, 4)]
        for e in report.exercises
        for slip in e.slips
    ]


def make_page(report: Report) -> str:
    """Make the page of a report; all that came from students is escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"percent": _percent, "points": _points, "rubric": rubric}
    environment.filters["formula"] = _formula
    return environment.get_template("report.html").render(
        report=report,
        totals=total_points(report),
        endings=points_per_exercise(report),
        most_named=MOST_NAMED,
    )


def _percent(share: float | None) -> str:
    """Write a share as the page does: 38 %."""
    return "–" if share is None else f"{100 * share:.0f} %"


def _formula(tex: str) -> str:
    """Return one of the course's own formulas as HTML, or as it is written."""
    return to_mathml(tex) or escape(f"${tex}$")


def _points(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def rubric(text: str) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """Cut the course's own Markdown into what the page shows: paragraphs and lists.

    Returns: ("p" or "ul", lines of it), each line in pieces ("", "b", "i", "code" or "math",
        text).
    """
    blocks: list[tuple[str, list[list[tuple[str, str]]]]] = []
    open_kind = ""
    for row in text.splitlines():
        kind = "ul" if row.startswith(("- ", "* ")) else "p" if row.strip() else ""
        if kind and (kind != open_kind or kind == "p"):
            blocks.append((kind, []))
        if kind:
            blocks[-1][1].append(_pieces(row[2:] if kind == "ul" else row))
        open_kind = kind
    return blocks


def _pieces(row: str) -> list[tuple[str, str]]:
    """Cut a line at its **bold**, *italic*, `code` and $formulas$."""
    for mark, kind in (("`", "code"), ("$$", "math"), ("$", "math"), ("**", "b"), ("*", "i")):
        before, found, after = row.partition(mark)
        inside, closed, after = after.partition(mark)
        if found and closed and inside.strip():
            return [*_pieces(before), (kind, inside), *_pieces(after)]
    return [("", row)] if row else []
