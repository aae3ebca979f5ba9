"""No reference is in a student's memory, neither as text nor as bytecode, before it is revealed."""

import base64
import importlib
import inspect
import marshal
import types

import pytest

from helpers.grading.judging.module_checks import trusted_for
from helpers.grading.sandbox import bubblewrap
from helpers.grading.sandbox.redaction import copy_helpers
from tests.grading.attacks import runner as attack_runner
from tests.support.bubblewrap import need_bubblewrap
from tests.support.grading import grading_probe, memory_scan
from tests.support.grading.grading_probe import ask, value


@pytest.fixture(scope="module")
def trusted():
    return trusted_for(attack_runner.assignment("01_unrolling"))


def started(trusted):
    need_bubblewrap()
    setup = trusted.template_setup()
    return grading_probe.template(
        *setup.setup_sources, guarded=setup.guarded, check_modules=setup.check_modules
    )


@pytest.fixture(scope="module")
def child(trusted):
    with started(trusted) as made, made.start_child() as child:
        yield child


def function(module, name):
    return getattr(importlib.import_module(module), name)


def references(trusted):
    """Give the code of each exercise's functions: {name: (code, function)}."""
    codes = [entry for found in trusted.codes.values() for entry in found]
    return {
        name: (marshal.loads(base64.b64decode(code)), function(module, name))
        for module, name, code in codes
    }


def line_needles(name, found: types.FunctionType):
    """Those lines of a function's body that stand nowhere else in the course."""
    body = inspect.getsource(found).partition(":\n")[2].splitlines()
    paths = [
        p for part in bubblewrap.FOR_STUDENTS for p in (bubblewrap.HELPERS / part).rglob("*.py")
    ]
    texts = [path.read_text() for path in paths]
    lines = [line.strip() for line in body]
    return {
        f"{name}: {line}": line.encode()
        for line in lines
        if len(line) > 25 and sum(text.count(line) for text in texts) == 1
    }


@pytest.fixture(scope="module")
def allowed(trusted, tmp_path_factory):
    """The bytecode that may be there: functions that are alike have pieces in common."""
    folder = tmp_path_factory.mktemp("allowed")
    copy_helpers(folder, trusted.guarded)
    return memory_scan.bytecode_below(folder)


def test_no_reference_is_in_the_memory_of_a_child(trusted, allowed, child):
    needles = {}
    for name, (code, found) in references(trusted).items():
        lines = line_needles(name, found)
        assert lines, name
        needles |= dict([*lines.items()][:2])
        needles |= memory_scan.code_needles(name, code, allowed)
    assert memory_scan.found(child, needles) == []


def test_the_scan_finds_what_is_there(child):
    unroll = function("helpers.scratch.bptt", "unroll_backward")
    lines = line_needles("line", unroll)
    needles = memory_scan.code_needles("code", unroll.__code__)
    assert memory_scan.found(child, needles | {"none": b"not there" + bytes(range(9))}) == sorted(
        needles
    )
    assert memory_scan.found(child, lines)  # the source as it was read, or the docstring


def test_references_are_there_and_work_once_they_are_revealed(trusted, allowed):
    code, _ = references(trusted)["rnn_step"]
    needles = memory_scan.code_needles("it", code, allowed)
    call = "found = rnn_step(p, np.ones((2, 3)), np.ones((2, 4)))[0].tolist()"
    given = (
        "import numpy as np; from helpers.scratch.cells import RNNParams, rnn_step;"
        "p = RNNParams(np.ones((3, 4)), np.ones((4, 4)), np.ones(4)); "
    )
    with started(trusted) as made, made.start_child() as child:
        setup = "import helpers.scratch.cells as home; rnn_step = home.rnn_step"
        assert ask(child, setup) == "None"
        assert ask(child, "found = rnn_step in unrevealed['rnn_step']") == "True"
        assert memory_scan.found(child, needles) == []
        give = f"import marshal; rnn_step.__code__ = marshal.loads({marshal.dumps(code)!r})"
        assert ask(child, give) == "None"
        assert memory_scan.found(child, needles) == sorted(needles)
        names = {}
        exec(given + call, names)
        assert value(child, given + call) == names["found"]


def test_a_revealed_reference_keeps_its_signature(trusted, child):
    look = (
        "import inspect; found = {f.__name__: str(inspect.signature(f))"
        " for functions in unrevealed.values() for f in functions}"
    )
    setup = references(trusted)
    loaded = value(child, "found = [f.__name__ for fs in unrevealed.values() for f in fs]")
    assert {"rnn_step", "sequence_loss", "sgd_step"} <= set(loaded) <= setup.keys()
    give = (
        "import marshal; f, = [f for fs in unrevealed.values() for f in fs if f.__name__ == {!r}]"
    )
    with started(trusted) as made, made.start_child() as other:
        for name in loaded:
            code = marshal.dumps(setup[name][0])
            put = f"; f.__code__ = marshal.loads({code!r})"
            assert ask(other, give.format(name) + put) == "None"
        signatures = value(other, look)
    assert signatures == {name: str(inspect.signature(setup[name][1])) for name in loaded}
