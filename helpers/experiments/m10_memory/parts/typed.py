"""Pairs that a learner types, as a question of associative recall."""

import re

import numpy as np

from helpers.datasets.generated.associative import Asked
from helpers.experiments.m10_memory.parts.asked import KEYS, VALUES

PAIR = re.compile(r"k(\d+)=v(\d+)")


def read_pairs(text, least=2, most=8):
    """Read pairs such as "k7=v3 k1=v0", and ask for every key again, the last one first.

    Shapes: -> Asked with T = 3 N and B = 1.
    Raises: ValueError that names the first pair which is none, is out of range, or has the key of
    an earlier one, and where they are fewer than `least` or more than `most`.
    """
    words = text.replace(",", " ").split()
    if not least <= len(words) <= most:
        message = f"{len(words)} pairs, expected {least} to {most}, as in k7=v3 k1=v0."
        raise ValueError(message)
    pairs: dict[int, int] = {}
    for word in words:
        found = PAIR.fullmatch(word)
        key, value = map(int, found.groups()) if found else (KEYS, VALUES)
        if key >= KEYS or value >= VALUES:
            expected = f"k0 to k{KEYS - 1}, then =, then v0 to v{VALUES - 1}"
            raise ValueError(f"{word} is no pair; expected {expected}.")
        if key in pairs:
            raise ValueError(f"{word}: k{key} has a value already; expected different keys.")
        pairs[key] = KEYS + value
    keys, values = list(pairs), list(pairs.values())
    ids = [token for pair in pairs.items() for token in pair] + keys[::-1]
    targets = np.zeros(len(ids), np.int64)
    targets[2 * len(keys) :] = values[::-1]
    mask = np.arange(len(ids)) >= 2 * len(keys)
    return Asked(np.array(ids)[:, None], targets[:, None], mask[:, None])
