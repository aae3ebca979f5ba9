"""Many processes grade a class: each submission once, none lost, and nothing stays behind."""

import functools
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from helpers.grading.assignment import read_assignment
from helpers.grading.batch import workers
from helpers.grading.batch.workers import Workers
from tests.support import ROOT
from tests.support.grading.fake_grader import answers_of, fake_grader
from tests.support.grading.small_class import (
    SLUG,
    everything,
    grade,
    grader_of,
    hand_in,
    in_this_process,
    lay_out,
)

ASSIGNMENT = read_assignment(ROOT, SLUG)
GRADER = functools.partial(fake_grader, assignment=ASSIGNMENT.as_dict())
GONE = "the process that graded it died or hung 3 times"
answers = functools.partial(answers_of, ASSIGNMENT)
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def two():
    with Workers(GRADER, 2) as two:
        yield two


def test_every_submission_comes_back_once(two):
    jobs = [(f"s{i}", answers("right" if i % 3 else "half")) for i in range(40)]
    done = {one.student: one for one in two.grade_all(jobs)}
    assert len(done) == 40
    for student, given in jobs:
        assert done[student].result == GRADER(given)


def test_only_a_few_submissions_wait_at_a_time(two):
    taken = []

    def jobs():
        for i in range(60):
            taken.append(i)
            yield f"s{i}", answers("right")

    ahead = [len(taken) - done for done, _ in enumerate(two.grade_all(jobs()), 1)]
    assert len(ahead) == 60
    assert max(ahead) <= workers.WAITING_PER_WORKER * 2


def test_the_first_submissions_are_on_their_way_before_a_result_is_asked_for(two):
    jobs = iter([(f"s{i}", answers("right")) for i in range(20)])
    results = two.grade_all(jobs)
    assert len(list(jobs)) == 20 - 2 * workers.WAITING_PER_WORKER
    assert len(list(results)) == 2 * workers.WAITING_PER_WORKER


def test_a_process_that_dies_is_replaced_and_costs_no_other_submission(tmp_path):
    log = tmp_path / "log"
    jobs = [(f"s{i}", answers("crash" if i == 2 else "right")) for i in range(12)]
    with Workers(functools.partial(GRADER, log=str(log)), 2) as two:
        done = {one.student: one for one in two.grade_all(jobs)}
        assert all(map(psutil.pid_exists, two.process_ids))
    assert len(done) == 12
    assert done["s2"][1:] == (None, GONE)
    assert all(done[f"s{i}"].result for i in range(12) if i != 2)
    assert log.read_text().splitlines().count("crash") == 3  # tried again, and not for ever


def test_a_process_that_hangs_is_ended_and_costs_no_other_submission(two):
    jobs = [(f"s{i}", answers("hang" if i == 2 else "right")) for i in range(6)]
    done = {one.student: one for one in two.grade_all(jobs)}
    assert done["s2"][1:] == (None, GONE)
    assert all(done[f"s{i}"].result for i in range(6) if i != 2)


def test_a_process_that_is_stopped_is_replaced(monkeypatch):
    """There is one, which must take the next submission; of two, the other might grade them all."""
    monkeypatch.setattr(workers, "LOOK", 0.5)
    with Workers(GRADER, 1) as one:
        list(one.grade_all([("anna", answers("right"))]))  # it has started
        stopped = psutil.Process(one.process_ids[0])
        stopped.suspend()
        done = list(one.grade_all([(f"s{i}", answers("right")) for i in range(12)]))
        assert [bool(each.result) for each in done] == [True] * 12
        assert stopped.pid not in one.process_ids
    assert not stopped.is_running()


def test_a_large_submission_for_a_process_that_is_stopped_holds_nobody_up(monkeypatch):
    """What the kernel keeps for a process that reads nothing is less than this."""
    monkeypatch.setattr(workers, "LOOK", 0.5)
    large = answers("right" + " " * 4_000_000)
    with Workers(GRADER, 1) as one:
        list(one.grade_all([("anna", answers("right"))]))
        psutil.Process(one.process_ids[0]).suspend()
        done = list(one.grade_all([("anna", large), ("ben", answers("right"))]))
    assert [bool(one.result) for one in done] == [True, True]


def test_nobody_else_can_send_work_or_look(two):
    """What a worker is sent it runs: it comes over a pipe that no other process can open."""
    list(two.grade_all([("anna", answers("right"))]))
    here = psutil.Process()
    listening = [
        connection.laddr
        for process in [here, *here.children(recursive=True)]
        for connection in connections(process)
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening == []


def connections(process):
    """List a process's connections; a sandbox of another test has none, and lets only root in."""
    try:
        return process.net_connections(kind="inet")
    except (psutil.AccessDenied, psutil.NoSuchProcess):
        return []


def test_an_error_of_the_course_is_a_reason_of_one_line(two):
    (done,) = two.grade_all([("anna", answers("sandbox fails"))])
    assert done[1:] == (None, "RuntimeError: the sandbox could not be started")


class Prepared:
    """Grades only what is in its own hands."""

    ready = False

    def prepare(self):
        """Get ready; the second part fails."""
        self.ready = True
        raise RuntimeError("the sandbox could not be started")

    def __call__(self, answers):
        """Return whether it is ready."""
        return {"ready": self.ready}


def test_a_worker_prepares_itself_and_goes_on_where_that_fails():
    with Workers(Prepared(), 1) as one:
        assert [done.result for done in one.grade_all([("anna", {})])] == [{"ready": True}]


# The whole run, as a process of its own.


@pytest.fixture
def course():
    with tempfile.TemporaryDirectory() as folder:  # pytest's own is too deep for a socket below it
        root = lay_out(Path(folder) / "course")
        for i in range(20):
            hand_in(root, f"s{i:02}", "right", "half")
        yield root


def start(course, *words):
    """Start a grading run with two worker processes in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.support.grading.whole_run", course, *words],
        cwd=course,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(course.parent),  # what a killed run leaves goes with it
        },
    )


def workers_of(run):
    """Read the processes that the run has started, as it names them itself."""
    return [psutil.Process(int(pid)) for pid in run.stdout.readline().split()]


def assert_they_end(processes):
    _, alive = psutil.wait_procs(processes, timeout=60)
    assert alive == []


def test_ctrl_c_stops_cleanly_and_the_next_call_goes_on(course):
    with start(course, "hold") as run:
        processes = workers_of(run)
        assert len(processes) >= 2
        os.killpg(run.pid, signal.SIGINT)  # as a terminal sends it: to every process
        out, err = run.communicate(timeout=120)
    assert run.returncode == 130
    assert err.startswith("stopped; 5 of 20 are graded and written.")
    assert err.count("\n") == 1, err
    assert_they_end(processes)
    summary = grade_here(course)
    assert (summary.graded, summary.skipped) == (15, 5)


def grade_here(course):
    """Grade in this process what is left."""
    with pytest.MonkeyPatch.context() as patch:
        in_this_process(patch)
        return grade(course, grader=grader_of(course))


def test_a_killed_run_takes_its_processes_along_and_loses_nothing(course):
    with start(course, "hold") as run:
        processes = workers_of(run)
        run.kill()
        run.wait(60)
        assert_they_end(processes)
        run.stdout.close()
        run.stderr.close()
    summary = grade_here(course)
    assert (summary.graded, summary.skipped) == (15, 5)


def test_a_whole_run_writes_nothing_outside_of_grading(course):
    before = {path for path in course.rglob("*") if "grading" not in path.parts}
    with start(course, "through") as run:
        out, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    assert {path for path in course.rglob("*") if "grading" not in path.parts} == before
    assert err.splitlines()[-1].startswith("20 of 20, ")
    assert set(everything(course)[2]) == {f"s{i:02}" for i in range(20)}


LOADED = """
import sys
{}
print([name for name in ("nbformat", "nbgrader", "lark", "dask") if name in sys.modules])
"""


@pytest.mark.parametrize(
    ("imports", "loaded"),
    [
        (f"import {', '.join(workers.PRELOADED)}", "[]"),
        ("import helpers.grading.batch.grade_class", "[]"),
        ("import helpers.grading.batch.run", "['nbformat', 'nbgrader']"),
        ("import helpers.course.author.build", "['nbformat', 'nbgrader']"),
    ],
)
def test_a_start_loads_no_more_than_it_needs(imports, loaded):
    """Workers start before nbgrader is loaded; and the grammar of IRIs alone takes a second."""
    code = LOADED.format(imports)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert (run.stdout.strip(), run.stderr) == (loaded, "")


PRELOADED = """
import sys

before = set(sys.modules)

from helpers.grading.batch import workers

def not_loaded(answers):
    return [name for name in workers.PRELOADED if name not in before]

if __name__ == "__main__":
    with workers.Workers(not_loaded, 1) as one:
        print(*(done.result for done in one.grade_all([("anna", {})])))
"""


def test_workers_are_forked_from_a_server_that_has_loaded_what_they_run(tmp_path):
    """In a process of its own: a process has one such server, for whoever needs it first."""
    (tmp_path / "run.py").write_text(PRELOADED)
    run = subprocess.run(
        [sys.executable, "-W", "ignore", tmp_path / "run.py"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert (run.stdout.strip(), run.stderr) == ("[]", "")
