"""Check of effective_depth."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m07_deep import effective_depth


def effective_depth_cases(seed):
    """Yield (T, L): the prompt's, more steps than layers, fewer, as many, one of either, both."""
    rng = np.random.default_rng(seed)
    yield from [(3, 2), (5, 3), (2, 6), (4, 4), (1, 1), (1, 5), (7, 1)]
    yield int(rng.integers(20, 400)), int(rng.integers(5, 12))


def depth_product(T, L):
    return T * L


def depth_counts_corner_twice(T, L):
    return T + L


def depth_counts_moves(T, L):
    return T + L - 2


def depth_longer_side(T, L):
    return max(T, L)


def depth_shorter_side(T, L):
    return min(T, L)


def depth_steps_alone(T, L):
    return T


def depth_layers_alone(T, L):
    return L


def depth_product_of_moves(T, L):
    return (T - 1) * (L - 1)


def depth_product_of_moves_and_one(T, L):
    return (T - 1) * (L - 1) + 1


def depth_counts_paths(T, L):
    return math.comb(T + L - 2, L - 1)


def depth_counts_input(T, L):
    return T + L + 1


def depth_as_float(T, L):
    return float(T + L - 1)


def depth_prints(T, L):
    print(T + L - 1)


def depth_by_grid(T, L):
    """Fill the grid of states with the number of tanh's up to each."""
    grid = np.zeros((L, T), int)
    for layer in range(L):
        for t in range(T):
            below = grid[layer - 1, t] if layer else 0
            before = grid[layer, t - 1] if t else 0
            grid[layer, t] = 1 + max(below, before)
    return int(grid[-1, -1])


def depth_by_walking(T, L):
    count, t, layer = 1, 0, 0
    while (t, layer) != (T - 1, L - 1):
        t, layer = (t + 1, layer) if t < T - 1 else (t, layer + 1)
        count += 1
    return count


def depth_by_lengths(T, L):
    return len([*range(T), *range(1, L)])


check_effective_depth = Check(
    name="effective_depth",
    reference=effective_depth,
    cases=effective_depth_cases,
    outputs=("count",),
    slips={
        "This is T times L, all the states of the grid. How many of them does one path "
        "visit?": depth_product,
        "This is T + L. One state lies in both the row and the column of the path: was it counted "
        "twice?": depth_counts_corner_twice,
        "This is T + L - 2, the number of moves. How many states do so many moves "
        "join?": depth_counts_moves,
        "This is the larger of T and L. Does a path move in one direction only?": depth_longer_side,
        "This is the smaller of T and L. Does a path move in one direction "
        "only?": depth_shorter_side,
        "This is T alone. Which tanh's does a path pass on its way up?": depth_steps_alone,
        "This is L alone. Which tanh's does a path pass on its way through "
        "time?": depth_layers_alone,
        "This is (T - 1) times (L - 1). After a move to the right, does a path have to go up all "
        "layers again?": depth_product_of_moves,
        "This is (T - 1) (L - 1) + 1. After a move to the right, does a path have to go up all "
        "layers again?": depth_product_of_moves_and_one,
        "This is the number of paths. How many tanh's stand on one of them?": depth_counts_paths,
        "This is T + L + 1. How many tanh's are there with T = 1 and L = 1?": depth_counts_input,
        "The number was printed, not returned. With which word does a function hand back a "
        "result?": depth_prints,
        "This is a float. Of which kind is a count?": depth_as_float,
    },
    alternatives=(depth_by_grid, depth_by_walking, depth_by_lengths),
    tolerance=0.0,
    tolerance_reason="a count is a whole number",
)
