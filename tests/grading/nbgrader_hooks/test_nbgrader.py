"""nbgrader's own ways to autograde, API and command line, take the sandboxed path."""

import os
import shutil
import subprocess

import nbformat
import pytest

from helpers.grading.gradebook.results import load_result
from helpers.grading.judging import module_checks
from helpers.grading.nbgrader_hooks import autograde
from tests.support.grading.nbgrader_class import (
    EXIT,
    FIRST,
    FULL,
    MODULE,
    SLUG,
    nbgrader_command,
    new_classroom,
    programs_on_path,
    scores,
)

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.usefixtures("needs_bwrap"),
    # nbgrader 0.9.6 on SQLAlchemy 2.1: its own habits, not ours.
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
DATE = "2026-01-02 03:04:05 UTC"


@pytest.fixture(scope="module")
def released(needs_bwrap, tmp_path_factory):
    """A course in which the module is released, to be copied."""
    with pytest.MonkeyPatch.context() as patch:
        return new_classroom(tmp_path_factory.mktemp("released"), patch).root


@pytest.fixture
def room(released, tmp_path, monkeypatch):
    """A course with one right submission, by ann."""
    shutil.copytree(released, tmp_path, dirs_exist_ok=True)
    room = new_classroom(tmp_path, monkeypatch)
    room.hand_in("ann", room.right())
    return room


def test_a_fault_of_the_course_costs_nobody_else(room, monkeypatch):
    for who in ("bob", "cid"):
        room.hand_in(who, room.right(**{FIRST: f"# {who}\n{MODULE.solution(FIRST)}"}))
    grade = autograde.grade_answers

    def faulty(answers, *args, **options):
        if any("# bob" in cell["source"] for cell in answers["cells"]):
            raise KeyError("a mistake in a check")
        return grade(answers, *args, **options)

    monkeypatch.setattr(autograde, "grade_answers", faulty)
    answer = room.autograde()
    assert not answer["success"]
    assert f"error processing assignment '{SLUG}' for student 'bob'" in answer["log"]
    assert "for student 'ann'" not in answer["log"]
    assert room.scores("ann") == room.scores("cid") == FULL
    assert room.files("autograded", "bob") == []
    assert load_result(room.root, SLUG, "bob") is None
    monkeypatch.undo()
    os.chdir(room.root)
    assert room.autograde("bob")["success"]
    assert room.scores("bob") == FULL


def test_what_a_person_graded_outlives_a_regrading(room):
    essay = "essay_your_own_sequence"
    notebook = room.right()
    next(c for c in notebook.cells if c.id == "essay-your_own_sequence").source = "Birdsong."
    room.hand_in("ann", notebook)
    assert room.autograde("ann")["success"]
    with room.gradebook() as gradebook:
        keys = (SLUG, SLUG, "ann")
        assert gradebook.find_grade(essay, *keys).needs_manual_grade
        gradebook.find_grade(essay, *keys).manual_score = 1.5
        gradebook.find_grade(f"check_{FIRST}", *keys).manual_score = 0.5
        gradebook.find_comment(essay, *keys).manual_comment = "Which bird?"
        gradebook.db.commit()
    room.hand_in("ann", notebook)
    assert room.autograde("ann")["success"]
    assert room.scores("ann") == scores(first=0.5) | {essay: 1.5}
    with room.gradebook() as gradebook:
        assert gradebook.find_comment(essay, *keys).comment == "Which bird?"
        assert gradebook.find_grade(essay, *keys).needs_manual_grade  # to be looked at again
        assert gradebook.find_grade(f"check_{FIRST}", *keys).auto_score == 1


def test_without_force_only_a_newer_submission_is_graded_again(room):
    folder = room.folder("ann")
    (folder / "timestamp.txt").write_text(DATE)
    assert room.autograde("ann")["success"]
    assert room.files("autograded", "ann") == [f"{SLUG}.ipynb", "timestamp.txt"]
    room.hand_in("ann", room.notebook())
    assert room.autograde("ann", force=False)["success"]
    assert room.scores("ann") == FULL
    (folder / "timestamp.txt").write_text(DATE.replace("2026", "2027"))
    assert room.autograde("ann", force=False)["success"]
    assert room.scores("ann") == scores(0, 0)


def test_a_late_submission_is_still_known_as_late(room):
    (room.folder("ann") / "timestamp.txt").write_text(DATE)
    with room.gradebook() as gradebook:
        gradebook.update_or_create_assignment(SLUG, duedate="2026-01-02 03:04:00 UTC")
    assert "is 5.0 seconds late" in room.autograde("ann")["log"]


LEFT_OUT = ["nbgrader.preprocessors.SaveAutoGrades"]
CLEARS = ["nbgrader.preprocessors.ClearOutput"]  # among the steps that nbgrader has by itself


@pytest.mark.parametrize("wrong", ["left out", "disabled"])
def test_without_the_sandboxed_step_nobody_gets_points(room, wrong):
    room.config.Autograde.sanitize_preprocessors = CLEARS
    if wrong == "left out":
        room.config.Autograde.autograde_preprocessors = LEFT_OUT
    else:
        room.config.GradeInSandbox.enabled = False
    answer = room.autograde()
    assert "Not graded yet" in answer["log"]
    assert "GradeInSandbox" in answer["log"]
    assert room.scores("ann") == scores(0, 0)
    assert load_result(room.root, SLUG, "ann") is None


def test_without_a_sandbox_nothing_is_touched(room, monkeypatch):
    problem = "no sandbox here, says the test"
    monkeypatch.setattr(autograde, "sandbox_problem", lambda: problem)
    answer = room.autograde()
    assert not answer["success"]
    assert answer["log"].count("\n") == 1
    assert problem in answer["log"]
    assert room.scores("ann") is None
    assert not (room.root / "grading" / "autograded").exists()
    assert not (room.root / "grading" / "results").exists()
    room.config.GradeInSandbox.unsafe = True
    assert room.autograde()["success"]
    assert room.scores("ann") == FULL


def test_no_module_of_this_name_is_one_line(room):
    shutil.rmtree(room.root / "solutions")
    answer = room.autograde()
    assert not answer["success"]
    assert answer["log"].count("\n") == 1
    assert "course build" in answer["log"]


def test_a_mended_notebook_needs_no_other_step(room):
    """Points that were changed since the module was released reach the gradebook."""
    path = room.root / "solutions" / SLUG / f"{SLUG}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    next(c for c in notebook.cells if c.id == f"check-{FIRST}").metadata.nbgrader["points"] = 3
    nbformat.write(notebook, path)
    assert room.autograde()["success"]
    assert room.scores("ann") == scores(first=3)


def test_one_template_serves_all_runs_of_a_process(room, monkeypatch):
    started = []

    class Counted(module_checks.Template):
        def __init__(self, *args, **options):
            started.append(self)
            super().__init__(*args, **options)

    monkeypatch.setattr(module_checks, "Template", Counted)
    room.config.GradeInSandbox.limits = {"seconds": 19.0}  # of which there is no template yet
    room.hand_in("bob", room.right())
    assert room.autograde()["success"]
    assert room.autograde("ann")["success"]
    assert len(started) == 1


def test_the_command_line_takes_the_same_path(room):
    room.hand_in("bob", room.right(), name="homework (2) final.ipynb")
    room.hand_in("cid", room.right(**{FIRST: EXIT}))
    done = command_line(room)
    assert done.returncode == 0, done.stderr
    assert "homework (2) final.ipynb" in done.stderr
    assert [room.scores(who) for who in ("ann", "bob", "cid")] == [FULL, FULL, scores(first=0)]
    room.hand_in("ann", room.notebook())
    assert command_line(room, "--student", "ann", "--force").returncode == 0
    assert room.scores("ann") == scores(0, 0)


def test_the_command_line_where_bubblewrap_fails(room):
    """Refused on one line; with the setting that the line names, graded with one's own rights."""
    broken = room.root / "programs" / "bwrap"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho bwrap: not today >&2\nexit 1\n")
    broken.chmod(0o755)
    path = os.pathsep.join([str(broken.parent), programs_on_path()])
    done = command_line(room, path=path)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "bubblewrap cannot build a sandbox" in line
    assert "did not start: bwrap: not today)" in line
    assert "--GradeInSandbox.unsafe=True" in line
    assert room.scores("ann") is None
    done = command_line(room, "--GradeInSandbox.unsafe=True", path=path)
    assert done.returncode == 0, done.stderr
    assert room.scores("ann") == FULL


def command_line(room, *options, path=None):
    """Run `nbgrader autograde` in the course's folder, as an instructor does."""
    return subprocess.run(
        [*nbgrader_command("autograde", SLUG), *options],
        cwd=room.root,
        env={**os.environ, "PATH": path or programs_on_path()},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
