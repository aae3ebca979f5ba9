"""A fresh run of each instructor notebook says what its stored outputs say, cell by cell."""

import json
import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from helpers.course.author.build import instructor_path
from helpers.course.author.notebook import VOLATILE
from tests.support.modules import ROOT, SLUGS, instructor


def run_nbval(path, folder):
    """Run nbval over one notebook; return its exit code, its words, and the ids compared."""
    record = folder / "compared.json"
    words = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", "-x"]
    words += ["--nbval-cell-timeout=300", "-p", "tests.support.compared", "-p", "no:cacheprovider"]
    words += ["-c", os.devnull, "--rootdir", str(folder), str(path)]
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=550,
        env={
            **os.environ,
            "COMPARED": str(record),
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        },
    )
    return (
        done.returncode,
        done.stdout[-3000:] + done.stderr[-2000:],
        json.loads(record.read_text()),
    )


def to_compare(notebook):
    """Return the ids of the cells whose outputs depend on nothing but the code."""
    return [
        cell.id
        for cell in notebook.cells
        if cell.cell_type == "code"
        and cell.source.strip()
        and VOLATILE not in cell.metadata.get("tags", [])
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_stored_outputs_are_those_of_a_fresh_run(slug, tmp_path):
    copied = shutil.copy(instructor_path(ROOT, slug), tmp_path)
    code, words, compared = run_nbval(copied, tmp_path)
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


def test_a_stored_output_that_is_not_true_fails(tmp_path):
    notebook = instructor(SLUGS[0])
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.id in to_compare(notebook):
            texts = [output for output in cell.outputs if output.output_type == "stream"]
            if texts:
                texts[0].text += "and more\n"
                break
    nbformat.write(notebook, tmp_path / "changed.ipynb")
    code, words, compared = run_nbval(tmp_path / "changed.ipynb", tmp_path)
    assert code == 1
    assert "Cell outputs differ" in words
    assert compared[-1] == cell.id
