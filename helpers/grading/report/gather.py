"""Gathers what the instructor's page shows about a module: plain data, in the order it is shown.

Everything comes from grading/results/SLUG/ and, where there is one, the gradebook. The same files
give the same report, byte for byte: nothing is taken from the clock.
"""

import statistics
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from helpers.checks.runtime.text import line
from helpers.grading.assignment import Assignment, read_assignment
from helpers.grading.gradebook.read import Submission, read_class
from helpers.grading.gradebook.results import load_results
from helpers.grading.report.essays import Essay, essays_of
from helpers.grading.report.exercises import STOPPED, Exercise, exercise_of
from helpers.grading.report.names import People, Who
from helpers.grading.report.similarity import Alike, alike_of
from helpers.grading.submission.rebuild import OF_THE_COURSE

__all__ = ["Note", "Report", "gather"]


class Note(NamedTuple):
    """Lines about one submission."""

    who: Who
    lines: list[str]


@dataclass
class Report:
    """All that the page shows. totals: points of each submission; quartiles None below two.

    submissions: how many were read; only these are in totals and counts. unread: the others, with
    the reason. lost: remarks that may have cost points, or that are the course's fault.
    problems: harmless ones. essays_in_totals: every essay has been graded, and the totals hold
    their points.
    """

    slug: str
    title: str
    hidden: bool
    recorded: str
    submissions: int
    with_problems: int
    ungraded: int
    totals: list[float]
    max_total: float
    essays_in_totals: bool
    quartiles: tuple[float, float, float] | None
    exercises: list[Exercise]
    alike: Alike
    unread: list[Note]
    lost: list[Note]
    problems: list[Note]
    stopped: list[Note]
    essays: list[Essay]
    notes: list[str]
    rows: list[list[object]] = field(default_factory=list)

    @property
    def main(self) -> list[Exercise]:
        """Return the exercises that have points."""
        return [one for one in self.exercises if not one.optional]

    @property
    def optional(self) -> list[Exercise]:
        """Return the optional exercises, which are counted apart."""
        return [one for one in self.exercises if one.optional]


def gather(root: Path, slug: str, hide_names: bool = False) -> Report:
    """Gather a module's report; hide_names: aliases for students, and their texts left out.

    Raises: AssignmentError if the module is not built; SourceError, GradebookError if the
        gradebook's settings or the gradebook cannot be read; OSError.
    """
    root, damaged = Path(root), list[str]()
    assignment = read_assignment(root, slug)
    results = load_results(root, slug, damaged)
    record = read_class(root, slug) if (root / "nbgrader_config.py").is_file() else None
    people = People(root, results, record.people if record else {}, hide_names)
    everyone = {student: results[student] for student in sorted(results, key=people.order)}
    results = {student: done for student, done in everyone.items() if not done.get("unread")}
    submissions = record.submissions if record else {}
    _put_manual_points(results, submissions)
    essays = essays_of(assignment, results, submissions, people)
    whole = bool(essays) and all(e.graded == len(results) for e in essays) and bool(results)
    totals = [_total(results[s], submissions.get(s), assignment, whole) for s in results]
    stopped = list(_stopped(results, people))
    lost, problems = _problems(results, people)
    return Report(
        slug=slug,
        title=_title(assignment),
        hidden=hide_names,
        recorded=max((str(r.get("recorded") or "") for r in everyone.values()), default=""),
        submissions=len(results),
        with_problems=len({note.who for note in lost + stopped}),
        ungraded=_ungraded(root, slug, everyone),
        totals=totals,
        max_total=_most(assignment, whole),
        essays_in_totals=whole,
        quartiles=_quartiles(totals),
        exercises=[exercise_of(name, assignment, results, people) for name in assignment.exercises],
        alike=alike_of(assignment, results, people),
        unread=list(_unread(everyone, submissions, people)),
        lost=lost,
        problems=problems,
        stopped=stopped,
        essays=essays,
        notes=[people.text(line(text)) for text in damaged],
        rows=list(_rows(assignment, everyone, submissions, people)),
    )


# ----------------------------------------------------------------- the class as a whole


def _title(assignment: Assignment) -> str:
    """Return the first heading."""
    for part in assignment.parts:
        for text in part.source.splitlines():
            if part.cell_type == "markdown" and text.startswith("# "):
                return text[2:].strip()
    return assignment.slug


def _most(assignment: Assignment, whole: bool) -> float:
    names = [*assignment.exercises, *(assignment.essays if whole else ())]
    return float(sum(assignment.points(name) for name in names))


def _total(
    result: dict[str, Any], submission: Submission | None, assignment: Assignment, whole: bool
) -> float:
    points = sum(float(one.get("points") or 0.0) for one in result["exercises"].values())
    if whole:
        points += sum(_essay_points(result, submission, name) for name in assignment.essays)
    return points


def _essay_points(result: dict[str, Any], submission: Submission | None, name: str) -> float:
    done = submission.cells.get(f"essay_{name}") if submission else None
    return (done.points or 0.0) if done else 0.0


def _put_manual_points(
    results: dict[str, dict[str, Any]], submissions: Mapping[str, Submission]
) -> None:
    """Let points that a person gave to a check stand for those of the check, as nbgrader does."""
    for student, result in results.items():
        cells = submissions[student].cells if student in submissions else {}
        for name, done in result["exercises"].items():
            by_hand = cells.get(f"check_{name}")
            if by_hand is not None and by_hand.points is not None:
                done["points"] = by_hand.points


def _quartiles(totals: list[float]) -> tuple[float, float, float] | None:
    if len(totals) < 2:
        return None
    low, middle, high = statistics.quantiles(totals, n=4, method="inclusive")
    return low, middle, high


def _ungraded(root: Path, slug: str, results: Iterable[str]) -> int:
    """Count the submissions that have no result yet."""
    folders = (root / "grading" / "submitted").glob(f"*/{slug}")
    return len({folder.parent.name for folder in folders} - set(results))


# ----------------------------------------------------------------- submissions to look at


def _unread(
    results: dict[str, dict[str, Any]], submissions: Mapping[str, Submission], people: People
) -> Iterator[Note]:
    """Yield whose submission could not be read, why, and whether a person has graded it."""
    for student, result in results.items():
        if result.get("unread"):
            done = submissions.get(student)
            by_hand = done is not None and not done.waiting
            grade = f"graded by hand: {done.score:g} points" if done and by_hand else "no grade yet"
            yield Note(people.who(student), [line(people.text(result["unread"])), grade])


def _problems(results: dict[str, dict[str, Any]], people: People) -> tuple[list[Note], list[Note]]:
    """Return the remarks on files: those that may have cost points, and the harmless ones."""
    notes: tuple[list[Note], list[Note]] = ([], [])
    for student, result in results.items():
        lost = set(result.get("lost") or ())
        texts = list(dict.fromkeys(map(str, result.get("problems") or ())))
        grave = [text for text in texts if text in lost or text.startswith(OF_THE_COURSE)]
        harmless = [text for text in texts if text not in grave]
        for kind, lines in zip(notes, (grave, harmless), strict=True):
            if lines:
                shown = dict.fromkeys(line(people.text(text)) for text in lines)
                kind.append(Note(people.who(student), list(shown)))
    return notes


def _stopped(results: dict[str, dict[str, Any]], people: People) -> Iterator[Note]:
    """Yield the exercises that were stopped, with the message of each."""
    for student, result in results.items():
        lines = [
            f"{name} {one['status']}: {line(people.text(str(one.get('message') or '')))}"
            for name, one in result["exercises"].items()
            if one.get("status") in STOPPED
        ]
        if lines:
            yield Note(people.who(student), lines)


# ----------------------------------------------------------------- the tables


def _rows(
    assignment: Assignment,
    results: dict[str, dict[str, Any]],
    submissions: Mapping[str, Submission],
    people: People,
) -> Iterator[list[object]]:
    """Yield a row for each student and exercise, and for each essay; see page.COLUMNS."""
    for student, result in results.items():
        shown = [people.id(student), "" if people.hidden else people.who(student).name]
        for name in assignment.exercises:
            one = result["exercises"].get(name, {"status": "missing"})
            stage, hint = one.get("stage") or "", line(one.get("hint") or "", 500)
            points, status = one.get("points") or 0.0, one.get("status")
            if result.get("unread"):
                points, status, stage = "", "unread", ""
            yield [*shown, name, points, assignment.points(name), status, stage, hint]
        for name in assignment.essays:
            essay = (result.get("essays") or {}).get(name, {"blank": True})
            done = (
                submissions[student].cells.get(f"essay_{name}") if student in submissions else None
            )
            points = done.points if done and not done.waiting else None
            state = "graded" if points is not None else "blank" if essay.get("blank") else "waiting"
            state = "unread" if result.get("unread") and points is None else state
            yield [*shown, name, points, assignment.points(name), state, "", ""]
