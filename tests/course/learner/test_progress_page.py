"""The page says of each exercise and prediction what stands in the notebooks, and what is next."""

import re

import pytest

from helpers.checks.predict import score_prediction, score_recall
from helpers.course.learner.progress import (
    Exercise,
    ModuleProgress,
    Prediction,
    module_progress,
    outcome_in,
)
from helpers.course.learner.progress_page import next_steps, progress_page, write_page
from helpers.course.learner.workspace import LabError, workspace_path
from tests.course.learner import test_progress
from tests.course.learner.test_progress import edit, solve
from tests.support.course_tiny import SLUG

released, course = test_progress.released, test_progress.course  # the fixtures there


def module(slug="01_tiny", main=("open", "open"), optional=("open",), made=(False,)):
    exercises = [Exercise(f"e{i}", f"1.{i}", 2, state) for i, state in enumerate(main, 1)]
    exercises += [Exercise(f"o{i}", "", 0, state) for i, state in enumerate(optional, 1)]
    predictions = [Prediction(f"p{i}", one, "") for i, one in enumerate(made)]
    return ModuleProgress(slug, slug, exercises, predictions, "")


@pytest.mark.parametrize(
    ("modules", "says"),
    [
        ([module()], ["Begin exercise 1.1 e1 in workspace/01_tiny.", "1 prediction is still"]),
        (
            [module(main=("passed", "tried"), made=(True,))],
            ["Go on with exercise 1.2 e2 in workspace/01_tiny. Its check has not passed"],
        ),
        (
            [module(main=("passed",) * 2), module("02_more", made=(False, False))],
            ["Begin exercise 1.1 e1 in workspace/02_more.", "2 predictions are still"],
        ),
        (
            [module(main=("passed",) * 2), module("02_more", main=("passed",))],
            ["Every exercise on the main path is passed. Optional ones are left in 01, 02."],
        ),
        (
            [module(main=("passed",), optional=("passed",))],
            ["Every exercise on the main path is passed."],
        ),
    ],
)
def test_what_to_do_next(modules, says):
    steps = next_steps(modules)
    assert len(steps) == len(says)
    for step, start in zip(steps, says, strict=True):
        assert step.startswith(start)
    assert not steps[0].endswith("passed. ")


def test_the_page_names_exercises_with_their_state_and_points(course):
    printed = {"output_type": "stream", "name": "stdout", "text": "double: ok\n"}
    solve(course, 1, 2, [printed])
    edit(course, answer_square={"source": "def square(x): return x"})
    before = workspace_path(course, SLUG).read_bytes()
    page = re.sub(r"<[^>]+>", " ", progress_page(course).partition("</style>")[2])
    page = " ".join(page.split())
    assert "double passed 2 / 2" in page
    assert "square not passed yet 0 / 3" in page
    assert "Tiny 1 / 2 2 / 5 0 / 0 0 / 1" in page
    assert "sum of squares not made" in page
    assert "Go on with exercise square in workspace/01_tiny." in page
    assert workspace_path(course, SLUG).read_bytes() == before


def test_a_prediction_is_shown_with_its_outcome_as_text(course):
    (below,) = [c["id"] for c in _cells(course) if c["id"].startswith("experiment-")]
    told = "Not '<b>'. It is 3: <i>because</i>\n"
    edit(
        course,
        predict_sum_of_squares={"source": "prediction = '<b>'"},
        **{below.replace("-", "_", 1): {"outputs": [{"name": "stdout", "text": told}]}},
    )
    (found,) = module_progress(course)
    assert found.predictions == [Prediction("sum_of_squares", True, told.strip())]
    page = progress_page(course)
    assert "Not &#39;&lt;b&gt;&#39;. It is 3: &lt;i&gt;because&lt;/i&gt;" in page
    edit(course, predict_sum_of_squares={"source": "prediction = None"})
    assert "sum of squares" in progress_page(course)
    assert "because" not in progress_page(course)


def _cells(course):
    from helpers.course.learner.workspace import read_notebook

    return read_notebook(workspace_path(course, SLUG))["cells"]


def test_a_copy_that_cannot_be_read_is_named(course):
    workspace_path(course, SLUG).write_text("{")
    assert f"workspace/{SLUG}/{SLUG}.ipynb is not a notebook" in progress_page(course)


@pytest.mark.parametrize(
    "score",
    [
        lambda: score_prediction(3, 6, unit="headlines"),
        lambda: score_prediction(3, 6.25, unit="of a unit whose name is a long one " * 3),
        lambda: score_recall("b", "a", "a long reason " * 20),
        lambda: score_recall("a", "a", "Since it is so."),
    ],
)
@pytest.mark.parametrize("after", ["", "\n", "more\nand more\n"])
def test_what_scoring_printed_is_found_and_unwrapped(capsys, score, after):
    score()
    printed = capsys.readouterr().out
    told = " ".join(printed.split())
    assert outcome_in(f"an earlier line\n{printed}{after}") == told


def test_no_outcome_is_made_up():
    assert outcome_in("") == ""
    assert outcome_in("Right here it begins\nNotes") == ""


def test_the_page_replaces_no_notebook(course, tmp_path):
    write_page(course, tmp_path / "new" / "progress.html")
    assert "Tiny" in (tmp_path / "new" / "progress.html").read_text(encoding="utf-8")
    notebook = tmp_path / "mine.ipynb"
    notebook.write_text("an answer")
    with pytest.raises(LabError, match="expected the name of a page"):
        write_page(course, notebook)
    assert notebook.read_text() == "an answer"
