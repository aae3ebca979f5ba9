"""One exercise over the whole class: points, statuses, the slips by name, other failures."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from helpers.checks.runtime.text import block, first_sentence, line
from helpers.grading.assignment import Assignment
from helpers.grading.report.names import People, Who

__all__ = ["BLANK", "STATUSES", "STOPPED", "Exercise", "Failure", "Slip", "exercise_of"]

STATUSES = ("passed", "failed", "not attempted", "timed out", "died", "missing")
BLANK = ("not attempted", "missing")
STOPPED = ("timed out", "died")
STAGES = {
    "raised": "raised an exception",
    "changed": "changed its arguments",
    "kind": "returned a wrong type, or a wrong number of results",
    "shape": "returned a wrong shape",
    "dtype": "returned a wrong dtype, NaN or infinity",
    "values": "returned wrong values",
    "property": "returned values that violate a required property",
    "state": "returned something else when called again",
    "reference": "called the course's own solution",
    "course": "could not be judged",
    "not attempted": "is not finished",
}


@dataclass(frozen=True)
class Slip:
    """A slip that was recognised; share: of those who attempted the exercise."""

    name: str
    hint: str
    count: int
    share: float
    who: list[Who]


@dataclass(frozen=True)
class Failure:
    """Failures that match no known slip, by stage; example: the most frequent message."""

    stage: str
    count: int
    share: float
    example: str
    who: list[Who]


@dataclass
class Exercise:
    """One exercise over the class; mean: of the points, as a share of max, or None without any."""

    name: str
    max: float
    mean: float | None
    counts: dict[str, int]
    attempted: int
    slips: list[Slip]
    failures: list[Failure]

    @property
    def optional(self) -> bool:
        """Return whether it is an optional exercise: those have no points."""
        return not self.max


def exercise_of(
    name: str, assignment: Assignment, results: dict[str, dict[str, Any]], people: People
) -> Exercise:
    """Summarise one exercise over all submissions."""
    done = {s: r["exercises"][name] for s, r in results.items() if name in r["exercises"]}
    counts = Counter(str(one.get("status")) for one in done.values())
    counts["missing"] += len(results) - len(done)
    attempted = {s: one for s, one in done.items() if one.get("status") not in BLANK}
    most = assignment.points(name)
    points = [float(one.get("points") or 0.0) for one in done.values()]
    mean = sum(points) / (most * len(results)) if results and most else None
    return Exercise(
        name=name,
        max=most,
        mean=mean,
        counts={status: counts[status] for status in STATUSES},
        attempted=len(attempted),
        slips=_slips(attempted, people),
        failures=_failures(attempted, people),
    )


def _slips(attempted: dict[str, dict[str, Any]], people: People) -> list[Slip]:
    """Count the slips, the most frequent first."""
    who = defaultdict(list)
    for student, one in attempted.items():
        if one.get("status") == "failed" and one.get("hint"):
            who[line(one["hint"], 500)].append(people.who(student))
    slips = [
        Slip(first_sentence(hint), hint, len(them), len(them) / len(attempted), them)
        for hint, them in who.items()
    ]
    return sorted(slips, key=lambda slip: (-slip.count, slip.name))


def _failures(attempted: dict[str, dict[str, Any]], people: People) -> list[Failure]:
    """Group the failures without a known slip by the stage at which they occurred."""
    who: dict[str, list[Who]] = defaultdict(list)
    messages: dict[str, Counter[str]] = defaultdict(Counter)
    for student, one in attempted.items():
        if one.get("status") == "failed" and not one.get("hint"):
            stage = str(one.get("stage") or "")
            who[stage].append(people.who(student))
            messages[stage][block(people.text(str(one.get("message") or "")), 1500)] += 1
    failures = [
        Failure(
            STAGES.get(stage, line(stage, 60) or "failed"),
            len(them),
            len(them) / len(attempted),
            min(messages[stage].items(), key=lambda item: (-item[1], item[0]))[0],
            them,
        )
        for stage, them in who.items()
    ]
    return sorted(failures, key=lambda failure: (-failure.count, failure.stage))
