"""Parses what students wrote, on the trusted side: one place that knows what is too much.

Python's parser takes a kilobyte of memory for every character of some texts, and the trees of
others are deeper than a stack. Neither belongs to an answer, so such texts count as no Python.
"""

import ast
import re
import warnings

__all__ = ["LONGEST", "parse"]

LONGEST = 60_000  # characters; no answer is longer
DEEPEST = 200  # open brackets; Python's own tokenizer gives up there
# A line for IPython and not for Python: %time ..., !ls, np.add?
MAGIC = re.compile(r"^([ \t]*)(?:[%!?].*|[\w.]+\?{1,2}[ \t]*|\w+ *= *[%!].*)$", re.MULTILINE)
# The parser keeps every beginning of a dotted name that is imported.
DOTTED = re.compile(r"(?<!\w)(?:\w+[\s\\]*\.[\s\\]*){200}")
BRACKET = re.compile(r"[\[\](){}]")
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)


def parse(source: str, longest: int = LONGEST) -> ast.Module | None:
    """Parse a cell, IPython's own lines left out; None for what is no Python, or too much of it.

    Never raises, and line numbers are those of the source.
    """
    if len(source) > longest or _is_deep(source) or DOTTED.search(source):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of strings like "\d", which are not ours
        for text in (source, MAGIC.sub(r"\1pass", source)):
            try:
                return ast.parse(text)
            except UNREADABLE:
                continue
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
