"""What real learners write gets elsewhere the verdict that their own Jupyter kernel gave it."""

import re
from functools import cache

import nbformat
import pytest
from nbclient import NotebookClient

from helpers.grading.assignment import read_assignment
from helpers.grading.judging.grade import grade_answers
from helpers.grading.submission.match import HIDDEN
from tests.support import ROOT
from tests.support.grading.other_answers import ANSWERS
from tests.support.grading.small_assignment import UNSAFE, hidden_part

ANSI = re.compile(r"\x1b\[[0-9;]*m")
CALM = re.compile(r"\w+ (is not attempted yet|is not finished|ends without a return)")
FRESH = f"import os, sys, warnings\nos.chdir({{folder!r}})\nsys.path.insert(1, {str(ROOT)!r})\n"
CASES = [pytest.param(k, id=answer.label) for k, answer in enumerate(ANSWERS)]


@cache
def module(slug):
    return read_assignment(ROOT, slug)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """Return the check cell's outputs of every answer, all of them run in one kernel."""
    folder = tmp_path_factory.mktemp("learner")
    cells, places = [], []
    for answer in ANSWERS:
        cells += ["%reset -f", FRESH.format(folder=str(folder)), *SETTINGS]
        cells += [part.source for part in module(answer.slug).parts if part.kind == "setup"]
        cells += [*answer.above, answer.text]
        places.append(len(cells))
        check = module(answer.slug).part("check", answer.exercise).source
        cells += [HIDDEN.sub("", check), hidden_part(check)]
    notebook = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, cells)))
    NotebookClient(notebook, timeout=60, kernel_name="python3", allow_errors=True).execute()
    return [[notebook.cells[place + i].outputs for i in (0, 1)] for place in places]


# What an answer before may have changed for the whole kernel.
SETTINGS = (
    "import numpy as np\nwarnings.resetwarnings()\nnp.seterr(all='warn')\n"
    "np.set_printoptions(precision=8)\nsys.modules.pop('my_tools', None)",
)


def squeezed(message):
    """Return a message without line breaks and without the word before its next step."""
    return " ".join(message.replace("Next: ", "").split())


def in_the_kernel(outputs):
    """Return (passed, message, printed) of a check cell: what the visible part of it printed."""
    errors = [output for part in outputs for output in part if output.output_type == "error"]
    printed = [output for output in outputs[0] if output.output_type == "stream"]
    assert all(output.name == "stdout" for output in printed)
    text = "".join(output.text for output in printed)
    if CALM.match(text):  # what is not attempted is printed, and is no red error
        return False, squeezed(text), ""
    said = errors[0].evalue if errors else ""
    return not errors, squeezed(ANSI.sub("", said)), text


def elsewhere(answer):
    """Return (passed, message, printed, points) of the exercise."""
    after = [part.id for part in module(answer.slug).parts if part.kind == "setup"][-1]
    cells = [{"id": None, "after": after, "source": text} for text in answer.above]
    cells.append({"id": f"answer-{answer.exercise}", "source": answer.text})
    answers = {"cells": cells, "essays": {}, "problems": []}
    found = grade_answers(answers, module(answer.slug), unsafe=UNSAFE)["exercises"]
    found = found[answer.exercise]
    return found["status"] == "passed", found["message"], found["printed"], found


@pytest.mark.parametrize("place", CASES)
def test_same_verdict_as_in_the_learners_own_kernel(place, kernel):
    answer = ANSWERS[place]
    here = in_the_kernel(kernel[place])
    *there, found = elsewhere(answer)
    if found["status"] == "missing":  # grading says why, the kernel that there is no such name
        assert answer.exercise in here[1]
        assert not here[0]
    else:
        there[1] = squeezed(there[1])
        assert tuple(there) == here
    assert here[0] is answer.right
    assert found["points"] == (found["max"] if answer.right else 0)


def test_answers_of_either_kind_are_held_to_it():
    assert {answer.right for answer in ANSWERS} == {True, False}
    assert len({answer.label for answer in ANSWERS}) == len(ANSWERS) > 30
