"""`course build --check` names every way in which a notebook can differ from its source."""

import json
import re

import pytest

from helpers.course.author.build import build, check, instructor_path, student_path
from tests.support.course_tiny import SLUG, TINY, make_course, snapshot


def test_check_passes_writes_nothing_and_does_not_run(course, monkeypatch):
    before = snapshot(course)
    monkeypatch.setattr("helpers.course.author.build.execute", None)
    assert check(root=course) == []
    assert check(["01"], root=course) == []
    assert snapshot(course) == before
    assert not (course / "grading").exists()


def edit(path, change):
    notebook = json.loads(path.read_text())
    change({cell["id"]: cell for cell in notebook["cells"]}, notebook)
    path.write_text(json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def png(cells, notebook):
    (code,) = [cell for cell_id, cell in cells.items() if cell_id.startswith("code-")]
    data = {"image/png": "", "text/plain": "figure"}
    code["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]


def failed(cells, notebook):
    error = {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
    cells["check-double"]["outputs"] = [error]


INSTRUCTOR = {
    "a cell edited by hand": (
        lambda cells, _: cells["answer-double"].update(source="def double(x): return 2 * x"),
        r"the text of cell 4 \(answer-double\) differs",
    ),
    "metadata edited by hand": (
        lambda cells, _: cells["check-double"]["metadata"]["nbgrader"].update(points=9),
        r"the metadata of cell 5 \(check-double\) differs",
    ),
    "a pairing header": (
        lambda _, notebook: notebook["metadata"].update(jupytext={"formats": "ipynb,py"}),
        "notebook's metadata differs",
    ),
    "a cell taken out": (lambda _, notebook: notebook["cells"].pop(), "14 cells, the notebook 13"),
    "a cell that never ran": (
        lambda cells, _: cells["check-double"].update(execution_count=None, outputs=[]),
        "cell 5 .check-double. was never run",
    ),
    "a check that failed": (failed, "cell 5 .check-double. ended in an error"),
    "a check whose output was taken out": (
        lambda cells, _: cells["check-double"].update(outputs=[]),
        r"cell 5 \(check-double\) has lost its outputs",
    ),
    "a print whose output was taken out": (
        lambda cells, _: next(c for i, c in cells.items() if "experiment" in i).update(outputs=[]),
        "cell 11 .* has lost its outputs",
    ),
    "a cell without outputs": (
        lambda cells, _: cells["check-double"].pop("outputs"),
        "is not a notebook: cell 5: 'outputs' is a required property",
    ),
    "a cell without a count": (
        lambda cells, _: cells["check-double"].pop("execution_count"),
        "is not a notebook: cell 5: 'execution_count' is a required property",
    ),
    "a cell without an id": (lambda cells, _: cells["check-double"].pop("id"), "cell 5: 'id' is"),
    "an id twice": (
        lambda cells, _: cells["check-double"].update(id="answer-double"),
        "cell 5: the id answer-double appears twice",
    ),
    "a figure without alt": (png, "a figure without alternative text"),
}


@pytest.mark.parametrize("fault", INSTRUCTOR)
def test_check_names_a_stale_instructor_notebook(course, fault):
    change, says = INSTRUCTOR[fault]
    edit(instructor_path(course, SLUG), change)
    (line,) = check(root=course)
    assert line.startswith(f"{SLUG}: ")
    assert re.search(says, line), line
    assert line.endswith("; run: course build 01")


@pytest.mark.parametrize("text", ["{broken", "[]", "null", "3", '{"nbformat": 4}', "[" * 99999])
def test_check_names_what_is_no_notebook(course, text):
    instructor_path(course, SLUG).write_text(text)
    (line,) = check(root=course)
    assert line.startswith(f"{SLUG}: solutions/{SLUG}/{SLUG}.ipynb is not a notebook: ")
    assert "\n" not in line


def test_check_names_a_picture_taken_out(tmp_path):
    lines = (
        "from IPython.display import display\n"
        "def show(fig, alt):\n"
        "    display({'text/html': f'<img alt=\"{alt}\" src=\"a\">'}, raw=True)\n"
        "print('text stays')\n"
        "show(1, alt='A line.')\n"
        "show(2, alt='A line.')\n"
    )
    root = make_course(tmp_path, TINY.replace("import time\n", "import time\n" + lines))
    list(build(root=root))
    assert check(root=root) == []

    def take_one(cells, _):
        (code,) = [cell for cell_id, cell in cells.items() if cell_id.startswith("code-")]
        code["outputs"] = [o for o in code["outputs"] if "data" not in o] + code["outputs"][-2:-1]

    edit(instructor_path(root, SLUG), take_one)
    (line,) = check(root=root)
    assert "has lost its outputs; run: course build 01" in line


def test_check_names_a_changed_source(course):
    path = course / "solutions" / f"{SLUG}.py"
    path.write_text(TINY.replace("Doubling 3 gives 6", "Doubling 4 gives 8"))
    stale = check(root=course)
    assert any("differs from the source" in line for line in stale)
    assert any("differs from what nbgrader makes" in line for line in stale)


def test_check_names_a_student_notebook_edited_by_hand(course):
    path = student_path(course, SLUG)
    path.write_text(path.read_text().replace("Doubling 3", "Doubling 5"))
    assert check(root=course) == [
        f"{SLUG}: notebooks/{SLUG}/{SLUG}.ipynb differs from what nbgrader makes of the source"
        "; run: course build 01"
    ]
    path.write_bytes(b"\xff" + path.read_bytes())
    assert "differs from what nbgrader makes" in check(root=course)[0]


def test_check_names_what_is_missing_broken_or_too_much(course):
    make_course(course, slug="02_unbuilt")
    student_path(course, SLUG).unlink()
    (course / "solutions" / SLUG / "notes.txt").write_text("solutions to hand out")
    (course / "notebooks" / SLUG / "data.csv").write_text("1")
    orphan = course / "notebooks" / "03_gone" / "03_gone.ipynb"
    orphan.parent.mkdir()
    orphan.write_text("{}")
    stale = check(root=course)
    assert [line.split(":")[0] for line in stale[:-1]] == [SLUG] * 3 + ["02_unbuilt"]
    assert "is missing; run: course build 01" in stale[0]
    assert "notes.txt would be handed to students; move it away" in stale[1]
    assert f"notebooks/{SLUG}/data.csv would be handed to students" in stale[2]
    assert "is missing; run: course build 02" in stale[3]
    assert stale[4] == "notebooks/03_gone/03_gone.ipynb has no source in solutions/; move it away"
    instructor_path(course, SLUG).write_text("{broken")
    assert "is not a notebook" in check(["1"], root=course)[0]
