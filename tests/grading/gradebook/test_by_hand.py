"""Grades that a person gave by hand stand as long as what they were given for."""

import shutil

import pytest

from helpers.grading.batch import recorder
from helpers.grading.batch.options import Stopped
from tests.support.grading.small_class import (
    ESSAY,
    SLUG,
    grade,
    gradebook,
    hand_in,
    in_this_process,
    new_version,
)

pytestmark = pytest.mark.timeout(300)
ESSAY_CELL = "essay_your_own_sequence"


@pytest.fixture
def course(made, tmp_path, monkeypatch):
    """A course with an essay that a person has graded."""
    in_this_process(monkeypatch)
    root = shutil.copytree(made, tmp_path / "course")
    hand_in(root, "anna", "half", essay=ESSAY)
    grade(root)
    with gradebook(root) as book:
        essay = book.find_grade(ESSAY_CELL, SLUG, SLUG, "anna")
        essay.manual_score, essay.needs_manual_grade = 1.5, False
        book.db.commit()
    return root


def waits(root):
    """Tell whether the essay is to be looked at; the points stay in any case."""
    with gradebook(root) as book:
        essay = book.find_grade(ESSAY_CELL, SLUG, SLUG, "anna")
        assert (essay.manual_score, essay.score) == (1.5, 1.5)
        return essay.needs_manual_grade


def test_an_essay_is_read_again_only_if_it_has_changed(course):
    grade(course, force=True)
    assert not waits(course)
    new_version(course)  # or a mended check would send a whole class's essays back
    grade(course)
    assert not waits(course)
    hand_in(course, "anna", "right", essay=ESSAY)
    grade(course)
    assert not waits(course)
    hand_in(course, "anna", "right", essay=f"{ESSAY} More.")
    grade(course)
    assert waits(course)
    grade(course, force=True)
    assert waits(course)  # nobody has looked yet


def test_a_changed_essay_is_read_again_also_after_a_run_was_cut_short(course, monkeypatch):
    hand_in(course, "anna", "half", essay="Other words.")

    def stop(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(recorder, "save_result", stop)  # the gradebook has been written by then
        with pytest.raises(Stopped):
            grade(course)
    grade(course)
    assert waits(course)
