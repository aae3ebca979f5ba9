"""Students' texts made fit to be shown, and signs in them of going looking."""

import pytest

from helpers.checks.runtime.text import block, first_sentence, line
from helpers.grading.judging.looking import signs
from helpers.grading.report.gather import gather
from helpers.grading.report.page import rubric
from tests.support.grading.report_class import (
    store,
)
from tests.support.grading.synthetic_results import SLUG, lay_out


@pytest.fixture
def course(tmp_path):
    return lay_out(tmp_path / "course")


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("import gc", "gc"),
        ("import os.path as p", "os"),
        ("from helpers.checks import core", "helpers.checks"),
        ("from helpers import checks", "helpers.checks"),
        ("import sys; sys._getframe(1)", "_getframe"),
        ("f.__globals__", "__globals__"),
        ("open('x')", "open"),
        ("x = '/proc/self/mem'", "/proc"),
        ("getattr(f, '__co' + 'de__')", "getattr"),
        ("np.allclose = lambda *a: True", "np"),
        ("np.linalg.norm = f", "np"),
        ("class A:\n    def __eq__(self, o): return True", "__eq__"),
        ("import gc (", "gc"),
        ("eval('1')", "eval"),
    ],
)
def test_signs_of_going_looking(source, word):
    assert any(word in sign for sign in signs(source))


@pytest.mark.parametrize(
    "source",
    [
        "# gc, inspect and os are mentioned\nx = 1",
        "total = p.W_x @ x; modules = 3; cost = np.cos(x)",
        "def f(x):\n    '''Open the gate: evaluate it.'''\n    return getattr(x, 'h')",
        "h = np.tanh(x)\nassert np.allclose(h, x)\nnp.add(a, b, out=c)",
        "\x00(",
        "",
    ],
)
def test_what_is_no_sign(source):
    assert signs(source) == []


def test_texts_are_cut_and_cleaned():
    assert line("a\n b\t\x00c" + "d" * 1000, 20) == "a b \ufffdcddddddddddddd…"
    assert block("x" * 30, 10) == "xxxxxxxxxx\n[20 more characters]"
    assert block("א\u202eb\u2066\ud800\r\nc") == "א\ufffdb\ufffd\ufffd\nc"
    assert first_sentence("It is w -= ... here. And?") == "It is w -= ... here."
    assert first_sentence("no end") == "no end"


def test_the_courses_markdown_is_cut_into_paragraphs_lists_and_emphasis():
    text = "**R.** a *b* `c`\n\n- one $k$\n- two\n\nlast"
    assert rubric(text) == [
        ("p", [[("b", "R."), ("", " a "), ("i", "b"), ("", " "), ("code", "c")]]),
        ("ul", [[("", "one "), ("i", "k")], [("", "two")]]),
        ("p", [[("", "last")]]),
    ]


def test_cells_of_their_own_are_looked_at_and_compared_too(course):
    own = (
        "def g(a, b):\n" + "".join(f"    a = a * {i} + b @ a\n" for i in range(9)) + "    return a"
    )
    store(course, "ann", own_cells=[own, "import gc"])
    store(course, "bob", own_cells=[own.replace("a", "x")])
    found = gather(course, SLUG)
    assert [note.lines for note in found.looked] == [
        ["in a cell of their own: import gc: searches memory"]
    ]
    (group,) = found.alike.groups
    assert [who.name for who in group.who] == ["ann", "bob"]
