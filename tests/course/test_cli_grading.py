"""What `course grade` prints, asks and refuses."""

import gc
import os
import shutil

import pytest
from typer.testing import CliRunner

from helpers.course import cli
from helpers.grading.batch import grade_class
from helpers.grading.batch import run as batch_run
from helpers.grading.batch.find import Found
from helpers.grading.gradebook.results import results_folder
from tests.support import ROOT
from tests.support.grading.small_class import (
    SLUG,
    everything,
    grader_of,
    hand_in,
    in_this_process,
    lay_out,
    new_version,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = lay_out(tmp_path_factory.mktemp("course") / "made")
    (root / "helpers" / "course" / "author").mkdir(parents=True)
    shutil.copy(ROOT / "helpers/course/author/source.py", root / "helpers/course/author")
    shutil.copy(ROOT / f"solutions/{SLUG}.py", root / "solutions")
    for student, words in {"anna": ["right", "right"], "ben": ["half"], "cleo": []}.items():
        hand_in(root, student, *words)
    return root


@pytest.fixture
def course(made, tmp_path, monkeypatch):
    """A course with three submissions, in which the sandbox is replaced and a word graded."""
    in_this_process(monkeypatch)
    root = shutil.copytree(made, tmp_path / "course")
    use(monkeypatch, root)
    monkeypatch.setattr(grade_class, "sandbox_problem", lambda: None)
    monkeypatch.chdir(root)
    return root


@pytest.fixture(autouse=True)
def thawed():
    """The command freezes what it has loaded, as its process ends soon; this one goes on."""
    yield
    gc.unfreeze()


def use(monkeypatch, root, **settings):
    """Replace the sandbox by the fake grader."""
    monkeypatch.setattr(grade_class, "_grader_for", lambda *_: grader_of(root, **settings))


def run(*words, input=None):
    return CliRunner().invoke(cli.app, ["grade", *words], input=input, env={"COLUMNS": "200"})


def one_line(done):
    assert done.exit_code == 1, done
    assert done.stderr.startswith("course: ")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def test_a_class_is_graded_and_the_next_step_named(course):
    done = run("0")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        f"{SLUG}: 3 graded",
        "mean 0.83 of 2 points (without essays); no remarks on the submitted files",
        f"Next: course report {SLUG}",
    ]
    assert run("00_start_here").stdout.startswith(f"{SLUG}: 0 graded, 3 up to date\n")


def test_who_is_not_graded_is_named_with_the_reason(course):
    hand_in(course, "ben", "sandbox fails")
    done = run("0")
    assert done.exit_code == 1
    assert f"{SLUG}: 2 graded, 1 not graded" in done.stdout
    assert "not graded: ben: the sandbox could not" in done.stderr
    assert "to try these again" in done.stderr


def test_who_is_not_on_the_roster_is_named_where_there_is_one(course):
    for student in ("zoe", "dora"):
        assert "roster" not in run("0").stderr  # there is none
        hand_in(course, student, "right")
    (course / "roster.csv").write_text("id\nemil\n")
    assert CliRunner().invoke(cli.app, ["roster", "roster.csv"]).exit_code == 0
    done = run("0")
    assert done.exit_code == 0
    assert done.stderr.splitlines()[-1] == "not on the roster, but graded: dora"
    assert "roster" not in run("0").stderr


def test_who_cannot_be_read_is_named_with_the_reason_and_is_no_zero(course):
    hand_in(course, "ben").write_text("<!DOCTYPE html><p>Sign in</p>")
    hand_in(course, "dora").write_text("")
    for counts in ("2 graded, 2 could not be read", "0 graded, 2 up to date, 2 could not be read"):
        done = run("0")
        assert done.exit_code == 0
        assert done.stdout.splitlines()[0] == f"{SLUG}: {counts}"
        lines = done.stdout.splitlines()
        at = lines.index("could not be read, and have no grade until you decide:")
        assert lines[at + 1].startswith(f"  ben: {SLUG}.ipynb: a web page")
        assert lines[at + 2] == f"  dora: {SLUG}.ipynb: an empty file"
        assert "--as-zero" in lines[at + 3]
        assert "mean 1.00 of 2 points" in lines[1]  # of those that were read


def test_ids_that_are_almost_the_same_are_named(course):
    hand_in(course, "Anna", "right")
    hand_in(course, "cléo", "right")
    told = [text for text in run("0").stderr.splitlines() if "is that one student?" in text]
    assert [text.split(" differ")[0] for text in told] == [
        "course: the ids Anna and anna",
        "course: the ids cleo and cléo",
    ]


def test_changes_are_shown_in_the_order_of_the_ids(course, monkeypatch):
    for student in ("zoe", "bea", "cleo"):
        hand_in(course, student, "half", "half")
    assert run("0").exit_code == 0
    new_version(course)
    use(monkeypatch, course, better=True)
    names = ["bea", "ben", "cleo", "zoe"]
    monkeypatch.setattr(batch_run, "find_submissions", backwards(batch_run.find_submissions))
    shown = [line.split()[0] for line in run("0").stdout.splitlines() if "->" in line]
    assert list(dict.fromkeys(shown)) == names


def test_a_source_that_was_not_built_is_named_and_the_notebook_counts(course):
    assert "course build" not in run("0").stderr
    source = course / "solutions" / f"{SLUG}.py"
    source.write_text(source.read_text().replace("points=1", "points=9"))
    done = run("0", "--force")
    assert done.exit_code == 0
    assert done.stderr.startswith(f"course: solutions/{SLUG}.py is not what its notebook was built")
    assert "stop and run: course build 00" in done.stderr
    assert "of 2 points" in done.stdout
    source.write_text("# %% exercise=")
    assert "course build" in run("0").stderr
    source.unlink()
    assert "course build" not in run("0").stderr


def backwards(find):
    """Return a find_submissions whose submissions stand in the opposite order."""

    def found(*words):
        submissions, refused = find(*words)
        return Found(submissions[::-1], refused)

    return found


def test_names_of_files_reach_the_terminal_harmless(course, tmp_path):
    folder = tmp_path / "downloads"
    folder.mkdir()
    hostile = b"x\x1b[2J\xff\nnot graded: ben: you passed.zip"
    (folder / os.fsdecode(hostile)).touch()
    (folder / "anna.ipynb").touch()
    done = run("0", "--submissions", str(folder))
    assert done.exit_code == 1
    assert "an archive; unpack it" in done.stderr
    assert done.stderr.replace("\n", "").isprintable()
    assert [line[:17] for line in done.stderr.splitlines() if "graded: " in line] == [
        "not graded: x\ufffd[2J"
    ]


def test_changed_grades_are_shown_and_wait_for_a_yes(course, monkeypatch):
    assert run("0").exit_code == 0
    before = everything(course)[0]
    new_version(course)
    use(monkeypatch, course, better=True)
    done = run("0")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[:2] == [
        "1 grade of 1 student would change:",
        "  ben  one_hot  0.5 -> 1",
    ]
    assert "--yes" in done.stderr
    assert everything(course)[0] == before
    done = run("0", "--yes")
    assert done.exit_code == 0
    assert f"{SLUG}: 1 graded, 2 up to date" in done.stdout
    assert everything(course)[0] != before


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1)])
def test_at_a_terminal_it_asks(course, monkeypatch, answer, code):
    assert run("0").exit_code == 0
    before = everything(course)[0]
    new_version(course)
    use(monkeypatch, course, better=True)
    monkeypatch.setattr("helpers.course.cli_grading.at_a_terminal", lambda: True)
    done = run("0", input=answer)
    assert "Write them?" in done.stdout
    assert done.exit_code == code
    assert (everything(course)[0] == before) == bool(code)


def test_without_a_sandbox_it_refuses_in_one_line(course, monkeypatch):
    monkeypatch.setattr(grade_class, "sandbox_problem", lambda: "no bubblewrap; or --unsafe")
    assert one_line(run("0")) == "course: no bubblewrap; or --unsafe\n"
    assert not results_folder(course, SLUG).exists()
    assert run("0", "--unsafe").exit_code == 0


def test_what_is_not_there_is_one_line(course, tmp_path):
    assert "no module" in one_line(run("7"))
    assert "No such file" in one_line(run("0", "--submissions", str(tmp_path / "none")))
    (tmp_path / "empty").mkdir()
    assert "no submissions of" in one_line(run("0", "--submissions", str(tmp_path / "empty")))
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.root = 1 / 0\n")
    assert "nbgrader_config.py:2: ZeroDivisionError" in one_line(run("0"))


def test_ctrl_c_says_how_far_it_is(course, monkeypatch):
    grader, left = grader_of(course), iter(["anna"])

    def interrupted(answers):
        if next(left, None) is None:
            raise KeyboardInterrupt
        return grader(answers)

    monkeypatch.setattr(grade_class, "_grader_for", lambda *_: interrupted)
    done = run("0")
    assert done.exit_code == 130
    assert done.stderr.endswith(
        "course: stopped; 1 of 3 are graded and written. The same command continues from there\n"
    )


def test_it_explains_itself():
    done = run("--help")
    for word in ("--submissions", "--workers", "--scheduler", "--yes", "--force", "--unsafe"):
        assert word in done.output
