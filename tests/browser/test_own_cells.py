"""A learner sees which cells are theirs, and a locked one says so when they want to type."""

import pytest

from tests.support import lab_page

SLUG = "00_start_here"
EDGE = f"""id => getComputedStyle({lab_page.NOTEBOOK}.widgets.find(c => c.model.id === id)
    .node.querySelector('.jp-InputArea-editor')).borderLeftWidth"""
SAYS = f"""() => getComputedStyle({lab_page.NOTEBOOK}.activeCell.node
    .querySelector('.jp-Cell-inputWrapper'), '::after').content"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    course = lab_page.copy_course(tmp_path_factory.mktemp("course"))
    with lab_page.lab_server(course) as address:
        yield address


def test_cells_to_write_in_have_an_edge_and_locked_ones_explain_themselves(address):
    with lab_page.browser_page() as page:
        lab = lab_page.LabPage(page, address, f"workspace/{SLUG}/{SLUG}.ipynb")
        ids = lab.cell_ids()
        answer = next(cell for cell in ids if cell.startswith("answer-"))
        check, text = answer.replace("answer", "check"), ids[0]
        lab.select(answer)
        assert page.evaluate(EDGE, answer) == "4px"
        assert page.evaluate(EDGE, check) != "4px"
        for cell, says in (
            (check, "This cell is read-only."),
            (text, "This text is read-only. Shift+Enter"),
        ):
            lab.select(cell)
            assert page.evaluate(SAYS) == "none"
            page.keyboard.press("Enter")
            page.wait_for_function(f"() => ({SAYS})() !== 'none'")
            assert says in page.evaluate(SAYS)
            page.keyboard.press("Escape")
        lab.select(answer)
        page.keyboard.press("Enter")
        assert page.evaluate(SAYS) == "none"
