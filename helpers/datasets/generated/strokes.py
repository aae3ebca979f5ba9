"""Letters as pen strokes, drawn by a rule: a curve through points that are moved a little.

Axes  T steps of the pen, B batch.
"""

from typing import NamedTuple

import numpy as np

from helpers.scratch.contract.validation import require_axes, require_count, require_generator

# The points that each letter's curve passes through, x to the right and y up, in a unit square.
LETTERS = {
    "c": [(0.9, 0.8), (0.5, 1.0), (0.1, 0.7), (0.1, 0.3), (0.5, 0.0), (0.9, 0.2)],
    "e": [(0.1, 0.5), (0.9, 0.55), (0.55, 1.0), (0.1, 0.6), (0.35, 0.05), (0.9, 0.2)],
    "n": [(0.1, 1.0), (0.1, 0.0), (0.15, 0.6), (0.5, 1.0), (0.85, 0.6), (0.9, 0.0)],
    "s": [(0.9, 0.9), (0.4, 1.0), (0.2, 0.7), (0.8, 0.35), (0.6, 0.0), (0.1, 0.1)],
    "u": [(0.1, 1.0), (0.1, 0.3), (0.45, 0.0), (0.85, 0.4), (0.9, 1.0), (0.9, 0.0)],
    "z": [(0.1, 1.0), (0.5, 0.95), (0.9, 1.0), (0.1, 0.0), (0.5, 0.05), (0.9, 0.0)],
}
NAMES = "".join(LETTERS)
SCALE = 0.1  # of a unit square's side, what a step of length 1 moves the pen by


class Strokes(NamedTuple):
    """Steps of the pen, and which letter of NAMES each row is."""

    xs: np.ndarray  # (T, B, 2), in units of SCALE
    letters: np.ndarray  # (B,) int


def draw_strokes(rng, T, B, jitter=0.06):
    """Draw letters: which, how the points of each are moved, and the pen's T steps along it.

    Shapes: -> Strokes.
    Units: jitter is the sd of a point's move, in sides of the square, at least 0.
    Raises: ValueError if a size is not a whole number of at least 1, or jitter is negative.
    Source: the curve is that of Catmull & Rom (1974).
    """
    require_generator("rng", rng)
    T, B = require_count("T", T), require_count("B", B)
    if not isinstance(jitter, (int, float, np.floating)) or not 0 <= jitter < np.inf:
        raise ValueError(f"jitter is {jitter!r}, expected a number of at least 0.")
    letters = rng.integers(0, len(LETTERS), size=B)
    points = np.array([*LETTERS.values()])[letters]  # (B, 6, 2)
    points = points + jitter * rng.normal(size=points.shape)
    path = curve(points, T + 1)
    return Strokes(np.diff(path, axis=0) / SCALE, letters)


def curve(points, steps):
    """Lead a smooth curve through points, the same number of steps between each pair of them.

    Shapes: points (B, P, 2), P at least 2 -> (steps, B, 2), from the first point to the last.
    """
    require_axes("points", points, "B, P, X", {"X": 2})
    P = require_count("number of points", points.shape[1], least=2)
    padded = np.concatenate([points[:, :1], points, points[:, -1:]], axis=1)
    where = np.linspace(0, P - 1, require_count("steps", steps, least=2))
    piece = np.minimum(where.astype(int), P - 2)
    t = (where - piece)[:, None, None]
    p_0, p_1, p_2, p_3 = (padded[:, piece + k].swapaxes(0, 1) for k in range(4))
    a, b = 2 * p_0 - 5 * p_1 + 4 * p_2 - p_3, -p_0 + 3 * p_1 - 3 * p_2 + p_3
    return 0.5 * (2 * p_1 + t * (p_2 - p_0 + t * (a + t * b)))


def pen_path(xs):
    """Return where the pen was. Shapes: xs (T, B, 2) as Strokes -> (T + 1, B, 2), from (0, 0)."""
    require_axes("xs", xs, "T, B, X", {"X": 2})
    return np.concatenate([np.zeros_like(xs[:1]), SCALE * xs.cumsum(axis=0)])
