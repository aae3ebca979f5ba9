"""Similar answers: what counts as one form, which forms are a sign, and how pairs are found."""

import math
import warnings

import pytest

from helpers.common import python_cells
from helpers.grading.report import similarity
from helpers.grading.report.similarity import SMALLEST, normal_form, unusual_groups, unusual_pairs
from tests.support.tables import each_row

ANSWER = """
def f(p, x, h):
    total = x @ p.W_x + h @ p.W_h + p.b
    for i in range(len(total)):
        if total[i] > 3:
            total[i] = np.tanh(total[i])
    return total, [i * 2 for i in total]
"""
SAME = {
    "names": ANSWER.replace("total", "summe").replace("def f", "def g").replace("i in", "i in"),
    "arguments": ANSWER.replace("x @", "y @").replace("p, x, h", "p, y, h"),
    "comments": ANSWER.replace("    for", "    # walk\n\n    for"),
    "docstring": ANSWER.replace("    total = x", '    """Mine, all mine."""\n    total = x'),
    "annotations": ANSWER.replace("p, x, h)", "p: Params, x: 'array', h) -> tuple[int, int]"),
    "annotated assignment": ANSWER.replace("    total =", "    total: np.ndarray =", 1),
    "declaration": ANSWER.replace("    for", "    count: int\n    for", 1),
    "spacing": ANSWER.replace(" + ", "+").replace("(total[i])", "(\n  total[i]\n )"),
    "own trial": ANSWER + "\nprint(f(1, 2, 3))\nassert f",
    "magic": "%matplotlib inline\n" + ANSWER,
}
OTHER = {
    "a constant": ANSWER.replace("3", "4"),
    "an operator": ANSWER.replace("@ p.W_h", "* p.W_h"),
    "an attribute": ANSWER.replace("p.W_h", "p.W_x"),
    "a function": ANSWER.replace("np.tanh", "np.sin"),
    "a name from outside": ANSWER.replace("len(total)", "sum(total)"),
    "an order": ANSWER.replace("return total, [", "return [").replace("]\n", "], total\n"),
    "one name for two": ANSWER.replace("[i * 2 for i", "[h * 2 for i"),
    "a text": ANSWER.replace("> 3", "> 'h'"),
}


def form(source):
    found = normal_form(source)
    return found and found.digest


def long_answer(number):
    """An answer of which no two have one form."""
    return ANSWER.replace("3", str(number))


@each_row("source", SAME.values())
def test_what_leaves_the_form_as_it_is(source):
    assert source != ANSWER
    assert form(source) == form(ANSWER)


@each_row("source", OTHER.values())
def test_what_makes_another_form(source):
    assert source != ANSWER
    assert form(source) not in (form(ANSWER), None)


def test_what_is_too_long_to_be_an_answer_is_not_parsed():
    room = python_cells.LONGEST - len(ANSWER)
    assert form(ANSWER + room * "#") == form(ANSWER)
    assert form(ANSWER + room * "#" + "#") is None


def test_a_local_name_is_not_taken_for_an_attribute_of_that_name():
    assert form("def f(h, c):\n    return c.h + h") == form("def f(s, c):\n    return c.h + s")
    assert form("def f(h, c):\n    return c.h + h") != form("def f(s, c):\n    return c.s + s")
    assert form("def f(h):\n    return g('h')") == form("def f(s):\n    return g('h')")


@each_row(
    "source",
    [
        "def f(:",
        "",
        "# nothing",
        "x = '\x00'",
        "x = '\ud800' + \udfff",
        "(" * 5000 + ")" * 5000,
        "x" + " + x" * 20000,
        "x" + ".x" * 20000,
        "-" * 30000 + "1",
        "x = 0x" + "f" * 20000,
        "x = " + "9" * 5000,
        "a" * 100_000,
        "def f():\n" + "".join(" " * i + "if x:\n" for i in range(1, 120)),
    ],
)
def test_whatever_text_comes_no_error_comes_of_it(source):
    found = normal_form(source)
    assert found is None or found.nodes > 0


def test_a_students_warnings_are_not_shown():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert form(ANSWER.replace("> 3", "is 3 or '\\d'"))


def groups_of(sources, known=(), exercise="f"):
    answers = {exercise: [(f"s{i}", text) for i, text in enumerate(sources)]}
    return unusual_groups(answers, {exercise: known})


def test_a_form_that_few_share_is_a_sign_and_rarer_ones_weigh_more():
    sources = [long_answer(i) for i in range(100, 140)]
    sources += [ANSWER, SAME["names"], long_answer(7), long_answer(7), SAME["comments"]]
    rare, less = groups_of(sources)
    assert rare.students == ("s42", "s43")
    assert less.students == ("s40", "s41", "s44")
    assert rare.bits == math.log2(46 / 2)
    assert less.bits == math.log2(46 / 3)
    assert rare.among == 45


@pytest.mark.parametrize(
    ("sources", "known"),
    [
        ([ANSWER] * 20 + [long_answer(i) for i in range(100, 120)], []),
        ([ANSWER] * 2 + [long_answer(i) for i in range(100, 120)], [SAME["names"]]),
        (["def f(x):\n    return x + 1"] * 2 + [long_answer(i) for i in range(100, 120)], []),
        (["no python ("] * 2, []),
        ([ANSWER], []),
        ([], []),
    ],
    ids=["half the class", "known", "short", "unreadable", "alone", "nobody"],
)
def test_what_is_no_sign(sources, known):
    assert groups_of(sources, known) == []


def test_the_short_answer_is_short_and_the_long_one_is_not():
    assert normal_form("def f(x):\n    return x + 1").nodes < SMALLEST <= normal_form(ANSWER).nodes


def test_one_student_is_not_like_themselves():
    assert unusual_groups({"f": [("a", ANSWER), ("a", SAME["names"])]}, {}) == []


def test_pairs_that_share_more_come_first_and_one_form_makes_no_pair():
    answers = {
        name: [(f"s{i}", long_answer(1000 * k + i)) for i in range(5, 30)]
        for k, name in enumerate("abc", 1)
    }
    answers["a"] += [("x", ANSWER), ("y", SAME["names"]), ("z", SAME["comments"])]
    answers["b"] += [("x", ANSWER), ("y", SAME["names"]), ("z", long_answer(8))]
    answers["c"] += [("x", long_answer(8)), ("y", ANSWER), ("z", ANSWER)]
    pairs = unusual_pairs(unusual_groups(answers, {}))
    assert [pair.students for pair in pairs] == [("x", "y"), ("y", "z")]
    assert [set(pair.exercises) for pair in pairs] == [{"a", "b"}, {"a", "c"}]
    assert pairs[0].bits == pytest.approx(math.log2(29 / 3) + math.log2(29 / 2))


def test_the_work_grows_with_the_answers_and_not_with_their_square(monkeypatch):
    calls = []
    monkeypatch.setattr(
        similarity, "normal_form", lambda text: calls.append(1) or normal_form(text)
    )
    sources = [long_answer(1000 + i // 2) for i in range(400)] + [ANSWER] * 30
    groups = groups_of(sources)
    assert len(calls) == 200 + 1  # each text once
    assert len(groups) == 200 + 1
    pairs = []
    monkeypatch.setattr(similarity, "combinations", lambda *a: pairs.append(1) or [])
    unusual_pairs(groups)
    assert len(pairs) == 200  # the group of 30 makes none
