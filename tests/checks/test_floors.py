"""How strong every check of the course is, held to the floors that the course promises."""

import functools

import pytest

from helpers.checks.catalogue import checks_of, modules
from helpers.checks.engine.check import CheckFailed, NotAttempted
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
    return {exam.exercise: exam for exam in examine([module])}


def test_every_module_has_its_checks():
    sources = {path.stem: read_module(path) for path in find_sources(project_root())}
    assert [slug for slug, module in sources.items() if module.exercises] == modules()
    for slug in modules():
        assert tuple(checks_of(slug)) == sources[slug].exercises


@pytest.mark.parametrize(("module", "exercise"), EXERCISES)
def test_floors(module, exercise):
    exam = exams(module)[exercise]
    assert not exam.missed, "slips without their own hint"
    assert not exam.rejected, "right answers that were rejected"
    assert exam.slips >= 4
    assert exam.alternatives >= 3
    assert exam.mutants >= 3
    assert exam.killed >= 0.95 * (exam.mutants - len(exam.equivalent)), exam.survivors


@pytest.mark.parametrize(("module", "exercise"), EXERCISES)
def test_a_blank_answer_is_not_attempted(module, exercise):
    check = checks_of(module)[exercise]
    scope: dict = {}
    exec(f"def {exercise}({', '.join(check.parameters)}):\n    raise NotImplementedError()", scope)
    with pytest.raises(NotAttempted):
        check(scope[exercise])


@pytest.mark.parametrize(("module", "exercise"), EXERCISES)
def test_the_reference_is_not_accepted(module, exercise):
    check = checks_of(module)[exercise]
    for answer in (check.reference, lambda *args: check.reference(*args)):
        with pytest.raises(CheckFailed) as caught:
            check(answer)
        assert caught.value.stage == "reference"


@pytest.mark.parametrize(("module", "exercise"), EXERCISES)
def test_the_record_says_why(module, exercise):
    check = checks_of(module)[exercise]
    assert check.tolerance_reason
    assert all(hint.strip() and len(hint) < 400 for hint in check.slips)
    assert all(reason.strip() for reason in check.equivalent.values())


def test_the_same_table_twice():
    first, again = measure_checks(["00"]), measure_checks(["00_start_here"])
    assert first == again
    assert [row["exercise"] for row in first] == list(checks_of(0))
