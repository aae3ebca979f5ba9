"""Time and memory of a notebook are measured in a fresh kernel, and nothing is written."""

import nbformat
import pytest

from helpers.course.measure import timing
from helpers.course.measure.check_strength import MeasureError
from helpers.course.measure.timing import measure_time


@pytest.fixture
def root(tmp_path):
    """A folder with the source of one module and no notebook yet."""
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "98_tiny.py").write_text("# %% [markdown]\n# # Title\n")
    return tmp_path


def notebook_of(root, *sources):
    folder = root / "solutions" / "98_tiny"
    folder.mkdir()
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_markdown_cell("# Title")]
    notebook.cells += [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(notebook, folder / "98_tiny.ipynb")


def test_time_and_memory_of_a_notebook(root):
    notebook_of(
        root,
        "import time, numpy as np; a = np.ones(40_000_000); time.sleep(0.3); del a",
        "import time; time.sleep(1.2)",
        "open('written', 'w').write('x'); print(1)",
    )
    before = (root / "solutions" / "98_tiny" / "98_tiny.ipynb").read_bytes()
    (row,) = measure_time(root=root)
    assert list(row) == ["module", "seconds", "peak_mb", "slowest_cell_seconds", "cells"]
    assert (row["module"], row["cells"]) == ("98_tiny", 3)
    assert 1.2 <= row["slowest_cell_seconds"] <= row["seconds"]
    assert row["seconds"] >= 1.5
    assert 330 < row["peak_mb"] < 1500
    assert (root / "solutions" / "98_tiny" / "98_tiny.ipynb").read_bytes() == before
    assert not list(root.rglob("written"))


def test_a_notebook_that_fails_or_is_missing_is_named(root):
    with pytest.raises(MeasureError, match="run: course build 98_tiny"):
        measure_time(root=root)
    notebook_of(root, "1 + 1", "1 / 0")
    with pytest.raises(MeasureError, match="98_tiny: cell 3 fails: division by zero"):
        measure_time(root=root)


@pytest.mark.parametrize("text", ["{", "[]", "[" * 100_000])
def test_a_broken_notebook_is_named(root, text):
    notebook_of(root)
    (root / "solutions" / "98_tiny" / "98_tiny.ipynb").write_text(text)
    with pytest.raises(MeasureError, match=r"98_tiny\.ipynb: not a notebook.*course build 98_tiny"):
        measure_time(root=root)


def test_a_cell_that_ends_the_kernel_is_named_once(root, caplog):
    notebook_of(root, "1 + 1", "import os; os._exit(1)")
    with pytest.raises(MeasureError, match="98_tiny: cell 3 ends the kernel"):
        measure_time(root=root)
    assert caplog.records == []


def test_a_cell_that_takes_too_long_is_named(root, monkeypatch):
    monkeypatch.setattr(timing, "CELL_SECONDS", 1)
    notebook_of(root, "import time; time.sleep(30)")
    with pytest.raises(MeasureError, match="98_tiny: cell 2 takes longer than 1 seconds"):
        measure_time(root=root)


@pytest.mark.parametrize(
    ("source", "reason"), [("assert False", "AssertionError"), ("1 / 0", "division by zero")]
)
def test_the_reason_is_one_line(root, source, reason):
    notebook_of(root, source)
    with pytest.raises(MeasureError) as caught:
        measure_time(root=root)
    assert str(caught.value) == f"98_tiny: cell 2 fails: {reason}"
