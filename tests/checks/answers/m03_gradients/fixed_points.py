"""Answers to fixed_points that its record did not foresee."""

import numpy as np

from helpers.scratch import gradient_flow
from tests.checks.answers import wrong


def move_of(w, b):
    return lambda h: np.tanh(w * h + b) - h


def three_iterations(w, b):
    pts = []
    for h in (-1.0, 0.0, 1.0):
        for _ in range(500):
            h = np.tanh(w * h + b)
        pts.append(h)
    p = np.unique(np.round(pts, 8))
    return p, np.abs(w * (1 - p**2)) < 1


def left_grid_points(w, b):
    f = move_of(w, b)
    g = np.linspace(-1, 1, 1000)
    at = [i for i in range(999) if f(g[i]) * f(g[i + 1]) < 0]
    p = np.array([g[i] for i in at])
    return p, np.abs(w * (1 - p**2)) < 1


def descending_and_turned(w, b):
    f = move_of(w, b)
    g = np.linspace(1, -1, 1000)
    at = [i for i in range(999) if f(g[i]) * f(g[i + 1]) < 0]
    p = np.array([gradient_flow.bisect(f, g[i], g[i + 1]) for i in at])
    return p, np.abs(w * (1 - p**2)) > 1


def thirty_grid_points(w, b):
    def move(h):
        return np.tanh(w * h + b) - h

    grid = np.linspace(-1, 1, 30)
    at = [i for i in range(29) if move(grid[i]) * move(grid[i + 1]) < 0]
    points = np.array([gradient_flow.bisect(move, grid[i], grid[i + 1]) for i in at])
    return points, np.abs(w * (1 - points**2)) < 1


def divides_by_the_weight(w, b):
    h = np.arctanh(0.9) / w - b / w
    return np.array([h]), np.array([True])


def wide_margin(w, b):
    grid = np.linspace(-1, 1, 1000)
    moves = move_of(w, b)(grid)
    at = np.flatnonzero(moves[:-1] * moves[1:] < 0)
    points = [gradient_flow.bisect(move_of(w, b), grid[i], grid[i + 1]) for i in at]
    points = np.array(points)
    return points, np.abs(w * (1 - points**2)) < 0.9


WRONG = (
    wrong(wide_margin, "stable[", unsaid=("is zero",)),
    wrong(three_iterations, "Iterating from several starts ends at stable"),
    wrong(left_grid_points, "A grid only shows between which two numbers"),
    wrong(descending_and_turned, "The points are in descending order."),
    wrong(thirty_grid_points, "points has shape (1,), expected (n=3,)", "on a coarse grid"),
    wrong(divides_by_the_weight, "points has shape (1,)"),
)
EDGES = {
    "two points close together": lambda cases: any(
        len(points := gradient_flow.fixed_points(w, b)[0]) == 3
        and 0.01 < np.diff(points).min() < 0.03
        for w, b in cases
    ),
    "no weight": lambda cases: any(w == 0 for w, _ in cases),
}
