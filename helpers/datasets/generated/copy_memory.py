"""The copying task: symbols to be held over a stretch of blanks, and written down after it.

Axes  T blanks, B batch, K kinds of symbols, S symbols.   helpers.datasets.tasks has the loss of
the best predictor without memory, copy_memory_baseline.
"""

from typing import NamedTuple

import numpy as np

from helpers.scratch.contract.validation import require_count, require_generator


class Copies(NamedTuple):
    """Token ids and the token to write at each step: 0 to K - 1 symbols, K blank, K + 1 signal."""

    ids: np.ndarray  # (T + 2S, B)
    targets: np.ndarray  # (T + 2S, B)


def draw_copies(rng, T, B, K=8, S=10):
    """Draw S symbols, T blanks of which the last is the signal, and S blanks to answer in.

    The targets are blanks, and the S symbols in order on the last S steps.
    Shapes: -> Copies of T + 2S steps.
    Raises: ValueError if a number is not a whole number of at least 1.
    Source: Hochreiter & Schmidhuber (1997); in this form Arjovsky, Shah & Bengio (2016), section
    4.1, with K = 8 and S = 10.
    """
    require_generator("rng", rng)
    T, B = require_count("T", T), require_count("B", B)
    K, S = require_count("K", K), require_count("S", S)
    symbols = rng.integers(0, K, size=(S, B))
    ids, targets = np.full((2, T + 2 * S, B), K)
    ids[:S], ids[S + T - 1], targets[S + T :] = symbols, K + 1, symbols
    return Copies(ids, targets)
