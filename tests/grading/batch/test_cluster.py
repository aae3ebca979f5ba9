"""`course grade --scheduler`: a Dask cluster that is there grades, and stays as it was."""

import dataclasses
import functools

import pytest
from distributed import LocalCluster

from helpers.grading.assignment import read_assignment
from helpers.grading.batch import cluster, grader
from helpers.grading.batch.cluster import Cluster
from helpers.grading.batch.grader import Grader, OtherVersion, code_version
from helpers.grading.batch.options import ClusterError
from tests.support import ROOT
from tests.support.grading.fake_grader import answers_of, fake_grader
from tests.support.grading.small_class import SLUG

ASSIGNMENT = read_assignment(ROOT, SLUG)
GRADER = functools.partial(fake_grader, assignment=ASSIGNMENT.as_dict())
OWN = Grader(ASSIGNMENT.as_dict(), code_version(ASSIGNMENT))
NO_PAGES = {"dashboard_address": ":0", "worker_dashboard_address": ":0"}
answers = functools.partial(answers_of, ASSIGNMENT)
pytestmark = pytest.mark.timeout(300)


def test_a_result_whose_process_died_is_asked_for_again():
    class Lost:  # finished once, and pending again since its process died
        status = "pending"

        def exception(self):
            return None

        def result(self):
            return {"score": 1}

    assert cluster._done("anna", Lost()) == ("anna", {"score": 1}, "")


def test_a_worker_without_a_sandbox_grades_nothing_and_says_why(monkeypatch):
    monkeypatch.setattr("helpers.grading.sandbox.bubblewrap.find_bwrap", lambda: None)
    monkeypatch.setattr("helpers.grading.judging.module_checks._template", {})
    with LocalCluster(processes=False, n_workers=1, threads_per_worker=2, **NO_PAGES) as there:
        jobs = [(name, answers("right")) for name in ("anna", "ben")]
        with Cluster(OWN, there.scheduler_address) as joined:
            done = list(joined.grade_all(jobs))
    assert {one[1:] for one in done} == {(None, "SandboxError: bubblewrap is not installed")}


def test_a_cluster_that_is_there_is_joined_by_its_address(tmp_path):
    with LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", local_directory=tmp_path, **NO_PAGES
    ) as there:
        jobs = [(f"s{i}", answers("right" if i % 3 else "half")) for i in range(12)]
        with Cluster(GRADER, there.scheduler_address) as joined:
            done = {one.student: one.result for one in joined.grade_all(jobs)}
            assert done == {student: GRADER(given) for student, given in jobs}
            (failed,) = joined.grade_all([("anna", answers("sandbox fails"))])
            assert failed[1:] == (None, "RuntimeError: the sandbox could not be started")
        other = dataclasses.replace(OWN, version="another")
        with (
            Cluster(other, there.scheduler_address) as joined,
            pytest.raises(OtherVersion, match="another version of the course") as caught,
        ):
            list(joined.grade_all([("anna", answers("right"))]))
        assert "\n" not in str(caught.value)
        assert there.workers  # it is somebody else's, and stays


def test_a_cluster_without_workers_is_one_line(monkeypatch):
    with LocalCluster(n_workers=0, host="127.0.0.1", **NO_PAGES) as there:
        monkeypatch.setattr(cluster, "PATIENCE", 1)
        with (
            pytest.raises(ClusterError, match=r"has no workers; start one: dask worker") as caught,
            Cluster(GRADER, there.scheduler_address),
        ):
            pass
    assert "\n" not in str(caught.value)


def test_no_cluster_at_an_address_is_one_line(monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with (
        pytest.raises(ClusterError, match="no Dask scheduler answers at tcp") as caught,
        Cluster(GRADER, "tcp://127.0.0.1:9"),
    ):
        pass
    assert "\n" not in str(caught.value)


def test_the_grader_is_pure_and_knows_its_version(monkeypatch):
    graded = []

    def grade_answers(given, assignment, **settings):
        graded.append((given, assignment, settings))
        return {"module": SLUG}

    monkeypatch.setattr("helpers.grading.judging.grade.grade_answers", grade_answers)
    monkeypatch.setattr(grader, "_taken", {})
    assert OWN(answers("right")) == {"module": SLUG}
    ((given, assignment, settings),) = graded
    assert (given, assignment) == (answers("right"), ASSIGNMENT)
    assert settings["unsafe"] is False
    with pytest.raises(OtherVersion):
        dataclasses.replace(OWN, version="theirs")(answers("right"))
    assert len(graded) == 1
    dataclasses.replace(OWN, version=None)(answers("right"))  # sent by a process of these files
    assert len(graded) == 2
