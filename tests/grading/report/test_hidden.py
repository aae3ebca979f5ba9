"""With --hide-names the page and the tables hold aliases, and no text of a student."""

import re

import pytest

from helpers.grading.gradebook.read import Person
from helpers.grading.report import names
from helpers.grading.report.gather import gather
from helpers.grading.report.page import write_report
from tests.support.grading.report_class import (
    done,
    in_gradebook,
    rows_of,
    small_class,
    store,
    text_of,
)
from tests.support.grading.synthetic_results import SLUG, lay_out


@pytest.fixture
def course(tmp_path):
    return lay_out(tmp_path / "course")


ROSTER = {
    "zk0412": Person("Anneliese", "Großkreuz-Weber", "a.weber@school.test", "9081726"),
    "zoë müll": Person("Zoë", "Müller", "zoë@school.test", ""),
    "李小龙9": Person("小龙", "李晓明", "", "55512"),
    "bq.77": Person("Robert", "O'Shaughnessy", "bob@school.test", ""),
}
LEAKS = "zk0412 Anneliese Großkreuz Weber a.weber 9081726 Zoë Müll 小龙 晓明 李 bq.77 "
LEAKS += "Robert Shaughnessy /home Desktop Users secret_folder school.test"


def test_with_hidden_names_none_is_left_anywhere(course, monkeypatch):
    text = (
        "I, Anneliese GROSSKREUZ-Weber (zk0412, a.weber@school.test), asked Zoë Müller and "
        "我是小龙的朋友. Großkreuz, ROBERT O'Shaughnessy: see /home/zk0412/Desktop/x.py, "
        "C:\\Users\\bq.77\\secret_folder\\y"
    )
    for student in ROSTER:
        store(
            course,
            student,
            essay=text,
            exercises={"rnn_step": done("failed", stage="raised", message=text)},
            problems=[f"grading/submitted/{student}/x.ipynb is odd", text],
            sources={"rnn_step": f"import gc\n'''{text}'''\n" + "def f(a):\n    b = a + 1\n" * 9},
        )
    in_gradebook(monkeypatch, course, {}, ROSTER)
    write_report(course, SLUG)
    named = text_of(course)
    assert all(leak in named for leak in ("Anneliese", "zk0412", "Müller", "/home/zk0412"))
    write_report(course, SLUG, hide_names=True)
    for name in ("report.html", "report.csv", "slips.csv"):
        shown = re.sub(r'src="data:[^"]+"', "", text_of(course, name))
        assert [leak for leak in LEAKS.split() if leak.casefold() in shown.casefold()] == [], name
    data = repr(gather(course, SLUG, hide_names=True)).casefold()
    assert [leak for leak in LEAKS.split() if leak.casefold() in data] == []
    assert "Student 4" in text_of(course)
    assert 'id="hide"' not in text_of(course)
    assert 'id="hide"' in named


def test_aliases_stay_and_follow_a_secret_and_not_the_names(tmp_path):
    ids = [f"s{i:03d}" for i in range(60)]
    first = names.People(tmp_path, ids, {}, True).number
    assert names.People(tmp_path, reversed(ids), {}, False).number == first
    assert sorted(first.values()) == list(range(1, 61))
    assert [first[i] for i in ids] != sorted(first.values())
    secret = tmp_path / names.SECRET
    assert secret.stat().st_mode & 0o077 == 0
    secret.unlink()
    assert names.People(tmp_path, ids, {}, True).number != first


def test_with_hidden_names_lists_follow_the_aliases(course):
    small_class(course)
    write_report(course, SLUG, hide_names=True)
    numbers = [int(row["student"].split()[1]) for row in rows_of(course, "report.csv")]
    assert numbers == sorted(numbers)
    assert {row["name"] for row in rows_of(course, "report.csv")} == {""}
