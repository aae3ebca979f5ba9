"""The site in a real browser: search, formulas, figures, solutions, themes, a phone, no network."""

import json
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from helpers.course.site.build import build_site
from tests.support import lab_page
from tests.support.modules import MODULES

NAMES = ("00_start_here", "01_unrolling")
MODULE = "modules/01_unrolling.html"
LOOKED_UP = ("claims", "bibliography", "glossary", "syllabus")
# What reaches beyond the page's edge, unless it can be scrolled in a box of its own.
CUT = """() => {
  const boxed = e => { for (; e && e.tagName !== 'ARTICLE'; e = e.parentElement)
    if (['auto', 'scroll'].includes(getComputedStyle(e).overflowX)) return true;
    return false };
  return [...document.querySelectorAll('article *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !boxed(e))
    .map(e => e.outerHTML.slice(0, 100));
}"""
TURN = r'<a class="{}-page" href="([^"#]*)'
LINK = re.compile(r'(?:href|src)="([^"]*)"')
# What a page would load by itself, as opposed to a link that a reader follows.
LOADS = re.compile(r'<(?:script|img|link|iframe|source)\b[^>]*(?:src|href)="(?:https?:)?//', re.I)
STYLE_LOADS = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import")


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    """The pages of two modules."""
    return build_site(NAMES, folder=tmp_path_factory.mktemp("site")).parent


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address(html):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=html))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def page(address):
    """A page that complains where anything is loaded from elsewhere, or fails."""
    with lab_page.browser_page() as page:
        wrong = []
        page.on(
            "request",
            lambda r: None if r.url.startswith((address, "data:")) else wrong.append(r.url),
        )
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        yield page
        assert wrong == []


def pages(html):
    return sorted(html.rglob("*.html"))


def test_no_page_loads_anything_from_elsewhere(html):
    assert len(pages(html)) > 20
    assert [p.name for p in pages(html) if LOADS.search(p.read_text("utf-8"))] == []
    styles = [*html.rglob("*.css")]
    assert styles
    assert [p.name for p in styles if STYLE_LOADS.search(p.read_text("utf-8"))] == []


def test_every_link_within_the_site_leads_somewhere(html):
    broken = []
    for path in pages(html):
        text = path.read_text("utf-8")
        for link in LINK.findall(text):
            parts = urlsplit(unquote(link))
            if parts.scheme or not (parts.path or parts.fragment):
                continue
            target = (path.parent / parts.path).resolve() if parts.path else path
            if not target.is_file():
                broken.append((path.name, link))
            elif parts.fragment and target.suffix == ".html":
                there = Path(target).read_text("utf-8")
                if f'id="{parts.fragment}"' not in there:
                    broken.append((path.name, link))
    assert broken == []


def test_next_and_previous_lead_through_every_page(html):
    def turned(path, way):
        found = re.search(TURN.format(way), path.read_text("utf-8"))
        return (path.parent / found[1]).resolve() if found else None

    walked = [(html / "index.html").resolve()]
    while following := turned(walked[-1], "next"):
        assert turned(following, "prev") == walked[-1]
        assert following not in walked
        walked.append(following)
    apart = {"search.html", "genindex.html"}
    assert {p.resolve() for p in pages(html) if p.name not in apart} == set(walked)


def test_the_search_finds_a_word_and_leads_to_it(page, address):
    page.goto(address)
    page.get_by_role("textbox", name="Search").first.fill("parity automaton")
    page.keyboard.press("Enter")
    hit = page.locator("#search-results").get_by_role("link", name="01 Unrolling").first
    hit.click()
    page.wait_for_url(re.compile(MODULE))
    assert page.get_by_text("A network that is an automaton").first.is_visible()


def test_the_search_finds_a_claim(page, address):
    page.goto(address)
    page.get_by_role("textbox", name="Search").first.fill("Siegelmann Turing complete")
    page.keyboard.press("Enter")
    page.locator("#search-results").get_by_role("link", name="Claimed and measured").first.click()
    page.wait_for_url(re.compile("claims.html"))
    assert page.get_by_text("Recurrent networks are Turing complete").first.is_visible()


def test_the_field_above_the_claims_leaves_the_rows_that_hold_its_words(page, address):
    page.goto(f"{address}/claims.html")
    rows, heading = page.locator("article tbody tr"), page.get_by_role("heading", level=2)
    many = rows.count()
    told = page.locator(".filter-rows output")
    assert told.inner_text() == f"{many} rows"
    field = page.get_by_role("searchbox", name="Words that a row must hold")
    field.fill("TURING unrolling")  # the second word stands in the heading alone
    assert told.inner_text() == f"1 of {many} rows"
    assert [row.is_visible() for row in rows.all()].count(True) == 1
    row = rows.locator("visible=true")
    row.get_by_role("link", name="01").click()
    page.wait_for_url(re.compile(MODULE))
    page.go_back()
    field.fill("no row says this")
    assert told.inner_text() == f"0 of {many} rows"
    assert not heading.first.is_visible()
    field.fill("")
    assert heading.first.is_visible()
    assert rows.last.is_visible()


def test_the_search_knows_no_solution(html):
    text = (html / "searchindex.js").read_text("utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    numbers = {name: i for i, name in enumerate(index["docnames"])}
    solutions = {
        numbers[f"solutions/{slug}/{name}"] for slug in NAMES for name in MODULES[slug].exercises
    }
    words = [[hits] if isinstance(hits, int) else hits for hits in index["terms"].values()]
    found = {i for hits in words for i in hits}
    found |= {i for places in index["alltitles"].values() for i, _ in places}
    assert numbers[MODULE[:-5]] in found
    assert found & solutions == set()


def test_a_formula_is_drawn_in_its_own_font(page, address):
    page.goto(f"{address}/{MODULE}")
    block = page.locator(".formula math").nth(1)
    block.scroll_into_view_if_needed()
    page.wait_for_function("document.fonts.check('16px \"Course formulas\"')")
    box = block.bounding_box()
    assert box["height"] > 10
    assert block.evaluate("e => getComputedStyle(e).display") == "block math"
    below = block.evaluate(
        "e => { const s = e.querySelector('msub').children;"
        " return s[1].getBoundingClientRect().bottom > s[0].getBoundingClientRect().bottom }"
    )
    assert below
    assert "$" not in page.locator("article").inner_text().replace("'$", "")


def test_figures_are_drawn_and_have_their_alternative_texts(page, address):
    page.goto(f"{address}/{MODULE}")
    figures = page.locator("article .cell_output img")
    assert figures.count() > 10
    assert page.locator("article a.figure > img").count() == figures.count()  # a click opens each
    first = page.get_by_role("img", name=re.compile("Map of the module: text becomes ids"))
    assert first.first.is_visible()
    for i in range(figures.count()):
        assert len(figures.nth(i).get_attribute("alt")) > 10
        figures.nth(i).scroll_into_view_if_needed()
    page.wait_for_function(
        "[...document.querySelectorAll('article img')].every(i => i.complete && i.naturalWidth)"
    )


def test_a_solution_is_behind_a_click_and_leads_back(page, address):
    page.goto(f"{address}/{MODULE}")
    assert "np.tanh(x @ p.W_x" not in page.locator("article").inner_text()
    page.get_by_role("link", name="Worked solution of rnn_step", exact=True).click()
    page.get_by_role("heading", name="Worked solution 1.1 rnn_step").wait_for()
    shown = page.locator("article pre").inner_text()
    assert MODULES["01_unrolling"].solution("rnn_step").strip().splitlines()[-1].strip() in shown
    page.get_by_role("link", name="Back to the exercise").click()
    page.get_by_role("heading", name="Exercise 1.1 rnn_step").wait_for()


def test_hints_optional_exercises_and_recalled_answers_are_folded(page, address):
    page.goto(f"{address}/{MODULE}")
    hint = page.get_by_text("Write the shapes under the formula")
    assert not hint.is_visible()
    page.get_by_text("Hint for rnn_step", exact=True).click()
    assert hint.is_visible()
    optional = page.locator("details", has_text="for each use of a row").locator("p").first
    assert optional.count() == 1
    assert not optional.is_visible()
    code = page.locator("details.hide pre", has_text="the product is a lookup")
    assert code.count() == 1
    assert not code.is_visible()


def light(page):
    """Return how light the ground behind the text is, 0 to 1."""
    rgb = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(int, re.findall(r"\d+", rgb)[:3])) / 765


def test_both_themes_by_the_system_and_by_the_button(page, address):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/{MODULE}")
    assert light(page) < 0.2
    math = page.locator("article math").first
    assert sum(map(int, re.findall(r"\d+", math.evaluate("e => getComputedStyle(e).color")))) > 450
    page.emulate_media(color_scheme="light")
    assert light(page) > 0.9
    for _ in range(3):  # the button goes through: as the system has it, light, dark
        page.locator(".theme-toggle-header, .theme-toggle-content").locator(
            "visible=true"
        ).first.click()
        if light(page) < 0.2:
            break
    assert light(page) < 0.2
    page.reload()
    assert light(page) < 0.2  # the choice is kept


def test_previous_and_next_follow_the_modules(page, address):
    page.goto(f"{address}/modules/00_start_here.html")
    page.locator(".next-page").click()
    page.get_by_role("heading", level=1, name="01 Unrolling").wait_for()
    page.locator(".prev-page").click()
    page.get_by_role("heading", level=1, name="00 Start here").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_never_scrolls_sideways(address, html, scheme):
    with lab_page.browser_page(width=360, height=740) as page:
        page.emulate_media(color_scheme=scheme)
        for name in ("index", MODULE[:-5], *LOOKED_UP, "search"):
            page.goto(f"{address}/{name}.html")
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert page.evaluate(CUT) == [], name
        page.goto(f"{address}/{MODULE}")
        page.locator(".mobile-header label[for=__navigation]").click()  # the menu
        page.get_by_role("link", name="Claimed and measured").first.click()
        page.get_by_role("heading", level=1, name="Claimed and measured").wait_for()
