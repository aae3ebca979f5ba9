"""`make instructor`: nbgrader's formgrader opens, lists the course's modules, and grades them."""

import nbformat
import pytest

from helpers.course.author.source import read_module
from helpers.grading.gradebook.results import load_result
from tests.support import lab_page
from tests.support.bubblewrap import need_bubblewrap

SLUG = "00_start_here"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return lab_page.copy_course(tmp_path_factory.mktemp("course"))


def test_formgrader_lists_every_module(course):
    slugs = sorted(path.stem for path in (course / "solutions").glob("*.py"))
    with (
        lab_page.lab_server(course, instructor=True) as address,
        lab_page.browser_page() as page,
    ):
        page.goto(f"{address}/formgrader?token={lab_page.TOKEN}")
        rows = page.locator("td.name a:not([href='#'])")
        rows.first.wait_for()
        assert sorted(rows.all_inner_texts()) == slugs
    assert (course / "grading" / "gradebook.db").is_file()


def test_an_instructor_starts_at_the_course_with_nothing_open(course):
    (course / ".jupyter").rename(course / ".jupyter-of-the-test-before")
    with (
        lab_page.lab_server(course, instructor=True) as address,
        lab_page.browser_page() as page,
    ):
        page.goto(f"{address}/?token={lab_page.TOKEN}")
        page.get_by_text("Nbgrader", exact=True).wait_for()
        assert page.get_by_text("Create Assignment", exact=True).count() == 1
        assert page.get_by_text("nbgrader_config.py").count() == 1
        assert page.locator(".jp-NotebookPanel").count() == 0


def hand_in(course, who, answers):
    """Put a notebook with these answers (exercise -> text) into a student's folder."""
    notebook = nbformat.read(course / "notebooks" / SLUG / f"{SLUG}.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.id.removeprefix("answer-"), cell.source)
        if cell.id.startswith("essay-"):
            cell.source = answers.get("essay", cell.source)
    folder = course / "grading" / "submitted" / who / SLUG
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{SLUG}.ipynb")


def test_the_autograde_button_grades_in_the_sandbox(tmp_path):
    """Two students: one solved all, the other's first answer ends the process that runs it."""
    need_bubblewrap()
    course = lab_page.copy_course(tmp_path)
    module = read_module(lab_page.ROOT / "solutions" / f"{SLUG}.py")
    right = {name: module.solution(name) for name in module.exercises}
    first = module.exercises[0]
    fatal = f"import os\ndef {first}(*args):\n    os._exit(3)"
    hand_in(course, "ann", right)
    hand_in(course, "bob", right | {first: fatal})
    with (
        lab_page.lab_server(course, instructor=True) as address,
        lab_page.browser_page() as page,
    ):
        there = f"/formgrader/manage_submissions/{SLUG}"
        page.goto(f"{address}/login?token={lab_page.TOKEN}&next={there}")
        for who, score in (("ann", "2 / 4"), ("bob", "1 / 4")):
            row = page.locator("tr").filter(has=page.locator("td.student-id", has_text=who))
            row.locator("td.status", has_text="needs autograding").wait_for()
            row.locator("td.autograde a").click()
            page.locator("#success-modal").wait_for()
            page.locator("#success-modal button.btn-primary").click()
            page.locator("#success-modal").wait_for(state="detached")
            row.locator("td.score", has_text=score).wait_for()
    for who, status in (("ann", "passed"), ("bob", "died")):
        assert load_result(course, SLUG, who)["exercises"][first]["status"] == status


def test_no_script_of_an_essay_runs_on_the_instructors_page_and_formulas_need_no_network(tmp_path):
    need_bubblewrap()
    course, asked = lab_page.copy_course(tmp_path), []
    essay = "Birds <script>ran = 1</script><img src=x onerror='ran = 2'> **sing** $h_t$ loudly."
    hand_in(course, "ann", {"essay": essay})
    with (
        lab_page.lab_server(course, instructor=True) as address,
        lab_page.browser_page() as page,
    ):
        there = f"/formgrader/manage_submissions/{SLUG}"
        page.goto(f"{address}/login?token={lab_page.TOKEN}&next={there}")
        page.locator("td.autograde a").click()
        page.locator("#success-modal").wait_for()
        page.goto(f"{address}/formgrader/manage_students/ann/{SLUG}")
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(f"mathjax? {error}"))
        page.locator("td.name a").click()
        page.locator("strong", has_text="sing").wait_for()
        assert page.evaluate("typeof ran") == "undefined"
        formula = page.locator("p", has_text="loudly").locator("math msub")
        assert formula.bounding_box()["width"] > 5
        assert [url for url in asked if "mathjax" in url.lower()] == []
