"""The roster, as spreadsheets save it and as people type it."""

import shutil

import pytest
from typer.testing import CliRunner

from helpers.course import cli
from helpers.grading.gradebook.roster import RosterError, enter_roster
from tests.support import ROOT
from tests.support.grading.small_class import gradebook

TABLE = 'id,first_name,last_name,email\nada,Ada,"Love, Lace",a@x.org\n\n Zoë ,Zoë,Ångström,\n'
SAVED = {
    "utf-8": TABLE.encode(),
    "byte order mark": TABLE.encode("utf-8-sig"),
    "utf-16": TABLE.replace(",", "\t").replace("\t Lace", ", Lace").encode("utf-16"),
    "semicolons": TABLE.replace(",", ";").replace("; Lace", ", Lace").encode(),
    "windows": TABLE.replace("\n", "\r\n").encode("cp1252"),
    "capitals": TABLE.replace("id,first_name", "ID,First Name").encode(),
}
BAD = {
    "name,mail\nada,x\n": "no column 'id' in the first line, which reads: name, mail",
    "id,ID\nada,x\n": "two columns 'id'",
    "id\n": "no students",
    "": "no students",
    "id,email\nada,x\nada,y\n": "line 3: ada is listed above",
    "id,email\nada,x\n,y\n": "line 3: '' cannot be",
    "id,email\n../ada,x\n": "line 2: '../ada' cannot be",
    "id,last_name\nada,Love, Lace\n": "line 2 has more cells",
}


@pytest.fixture
def course(made, tmp_path):
    return shutil.copytree(made, tmp_path / "course")


def students(root):
    with gradebook(root) as book:
        return {
            one.id: (one.first_name, one.last_name, one.email)
            for one in book.students
            if one.id != "first"
        }


@pytest.mark.parametrize("form", SAVED)
def test_a_roster_is_read_however_it_was_saved(course, form):
    path = course / "roster.csv"
    path.write_bytes(SAVED[form])
    done = enter_roster(course, path)
    assert (done.students, done.new, bool(done.notes)) == (2, 2, form == "windows")
    assert students(course) == {
        "ada": ("Ada", "Love, Lace", "a@x.org"),
        "Zoë": ("Zoë", "Ångström", None),
    }


@pytest.mark.parametrize("text", BAD)
def test_a_bad_roster_is_refused_whole(course, text):
    path = course / "roster.csv"
    path.write_text(text)
    with pytest.raises(RosterError, match=BAD[text]):
        enter_roster(course, path)
    assert students(course) == {}


def test_ids_are_entered_in_composed_form_and_shared_numbers_are_named(course):
    path = course / "roster.csv"
    path.write_text("id,lms_user_id\nzoe\u0308,7\nann,7\n", encoding="utf-8")
    done = enter_roster(course, path)
    assert done.notes == ("lms_user_id 7 is that of 2 people: ann, zoë",)
    path.write_text("id,lms_user_id\nzoë,8\n", encoding="utf-8")
    assert enter_roster(course, path) == (1, 0, ())


def test_a_second_roster_corrects_what_it_names(course):
    path = course / "roster.csv"
    path.write_text("id,first_name,email\nada,Ada,a@x.org\n")
    enter_roster(course, path)
    path.write_text("id,email,seat\nada,b@x.org,1\nADA,,2\n")
    done = enter_roster(course, path)
    assert (done.students, done.new) == (2, 1)
    assert students(course) == {"ada": ("Ada", None, "b@x.org"), "ADA": (None, None, None)}
    assert "seat" in done.notes[0]
    assert "capitals" in done.notes[1]


def test_the_command_says_what_it_did(course, monkeypatch):
    shutil.copytree(ROOT / "solutions", course / "solutions", dirs_exist_ok=True)
    (course / "helpers/course/author").mkdir(parents=True)
    shutil.copy(ROOT / "helpers/course/author/source.py", course / "helpers/course/author")
    monkeypatch.chdir(course)
    (course / "roster.csv").write_bytes(SAVED["windows"])
    done = CliRunner().invoke(cli.app, ["roster", "roster.csv"])
    assert (done.exit_code, done.stdout) == (0, "2 students, 2 of them new\n")
    assert done.stderr.count("\n") == 1
    done = CliRunner().invoke(cli.app, ["roster", "nbgrader_config.py"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("course: nbgrader_config.py: there is no column 'id'")
