"""Python functions that the LSTM of module 04 writes, and whether they parse."""

import ast
import warnings

import numpy as np

from helpers import sampling
from helpers.datasets.source_code import CODE_VOCAB, strip_docstrings
from helpers.experiments.m08_sampling.parts import writer

PROMPT = "import os\n\n\ndef "
BEFORE = {"elif": "if x: pass\n", "else": "if x: pass\n", "except": "try: pass\n"}
BEFORE |= {"finally": "try: pass\n"}  # what has to stand before a line that goes on with a block


def write_functions(weights, us, cut=None, draw=sampling.sample):
    """Write functions from their `def` on.   cut, draw: as writer.write takes them.

    Shapes: us (L, B) uniform numbers -> B texts, each `def ` and L characters.
    """
    prompts = np.repeat(CODE_VOCAB.encode(PROMPT)[:, None], us.shape[1], axis=1)
    ids = writer.write(weights, prompts, us, cut, draw)
    return ["def " + CODE_VOCAB.decode(column) for column in ids.T]


def real_functions(sources, count, length):
    """Return the text from a `def ` on, `length` characters more, in files of {path: source}.

    Docstrings are left out, as in training; the functions are spread evenly over the files.
    """
    found = []
    for path in sorted(sources):
        try:
            parts = strip_docstrings(sources[path]).split("\ndef ")
        except (SyntaxError, ValueError):
            continue
        starts = [len("\ndef ".join(parts[: i + 1])) + 1 for i in range(len(parts) - 1)]
        text = "\ndef ".join(parts)
        found += [text[at : at + 4 + length] for at in starts if at + 4 + length <= len(text)]
    return [found[i] for i in np.linspace(0, len(found) - 1, count).astype(int)]


def first_function(text):
    """Return the lines before the second one that is not indented, or None if there is none."""
    lines = text.split("\n")
    for number, line in enumerate(lines[1:-1], start=1):  # the last line may be cut off
        if line and line[0] not in " \t":
            return "\n".join(lines[:number]).rstrip() + "\n"
    return None


def parses(text):
    """Return whether a text is Python."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of odd escapes in strings
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def judged(texts):
    """Judge texts that begin with a function.

    Returns {"lines": share of their lines that parse, each alone, "ended": share of texts in which
    the function ends, "parsed": share in which it ends and is Python}.
    """
    functions = [first_function(text) for text in texts]
    lines = [line for text in texts for line in text.split("\n")[:-1] if line.strip()]
    return {
        "lines": float(np.mean([line_parses(line) for line in lines])) if lines else 0.0,
        "ended": float(np.mean([text is not None for text in functions])),
        "parsed": float(np.mean([text is not None and parses(text) for text in functions])),
    }


def line_parses(line):
    """Return whether a line is Python, once the lines that belong to it are added.

    One line of a statement that has several is not, in people's code either.
    """
    line = line.strip()
    word = line.split()[0].rstrip(":") if line else ""
    return parses(BEFORE.get(word, "") + line + (" pass" if line.endswith(":") else ""))
