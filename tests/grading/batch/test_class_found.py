"""Where a class's submissions lie, and what one of them cannot do to the others."""

import shutil

import pytest

from helpers.grading.batch import recorder, run
from helpers.grading.gradebook.results import load_results
from tests.support.grading.odd_submissions import zipped
from tests.support.grading.small_class import (
    SLUG,
    grade,
    gradebook,
    grader_of,
    grades,
    hand_in,
    in_this_process,
    new_version,
    notebook,
)


@pytest.fixture
def course(made, tmp_path, monkeypatch):
    """A course with three submissions that nobody has graded."""
    in_this_process(monkeypatch)
    root = shutil.copytree(made, tmp_path / "course")
    shutil.rmtree(root / "grading" / "submitted")
    for student, word in (("anna", "right"), ("ben", "half"), ("cleo", "wrong")):
        hand_in(root, student, word)
    return root


def points(root, student):
    """A student's autograded points."""
    return sum(auto or 0.0 for auto, _ in grades(root, student).values())


def test_loose_notebooks_and_folders_are_found_by_student(course, tmp_path):
    folder = tmp_path / "downloads"
    for path in (
        "anna/x/any name.ipynb",
        "ben.ipynb",
        f"cleo_{SLUG}.ipynb",
        f"dora/{SLUG}/a.ipynb",
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(notebook("right", "right"))
    (folder / ".DS_Store").touch()
    summary = grade(course, folder=folder)
    assert (summary.graded, summary.not_graded) == (4, {})
    assert {points(course, who) for who in ("anna", "ben", "cleo", "dora")} == {summary.most}


def test_what_cannot_be_one_students_submission_is_named(course, tmp_path):
    folder = tmp_path / "downloads"
    (folder / "anna").mkdir(parents=True)
    (folder / "anna.ipynb").write_text(notebook("right"))
    (folder / "ben.zip").write_bytes(b"PK")
    (folder / "first.zip").write_bytes(zipped({"a.ipynb": notebook("right").encode()}))
    (folder / "cleo").symlink_to(tmp_path)
    (folder / "dora.ipynb").symlink_to(folder / "anna.ipynb")
    (folder / "emil.ipynb").write_text(notebook("right"))
    summary = grade(course, folder=folder)
    assert (
        summary.graded + summary.skipped == 2
    )  # emil, and first, who is known and whose archive holds a notebook
    assert set(summary.unread) == {"cleo", "dora"}
    assert {who: why.split("; ")[1] for who, why in summary.not_graded.items()} == {
        "anna": "keep one of them",
        "ben.zip": "unpack it, or name it after a student on the roster",
    }


def test_a_submission_whose_name_begins_with_a_dot_is_named(course, tmp_path):
    folder = tmp_path / "downloads"
    for path in (".anna/x/a.ipynb", ".git/a.ipynb", ".ipynb_checkpoints/a.ipynb", ".idea/x"):
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_text(notebook("right"))
    (folder / ".mine/.ipynb_checkpoints").mkdir(parents=True)
    (folder / ".mine/.ipynb_checkpoints/a.ipynb").touch()
    (folder / "._ben.ipynb").touch()
    (folder / "cleo.ipynb").write_text(notebook("right"))
    summary = grade(course, folder=folder)
    assert (summary.graded, list(summary.not_graded)) == (1, [".anna"])
    hand_in(course, ".dora", "right")
    hand_in(course, ".ipynb_checkpoints", "right")
    assert list(grade(course).not_graded) == [".dora"]


def test_a_link_is_not_read_and_named_wherever_it_stands(course, tmp_path):
    there = tmp_path / "there"
    (there / SLUG).mkdir(parents=True)
    (there / SLUG / f"{SLUG}.ipynb").write_text(notebook("right", "right"))
    (there / SLUG / "timestamp.txt").write_text("2026-02-01 12:00:00 UTC")
    submitted = course / "grading" / "submitted"
    (submitted / "xena").mkdir()
    (submitted / "xena" / SLUG).symlink_to(there / SLUG)
    (submitted / "yuri").symlink_to(there)
    grade(course)
    folder = tmp_path / "downloads"
    folder.mkdir()
    (folder / "emil").symlink_to(there)
    (folder / "fred.ipynb").symlink_to(there / SLUG / f"{SLUG}.ipynb")
    (folder / "gina.ipynb").hardlink_to(there / SLUG / f"{SLUG}.ipynb")
    grade(course, folder=folder)
    results = load_results(course, SLUG)
    for who in ("xena", "yuri", "emil", "fred", "gina"):
        kind = "hard link" if who == "gina" else "symbolic link"
        assert set(grades(course, who).values()) == {(None, True)}, who
        assert kind in results[who]["unread"], results[who]["unread"]


def test_a_time_in_a_students_own_folder_is_the_students_own(course, tmp_path):
    folder = tmp_path / "downloads"
    (folder / "anna").mkdir(parents=True)
    (folder / "anna" / "any.ipynb").write_text(notebook("right"))
    (folder / "anna" / "timestamp.txt").write_text("2020-01-01 10:30:00 UTC")
    assert grade(course, folder=folder).graded == 1
    assert time_of(course, "anna") is None


def time_of(root, student):
    """When the gradebook says that a submission was handed in."""
    with gradebook(root) as book:
        return book.find_submission(SLUG, student).timestamp


# One student's bad luck.

ERRORS = [MemoryError(), UnicodeError("odd\x1b[2J\ntext"), KeyError("a")]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("place", ["reading", "writing", "writing after a yes"])
def test_what_goes_wrong_with_one_student_stops_no_other(course, monkeypatch, place, error):
    if place == "writing after a yes":
        grade(course)
        new_version(course)
        hand_in(course, "anna", "half")  # so that two wait
    home, name = (run, "read_submission") if place == "reading" else (recorder, "save_result")
    given = getattr(home, name)

    def failing(*args, **words):
        student = args[0].student if place == "reading" else args[1]
        if student == "ben" and not words:
            raise error
        return given(*args, **words)

    monkeypatch.setattr(home, name, failing)
    summary = grade(course, ask=lambda _: True, grader=grader_of(course, better=True))
    assert summary.graded == 2
    assert list(summary.not_graded) == ["ben"]
    assert type(error).__name__ in summary.not_graded["ben"]
    assert summary.not_graded["ben"].isprintable()
