"""How strong every check of the course is, held to the floors that the course promises.

Of the answers with two mistakes half are judged here: each slip is in one of them at least, and
those of near and of distant slips take turns. `course checks` judges them all.
"""

import functools

import pytest

from helpers.checks.catalogue import checks_of
from helpers.course.author.source import find_sources, project_root, read_module
from helpers.course.measure.check_strength import Exam, examine, measure_checks

EXERCISES = [
    (path.stem, name)
    for path in find_sources(project_root())
    for name in read_module(path).exercises
]


@functools.cache
def exams(module: str) -> dict[str, Exam]:
    """Measure a module once for all the tests that look at it."""
    return {exam.exercise: exam for exam in examine([module], half=True)}


@pytest.mark.parametrize(("module", "exercise"), EXERCISES)
def test_floors(module, exercise):
    exam = exams(module)[exercise]
    assert not exam.missed, "slips without their own hint"
    assert not exam.rejected, "right answers that were rejected"
    assert exam.mutants >= 3
    assert exam.killed >= 0.95 * (exam.mutants - len(exam.equivalent)), exam.survivors


def test_two_mistakes_at_once_are_rejected_and_what_is_named_is_true():
    modules = sorted({module for module, _ in EXERCISES})
    found = [exam for module in modules for exam in exams(module).values()]
    assert [text for exam in found for text in exam.pairs_accepted] == []
    assert [text for exam in found for text in exam.pairs_untrue] == []
    assert sum(exam.pairs_named for exam in found) >= 0.6 * sum(exam.pairs for exam in found)


def test_the_same_table_twice():
    first, again = measure_checks(["00"]), measure_checks(["00_start_here"])
    assert first == again
    assert [row["exercise"] for row in first] == list(checks_of(0))
