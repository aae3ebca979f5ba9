"""Sentences with a part-of-speech tag for each word: the course's own, and any CoNLL-U file.

CoNLL-U is the format of the Universal Dependencies treebanks: one word a line in ten columns,
sentences apart by an empty line. Source: de Marneffe, Manning, Nivre & Zeman (2021).
"""

import re
from pathlib import Path
from typing import NamedTuple

from helpers.datasets.registry import fetch

TAGS = (  # the universal part-of-speech tags, in alphabetical order
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM",
    "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X",
)  # fmt: skip
SPLITS = ("train", "dev", "test")
RIGHT = "RightContext=Yes"  # how data/tagged marks a word whose tag depends on what follows
ID, FORM, UPOS, MISC = 0, 1, 3, 9  # columns
NUMBER = re.compile(r"(?P<word>[1-9]\d*)|(?P<first>[1-9]\d*)-(?P<last>[1-9]\d*)|\d+\.[1-9]\d*")


class Sentence(NamedTuple):
    """A tagged sentence of T words.

    multiword: (start, stop, form) for each token written as one but counted as several words, as
    "don't": words[start:stop]. misc: each word's last column, "_" where empty.
    """

    words: tuple[str, ...]  # T
    tags: tuple[str, ...]  # T, of TAGS
    misc: tuple[str, ...]  # T
    multiword: tuple[tuple[int, int, str], ...]
    comments: dict[str, str]  # as "sent_id" and "text"

    @property
    def needs_right(self):
        """Whether each word is marked as needing what follows for its tag (T bools)."""
        return tuple(RIGHT in misc.split("|") for misc in self.misc)


def load_tagged(split):
    """Read the sentences that were written for this course, from data/tagged.

    split: "train", "dev" or "test"; data/README.md says how they were divided.
    Returns a list of Sentence.
    Raises: ValueError if there is no such split.
    """
    if split not in SPLITS:
        raise ValueError(f"split is {split!r}, expected one of: {', '.join(SPLITS)}.")
    return read_conllu(_own_folder() / f"{split}.conllu")


def load_ewt_dev():
    """Read the development part of UD English EWT, downloading it once if it is not cached.

    Returns a list of Sentence.
    Raises: DatasetUnavailable as registry.fetch.
    """
    return read_conllu(fetch("en_ewt_dev"))


def read_conllu(path):
    """Read the words and universal tags of a CoNLL-U file.

    Empty nodes (as 8.1) are left out, since no word of the text stands for them. Lines may end in
    LF or CRLF, and the last sentence need not be followed by an empty line.
    Returns a list of Sentence, at least one.
    Raises: ValueError naming file, line and reason, where the file is not CoNLL-U or a word has
    no universal tag.
    """
    path = Path(path)
    sentences, block = [], []
    for number, line in enumerate([*_lines(path), ""], start=1):
        if line.strip():
            block.append((f"{path.name}, line {number}", line))
        elif block:
            sentences.append(_sentence(block))
            block = []
    if not sentences:
        raise ValueError(f"{path.name} holds no sentence.")
    return sentences


def _lines(path):
    """Split a file at line feeds alone: other separators may stand inside a column."""
    raw = path.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    lines = []
    for number, line in enumerate(raw.split(b"\n"), start=1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            raise ValueError(f"{path.name}, line {number}: it is not UTF-8.") from None
    return lines


def _sentence(block):
    """Put one sentence together from its (place, line)s."""
    comments: dict[str, str] = {}
    words: list[list[str]] = []
    spans: list[tuple[int, int, str]] = []
    begun = False
    for where, line in block:
        if line.startswith("#"):
            if begun:
                raise ValueError(f"{where}: a comment, expected before the sentence's first word.")
            name, _, value = line[1:].partition("=")
            comments[name.strip()] = value.strip()
            continue
        begun = True
        _take(where, _columns(where, line), words, spans)
    where = block[-1][0]
    if not words:
        raise ValueError(f"{where}: the sentence ends here and has no word.")
    if spans and spans[-1][1] > len(words):
        missing = f"the token {spans[-1][2]!r} runs to word {spans[-1][1]}"
        raise ValueError(f"{where}: {missing}, the sentence ends with word {len(words)}.")
    columns = list(zip(*words, strict=True))
    return Sentence(columns[FORM], columns[UPOS], columns[MISC], tuple(spans), comments)


def _columns(where, line):
    columns = line.split("\t")
    if len(columns) != 10:
        raise ValueError(f"{where}: {len(columns)} columns between tabs, expected 10.")
    if not all(columns):
        raise ValueError(f"{where}: column {columns.index('') + 1} is empty, expected at least _.")
    return columns


def _take(where, columns, words, spans):
    """Add a line to the sentence's words, or to its multiword tokens; an empty node to neither."""
    number = NUMBER.fullmatch(columns[ID])
    if not number:
        raise ValueError(
            f"{where}: the id is {columns[ID]!r}, expected a word's number as 3, "
            "a range as 3-4, or an empty node as 3.1."
        )
    due = len(words) + 1
    if number["word"]:
        if int(number["word"]) != due:
            raise ValueError(f"{where}: the id is {number['word']}, expected {due}.")
        if columns[UPOS] not in TAGS:
            raise ValueError(f"{where}: {columns[UPOS]!r} is no universal part-of-speech tag.")
        words.append(columns)
    elif number["first"]:
        first, last = int(number["first"]), int(number["last"])
        if first != due or last < first or (spans and spans[-1][1] >= first):
            raise ValueError(
                f"{where}: the range {columns[ID]} stands before word {due}, expected one that "
                "begins with that word, after the range before it has ended."
            )
        spans.append((first - 1, last, columns[FORM]))
    elif int(columns[ID].split(".")[0]) != due - 1:
        raise ValueError(
            f"{where}: the empty node {columns[ID]} stands after word {due - 1}, expected "
            f"{due - 1}.1 or a later one of it."
        )


def _own_folder():
    """Find data/tagged of a checkout, or its copy beside this file in an installed package."""
    checkout = Path(__file__).parents[2] / "data" / "tagged"
    return checkout if checkout.is_dir() else Path(__file__).with_name("data") / "tagged"
