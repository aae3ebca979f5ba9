"""Formulas on the pages of feedback and formgrader: MathML, in place of a script from the network.

Markdown's renderer hides each formula behind a code of letters, so that what cleans a text's HTML
neither sees nor changes it; afterwards each code is replaced by the formula.
"""

import binascii
import re
from base64 import b64decode, b64encode
from html import escape

from jinja2 import DictLoader
from nbconvert import HTMLExporter

from helpers.common.formulas import to_mathml

__all__ = ["PageExporter", "hidden", "shown", "without_codes"]

# Between two letters that no text has: Unicode keeps them for private use. A heading's letters
# reach the page as numbers.
BEGIN, END = "\ue000", "\ue001"
CODE = re.compile(f"(?:{BEGIN}|&#57344;)([id])([A-Za-z0-9+/=]*)(?:{END}|&#57345;)")
# What makes links, attributes, styles, boxes over the page, or other commands: a few of those, each
# defined by two of the one before, would fill the memory.
TEX = re.compile(
    r"\\(?:href|url|require|Extension|style|class|cssId|html[A-Za-z]*|mmlToken|bbox|unicode|enclose"
    r"|includegraphics|toggle|mathtip|texttip|tooltip|r?Rule|rule|Space|[gex]?def|let|futurelet"
    r"|(?:re)?newcommand|providecommand|(?:re)?newenvironment|Declare[A-Za-z]*|(?:end)?csname"
    r"|catcode|input|write)(?![A-Za-z])"
)
# The script of formgrader's page waits for MathJax to say that it has come to its end.
NO_MATHJAX = """{%- macro mathjax(url='') -%}
<script>window.MathJax = {Hub: {Startup: {signal: {
  Interest: function (done) { setTimeout(done, 0, "End"); }}}}};</script>
{%- endmacro %}"""


class PageExporter(HTMLExporter):
    """nbconvert's exporter, whose pages load no MathJax: their formulas need none."""

    def __init__(self, **settings: object) -> None:
        super().__init__(extra_loaders=[DictLoader({"mathjax.html.j2": NO_MATHJAX})], **settings)


def without_codes(text: str) -> str:
    """Return a text without the two letters that mark a code."""
    return text.replace(BEGIN, "").replace(END, "")


def hidden(tex: str, display: bool = False) -> str:
    """Return the code of a formula."""
    code = b64encode(tex.encode("utf-8", "replace")).decode()
    return f"{BEGIN}{'d' if display else 'i'}{code}{END}"


def shown(text: str, in_tag: bool = False) -> str:
    """Return a page's text with its codes replaced: by formulas; inside a tag by their TeX.

    What is no valid TeX is shown as it was written.
    """
    return CODE.sub(lambda code: _formula(code[1] == "d", code[2], in_tag), text)


def _formula(display: bool, code: str, in_tag: bool) -> str:
    try:
        tex = b64decode(code, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    formula = "" if in_tag else to_mathml(TEX.sub(r"\\text", tex), display)
    return formula or escape(f"$${tex}$$" if display else f"${tex}$")
