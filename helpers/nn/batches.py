"""Sources of batches for train: functions of the step, so that a run can continue from any step.

`batches(step)` returns the same batch for the same step, at every call. For a task made of
random numbers that is one line: lambda step: make_task(np.random.default_rng([seed, step])).

Axes  T time, B batch; N is the length of a stream, or the number of examples.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from helpers.datasets.batching import stream_batches
from helpers.scratch.contract.validation import require_count


class StreamBatch(NamedTuple):
    """A piece of a stream, B rows side by side."""

    inputs: np.ndarray  # (T, B) int
    targets: np.ndarray  # (T, B) int, the token after each input
    starts: bool  # True where the stream begins (again): no state belongs before it


def cycle_stream(ids, B, T):
    """Read a stream as stream_batches cuts it, from the start again when it ends.

    Shapes: ids (N,) int -> a function of the step that returns a StreamBatch.
    Raises: ValueError as stream_batches does, or if ids are no integers; the function, if step is
    not a whole number.
    """
    if np.asarray(ids).dtype.kind not in "iu":
        raise ValueError(f"ids is an array of {np.asarray(ids).dtype}, expected integer ids.")
    pieces = list(stream_batches(ids, B, T))

    def batch(step):
        turn = require_count("step", step, least=0) % len(pieces)
        return StreamBatch(*pieces[turn], starts=turn == 0)

    return batch


def shuffled_rows(N, B, seed):
    """Go through N examples in random order, B at a time, in another order each time round.

    Shapes: -> a function of the step that returns rows (B,) int: which examples to take. Every
    example comes once in a round; the last batch of a round may be smaller.
    Raises: ValueError if N or B < 1, or seed < 0; the function, if step is not a whole number.
    """
    N, B = require_count("N", N), require_count("B", B)
    require_count("seed", seed, least=0)
    per_round = -(-N // B)

    @lru_cache(maxsize=1)
    def order(turn):
        return np.random.default_rng([seed, turn]).permutation(N)

    def rows(step):
        turn, place = divmod(require_count("step", step, least=0), per_round)
        return order(turn)[place * B : (place + 1) * B].copy()

    return rows
