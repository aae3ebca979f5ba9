"""Similar answers, as the page shows them: small groups with one form, pairs with several."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from helpers.checks.catalogue import checks_of
from helpers.checks.core import Check
from helpers.grading.assignment import Assignment
from helpers.grading.people import People, Who
from helpers.grading.report_exercises import BLANK
from helpers.grading.shown import block
from helpers.grading.similar import Group, unusual_groups, unusual_pairs

__all__ = ["Alike", "AlikeGroup", "AlikePair", "alike_of"]

OWN_CELLS = "a cell of their own"
MOST_SHOWN = 100  # groups and pairs; the most telling come first


class AlikeGroup(NamedTuple):
    """Students with one unusual form; text: how the first of them wrote it.

    results: how many passed.
    """

    exercise: str
    who: list[Who]
    among: int
    bits: float
    passed: int
    text: str


class AlikePair(NamedTuple):
    """Two students, and the exercises in which they share an unusual form."""

    who: list[Who]
    exercises: list[str]
    bits: float


class Alike(NamedTuple):
    """The most telling groups and pairs, and how many more there are."""

    groups: list[AlikeGroup]
    pairs: list[AlikePair]
    more_groups: int
    more_pairs: int


def alike_of(
    assignment: Assignment, results: Mapping[str, dict[str, Any]], people: People
) -> Alike:
    """Find answers that are written alike, the course's own answers left out."""
    answers: dict[str, list[tuple[str, str]]] = {name: [] for name in assignment.exercises}
    answers[OWN_CELLS] = []
    for student, result in results.items():
        for name, source in (result.get("sources") or {}).items():
            status = result["exercises"].get(name, {}).get("status")
            if name in answers and status not in BLANK:
                answers[name].append((student, str(source)))
        own = result.get("own_cells") or ()
        answers[OWN_CELLS] += [(student, str(source)) for source in own]
    groups = unusual_groups(answers, _known(assignment))
    pairs = unusual_pairs(groups)
    return Alike(
        [_group(group, results, people) for group in groups[:MOST_SHOWN]],
        [
            AlikePair(_who(pair.students, people), list(pair.exercises), pair.bits)
            for pair in pairs[:MOST_SHOWN]
        ],
        max(0, len(groups) - MOST_SHOWN),
        max(0, len(pairs) - MOST_SHOWN),
    )


def _who(students: tuple[str, ...], people: People) -> list[Who]:
    return [people.who(student) for student in sorted(students, key=people.order)]


def _group(group: Group, results: Mapping[str, dict[str, Any]], people: People) -> AlikeGroup:
    first = min(group.students, key=people.order)
    text = (results[first].get("sources") or {}).get(group.exercise, "")
    status = [results[s]["exercises"].get(group.exercise, {}).get("status") for s in group.students]
    return AlikeGroup(
        group.exercise,
        _who(group.students, people),
        group.among,
        group.bits,
        status.count("passed"),
        people.text(first, block(str(text), 4000)),
    )


def _known(assignment: Assignment) -> dict[str, list[str]]:
    """Collect the answers that anyone may arrive at: solution, alternatives, known slips."""
    try:
        checks = checks_of(assignment.slug)
    except (ValueError, ImportError):  # a module without checks of the course's engine
        checks = {}
    known = {}
    for name in assignment.exercises:
        parts = [part.source for part in assignment.parts if part.name == name]
        own = parts + [_outside_markers(text) for text in parts]
        known[name] = own + _written(checks.get(name))
    return known


def _outside_markers(text: str) -> str:
    """Give a solution cell without nbgrader's marker lines."""
    return "\n".join(row for row in text.splitlines() if not row.strip().startswith("### "))


def _written(check: Check | None) -> list[str]:
    """Give the source of everything that a check compares an answer with."""
    if check is None:
        return []
    functions: list[Callable] = [check.reference, *check.alternatives, *check.slips.values()]
    texts = []
    for function in functions:
        try:
            texts.append(inspect.getsource(function))
        except (OSError, TypeError):  # a lambda, or a partial
            continue
    return texts
