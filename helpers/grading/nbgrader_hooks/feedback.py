"""What we add to nbgrader's pages, named in nbgrader_config.py.

Two steps in the chain that makes feedback, and filters for every cell that feedback or formgrader
shows.
"""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

import bleach
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import (
    InvalidNotebook,
    IPythonRenderer,
    MarkdownWithMath,
)
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from helpers.grading.nbgrader_hooks.formulas import hidden, shown, without_codes
from helpers.grading.submission.attachments import EMBEDDED

__all__ = ["EscapeNames", "HideTests", "WrapMessages", "coloured", "contained", "rendered"]

ANSI = re.compile(r"\x1b\[[0-9;]*m")
Pair = tuple[NotebookNode, Any]
# What Markdown makes of a text, and what the course's own texts use besides.
TAGS = frozenset(bleach.ALLOWED_TAGS) | frozenset(
    "br dd del details div dl dt h1 h2 h3 h4 h5 h6 hr img p pre s span sub summary sup "
    "table tbody td th thead tr".split()
)
# No class and no id: the page's own scripts and styles know their parts by these.
ATTRIBUTES = {"align", "title", "alt", "start", "open"}
# No address of this server or without a scheme: a browser reads \\ as / and passes over tabs.
LINKS = re.compile(r"(?:https?://|mailto:|#)[^\s\\\x00-\x1f\x7f]*", re.IGNORECASE)
# A number stands for a picture while the rest is parsed.
HELD = "data:image/png;base64,"
HELD_NUMBER = re.compile(r"data:image/png;base64,\d+\.")
ANCHOR = re.compile(r'<a class="anchor-link" href="#[^"<>]*">[^<>]*</a>')
TAG = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')
# A tag that is not closed holds all that follow: the parser's work grows with the square of these,
# and with the square of the attributes in one tag.
MOST_TAGS = 2_000
MOST_CHARS = 50_000
MOST_ATTRIBUTES = 4_000
SEPARATOR = re.compile(r"[\s/\"']")
# A lexer's work grows with the square of such a gap, IPython's with the cube.
GAP = re.compile(r"\s{400}")
MOST_CODE = 20_000
# Of all cells of a page, which nbconvert parses once more: colours make it thirty times as long.
MOST_COLOURED = 100_000


def cleaned(html: str) -> str:
    """Take out of a text cell's HTML whatever a browser would run, fetch or obey.

    An essay is a stranger's, and formgrader shows it on a page from which scripts could reach the
    whole Jupyter server, and where a click on a thing of class "full-credit" gives full marks.
    """
    pictures = {f"{HELD}{i}.": picture for i, picture in enumerate(EMBEDDED.findall(html))}
    numbers = iter(pictures)
    html = EMBEDDED.sub(lambda _: next(numbers), html)
    html = ANCHOR.sub("", html)
    if not _is_bearable(html):
        return f"<pre>{escape(shown(html, in_tag=True), quote=False)}</pre>"
    protocols = {"http", "https", "mailto", "data"}
    safe: str = bleach.clean(html, TAGS, _is_harmless, protocols=protocols)
    pieces = TAG.split(safe)
    pieces[::2] = map(shown, pieces[::2])
    pieces[1::2] = (shown(_outward(tag), in_tag=True) for tag in pieces[1::2])
    # Each once, or a page could hold one picture a thousand times.
    return HELD_NUMBER.sub(lambda m: pictures.pop(m[0], ""), "".join(pieces))


def contained(html: str) -> str:
    """Return a text cell's HTML made harmless, in a box that nothing of it is drawn outside of.

    It takes the place of nbconvert's strip_files_prefix, which each text passes last. Formulas
    can be moved and stacked at will, over the scores of the cells above and below.
    """
    return f'<div style="contain: paint; overflow-x: auto">{cleaned(html)}</div>'


@pass_context
def coloured(
    context: Context, source: str, language: object = None, metadata: object = None
) -> str:
    """Return a code cell's HTML, in Python's colours unless those would take minutes.

    It takes the place of nbconvert's highlight_code, which handles IPython's lines too, but does
    not come to an end on some thousand blank ones.
    """
    page = context.get("resources", {})
    page["coloured"] = page.get("coloured", 0) + len(source)
    too_much = len(source) > MOST_CODE or page["coloured"] > MOST_COLOURED
    if too_much or GAP.search(source):
        return f'<div class="highlight"><pre>{escape(source, quote=False)}</pre></div>'
    html: str = Highlight2HTML(pygments_lexer="python3")(source)
    return html


class _Text(IPythonRenderer):
    """Markdown whose code has no colours: a student would choose among hundreds of lexers.

    Its formulas stand as codes, for cleaned() to show.
    """

    def inline_math(self, body: str) -> str:
        """Return the code of a formula in a line."""
        return hidden(body)

    def block_math(self, body: str) -> str:
        """Return the code of a formula on lines of its own."""
        return hidden(body, display=True)

    def latex_environment(self, name: str, body: str) -> str:
        """Return the code of an environment, which is a formula as well."""
        return hidden(f"\\begin{{{name}}}{body}\\end{{{name}}}", display=True)

    def block_code(self, code: str, info: str | None = None) -> str:
        """Return the HTML of a block of code."""
        html: str = super().block_code(code)
        return html

    def _embed_image_or_attachment(self, src: str) -> str:
        """Leave out a picture that is not there, which nbconvert makes an error of the page."""
        try:
            shown: str = super()._embed_image_or_attachment(src)
        except InvalidNotebook:
            return ""
        return shown


@pass_context
def rendered(context: Context, source: str) -> str:
    """Return a text cell's HTML, in place of nbconvert's markdown2html."""
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = _Text(escape=False, attachments=attachments)
    html: str = MarkdownWithMath(renderer=renderer).render(without_codes(source))
    return html


def _is_bearable(html: str) -> bool:
    """Return whether parsing takes no more than a few seconds."""
    if html.count("<") > MOST_TAGS or len(html) > MOST_CHARS:
        return False
    # Where a tag ends is the parser's to say: all that may part attributes counts.
    return all(len(SEPARATOR.findall(piece)) <= MOST_ATTRIBUTES for piece in html.split("<"))


def _outward(tag: str) -> str:
    """Let a link to another place open there, and tell it nothing of this page."""
    leads = tag.startswith("<a ") and re.search(r' href="(?:http|mailto)', tag, re.IGNORECASE)
    return f'<a rel="noopener noreferrer" target="_blank" {tag[3:]}' if leads else tag


def _is_harmless(tag: str, name: str, value: str) -> bool:
    """Return whether an attribute may stay."""
    if (tag, name) == ("a", "href"):
        return LINKS.fullmatch(value) is not None
    if (tag, name) == ("img", "src"):
        return HELD_NUMBER.fullmatch(value) is not None
    return name in ATTRIBUTES


class EscapeNames(Preprocessor):
    """Escape what formgrader's page shows of a student: its template writes names as they are."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> Pair:
        """Escape the names and the id, which a student may have chosen."""
        for key in ("student", "first_name", "last_name"):
            if isinstance(resources.get(key), str):
                resources[key] = escape(resources[key])
        return nb, resources


class HideTests(ClearHiddenTests):
    """Clear hidden tests from feedback, also where a traceback or something printed shows them."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> Pair:
        """Clear one cell's source and outputs; the marks in a student's own text are text."""
        if not is_grade(cell) or is_solution(cell):
            return cell, resources
        hidden = set(self._hidden_lines(cell.source))
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        for output in cell.get("outputs", ()) if hidden else ():
            if output.output_type == "error":
                quoted = ANSI.sub("", "\n".join(output.traceback))
                if any(line in quoted for line in hidden):
                    output.traceback = [f"{output.ename}: {output.evalue}"]
            elif output.output_type == "stream":
                lines = output.text.splitlines(keepends=True)
                output.text = "".join(line for line in lines if not any(h in line for h in hidden))
        return cell, resources

    def _hidden_lines(self, source: str) -> Iterator[str]:
        """Yield every line of the hidden part, and the lines that mark it."""
        inside = False
        for line in source.split("\n"):
            inside = inside or self.begin_test_delimeter in line
            if inside and line.strip():
                yield line.strip()
            inside = inside and self.end_test_delimeter not in line


STYLES = """\
pre { white-space: pre-wrap; word-break: normal; }
div.panel.nbgrader_cell .panel-heading { height: auto; min-height: 37px; overflow: hidden; }
summary { display: list-item; }
"""


class WrapMessages(NbGraderPreprocessor):
    """Let the page break long lines of output: a check's message would be cut off at its edge.

    On a phone the head of a cell holds its score as well, which else stands white on white below
    it; and a folded hint has the mark that shows it is folded.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> Pair:
        """Add our rules to the page's style."""
        styles = resources.setdefault("inlining", {}).setdefault("css", [])
        styles.append(STYLES)
        return nb, resources
