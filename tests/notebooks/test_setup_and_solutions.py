"""The setup cells and the solutions alone pass every check: what grading runs is enough."""

import pytest

from helpers.checks.catalogue import checks_of
from tests.support.modules import MODULES, SLUGS


@pytest.fixture(scope="module", params=SLUGS)
def solved(request):
    """A module and the names that its setup cells and solutions define."""
    module = MODULES[request.param]
    scope = {"__name__": "answers"}
    exec(compile(module.setup_source, f"{module.slug} setup", "exec"), scope)
    for name in module.exercises:
        exec(compile(module.solution(name), f"{module.slug} {name}", "exec"), scope)
    return module, scope


def test_every_check_passes(solved):
    module, scope = solved
    for name in module.exercises:
        scope[f"check_{name}"](scope[name])
        scope[f"check_{name}"](scope[name], seed=1)


def test_every_exercise_has_its_record_and_every_record_its_exercise(solved):
    module, scope = solved
    records = checks_of(module.slug)
    assert list(records) == list(module.exercises)
    for name in module.exercises:
        assert scope[f"check_{name}"] is records[name]
