"""Whose submission a file from Canvas or Moodle is."""

import shutil

import pytest

from helpers.grading.batch.identities import Index, UnmappedError
from helpers.grading.gradebook.read import Person
from tests.support.grading.small_class import SLUG, grade, gradebook, in_this_process, notebook
from tests.support.tables import each_row

PEOPLE = {
    "ada": Person("Ada", "Lovelace", "", "101"),
    "seán": Person("Seán", "O'Brien-Ó Cuív", "", "102"),
    "anna_7": Person("Anna", "Berg", "", "103"),
    "b1": Person("Anna", "Beck", "", ""),
    "b2": Person("Anna", "Beck", "", ""),
    "cy": Person("Cy", "Young", "", "104"),
    "di": Person("Di", "Old", "", "104"),
}
INDEX = Index(PEOPLE)
OURS = {
    f"lovelaceada_101_9001_{SLUG}": "ada",
    f"lovelaceada_LATE_101_9002_{SLUG}-1": "ada",
    "lovelaceada_101_9003_my own name": "ada",
    "Ada Lovelace_12345_assignsubmission_file_": "ada",
    "Ada Lovelace_12345_assignsubmission_file": "ada",
    "Lovelace Ada_12345_assignsubmission_file_01_unrolling": "ada",
    "Seán OBrien-Ó Cuív_7_assignsubmission_file_": "seán",
    "Sea\u0301n OBrien-O\u0301 Cui\u0301v_7_assignsubmission_file_": "seán",
}
PLAIN = (
    *("ada", f"ada_{SLUG}", "anna_7", f"anna_7_{SLUG}", f"eve_7_{SLUG}"),
    *("group 3_2", "group_3_1"),
)
NOBODYS = {
    f"zed_999_9004_{SLUG}": "no student on the roster has lms_user_id 999;",
    "Zed Zoe_5_assignsubmission_file_": "no student on the roster has the name 'Zed Zoe';",
    "Anna Beck_6_assignsubmission_file_": r"2 students .* have the name 'Anna Beck' \(b1, b2\)",
    f"youngcy_104_9_{SLUG}": r"2 students on the roster have lms_user_id 104 \(cy, di\)",
    "Ada Lovelace_12345_assignsubmission_onlinetext_": "'onlinetext' is not a submitted file",
}


@each_row("name", OURS)
def test_a_name_that_a_platform_gave_leads_to_a_student(name):
    assert INDEX.student_of(name, SLUG) == OURS[name]


@each_row("name", PLAIN)
def test_other_names_are_left_alone(name):
    assert INDEX.student_of(name, SLUG) is None


@each_row("name", NOBODYS)
def test_a_name_that_leads_to_nobody_or_to_several_is_refused(name):
    with pytest.raises(UnmappedError, match=NOBODYS[name]):
        INDEX.student_of(name, SLUG)


@pytest.mark.parametrize("people", [{}, {"ada": Person("", "", "", "")}])
@pytest.mark.parametrize("name", [f"zed_999_9_{SLUG}", "Zed Zoe_5_assignsubmission_file_"])
def test_where_there_is_no_roster_nobody_is_missing_on_it(name, people):
    with pytest.raises(UnmappedError, match="there is no roster in which to look up"):
        Index(people).student_of(name, SLUG)


def test_a_whole_download_goes_to_those_on_the_roster(made, tmp_path, monkeypatch):
    in_this_process(monkeypatch)
    root = shutil.copytree(made, tmp_path / "course")
    with gradebook(root) as book:
        for student, person in PEOPLE.items():
            first, last, _, lms = person
            book.add_student(student, first_name=first, last_name=last, lms_user_id=lms)
    folder = tmp_path / "downloads"
    moodle = folder / "Seán OBrien-Ó Cuív_7_assignsubmission_file_"
    moodle.mkdir(parents=True)
    (moodle / "any.ipynb").write_text(notebook("right"))
    (folder / f"lovelaceada_LATE_101_9002_{SLUG}-1.ipynb").write_text(notebook("right"))
    (folder / "lovelaceada_LATE_101_9003_notes.pdf").write_text("beside the notebook")
    (folder / f"zed_999_9004_{SLUG}.ipynb").write_text(notebook("right"))
    (folder / "Eve.ipynb").write_text(notebook("right"))
    summary = grade(root, folder=folder)
    assert summary.graded == 3
    left = [f"zed_999_9004_{SLUG}.ipynb", "lovelaceada_LATE_101_9003_notes.pdf"]
    assert list(summary.not_graded) == left
    assert summary.new == ["Eve"]  # graded, but to be looked at: nobody on the roster
    with gradebook(root) as book:
        known = {student.id for student in book.students}
    assert known == {"first", "Eve", *PEOPLE}
