"""Cells are told apart as nbgrader tells them apart, without importing it."""

import copy

import nbformat
import pytest
from nbgrader.utils import compute_checksum

from helpers.course.author.cell_ids import checksum
from tests.support.modules import ROOT, SLUGS
from tests.support.tables import each_row


@pytest.fixture(params=SLUGS)
def cells(request):
    slug = request.param
    notebook = nbformat.read(ROOT / "notebooks" / slug / f"{slug}.ipynb", as_version=4)
    return [cell for cell in notebook.cells if "nbgrader" in cell.metadata]


def test_the_checksum_is_nbgraders(cells):
    assert len(cells) > 10
    for cell in cells:
        assert checksum(cell) == compute_checksum(cell)
        if "checksum" in cell.metadata.nbgrader:
            assert checksum(cell) == cell.metadata.nbgrader.checksum


@each_row(
    "change",
    [
        {"source": "other"},
        {"cell_type": "raw"},
        {"grade_id": "other"},
        {"grade": True, "points": 7},
        {"solution": True},
        {"solution": False, "grade": False, "locked": False},
    ],
)
def test_it_depends_on_all_that_nbgraders_depends_on(cells, change):
    sums = set()
    for original in cells[:12]:
        cell = copy.deepcopy(original)
        for key, value in change.items():
            (cell if key in cell else cell.metadata.nbgrader)[key] = value
        assert checksum(cell) == compute_checksum(cell)
        sums.add(checksum(cell) != checksum(original))
    assert True in sums
