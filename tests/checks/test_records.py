"""Every record of every module, held to the same: what it refuses, accepts and says.

The catalogue says which records there are; what only one exercise needs stands as data in
tests/checks/answers/. How many mutants a check rejects is measured in test_floors.py.
"""

import inspect
import re

import numpy as np
import pytest

from helpers.checks.catalogue import checks_of, modules
from helpers.checks.engine.check import NotAttempted
from helpers.course.author.source import find_sources, project_root, read_module
from helpers.scratch.cells import RNNParams
from helpers.scratch.language_model import LMParams
from tests.checks.answers import answers_to
from tests.support.judging import accepts, as_float32, failure, flat, shared_failure
from tests.support.tables import each_row

RECORDS = [(slug, check) for slug in modules() for check in checks_of(slug).values()]
LONGEST_HINT = 240
MANY_SEEDS = range(40)  # of cases alone, without judging an answer
PRAISE = re.compile(r"\b(well done|good|great|nice|excellent|congratulations|bravo)\b", re.I)
EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]")

each = pytest.mark.parametrize(
    ("module", "check"), [pytest.param(*r, id=f"{r[0][:2]}-{r[1].name}") for r in RECORDS]
)
all_in_one = each_row(("module", "check"), RECORDS)  # where a record takes no time


def test_the_records_stand_in_the_order_of_the_exercises():
    sources = {path.stem: read_module(path) for path in find_sources(project_root())}
    assert [slug for slug, module in sources.items() if module.exercises] == modules()
    for slug in modules():
        assert tuple(checks_of(slug)) == sources[slug].exercises


def test_every_file_of_answers_belongs_to_an_exercise():
    known = {f"m{slug}/{check.name}" for slug, check in RECORDS}
    folder = project_root() / "tests" / "checks" / "answers"
    data = {
        f"{path.parent.name}/{path.stem}"
        for path in folder.glob("m*/*.py")
        if re.search(r"^(RIGHT|WRONG|EDGES) = ", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert data - known == set()


# ------------------------------------------------------------- refused


@all_in_one
def test_a_blank_answer_is_not_attempted(module, check):
    parameters = ", ".join(check.parameters)
    for body in ("raise NotImplementedError()", "raise NotImplementedError", "pass", "..."):
        scope: dict = {}
        exec(f"def {check.name}({parameters}):\n    {body}", scope)
        assert isinstance(failure(check, scope[check.name]), NotAttempted)


@each
def test_the_reference_is_not_accepted(module, check):
    for answer in (check.reference, lambda *args: check.reference(*args)):
        assert failure(check, answer).stage == "reference"


@each
def test_each_slip_earns_its_own_hint(module, check):
    for hint, slip in check.slips.items():
        for seed in (0, 1):
            caught = shared_failure(check, slip, seed)
            assert caught.hint == hint, f"{slip.__name__}, seed {seed}: {caught}"
            assert str(caught).endswith(f"\nNext: {hint}")
            assert str(caught).count(hint) == 1  # said once, as the next step


@each
def test_other_wrong_answers_are_told_what_is_wrong(module, check):
    for row in answers_to(module, check.name).wrong:
        for seed in row.seeds:
            caught = shared_failure(check, row.answer, seed)
            message = f"{getattr(row.answer, '__name__', '')}, seed {seed}: {caught}"
            assert all(part in str(caught) for part in row.said), message
            assert not any(part in str(caught) for part in row.unsaid), message
            assert row.slip is None or row.slip == (caught.hint is not None), message
            assert caught.stage == (row.stage or caught.stage), message
            says_one_next_step(caught)


JUNK = {
    "None": lambda *args: None,
    "a number": lambda *args: 0,
    "a text": lambda *args: "text",
    "an empty tuple": lambda *args: (),
    "an empty list": lambda *args: [],
    "an empty dict": lambda *args: {},
    "zeros": lambda *args: np.zeros((1, 2, 3)),
    "an object": lambda *args: object(),
    "three times None": lambda *args: (None, None, None),
    "weights": lambda *args: RNNParams(1, 2, 3),
    "a model": lambda *args: LMParams(1, 2, 3, 4),
    "its arguments": lambda *args: args,
    "its first argument": lambda *args: args[0],
    "a division by zero": lambda *args: 1 / 0,
    "an empty list's last": lambda *args: [].pop(),
    "no parameters": lambda: 0,
    "no function": None,
}


@each
def test_whatever_comes_back_the_message_ends_in_one_next_step(module, check):
    for answer in JUNK.values():
        says_one_next_step(shared_failure(check, answer))
    said = str(shared_failure(check, JUNK["None"]))
    assert "None" in said or "not attempted" in said


def says_one_next_step(caught):
    """A few lines, the last of which is the next step; all fit the page; nothing of the engine."""
    lines = str(caught).splitlines()
    assert lines[-1].startswith("Next: "), caught
    assert len(lines[-1]) > len("Next: ")
    assert str(caught).count("Next: ") == 1
    assert "Traceback" not in str(caught)
    assert max(map(len, caught.shown().splitlines())) <= 80, caught
    if isinstance(caught, NotAttempted):
        assert re.search("is not attempted yet|not finished|ends without|not written yet", lines[0])


# ------------------------------------------------------------- accepted


@each
def test_other_right_answers_are_accepted(module, check):
    for answer in check.alternatives:
        accepts(check, answer, seeds=(0, 1, 2))
    for answer in answers_to(module, check.name).right:
        accepts(check, answer, seeds=range(8))


@pytest.mark.parametrize("check", [c for _, c in RECORDS if c.float32], ids=lambda c: c.name)
def test_float32_stays_within_its_tolerance(check):
    """Where float32 passes, the cases leave it room: ten times less error than is allowed."""
    for seed in MANY_SEEDS:
        for args in check.cases(seed):
            want = check.reference(*args)
            with np.errstate(all="ignore"):
                got = check.reference(*map(as_float32, args))
            for g, w in zip(flat(got), flat(want), strict=True):
                assert np.allclose(g, w, rtol=1e-5, atol=1e-5, equal_nan=True), (seed, args)


# ------------------------------------------------------------- cases


@all_in_one
def test_cases_depend_on_the_seed_and_on_nothing_else(module, check):
    def entries(seed):
        cases = list(check.cases(seed))
        numbers = [np.concatenate([*map(np.ravel, flat(args)), [0.0]]) for args in cases]
        return [n.tobytes() for n in numbers], repr(cases)  # repr holds the texts

    first, again, other = entries(0), entries(0), entries(1)
    assert first == again
    if check.parameters:
        assert first != other


@all_in_one
def test_the_cases_hold_their_edges(module, check):
    for seed in MANY_SEEDS:
        cases = list(check.cases(seed))
        for name, holds in answers_to(module, check.name).edges.items():
            assert holds(cases), f"{name}, seed {seed}"


# ------------------------------------------------------------- the record itself


@all_in_one
def test_the_record_keeps_the_house_style(module, check):
    """Enough slips and alternatives; hints that ask and give no line of code away."""
    assert len(check.slips) >= 4
    assert len(check.alternatives) >= 3
    assert len(set(check.slips.values())) == len(check.slips)
    for hint in check.slips:
        assert hint.endswith("?") or "? " in hint, hint
        assert hint == hint.strip()
        assert len(hint) <= LONGEST_HINT, hint
        assert not any(part in hint for part in ("!", "`", " = np.", "return ", "\n")), hint
        assert not PRAISE.search(hint), hint
        assert not EMOJI.search(hint), hint
    assert check.tolerance_reason.strip()
    assert all(reason.strip() for reason in check.equivalent.values())


@all_in_one
def test_every_function_of_the_record_takes_the_same_arguments(module, check):
    assert check.reference.__name__ == check.name
    wanted = list(inspect.signature(check.reference).parameters)
    for answer in (*check.slips.values(), *check.alternatives):
        assert list(inspect.signature(answer).parameters) == wanted, answer.__name__
