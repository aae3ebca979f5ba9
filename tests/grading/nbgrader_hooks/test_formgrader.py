"""Formgrader's lists and pages, whatever a student is called and whatever timestamp.txt is."""

import os
from html import escape

import pytest
from jinja2 import FileSystemLoader
from nbconvert import HTMLExporter
from nbgrader.server_extensions.formgrader import formgrader, handlers

from tests.support.grading.nbgrader_class import SLUG, new_classroom

pytestmark = [
    pytest.mark.timeout(120),
    # nbgrader 0.9.6 on SQLAlchemy 2.1: its own habits, not ours.
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
]
TIMES = {
    "date": lambda path: path.write_text("2026-01-02 03:04:05 UTC"),
    "words": lambda path: path.write_text("yesterday"),
    "empty": lambda path: path.touch(),
    "letters": lambda path: path.write_bytes(b"\xff\xfe"),
    "number": lambda path: path.write_text("1" * 5000),
    "zone": lambda path: path.write_text("2026-01-01 00:00:00 /etc/passwd"),
    "folder": lambda path: path.mkdir(),
    "link": lambda path: path.symlink_to("/etc/passwd"),
    "pipe": os.mkfifo,
}
SCRIPTS = ['";ran=1;"', "<img src=x onerror=ran=1>", "</script><script>ran=1</script>"]


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        yield new_classroom(tmp_path_factory.mktemp("course"), patch)


def test_the_list_of_submissions_comes_whatever_tells_their_time(room):
    for who, make in TIMES.items():
        make(room.hand_in(who, room.right()) / "timestamp.txt")
    times = {one["student"]: one["timestamp"] for one in room.api().get_submissions(SLUG)}
    assert times == {who: "2026-01-02T03:04:05" if who == "date" else None for who in TIMES}


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_id_is_a_script_on_formgraders_pages(room, name):
    loader = FileSystemLoader(handlers.template_path)
    pages = formgrader.Environment(loader=loader)
    for page in (
        "gradebook_notebooks.tpl",
        "gradebook_notebook_submissions.tpl",
        "manage_submissions.tpl",
        "manage_students_assignments.tpl",
        "manage_students_notebook_submissions.tpl",
    ):
        words = dict.fromkeys(("student_id", "assignment_id", "notebook_id"), name)
        html = pages.get_template(page).render(base_url="", **words)
        assert "ran=1" in html
        assert name not in html


@pytest.mark.parametrize("name", SCRIPTS[1:])
def test_no_name_is_a_script_on_the_page_for_manual_grading(room, name):
    config = room.config.copy()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    # It shows the id where there is no name.
    for keys in (["student"], ["student", "first_name", "last_name"]):
        resources = dict.fromkeys(keys, name) | {"index": 0, "total": 1, "base_url": ""}
        html, _ = HTMLExporter(config=config).from_notebook_node(room.right(), resources=resources)
        assert html.count("ran=1") == html.count(escape(name, quote=False)) > 0
