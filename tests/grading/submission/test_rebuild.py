"""What is taken from a submission, what is run in which order, and the notebook made of it."""

import copy
import json
import re

import nbformat
import pytest
from nbgrader.utils import determine_grade

from helpers.grading.submission.rebuild import make_notebook, plan, read_answers
from tests.support.grading.filled_notebook import ASSIGNMENT, FILLED, INSTRUCTOR, RIGHT, own, text

STUB = "def one_hot(ids, V):\n    raise NotImplementedError"
WRONG = "def one_hot(ids, V):\n    return 3"


@pytest.fixture
def notebook():
    """A filled notebook, to be changed."""
    return copy.deepcopy(FILLED)


def cell(notebook, cell_id):
    return next(c for c in notebook["cells"] if c.get("id") == cell_id)


def place(notebook, cell_id):
    return notebook["cells"].index(cell(notebook, cell_id))


def read(notebook):
    return read_answers(json.dumps(notebook), ASSIGNMENT)


def steps(answers):
    """The plan, short: own cells by their text, answers and checks by their ids."""
    return [step["id"] or step["source"] for step in plan(ASSIGNMENT, answers)]


STRAIGHT = [
    "answer-one_hot", "check-one_hot", "answer-next_token_pairs", "check-next_token_pairs",
]  # fmt: skip


# --------------------------------------------------------------------- what is taken


def test_a_clean_notebook_gives_its_answers_and_no_problem(notebook):
    answers = read(notebook)
    assert answers["problems"] == []
    assert text(answers) == RIGHT["one_hot"]
    assert text(answers, "next_token_pairs") == RIGHT["next_token_pairs"]
    assert answers["essays"]["your_own_sequence"].startswith("Größe")
    assert [s for s in steps(answers) if not s.startswith("scratch")] == STRAIGHT


def test_a_path_is_read_as_well(tmp_path, notebook):
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert read_answers(path, ASSIGNMENT) == read(notebook)


def test_a_missing_exercise_and_essay_are_named(notebook):
    for cell_id in ("answer-one_hot", "essay-your_own_sequence"):
        notebook["cells"].remove(cell(notebook, cell_id))
    answers = read(notebook)
    assert text(answers) is None
    assert answers["essays"] == {}
    assert any(p.startswith("one_hot: no answer") for p in answers["problems"])
    assert any(p.startswith("your_own_sequence: no text") for p in answers["problems"])


def test_the_untouched_stub_is_submitted_text(notebook):
    cell(notebook, "answer-one_hot")["source"] = STUB
    answers = read(notebook)
    assert (text(answers), answers["problems"]) == (STUB, [])


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_the_one_that_was_worked_on_is_taken(notebook, order):
    first, second = [own(STUB), own(RIGHT["one_hot"])][::order]
    meta = cell(notebook, "answer-one_hot")["metadata"]
    i = place(notebook, "answer-one_hot")
    pair = [{**c, "id": "answer-one_hot", "metadata": meta} for c in (first, second)]
    notebook["cells"][i : i + 1] = pair
    answers = read(notebook)
    assert text(answers) == RIGHT["one_hot"]
    assert STUB not in steps(answers)


def test_of_two_edited_ones_the_later_holds_at_the_check_as_in_a_kernel_and_it_is_said(notebook):
    i = place(notebook, "answer-one_hot")
    notebook["cells"].insert(i + 1, {**notebook["cells"][i], "source": WRONG})
    answers = read(notebook)
    assert steps(answers)[:3] == ["answer-one_hot", WRONG, "check-one_hot"]
    assert any("2 different answers" in problem for problem in answers["problems"])


@pytest.mark.parametrize("kind", ["markdown", "raw"])
@pytest.mark.parametrize("fence", ["", "```"])
def test_an_answer_in_a_cell_of_another_type_is_still_the_answer(notebook, kind, fence):
    source = f"{fence}\n{RIGHT['one_hot']}\n{fence}" if fence else RIGHT["one_hot"]
    cell(notebook, "answer-one_hot").update(cell_type=kind, source=source)
    answers = read(notebook)
    assert text(answers) == RIGHT["one_hot"]
    assert any(kind in problem for problem in answers["problems"])


def test_prose_in_an_answer_cell_of_text_is_no_answer(notebook):
    cell(notebook, "answer-one_hot").update(cell_type="markdown", source="I do not know.")
    assert text(read(notebook)) is None


def test_without_ids_an_answer_is_known_by_its_function_or_its_place(notebook):
    for c in notebook["cells"]:
        c.pop("id")
        c["metadata"] = {}
    right = read(notebook)
    assert (text(right), text(right, "next_token_pairs")) == tuple(RIGHT.values())
    broken = next(c for c in notebook["cells"] if "def one_hot(" in "".join(c["source"]))
    broken["source"] = "def one_hot(ids, V:\n  return"
    assert text(read(notebook)) == broken["source"]
    broken["source"] = "one_cold = 1"
    assert text(read(notebook)) == "one_cold = 1"


def test_an_answer_in_an_own_cell_fills_an_untouched_one(notebook):
    i = place(notebook, "answer-one_hot")
    notebook["cells"][i]["source"] = STUB
    notebook["cells"].append(own(RIGHT["one_hot"]))
    answers = read(notebook)
    assert text(answers) == RIGHT["one_hot"]
    assert any("taken from another cell" in problem for problem in answers["problems"])
    assert RIGHT["one_hot"] not in steps(answers)


def test_an_own_cell_does_not_displace_an_answer(notebook):
    notebook["cells"].append(own(WRONG))
    notebook["cells"].insert(0, own(WRONG))
    answers = read(notebook)
    assert text(answers) == RIGHT["one_hot"]
    assert [step for step in steps(answers) if step == WRONG] == [WRONG, WRONG]


def test_an_imported_name_is_no_answer(notebook):
    cell(notebook, "answer-one_hot")["source"] = STUB
    notebook["cells"].append(own("from numpy import eye as one_hot"))
    assert text(read(notebook)) == STUB


def test_edited_locked_cells_are_named_and_ignored(notebook):
    cell(notebook, "check-one_hot").update(source="print('one_hot: 7 calls agree')")
    answers = read(notebook)
    assert any("check-one_hot" in problem for problem in answers["problems"])
    check = next(s for s in plan(ASSIGNMENT, answers) if s["do"] == "check")
    assert check["source"] == ASSIGNMENT.part("check", "one_hot").source
    assert not any("7 calls" in step for step in steps(answers))


def test_own_cells_keep_their_places(notebook):
    i = place(notebook, "answer-one_hot")
    notebook["cells"][i + 1 : i + 1] = [own("b = 1"), own("c = 1")]
    notebook["cells"].insert(i, own("a = 1"))
    notebook["cells"].insert(0, own("first = 1"))
    wanted = ["first = 1", "a = 1", "answer-one_hot", "b = 1", "c = 1", "check-one_hot"]
    assert steps(read(notebook))[:6] == wanted


def test_reordered_answers_go_where_they_belong(notebook):
    notebook["cells"].reverse()
    answers = read(notebook)
    assert [s for s in steps(answers) if not s.startswith("scratch")] == STRAIGHT


def test_copies_of_the_instructors_cells_never_run(notebook):
    """Except blank predictions: they all have one text, so a copy is an own cell, which runs.

    That is harmless: nothing that is run for a grade reads the name `prediction`.
    """
    for c in list(notebook["cells"]):
        if c["cell_type"] == "code" and c["id"] not in (
            "answer-one_hot",
            "answer-next_token_pairs",
        ):
            notebook["cells"].append({**c, "id": "copy", "metadata": {}})
    sources = [step for step in steps(read(notebook)) if step not in STRAIGHT]
    assert set(sources) - {"prediction = None"} == {"scratch = {'source': [1, 2]}\nscratch"}
    run = [part for part in ASSIGNMENT.parts if part.kind in ("setup", "exercise", "check")]
    assert not any(re.search(r"\bprediction\b", part.source) for part in run)


def test_an_edited_experiment_without_its_id_is_not_taken_for_an_own_cell(notebook):
    part = max(ASSIGNMENT.parts, key=lambda p: len(p.source) if p.cell_type == "code" else 0)
    edited = part.source.replace("print(", "print(7, ", 1)
    assert edited != part.source
    cell(notebook, part.id).update(source=edited, id="x", metadata={})
    assert edited not in steps(read(notebook))


def test_an_essay_in_the_cell_below_counts(notebook):
    i = place(notebook, "essay-your_own_sequence")
    notebook["cells"][i]["source"] = "*Your answer goes here.*"
    notebook["cells"].insert(i + 1, own("Key presses.", "markdown"))
    assert read(notebook)["essays"] == {"your_own_sequence": "Key presses."}


# --------------------------------------------------------------------- the notebook made of it


def verdict(points, most=1.0, status="failed", message="one_hot: wrong.\nNext: look.", printed=""):
    keys = ("points", "max", "status", "message", "printed")
    return dict(zip(keys, (points, most, status, message, printed), strict=True))


@pytest.mark.parametrize(
    ("check", "outputs"),
    [
        (verdict(1.0, status="passed", message="", printed="fine\n"), ["stream"]),
        (verdict(1.0, status="passed", message=""), []),
        (verdict(0.0), ["error"]),
        (verdict(0.0, status="timed out", printed="x"), ["stream", "error"]),
        (verdict(0.5), ["stream", "execute_result"]),
    ],
)
def test_nbgrader_reads_exactly_the_points_off_a_check_cell(notebook, check, outputs):
    made = make_notebook(INSTRUCTOR, read(notebook), {"checks": {"check_one_hot": check}})
    nbformat.validate(made)
    cells = {c.id: c for c in made.cells}
    graded = cells["check-one_hot"]
    assert determine_grade(graded) == (check["points"], 1.0)
    assert [output.output_type for output in graded.outputs] == outputs
    assert graded.execution_count == cells["answer-one_hot"].execution_count + 1
    for output in graded.outputs:
        if output.output_type == "error":
            assert (output.ename, output.evalue) == ("CheckFailed", check["message"])
            assert output.traceback == ["one_hot: wrong.", "Next: look."]
    others = [c for c in made.cells if c.id != "check-one_hot" and c.get("outputs")]
    assert [c.id for c in others] == ["check-next_token_pairs"]


def test_a_check_counts_nothing_until_it_is_judged(notebook):
    made = make_notebook(INSTRUCTOR, read(notebook))
    checks = [c for c in made.cells if c.id.startswith("check-")]
    assert [determine_grade(c) for c in checks] == [(0, 1), (0, 1)]
    assert all("Not graded yet" in c.outputs[0].evalue for c in checks)
    result = {"checks": {"check_one_hot": verdict(1.0, status="passed")}}
    made = make_notebook(INSTRUCTOR, read(notebook), result)
    checks = [c for c in made.cells if c.id.startswith("check-")]
    assert [determine_grade(c) for c in checks] == [(1, 1), (0, 1)]
    assert {c.id for c in made.cells if c.get("outputs")} == {"check-next_token_pairs"}


def test_not_attempted_is_an_error_of_its_own_name(notebook):
    result = {"checks": {"check_one_hot": verdict(0.0, status="not attempted")}}
    made = make_notebook(INSTRUCTOR, read(notebook), result)
    (output,) = next(c for c in made.cells if c.id == "check-one_hot").outputs
    assert output.ename == "NotAttempted"


def test_the_notebook_is_the_instructors_with_the_learners_text_in_it(notebook):
    i = place(notebook, "answer-one_hot")
    notebook["cells"].insert(i, own("a = 1", metadata={"nbgrader": {"grade": True, "points": 9}}))
    notebook["metadata"] = {}
    before = nbformat.writes(INSTRUCTOR)
    made = make_notebook(INSTRUCTOR, read(notebook))
    nbformat.validate(made)
    assert nbformat.writes(INSTRUCTOR) == before
    assert (made.metadata, made.nbformat_minor) == (INSTRUCTOR.metadata, 5)
    theirs = [c for c in made.cells if not c.id.startswith("own-")]
    assert [(c.id, c.metadata) for c in theirs] == [(c.id, c.metadata) for c in INSTRUCTOR.cells]
    ids = [c.id for c in made.cells]
    assert len(set(ids)) == len(ids)
    extra = made.cells[ids.index("answer-one_hot") - 1]
    assert (extra.id, extra.source, extra.metadata) == ("own-1", "a = 1", {})
    assert made.cells[ids.index("answer-one_hot")].source == RIGHT["one_hot"]


def test_no_solution_and_no_rubric_stays_where_nothing_was_handed_in():
    made = make_notebook(INSTRUCTOR, read_answers(b"", ASSIGNMENT))
    assert "SOLUTION" not in nbformat.writes(made)
    assert "Rubric" not in nbformat.writes(made)


def pasted(notebook, name="one_hot"):
    """Put a right answer into the check's own cell, above its call; return the cell's text."""
    check = cell(notebook, f"check-{name}")
    check["source"] = f"{RIGHT[name]}\n{''.join(check['source'])}"
    return check["source"]


def test_an_answer_written_into_the_check_cell_is_taken_where_its_own_cell_has_none(notebook):
    wanted = pasted(notebook)
    for source in (STUB, "", "# see below"):
        cell(notebook, "answer-one_hot")["source"] = source
        answers = read(notebook)
        assert text(answers) == wanted
        assert answers["problems"] == [
            "one_hot: taken from another cell; its own cell holds no answer"
        ]
    notebook["cells"].remove(cell(notebook, "answer-one_hot"))
    assert text(read(notebook)) == wanted


def test_an_answer_in_its_own_cell_comes_before_one_in_the_check_cell(notebook):
    pasted(notebook)
    cell(notebook, "answer-one_hot")["source"] = WRONG
    answers = read(notebook)
    assert text(answers) == WRONG
    assert any("locked cells were edited" in problem for problem in answers["problems"])


def test_a_cell_of_myst_markdown_comes_without_its_metadata():
    heads = ("---\nnbgrader:\n  checksum: 01\n---\n", ":tags: [a, b]\n:name: it\n\n", "")
    for head in heads:
        text_ = f"# Title\n\n```{{code-cell}} ipython3\n{head}{RIGHT['one_hot']}\n```\n"
        assert text(read_answers(text_.encode(), ASSIGNMENT)) == RIGHT["one_hot"]
