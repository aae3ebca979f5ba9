"""Figures keep their alternative texts on the pages that nbconvert and nbgrader make."""

import html.parser

import IPython.display
import nbformat
import pytest
from nbconvert import HTMLExporter
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from helpers.common.nbgrader_settings import read_config
from helpers.plots import figure, show
from tests.support import ROOT

ALT = 'A line that rises from 0 to 1: "x" < y & z.'


class Alts(html.parser.HTMLParser):
    """The alternative text of each image of a page."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.found.append(dict(attrs).get("alt"))


@pytest.fixture
def notebook(monkeypatch):
    """A notebook whose one cell has shown a figure."""
    shown = []
    monkeypatch.setattr(IPython.display, "display", lambda data, **_: shown.append(data))
    show(figure(3, 2)[0], alt=ALT)
    output = nbformat.v4.new_output("display_data", shown[0])
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("show", outputs=[output])])


def feedback_settings(folder):
    """Return the settings with which nbgrader makes a feedback page of this course."""
    settings = read_config(ROOT, folder)
    return GenerateFeedback(coursedir=CourseDirectory(config=settings), config=settings).config


@pytest.mark.parametrize("template", ["lab", "classic"])
def test_nbconverts_page_has_the_alt_text(notebook, template):
    page, _ = HTMLExporter(template_name=template).from_notebook_node(notebook)
    assert Alts(page).found == [ALT]


def test_the_feedback_page_has_the_alt_text(notebook, tmp_path):
    settings = Config(feedback_settings(tmp_path))
    exporter = HTMLExporter(config=settings)
    assert exporter.template_name == "feedback"
    exporter.preprocessors = []  # they read grades
    grades = {"score": 0, "max_score": 0, "late_penalty": 0, "notebook": "00_start_here"}
    page, _ = exporter.from_notebook_node(notebook, {"nbgrader": grades})
    assert Alts(page).found == [ALT]
