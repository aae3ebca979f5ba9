"""What of a student's text cell reaches the pages of formgrader and feedback."""

import html
import re

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from traitlets.config.loader import PyFileConfigLoader

from helpers.grading.nbgrader_hooks import feedback
from helpers.grading.nbgrader_hooks.feedback import MOST_CHARS, cleaned, coloured, contained
from tests.support import ROOT
from tests.support.cpu_limit import cpu_limit

PNG = "data:image/png;base64,iVBORw0KGgo/+A=="


@pytest.fixture(autouse=True)
def bounded():
    """What takes longer would hold up the pages of a class."""
    with cpu_limit(60):
        yield


def test_nothing_can_pass_for_a_part_of_the_page():
    tags = ["summary", "span", "div", "h2", "a", "code", "td", "p"]
    names = ["class", "id", "name", "style", "data-toggle", "onclick", "role"]
    texts = [f'<{tag} {name}="full-credit">My answer.</{tag}>' for tag in tags for name in names]
    assert [text for text in texts if "full-credit" in cleaned(text)] == []


def test_fenced_code_keeps_its_text_and_no_class():
    shown = cleaned(markdown2html_mistune("```python\ndef f(x):\n    return x\n```"))
    assert "class" not in shown
    assert "def f(x):" in re.sub("<[^>]*>", "", shown)


FETCHED = [
    r"\\evil.example/x.png", r"/\evil.example/x", "&#9;//evil/x", "/&#9;/evil/x", "/logout",
    "x.png", "files/x.png", "https://evil/x.png", "//evil/x.png", "?x", "file:///etc/passwd",
    "data:image/svg+xml;base64,PHN2Zz4=", "data:text/html;base64,AAAA", " /logout",
    "data:image/png,<svg>", "data:image/png;charset=x;base64,AAAA", "javascript:alert(1)",
    "data:image/png;base6&#52;,0.",
]  # fmt: skip


def test_no_picture_is_fetched():
    shown = {one: cleaned(f'<img alt="A" src="{one}">').replace(' src=""', "") for one in FETCHED}
    assert shown == dict.fromkeys(FETCHED, '<img alt="A">')


def test_pictures_in_the_text_stay():
    for kind in ("png", "jpeg", "gif", "webp"):
        source = PNG.replace("png", kind)
        assert cleaned(f'<img src="{source}">') == f'<img src="{source}">'
        assert cleaned(f"<p>{source}, {source}1</p>") == f"<p>{source}, {source}1</p>"


def test_a_picture_cannot_be_made_to_stand_a_thousand_times():
    forged = '<img src="data:image/png;base6&#52;,0.">' * 100
    assert cleaned(f'<img src="{PNG}">{forged}').count(PNG) == 1


LEADING = [
    r"/\evil", r"\\evil", "/logout", "x.ipynb", "//evil", "&#9;//evil",
    "java&#10;script:alert(1)", "javascript:alert(1)", "data:text/html,x", PNG, r"https:\\evil",
    "https:evil", "?a", "", "vbscript:x", "https://a b", "\x01javascript:alert(1)", r"https://evil\@good",
]  # fmt: skip


def test_no_link_leads_into_this_server_or_runs():
    shown = {one: cleaned(f'<a href="{one}">x</a>') for one in LEADING}
    assert shown == dict.fromkeys(LEADING, "<a>x</a>")


def test_links_outward_open_there():
    for address in ("https://a.b/c?d=e#f", "http://a.b", "mailto:a@b.c"):
        shown = cleaned(f'<a title="a>b" href="{address}">x</a>')
        assert f'href="{address}"' in shown
        assert 'rel="noopener noreferrer" target="_blank"' in shown
    assert cleaned('<a href="#below">x</a>') == '<a href="#below">x</a>'


def test_plain_math_is_left_alone():
    text = r"<p>$\frac{a}{b} &lt; \left( \letter_1 \right) &amp; \text{a} \\ \mathbf{h}_t$</p>"
    assert cleaned(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "<p><b title=x>" * 3_000, "<div>" * 9_000, "a" * (MOST_CHARS + 1),
        "<a " + "".join(f"{chr(0x4E00 + i)} " for i in range(20_000)) + ">",
        "<a " + "".join(f"{chr(0x4E00 + i)}=''" for i in range(12_000)) + ">",
    ],
)  # fmt: skip
def test_what_the_parser_would_be_long_about_is_shown_as_text(text):
    assert cleaned(text) == f"<pre>{html.escape(text, quote=False)}</pre>"


def visible(text):
    """The tags without their attributes, and all that can be read."""
    return re.sub(r"<(/?\w+)[^>]*>", r"<\1>", html.unescape(text)).replace("¶", "")


def test_the_courses_own_texts_stay_as_they_are():
    paths = sorted(ROOT.glob("solutions/*/*.ipynb"))
    assert paths
    for path in paths:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                made = markdown2html_mistune(cell.source)
                anchors = re.sub('<a class="anchor-link"[^>]*>[^<]*</a>', "", made)
                assert visible(cleaned(made)) == visible(anchors)


# Minutes to days of a lexer's time, each in a cell of its own.
LONG = ["x" + "\n" * 15_000 + "y", "x" + "  \n" * 5_000 + "y", "x(" + "a." * 50_000 + "y"]


@pytest.mark.parametrize("code", LONG, ids=range(len(LONG)))
def test_code_that_a_lexer_would_be_long_about_is_shown_without_colours(code):
    assert (
        html.unescape(re.sub("<[^>]*>", "", coloured({}, f"{code} < 1 & 2"))) == f"{code} < 1 & 2"
    )


def test_other_code_has_colours():
    assert '<span class="k">def</span>' in coloured({}, "def f(x):\n    return x\n")


def test_no_cell_holds_up_the_pages_that_nbgrader_makes():
    fenced = [f"```{kind}\n{LONG[0]}\n```" for kind in ("ipython3", "python", "mermaid", "perl")]
    cells = [nbformat.v4.new_code_cell(text) for text in LONG]
    cells += [nbformat.v4.new_markdown_cell(text) for text in fenced]
    config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    page, _ = HTMLExporter(config=config).from_notebook_node(nbformat.v4.new_notebook(cells=cells))
    assert page.count("\n" * 15_000 + "y") == 1 + len(fenced)


def test_so_much_code_of_a_page_has_colours_and_no_more(monkeypatch):
    monkeypatch.setattr(feedback, "MOST_CODE", 400)
    monkeypatch.setattr(feedback, "MOST_COLOURED", 2_000)
    source = "a=a;" * 100
    cells = [nbformat.v4.new_code_cell(source) for _ in range(40)]
    config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    for _ in range(2):  # each page anew
        book = nbformat.v4.new_notebook(cells=cells)
        page, _ = HTMLExporter(config=config).from_notebook_node(book)
        assert page.count(source) == 40 - 2_000 // 400


def test_no_formula_is_drawn_outside_of_its_text():
    """A stack without a height, such as this one, would cover the scores of the cells above."""
    stack = r"$\smash{\begin{array}{c} \text{10/10} \\ b \end{array}}$ </div></div>"
    assert contained(stack).startswith('<div style="contain: paint; overflow-x: auto">')
    assert re.findall("</?div", contained(stack)) == ["<div", "</div"]
    config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(stack)])
    page, _ = HTMLExporter(config=config).from_notebook_node(book)
    assert page.index("contain: paint") < page.index(r"\smash")


@pytest.mark.parametrize("text", ["![My birds](attachment:a.png)", '<img src="attachment:a.png">'])
def test_a_picture_that_was_not_taken_costs_only_itself(text):
    cells = [nbformat.v4.new_markdown_cell(f"Before.\n\n{text}\n\nAfter.")]
    config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    page, _ = HTMLExporter(config=config).from_notebook_node(nbformat.v4.new_notebook(cells=cells))
    assert page.index("Before.") < page.index("After.")
    assert "attachment:" not in page
