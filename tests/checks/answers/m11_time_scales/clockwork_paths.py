"""Answers to clockwork_paths that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def quotients(periods, T):
    return T // periods


def quotients_rounded_up(periods, T):
    return -(-T // periods)


def fast_feeds_slow(periods, T):
    paths = np.zeros(len(periods), int)
    for t in range(1, T + 1):
        after = paths.copy()
        for i, period in enumerate(periods):
            if t % period == 0:
                after[i] = 1 + paths[periods <= period].min()
        paths = after
    return paths


def in_place(periods, T):
    paths = np.zeros(len(periods), int)
    for t in range(1, T + 1):
        for i, period in enumerate(periods):
            if t % period == 0:
                paths[i] = 1 + paths[periods >= period].min()
    return paths


def in_place_slow_first(periods, T):
    paths = np.zeros(len(periods), int)
    for t in range(1, T + 1):
        for i in np.argsort(-periods):
            if t % periods[i] == 0:
                paths[i] = 1 + paths[periods >= periods[i]].min()
    return paths


def kept_counted(periods, T):
    paths = np.zeros(len(periods), int)
    for t in range(1, T + 1):
        after = paths + 1
        for i, period in enumerate(periods):
            if t % period == 0:
                after[i] = 1 + paths[periods >= period].min()
        paths = after
    return paths


def only_slower(periods, T):
    """Strictly slower groups and itself: equal ones do not feed each other (no difference)."""
    paths = np.zeros(len(periods), int)
    for t in range(1, T + 1):
        after = paths.copy()
        for i, period in enumerate(periods):
            if t % period == 0:
                after[i] = 1 + paths[periods > period].min(initial=T)
        paths = after
    return paths


def all_groups(periods, T):
    paths = np.zeros(len(periods), int)
    for t in range(1, T + 1):
        after = paths.copy()
        for i, period in enumerate(periods):
            if t % period == 0:
                after[i] = 1 + paths.min()
        paths = after
    return paths


def one_step_less(periods, T):
    paths = np.zeros(len(periods), int)
    for t in range(1, T):
        after = paths.copy()
        for i, period in enumerate(periods):
            if t % period == 0:
                after[i] = 1 + paths[periods >= period].min()
        paths = after
    return paths


def step_zero_too(periods, T):
    paths = np.zeros(len(periods), int)
    for t in range(T + 1):
        after = paths.copy()
        for i, period in enumerate(periods):
            if t % period == 0:
                after[i] = 1 + paths[periods >= period].min()
        paths = after
    return paths


def sorted_periods(periods, T):
    """Take the groups in order of their periods, and forget to put them back."""
    periods = np.sort(periods)
    paths = np.zeros(len(periods), int)
    for t in range(1, T + 1):
        after = paths.copy()
        for i, period in enumerate(periods):
            if t % period == 0:
                after[i] = 1 + paths[i:].min()
        paths = after
    return paths


def later_in_order(periods, T):
    """Take the groups that stand later for the slower ones."""
    paths = np.zeros(len(periods), int)
    for t in range(1, T + 1):
        after = paths.copy()
        for i, period in enumerate(periods):
            if t % period == 0:
                after[i] = 1 + paths[i:].min()
        paths = after
    return paths


def as_list(periods, T):
    paths = [0] * len(periods)
    for t in range(1, T + 1):
        paths = [
            1 + min(q for q, other in zip(paths, periods, strict=True) if other >= p)
            if t % p == 0
            else old
            for old, p in zip(paths, periods, strict=True)
        ]
    return paths


def fast_feeds_slow_and_kept_counted(periods, T):
    paths = np.zeros(len(periods), int)
    for t in range(1, T + 1):
        after = paths + 1
        for i, period in enumerate(periods):
            if t % period == 0:
                after[i] = 1 + paths[periods <= period].min()
        paths = after
    return paths


def in_place_one_step_less(periods, T):
    paths = np.zeros(len(periods), int)
    for t in range(1, T):
        for i, period in enumerate(periods):
            if t % period == 0:
                paths[i] = 1 + paths[periods >= period].min()
    return paths


def all_groups_read(periods, T):
    """Add 1 where a group is computed, and read at every step."""
    old = np.zeros(len(periods), int)
    for t in range(1, T + 1):
        new = old.copy()
        for g, p in enumerate(periods):
            new[g] = old[periods >= p].min() + (t % p == 0)
        old = new
    return old


RIGHT = (all_groups,)
WRONG = (
    wrong(
        all_groups_read, "A group takes over the shortest path among those that feed it at every"
    ),
    wrong(quotients, "This is T divided by each period, the length of a path along the"),
    wrong(quotients_rounded_up, "This is T divided by each period, rounded up"),
    wrong(fast_feeds_slow, "This is T divided by each period, the length of a path along the"),
    wrong(in_place, "The lengths were changed in place, group by group, so that a group"),
    wrong(
        in_place_slow_first, "Slow groups were changed first, and then read by faster ones in the"
    ),
    wrong(kept_counted, "This is T: every step was counted"),
    wrong(only_slower, "The slowest group reads nobody here, not even itself"),
    wrong(one_step_less, "This is what holds after step T - 1. Which step is the last"),
    wrong(step_zero_too, "All lengths are one too long"),
    wrong(sorted_periods, "The lengths are in the order of sorted periods"),
    wrong(later_in_order, "The groups that stand later were taken for the slower ones"),
    wrong(as_list, "Convert it to an array"),
    wrong(fast_feeds_slow_and_kept_counted, "This is T: every step was counted"),
    wrong(in_place_one_step_less, "The calls before this one returned the right results"),
)
EDGES = {
    "one step": lambda cases: any(T == 1 for _, T in cases),
    "one group": lambda cases: any(len(periods) == 1 for periods, _ in cases),
    "a group that is never computed": lambda cases: any(periods.max() > T for periods, T in cases),
    "no group of period 1": lambda cases: any(periods.min() > 1 for periods, _ in cases),
    "equal periods": lambda cases: any(len(set(periods)) < len(periods) for periods, _ in cases),
    "not in order, first": lambda cases: list(cases[0][0]) != sorted(cases[0][0]),
    "all are computed at the last step": lambda cases: any(
        len(periods) > 2 and (T % periods == 0).all() for periods, T in cases
    ),
    "T is no multiple of the longest period": lambda cases: any(
        len(periods) > 2 and T % periods.max() for periods, T in cases
    ),
}
