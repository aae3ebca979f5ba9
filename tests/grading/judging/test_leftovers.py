"""What one exercise leaves running, or in memory, costs the exercises after it nothing."""

import pytest

from helpers.grading.judging.module_checks import template_for, trusted_for
from helpers.grading.judging.session import Session
from helpers.grading.sandbox.inside.limits import Limits
from tests.support.grading.small_assignment import (
    ALL,
    ASSIGNMENT,
    RIGHT,
    UNSAFE,
    grade,
    points,
    without,
)

LOOPS = """
import threading
import time


def loop():
    while True:
        time.sleep(0.1)


"""
START = "threading.Thread(target=loop, daemon=True).start()\n"
# True only in the process whose call or cell left the threads.
ALONE = "import _thread\ndef twice(x):\n    return 2 * x if _thread._count() == 0 else 0\n"


@pytest.mark.parametrize("where", ["cell", "call"])
def test_threads_are_gone_before_the_next_exercise(where):
    body = f"def rnn_step(p, x, h):\n    {START if where == 'call' else ''}\n    return 1, 2\n"
    text = LOOPS + body + (START if where == "cell" else "")
    result = grade(RIGHT | {"rnn_step": text, "twice": ALONE})
    assert points(result) == without("rnn_step")
    assert result["problems"] == []


def test_threads_of_a_right_answer_cost_nothing():
    result = grade(RIGHT | {"rnn_step": LOOPS + RIGHT["rnn_step"] + START, "twice": ALONE})
    assert points(result) == ALL


FILL = "full = []\n{0}while True:\n    {0}full.append(bytearray(1_000_000))\n"
NEEDS = "def twice(x):\n    bytearray(40_000_000)\n    return 2 * x\n"


@pytest.mark.skipif(UNSAFE, reason="memory is not limited without a sandbox")
@pytest.mark.parametrize("where", ["cell", "call"])
def test_memory_is_free_again_for_the_next_exercise(where):
    body = FILL.format("    ").replace("full = []", "global full\n    full = []")
    call = f"def rnn_step(p, x, h):\n    {body}\n"
    text = FILL.format("") if where == "cell" else call
    result = grade(RIGHT | {"rnn_step": text, "twice": NEEDS}, limits=Limits(memory_mb=128))
    assert points(result) == without("rnn_step")
    left_out = ["the cell of rnn_step was left out afterwards: it filled the memory"]
    assert result["problems"] == (left_out if where == "cell" else [])


def test_a_new_process_only_where_one_is_needed():
    template = template_for(ASSIGNMENT, unsafe=UNSAFE)
    with Session(template, trusted_for(ASSIGNMENT), Limits(), 3) as session:
        session.run_cell("number = 1", "the first cell")
        first = session._child
        session.finish()
        assert session._child is first
        session.run_cell("raise MemoryError", "the second cell")
        assert session._child is first
        session.finish()
        assert session.run_cell("assert number == 1", "the third cell") is None
        assert session._child is not first
