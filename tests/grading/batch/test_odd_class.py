"""What learning platforms and students really hand in: who gets a grade, who a person, who a 0."""

import csv
import io
import shutil

import pytest

from helpers.grading.gradebook.export import export_grades
from helpers.grading.gradebook.results import load_results
from tests.support.grading.odd_submissions import (
    CLEAN,
    LOST,
    NOTED,
    UNREAD,
    as_bytes,
    begun,
    make_odd_class,
    odd_class,
    right,
    write_class,
)
from tests.support.grading.small_class import SLUG, grade, grades, in_this_process

NAME = f"{SLUG}.ipynb"


@pytest.fixture
def course(made, tmp_path, monkeypatch):
    in_this_process(monkeypatch)
    root = shutil.copytree(made, tmp_path / "course")
    shutil.rmtree(root / "grading" / "submitted")
    return root


def fate_of(result):
    """Return what became of a submission."""
    if result["unread"]:
        return UNREAD
    return LOST if result["lost"] else NOTED if result["problems"] else CLEAN


def exported(root, form, as_zero=False):
    """Return student -> points in a platform's file, and the notes."""
    done = export_grades(root, SLUG, form, root / "out.csv", as_zero)
    text = (root / "out.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    column = "SIS Login ID" if form == "canvas" else "Username"
    return {row[column]: row[SLUG] for row in rows if row[column]}, "\n".join(done.notes)


def test_the_odd_class_from_files_to_the_platforms(course):
    fates = make_odd_class(course / "grading" / "submitted", SLUG)
    summary = grade(course)
    results = load_results(course, SLUG)
    assert {who: fate_of(results[who]) for who in fates} == fates
    unread = {who for who, fate in fates.items() if fate == UNREAD}
    assert summary.unread.keys() == unread
    assert summary.lost == [who for who, fate in sorted(fates.items()) if fate == LOST]
    assert summary.noted == list(fates.values()).count(NOTED)
    assert summary.not_graded == {}
    for who in fates:
        waits = {needs for _, needs in grades(course, who).values()}
        assert (waits == {True}) == (fates[who] == UNREAD), who
    assert results["cut_off"]["missing"]
    unread.add("cut_off")  # what a damaged file has lost is no zero either
    for form in ("canvas", "moodle"):
        rows, notes = exported(course, form)
        assert not unread & rows.keys()
        assert "blank" in rows  # read, and nothing was in it: that is a 0
        assert f"{len(unread)} could not be read, or not in whole, left out (--as-zero" in notes
        rows, notes = exported(course, form, as_zero=True)
        assert {rows[who] for who in unread} == {"0"}
        assert "counted as 0" in notes
    again = grade(course)
    assert (again.graded, again.unread) == (0, summary.unread)


def test_the_most_complete_notebook_is_taken_then_the_newest_and_it_is_said(course):
    full, first = as_bytes(right(SLUG)), as_bytes(begun(SLUG))
    other = full.replace(b"both orders", b"the orders")
    students = {  # files in the order of their age
        "newer_and_fuller": {NAME: first, "a (1).ipynb": full},
        "older_and_fuller": {"a (1).ipynb": full, NAME: first},
        "newer_of_equals": {NAME: full, "a (1).ipynb": other},
        "twice_the_same": {NAME: full, "a (1).ipynb": full},
    }
    write_class(course / "grading" / "submitted", SLUG, students)
    grade(course)
    said = {who: result["problems"] for who, result in load_results(course, SLUG).items()}
    lost = {who for who, result in load_results(course, SLUG).items() if result.get("lost")}
    used = "a (1).ipynb: used as the notebook; it should be named 00_start_here.ipynb"
    all_of_it = "3 begun"
    assert said["newer_and_fuller"] == [
        used,
        f"{NAME}: also holds answers (1 begun, older); a (1).ipynb was used instead ({all_of_it})",
    ]
    assert said["older_and_fuller"] == [
        used,
        f"{NAME}: also holds answers (1 begun, newer); a (1).ipynb was used instead ({all_of_it})",
    ]
    assert "older" in said["newer_of_equals"][-1]
    assert said["twice_the_same"] == [used]
    assert lost == {"older_and_fuller"}


def test_the_table_has_every_fate():
    assert {fate for _, fate in odd_class(SLUG).values()} == {UNREAD, LOST, NOTED, CLEAN}
