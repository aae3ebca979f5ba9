"""Says in a line why a submission could not be read: what came in place of the notebook."""

from collections.abc import Sequence

from helpers.checks.runtime.text import line
from helpers.grading.assignment import Assignment
from helpers.grading.submission.salvage import salvaged

__all__ = ["nothing_read", "what_it_is"]

MOST_NAMED = 3
MOST_CHARS = 60
WEB_PAGE = (
    "a web page in place of the notebook (in Drive or Colab: File, Download, Download .ipynb)"
)


def what_it_is(data: bytes, assignment: Assignment) -> str:
    """Return what a file is in which no cell of the module was found."""
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data.strip(b"\xef\xbb\xbf \t\r\n\0"):
        return "an empty file"
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head")):
        return WEB_PAGE
    cells = salvaged(data).cells
    if not cells:
        return "no notebook can be read from it"
    if not any(cell.grade_id for cell in cells):
        return f"a notebook without a cell of {assignment.slug}"
    texts = (cell.source for cell in cells if cell.cell_type == "markdown")
    titles = (text.split("\n")[0] for text in texts if text.startswith("# "))
    title = next((f" ({line(title[2:], MOST_CHARS)})" for title in titles), "")
    return f"the notebook of another module{title}"


def nothing_read(found: Sequence[str], problems: Sequence[str], names: Sequence[str]) -> str:
    """Return why nothing was read of a submission.

    found: what the files are that may have been notebooks; problems: why others were not read;
    names: of all files.
    """
    reasons = [*found, *problems]
    if not reasons and names:
        reasons = [f"no notebook, only {', '.join(names[:MOST_NAMED])}"]
        reasons[0] += f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    more = len(reasons) - MOST_NAMED
    told = "; ".join(reasons[:MOST_NAMED]) or "the folder is empty"
    return told + (f"; and {more} more" if more > 0 else "")
