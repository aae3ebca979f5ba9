"""Texts on the report's page: students' texts made harmless, the course's Markdown, own cells."""

import pytest

from helpers.checks.runtime.text import block, first_sentence, line
from helpers.grading.report.gather import gather
from helpers.grading.report.page import rubric
from tests.support.grading.report_class import store
from tests.support.grading.synthetic_results import SLUG, lay_out


@pytest.fixture
def course(tmp_path):
    return lay_out(tmp_path / "course")


def test_texts_are_cut_and_cleaned():
    assert line("a\n b\t\x00c" + "d" * 1000, 20) == "a b \ufffdcddddddddddddd…"
    assert block("x" * 30, 10) == "xxxxxxxxxx\n[20 more characters]"
    assert block("א\u202eb\u2066\ud800\r\nc") == "א\ufffdb\ufffd\ufffd\nc"
    assert first_sentence("It is w -= ... here. And?") == "It is w -= ... here."
    assert first_sentence("no end") == "no end"


def test_the_courses_markdown_is_cut_into_paragraphs_lists_and_emphasis():
    text = "**R.** a *b* `c`\n\n- one $k$ $$k$$\n- two\n\nlast"
    assert rubric(text) == [
        ("p", [[("b", "R."), ("", " a "), ("i", "b"), ("", " "), ("code", "c")]]),
        ("ul", [[("", "one "), ("math", "k"), ("", " "), ("math", "k")], [("", "two")]]),
        ("p", [[("", "last")]]),
    ]


def test_own_cells_are_compared_too(course):
    own = (
        "def g(a, b):\n" + "".join(f"    a = a * {i} + b @ a\n" for i in range(9)) + "    return a"
    )
    store(course, "ann", own_cells=[own])
    store(course, "bob", own_cells=[own.replace("a", "x")])
    found = gather(course, SLUG)
    (group,) = found.alike.groups
    assert [who.name for who in group.who] == ["ann", "bob"]
