"""Tasks made by a rule, whose best possible loss is known.

Axes  T time, B batch.
"""

import math

import numpy as np

from helpers.scratch.contract.validation import require_count, require_floats, require_shape

# ------------------------------------------------------------------ long memories

ADDING_BASELINE = 1 / 6  # mean squared error of always answering 1: twice the variance of U(0, 1)


def adding_problem(T, u, positions):
    """Make sequences whose target is the sum of two marked numbers among T.

    Shapes: u (T, B), uniform on [0, 1); positions (2, B) int, the two marked steps of each row,
    from 0 to T - 1 and not equal -> xs (T, B, 2), the number and its mark (1 at the two steps,
    else 0); targets (B,).
    Raises: ValueError if a shape does not fit, or a row's positions are not two steps.
    Source: Hochreiter & Schmidhuber (1997), section 5.4. Differs: their numbers are from [-1, 1],
    their targets scaled to [0, 1] and their marks -1 at both ends.
    """
    T = require_count("T", T, least=2)
    _, B = require_floats("u", u, T=T, B=None)
    positions = np.asarray(positions)
    require_shape("positions", positions, two=2, B=B)
    if positions.dtype.kind not in "iu" or positions.min() < 0 or positions.max() >= T:
        raise ValueError(f"positions holds other values than steps from 0 to {T - 1}.")
    if (positions[0] == positions[1]).any():
        raise ValueError("positions marks one step twice, expected two steps in each row.")
    rows = np.arange(B)
    marks = np.zeros_like(u)
    marks[positions, rows] = 1.0
    return np.stack([u, marks], axis=-1), u[positions, rows].sum(axis=0)


def draw_adding(rng, T, B):
    """Draw what adding_problem takes: numbers, and one marked step in each half of a row.

    Shapes: -> u (T, B) in float64, positions (2, B).
    Raises: ValueError if T is not a whole number of at least 2, or B of at least 1.
    """
    T, B = require_count("T", T, least=2), require_count("B", B)
    half = T // 2
    positions = np.stack([rng.integers(0, half, size=B), rng.integers(half, T, size=B)])
    return rng.uniform(size=(T, B)), positions


def copy_memory_baseline(T, K, S):
    """Score the best predictor without memory on the copy task, in nats a step.

    S symbols of K kinds, then T blanks, the last of them a signal, then the S symbols again in
    order: T + 2S steps. Without memory the blanks are certain and each symbol costs ln K.
    Raises: ValueError if T, K or S is not a whole number of at least 1.
    Source: Arjovsky, Shah & Bengio (2016), section 4.1, with K = 8 and S = 10.
    """
    T, K, S = require_count("T", T), require_count("K", K), require_count("S", S)
    return S * math.log(K) / (T + 2 * S)
