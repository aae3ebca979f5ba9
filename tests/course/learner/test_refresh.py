"""A newer notebook is taken over and nothing that a learner wrote is lost."""

import copy
import random

import pytest

from helpers.course.learner.workspace import read_notebook
from tests.support.course_learner import DOUBLE, NEWER, find, index, own, release


def test_an_untouched_copy_becomes_the_release(learner):
    old = learner.path.read_bytes()
    done = learner.refresh()
    assert done.backup.read_bytes() == old
    assert learner.cells() == read_notebook(learner.release)["cells"]
    assert (done.kept, done.changed, done.own) == ([], [], 0)


def test_answers_predictions_and_essays_are_kept(learner):
    learner.write("answer-double", DOUBLE)
    learner.write("predict-sum_of_squares", "prediction = 400  # a guess")
    learner.write("essay-why_linear", "Because it is.")
    done = learner.refresh()
    fresh = read_notebook(learner.release)["cells"]
    for cell, new in zip(learner.cells(), fresh, strict=True):
        assert {**cell, "source": ""} == {**new, "source": ""}
    cells = learner.cells()
    assert find(cells, "answer-double")["source"] == DOUBLE
    assert find(cells, "predict-sum_of_squares")["source"] == "prediction = 400  # a guess"
    assert find(cells, "essay-why_linear")["source"] == "Because it is."
    assert find(cells, "answer-square")["source"] == find(fresh, "answer-square")["source"]
    assert find(cells, "check-square")["metadata"]["nbgrader"]["points"] == 5
    assert done.kept == ["answer-double", "predict-sum_of_squares", "essay-why_linear"]
    assert done.changed == ["answer-double"]
    assert done.own == 0


def test_a_second_refresh_has_nothing_to_do(learner):
    learner.write("answer-double", DOUBLE)
    learner.edit(lambda cells: cells.insert(3, own("1 + 1")))
    learner.refresh()
    before = learner.path.read_bytes()
    done = learner.refresh()
    assert done.backup is None
    assert learner.path.read_bytes() == before
    assert len(list(learner.path.parent.iterdir())) == 2


def test_same_version_has_nothing_to_do(same):
    same.write("answer-double", DOUBLE)
    same.edit(lambda cells: cells.insert(4, own("1 + 1")))
    same.edit(lambda cells: cells.append(own("", "empty")))
    before = same.path.read_bytes()
    done = same.refresh()
    assert done.backup is None
    assert same.path.read_bytes() == before
    assert [path.name for path in same.path.parent.iterdir()] == [same.path.name]


def test_a_changed_cell_of_the_same_version_is_put_back(same):
    same.write("answer-double", DOUBLE)
    same.edit(lambda cells: cells.append(own("1 + 1")))
    assert not same.refresh().newer
    same.write("check-double", "pass")
    done = same.refresh()
    assert (done.newer, done.backup is None, done.own) == (False, False, 2)
    fresh = read_notebook(same.release)["cells"]
    assert find(same.cells(), "check-double")["source"] == find(fresh, "check-double")["source"]
    assert "pass" in same.sources()


def test_another_version_is_told_apart(learner):
    learner.write("check-double", "pass")
    assert learner.refresh().newer


def test_own_cells_stay_behind_their_neighbour(learner):
    def add(cells):
        cells.insert(index(cells, "check-double") + 1, own("second = 2", "b"))
        cells.insert(index(cells, "check-double") + 1, own("first = 1", "a"))
        cells.insert(0, own("top = 0", "t"))
        cells.append({"cell_type": "markdown", "id": "n", "metadata": {}, "source": "My notes"})

    learner.edit(add)
    assert learner.refresh().own == 4
    cells = learner.cells()
    ids = [cell["id"] for cell in cells]
    assert (ids[0], ids[-2:]) == ("t", ["essay-why_linear", "n"])
    at = ids.index("check-double")
    assert ids[at : at + 3] == ["check-double", "a", "b"]
    assert find(cells, "n")["source"] == "My notes"


def test_own_outputs_stay_and_those_of_changed_cells_go(learner):
    def ran(cells):
        for cell in (find(cells, "check-square"), find(cells, "answer-double")):
            cell.update(execution_count=3, outputs=[])
        cells.append({**own("1 + 1"), "execution_count": 4})

    learner.edit(ran)
    learner.refresh()
    cells = learner.cells()
    assert find(cells, "check-square")["execution_count"] == 3
    assert find(cells, "answer-double")["execution_count"] is None
    assert find(cells, "abc123")["execution_count"] == 4


def test_deleted_cells_come_back_empty(learner):
    learner.write("answer-double", DOUBLE)
    learner.edit(lambda cells: cells.pop(index(cells, "answer-square")))
    learner.edit(lambda cells: cells.pop(index(cells, "check-double")))
    learner.refresh()
    cells, fresh = learner.cells(), read_notebook(learner.release)["cells"]
    assert [cell["id"] for cell in cells] == [cell["id"] for cell in fresh]
    assert find(cells, "answer-double")["source"] == DOUBLE
    assert "NotImplementedError" in find(cells, "answer-square")["source"]


def test_a_pasted_copy_of_an_answer_is_kept_without_its_grading(learner):
    learner.write("answer-double", DOUBLE)

    def paste(cells):
        twin = {**copy.deepcopy(find(cells, "answer-double")), "id": "pasted"}
        cells.insert(index(cells, "answer-double") + 1, {**twin, "source": "def double(x): ..."})

    learner.edit(paste)
    learner.refresh()
    cells = learner.cells()
    assert find(cells, "answer-double")["source"] == DOUBLE
    twin = find(cells, "pasted")
    assert twin["source"] == "def double(x): ..."
    assert twin["metadata"] == {}


def test_two_cells_with_one_id_are_both_kept(learner):
    learner.write("answer-double", DOUBLE)
    learner.edit(lambda cells: cells.append({**find(cells, "answer-double"), "source": "other"}))
    learner.edit(lambda cells: cells.append(own("x = 1", "answer-square")))
    learner.refresh()
    assert find(learner.cells(), "answer-double")["source"] == DOUBLE
    assert {"other", "x = 1"} <= set(learner.sources())


def test_an_answer_that_was_cut_and_pasted_is_still_the_answer(learner):
    learner.write("answer-double", DOUBLE)
    learner.edit(lambda cells: find(cells, "answer-double").update(id="new-id"))
    learner.refresh()
    assert find(learner.cells(), "answer-double")["source"] == DOUBLE
    assert learner.sources().count(DOUBLE) == 1


def test_moved_cells_go_back_to_their_places(learner):
    learner.write("answer-double", DOUBLE)
    learner.write("answer-square", "def square(x):\n    return x**2")

    def shuffle(cells):
        for i, source in enumerate(("note a", "note b")):
            cells.insert(5 * i + 2, own(source, f"own{i}"))
        random.Random(1).shuffle(cells)

    learner.edit(shuffle)
    learner.refresh()
    cells, fresh = learner.cells(), read_notebook(learner.release)["cells"]
    ids = [cell["id"] for cell in cells if not cell["id"].startswith("own")]
    assert ids == [cell["id"] for cell in fresh]
    assert find(cells, "answer-double")["source"] == DOUBLE
    assert {"note a", "note b"} <= {cell["source"] for cell in cells}


def test_a_changed_course_cell_is_kept_beside_the_new_one(learner):
    learner.write("check-double", "check_double(double)\nprint(double(7))")
    learner.edit(lambda cells: cells[0].update(source="# Tiny, with my notes"))
    learner.edit(lambda cells: cells[1].update(source="import numpy as np\nimport math"))
    learner.refresh()
    cells = learner.cells()
    at = index(cells, "check-double")
    assert cells[at]["source"] == "check_double(double)"
    assert cells[at + 1]["source"] == "check_double(double)\nprint(double(7))"
    assert "nbgrader" not in cells[at + 1]["metadata"]
    assert cells[at + 1]["metadata"].get("editable", True)
    assert "# Tiny, with my notes" in learner.sources()
    assert "import numpy as np\nimport math" in learner.sources()


def test_an_answer_whose_exercise_is_gone_becomes_an_own_cell(learner):
    start, stop = NEWER.index('# %% exercise="square"'), NEWER.index("# %% [markdown]\n# How")
    learner.write("answer-square", "def square(x):\n    return x**2")
    release(learner.root, NEWER[:start] + NEWER[stop:])
    learner.refresh()
    cell = next(c for c in learner.cells() if c["source"] == "def square(x):\n    return x**2")
    assert "nbgrader" not in cell["metadata"]
    assert cell["metadata"].get("deletable", True)


def test_missing_ids_are_found_by_name(learner):
    learner.write("answer-double", DOUBLE)
    learner.write("predict-sum_of_squares", "prediction = 1")
    learner.write("essay-why_linear", "Because.")

    def forget(cells):
        cells.insert(3, own("mine = 1"))
        for cell in cells:
            del cell["id"]

    learner.edit(forget)
    learner.refresh()
    cells = learner.cells()
    assert find(cells, "answer-double")["source"] == DOUBLE
    assert find(cells, "predict-sum_of_squares")["source"] == "prediction = 1"
    assert find(cells, "essay-why_linear")["source"] == "Because."
    assert len(cells) == len(read_notebook(learner.release)["cells"]) + 1


@pytest.mark.parametrize("metadata", [{}, {"nbgrader": 3}, {"nbgrader": {"checksum": "x"}}])
def test_spoilt_metadata_loses_no_text(learner, metadata):
    def spoil(cells):
        for i, cell in enumerate(cells):
            cell["metadata"] = {**metadata, "tags": "none"}
            cell["source"] = f"text {i}"

    learner.edit(spoil)
    learner.refresh()
    text = "\n".join(learner.sources())
    assert all(f"text {i}" in text for i in range(14))


def test_a_changed_cell_type_keeps_the_text(learner):
    def change(cells):
        answer, essay = find(cells, "answer-double"), find(cells, "essay-why_linear")
        answer.update(cell_type="markdown", source=DOUBLE)
        del answer["outputs"], answer["execution_count"]
        essay.update(cell_type="code", source="essay = 1", outputs=[], execution_count=None)

    learner.edit(change)
    learner.refresh()
    cells = learner.cells()
    assert find(cells, "answer-double")["source"] == DOUBLE
    assert find(cells, "answer-double")["cell_type"] == "code"
    assert find(cells, "essay-why_linear")["source"] == "essay = 1"
    assert find(cells, "essay-why_linear")["cell_type"] == "markdown"


@pytest.mark.parametrize("seed", range(20))
def test_no_text_is_ever_lost(learner, seed):
    """Whatever is done to a notebook, every line that a learner typed is in the new one."""
    rng = random.Random(seed)
    typed = []

    def torture(cells):
        for n in range(12):
            i, line = rng.randrange(len(cells)), f"typed = {seed * 100 + n}"
            what = rng.choice(["edit", "insert", "paste", "delete", "move", "no id", "same id"])
            if what == "edit" and "typed" not in "".join(cells[i]["source"]):
                cells[i]["source"] = line
                typed.append(line)
            elif what == "insert":
                cells.insert(i, own(line, f"own{n}"))
                typed.append(line)
            elif what == "paste" and "typed" not in "".join(cells[i]["source"]):
                cells.insert(i, {**copy.deepcopy(cells[i]), "source": line, "id": f"twin{n}"})
                typed.append(line)
            elif what == "delete" and "typed" not in "".join(cells[i]["source"]):
                cells.pop(i)
            elif what == "move":
                cells.insert(rng.randrange(len(cells)), cells.pop(i))
            elif what == "no id":
                cells[i].pop("id", None)
            elif what == "same id":
                cells[i]["id"] = rng.choice(cells).get("id")

    learner.edit(torture)
    learner.refresh()
    text = "\n".join(learner.sources())
    assert [line for line in typed if line not in text] == []
    assert learner.refresh().backup is None
