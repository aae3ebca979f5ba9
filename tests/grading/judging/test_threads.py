"""Threads of one process: they parse one at a time, and share what a process prepares once."""

import contextlib
import gc
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from helpers.common.import_closure import import_closure
from helpers.common.python_cells import parse, syntax_tree
from helpers.course.measure.mutants import mutants
from helpers.grading.assignment import read_assignment
from helpers.grading.batch import grader
from helpers.grading.judging import module_checks
from tests.support import ROOT

THREADS = 8
FUNCTION = "def f{0}(a, b):\n    return [a + b * {0} for a in range(b) if (a, (b, [a]))]\n"
DEEP = "".join(map(FUNCTION.format, range(60)))
PARSERS = {
    "syntax_tree": lambda: syntax_tree(DEEP),
    "parse": lambda: parse(DEEP),
    "mutants": lambda: mutants(FUNCTION.format(0), "f0"),
    "import_closure": lambda: import_closure([DEEP], [ROOT / "helpers/scratch/cells.py"], ROOT),
}


@pytest.fixture
def busy():
    """Let another thread run whenever the garbage collector has started, as Dask's watch does."""
    switch, threshold = sys.getswitchinterval(), gc.get_threshold()
    yielding = lambda phase, info: time.sleep(0)  # noqa: E731
    gc.callbacks.append(yielding)
    sys.setswitchinterval(1e-6)
    gc.set_threshold(20)
    yield
    gc.set_threshold(*threshold)
    sys.setswitchinterval(switch)
    gc.callbacks.remove(yielding)


def at_once(function):
    """Call a function in many threads at the same time; return the results."""
    barrier = threading.Barrier(THREADS)

    def call(_):
        barrier.wait(60)
        return function()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(call, range(THREADS)))


@pytest.mark.parametrize("parser", PARSERS)
def test_many_threads_parse(busy, parser):
    assert None not in at_once(PARSERS[parser])


class SlowTemplate:
    """Takes a while to start, and counts how often it is started."""

    started = 0

    def __init__(self, *_):
        type(self).started += 1
        self.alive = True
        time.sleep(0.05)

    def close(self):
        self.alive = False


def test_one_template_and_one_trusted_side_for_all_threads(monkeypatch):
    assignment = read_assignment(ROOT, "00_start_here")
    template = type("Template", (SlowTemplate,), {"started": 0})
    monkeypatch.setattr(module_checks, "Template", template)
    monkeypatch.setattr(module_checks, "_template", {})
    monkeypatch.setattr(module_checks, "_trusted", {})
    assert len(set(map(id, at_once(lambda: module_checks.trusted_for(assignment))))) == 1
    assert len(set(map(id, at_once(lambda: module_checks.template_for(assignment))))) == 1
    assert template.started == 1


def test_a_worker_prepares_a_module_in_one_thread(monkeypatch):
    assignment, preparing = read_assignment(ROOT, "00_start_here"), []

    def code_version(module):
        preparing.append(module.slug)
        time.sleep(0.05)
        return "ours"

    monkeypatch.setattr(grader, "_taken", {})
    monkeypatch.setattr(grader, "code_version", code_version)
    monkeypatch.setattr(grader, "ends_within", lambda seconds: contextlib.nullcontext())
    monkeypatch.setattr("helpers.grading.judging.grade.grade_answers", lambda *_, **__: {})
    one = grader.Grader(assignment.as_dict(), "ours")
    assert at_once(lambda: one({})) == [{}] * THREADS
    assert preparing == ["00_start_here"]
