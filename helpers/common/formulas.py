"""From a formula in TeX to MathML, which a browser shows without a script and without a network."""

from functools import cache, lru_cache
from typing import Any

__all__ = ["to_mathml"]

LONGEST = 5_000  # characters of one formula; the longest of the course has under 300


@lru_cache(maxsize=4096)
def to_mathml(tex: str, display: bool = False) -> str:
    r"""Return a formula as a <math> element, "" where it is not valid TeX, so that text can stay.

    display: as a formula on a line of its own. The text may be a student's: of TeX's commands
    those that link, name a class or a style, or read a file are unknown, and end in "".
    """
    if len(tex) > LONGEST:
        return ""
    converter, error = _converter()
    try:
        return converter.convert_with_local_state(tex, displaystyle=display)
    except error:
        return ""


@cache
def _converter() -> tuple[Any, type[Exception]]:
    """Return the converter and its error; a program that shows no formula does not load it."""
    import math_core

    # Labels become ids: with a prefix they cannot take the place of an id of the page.
    return math_core.LatexToMathML(fancy_error=False, id_prefix="formula-"), math_core.LatexError
