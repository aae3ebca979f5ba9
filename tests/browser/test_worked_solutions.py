"""A click on a worked solution opens that exercise's page beside the notebook, to read only."""

import pytest

from tests.support import lab_page
from tests.support.modules import MODULES

OPENED = """path => window.jupyterapp.shell.currentWidget?.context?.path === path"""
SLUG = "00_start_here"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    course = lab_page.copy_course(tmp_path_factory.mktemp("course"))
    with lab_page.lab_server(course) as address:
        yield address


def below(lab, exercise):
    """Return the id of the text below an exercise's check."""
    ids = lab.cell_ids()
    return ids[ids.index(f"check-{exercise}") + 1]


@pytest.mark.parametrize("folder", ["workspace", "notebooks"])
def test_the_link_opens_the_solution_of_its_exercise(address, folder):
    exercise = MODULES[SLUG].exercises[-1]
    with lab_page.browser_page() as page:
        lab = lab_page.LabPage(page, address, f"{folder}/{SLUG}/{SLUG}.ipynb")
        lab.select(below(lab, exercise))
        page.get_by_role("link", name=f"Worked solution of {exercise}", exact=True).click()
        path = f"worked/{SLUG}/{exercise}.html"
        page.wait_for_function(OPENED, arg=path)
        shown = page.frame_locator(".jp-HTMLViewer iframe")
        heading = shown.get_by_role("heading", level=1)
        heading.wait_for()
        assert heading.inner_text().startswith("Worked solution: exercise ")
        assert heading.inner_text().endswith(exercise)
        last = MODULES[SLUG].solution(exercise).splitlines()[-1].strip()
        assert last in shown.locator("pre").inner_text()
        assert shown.locator("body").get_attribute("contenteditable") is None


def test_the_hint_opens_by_its_name(address):
    exercise = MODULES[SLUG].exercises[0]
    with lab_page.browser_page() as page:
        lab = lab_page.LabPage(page, address, f"workspace/{SLUG}/{SLUG}.ipynb")
        lab.select(below(lab, exercise))
        hint = page.get_by_text(f"Hint for {exercise}", exact=True)
        hint.click()
        assert hint.locator("xpath=..").evaluate("details => details.open")
