"""Answers to delayed_path_length that its record did not foresee; the attempts came before it."""

import functools
import itertools
import math

from tests.checks.answers import wrong


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


def best_greedy(T, delays):
    """Use each delay as often as it fits, in every order, and keep the best that comes out even."""
    best = math.inf
    for order in itertools.permutations(delays):
        n, left = 0, T
        for d in order:
            n, left = n + left // d, left % d
        best = n if left == 0 and n < best else best
    return best


def two_kinds(T, delays):
    """Mix two delays at most."""
    found = [
        n + (T - n * a) // b
        for a in delays
        for b in delays
        for n in range(T // a + 1)
        if (T - n * a) % b == 0
    ]
    return min(found)


RIGHT = (right_recursion,)
WRONG = (
    wrong(longest_first, "The longest delay that fits was always taken first"),
    wrong(quotient, "This is T divided by the longest delay, rounded down"),
    wrong(rounded_up, "This is T divided by the longest delay, rounded up"),
    wrong(states_counted, "This is one too many"),
    wrong(wraps_around, "A list of T + 1 lengths was read past its beginning, for a delay"),
    wrong(one_step_short, "This is the length of the path to step T - 1. At which step does the"),
    wrong(number_of_paths, "This is the number of different paths"),
    wrong(the_path_itself, "This is the path itself"),
    wrong(longest_path, "This is the length of the longest path"),
    wrong(each_once, "Each delay was used once at most"),
    wrong(strictly_longer_left_out, "No connection leads from step 0 itself"),
    wrong(floats, "Integers are expected"),
    wrong(
        longest_first_and_states, "The longest delay was taken first, and the states were counted"
    ),
    wrong(unreached_are_zero, "A step that no connection reaches counts as a start"),
    wrong(best_greedy, "The calls before this one returned the right results"),
    wrong(two_kinds, "The calls before this one returned the right results"),
)
EDGES = {
    "one step": lambda cases: any(T == 1 for T, _ in cases),
    "a delay longer than T": lambda cases: any(max(delays) > T + 1 for T, delays in cases),
    "a delay as long as T": lambda cases: any(T > 1 and T in delays for T, delays in cases),
    "no delay of 1": lambda cases: any(min(delays) > 1 for _, delays in cases),
    "one delay alone": lambda cases: any(len(delays) == 1 for _, delays in cases),
    "the longest first is not the shortest path": lambda cases: any(
        longest_first(*case) > right_recursion(*case) for case in cases
    ),
    "a plain recursion ends": lambda cases: all(T < 36 for T, _ in cases),
}
