"""The instructor's report in a real browser: on a phone, before a projector, on paper."""

import re
import sys

import pytest

from tests.support import lab_page

sys.path.append(str(lab_page.ROOT / "tests" / "grading"))
from helpers.grading.report.page import write_report
from tests.support.grading.synthetic_results import SLUG, lay_out, make_class

FIT = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
OPEN_ALL = "document.querySelectorAll('details').forEach(d => d.open = true)"
SEEN = "() => document.body.innerText"
# Contrast of every text with the white or pale box behind it, by the rule of WCAG 2.
CONTRAST = """() => {
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b };
  const behind = e => { for (; e; e = e.parentElement) {
    const c = getComputedStyle(e).backgroundColor;
    if (c !== 'rgba(0, 0, 0, 0)') return c } return 'rgb(255, 255, 255)' };
  return Math.min(...[...document.querySelectorAll('main *, label')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => (light(behind(e)) + 0.05) / (light(getComputedStyle(e).color) + 0.05)));
}"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The report of a class of 30, and the page's address."""
    course = lay_out(tmp_path_factory.mktemp("course") / "course")
    people = make_class(course, 30, seed=1)
    return people, write_report(course, SLUG).page.as_uri()


def opened(page, address):
    """Open the page; return the list of what its console complains of."""
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request", lambda request: said.append(request.url) if "data:" not in request.url else 0
    )
    page.goto(address)
    return said


def test_a_phone_never_scrolls_sideways(report):
    with lab_page.browser_page(width=360, height=740) as page:
        assert opened(page, report[1]) == [report[1]]  # asks for itself, and complains of nothing
        assert page.evaluate(FIT)
        page.evaluate(OPEN_ALL)
        assert page.evaluate(FIT)
        box = page.locator(".table").first
        assert box.evaluate("e => e.scrollWidth > e.clientWidth")  # the table scrolls, in its box
        assert page.locator("img").first.evaluate("e => e.naturalWidth > 0 && e.clientWidth <= 340")


def test_the_checkbox_hides_every_name_and_text_from_the_projector(report):
    people, address = report
    with lab_page.browser_page(width=1200) as page:
        opened(page, address)
        page.evaluate(OPEN_ALL)
        ids = [student for student, *_ in people]
        assert sum(student in page.evaluate(SEEN) for student in ids) > 20
        page.get_by_label("Hide names").check()
        text = page.evaluate(SEEN)
        assert [student for student in ids if student in text] == []
        assert "I am " not in text
        assert re.search(r"Student \d+", text)  # the numbers are dealt out anew for each page
        page.get_by_label("Hide names").uncheck()
        assert ids[0] in page.evaluate(SEEN)


def test_every_text_stands_out_from_what_is_behind_it(report):
    with lab_page.browser_page() as page:
        opened(page, report[1])
        page.evaluate(OPEN_ALL)
        assert page.evaluate(CONTRAST) >= 4.5


def test_on_paper_there_is_no_navigation(report):
    with lab_page.browser_page() as page:
        opened(page, report[1])
        assert page.locator("nav").is_visible()
        page.emulate_media(media="print")
        assert not page.locator("nav").is_visible()
        assert not page.locator("#hide").is_visible()
        assert page.locator("h1").is_visible()
