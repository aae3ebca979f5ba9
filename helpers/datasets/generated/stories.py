"""Short stories whose question takes two steps to answer: who has it, and where is that person.

Axes  N statements, B stories.   Every statement is three words: a person, a verb, and a place or an
object.
"""

from typing import NamedTuple

import numpy as np

from helpers.scratch.contract.validation import require_count, require_generator

PEOPLE = ("Anna", "Bilal", "Chen", "Dora", "Emre")
OBJECTS = ("apple", "book", "coin", "drum", "key")
PLACES = ("attic", "bakery", "cellar", "garden", "hall", "kitchen")
MOVED, TOOK = "moved to the", "took the"
WORDS = (*PEOPLE, MOVED, TOOK, *OBJECTS, *PLACES)

_MOVED, _TOOK = len(PEOPLE), len(PEOPLE) + 1
_OBJECT = len(PEOPLE) + 2  # the id of the first object
_PLACE = _OBJECT + len(OBJECTS)


class Stories(NamedTuple):
    """Statements, one question each, its answer, and the two statements that it takes."""

    words: np.ndarray  # (N, B, 3), ids of WORDS
    questions: np.ndarray  # (B,), the id of an object: where is it?
    answers: np.ndarray  # (B,), the id of a place
    support: np.ndarray  # (2, B), which statements: who took it, and where that person moved


def draw_stories(rng, B, moves=1):
    """Draw stories in which each person moves some times and each object is taken once.

    The statements are in any order. An object is where the person who took it was last said to
    have moved, before or after: with moves = 1 there is one such statement.
    Shapes: -> Stories of N = 5 moves + 5 statements; 5 people, 5 objects and 6 places.
    Units: guessing the place costs ln 6 nats.
    Raises: ValueError if B or moves is not a whole number of at least 1.
    Source: after Weston et al. (2016), task 2, two supporting facts. Differs: nothing is dropped.
    """
    require_generator("rng", rng)
    B, moves = require_count("B", B), require_count("moves", moves)
    movers = np.tile(np.arange(len(PEOPLE)), moves)
    places = rng.integers(_PLACE, _PLACE + len(PLACES), size=(len(movers), B))
    takers = rng.integers(0, len(PEOPLE), size=(len(OBJECTS), B))
    taken = np.arange(_OBJECT, _PLACE)
    plain = np.concatenate(
        [
            np.stack([_every(movers, B), np.full_like(places, _MOVED), places], axis=-1),
            np.stack([takers, np.full_like(takers, _TOOK), _every(taken, B)], axis=-1),
        ]
    )
    order = rng.uniform(size=plain.shape[:2]).argsort(axis=0)
    words = np.take_along_axis(plain, order[..., None], axis=0)
    questions = rng.integers(_OBJECT, _PLACE, size=B)
    took = (words[..., 1] == _TOOK) & (words[..., 2] == questions)
    owners = words[took.argmax(axis=0), np.arange(B), 0]
    moved = (words[..., 1] == _MOVED) & (words[..., 0] == owners)
    last = len(words) - 1 - moved[::-1].argmax(axis=0)
    answers = words[last, np.arange(B), 2]
    return Stories(words, questions, answers, np.stack([took.argmax(axis=0), last]))


def tell(stories, b):
    """Write story b as text: its statements, the question and the answer, one a line."""
    lines = [" ".join(WORDS[word] for word in statement) for statement in stories.words[:, b]]
    question = f"Where is the {WORDS[stories.questions[b]]}? {WORDS[stories.answers[b]]}"
    return "\n".join([*lines, question])


def _every(ids, B):
    """Repeat ids for each of B stories: (N, B)."""
    return np.repeat(ids[:, None], B, axis=1)
