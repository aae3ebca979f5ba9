"""`make instructor`: nbgrader's formgrader opens and lists the course's modules."""

import lab_page
import pytest


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
        rows.first.wait_for(timeout=lab_page.RUN_LIMIT)
        assert sorted(rows.all_inner_texts()) == slugs
    assert (course / "grading" / "gradebook.db").is_file()


def test_an_instructor_starts_at_the_course_with_nothing_open(course):
    (course / ".jupyter").rename(course / ".jupyter-of-the-test-before")
    with (
        lab_page.lab_server(course, instructor=True) as address,
        lab_page.browser_page() as page,
    ):
        page.goto(f"{address}/?token={lab_page.TOKEN}")
        page.get_by_text("Nbgrader", exact=True).wait_for(timeout=lab_page.RUN_LIMIT)
        assert page.get_by_text("Create Assignment", exact=True).count() == 1
        assert page.get_by_text("nbgrader_config.py").count() == 1
        assert page.locator(".jp-NotebookPanel").count() == 0
