"""`course grade` but for the processes: who is graded, what is written, what waits for a yes."""

import contextlib
import shutil
import subprocess
import sys
import unicodedata

import pytest

from helpers.grading.assignment import read_assignment
from helpers.grading.batch import grade_class
from helpers.grading.batch.grader import Done
from helpers.grading.batch.options import GradingError, Options, Stopped
from helpers.grading.gradebook.results import load_result, load_results, results_folder
from helpers.grading.gradebook.write import ClassGradebook
from tests.support.grading.small_class import (
    ESSAY,
    SLUG,
    everything,
    grade,
    gradebook,
    grader_of,
    grades,
    hand_in,
    in_this_process,
    new_version,
)


@pytest.fixture
def course(made, tmp_path, monkeypatch):
    """A course with three submissions that nobody has graded."""
    in_this_process(monkeypatch)
    root = shutil.copytree(made, tmp_path / "course")
    shutil.rmtree(root / "grading" / "submitted")
    hand_in(root, "anna", "right", "right", essay=ESSAY)
    hand_in(root, "ben", "half", "right", time="2026-01-02 03:04:05 UTC")
    hand_in(root, "cleo")
    return root


@pytest.fixture
def log(tmp_path):
    """Return a file that counts gradings, and how to read the number since the last time."""
    path = tmp_path / "log"
    path.touch()

    def count():
        lines = len(path.read_text().splitlines())
        path.write_text("")
        return lines

    count.path = path
    return count


def points(root, student):
    """A student's autograded points."""
    return sum(auto or 0.0 for auto, _ in grades(root, student).values())


class InOrder:
    """Grades like the processes of a class, and notes when it was given its work."""

    def __init__(self, happened, grader):
        self.happened, self.grader = happened, grader

    def grade_all(self, jobs):
        given = list(jobs)
        self.happened.append(f"{len(given)} given out")
        return (Done(student, self.grader(answers)) for student, answers in given)


def test_a_new_class_is_being_graded_when_the_gradebook_is_opened(course, monkeypatch):
    """Entering a module in it takes as long as grading several submissions."""
    happened, opened = [], ClassGradebook.__enter__

    def enter(book):
        happened.append("opened")
        return opened(book)

    def started(grader, options):
        return contextlib.nullcontext(InOrder(happened, grader))

    shutil.rmtree(results_folder(course, SLUG))
    monkeypatch.setattr(ClassGradebook, "__enter__", enter)
    monkeypatch.setattr(grade_class, "_started", started)
    grade(course)
    assert happened == ["3 given out", "opened"]
    happened.clear()
    hand_in(course, "dora", "right", "right")
    grade(course)  # whoever has a result is looked up first
    assert happened == ["opened", "1 given out"]


def test_everyone_is_graded_once(course, log):
    grader = grader_of(course, log=log.path)
    summary = grade(course, grader=grader)
    assert (summary.graded, summary.skipped, summary.not_graded, log()) == (3, 0, {}, 3)
    most = summary.most
    assert [points(course, who) for who in ("anna", "cleo")] == [most, 0.0]
    assert 0 < points(course, "ben") < most
    assert summary.points / 3 == pytest.approx((most + points(course, "ben")) / 3)
    before = everything(course)
    again = grade(course, grader=grader)
    assert (again.graded, again.skipped, log()) == (0, 3, 0)
    assert again.points == summary.points
    assert everything(course) == before
    forced = grade(course, grader=grader, force=True)
    assert (forced.graded, forced.skipped, log()) == (3, 0, 3)
    assert everything(course) == before


def test_a_student_who_handed_nothing_in_is_left_alone(course):
    with gradebook(course) as book:
        book.update_or_create_student("dora")
    grade(course)
    with gradebook(course) as book:
        assert {s.student.id for s in book.assignment_submissions(SLUG)} == {
            "first",
            "anna",
            "ben",
            "cleo",
        }


def test_what_cannot_be_read_is_no_zero_and_is_graded_once_it_can(course, log):
    (course / "grading" / "submitted" / "emil" / SLUG).mkdir(parents=True)
    for _ in range(2):  # the second time it is up to date
        summary = grade(course, grader=grader_of(course, log=log.path))
        assert (summary.graded + summary.skipped, summary.unread) == (
            3,
            {"emil": "the folder is empty"},
        )
        assert set(grades(course, "emil").values()) == {(None, True)}
    assert log() == 4
    hand_in(course, "emil", "right", "right", essay=ESSAY)
    summary = grade(course)  # and nobody is asked: there was no grade
    assert (summary.graded, summary.unread) == (1, {})
    assert points(course, "emil") == summary.most


def test_a_grade_that_would_be_lost_is_asked_about(course):
    grade(course)
    new_version(course)
    (course / "grading" / "submitted" / "ben" / SLUG / f"{SLUG}.ipynb").write_bytes(b"")
    asked = []
    summary = grade(course, ask=asked.extend)
    assert {(change.student, change.new) for change in asked} == {("ben", None)}
    assert summary.kept == 1


@pytest.mark.parametrize("folder", [None, "downloads"])
def test_a_decomposed_name_is_the_same_students(course, tmp_path, folder):
    """As macOS writes the names of folders and archives."""
    composed, decomposed = "zoë", unicodedata.normalize("NFD", "zoë")
    with gradebook(course) as book:
        book.add_student(composed, first_name="Zoë")
    home = tmp_path / folder if folder else course / "grading" / "submitted"
    written = hand_in(course, decomposed, "right", "right")
    if folder:
        home.mkdir()
        shutil.move(written, home / f"{decomposed}.ipynb")
    summary = grade(course, folder=folder and home)
    assert (summary.new == []) == bool(folder)  # the others are not on this roster
    assert decomposed not in summary.new
    assert summary.twins == []
    assert points(course, composed) == summary.most
    with gradebook(course) as book:
        assert decomposed not in {student.id for student in book.students}
    second = home / (f"{composed}.ipynb" if folder else composed)
    second.touch() if folder else (second / SLUG).mkdir(parents=True)
    assert (
        "two submissions, 'zoe\\u0308" in grade(course, folder=folder and home).not_graded[composed]
    )


def test_what_is_not_the_students_doing_is_not_graded_and_tried_again(course, log):
    hand_in(course, "cleo", "sandbox fails")
    summary = grade(course)
    assert summary.graded == 2
    assert list(summary.not_graded) == ["cleo"]
    assert load_result(course, SLUG, "cleo") is None
    assert grade(course).not_graded == summary.not_graded
    hand_in(course, "cleo", "right")
    again = grade(course, grader=grader_of(course, log=log.path))
    assert (again.graded, again.skipped, again.not_graded, log()) == (1, 2, {}, 1)


def test_new_work_is_graded_without_a_question(course):
    grade(course)
    hand_in(course, "cleo", "right", "right")
    assert grade(course).graded == 1
    assert points(course, "cleo") > 0


def test_a_later_time_of_the_same_work_is_noted(course, log):
    grade(course)
    hand_in(course, "ben", "half", "right", time="2026-02-02 03:04:05 UTC")
    grade(course, grader=grader_of(course, log=log.path))
    assert log() == 0
    with gradebook(course) as book:
        assert book.find_submission(SLUG, "ben").timestamp.month == 2


@pytest.mark.parametrize(
    "time",
    [
        *("tomorrow", "10:30", "5", "Mon", "2026-01-02", "2026-13-02 10:30"),
        "2026-01-02 10:30 /etc/localtime",  # a zone by its path: any file would be opened
        "2026-01-02 10:30 a/../../../../../etc/passwd",
    ],
)
def test_a_time_that_is_no_date_and_time_costs_nothing_and_is_named(course, time):
    hand_in(course, "ben", "right", time=time)
    summary = grade(course)
    assert summary.not_graded == {}
    assert any("timestamp.txt" in line for line in load_result(course, SLUG, "ben")["problems"])
    assert time_of(course, "ben") is None


def time_of(root, student):
    """When the gradebook says that a submission was handed in."""
    with gradebook(root) as book:
        return book.find_submission(SLUG, student).timestamp


# After a check was corrected.


def test_grades_that_would_change_are_shown_before_they_are_written(course, log):
    grade(course)
    before = everything(course)
    new_version(course)
    grader = grader_of(course, better=True, log=log.path)
    asked = []
    summary = grade(course, ask=lambda changes: asked.append(changes), grader=grader)
    (changes,) = asked
    assert {change.student for change in changes} == {"ben"}
    assert [change.new - change.old > 0 for change in changes] == [True] * len(changes)
    assert (summary.graded, summary.kept, log()) == (2, 1, 3)
    assert everything(course)[0] == before[0]
    assert load_result(course, SLUG, "ben") == before[2]["ben"]
    # The second call asks again, and grades nothing again.
    done = grade(course, ask=lambda changes: changes == asked[0], grader=grader)
    assert (done.graded, done.skipped, done.kept, log()) == (1, 2, 0, 0)
    assert points(course, "ben") > sum(auto or 0 for _, auto, _ in before[0]["ben"][1])
    assert grade(course, grader=grader).skipped == 3
    assert not list(results_folder(course, SLUG, waiting=True).iterdir())


def test_the_first_line_of_the_new_message_says_why(course):
    hand_in(course, "ben", "right", "right")
    grade(course)
    new_version(course)

    def harder(answers):
        for cell in answers["cells"]:
            cell["source"] = cell["source"].replace("right", "half")
        return grader_of(course)(answers)

    asked = []
    grade(course, ask=lambda changes: asked.extend(changes), grader=harder)
    assert {change.message for change in asked} == {"the sum is wrong"}
    assert {(change.student, change.new < change.old) for change in asked} == {
        ("anna", True),
        ("ben", True),
    }


def test_grades_of_a_gradebook_without_stored_results_are_not_overwritten_unseen(course):
    grade(course)
    shutil.rmtree(results_folder(course, SLUG))
    asked = []
    summary = grade(course, ask=asked.append, grader=grader_of(course, better=True))
    assert [{change.student for change in changes} for changes in asked] == [{"ben"}]
    assert (summary.graded, summary.kept) == (2, 1)


def test_work_that_changes_while_it_waits_is_not_mixed_up(course):
    grade(course)
    new_version(course)

    def ask(changes):
        hand_in(course, "ben", "wrong")
        return True

    summary = grade(course, ask=ask, grader=grader_of(course, better=True))
    assert list(summary.not_graded) == ["ben"]
    assert load_result(course, SLUG, "ben")["version"] != read_assignment(course, SLUG).version


# How it ends early.


def test_ctrl_c_keeps_what_is_done(course, monkeypatch):
    whole = everything(graded_copy(course))
    grader, left = grader_of(course), iter(["anna", "ben"])

    def interrupted(answers):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return grader(answers)

    with pytest.raises(Stopped, match="2 of 3 are graded"):
        grade(course, grader=interrupted)
    assert set(load_results(course, SLUG)) >= {"anna", "ben"}
    again = grade(course)
    assert (again.graded, again.skipped) == (1, 2)
    assert everything(course) == whole


def graded_copy(course):
    """Grade a copy of the course in one go."""
    copy = shutil.copytree(course, course.parent / "whole")
    grade(copy)
    return copy


@pytest.mark.parametrize("point", ["notebook", "time", "gradebook", "commit", "result", "held"])
def test_a_killed_run_loses_nothing(course, point):
    whole = everything(graded_copy(course))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.support.grading.killed_run", course, point],
        cwd=grade_class.__file__.split("/helpers/")[0],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -9, done.stderr
    assert everything(course) != whole
    again = grade(course)
    assert again.graded + again.skipped == 3
    assert again.graded >= 1
    assert everything(course) == whole


def test_two_runs_do_not_write_at_once(course):
    fcntl = pytest.importorskip("fcntl")
    folder = results_folder(course, SLUG)
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(GradingError, match="another run"):
            grade(course)
    assert grade(course).graded == 3


# What there is to grade, and with what.


def test_a_class_without_submissions_is_an_error(course):
    shutil.rmtree(course / "grading" / "submitted")
    with pytest.raises(GradingError, match="no submissions of 00_start_here in "):
        grade(course)


def test_without_a_sandbox_nothing_is_graded(course, monkeypatch):
    monkeypatch.setattr(grade_class, "sandbox_problem", lambda: "no bubblewrap here")
    run = (course, SLUG, Options(), None, None)
    with pytest.raises(GradingError, match="no bubblewrap here"):
        grade_class.grade_class(*run)
