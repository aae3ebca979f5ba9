"""The standard library's functions with the first sentence of what their docstrings say.

They are read from the running interpreter, so how many there are, and what they say, depends on
the Python version; which side of a split a function is on depends on its own name only.

Axes  N texts, V vocabulary, T time, B batch.
"""

import ast
import importlib
import inspect
import re
import zlib
from typing import NamedTuple

import numpy as np

from helpers.datasets.text import stdlib_sources
from helpers.datasets.words import UNK, build_vocab

PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
SENTENCE_END = re.compile(r"\n\s*\n|[.:;](?=\s|$)")
SIGNATURE = re.compile(r"^[\w.]+\([^\n]*?\)(?:\s*->[^\n]*?(?:--?\s|\n)|\s*--?\s|\s*\n)\s*")
FEWEST_WORDS = 3  # of a sentence that can be searched for
COMPILED = (
    "builtins", "_io", "bisect", "cmath", "collections", "functools", "gc", "heapq", "itertools",
    "math", "operator", "os", "signal", "time", "zlib",
)  # fmt: skip
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
SHARES = 10  # a function is held out if its number, of these, is the seed's


class Function(NamedTuple):
    """A function or method: where it stands, how it is called, what it is said to do."""

    module: str  # "json.decoder"
    name: str  # "JSONDecoder.decode", or "urlopen"
    arguments: tuple  # names, without self and cls
    sentence: str  # the first one of its docstring

    @property
    def package(self):
        """The outermost package, or the module itself where it is in none."""
        return self.module.split(".")[0]

    @property
    def signature(self):
        """The function as one calls it: module, name and arguments."""
        return f"{self.module}.{self.name}({', '.join(self.arguments)})"

    @property
    def document(self):
        """What a search reads of the function: its signature."""
        return self.signature


def library_functions(sources=None):
    """Collect the public functions and methods whose docstring begins with a sentence.

    sources: {path: source} of Python files; if None, those of the standard library, and some of
    its modules that are written in C. A sentence that several functions share belongs to the
    first of them only, since nothing tells which one was meant.
    Returns a list of Function, in the order of the paths, the compiled ones last.
    """
    files = stdlib_sources() if sources is None else sources
    candidates = [found for path, source in files.items() for found in _written(path, source)]
    if sources is None:
        candidates += [found for name in COMPILED for found in _compiled(name)]
    kept, said = [], set()
    for one in candidates:
        words = tuple(words_of(one.sentence))
        if len(words) >= FEWEST_WORDS and words not in said:
            said.add(words)
            kept.append(one)
    return kept


def first_sentence(docstring):
    """Return the text up to the first full stop, colon, semicolon or empty line, on one line.

    A signature in front, as compiled functions have one ("S.pop() -> item"), is left out.
    """
    text = SIGNATURE.sub("", docstring.strip())
    return " ".join(SENTENCE_END.split(text, maxsplit=1)[0].split())


def words_of(text):
    """Cut text or names into lower-case words: "isDir_path2" is is, dir, path, 2."""
    return [piece.lower() for piece in PIECE.findall(text)]


def split_functions(functions, seed=0):
    """Split functions into training and held-out ones, a tenth of them.

    A function's module and name alone decide, so a held-out one stays so on every machine.
    Returns two lists.
    Raises: ValueError if seed is not from 0 to 9.
    """
    if seed not in range(SHARES):
        raise ValueError(f"seed is {seed!r}, expected a whole number from 0 to {SHARES - 1}.")
    sides: tuple[list, list] = ([], [])
    for one in functions:
        key = f"{one.module}.{one.name}".encode()
        sides[zlib.crc32(key) % SHARES == seed].append(one)
    return sides


def word_vocab(texts, min_count=1):
    """Choose the words of some texts that get an id; 0 is <UNK>, which stands for all others."""
    return build_vocab([word for text in texts for word in words_of(text)], min_count, [UNK])


def word_ids(text, vocab):
    """Look up the ids of a text's words; a text without a word is one <UNK>.

    Shapes: -> (number of words,) int64. vocab: {word: id}, with <UNK> at 0.
    """
    return np.array([vocab.get(word, 0) for word in words_of(text)] or [0], dtype=np.int64)


def word_counts(texts, vocab):
    """Count how often each word stands in each text; words without an id are left out.

    Shapes: texts N strings; vocab {word: id} -> (N, V) float64, column 0 (<UNK>) is 0.
    """
    counts = np.zeros((len(texts), len(vocab)))
    for row, text in zip(counts, texts, strict=True):
        for word in words_of(text):
            if word in vocab:
                row[vocab[word]] += 1
    return counts


def _written(path, source):
    """Yield the public functions of one Python file; none if the file, or its folder, is private.

    A file that is not of this Python's syntax has none either.
    """
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    module = "os.path" if module == "posixpath" else module
    if module == "ntpath" or any(part.startswith("_") for part in module.split(".")):
        return
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for name, node in _definitions(tree.body, ""):
        sentence = first_sentence(ast.get_docstring(node) or "")
        yield Function(module, name, _arguments(node), sentence)


def _definitions(body, prefix):
    """Walk the public functions of a module's body and of its public classes, with their names."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _definitions(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, FUNCTIONS) and not node.name.startswith("_"):
            yield prefix + node.name, node


def _arguments(node):
    """Return the names of a function's arguments, without self and cls."""
    a = node.args
    names = [arg.arg for arg in (*a.posonlyargs, *a.args, a.vararg, *a.kwonlyargs, a.kwarg) if arg]
    return tuple(name for name in names if name not in ("self", "cls"))


def _compiled(name):
    """Yield the public functions and methods of a module that are not written in Python."""
    module = importlib.import_module(name)
    shown = name.lstrip("_")
    for key, value in sorted(vars(module).items()):
        if key.startswith("_") or inspect.isfunction(value) or inspect.ismodule(value):
            continue
        members = sorted(vars(value).items()) if inspect.isclass(value) else []
        for path, one in [(key, value), *((f"{key}.{at}", member) for at, member in members)]:
            if _is_function(path, one):
                sentence = first_sentence(inspect.getdoc(one) or "")
                yield Function(shown, path, _parameters(one), sentence)


def _is_function(path, value):
    """Return whether a value is a public function, method or class that a module brings along.

    Methods of objects are not: a notebook's own, such as get_ipython, stand among the builtins.
    """
    if path.split(".")[-1].startswith("_") or inspect.isfunction(value) or inspect.ismethod(value):
        return False
    if inspect.isclass(value):
        return "." not in path and not issubclass(value, BaseException)
    return inspect.isroutine(value)


def _parameters(value):
    """Return the names of a compiled function's arguments, as far as it tells them."""
    try:
        names = inspect.signature(value).parameters
    except (TypeError, ValueError):
        return ()
    return tuple(name for name in names if name not in ("self", "type", "cls"))
