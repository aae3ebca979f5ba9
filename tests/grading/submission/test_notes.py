"""What was odd about a submission is told at the top of the notebook that its author gets back."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter

from helpers.grading.assignment import read_assignment, read_instructor_notebook
from helpers.grading.submission.rebuild import make_notebook, read_answers
from tests.support import ROOT

SLUG = "00_start_here"
HOSTILE = [
    "<script>alert(1)</script> **bold** [a](http://x.test) ![b](c.png) `code` # head $x$ \\(y\\)",
    "1. a\n\n    b | c\n---\n&lt; a_b_c ~~d~~ http://y.test",
]


@pytest.fixture(scope="module")
def notebook():
    return read_instructor_notebook(ROOT, SLUG)


def made(notebook, problems, result=None):
    answers = {"cells": [], "essays": {}, "problems": problems}
    found = make_notebook(notebook, answers, result)
    nbformat.validate(found)
    return found


def test_nothing_odd_nothing_told(notebook):
    found = made(notebook, [])
    assert [cell.id for cell in found.cells] == [cell.id for cell in notebook.cells]
    only = ["the course's check of one_hot failed itself: KeyError"]
    assert len(made(notebook, only).cells) == len(notebook.cells)


def test_problems_stand_at_the_top_as_they_are(notebook):
    first, *rest = made(notebook, HOSTILE).cells
    assert [cell.id for cell in rest] == [cell.id for cell in notebook.cells]
    assert (first.cell_type, "nbgrader" in first.metadata) == ("markdown", False)
    alone = nbformat.v4.new_notebook(cells=[first])
    page = BeautifulSoup(
        HTMLExporter(embed_images=False).from_notebook_node(alone)[0], "html.parser"
    )
    cell = page.select_one(".jp-RenderedMarkdown")
    assert [tag.name for tag in cell.find_all(True) if tag.name not in ("p", "h3", "a")] == [
        "ul",
        "li",
        "li",
    ]
    assert [tag["href"] for tag in cell.find_all("a")] == ["#Notes-on-your-submission"]
    shown = [item.get_text() for item in cell.find_all("li")]
    assert shown[0] == HOSTILE[0].replace("$", "?").replace("\\", "?")
    assert shown[1] == " ".join(HOSTILE[1].split())


def test_those_of_the_result_are_told_and_not_without_end(notebook):
    result = {"checks": {}, "problems": [f"problem {i}" for i in range(50)]}
    lines = made(notebook, ["another"], result).cells[0].source.splitlines()
    assert lines[2:4] == ["- problem 0", "- problem 1"]
    assert lines[-1] == "- and 30 more"


def test_a_changed_setup_cell_is_told_and_the_notes_are_no_answer(notebook):
    submitted = nbformat.from_dict(notebook)
    next(c for c in submitted.cells if c.id.startswith("setup")).source += "\nimport decimal"
    assignment = read_assignment(ROOT, SLUG)
    answers = read_answers(nbformat.writes(submitted), assignment)
    first = made(notebook, answers["problems"]).cells[0].source
    assert "locked cells were edited" in first
    assert "import decimal" in first
    again = make_notebook(notebook, answers)
    assert read_answers(nbformat.writes(again), assignment)["cells"] == answers["cells"]
