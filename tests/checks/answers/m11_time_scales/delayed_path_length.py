"""Answers to delayed_path_length that its record did not foresee; the attempts came before it."""

import functools
import math


def longest_first(T, delays):
    n = 0
    for d in sorted(delays, reverse=True):
        n += T // d
        T %= d
    return n


def quotient(T, delays):
    return T // max(delays)


def rounded_up(T, delays):
    return math.ceil(T / max(delays))


def states_counted(T, delays):
    best = [1]
    for t in range(1, T + 1):
        best.append(1 + min(best[t - d] for d in delays if d <= t))
    return best[T]


def wraps_around(T, delays):
    best = [0] + [10**9] * T
    for t in range(1, T + 1):
        best[t] = 1 + min(best[t - d] for d in delays)
    return best[T]


def one_step_short(T, delays):
    best = [0] + [math.inf] * T
    for t in range(1, T):
        for d in delays:
            if d <= t:
                best[t] = min(best[t], best[t - d] + 1)
    return best[T - 1]


def number_of_paths(T, delays):
    ways = [1] + [0] * T
    for t in range(1, T + 1):
        ways[t] = sum(ways[t - d] for d in delays if d <= t)
    return ways[T]


def the_path_itself(T, delays):
    paths = [[0]]
    for t in range(1, T + 1):
        before = [paths[t - d] for d in delays if d <= t and paths[t - d] is not None]
        paths.append([*min(before, key=len), t] if before else None)
    return paths[T]


def longest_path(T, delays):
    best = [0] + [-math.inf] * T
    for t in range(1, T + 1):
        best[t] = 1 + max((best[t - d] for d in delays if d <= t), default=-math.inf)
    return best[T]


def each_once(T, delays):
    """Every delay at most once, as in a subset sum."""
    best = {0: 0}
    for d in delays:
        for total, n in list(best.items()):
            best[total + d] = min(n + 1, best.get(total + d, math.inf))
    return best.get(T, T)


def strictly_longer_left_out(T, delays):
    """d < t in place of d <= t, so that step 0 is never reached by a single connection."""
    best = [0]
    for t in range(1, T + 1):
        before = [best[t - d] for d in delays if d < t]
        best.append(1 + min(before, default=0))
    return best[T]


def floats(T, delays):
    best = [0.0] + [math.inf] * T
    for t in range(1, T + 1):
        best[t] = 1.0 + min((best[t - d] for d in delays if d <= t), default=math.inf)
    return best[T]


def longest_first_and_states(T, delays):
    n = 1
    for d in sorted(delays, reverse=True):
        n += T // d
        T %= d
    return n


def unreached_are_zero(T, delays):
    best = [0] * (T + 1)
    for t in range(1, T + 1):
        before = [best[t - d] + 1 for d in delays if d <= t]
        if before:
            best[t] = min(before)
    return best[T]


def right_recursion(T, delays):
    @functools.cache
    def to(t):
        if t == 0:
            return 0
        return 1 + min((to(t - d) for d in delays if d <= t), default=math.inf)

    return to(T)
