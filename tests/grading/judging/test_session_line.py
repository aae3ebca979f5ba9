"""The trusted side's line to a process that answers as it likes: here a thread that plays one."""

import itertools
import socket
import threading
from types import SimpleNamespace

import pytest

from helpers.grading.judging.session import Session, Stop
from helpers.grading.sandbox.inside.frames import pack, read_frame
from helpers.grading.sandbox.inside.limits import Limits

TRUSTED = SimpleNamespace()
PLAIN = {"printed": "", "threads": 0, "error": None}


class PlayedChild:
    """A process that answers each request with what a function makes of it; None: hangs up."""

    def __init__(self, answer, clock):
        self.clock = clock
        self.socket, self.theirs = socket.socketpair()
        self.thread = threading.Thread(target=self.play, args=(answer,))
        self.thread.start()

    def play(self, answer):
        with self.theirs:
            for number in itertools.count(1):
                try:
                    request = read_frame(self.theirs).header
                except (EOFError, OSError):
                    return
                reply = answer(request)
                if reply is None:
                    return
                if reply != "nothing":
                    self.theirs.sendall(pack({"n": number} | PLAIN | reply))

    def cpu_seconds(self):
        return next(self.clock)

    def ending(self, seconds=0.0):
        return "exit status 3"

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.socket.close()


class Played:
    """A template of such processes. asked: what each of them was asked, in order.

    clock: the readings of their CPU time.
    """

    def __init__(self, answer, clock, most=100):
        self.answer, self.clock, self.most, self.asked = answer, clock, most, []

    def start_child(self):
        assert len(self.asked) < self.most, "it starts processes without end"
        asked = []
        self.asked.append(asked)

        def answer(request):
            asked.append(request)
            return self.answer(request)

        return PlayedChild(answer, self.clock)


def session_with(answer, clock=None, limits=None):
    """Return a session over such processes, and their template."""
    template = Played(answer, clock or itertools.repeat(0.0))
    return Session(template, TRUSTED, limits or Limits(), 3), template


def to_cells(reply):
    """Answer cells with this reply and all else as it should be."""
    return lambda request: reply if request["do"] == "cell" else {}


WRONG = {
    "an earlier number": {"n": 1},
    "a later number": {"n": 3},
    "a number that is true": {"n": True},
    "a number in words": {"n": "2"},
    "no text": {"printed": ["x"]},
}


@pytest.mark.parametrize("what", WRONG)
def test_a_reply_that_is_not_the_one_to_the_request_is_refused(what):
    session, template = session_with(to_cells(WRONG[what]))
    with session, pytest.raises(Stop) as stop:
        session.run_cell("a = 1", "the cell")
    assert stop.value.status == "failed"
    assert "could not be read" in str(stop.value)
    assert [request["do"] for request in template.asked[0]] == ["start", "cell"]


def test_true_is_not_the_number_of_the_first_reply():
    session, _ = session_with(lambda request: {"n": True} if request["do"] == "start" else {})
    with session, pytest.raises(Stop):
        session.run_cell("a = 1", "the cell")


def test_the_time_of_a_submission_is_bounded_in_all():
    session, _ = session_with(to_cells("nothing"))
    with session:
        session._in_all.wall = 0.05
        with pytest.raises(Stop) as stop:
            session.run_cell("a = 1", "the cell")
        assert stop.value.status == "timed out"
        assert session.budget.wall > 10  # of the exercise's own
        with pytest.raises(Stop, match="Not run"):
            session.run_cell("a = 1", "the next cell")


def test_a_process_is_not_started_without_end():
    session, template = session_with(lambda request: None)
    with session, pytest.raises(Stop, match="too often"):
        session.run_cell("a = 1", "the cell")
    assert len(template.asked) == 3 + 4  # exercises, and some for other mishaps


def test_the_cpu_time_of_the_process_ends_a_request_however_little_time_went_by():
    # The session waits as long as is left by this clock, so that it is a clock of short times.
    clock = itertools.chain([0.0] * 4, itertools.count(0.01, 0.07))
    session, _ = session_with(to_cells("nothing"), clock, Limits(seconds=0.2, wall_seconds=1e6))
    with session, pytest.raises(Stop, match=r"0\.2 seconds of computing") as stop:
        session.run_cell("a = 1", "the cell")
    assert stop.value.status == "timed out"
    assert session.budget.cpu < 0


def test_what_was_run_is_run_again_in_the_next_process():
    session, template = session_with(lambda request: {})
    with session:
        session.run_cell("a = 1", "the first cell")
        session.run_cell("a = 2", "the second cell")
        session.close()
        session.run_cell("a = 3", "the third cell")
    asked = [[(one["do"], one.get("source")) for one in them] for them in template.asked]
    start, cells = ("start", None), [("cell", f"a = {n}") for n in (1, 2, 3)]
    assert asked == [[start, *cells[:2]], [start, *cells]]


@pytest.mark.parametrize("threads", [1, "many", None])
def test_a_process_that_says_it_has_threads_or_nothing_of_them_is_not_kept(threads):
    session, template = session_with(to_cells({"threads": threads}))
    with session:
        session.run_cell("a = 1", "the first cell")
        session.finish()
        session.run_cell("a = 2", "the second cell")
    assert len(template.asked) == 2
    assert [request.get("threads") for request in template.asked[1]] == [None, False, None]
