"""Sequences that ask for what stood beside something earlier: pairs to recall, and repeats.

Axes  T steps, B batch, N pairs.   All tokens of one row are drawn anew, so nothing can be learned
by heart: what is asked for stands in the sequence alone.
"""

from typing import NamedTuple

import numpy as np

from helpers.scratch.contract.validation import require_count, require_generator


class Asked(NamedTuple):
    """Token ids, what follows or is asked for at each step, and at which steps that counts."""

    ids: np.ndarray  # (T, B)
    targets: np.ndarray  # (T, B)
    mask: np.ndarray  # (T, B) bool


def draw_pairs(rng, B, N, keys=32, values=16):
    """Draw N pairs of a key and a value, and then ask for the value of every key, in a new order.

    Keys are the ids from 0, different within a row; values the ids from `keys` on, any of them
    any number of times. The answers are not shown.
    Shapes: -> Asked with T = 3 N; the mask is True on the last N steps, whose targets are values.
    Units: guessing one of the values costs ln(values) nats a question.
    Raises: ValueError if a number is not a whole number of at least 1, or N is above keys.
    Source: as in Arora et al. (2024), multi-query associative recall. Differs: each key is asked
    for once, directly after all pairs.
    """
    require_generator("rng", rng)
    B, N = require_count("B", B), require_count("N", N)
    keys, values = require_count("keys", keys), require_count("values", values)
    if keys < N:
        raise ValueError(f"N is {N}, expected at most {keys}: as many as there are keys.")
    ks = _different(rng, N, B, keys)
    vs = rng.integers(keys, keys + values, size=(N, B))
    order = _different(rng, N, B, N)
    ids, targets = np.zeros((2, 3 * N, B), np.int64)
    ids[0 : 2 * N : 2], ids[1 : 2 * N : 2] = ks, vs
    ids[2 * N :] = np.take_along_axis(ks, order, axis=0)
    targets[2 * N :] = np.take_along_axis(vs, order, axis=0)
    mask = np.zeros((3 * N, B), bool)
    mask[2 * N :] = True
    return Asked(ids, targets, mask)


def draw_repeats(rng, T, B, V, shortest, longest):
    """Draw sequences that repeat their own beginning, with a period drawn for each row.

    The tokens of a period are different, so that from its second token on the repeat is certain
    to whoever finds where the last token stood before.
    Shapes: -> Asked of T steps, targets being the next tokens; the mask is True where a token and
    what follows it have both been seen, from the step of the period on.
    Units: shortest and longest period in steps; T is above longest.
    Raises: ValueError if a number is out of range.
    Source: after Olsson et al. (2022), induction heads.
    """
    require_generator("rng", rng)
    B, shortest = require_count("B", B), require_count("shortest", shortest)
    longest = require_count("longest", longest, least=shortest)
    T, V = require_count("T", T, least=longest + 1), require_count("V", V, least=longest)
    periods = rng.integers(shortest, longest + 1, size=B)
    steps = np.arange(T + 1)[:, None]
    ids = np.take_along_axis(_different(rng, longest, B, V), steps % periods, axis=0)
    return Asked(ids[:-1], ids[1:], steps[:-1] >= periods)


def _different(rng, n, B, size):
    """Draw n different numbers below size for each row: (n, B)."""
    return rng.uniform(size=(size, B)).argsort(axis=0)[:n]
