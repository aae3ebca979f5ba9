"""A build makes two notebooks that run, say the same twice, and hide what they must."""

import os
import sys
from pathlib import Path

import nbformat
import pytest

from helpers.common.errors import SourceError
from helpers.course import VERSION
from helpers.course.author.build import (
    build,
    check,
    instructor_path,
    notes,
    read_student,
    student_path,
)
from helpers.course.author.notebook import make_notebook
from helpers.course.author.release import make_student
from tests.support.course_broken import FAULTS, FIGURE
from tests.support.course_tiny import (
    SLUG,
    STUB,
    TINY,
    cells_by_id,
    instructor,
    make_course,
    module_of,
    snapshot,
)


def test_both_notebooks_are_valid_and_cells_follow_the_source(built):
    for notebook in (instructor(built), read_student(built, SLUG)):
        nbformat.validate(notebook)
        assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
        assert len(notebook.cells) == len(module_of(built).cells)
        assert notebook.metadata.kernelspec.name == "python3"
        assert "jupytext" not in notebook.metadata
        assert "version" not in notebook.metadata.language_info
        assert notebook.metadata.course == {"module": SLUG, "version": VERSION}


def test_nothing_but_notebooks_and_worked_solutions_was_written(built):
    made = {str(path.relative_to(built)) for path in snapshot(built)}
    assert made == {
        "helpers/course/author/source.py",
        "nbgrader_config.py",
        *(f"solutions/{SLUG}.py", f"solutions/{SLUG}/{SLUG}.ipynb"),
        f"notebooks/{SLUG}/{SLUG}.ipynb",
        *(f"worked/{SLUG}/double.html", f"worked/{SLUG}/square.html"),
    }
    assert not (built / "grading").exists()


def test_ids_are_names(built):
    ids = list(cells_by_id(instructor(built)))
    named = [i for i in ids if i.startswith(("answer", "check", "predict", "essay"))]
    assert named == [
        *("answer-double", "check-double", "answer-square", "check-square"),
        *("predict-sum_of_squares", "essay-why_linear"),
    ]
    assert ids == list(cells_by_id(read_student(built, SLUG)))


@pytest.mark.parametrize(
    ("cell_id", "kind"),
    [
        ("answer-double", {"grade": False, "solution": True, "locked": False, "id": "double"}),
        ("check-double", {"grade": True, "solution": False, "locked": True, "id": "check_double"}),
        ("essay-why_linear", {"grade": True, "solution": True, "locked": False}),
        ("text-", {"grade": False, "solution": False, "locked": True}),
        ("setup-", {"grade": False, "solution": False, "locked": True}),
        ("experiment-", {"grade": False, "solution": False, "locked": True}),
    ],
)
def test_nbgrader_metadata_follows_the_table(built, cell_id, kind):
    cells = [c for i, c in cells_by_id(instructor(built)).items() if i.startswith(cell_id)]
    for cell in cells:
        metadata = dict(cell.metadata.nbgrader)
        assert metadata.pop("schema_version") == 3
        assert metadata.pop("task") is False
        wanted_id = kind.get("id", metadata["grade_id"])
        wanted = {key: value for key, value in kind.items() if key != "id"}
        points = {"check-double": {"points": 2}, "essay-why_linear": {"points": 4}}
        assert metadata == {"grade_id": wanted_id, **wanted, **points.get(cell_id, {})}


def test_tags_and_locks(built):
    cells = cells_by_id(read_student(built, SLUG))
    tags = {i.partition("-")[0]: c.metadata.get("tags", []) for i, c in cells.items()}
    assert tags == {
        "text": [],
        "answer": [],
        "essay": [],
        "setup": ["setup"],
        "check": ["raises-exception"],
        "predict": ["predict"],
        "experiment": ["experiment"],
        "code": ["nbval-ignore-output"],
    }
    for cell_id, cell in cells.items():
        editable = cell_id.startswith(("answer", "predict", "essay"))
        assert cell.metadata.get("editable", True) is editable
        assert cell.metadata["deletable"] is False
    assert "nbgrader" not in cells["predict-sum_of_squares"].metadata


def test_instructor_notebook_ran(built):
    cells = [cell for cell in instructor(built).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not any("execution" in cell.metadata for cell in cells)
    texts = [cell.outputs[0].text for cell in cells if cell.outputs]
    assert texts[:3] == [
        "double: ok\ndouble: ok\n",
        "square: ok\nsquare: ok\n",
        "measured 385, predicted None\n",
    ]


def test_student_notebook_holds_stubs_and_nothing_to_copy(built):
    text = student_path(built, SLUG).read_text()
    for secret in ("x + x", "twice", "return x * x", "987", "SOLUTION", "HIDDEN", "Rubric"):
        assert secret in TINY
        assert secret not in text, secret
    cells = cells_by_id(read_student(built, SLUG))
    assert cells["answer-double"].source.endswith(f"as well.\n    {STUB}")
    assert cells["check-double"].source == "check_double(double)"
    assert cells["predict-sum_of_squares"].source == "prediction = None"
    assert cells["essay-why_linear"].source == "*Your answer goes here.*"
    for cell in cells.values():
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_plain_nbgrader_gives_the_same_student_notebook(course, monkeypatch):
    from nbgrader.apps import NbGraderAPI
    from traitlets.config.loader import PyFileConfigLoader

    released = student_path(course, SLUG)
    before = released.read_bytes()
    released.unlink()
    monkeypatch.chdir(course)
    # nbgrader calls alembic by name
    programs = [str(Path(sys.executable).parent), os.environ["PATH"]]
    monkeypatch.setenv("PATH", os.pathsep.join(programs))
    config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
    result = NbGraderAPI(config=config).generate_assignment(SLUG)
    assert result["success"], result
    assert released.read_bytes() == before


def test_a_second_build_changes_no_byte_but_volatile_outputs(course):
    before = nbformat.from_dict(instructor(course)), student_path(course, SLUG).read_bytes()
    list(build(["1"], root=course))
    after = instructor(course)
    for old, new in zip(before[0].cells, after.cells, strict=True):
        if "nbval-ignore-output" in old.metadata.get("tags", []):
            old["outputs"], new["outputs"] = [], []
        assert old == new
    assert before[0].metadata == after.metadata
    assert student_path(course, SLUG).read_bytes() == before[1]


def test_without_a_run_the_metadata_are_new_and_the_outputs_stay(course, monkeypatch):
    before = snapshot(course)
    monkeypatch.setattr("helpers.course.author.notebook.VERSION", "9.9")
    monkeypatch.setattr("helpers.course.author.build.execute", None)
    assert list(build(root=course, run=False)) == [SLUG]
    assert check(root=course) == []
    changed = {path for path, data in snapshot(course).items() if data != before[path]}
    assert changed == {instructor_path(course, SLUG), student_path(course, SLUG)}
    for path in changed:
        assert path.read_bytes() == before[path].replace(
            f'"version": "{VERSION}"'.encode(), b'"version": "9.9"'
        )


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: path.unlink(), r"cell 2 \(setup-\w+\) was never run"),
        (lambda path: path.write_text("{"), r"cell 2 \(setup-\w+\) was never run"),
        (
            lambda path: path.write_text(
                path.read_text().replace("twice = x + x", "twice = 2 * x")
            ),
            r"the text of cell 4 \(answer-double\) differs from the source",
        ),
    ],
)
def test_what_has_changed_has_to_run(course, spoil, says):
    spoil(instructor_path(course, SLUG))
    before = snapshot(course)
    with pytest.raises(SourceError, match=rf"^01_tiny: {says}; it has to run: course build 01"):
        list(build(root=course, run=False))
    assert snapshot(course) == before


def test_equal_cells_get_different_ids(tmp_path):
    twice = TINY.replace("# ## 2. Square", "# Same.\n\n# %% [markdown]\n# Same.")
    notebook = make_notebook(module_of(make_course(tmp_path, twice)))
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids))
    nbformat.validate(notebook)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_run_leaves_the_old_pair(course, fault):
    old, new, at, says = FAULTS[fault]
    assert old in TINY
    source = TINY.replace(old, new, 1)
    (course / "solutions" / f"{SLUG}.py").write_text(source)
    line = source[: source.index(at)].count("\n") + 1
    before = snapshot(course)
    with pytest.raises(SourceError, match=rf"^solutions/01_tiny\.py:{line}: .*{says}"):
        list(build(root=course))
    assert snapshot(course) == before


def test_a_cell_that_never_ends_is_named(course, monkeypatch):
    monkeypatch.setattr("helpers.course.author.execute.CELL_SECONDS", 1)
    source = TINY.replace("import time\n", "import time\n\ntime.sleep(60)\n")
    (course / "solutions" / f"{SLUG}.py").write_text(source)
    line = source[: source.index("# %% volatile")].count("\n") + 1
    with pytest.raises(SourceError, match=rf":{line}: this cell did not finish: .*timed"):
        list(build(root=course))


def test_a_faulty_write_leaves_the_old_pair(course, monkeypatch):
    before = snapshot(course)
    student_path(course, SLUG).unlink()
    student_path(course, SLUG).parent.rmdir()
    (course / "notebooks" / SLUG).write_text("a file where the folder belongs")
    with pytest.raises(OSError, match=SLUG):
        list(build(root=course))
    path = instructor_path(course, SLUG)
    assert path.read_bytes() == before[path]
    assert not list(course.rglob("*.tmp"))


def test_every_source_is_read_before_one_runs(course):
    make_course(course, TINY.replace("minutes=1", ""), slug="02_broken")
    before = snapshot(course)
    with pytest.raises(SourceError, match="02_broken"):
        list(build(root=course))
    assert snapshot(course) == before


def test_outputs_are_kept_tidy(tmp_path):
    lines = (
        "import sys\n"
        'print("old\\rnew")\n'
        'print("warned", file=sys.stderr)\n'
        'print("40%|####  | 4/10 [00:01<00:02, 3.9it/s]")\n'
        "import ipywidgets\n"
        'display(ipywidgets.IntSlider(description="k"))\n'
        'display("shown", metadata={"alt": "x"})\n'
    )
    root = make_course(tmp_path, TINY.replace("print(time.perf_counter())", lines))
    list(build(root=root))
    text = instructor_path(root, SLUG).read_text()
    (cell,) = [c for c in instructor(root).cells if c.id.startswith("code-")]
    shown = [o.get("text") or o["data"]["text/plain"] for o in cell.outputs]
    assert shown[0] == "new\n"
    assert shown[1].startswith("IntSlider(")
    assert shown[2] == "'shown'"
    assert len(shown) == 3
    assert "widget-view" not in text
    assert "model_id" not in text
    assert "widgets" not in instructor(root).metadata


def test_what_an_interactive_cell_drew_stays_in_the_cell(tmp_path):
    lines = (
        "import ipywidgets\n"
        "from IPython.display import clear_output\n"
        'print("lost")\n'
        "clear_output()\n"
        'print("above")\n'
        "ipywidgets.interact(lambda k: display(f'drawn for {k}'), k=(0, 4));\n"
    )
    source = TINY.replace(
        "# %% volatile\nimport time\n\nprint(time.perf_counter())", "# %%\n" + lines
    )
    root = make_course(tmp_path, source)
    list(build(root=root))
    (cell,) = [c for c in instructor(root).cells if c.id.startswith("code-")]
    assert [o.get("text") or o["data"]["text/plain"][:12] for o in cell.outputs] == [
        "above\n",
        "'drawn for 2",
        "interactive(",
    ]
    assert check(root=root) == []


def test_a_figure_with_alt_and_an_error_on_purpose_pass(tmp_path):
    lines = FIGURE + (
        "plt.close()\n"
        "display({'text/html': '<img alt=\"A line.\" src=\"a.png\">'}, raw=True)\n"
        "1 / 0\n"
    )
    source = TINY.replace("# %% volatile", "# %% volatile raises").replace("import time\n", lines)
    root = make_course(tmp_path, source)
    list(build(root=root))
    assert check(root=root) == []


def test_nbgrader_refusing_is_told(course):
    module = module_of(course)
    notebook = make_notebook(module)
    notebook.cells[1].metadata.nbgrader["grade_id"] = "double"
    with pytest.raises(SourceError, match="nbgrader refuses the notebook"):
        make_student(notebook, module, course)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("c.x = no_such_name", "NameError: name 'no_such_name' is not defined; correct"),
        ("c.x = = 1", "SyntaxError: invalid syntax; correct"),
        ("raise SystemExit", "SystemExit; correct"),
        ("c.CourseDirectory.course_id = 3", "TraitError: "),
    ],
)
def test_a_fault_in_the_settings_is_told(course, line, says):
    path = course / "nbgrader_config.py"
    path.write_text(path.read_text() + line + "\n")
    at = 1 if "TraitError" in says else path.read_text().count("\n")
    with pytest.raises(SourceError, match=rf"^nbgrader_config\.py:{at}: {says}"):
        make_student(make_notebook(module_of(course)), module_of(course), course)


def test_only_a_source_that_asks_for_the_download_gets_a_note(course, monkeypatch, tmp_path):
    monkeypatch.setenv("RNN_COURSE_CACHE", str(tmp_path / "nothing"))
    assert notes(root=course) == []
    path = course / "solutions" / f"{SLUG}.py"
    path.write_text(TINY.replace("import time", 'import time\nname = "tinyshakespeare"'))
    (note,) = notes(root=course)
    assert note.startswith("Tiny Shakespeare is not downloaded")
    monkeypatch.setattr("helpers.datasets.registry.cached_path", lambda name: path)
    assert notes(root=course) == []


@pytest.mark.parametrize("data", [b"{", b"null", b"\xff"])
def test_a_broken_student_notebook_is_told(course, data):
    student_path(course, SLUG).write_bytes(data)
    with pytest.raises(SourceError, match=r"not a notebook .*run: course build 01_tiny"):
        read_student(course, SLUG)


def test_a_missing_student_notebook_is_told(tmp_path):
    with pytest.raises(SourceError, match="run: course build 01_tiny"):
        read_student(make_course(tmp_path), SLUG)
