"""The essays of a module, to be graded by hand: task, rubric, and every text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from helpers.checks.runtime.text import block
from helpers.grading.assignment import Assignment
from helpers.grading.gradebook.read import Submission
from helpers.grading.report.names import People, Who

__all__ = ["Essay", "Text", "essays_of"]


class Text(NamedTuple):
    """What one student wrote; points: given by hand, or None."""

    who: Who
    text: str
    points: float | None


@dataclass
class Essay:
    """One essay over the class; texts: those that are not blank.

    graded: submissions whose essay has its points, blank ones included.
    """

    name: str
    max: float
    task: str
    rubric: str
    texts: list[Text]
    graded: int
    blank: int


def essays_of(
    assignment: Assignment,
    results: Mapping[str, dict[str, Any]],
    submissions: Mapping[str, Submission],
    people: People,
) -> list[Essay]:
    """Gather the essays of all submissions, in the order of the module."""
    return [_essay(name, assignment, results, submissions, people) for name in assignment.essays]


def _essay(
    name: str,
    assignment: Assignment,
    results: Mapping[str, dict[str, Any]],
    submissions: Mapping[str, Submission],
    people: People,
) -> Essay:
    texts, graded, blank = [], 0, 0
    for student, result in results.items():
        essay = (result.get("essays") or {}).get(name) or {"blank": True, "text": ""}
        submission = submissions.get(student)
        done = submission.cells.get(f"essay_{name}") if submission else None
        waits = done.waiting if done else submission is None or submission.waiting
        points = done.points if done else None
        graded += not waits
        blank += bool(essay.get("blank"))
        if not essay.get("blank"):
            text = people.text(block(essay.get("text") or ""))
            texts.append(Text(people.who(student), text, None if waits else points))
    part = assignment.part("essay", name)
    return Essay(
        name, assignment.points(name), _task(assignment, name), part.source, texts, graded, blank
    )


def _task(assignment: Assignment, name: str) -> str:
    """Return the task: the end of the text above the essay, from its last heading on."""
    before = ""
    for part in assignment.parts:
        if (part.kind, part.name) == ("essay", name):
            break
        before = part.source if part.cell_type == "markdown" else ""
    lines = before.splitlines()
    starts = [i for i, text in enumerate(lines) if text.startswith("#")]
    return "\n".join(lines[starts[-1] + 1 :] if starts else lines).strip()
