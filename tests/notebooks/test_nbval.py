"""A fresh run of each instructor notebook says what its stored outputs say, cell by cell."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
from importlib import metadata
from itertools import chain
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from helpers.course.author.notebook import METADATA, VOLATILE
from tests.support.modules import ROOT, SLUGS, instructor


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The Python of an environment as `make setup` makes it: without what only the tests need."""
    folder = tmp_path_factory.mktemp("setup") / ".venv"
    venv.create(folder)
    here = Path(sysconfig.get_path("purelib"))
    scheme = {"base": str(folder), "platbase": str(folder)}
    there = Path(sysconfig.get_path("purelib", "venv", scheme))
    hidden = set(only_for_tests())
    for entry in here.iterdir():
        if entry.name not in hidden and not (there / entry.name).exists():
            (there / entry.name).symlink_to(entry)
    (folder / "share").symlink_to(Path(sys.prefix) / "share")  # where Jupyter finds the kernel
    python = Path(sysconfig.get_path("scripts", "venv", scheme)) / Path(sys.executable).name
    absent = "import importlib.util as u; assert not any(map(u.find_spec, ['xdist', 'sphinx']))"
    subprocess.run([python, "-c", absent], check=True)
    return python


def only_for_tests():
    """Yield what only the extras put into site-packages; nbval itself needs pytest."""
    lines = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for line in chain(*lines["optional-dependencies"].values()):
        name = re.match(r"[\w-]+", line)[0]
        if name != "pytest":
            yield from {path.parts[0] for path in metadata.distribution(name).files} - {".."}


COURSE_NBVAL = ("helpers.course.cli", "nbval")
PLAIN_NBVAL = ("pytest", "-p", "no:cacheprovider", "--nbval")


def run_nbval(python, command, what, folder, course=ROOT):
    """Run nbval as it is typed in a course; return its exit code, its words, the ids compared."""
    record = folder / "compared.json"
    plugin = {"PYTEST_ADDOPTS": "-p tests.support.compared", "COMPARED": str(record)}
    done = subprocess.run(
        [python, "-m", *command, what],
        capture_output=True,
        text=True,
        cwd=course,
        timeout=850,
        env={**os.environ, **plugin, "PYTHONPATH": str(ROOT)},
    )
    words = done.stdout[-3000:] + done.stderr[-2000:]
    return done.returncode, words, json.loads(record.read_text()) if record.exists() else []


def to_compare(notebook):
    """Return the ids of the cells whose outputs depend on nothing but the code."""
    return [
        cell.id
        for cell in notebook.cells
        if cell.cell_type == "code"
        and cell.source.strip()
        and VOLATILE not in cell.metadata.get("tags", [])
    ]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("slug", SLUGS)
def test_stored_outputs_are_those_of_a_fresh_run(slug, python, tmp_path):
    code, words, compared = run_nbval(python, COURSE_NBVAL, slug, tmp_path)
    assert code == 0, words
    assert compared == to_compare(instructor(slug))


@pytest.mark.parametrize("slug", SLUGS)
def test_enough_is_compared_to_mean_something(slug):
    notebook = instructor(slug)
    ids = to_compare(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    speaking = [cell for cell in code if cell.id in ids and cell.outputs]
    assert all(cell.execution_count is not None for cell in code)
    assert len(ids) >= 0.7 * len(code)
    assert len(speaking) >= 0.3 * len(code)


FIGURE = """\
from helpers.plots import figure, show
fig, ax = figure(2, 1)
ax.plot([0, {end}])
show(fig, alt="A line{more}.")"""


def test_a_figure_is_compared_by_its_alternative_text_and_not_by_its_bytes(python, tmp_path):
    """Another machine's figure has other bytes: here, those of another line."""
    cells = [
        nbformat.v4.new_code_cell(FIGURE.format(end=end, more=more), execution_count=1)
        for end, more in ((1, ""), (1, ""), (2, ""), (1, " that rises"))
    ]
    notebook = nbformat.v4.new_notebook(metadata=METADATA, cells=cells)
    NotebookClient(notebook).execute()
    for cell in cells[1:]:
        cell.outputs = cells[1].outputs
    assert "data:image/png" in cells[1].outputs[0].data["text/html"]
    for name in ("conftest.py", "pyproject.toml", "tests/notebooks/nbval.cfg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "solutions").mkdir()
    nbformat.write(notebook, tmp_path / "solutions" / "figures.ipynb")
    code, words, compared = run_nbval(python, PLAIN_NBVAL, "solutions/", tmp_path, course=tmp_path)
    assert code == 1
    assert len(compared) == 4
    assert "3 passed" in words
    assert "1 failed" in words


def test_a_stored_output_that_is_not_true_fails(python, tmp_path):
    notebook = instructor(SLUGS[0])
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.id in to_compare(notebook):
            texts = [output for output in cell.outputs if output.output_type == "stream"]
            if texts:
                texts[0].text += "and more\n"
                break
    nbformat.write(notebook, tmp_path / "changed.ipynb")
    code, words, _ = run_nbval(python, PLAIN_NBVAL, tmp_path / "changed.ipynb", tmp_path)
    assert code == 1
    assert "Cell outputs differ" in words
    assert "1 failed" in words
