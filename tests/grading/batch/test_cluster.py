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
from distributed import Client, LocalCluster, Security
from distributed.comm import connect

from helpers.grading.assignment import read_assignment
from helpers.grading.batch import workers
from helpers.grading.batch.workers import (
    ClusterError,
    OtherVersion,
    grade_all,
    grader_for,
    open_client,
)
from tests.support import ROOT
from tests.support.grading.fake_grader import fake_grader
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
NO_PAGES = {"dashboard_address": ":0", "worker_dashboard_address": ":0"}
pytestmark = pytest.mark.timeout(300)


def answers(*words):
    """Return answers that hold a word for each exercise."""
    ids = [part.id for part in ASSIGNMENT.parts if part.kind == "exercise"]
    cells = [{"id": name, "source": word} for name, word in zip(ids, words, strict=False)]
    return {"cells": cells, "essays": {}, "problems": []}


@pytest.fixture(scope="module")
def client():
    with open_client(workers=2) as client:
        yield client


def test_every_submission_comes_back_once(client):
    jobs = [(f"s{i}", answers("right" if i % 3 else "half")) for i in range(40)]
    done = {one.student: one for one in grade_all(client, jobs, GRADER)}
    assert len(done) == 40
    for student, given in jobs:
        assert done[student].result == GRADER(given)


def test_only_a_few_submissions_wait_at_a_time(client):
    taken = []

    def jobs():
        for i in range(60):
            taken.append(i)
            yield f"s{i}", answers("right")

    ahead = [len(taken) - done for done, _ in enumerate(grade_all(client, jobs(), GRADER), 1)]
    assert len(ahead) == 60
    assert max(ahead) <= workers.WAITING_PER_WORKER * 2


def test_a_process_that_dies_is_replaced_and_costs_no_other_submission(client, tmp_path):
    log = tmp_path / "log"
    dying = functools.partial(GRADER, log=str(log))
    jobs = [(f"s{i}", answers("crash" if i == 2 else "right")) for i in range(12)]
    done = {one.student: one for one in grade_all(client, jobs, dying)}
    assert len(done) == 12
    assert done["s2"].result is None
    assert done["s2"].reason == "the process that graded it died or hung 3 times"
    assert all(done[f"s{i}"].result for i in range(12) if i != 2)
    assert log.read_text().splitlines().count("crash") == 3  # tried again, and not for ever
    client.wait_for_workers(2, timeout=200)


def test_a_result_whose_process_died_is_asked_for_again():
    class Lost:  # finished once, and pending again since its process died
        status = "pending"

        def exception(self):
            return None

        def result(self):
            return {"score": 1}

    assert workers._done("anna", Lost()) == ("anna", {"score": 1}, "")


def test_a_process_that_hangs_is_ended_and_costs_no_other_submission(client):
    jobs = [(f"s{i}", answers("hang" if i == 2 else "right")) for i in range(6)]
    done = {one.student: one for one in grade_all(client, jobs, GRADER)}
    assert done["s2"][1:] == (None, "the process that graded it died or hung 3 times")
    assert all(done[f"s{i}"].result for i in range(6) if i != 2)
    client.wait_for_workers(2, timeout=200)


def test_a_process_that_is_stopped_is_replaced(monkeypatch):
    monkeypatch.setitem(workers.SETTINGS, "distributed.scheduler.worker-ttl", "5 s")
    with open_client(workers=2) as client:
        stopped = psutil.Process(min(client.run(os.getpid).values()))
        stopped.suspend()
        done = list(grade_all(client, [(f"s{i}", answers("right")) for i in range(12)], GRADER))
        assert sorted(bool(one.result) for one in done) == [True] * 12
    assert not stopped.is_running()


def test_a_worker_without_a_sandbox_grades_nothing_and_says_why(monkeypatch):
    monkeypatch.setattr("helpers.grading.sandbox.bubblewrap.find_bwrap", lambda: None)
    monkeypatch.setattr("helpers.grading.judging.module_checks._template", {})
    with LocalCluster(processes=False, n_workers=1, threads_per_worker=2, **NO_PAGES) as there:
        jobs = [(name, answers("right")) for name in ("anna", "ben")]
        with Client(there) as client:
            done = list(grade_all(client, jobs, grader_for(ASSIGNMENT)))
    assert {one[1:] for one in done} == {(None, "SandboxError: bubblewrap is not installed")}


def test_what_a_killed_run_left_is_removed(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    mine = tmp_path / f"course-grade-{os.getpid()}-x"
    for path in (tmp_path / f"course-grade-{ended.pid}-x", mine, tmp_path / "course-grade-other"):
        path.mkdir()
        (path / "file").touch()
    workers._clear_leftovers()
    assert {path.name for path in tmp_path.iterdir()} == {mine.name, "course-grade-other"}


def test_nobody_else_may_send_work_or_look(client):
    """Whoever may send a Dask worker something runs code in it."""
    address = client.scheduler.address
    theirs = Security.temporary().get_connection_args("client")

    def reach(address, **arguments):
        client.sync(connect, address, timeout=2, **arguments).abort()

    with pytest.raises(OSError, match=r"timed out|reset"):
        reach(address.replace("tls://", "tcp://"))
    with pytest.raises((OSError, TypeError), match=r"(?i)tls|certificate"):
        reach(address)
    with pytest.raises(OSError, match=r"(?i)certificate|timed out|reset"):
        reach(address, **theirs)
    reach(address, **client.security.get_connection_args("client"))
    here = psutil.Process()
    listening = [
        connection.laddr.ip
        for process in [here, *here.children(recursive=True)]
        for connection in connections(process)
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert set(listening) == {"127.0.0.1"}


def connections(process):
    """List a process's connections; a sandbox of another test has none, and lets only root in."""
    try:
        return process.net_connections(kind="inet")
    except psutil.AccessDenied:
        return []


def test_an_error_of_the_course_is_a_reason_of_one_line(client):
    done = list(grade_all(client, [("anna", answers("sandbox fails"))], GRADER))
    assert done[0][1:] == (None, "RuntimeError: the sandbox could not be started")


def test_a_cluster_that_is_there_is_joined_by_its_address(tmp_path):
    with LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", local_directory=tmp_path, **NO_PAGES
    ) as there:
        with open_client(scheduler=there.scheduler_address) as client:
            done = list(grade_all(client, [("anna", answers("right"))], GRADER))
            assert done[0].result == GRADER(answers("right"))
            other = grader_for(ASSIGNMENT)
            other.keywords["version"] = "another"
            with pytest.raises(OtherVersion, match="another version of the course") as caught:
                list(grade_all(client, [("anna", answers("right"))], other))
            assert "\n" not in str(caught.value)
        assert there.workers  # it is somebody else's, and stays


def test_a_cluster_without_workers_is_one_line(monkeypatch):
    with LocalCluster(n_workers=0, host="127.0.0.1", **NO_PAGES) as there:
        monkeypatch.setattr(workers, "PATIENCE", 1)
        with (
            pytest.raises(ClusterError, match=r"has no workers; start one: dask worker") as caught,
            open_client(scheduler=there.scheduler_address),
        ):
            pass
    assert "\n" not in str(caught.value)


def test_no_cluster_at_an_address_is_one_line(monkeypatch):
    monkeypatch.setattr(workers, "PATIENCE", 1)
    with (
        pytest.raises(ClusterError, match="no Dask scheduler answers at tcp") as caught,
        open_client(scheduler="tcp://127.0.0.1:9"),
    ):
        pass
    assert "\n" not in str(caught.value)


def test_the_grader_is_pure_and_knows_its_version(monkeypatch):
    graded = []

    def grade_answers(given, assignment, **settings):
        graded.append((given, assignment, settings))
        return {"module": SLUG}

    monkeypatch.setattr("helpers.grading.judging.grade.grade_answers", grade_answers)
    assert grader_for(ASSIGNMENT)(answers("right")) == {"module": SLUG}
    ((given, assignment, settings),) = graded
    assert (given, assignment) == (answers("right"), ASSIGNMENT)
    assert settings["unsafe"] is False
    monkeypatch.setattr(workers, "_taken", {})
    monkeypatch.setattr(workers, "code_version", lambda assignment: "mine")
    with pytest.raises(OtherVersion):
        workers.grade_submission(answers("right"), ASSIGNMENT.as_dict(), "theirs")
    assert len(graded) == 1


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
print([name for name in ("nbformat", "nbgrader", "lark") if name in sys.modules])
"""


@pytest.mark.parametrize(
    ("imports", "loaded"),
    [
        (f"import {', '.join(workers.PRELOADED)}", "[]"),
        ("import helpers.grading.batch.grade_class", "['nbformat', 'nbgrader']"),
        ("import helpers.course.author.build", "['nbformat', 'nbgrader']"),
    ],
)
def test_a_start_loads_no_more_than_it_needs(imports, loaded):
    """Workers read no notebook; and the grammar of IRIs alone takes a second."""
    code = LOADED.format(imports)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert (run.stdout.strip(), run.stderr) == (loaded, "")


PRELOADED = """
from helpers.grading.batch import workers

def loaded():
    import sys

    return [name for name in workers.PRELOADED if name not in sys.modules]

if __name__ == "__main__":
    with workers.open_client(workers=1) as client:
        print(*client.run(loaded).values())
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
