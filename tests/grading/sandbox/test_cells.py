"""Cells run as in a notebook, and the course's own functions refuse as they do there."""

import re

import pytest

from helpers.grading.assignment import Assignment
from helpers.grading.judging.grade import grade_answers
from helpers.grading.judging.module_checks import template_for
from tests.support import ROOT
from tests.support.grading.small_assignment import (
    ALL,
    ASSIGNMENT,
    FORWARD,
    RIGHT,
    STEP,
    TWICE,
    UNSAFE,
    answers_of,
    grade,
    part,
    points,
    statuses,
    without,
)

# ------------------------------------------------------------- what is right


def test_right_answers_pass_and_everything_is_in_the_result():
    result = grade(RIGHT)
    assert points(result) == ALL
    assert set(result["checks"]) == {"check_rnn_step", "check_twice", "check_rnn_forward"}
    assert result["problems"] == []
    assert result["sources"]["twice"] == TWICE
    step = result["exercises"]["rnn_step"]
    assert step["printed"].count("agree with the reference") == 1
    assert step["message"] == ""


def test_the_same_answers_give_the_same_result():
    def bare(result):
        for found in result["exercises"].values():
            del found["seconds"]
        return result

    cells = RIGHT | {"rnn_step": STEP.replace("+ p.b", "- p.b")}
    assert bare(grade(cells)) == bare(grade(cells))


def test_what_is_not_there_is_missing_and_says_why():
    result = grade({"rnn_step": "def rnn_step(p, x, h:\n    pass\n", "twice": "trice = 1"})
    assert set(statuses(result).values()) == {"missing"}
    said = {name: found["message"] for name, found in result["exercises"].items()}
    assert "rnn_step is not defined: its cell raised SyntaxError" in said["rnn_step"]
    assert said["twice"].startswith("twice is not defined: ")


BLANKS = ["    raise NotImplementedError()\n", "    pass\n", '    "To do."\n']


@pytest.mark.parametrize("body", BLANKS)
def test_a_stub_is_not_attempted(body):
    result = grade(RIGHT | {"rnn_step": "def rnn_step(p, x, h):\n" + body})
    assert statuses(result)["rnn_step"] == "not attempted"
    assert points(result) == without("rnn_step")


EMPTY = ["", "\n \n", "# Later.\n\n  # Much later.\n"]


@pytest.mark.parametrize("text", EMPTY)
def test_an_empty_answer_cell_is_not_attempted(text):
    result = grade(RIGHT | {"rnn_step": text})
    found = result["exercises"]["rnn_step"]
    assert (found["status"], found["stage"]) == ("not attempted", "not attempted")
    assert found["message"].startswith("rnn_step is not attempted yet: its answer cell is empty.")
    assert "\nNext: " in found["message"]
    assert points(result) == without("rnn_step")
    assert points(grade(RIGHT | {"rnn_step": text}, [(None, STEP)])) == ALL


# ------------------------------------------------------------- cells


def test_own_cells_run_where_they_stand_and_keep_their_names():
    own = [
        (None, "import math\nfactor = 1"),
        ("answer-rnn_step", "factor = 2"),
        ("check-rnn_step", "del math"),
    ]
    cells = RIGHT | {"twice": "def twice(x):\n    return factor * x\n"}
    result = grade(cells, own)
    assert points(result) == ALL
    assert result["own_cells"] == [text for _, text in own]  # the report compares them too


def test_an_essay_is_blank_while_it_holds_what_nbgrader_put_there():
    text = (ROOT / "nbgrader_config.py").read_text()
    (stub,) = re.findall(r'^c.ClearSolutions.text_stub = "(.*)"$', text, re.MULTILINE)
    essay = part("essay", "why", "The rubric.", 2)
    assignment = Assignment("90_essays", (*ASSIGNMENT.parts, essay), "essays")
    template = template_for(ASSIGNMENT, unsafe=UNSAFE)
    for written, blank in [(stub, True), (f"{stub}\n", True), ("", True), ("Because.", False)]:
        answers = answers_of({}) | {"essays": {"why": written}}
        found = grade_answers(answers, assignment, template)["essays"]["why"]
        assert found == {"max": 2, "text": written, "blank": blank}


CELLS = {
    "a cell magic": "%%time\n" + TWICE,
    "a line magic": "%matplotlib inline\n" + TWICE,
    "a shell line": "!ls -l\nfiles = !ls\n" + TWICE,
    "a question": TWICE + "\nlen?\n",
    "%time": "%time twice = lambda x: 2 * x\n",
    "display": TWICE + "display(twice(2))\nget_ipython().run_line_magic('who', '')",
    "an empty line of spaces": "   \n" + TWICE,
    "indented": "".join(f"  {line}\n" for line in TWICE.splitlines()),
    "annotations": "from __future__ import annotations\ndef twice(x: A) -> B:\n    return 2*x",
    "an error below": TWICE + "1 / 0\ntwice = None\n",
    "a type of its own": "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n"
    + TWICE,
}


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_cells_run_as_in_a_notebook(text):
    assert points(grade(RIGHT | {"twice": text})) == ALL


def test_a_message_quotes_the_line_of_the_cell():
    text = "def rnn_step(p, x, h):\n    y = x @ p.W_x\n    return y + undefined_name, None\n"
    message = grade(RIGHT | {"rnn_step": text})["exercises"]["rnn_step"]["message"]
    assert "NameError: name 'undefined_name' is not defined" in message
    assert "Where: line 3: return y + undefined_name, None" in message
    below = grade(RIGHT | {"rnn_step": "\n  \n" + text})["exercises"]["rnn_step"]["message"]
    assert below == message


# ------------------------------------------------------------- references


def test_an_answer_that_calls_its_own_reference_is_told_so_also_if_it_hides_that():
    for body in (
        "return cells.rnn_step(p, x, h)",
        "try:\n        return cells.rnn_step(p, x, h)\n    except BaseException:\n"
        "        return np.tanh(x), None",
        "from helpers.scratch.cells import rnn_step as theirs\n    return theirs(p, x, h)",
    ):
        result = grade(RIGHT | {"rnn_step": f"def rnn_step(p, x, h):\n    {body}\n"})
        assert points(result) == without("rnn_step")
        assert result["exercises"]["rnn_step"]["stage"] == "reference"
        assert "calls the course's own rnn_step" in result["exercises"]["rnn_step"]["message"]


def test_the_reference_itself_is_named_as_that():
    result = grade(RIGHT | {"rnn_step": "rnn_step = cells.rnn_step"})
    assert "is the course's own solution" in result["exercises"]["rnn_step"]["message"]


def test_outside_of_its_own_check_a_reference_runs_as_in_a_kernel():
    p = "RNNParams(np.ones((1, 1)), np.ones((1, 1)), np.zeros(1))"
    compares = (
        f"{STEP}\nfrom helpers.scratch.cells import RNNParams\none = np.ones((1, 1))\n"
        f"same = np.array_equal(rnn_step({p}, one, one)[0], cells.rnn_step({p}, one, one)[0])\n"
    )
    uses = "def twice(x):\n    return 2 * x if same else None\n"
    assert points(grade(RIGHT | {"rnn_step": compares, "twice": uses})) == ALL


def test_any_module_for_answers_can_be_imported():
    text = (
        "import helpers.nn.cells, helpers.scratch.bptt\nfrom helpers import sampling\n"
        "from helpers.scratch.cells import rnn_step as theirs\n"
    )
    result = grade(RIGHT | {"rnn_forward": text + FORWARD.replace("cells.rnn_step", "theirs")})
    assert points(result) == ALL


ABSENT = [
    "import helpers.checks.catalogue",
    "from helpers.checks.engine.check import Check",
    "from helpers.checks.m01_unrolling.rnn_step import check_rnn_step",
    "import helpers.grading.judging.grade",
    "import helpers.course.cli",
]


@pytest.mark.skipif(UNSAFE, reason="without a sandbox every file is there")
@pytest.mark.parametrize("text", ABSENT)
def test_checks_and_grading_are_not_in_the_sandbox(text):
    above = grade(RIGHT | {"twice": f"{text}\n{TWICE}"})
    assert points(above) == ALL  # the line costs only itself
    found = grade(RIGHT | {"twice": f"def twice(x):\n    {text}\n    return 2 * x\n"})
    assert "ModuleNotFoundError" in found["exercises"]["twice"]["message"]
    assert points(found) == without("twice")
