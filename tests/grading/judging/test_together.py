"""Calls that are made together come out as if each had waited for what the last one returned."""

import pytest

from helpers.grading.judging import remote_answer
from helpers.grading.judging.session import Session
from helpers.grading.sandbox.inside.limits import Limits
from tests.grading.judging.test_session_line import session_with
from tests.support.grading.small_assignment import RIGHT, grade, small_assignment

COUNTS = """
import warnings
calls = []
def rnn_step(p, x, h):
    calls.append(x.shape)
    print("call", len(calls))
    warnings.warn(f"warned {{len(calls)}}")
    if len(calls) == {n}:
        {body}
    h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
    return h_next, RNNCache(x, h, h_next)
"""
LATER = "def rnn_forward(p, xs, h0):\n    raise ValueError(f'after {len(calls)} calls')\n"
# Its second check is the one whose calls are made together; what it prints is shown.
SHOWN = small_assignment(rnn_step="check_rnn_step(rnn_step)\ncheck_rnn_step(rnn_step, seed=1)")
BODIES = {
    "returns something else": "return x * len(calls), None",
    "raises": "raise KeyError(len(calls))",
    "changes its argument": "x += len(calls)",
    "returns what cannot be read": "return np.zeros(20_000_000), np.zeros(20_000_000)",
}


@pytest.fixture
def counted(monkeypatch):
    """What a session did: requests sent together, and steps back (mark, further)."""
    seen = {"together": [], "back": []}
    ask, back = Session.ask_together, Session.go_back

    def asked(self, requests):
        seen["together"].append(len(requests))
        return ask(self, requests)

    def gone(self, mark, further=0):
        seen["back"].append(further)
        return back(self, mark, further)

    monkeypatch.setattr(Session, "ask_together", asked)
    monkeypatch.setattr(Session, "go_back", gone)
    grade(RIGHT, assignment=SHOWN)  # from here on the cases are known
    for numbers in seen.values():
        numbers.clear()
    return seen


def told(cells, limits=None):
    """Return all that a result says of the answers, without seconds."""
    found = grade(cells, assignment=SHOWN, limits=limits)
    exercises = [{**one, "seconds": 0} for one in found["exercises"].values()]
    return exercises, found["checks"], found["problems"], found["lost"]


def both(cells, monkeypatch, limits=None):
    """Grade with calls made together, and one by one."""
    together = told(cells, limits)
    with monkeypatch.context() as patch:
        patch.setattr(remote_answer, "_MOST_TOGETHER", 0)
        return together, told(cells, limits)


def test_a_right_answer_is_called_together_in_its_second_check(counted):
    grade(RIGHT, assignment=SHOWN)
    assert sum(number > 3 for number in counted["together"]) == 2  # rnn_step, rnn_forward
    assert not counted["back"]


@pytest.mark.parametrize("what", BODIES)
def test_an_answer_that_goes_wrong_at_some_call_gets_the_same_result(what, counted, monkeypatch):
    # A step back, with what the calls after it left in the process, would show in all of these:
    # numbers of calls are printed, warned of, and told by the exercise that follows.
    for n in (7, 9, 11, 13) if what == "returns something else" else (9, 12):
        cells = RIGHT | {"rnn_step": COUNTS.format(n=n, body=BODIES[what]), "rnn_forward": LATER}
        together, one_by_one = both(cells, monkeypatch)
        assert together == one_by_one, n
    assert len(set(counted["back"])) > 1


@pytest.mark.parametrize("body", ["while True: pass", "import os; os._exit(3)"])
def test_an_answer_that_hangs_or_dies_at_some_call_gets_the_same_result(body, counted, monkeypatch):
    cells = RIGHT | {"rnn_step": COUNTS.format(n=12, body=body)}
    together, one_by_one = both(cells, monkeypatch, Limits(seconds=1.0))
    assert together == one_by_one
    assert together[0][0]["status"] in ("timed out", "died")
    assert counted["back"] == [0]


def test_a_step_back_repeats_the_requests_and_charges_those_after_the_mark():
    seconds = {"call": 1.0}
    now = [0.0]

    def answer(request):
        now[0] += seconds.get(request["do"], 5.0)
        return {}

    session, template = session_with(answer, iter(lambda: now[0], None))
    with session:
        session.run_cell("a = 1", "the cell")
        mark, left = session.mark(), session.budget.cpu
        session.ask_together([remote_answer.pack({"do": "call", "k": k}) for k in range(4)])
        assert session.budget.cpu == left - 4
        session.go_back(mark, 2)
        assert session.budget.cpu == left - 2
        session.run_cell("a = 2", "the next cell")
    asked = [[request["do"] for request in them] for them in template.asked]
    assert asked == [["start", "cell", *["call"] * 4], ["start", "cell", "call", "call", "cell"]]


def test_together_is_only_what_is_sent_without_a_wait(counted, monkeypatch):
    monkeypatch.setattr(remote_answer, "_MOST_TOGETHER", 100)
    grade(RIGHT, assignment=SHOWN)
    assert set(counted["together"]) == {1}
