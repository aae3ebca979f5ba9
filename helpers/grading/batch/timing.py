"""How long grading one submission takes, module by module: for the instructor's page."""

import multiprocessing
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from helpers.grading.assignment import Assignment, read_assignment
from helpers.grading.judging.grade import grade_answers
from helpers.grading.submission.rebuild import Answers

__all__ = ["NotSolved", "time_grading"]

FURTHER = 5  # submissions after the first one


class NotSolved(Exception):
    """The course's own solutions do not get full points; the message is one line."""


def time_grading(root: Path, slug: str, unsafe: bool = False) -> dict[str, float]:
    """Grade the course's own solutions in a fresh process.

    Returns: wall seconds; "first": from the start of the process to its first result, with all
        imports; "next": the median of the submissions after it.
    Raises: AssignmentError if the module is not built; SandboxError without a sandbox; NotSolved.
    """
    start = time.monotonic()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        ends = pool.submit(_grade, root, slug, unsafe).result()
    further = [end - begin for begin, end in zip(ends[:-1], ends[1:], strict=True)]
    return {"first": round(ends[0] - start, 2), "next": round(statistics.median(further), 3)}


def _grade(root: Path, slug: str, unsafe: bool) -> list[float]:
    """Grade one submission after another; return when each was done."""
    assignment, ends = read_assignment(root, slug), []
    most = sum(map(assignment.points, assignment.exercises))
    for number in range(1 + FURTHER):
        result = grade_answers(_solved(assignment, number), assignment, unsafe=unsafe)
        ends.append(time.monotonic())
        points = sum(done["points"] for done in result["exercises"].values())
        if points != most:
            raise NotSolved(f"{slug}: its solutions get {points:g} of {most:g} points")
    return ends


def _solved(assignment: Assignment, number: int) -> Answers:
    """Return the solutions as answers; no two submissions are the same text."""
    parts = [part for part in assignment.parts if part.kind == "exercise"]
    cells = [{"id": part.id, "source": f"{part.source}\n# {number}"} for part in parts]
    return {"cells": cells, "essays": {}, "problems": [], "lost": [], "unread": ""}
