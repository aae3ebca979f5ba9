"""What a screen reader finds in JupyterLab for a figure: live, after a reload, untrusted."""

import nbformat
import pytest

from helpers.course.author.notebook import METADATA
from tests.support import lab_page
from tests.support.modules import SLUGS, instructor

ALT = 'A line that rises from 0 to 1: "x" < y.'
CODE = f"""\
from helpers.plots import figure, show

fig, ax = figure(3, 2)
ax.plot([0, 1], [0, 1])
show(fig, alt={ALT!r}, caption="**It rises.**")"""
ALTS_BELOW = f"""id => [...{lab_page.NOTEBOOK}.widgets.find(c => c.model.id === id)
    .outputArea.node.querySelectorAll('img')].map(image => image.alt)"""
SIZES_BELOW = ALTS_BELOW.replace("image.alt", "[image.naturalWidth, image.width]")

SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = lab_page.copy_course(tmp_path_factory.mktemp("course"))
    cell = nbformat.v4.new_code_cell(CODE, id="drawn")
    notebook = nbformat.v4.new_notebook(metadata=METADATA, cells=[cell])
    nbformat.write(notebook, course / "workspace" / "one.ipynb")
    return course


@pytest.fixture(scope="module")
def address(course):
    with lab_page.lab_server(course) as address:
        yield address


@pytest.fixture(scope="module")
def page():
    """One page for all notebooks: the browser then has JupyterLab's scripts compiled already."""
    with lab_page.browser_page() as page:
        yield page


def test_the_page_has_the_alt_text_live_and_after_a_reload(address, page):
    lab = lab_page.LabPage(page, address, "workspace/one.ipynb")
    lab.run("drawn")
    page.get_by_text("It rises.", exact=True).wait_for()
    assert page.evaluate(ALTS_BELOW, "drawn") == [ALT]
    assert page.evaluate(SIZES_BELOW, "drawn") == [[450, 300]]
    page.evaluate(SAVE)
    lab_page.LabPage(page, address, "workspace/one.ipynb")
    page.get_by_text("It rises.", exact=True).wait_for()
    assert page.evaluate(ALTS_BELOW, "drawn") == [ALT]


@pytest.mark.parametrize("slug", SLUGS)
def test_an_instructor_notebook_that_nobody_ran_here_has_all_its_alt_texts(address, page, slug):
    """JupyterLab cleans what it shows of a notebook that it does not trust."""
    stored = {
        cell.id: [output.data["text/plain"] for output in cell.outputs if is_figure(output)]
        for cell in instructor(slug).cells
        if cell.cell_type == "code"
    }
    lab = lab_page.LabPage(page, address, f"solutions/{slug}/{slug}.ipynb")
    for cell_id, alts in stored.items():
        if alts:
            lab.select(cell_id)
            page.wait_for_function(f"id => ({ALTS_BELOW})(id).length", arg=cell_id)
            assert page.evaluate(ALTS_BELOW, cell_id) == alts


def is_figure(output):
    return "<img " in output.get("data", {}).get("text/html", "")
