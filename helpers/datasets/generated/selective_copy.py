"""Selective copying: a few symbols among many blanks, to be written down in order afterwards.

Axes  L steps to read, S symbols, K kinds of symbols, B batch.
"""

import numpy as np

from helpers.datasets.generated.copy_memory import Copies
from helpers.scratch.contract.validation import require_count, require_generator


def draw_selective_copies(rng, L, B, S=4, K=8, fixed=False):
    """Draw S symbols at random places among L steps, then S signals at which they are written.

    With fixed places the last S of the L steps hold them in every row, so that a recurrence that
    knows the time alone can do it; random places must be told from the blanks by their content.
    Shapes: -> Copies of L + S steps: ids and targets are 0 to K - 1 symbols, K blank, K + 1 signal;
    the targets before the signals are blanks.
    Raises: ValueError if a number is not a whole number of at least 1, or S is above L.
    Source: Gu & Dao (2024), section 4.1.1, after Arjovsky, Shah & Bengio (2016).
    """
    require_generator("rng", rng)
    L, B = require_count("L", L), require_count("B", B)
    S, K = require_count("S", S), require_count("K", K)
    if S > L:
        raise ValueError(f"S is {S}, expected at most L = {L}: every symbol needs a step.")
    symbols = rng.integers(0, K, size=(S, B))
    places = np.argsort(rng.uniform(size=(L, B)), axis=0)[:S]  # S different steps of each row
    places = (
        np.repeat(np.arange(L - S, L)[:, None], B, axis=1) if fixed else np.sort(places, axis=0)
    )
    ids, targets = np.full((2, L + S, B), K)
    np.put_along_axis(ids, places, symbols, axis=0)
    ids[L:], targets[L:] = K + 1, symbols
    return Copies(ids, targets)
