"""Parses what students wrote, on the trusted side: with limits on length and depth, in one place.

Python's parser takes a kilobyte of memory for every character of some texts, and the trees of
others are deeper than a stack. Neither belongs to an answer, so such texts count as no Python.
"""

import ast
import re
import threading
import warnings

__all__ = ["LONGEST", "parse", "plain_python", "syntax_tree"]

LONGEST = 60_000  # characters; no answer is longer
DEEPEST = 200  # open brackets; Python's own tokenizer gives up there
# A line for IPython and not for Python: %time ..., !ls, np.add?
MAGIC = re.compile(r"^([ \t]*)(?:[%!?].*|[\w.]+\?{1,2}[ \t]*|\w+ *= *[%!].*)$", re.MULTILINE)
# The parser keeps every beginning of a dotted name that is imported.
DOTTED = re.compile(r"(?<!\w)(?:\w+[\s\\]*\.[\s\\]*){200}")
BRACKET = re.compile(r"[\[\](){}]")
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
# CPython 3.11 counts the depth of the trees that all threads are building in one place, and raises
# SystemError when the sum is off (github.com/python/cpython/issues/106905).
_parsing = threading.RLock()


def syntax_tree(source: str | bytes) -> ast.Module:
    """Parse as ast.parse does, one thread at a time. Raises: what ast.parse raises."""
    with _parsing:
        return ast.parse(source)


def parse(source: str, longest: int = LONGEST) -> ast.Module | None:
    """Parse a cell, IPython's own lines left out; None for what is no Python, or too much of it.

    Never raises, and line numbers are those of the source.
    """
    text = plain_python(source, longest)
    return None if text is None else _tree(text)


def plain_python(source: str, longest: int = LONGEST) -> str | None:
    """Return a cell's text as Python parses it, IPython's own lines replaced by pass; else None.

    Never raises; None also stands for a text that is too long or too deep to be parsed safely.
    """
    if len(source) > longest or _is_deep(source) or DOTTED.search(source):
        return None
    texts = (source, MAGIC.sub(r"\1pass", source))
    return next((text for text in texts if _tree(text) is not None), None)


def _tree(text: str) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of strings like "\d", which are not ours
        try:
            return syntax_tree(text)
        except UNREADABLE:
            return None


def _is_deep(source: str) -> bool:
    """Return whether brackets are nested deeper than people write; strings count."""
    depth = 0
    for match in BRACKET.finditer(source):
        # A bracket too many, in a text or a comment, must not hide those that follow.
        depth = depth + 1 if match[0] in "[({" else max(depth - 1, 0)
        if depth > DEEPEST:
            return True
    return False
