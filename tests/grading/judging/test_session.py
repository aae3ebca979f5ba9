"""A submission's process may hang, die, flood or lie: it costs the exercise it did it in."""

import pytest

from helpers.grading.judging.module_checks import template_for, trusted_for
from helpers.grading.judging.session import Session, how_it_died
from helpers.grading.sandbox.host import STILL_RUNNING
from helpers.grading.sandbox.inside.limits import Limits
from tests.support.grading.small_assignment import (
    ALL,
    ASSIGNMENT,
    FORWARD,
    RIGHT,
    STEP,
    TWICE,
    UNSAFE,
    grade,
    points,
    small_assignment,
    statuses,
    without,
)

SHORT = Limits(seconds=1.5)
SOCKET = """
import os, socket
def line():
    for name in os.listdir("/proc/self/fd"):
        try:
            found = socket.socket(fileno=os.dup(int(name)))
            if found.family == socket.AF_UNIX and found.type == socket.SOCK_STREAM:
                return found
        except OSError:
            pass
"""


# ------------------------------------------------------------- hanging and dying

LOOP = "while True:\n        pass"
ENDINGS = {
    "loops": (LOOP, "timed out"),
    "swallows everything": (
        "while True:\n        try:\n            while 1: pass\n        except BaseException: pass",
        "timed out",
    ),
    "exits": ("import os; os._exit(3)", "died"),
    "crashes": ("import ctypes; ctypes.string_at(0)", "died"),
    "aborts": ("import os; os.abort()", "died"),
    "closes the line": ("import os; os.closerange(3, 200)", "died"),
    "closes the line and goes on": (
        "import os, time; os.closerange(3, 200)\n    while True: time.sleep(1)",
        "died",
    ),
}


@pytest.mark.parametrize("what", ENDINGS)
def test_a_call_that_does_not_come_back_costs_its_exercise(what):
    body, status = ENDINGS[what]
    cells = RIGHT | {"rnn_step": f"def rnn_step(p, x, h):\n    {body}\n"}
    own = [("check-rnn_step", "later = 2"), (None, "early = 1")]
    cells["twice"] = "def twice(x):\n    return later * early * x\n"
    result = grade(cells, own, limits=SHORT)
    assert statuses(result)["rnn_step"] == status
    assert points(result) == without("rnn_step")
    if "goes on" in what:
        message = result["exercises"]["rnn_step"]["message"]
        assert "closed its connection to the grader" in message


class Lingering:
    """A child that only ends when it is killed."""

    def __init__(self):
        self.waited, self.killed = [], False

    def ending(self, seconds=5.0):
        self.waited.append(seconds)
        return "signal 9 (SIGKILL)" if self.killed else STILL_RUNNING

    def kill(self):
        self.killed = True


def test_a_process_that_closed_its_line_is_not_waited_for():
    child = Lingering()
    assert how_it_died(child) == "The code closed its connection to the grader."
    assert child.waited[0] < 1


@pytest.mark.parametrize("what", ["loops", "exits"])
def test_a_cell_that_does_not_come_back_costs_its_exercise(what):
    body, status = ENDINGS[what]
    text = TWICE + f"if True:\n    {body}\n"
    result = grade(RIGHT | {"twice": text}, limits=SHORT)
    assert statuses(result)["twice"] == status
    assert points(result) == without("twice")


@pytest.mark.parametrize("what", ["loops", "exits"])
def test_an_own_cell_that_does_not_come_back_costs_nothing_else(what):
    body, _ = ENDINGS[what]
    own = [("answer-rnn_step", f"if True:\n    {body}\n"), ("answer-rnn_step", "two = 2")]
    cells = RIGHT | {"twice": "def twice(x):\n    return two * x\n"}
    result = grade(cells, own, limits=SHORT)
    assert points(result) == ALL
    assert len(result["problems"]) == 1
    assert "own cells was left out" in result["problems"][0]


def test_a_cell_that_dies_only_when_it_is_run_again_is_left_out():
    template = template_for(ASSIGNMENT, unsafe=UNSAFE)
    with Session(template, trusted_for(ASSIGNMENT), SHORT, 3) as session:
        session.run_cell("number = 7", "the first cell")
        session._journal.append(({"source": "import os; os._exit(1)"}, "the second cell"))
        session.run_cell("number += 1", "the third cell")
        session.close()
        assert session.run_cell("assert number == 8", "the fourth cell") is None
        assert len(session.problems) == 1
        assert session.problems[0].startswith("the second cell was left out when it was run again")


def test_a_submission_that_always_dies_comes_to_an_end():
    die = "import os\ndef {0}(*args):\n    os._exit(1)\n"
    own = [(None, "import os; os._exit(1)")] * 30
    result = grade({name: die.format(name) for name in ALL}, own, limits=SHORT)
    assert points(result) == dict.fromkeys(ALL, 0)
    assert set(statuses(result).values()) == {"died"}


WORKS = "import time\ndef work(seconds):\n    end = time.process_time() + seconds\n"
WORKS += "    while time.process_time() < end:\n        pass\n"
SLOW = STEP.replace("    return", "    {0}\n    return")


def test_the_time_of_an_exercise_is_counted_over_its_cell_and_its_calls():
    text = WORKS + "work(1)\n" + SLOW.format("work(0.2)")  # six calls take 1.2
    result = grade(RIGHT | {"rnn_step": text}, limits=Limits(seconds=2.0))
    assert statuses(result)["rnn_step"] == "timed out"
    assert points(result) == without("rnn_step")
    message = result["exercises"]["rnn_step"]["message"]
    assert "Stopped after 2 seconds of computing. Is there a loop that never ends?" in message
    result = grade(RIGHT | {"rnn_step": text}, limits=Limits(seconds=4.0))
    assert points(result) == ALL
    assert 2.1 < result["exercises"]["rnn_step"]["seconds"] < 4


def test_time_in_which_nothing_is_computed_does_not_count():
    text = "import time\ntime.sleep(1)\n" + SLOW.format("time.sleep(0.3)")
    result = grade(RIGHT | {"rnn_step": text}, limits=Limits(seconds=1.0))
    assert points(result) == ALL
    assert result["exercises"]["rnn_step"]["seconds"] < 1


def test_code_that_waits_is_stopped_by_the_clock():
    text = "import time\n" + SLOW.format("time.sleep(0.4)")
    found = grade({"rnn_step": text}, limits=Limits(wall_seconds=1.0))["exercises"]["rnn_step"]
    assert found["status"] == "timed out"
    assert "Stopped after 1 seconds. Is the code waiting for something" in found["message"]
    assert found["seconds"] < 1


def test_the_time_of_all_threads_counts():
    text = WORKS.replace("process_time", "thread_time")
    text += "import threading\ndef rnn_step(p, x, h):\n"
    text += "    them = [threading.Thread(target=work, args=(1,)) for _ in range(3)]\n"
    text += "    [one.start() for one in them]\n    [one.join() for one in them]\n"
    result = grade(RIGHT | {"rnn_step": text}, limits=Limits(seconds=2.0))
    assert statuses(result)["rnn_step"] == "timed out"
    assert points(result) == without("rnn_step")


# ------------------------------------------------------------- lies and floods


FORGERIES = {
    "noise": "line().sendall(b'x' * 100)",
    "a reply beforehand": "line().sendall(b'\\0\\0\\0\\2{}')",
    "a huge header": "line().sendall(b'\\xff' * 8)",
    "a flood": "line().sendall(b'\\0' * 1_000_000)",
    "many dots": "line().sendall(b'\\0\\0\\1\\0' + b'[' * 256)",
}


@pytest.mark.parametrize("what", FORGERIES)
def test_forged_replies_gain_nothing(what):
    text = SOCKET + f"def rnn_step(p, x, h):\n    {FORGERIES[what]}\n    return 1, 2\n"
    result = grade(RIGHT | {"rnn_step": text}, limits=SHORT)
    assert points(result) == without("rnn_step")
    found = result["exercises"]["rnn_step"]
    assert found["status"] in ("failed", "died", "timed out")
    assert "could not be read" in found["message"] or found["status"] != "failed"


RESULTS = {
    "an array of objects": ("np.array([{}, []], dtype=object)", "dtype object"),
    "nested": ("[[]] * 3", "list"),
    "too large": ("np.zeros(9_000_000)", "cannot be transferred"),
    "a huge one": ("np.zeros((40_000, 1_000), dtype='u1')", "(40000, 1000)"),
    "many": ("list(range(99_000))", "more than 20,000"),
    "many texts": ("['a'] * 99_000", "more than 20,000"),
    "long numbers": ("np.zeros(3, dtype=np.clongdouble)", ""),
    "a text": ("'x' * 5_000_000", ""),
}


@pytest.mark.parametrize("what", RESULTS)
def test_a_result_that_cannot_be_right_is_described(what):
    value, said = RESULTS[what]
    result = grade(
        RIGHT | {"rnn_step": f"def rnn_step(p, x, h):\n    return {value}, RNNCache(x, h, h)\n"}
    )
    assert points(result) == without("rnn_step")
    found = result["exercises"]["rnn_step"]
    assert found["status"] == "failed"
    assert said in found["message"]
    assert "Next: " in found["message"] or "could not be read" in found["message"]


def test_what_is_printed_stands_above_the_verdict_and_is_cut():
    text = TWICE.replace("return", "print('called with', x)\n    return")
    printing = STEP.replace("    return", "    print(len(x), 'rows')\n    return")
    loud = FORWARD.replace("    return", "    print('x' * 1000 * 1000)\n    return")
    cells = {"rnn_step": printing, "twice": text, "rnn_forward": loud}
    result = grade(cells)
    assert points(result) == ALL
    shown = result["exercises"]["rnn_step"]["printed"].splitlines()
    assert shown[0] == "2 rows"
    assert shown.count("2 rows") > 1
    assert "agree with the reference" in shown[-1]
    assert result["exercises"]["twice"]["printed"].startswith("called with 3\n")
    assert len(result["exercises"]["rnn_forward"]["printed"]) < 101_000


def test_warnings_and_stderr_are_shown_and_cost_nothing():
    text = STEP.replace(
        "    return",
        "    import warnings, sys, os\n    warnings.warn('careful')\n"
        "    print('to stderr', file=sys.stderr)\n    os.write(2, b'from below\\n')\n    return",
    )
    result = grade(RIGHT | {"rnn_step": text})
    assert points(result) == ALL
    printed = result["exercises"]["rnn_step"]["printed"]
    assert printed.count("UserWarning: careful (line ") == 1
    assert "to stderr\n" in printed
    assert "from below\n" in printed


def test_what_hidden_tests_print_is_not_shown():
    loud = STEP.replace("    return", "    print('called', x.shape)\n    return")
    found = grade(RIGHT | {"rnn_step": loud})
    shown = found["exercises"]["rnn_step"]["printed"]
    assert shown.count("agree with the reference") == 1
    assert shown.count("called") == 5
    assert found["checks"]["check_rnn_step"]["printed"] == shown
    hidden = "### BEGIN HIDDEN TESTS\nprint(2)\nassert twice(2) == 4\n### END HIDDEN TESTS\n"
    cell = f"print(1)\n{hidden}print(3)"
    shown = grade(RIGHT, assignment=small_assignment(twice=cell))["exercises"]["twice"]
    assert (shown["printed"], shown["points"]) == ("1\n3\n", 2)
    inner = "if 1:\n    print(1)\n### BEGIN HIDDEN TESTS\n    assert 0\n### END HIDDEN TESTS\n"
    shown = grade(RIGHT, assignment=small_assignment(twice=inner))["exercises"]["twice"]
    assert (shown["printed"], shown["points"]) == ("1\n", 0)


def test_a_threads_traceback_names_no_folder_of_this_machine():
    text = STEP.replace(
        "    return",
        "    import threading\n    thread = threading.Thread(target=np.mean, args=('x',))\n"
        "    thread.start()\n    thread.join()\n    return",
    )
    printed = grade(RIGHT | {"rnn_step": text})["exercises"]["rnn_step"]["printed"]
    assert "Traceback" in printed
    assert 'threading.py", line ' in printed
    assert 'File "/' not in printed


# ------------------------------------------------------------- other kinds of check


def test_a_hidden_test_may_call_the_answer_itself():
    check = """
from helpers.scratch.cells import RNNCache, RNNParams
p = RNNParams(np.ones((1, 1)), np.ones((1, 1)), np.zeros(1))
h_next, cache = rnn_step(p, np.ones((1, 1)), np.zeros((1, 1)))
assert type(cache) is RNNCache
assert abs(float(h_next[0, 0]) - np.tanh(1)) < 1e-12
try:
    rnn_step(p, np.ones((1, 2)), np.zeros((1, 1)))
except ValueError as error:
    print("caught:", type(error).__name__)
"""
    assignment = small_assignment(rnn_step=check, twice="assert twice(2) == 5, 'not five'")
    result = grade(RIGHT, assignment=assignment)
    assert result["exercises"]["rnn_step"]["printed"] == "caught: ValueError\n"
    assert points(result) == without("twice")
    assert result["exercises"]["twice"]["message"] == "not five"
    stub = "def rnn_step(p, x, h):\n    raise NotImplementedError\n"
    wrong = "def twice(x):\n    return y\n"
    result = grade(RIGHT | {"rnn_step": stub, "twice": wrong}, assignment=assignment)
    assert statuses(result)["rnn_step"] == "not attempted"
    assert "NameError" in result["exercises"]["twice"]["message"]
    assert result["problems"] == []


def test_a_check_that_fails_itself_is_reported_and_gives_nothing():
    assignment = small_assignment(twice="twice(1)\nopen('/no/such/file')")
    result = grade(RIGHT, assignment=assignment)
    assert points(result) == without("twice")
    assert "the course's own check fails here" in result["exercises"]["twice"]["message"]
    assert "the course's check of twice failed itself" in result["problems"][0]


def test_a_template_that_is_gone_is_started_again():
    template_for(ASSIGNMENT, unsafe=UNSAFE).close()
    assert points(grade(RIGHT)) == ALL


def test_the_hidden_part_counts():
    calls = 7  # five cases, one with earlier shapes, and the first one again
    counting = "calls = []\n" + STEP.replace(
        "    return",
        f"    calls.append(1)\n    h_next = h_next + (len(calls) > {calls})\n    return",
    )
    found = grade(RIGHT | {"rnn_step": counting})["exercises"]["rnn_step"]
    assert found["printed"] == "rnn_step: 5 calls agree with the reference (h_next and cache).\n"
    assert (found["status"], found["points"]) == ("failed", 0)
