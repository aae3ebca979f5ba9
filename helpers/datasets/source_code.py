"""The standard library's source as text, and what a reader of it has to keep in mind.

The characters that have an id, and which file is held out, do not depend on the Python version;
the text does.

Axes  T time, B batch, H hidden, N characters.
"""

import ast
import io
import tokenize
import zlib

import numpy as np

from helpers.datasets.text import CharVocab, stdlib_sources

CODE_VOCAB = CharVocab("\t\n" + "".join(chr(point) for point in range(32, 127)))
QUOTES = ("'", '"')
SIGNALS = ("inside a string", "inside '...'", 'inside "..."', "indentation", "bracket depth")
TABLES = ("encodings/",)  # tables of characters, each file like the next
OPEN, CLOSE = "([{", ")]}"
INNER_STARTS = ("FSTRING_START", "TSTRING_START")  # from Python 3.12 and 3.14 on
INNER_ENDS = ("FSTRING_END", "TSTRING_END")


def split_code(sources=None):
    """Split the standard library's files into training and held-out ones, a tenth of them.

    sources: {path: source}, those of stdlib_sources if None. The path alone decides, so a file is
    on the same side under every Python. Tables of characters are left out.
    Returns two dicts {path: source}.
    """
    sources = stdlib_sources() if sources is None else sources
    sides: tuple[dict, dict] = ({}, {})
    for path, source in sources.items():
        if not path.startswith(TABLES):
            sides[zlib.crc32(path.encode()) % 10 == 0][path] = source
    return sides


def strip_docstrings(source):
    """Remove the lines of all docstrings from Python source; comments stay.

    A docstring that shares a line with something else stays, too.
    Raises: SyntaxError if the source is not Python's.
    """
    lines = source.splitlines(keepends=True)
    drop: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        scope = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        if isinstance(node, scope) and ast.get_docstring(node, clean=False) is not None:
            text = node.body[0]
            first, last = text.lineno - 1, text.end_lineno - 1
            before = lines[first].encode()[: text.col_offset]
            after = lines[last].encode()[text.end_col_offset :]
            if not before.strip() and not after.strip():
                drop.update(range(first, last + 1))
    return "".join(line for number, line in enumerate(lines) if number not in drop)


def code_signals(source):
    """Return what holds after each character of Python source was read.

    Shapes: source of N characters -> {name of SIGNALS: float (N,)}.
    Units: inside a string 1 from the opening quote on, 0 from the last closing quote on, and the
    same for strings that open with either kind of quotation mark; indentation in blocks, from a
    line's first character that is no space on; bracket depth in brackets that are open, those
    inside strings not counted.
    Raises: SyntaxError or tokenize.TokenError if the source cannot be split into tokens.
    """
    lines = np.cumsum([0, *(len(line) for line in source.splitlines(keepends=True))])
    changes = np.zeros((len(SIGNALS), len(source) + 1))
    blocks, brackets = changes[3], changes[4]
    inner, strings = 0, [0]  # how many strings with replacement fields are open, and their rows
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        kind = tokenize.tok_name[token.type]
        start, end = (lines[row - 1] + column for row, column in (token.start, token.end))
        if not inner and kind in ("STRING", *INNER_STARTS):
            letters = _prefix(token.string)
            strings = [0, 1 + QUOTES.index(token.string[letters])]
            changes[strings, start + letters] += 1
        inner += (kind in INNER_STARTS) - (kind in INNER_ENDS)
        if not inner and kind in ("STRING", *INNER_ENDS):
            changes[strings, end - 1] -= 1
        elif kind == "OP" and not inner:
            brackets[start] += (token.string in OPEN) - (token.string in CLOSE)
        elif kind in ("INDENT", "DEDENT"):
            blocks[end if kind == "INDENT" else start] += 1 if kind == "INDENT" else -1
    return dict(zip(SIGNALS, np.cumsum(changes, axis=1)[:, :-1], strict=True))


def code_windows(sources, count, length):
    """Cut one window out of each of at most `count` files, without docstrings, with its signals.

    sources: {path: source}. Files are taken evenly from the sorted paths among those that are
    long enough, all of them where a Python version has fewer than `count`; the window begins at a
    line's start near the middle of its file.
    Shapes: -> paths (list of B), ids (T, B) int64, {name of SIGNALS: (T, B)}, T = length.
    Raises: ValueError if no file is long enough.
    """
    found = []
    long = [path for path in sorted(sources) if len(sources[path]) >= 2 * length]
    spread = np.random.default_rng(0).permutation(len(long))
    for path in (long[at] for at in spread):
        window = _window(sources[path], length)
        if window is not None:
            found.append((path, *window))
        if len(found) == count:
            break
    if not found:
        raise ValueError(f"No file has {length} characters of code; expected at least one.")
    paths, ids, signals = zip(*sorted(found, key=lambda one: one[0]), strict=True)
    stacked = {name: np.stack([s[name] for s in signals], axis=1) for name in SIGNALS}
    return list(paths), np.stack(ids, axis=1), stacked


def depth_of(ids, opening, closing, outside):
    """Count the open brackets of one kind, from the start of each window on.

    Shapes: ids (T, B); outside (T, B), False where brackets do not count, as in a string -> (T, B).
    A bracket that was open before the window began is not counted: its end leads to -1.
    """
    first, last = CODE_VOCAB.encode(opening + closing)
    changes = np.where(outside, (ids == first).astype(float) - (ids == last), 0.0)
    return changes.cumsum(axis=0)


def unit_correlations(cells, signal):
    """Correlate each unit with a signal.

    Shapes: cells (T, H), signal (T,) -> (H,), Pearson's r; 0 where either does not change.
    """
    cells = np.asarray(cells, dtype=float)
    signal = np.asarray(signal, dtype=float)
    units, wanted = cells - cells.mean(axis=0), signal - signal.mean()
    units[:, np.ptp(cells, axis=0) == 0] = 0.0  # a mean may be off by a rounding error
    wanted = wanted * (np.ptp(signal) > 0)
    scale = np.sqrt((units**2).sum(axis=0) * (wanted**2).sum())
    return np.divide(wanted @ units, scale, out=np.zeros(cells.shape[1]), where=scale > 0)


def best_unit_for(cells, signal):
    """Return the unit that follows a signal best, and how well.

    Shapes: cells (T, H), signal (T,) -> index, correlation: the r of the largest absolute value,
    with its sign, the first of equal ones; 0 and 0.0 if nothing changes.
    """
    found = unit_correlations(cells, signal)
    index = int(np.argmax(np.abs(found)))
    return index, float(found[index])


def _window(source, length):
    """Return ids and signals of a window of one file, or None if too little is left of it."""
    try:
        code = strip_docstrings(source)
        signals = code_signals(code)
    except (SyntaxError, tokenize.TokenError, ValueError):
        return None
    start = code.find("\n", (len(code) - length) // 2) + 1
    if start == 0 or start + length > len(code):
        return None
    part = slice(start, start + length)
    return CODE_VOCAB.encode(code[part]), {name: s[part] for name, s in signals.items()}


def _prefix(string):
    """Count the letters before a string's opening quote."""
    return len(string) - len(string.lstrip("rRbBuUfFtT"))
