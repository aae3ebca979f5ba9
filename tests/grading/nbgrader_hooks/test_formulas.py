"""Formulas on nbgrader's pages are MathML: they need no script and no network."""

import re

import nbformat
import pytest
from traitlets.config.loader import PyFileConfigLoader

from helpers.grading.nbgrader_hooks.feedback import cleaned, contained, rendered
from helpers.grading.nbgrader_hooks.formulas import PageExporter, hidden, shown
from tests.support import ROOT
from tests.support.cpu_limit import cpu_limit


def page_of(*texts):
    """Return nbconvert's page of text cells, with the course's settings."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    cells = [nbformat.v4.new_markdown_cell(text) for text in texts]
    page, _ = PageExporter(config=config).from_notebook_node(nbformat.v4.new_notebook(cells=cells))
    return page


def made_of(text):
    """Return what becomes of a text cell."""
    return contained(rendered({}, text))


def test_a_page_loads_nothing_for_its_formulas():
    page = page_of("A $x_t$.", "$$\\frac{a}{b}$$")
    assert page.count("<math") == 2
    assert not re.search("mathjax.js|<script[^>]*src=[^>]*mathjax", page, re.IGNORECASE)


@pytest.mark.parametrize("path", sorted(ROOT.glob("solutions/*/*.ipynb")), ids=lambda p: p.stem)
def test_every_formula_of_the_course_is_shown(path):
    texts = [c.source for c in nbformat.read(path, 4).cells if c.cell_type == "markdown"]
    pages = [re.sub(r"<(pre|code)\b.*?</\1>", "", made_of(text), flags=re.DOTALL) for text in texts]
    assert [found for page in pages for found in re.findall(r"\$[^$<]+\$", page)] == []
    assert not any("\ue000" in page or "&#57344;" in page for page in pages)


@pytest.mark.parametrize(
    ("text", "display"),
    [
        ("a $x$ b", False), (r"a \\(x\\) b", False), ("$$\nx\n$$", True), ("a\n$$x$$", True),
        ("\\begin{align}\nx &= y\n\\end{align}", True), ("| a |\n|---|\n| $x$ |", False),
        ("# $x$", False), ("<details>\n\n$x$\n\n</details>", False), ("[$x$](https://a.b)", False),
    ],
)  # fmt: skip
def test_wherever_a_formula_stands_it_is_one(text, display):
    (kind,) = re.findall(r"<math([^>]*)>", made_of(text))
    assert ("block" in kind) == display


@pytest.mark.parametrize(
    "text", ["`$x$`", "```\n$x$\n```", "    $x$", "costs $5", "<pre>$x$</pre>"]
)
def test_other_dollars_stay(text):
    assert "<math" not in made_of(text)
    assert "$" in made_of(text)


def test_what_is_no_tex_is_shown_as_it_was_written():
    assert "$\\frac{&lt;a$" in made_of(r"a $\frac{<a$ b")
    assert "href" not in made_of(r"$\href{javascript:alert(1)}{x}$")


TEX = [
    r"\href{javascript:alert(1)}{x}", r"\&#104;ref{javascript:alert(1)}{x}", r"&#92;href{x}{y}",
    r"\&#x68;ref{x}", r"\hr<!-- -->ef{x}", r'\mmlToken{mi}[href="javascript:x"]{x}',
    r"\bbox[1]{x}", r"\def\x#1{\csname #1\endcsname}\x{href}",
    r"\cssId{a}{b}", r"\class{full-credit}{x}",
    r"\style{position:fixed}{x}", r"\require{html}", r"\newcommand{\x}{y}", r"\let\a\b",
    r"\unicode{x41}", r"\url{x}", r"\htmlData{a=b}{x}", r"\Rule{99em}{99em}{9em}",
]  # fmt: skip


def test_tex_makes_no_links_styles_or_commands():
    for tex in TEX:
        for text in (f"a ${tex}$", f"$$\n{tex}\n$$", f"<p>${tex}$</p>", hidden(tex)):
            page = contained(rendered({}, text))
            tags = re.findall(r"<[^>]*>", page.partition(">")[2])  # after the box's own
            assert not re.search("href|src=|class=|id=|position|javascript", "".join(tags)), tex


def test_a_formula_in_an_attribute_is_text():
    shown_text = made_of("![a $x<y$ \"b](https://a.b/c.png) [t](https://a.b '$x$')")
    assert "<math" not in shown_text
    assert re.fullmatch(r'(<[^<>"]*("[^"<]*"[^<>"]*)*>|[^<>])*', shown_text)


def test_a_forged_code_is_no_more_than_a_formula():
    assert made_of("\ue000iJCQ=\ue001") == made_of("iJCQ=")
    forged = hidden(r"\text{<script>}").replace("\ue000", "&#xE000;").replace("\ue001", "&#xE001;")
    assert "<script" not in cleaned(f"<p>{forged}</p>")
    assert shown("\ue000i%%\ue001") == "\ue000i%%\ue001"
    assert shown("\ue000iA\ue001") == ""


def test_commands_that_double_each_other_fill_no_memory():
    letters = "abcdefghijklmnopqrstuvwxyz"
    bomb = r"\def\a{xx}" + "".join(
        rf"\def\{b}{{\{a}\{a}\{a}\{a}}}" for a, b in zip(letters, letters[1:], strict=False)
    )
    with cpu_limit(20):
        assert len(made_of(rf"${bomb}\z$")) < 5_000
