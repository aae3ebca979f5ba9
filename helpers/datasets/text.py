"""Real text without a network: the interpreter's own documentation and source, as characters.

Both differ from one Python version to the next, so nothing computed from them is a constant.
"""

import importlib
import os
import random
import sysconfig
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from helpers.datasets.registry import fetch
from helpers.scratch.contract.validation import require_ids

UNK_SHOWN = "\N{REPLACEMENT CHARACTER}"  # how decode writes <UNK>
SHARED_PARAGRAPH = 80  # characters from which a paragraph in two topics is no coincidence
NOT_LIBRARY = (  # how folders of tests, applications, data and installed packages begin
    "test", "idle", "lib2to3", "turtledemo", "pydoc_data", "ensurepip",
    "site-packages", "dist-packages", "config-", "__pycache__",
)  # fmt: skip
NOT_SOURCE = ("_sysconfigdata",)  # settings of one build of Python, written by a machine


class MissingCorpus(RuntimeError):
    """This interpreter ships without the text that was asked for."""


def pydoc_topics():
    """Read the topics behind Python's help(): English about the language, from the interpreter.

    Returns {name: text}, sorted by name; about 460,000 characters in all.
    Raises: MissingCorpus if the interpreter comes without pydoc_data.topics.
    """
    try:
        topics = importlib.import_module("pydoc_data.topics").topics
    except (ImportError, AttributeError) as error:
        raise MissingCorpus(_advice("pydoc_data.topics, the text behind help(),")) from error
    if not topics:
        raise MissingCorpus(_advice("a filled pydoc_data.topics"))
    return {name: topics[name] for name in sorted(topics)}


def split_topics(topics, held_out=0.1, seed=0):
    """Split topics into training and held-out text, whole topics at a time.

    Topics that repeat a paragraph of each other (about a sixth of pydoc's text is such a copy)
    stay on one side, so that the held-out text is new. Groups of topics are drawn in random
    order and held out as long as they fit into the share held_out of all characters.
    Returns train_text, test_text; topics stand in the order of their names.
    Raises: ValueError if held_out is not between 0 and 1, or one side would be empty.
    """
    if not 0 < held_out < 1:
        raise ValueError(f"held_out is {held_out!r}, expected a share between 0 and 1.")
    groups = _related(topics)
    random.Random(seed).shuffle(groups)
    room = held_out * sum(len(text) for text in topics.values())
    test: set[str] = set()
    for group in groups:
        size = sum(len(topics[name]) for name in group)
        if size <= room:
            test.update(group)
            room -= size
    sides = ([name for name in sorted(topics) if (name in test) == side] for side in (False, True))
    train_text, test_text = ("\n\n".join(topics[name] for name in side) for side in sides)
    if not (train_text and test_text):
        raise ValueError(f"topics are too few or too alike to hold out {held_out:.0%} of them.")
    return train_text, test_text


def stdlib_sources():
    """Read the standard library's own Python source, without tests and applications.

    Returns {path inside the library: source}, sorted by path, for example "json/decoder.py".
    Raises: MissingCorpus if this interpreter's library is not there as .py files.
    """
    root = Path(sysconfig.get_path("stdlib"))
    paths = {path.relative_to(root).as_posix(): path for path in _library_files(root)}
    sources = {name: _read_source(paths[name]) for name in sorted(paths)}
    sources = {name: source for name, source in sources.items() if source}
    if not sources:
        raise MissingCorpus(_advice(f"its standard library's source, looked for in {root},"))
    return sources


def tiny_shakespeare():
    """Read Tiny Shakespeare: 1,115,394 characters of plays, downloaded once and then cached.

    Raises: DatasetUnavailable if it is neither cached nor downloadable.
    """
    return fetch("tinyshakespeare").read_text(encoding="utf-8")


@dataclass(frozen=True)
class CharVocab:
    """The characters a model knows, in order; one id more stands for every other character.

    Character i of `chars` has the id i; `unk`, the last id, is <UNK>. len() is V, with <UNK>.
    """

    chars: str

    def __post_init__(self):
        points = self._points
        if not np.all(points[1:] > points[:-1]):
            raise ValueError("chars is not sorted or repeats a character; use char_vocab(text).")

    def __len__(self):
        return len(self.chars) + 1

    @property
    def unk(self):
        """The id of <UNK>."""
        return len(self.chars)

    @cached_property
    def _points(self):
        return _code_points(self.chars)

    def encode(self, text):
        """Look up the id of every character.

        Shapes: text of N characters -> int64 (N,).
        """
        points = _code_points(text)
        if not self.chars:
            return np.full(len(points), self.unk, dtype=np.int64)
        ids = np.searchsorted(self._points, points)
        known = self._points[np.minimum(ids, self.unk - 1)] == points
        return np.where(known, ids, self.unk).astype(np.int64, copy=False)

    def decode(self, ids):
        """Write ids as text, <UNK> as the replacement character.

        Raises: ValueError if an id is not an integer from 0 to V - 1.
        """
        ids = require_ids("ids", ids, len(self))
        shown = self.chars + UNK_SHOWN
        return "".join([shown[i] for i in ids.ravel().tolist()])


def char_vocab(text):
    """Collect the characters of a text in the order of their code points."""
    return CharVocab("".join(sorted(set(text))))


def _advice(what):
    """Return what is missing and how to get it."""
    return (
        f"This Python ships without {what} which the course reads its text from. Some Linux "
        "distributions leave parts of the standard library out: install the full python3 package, "
        "or Python from python.org or conda, and run make setup again."
    )


def _related(topics: Mapping[str, str]) -> list[list[str]]:
    """Group the names of topics that share a long paragraph, directly or through others."""
    group_of = {name: [name] for name in sorted(topics)}
    first_with: dict[str, str] = {}
    for name in sorted(topics):
        for paragraph in topics[name].split("\n\n"):
            words = " ".join(paragraph.split())
            if len(words) < SHARED_PARAGRAPH:
                continue
            kept, other = group_of[first_with.setdefault(words, name)], group_of[name]
            if kept is not other:
                kept.extend(other)
                group_of.update(dict.fromkeys(other, kept))
    unique = {id(group): sorted(group) for group in group_of.values()}
    return sorted(unique.values())


def _library_files(root):
    """Walk the .py files below root, without going into what is not the library."""
    for folder, subfolders, files in os.walk(root):
        subfolders[:] = [name for name in subfolders if not name.startswith(NOT_LIBRARY)]
        for name in files:
            if name.endswith(".py") and not name.startswith(NOT_SOURCE):
                yield Path(folder, name)


def _read_source(path):
    """Read one .py file in the encoding it declares; a file that is unreadable counts as empty."""
    try:
        with tokenize.open(path) as file:
            return file.read()
    except (OSError, SyntaxError, UnicodeDecodeError):
        return ""


def _code_points(text):
    """Turn text into an array of its code points, lone surrogates included."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
