"""An untouched student notebook runs to its end; its checks say "not attempted", no more fails."""

import nbformat
import pytest
from nbclient import NotebookClient

from helpers.course.author.notebook import EXPERIMENT, GOES_ON
from tests.support.modules import (
    MODULES,
    SLUGS,
    hidden_lines,
    solution_lines,
    student,
    student_text,
)


@pytest.fixture(scope="module", params=SLUGS)
def ran(request, tmp_path_factory):
    """A module and its student notebook after a run without the experiments."""
    notebook = student(request.param)
    NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        allow_errors=True,
        skip_cells_with_tag=EXPERIMENT,
        resources={"metadata": {"path": str(tmp_path_factory.mktemp("run"))}},
        extra_arguments=["--Application.log_level=ERROR"],
    ).execute()
    return MODULES[request.param], notebook


def errors(cell):
    return [output for output in cell.get("outputs", ()) if output.output_type == "error"]


def is_graded(cell):
    return cell.metadata.get("nbgrader", {}).get("grade", False)


def test_every_check_says_not_attempted_and_nothing_more(ran):
    module, notebook = ran
    checks = [cell for cell in notebook.cells if cell.cell_type == "code" and is_graded(cell)]
    assert len(checks) == len(module.exercises)
    for cell in checks:
        name = cell.id.removeprefix("check-")
        # A busy machine may send one text in several pieces.
        kinds = {(out.output_type, out.get("name")) for out in cell.outputs}
        assert kinds == {("stream", "stdout")}
        text = "".join(out.text for out in cell.outputs)
        assert text.startswith(f"{name} is not attempted yet."), text
        assert len(text.splitlines()) <= 2


def test_every_other_cell_runs(ran):
    _, notebook = ran
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or is_graded(cell):
            continue
        if EXPERIMENT in tags:
            assert cell.execution_count is None
            continue
        assert cell.execution_count is not None, cell.id
        assert bool(errors(cell)) == (GOES_ON in tags), (cell.id, errors(cell))


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_is_given_away(slug):
    module, text = MODULES[slug], student_text(slug)
    cells = {cell.id: cell for cell in student(slug).cells}
    assert "SOLUTION" not in text
    assert "HIDDEN" not in text
    for name in module.exercises:
        answer = [line.strip() for line in cells[f"answer-{name}"].source.split("\n")]
        assert "raise NotImplementedError" in answer
        assert not set(solution_lines(module, name)) & set(answer), name
        visible = [line.strip() for line in cells[f"check-{name}"].source.split("\n")]
        assert not set(hidden_lines(module, name)) & set(visible), name
        assert_nowhere(solution_lines(module, name), cells.values())
        for line in hidden_lines(module, name):
            assert not any(line in cell.source for cell in cells.values()), line
    for cell in module.cells:
        if cell.kind == "essay":
            assert cells[f"essay-{cell.name}"].source == "*Your answer goes here.*"


def assert_nowhere(lines, cells):
    """No cell holds a solution of several lines, however it is indented."""
    if len(lines) < 2:
        return
    for cell in cells:
        text = "\n".join(line.strip() for line in cell.source.split("\n"))
        assert "\n".join(lines) not in text, cell.id


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_has_run(slug):
    notebook = student(slug)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    assert "widgets" not in notebook.metadata
    assert "jupytext" not in notebook.metadata
