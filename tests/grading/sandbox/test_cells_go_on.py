"""A statement that raises costs only itself, and what a kernel provides is there."""

import copy
import dataclasses
import json

import pytest

from helpers.grading.assignment import Part, read_assignment
from helpers.grading.judging.grade import grade_answers
from helpers.grading.submission.provided_names import added_text, demonstrated_imports
from helpers.grading.submission.rebuild import make_notebook, plan, read_answers
from tests.support import ROOT
from tests.support.grading.filled_notebook import ASSIGNMENT as START_HERE
from tests.support.grading.filled_notebook import FILLED, INSTRUCTOR
from tests.support.grading.small_assignment import (
    ALL,
    ASSIGNMENT,
    RIGHT,
    TWICE,
    UNSAFE,
    answers_of,
    grade,
    points,
    statuses,
    without,
)

# ------------------------------------------------------------- going on

CELLS = {
    "an error of the reference": "cells.rnn_step(1, 2, 3)\n",
    "a name that is not there": "print(topics['while'])\n",
    "the end of the cell's process": "raise SystemExit\n",
    "an interrupt": "raise KeyboardInterrupt\n",
    "a shell line": "files = !ls\nprint(len(files), files[0])\n",
    "a result of %timeit": "found = %timeit -o 1 + 1\nprint(found.best)\n",
    "a program": "import subprocess\nprint(subprocess.run(['echo', 'hi']).stdout)\n",
}


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_what_stands_below_a_statement_that_raised_is_not_lost(text):
    twice = text + "two = 2\ndef twice(x):\n    return three - two + x * two - 1\n"
    result = grade(RIGHT | {"twice": twice}, [(None, text + "three = 3\n")])
    assert points(result) == ALL
    assert result["problems"] == []


def test_below_an_error_under_time_the_cell_goes_on_as_well():
    result = grade(RIGHT | {"twice": "%%time\nprint(nowhere)\n" + TWICE})
    assert points(result) == ALL


def test_what_is_set_above_an_error_stays_as_in_a_kernel():
    wrong = "def twice(x):\n    return 3 * x\n"
    assert points(grade(RIGHT | {"twice": TWICE + "1 / 0\n" + wrong})) == ALL
    assert points(grade(RIGHT | {"twice": TWICE + wrong})) == without("twice")
    double = "from operator import add\ntwo = 2\n1 / 0\nadd, two, one = None, 3, 1\n"
    adds = "def twice(x):\n    return add(x, x) if one else two * x\n"
    assert points(grade(RIGHT | {"twice": adds}, [(None, double)])) == ALL
    above = [(None, "two = 2\n"), (None, "1 / 0\ntwo, one = 3, 0\n")]
    assert points(grade(RIGHT | {"twice": "twice = lambda x: two * x + one\n"}, above)) == ALL


def test_the_first_error_of_a_cell_is_told():
    text = "print(first)\nprint(second)\n"
    found = grade(RIGHT | {"twice": text})["exercises"]["twice"]
    assert found["status"] == "missing"
    assert "its cell raised NameError: name 'first' is not defined" in found["message"]
    text = "trice = 2\ndef twice(x:\n"
    found = grade(RIGHT | {"twice": text})["exercises"]["twice"]
    assert "its cell raised SyntaxError" in found["message"]


def test_await_works_outside_of_functions():
    text = (
        "import asyncio\n"
        "async def later(x):\n"
        "    await asyncio.sleep(0)\n"
        "    return x\n"
        "two = await later(2)\n"
        "both = [x async for x in numbers()]\n"
        "tasks = await asyncio.gather(later(1), later(2))\n"
        "%time again = await later(2)\n"
        "def twice(x):\n"
        "    assert (two, both, tasks, again) == (2, [1, 2], [1, 2], 2)\n"
        "    return two * x\n"
    )
    numbers = "async def numbers():\n    yield 1\n    yield 2\n"
    result = grade(RIGHT | {"twice": text}, [(None, numbers)])
    assert result["exercises"]["twice"]["message"] == ""


# ------------------------------------------------------------- failed imports


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("import absent.part as part", "part.inv(x)"),
        ("import absent.part", "absent.part.inv(x)"),
        ("import absent", "absent.inv(x)"),
        ("from absent.part import inv", "inv(x)"),
    ],
)
def test_what_is_not_installed_is_named_where_it_is_used(text, used):
    found = grade({"twice": f"{text}\ndef twice(x):\n    return {used}\n"})["exercises"]["twice"]
    assert "ImportError: No module named 'absent'" in found["message"]
    assert found["points"] == 0
    unused = grade({"twice": f"{text}\n{TWICE}"})["exercises"]["twice"]
    assert unused["status"] == "passed"


def test_a_failed_import_leaves_a_name_that_has_a_value():
    text = "two = 2\nfrom absent import two\ndef twice(x):\n    return two * x\n"
    assert grade({"twice": text})["exercises"]["twice"]["status"] == "passed"


# ------------------------------------------------------------- what demonstrations import


def code(identity: str, source: str) -> Part:
    return Part(identity, "other", "", source, 0.0, "code", identity)


DEMO = "%matplotlib inline\nimport fractions\nfrom math import pi as circle\nimport numpy as np\n"
DEMO += "from helpers.plots import figure\nfrom helpers.datasets.text import char_vocab\n"
SHOWING = dataclasses.replace(
    ASSIGNMENT,
    parts=(
        ASSIGNMENT.parts[0],
        code("experiment-1", "import decimal\nfrom helpers import sampling"),
        code("code-1", DEMO),
        *ASSIGNMENT.parts[1:],
    ),
    version="small, with demonstrations",
)


def test_what_demonstrations_import_is_there_for_who_uses_it():
    uses = "def twice(x):\n    return float(fractions.Fraction(2)) * x\n"
    result = grade(RIGHT | {"twice": uses}, assignment=SHOWING)
    assert result["exercises"]["twice"]["message"] == ""
    own = [(None, "two = int(circle) - 1")]
    text = "def twice(x):\n    return two * x\n"
    assert points(grade(RIGHT | {"twice": text}, own, assignment=SHOWING)) == ALL
    text = "def twice(x):\n    return decimal.Decimal(2) * x\n"
    found = grade(RIGHT | {"twice": text}, assignment=SHOWING)["exercises"]["twice"]
    assert "name 'decimal' is not defined" in found["message"]


def test_imports_of_demonstrations_cost_nothing_where_they_are_not_used():
    assert demonstrated_imports(SHOWING, [*RIGHT.values()]) == ""
    assert [step["do"] for step in plan(SHOWING, answers_of(RIGHT))] == ["cell", "check"] * 3
    used = ["print(circle, np, figure, decimal)", "# fractions\nbroken = ("]
    assert demonstrated_imports(SHOWING, used) == "from math import pi as circle"
    first, *_ = plan(SHOWING, answers_of(RIGHT, [(None, "circle")]))
    assert (first["id"], first["exercise"]) == (None, None)
    assert first["source"] == "from math import pi as circle"


def test_the_real_module_gives_torch_to_an_answer_that_uses_it():
    text = "def one_hot(ids, V):\n    return torch.eye(V)[torch.as_tensor(ids)].double().numpy()\n"
    result = grade_answers(answers_of({"one_hot": text}), START_HERE, unsafe=UNSAFE)
    assert result["exercises"]["one_hot"]["message"] == ""
    assert result["exercises"]["one_hot"]["status"] == "passed"


# ------------------------------------------------------------- a kernel's surroundings


@pytest.mark.skipif(UNSAFE, reason="without a sandbox there is no folder of one's own")
def test_a_file_that_a_cell_writes_can_be_imported():
    own = [(None, "open('mytools.py', 'w').write('two = 2')\n")]
    text = "from mytools import two\ndef twice(x):\n    return two * x\n"
    result = grade(RIGHT | {"twice": text}, own)
    assert points(result) == ALL


def test_names_of_a_kernel_are_there():
    text = (
        "from IPython import get_ipython as mine\n"
        "from IPython.core.getipython import get_ipython as inner\n"
        "mine().run_line_magic('who', '')\n"
        "files = !ls\n"
        "kept = files, mine() is get_ipython() is inner(), In, Out, _, __\n"
        "def twice(x):\n"
        "    assert kept == ([], True, [''], {}, '', ''), kept\n"
        "    return 2 * x\n"
    )
    found = grade(RIGHT | {"twice": text})["exercises"]["twice"]
    assert found["message"] == ""


# ------------------------------------------------------------- predictions and locked cells


@pytest.fixture
def notebook():
    """A filled notebook, to be changed."""
    return copy.deepcopy(FILLED)


def cell(notebook, start):
    return next(c for c in notebook["cells"] if str(c.get("id")).startswith(start))


def read(notebook):
    return read_answers(json.dumps(notebook), START_HERE)


def test_a_prediction_that_was_filled_in_runs_where_it_stands(notebook):
    answers = read(notebook)
    for text, runs in [("prediction = 71", True), ("prediction = 7" + " " * 3_000 + "1", False)]:
        cell(notebook, "predict-")["source"] = text
        answers = read(notebook)
        ran = [step for step in plan(START_HERE, answers) if step["source"] == text]
        assert len(ran) == runs
        assert all((step["id"], step["exercise"]) == (None, None) for step in ran)
        made = make_notebook(INSTRUCTOR, answers)
        assert [c.source for c in made.cells if c.source == text] == [text] * runs
        assert len(made.cells) == len(make_notebook(INSTRUCTOR, read(FILLED)).cells)
    blank = ROOT / "notebooks" / "01_unrolling" / "01_unrolling.ipynb"
    for path, read_as in [(blank, read_assignment(ROOT, "01_unrolling")), (None, START_HERE)]:
        cell(notebook, "predict-")["source"] = "prediction = None"
        answers = read_answers(path or json.dumps(notebook), read_as)
        assert [c for c in answers["cells"] if str(c["id"]).startswith("predict-")] == []


def test_a_prediction_is_seen_by_who_reads_the_report(notebook):
    cell(notebook, "predict-")["source"] = "prediction = 71"
    result = grade_answers(read(notebook), START_HERE, unsafe=UNSAFE)
    assert "prediction = 71" in result["own_cells"]
    assert set(statuses(result).values()) == {"passed"}


def test_an_edited_locked_cell_is_named_and_said_not_to_be_used(notebook):
    setup = cell(notebook, "setup-")
    setup["source"] = "".join(setup["source"]) + "\nimport math\ndef mine(): pass\n"
    locked = next(c for c in notebook["cells"] if c["id"].startswith("code-"))
    locked["source"] = "import time"
    said = "\n".join(read(notebook)["problems"])
    assert "the setup cell was changed; its additions (import math, def mine) were not used" in said
    assert locked["id"] in said
    assert "; the changes were not used" in said


def test_what_a_changed_cell_adds_is_told_briefly():
    assert added_text("import numpy as np\nimport os, math", "import numpy as np") == (
        "import os, import math"
    )
    assert added_text("class A: pass\nx = y = 1\nx + y", "") == "class A, x = ..., y = ..."
    assert added_text("import a\n" * 3, "import a") == ""
    many = "\n".join(f"import m{i}" for i in range(9))
    assert added_text(many, "") == "import m0, import m1, import m2, import m3 and 5 more"
    assert added_text("this is (", "import a") == ""
