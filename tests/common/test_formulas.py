"""Formulas as MathML: those of the course, and those of people who mean harm or make mistakes."""

import re
from xml.etree import ElementTree

import pytest

from helpers.common.formulas import LONGEST, to_mathml
from tests.support.formulas import formulas_of
from tests.support.modules import MODULES

ENTITY = re.compile(r"&(?!lt;|gt;|amp;|quot;|#)\w+;")  # &ApplyFunction; is HTML's, not XML's


def elements(mathml):
    return list(ElementTree.fromstring(ENTITY.sub("", mathml)).iter())


@pytest.mark.parametrize("slug", MODULES)
def test_every_formula_of_the_course_can_be_shown(slug):
    formulas = list(formulas_of(slug))
    assert formulas
    assert [tex for tex, display in formulas if not to_mathml(tex, display)] == []


def test_a_formula_has_its_symbols_and_its_shape():
    mathml = to_mathml(r"h_t = \tanh(a_t)")
    names = [element.tag for element in elements(mathml)]
    assert names[0] == "math"
    assert names.count("msub") == 2
    assert re.sub(r"<[^>]+>|&\w+;", "", mathml) == "ht=tanh(at)"


def test_on_a_line_of_its_own_it_is_a_block():
    assert 'display="block"' in to_mathml("x", display=True)
    assert "block" not in to_mathml("x")


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{1",
        r"\nosuch x",
        "a & b",
        "x}",
        r"\def\a{\a\a}\a",
        "x" * (LONGEST + 1),
        r"\sqrt" * 900,
    ],
)
def test_what_is_not_tex_is_left_to_the_caller(tex):
    assert to_mathml(tex) == ""


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\url{http://example.org}",
        r"\class{wide}{x}",
        r"\style{position:fixed}{x}",
        r"\cssId{top}{x}",
        r"\includegraphics{http://example.org/x.png}",
        r"\input{/etc/passwd}",
        r"\color{red;background:url(x)}x",
        r"\unicode{x3c}",
    ],
)
def test_commands_that_reach_beyond_a_formula_are_unknown(tex):
    assert to_mathml(tex) == ""


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>"])
def test_text_inside_a_formula_stays_text(text):
    for tex in (text, rf"\text{{{text}}}", rf"\operatorname{{{text}}}"):
        mathml = to_mathml(tex)
        tags = {element.tag for element in elements(mathml)} if mathml else set()
        assert tags <= {"math", "mrow", "mi", "mo", "mn", "mtext", "mspace"}


def test_a_label_cannot_take_an_id_of_the_page():
    mathml = to_mathml(r"\begin{align}x \label{top}\end{align}", display=True)
    assert re.findall(r'\bid="([^"]*)"', mathml) in ([], ["formula-top"])
