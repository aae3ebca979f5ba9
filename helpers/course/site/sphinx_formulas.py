"""Teaches Sphinx to write formulas as MathML."""

from typing import Any

from docutils import nodes

from helpers.common.formulas import to_mathml

__all__ = ["setup"]

LONG = 25  # characters of TeX: browsers break no formula, and such a one may not fit on a phone


def setup(app: Any) -> dict[str, bool]:
    """Register the renderer "mathml" with Sphinx."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline(translator: Any, node: nodes.math) -> None:
    mathml = _converted(translator, node, display=False)
    long = len(node.astext()) > LONG
    translator.body.append(f'<span class="formula-long">{mathml}</span>' if long else mathml)
    raise nodes.SkipNode


def _block(translator: Any, node: nodes.math_block) -> None:
    mathml = _converted(translator, node, display=True)
    translator.body.append(f'<div class="formula" tabindex="0">{mathml}</div>')
    raise nodes.SkipNode


def _converted(translator: Any, node: Any, display: bool) -> str:
    """Return a formula as MathML; one that is not valid is a warning, and stays as it is."""
    tex = node.astext().strip()
    mathml = to_mathml(tex, display)
    if not mathml:
        from sphinx.util import logging

        logging.getLogger(__name__).warning("not a valid formula: %s", tex, location=node)
    return mathml or f"<code>{translator.encode(tex)}</code>"
