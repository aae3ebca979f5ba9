"""The page that says what builds on what: read from the sources, back in order, complete."""

import re

import pytest

from helpers.course.author.headers import Cell
from helpers.course.author.source import Module
from helpers.course.site.dependencies import Links, dependencies, links, links_of
from helpers.course.site.material import read_material
from tests.support import ROOT
from tests.support.modules import MODULES

MATERIALS = read_material(ROOT)
LINKS = links_of(list(MODULES.values()))
PAGE = dependencies(MATERIALS)


@pytest.mark.parametrize(
    ("name", "told", "inside"),
    [
        ("rnn_forward", ["rnn_step"], []),  # called by the solution
        ("truncated_backward", ["rnn_forward", "rnn_backward", "chunk_bounds"], []),
        ("unpack", ["pack"], []),  # named by the prompt
        ("multi_head", ["causal_self_attention"], []),  # named by its number
        ("vrnn_step", ["gru_step"], []),  # of another module
        ("hoisted_lstm_forward", [], ["lstm_forward"]),  # only the course's code calls it
    ],
)
def test_what_an_exercise_builds_on(name, told, inside):
    assert LINKS[name] == Links(told, inside)


def test_an_exercise_builds_on_earlier_ones_only():
    order = list(LINKS)
    for at, name in enumerate(order):
        below = LINKS[name].told + LINKS[name].inside
        assert len(set(below)) == len(below)
        assert all(order.index(one) < at for one in below), name


def test_a_method_is_no_exercise_and_a_decimal_no_number():
    """What a solution calls, and what a prompt names, apart from what only looks like it."""
    cells = [
        ("setup", "", "from helpers.scratch import cells as given"),
        (
            "text",
            "",
            "### Exercise 91.1 encode\n\nThe share of 91.25 is none, nor is $of 91.2$.",
        ),
        ("exercise", "encode", solution("return given.rnn_step(text.pack())")),
        ("text", "", "### Exercise 91.2 pack\n\nDo what 91.1 does, as `rnn_forward(p, xs)`."),
        ("exercise", "pack", solution("return encode(text)")),
    ]
    made = Module("91_made", ROOT, tuple(Cell(*cell, line=1, options={}) for cell in cells))
    assert {*links._in_solution(made, "encode")} == {"", "cells", "rnn_step"}
    assert {*links._in_solution(made, "pack")} == {"", "encode"}
    assert {*links._in_prompt(made, "encode")} == {""}
    assert {*links._in_prompt(made, "pack")} == {"encode", "rnn_forward", "p", "xs"}


def solution(line):
    return f"def answer(text):\n    ### BEGIN SOLUTION\n    {line}\n    ### END SOLUTION"


def test_the_page_has_each_exercise_once_and_each_link_in_both_directions():
    lines = PAGE.splitlines()
    rows = [line.split(" | ") for line in lines if line.startswith("| {ref}")]
    own = [name_of(row[0]) for row in rows]
    alone = [
        name for line in lines if line.startswith("By themselves: ") for name in names_of(line)
    ]
    assert sorted(own + alone) == sorted(LINKS)
    down = {(name_of(row[0]), below) for row in rows for below in names_of(row[1])}
    up = {(above, name_of(row[0])) for row in rows for above in names_of(row[2])}
    assert down == up
    assert len(down) == sum(len(one.told) + len(one.inside) for one in LINKS.values())


def test_the_page_says_where_a_module_is_asked_for_again():
    row = re.search(r"^\| \[00 .*$", PAGE, re.MULTILINE)[0]
    assert row.endswith("| – | 01, 07 |")


def names_of(text):
    return re.findall(r"<exercise-\w+?-(\w+)>", text)


def name_of(text):
    (name,) = names_of(text)
    return name
