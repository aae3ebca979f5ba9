"""Winograd-style schemas: pairs of sentences in which one word decides what a pronoun means."""

import json
import math
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np


class Schema(NamedTuple):
    """A pair of sentences.

    text has a gap `_`, which one of the two options fills, and a place `{}` for the deciding
    word. answers: deciding word -> the option that fills the gap then.
    """

    text: str
    options: tuple[str, str]  # in the order in which the text names them
    answers: dict[str, str]


class Question(NamedTuple):
    """One sentence of a schema, with the gap filled in both ways."""

    sentences: tuple[str, str]  # filled with the first option, with the second
    starts: tuple[int, int]  # the character at which the rest after the gap begins
    answer: int  # 0 or 1: which of the two sentences is right


def load_schemas():
    """Read the schemas that were written for this course, from data/schemas.jsonl."""
    lines = _file().read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [Schema(row["text"], tuple(row["options"]), row["answers"]) for row in rows]


def questions(schemas):
    """Write out both sentences of every schema; two questions a schema, neighbours in the list."""
    return [
        _question(schema, word, answer)
        for schema in schemas
        for word, answer in schema.answers.items()
    ]


def bag_of_words_accuracy(schemas):
    """Answer every schema from word counts alone, learned on all the other schemas.

    A naive Bayes classifier says from the set of words whether the option named first fills the
    gap. Returns the share of right answers, a tie counting one half: what word choice gives away.
    Source: Levesque, Davis & Morgenstern (2012) ask for schemas that statistics do not answer.
    """
    labelled = [[*_labelled(schema)] for schema in schemas]
    right = []
    for i, asked in enumerate(labelled):
        others = [pair for j, pairs in enumerate(labelled) if j != i for pair in pairs]
        counts = [Counter(w for bag, label in others if label == k for w in bag) for k in (0, 1)]
        V = len(set().union(*counts)) + 1  # one more stands for every new word
        for bag, label in asked:
            first, second = (_log_score(bag, count, V) for count in counts)
            tie = math.isclose(first, second, abs_tol=1e-9)
            right.append(0.5 if tie else float((second > first) == label))
    return float(np.mean(right))


def _question(schema, word, answer):
    before, after = schema.text.format(word).split("_")
    return Question(
        sentences=tuple(f"{before}{option}{after}" for option in schema.options),
        starts=tuple(len(before) + len(option) for option in schema.options),
        answer=schema.options.index(answer),
    )


def _labelled(schema):
    """Yield (set of words, which option is right) for both sentences."""
    for word, answer in schema.answers.items():
        words = re.findall(r"\w+", schema.text.format(word).lower().replace("_", " "))
        yield frozenset(words), schema.options.index(answer)


def _log_score(bag, counts, V):
    total = sum(counts.values()) + V
    return sum(math.log((counts[word] + 1) / total) for word in sorted(bag))


def _file():
    """Find schemas.jsonl: in data/ of a checkout, or beside this file in an installed package."""
    checkout = Path(__file__).parents[2] / "data" / "schemas.jsonl"
    return checkout if checkout.is_file() else Path(__file__).with_name("schemas.jsonl")
