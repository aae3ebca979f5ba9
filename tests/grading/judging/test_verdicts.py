"""Graded elsewhere, every answer gets the verdict of the learner's own kernel.

For every module and exercise: the solution, the blank, every slip, every alternative. What judging
one answer found out is kept for the next one on both sides, but the kernel gets the answers in the
opposite order: were a verdict to depend on the answers before, the two would differ.
"""

from functools import cache

import pytest

from helpers.checks.catalogue import checks_of, modules
from helpers.checks.runtime.call import LocalAnswer, Memory
from helpers.grading.assignment import read_assignment
from helpers.grading.judging.grade import grade_answers
from tests.support import ROOT
from tests.support.grading.small_assignment import UNSAFE, answers_of, as_cell, in_the_kernel

ASSIGNMENTS = {slug: read_assignment(ROOT, slug) for slug in modules()}
EXERCISES = [
    pytest.param(slug, name, id=f"{slug[:2]}-{name}")
    for slug, assignment in ASSIGNMENTS.items()
    for name in assignment.exercises
]


def candidates(slug, name):
    """Yield (label, the text of the answer cell)."""
    check, part = checks_of(slug)[name], ASSIGNMENTS[slug].part("exercise", name)
    first = part.source[part.source.index("def ") :].split("\n")[0]
    yield "solution", part.source
    yield "blank", f"{first}\n    # Your answer goes here.\n    raise NotImplementedError\n"
    yield "pass", f"{first}\n    pass\n"
    for answer in (*check.slips.values(), *check.alternatives):
        yield answer.__name__, as_cell(answer, name)


@cache
def graded(slug, k):
    """Grade a submission that has the k-th candidate of every exercise."""
    found = {name: texts(slug, name) for name in ASSIGNMENTS[slug].exercises}
    cells = {name: list(them.values())[k] for name, them in found.items() if k < len(them)}
    return grade_answers(answers_of(cells), ASSIGNMENTS[slug], unsafe=UNSAFE)["exercises"]


@cache
def texts(slug, name):
    return dict(candidates(slug, name))


@pytest.fixture
def kept(monkeypatch):
    """What the kernel's judge found out about each check and seed, kept from answer to answer."""
    found: dict = {}
    monkeypatch.setattr(LocalAnswer, "memory", lambda _, *key: found.setdefault(key, Memory()))
    return found


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
def test_same_verdict_as_in_the_kernel(slug, name, kept):
    assignment = ASSIGNMENTS[slug]
    setup = "\n".join(part.source for part in assignment.parts if part.kind == "setup")
    check = assignment.part("check", name)
    differ, passed = [], set()
    for k, (label, text) in reversed(list(enumerate(texts(slug, name).items()))):
        here = in_the_kernel(setup, text, check.source)
        found = graded(slug, k)[name]
        there = tuple(found[key] for key in ("status", "stage", "hint", "message", "printed"))
        passed |= {label} if found["status"] == "passed" else set()
        assert found["points"] == (check.points if here[0] == "passed" else 0), (label, found)
        if here != there:
            differ.append((label, here, there))
    assert differ == []
    record = checks_of(slug)[name]
    right = {"solution", *(other.__name__ for other in record.alternatives)}
    assert passed == right
    assert set(kept) == {(name, 0), (name, 1)}


def test_every_exercise_is_held_to_it():
    assert len(EXERCISES) == sum(len(a.exercises) for a in ASSIGNMENTS.values()) > 10
