"""Measuring: what is counted, what survives or hangs, and what a run costs."""

import json
import subprocess
import sys
import textwrap
from dataclasses import replace

import pytest

from helpers.checks import catalogue
from helpers.course.measure import check_strength
from helpers.course.measure.check_strength import MeasureError, examine, measure_checks
from helpers.course.measure.check_worker import Job, judge
from helpers.course.measure.mutants import mutants
from helpers.course.measure.pairs import Known, pairs_of

KEYS = (
    "module exercise points slips slips_caught alternatives alternatives_accepted "
    "mutants killed equivalent pairs pairs_rejected pairs_named pairs_untrue score"
).split()

RECORDS = """
import time
from helpers.checks.engine.check import Check


def weighted(x, n):
    return 2.0 * x + n


def cases(seed):
    yield 1.5 + seed, 3
    yield -2.0, 0


def unweighted(x, n):
    return x + n


def another(x, n):
    return x + x + n


def wrong_alternative(x, n):
    return 0.0


check_weighted = Check(
    "weighted", weighted, cases, ("y",),
    slips={"Twice x.": unweighted, "Never earned.": another},
    alternatives=(another, wrong_alternative),
    equivalent=EQUIVALENT,
)
"""
SOLUTION = """# %% [markdown]
# # A module
#
# %% setup
import os

import numpy as np

# %% exercise="weighted" minutes=1
def weighted(x, n):
    ### BEGIN SOLUTION
    y = 2.0 * x + n
    for _ in range(n):
        y = y * 1.0
    return y
    ### END SOLUTION


# %% check="weighted" points=2
check_weighted(weighted)
### BEGIN HIDDEN TESTS
check_weighted(weighted, seed=1)
### END HIDDEN TESTS
"""


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """Make a course of one module, with a record of its one exercise."""

    def make(equivalent="{}", solution=SOLUTION):
        (tmp_path / "solutions").mkdir(exist_ok=True)
        (tmp_path / "solutions" / "98_tiny.py").write_text(solution)
        record = tmp_path / "tiny_record.py"
        record.write_text(RECORDS.replace("EQUIVALENT", equivalent))
        return tmp_path

    monkeypatch.syspath_prepend(tmp_path)
    return make


@pytest.fixture
def in_process(monkeypatch):
    """Judge in this process, so that the record can come from a temporary folder."""
    from helpers.course.measure import check_worker

    def record(_):
        sys.modules.pop("tiny_record", None)
        import tiny_record

        return {"weighted": tiny_record.check_weighted}

    class Here:
        def __init__(self, module, exercise):
            self.check = record(module)[exercise]
            self.scope: dict = {}
            exec(module.setup_source, self.scope)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def judge(self, job):
            return check_worker.judge(self.check, self.scope, job)

    monkeypatch.setattr(check_strength, "_Worker", Here)
    monkeypatch.setattr(check_strength, "checks_of", record)


def test_the_counts_and_what_was_missed(tiny, in_process):
    (exam,) = examine(root=tiny())
    row = exam.row()
    assert list(row) == KEYS
    assert (row["module"], row["exercise"], row["points"]) == ("98_tiny", "weighted", 2)
    assert (row["slips"], row["slips_caught"]) == (2, 1)
    assert exam.missed == {"Never earned.": "accepted"}
    assert (row["alternatives"], row["alternatives_accepted"]) == (2, 1)
    assert list(exam.rejected) == ["wrong_alternative"]
    assert "y * 1.0 -> y / 1.0 (in `y = y * 1.0`)" in exam.survivors
    assert row["killed"] == row["mutants"] - len(exam.survivors) > 5
    possible = 4 + row["mutants"]
    assert row["score"] == round((2 + row["killed"]) / possible, 4)
    json.dumps(row)


def test_equivalents_are_counted_when_met(tiny, in_process):
    text = "y * 1.0 -> y / 1.0 (in `y = y * 1.0`)"
    (exam,) = examine(root=tiny(repr({text: "times one"})))
    assert exam.equivalent == (text,)
    assert text not in exam.survivors
    assert exam.row()["equivalent"] == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a -> b (in `c`)", "no longer a mutant: a -> b"),
        ("2.0 -> 4.0 (in `y = 2.0 * x + n`)", "but rejected: 2.0 -> 4.0"),
    ],
)
def test_an_equivalent_that_is_out_of_date_is_an_error(tiny, in_process, text, message):
    with pytest.raises(MeasureError, match=message.replace(".", r"\.")):
        examine(root=tiny(repr({text: "no reason"})))


def test_a_solution_that_fails_its_check_is_an_error(tiny, in_process):
    with pytest.raises(MeasureError, match="98_tiny: the solution of weighted fails"):
        examine(root=tiny(solution=SOLUTION.replace("2.0 * x", "3.0 * x")))


def test_an_exercise_without_a_record_is_an_error(tiny, monkeypatch):
    monkeypatch.setattr(check_strength, "checks_of", lambda _: {})
    with pytest.raises(MeasureError, match="no record of weighted"):
        examine(root=tiny())


# ----------------------------------------------------------------- the real processes

SLUG = catalogue.modules()[0]
EXERCISE = next(iter(catalogue.checks_of(SLUG)))


@pytest.fixture(scope="module")
def module():
    (path,) = check_strength.find_sources(check_strength.project_root(), [SLUG])
    return check_strength.read_module(path)


def job(body):
    names = ", ".join(catalogue.checks_of(SLUG)[EXERCISE].parameters)
    return Job("source", source=f"def {EXERCISE}({names}):\n{textwrap.indent(body, '    ')}")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("while True: pass", "no answer within 2 s"),
        ("import os; os._exit(1)", "the process died"),
        ("import ctypes; ctypes.string_at(0)", "the process died"),
        ("return np.empty(2**31)", "MemoryError"),
    ],
)
def test_a_mutant_that_takes_its_process_down_is_rejected(module, monkeypatch, body, said):
    monkeypatch.setattr(check_strength, "SECONDS", 2.0)
    with check_strength._Worker(module, EXERCISE) as worker:
        verdict = worker.judge(job(body))
        assert not verdict.accepted
        assert said in verdict.message
        assert worker.judge(Job("source", source=module.solution(EXERCISE))).accepted


def jobs_of(module, exercise):
    """List every answer that is judged to measure a check."""
    check = catalogue.checks_of(module.slug)[exercise]
    made = [mutant.source for mutant in mutants(module.solution(exercise), exercise)]
    return [
        *(Job("slip", i) for i in range(len(check.slips))),
        *(Job("alternative", i) for i in range(len(check.alternatives))),
        *(Job("source", source=source) for source in (module.solution(exercise), *made)),
        *(Job("pair", i, other=j) for i, j in pairs_of(len(check.slips))),
    ]


@pytest.mark.parametrize("exercise", catalogue.checks_of(SLUG))
def test_verdicts_are_those_of_the_notebook(module, exercise, capsys):
    """Neither what answers share nor a judge that does not explain changes a verdict."""
    check, known = catalogue.checks_of(SLUG)[exercise], Known()
    scope = {"__name__": "__main__"}
    exec(module.setup_source, scope)
    rejected = 0
    for one in jobs_of(module, exercise):
        alone = judge(check, scope, one)
        assert judge(check, scope, one, known) == alone, one
        if one.kind == "source":
            quick = judge(check, scope, replace(one, kind="mutant"), known)
            assert (quick.accepted, quick.crash) == (alone.accepted, alone.crash), one
            rejected += not quick.accepted
    assert rejected >= 5
    assert known.memories


def test_half_of_the_pairs_hold_every_slip_near_and_distant():
    pairs, half = set(pairs_of(12)), set(pairs_of(12, half=True))
    assert half < pairs
    assert len(half) == 12 == len(pairs) / 2
    assert {place for pair in half for place in pair} == set(range(12))
    assert {(j - i) % 12 for i, j in half} >= {1, 4}


QUIET = """\
from helpers.course.measure import check_strength
from helpers.course.measure.check_worker import Job

if __name__ == "__main__":
    path = check_strength.find_sources(check_strength.project_root(), [SLUG])[0]
    with check_strength._Worker(check_strength.read_module(path), EXERCISE) as worker:
        worker.judge(Job("source", source=SOURCE))
"""


def test_answers_run_in_a_folder_of_their_own_and_print_nothing(tmp_path):
    body = "import sys; print('loud'); print('louder', file=sys.stderr); open('written', 'w')"
    given = {"SLUG": SLUG, "EXERCISE": EXERCISE, "SOURCE": job(body).source}
    script = tmp_path / "script.py"
    script.write_text("".join(f"{k} = {v!r}\n" for k, v in given.items()) + QUIET)
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")
    assert [path.name for path in tmp_path.iterdir()] == ["script.py"]


def test_setup_cells_that_do_not_run_are_named(module):
    from dataclasses import replace

    broken = [replace(c, source="1 / 0") if c.kind == "setup" else c for c in module.cells]
    with (
        pytest.raises(MeasureError, match="the setup cells do not run"),
        check_strength._Worker(replace(module, cells=tuple(broken)), EXERCISE) as worker,
    ):
        worker.judge(job("return None"))


def test_unknown_modules_are_named():
    from helpers.common.errors import SourceError

    with pytest.raises(SourceError, match="no module '77'"):
        measure_checks(["77"])


# ----------------------------------------------------------------- the catalogue


def test_modules_are_found_by_slug_and_number():
    slug = catalogue.modules()[-1]
    assert catalogue.checks_of(slug) == catalogue.checks_of(int(slug[:2]))
    assert catalogue.checks_of(slug) == catalogue.checks_of(slug[:2])
    with pytest.raises(ValueError, match="no checks for module '77'"):
        catalogue.checks_of(77)
