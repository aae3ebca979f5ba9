"""Check of clockwork_paths."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m11_time_scales import clockwork_paths


def clockwork_paths_cases(seed):
    """Yield (periods, T): in order, in other orders, two alike, no 1, one group, few steps."""
    rng = np.random.default_rng(seed)
    yield np.array([3, 8, 1]), 8 * int(rng.integers(2, 4)) + int(rng.integers(4, 6))
    yield np.array([4, 8, 1, 2]), 8 * int(rng.integers(3, 6))
    yield rng.permutation([1, 2, 3, 5, 11]), int(rng.integers(24, 31))
    yield np.array([2, 9, 2, 4, 9, 3]), int(rng.integers(20, 26))
    yield rng.permutation([5, 7]), int(rng.integers(22, 25))  # 5 is computed at 20, 7 at 21
    yield np.array([4, 1, 12]), int(rng.integers(5, 8))
    yield np.array([1]), int(rng.integers(2, 9))
    yield np.array([3]), int(rng.integers(6, 20))
    yield np.array([2, 1]), 1
    yield np.array([3, 8, 1]), 8 * int(rng.integers(4, 6)) + int(rng.integers(4, 6))


def walk(periods, T, feeds):
    """Bring the lengths from step to step; feeds (G, G) is True where group j feeds group i."""
    paths = np.zeros(len(periods), int)
    for t in range(1, T + 1):
        through = 1 + np.where(feeds, paths[:, None], 10**6).min(axis=0)
        paths = np.where(t % periods == 0, through, paths)
    return paths


def slower(periods):
    return periods[:, None] >= periods


def clock_own_alone(periods, T):
    return T // periods


def clock_own_alone_rounded_up(periods, T):
    return -(-T // periods)


def clock_not_itself(periods, T):
    """Let strictly slower groups alone feed a group, and the slowest one nobody."""
    paths = np.zeros(len(periods), int)
    for t in range(1, T + 1):
        through = [1 + paths[periods > period].min(initial=T) for period in periods]
        paths = np.where(t % periods == 0, through, paths)
    return paths


def clock_next_slower(periods, T):
    """Let a group read itself and the next slower group alone."""
    feeds = np.eye(len(periods), dtype=bool)
    for i, period in enumerate(periods):
        longer = periods[periods > period]
        feeds[:, i] |= periods == min(longer, default=period)
    return walk(periods, T, feeds)


def clock_later_places(periods, T):
    """Let the groups that stand later feed a group, whatever their periods are."""
    G = len(periods)
    return walk(periods, T, np.arange(G)[:, None] >= np.arange(G))


def clock_all_read(periods, T):
    """Let every group take the shortest of those that feed it at every step, computed or not."""
    paths = np.zeros(len(periods), int)
    for t in range(1, T + 1):
        read = [paths[periods >= period].min() for period in periods]
        paths = np.array(read) + (t % periods == 0)
    return paths


def clock_sorted(periods, T):
    return clockwork_paths(np.sort(periods), T)


def clock_kept_counted(periods, T):
    return np.full(len(periods), T)


def clock_one_step_less(periods, T):
    return walk(periods, T - 1, slower(periods))


def clock_states_counted(periods, T):
    return clockwork_paths(periods, T) + 1


def in_order(periods, T, order, reads=slower):
    """Change the lengths in place, group by group."""
    paths, feeds = np.zeros(len(periods), int), reads(periods)
    for t in range(1, T + 1):
        for i in order:
            if t % periods[i] == 0:
                paths[i] = 1 + paths[feeds[:, i]].min()
    return paths


def clock_in_place(periods, T):
    return in_order(periods, T, range(len(periods)))


def clock_in_place_slow_first(periods, T):
    return in_order(periods, T, np.argsort(-periods, kind="stable"))


def clock_minimum_alone(periods, T):
    return int(clockwork_paths(periods, T).min())


def clock_period_divided(periods, T):
    """Ask whether t divides the period."""
    paths, feeds = np.zeros(len(periods), int), slower(periods)
    for t in range(1, T + 1):
        through = 1 + np.where(feeds, paths[:, None], T).min(axis=0)
        paths = np.where(periods % t == 0, through, paths)
    return paths


def clock_slowest_for_all(periods, T):
    return np.full(len(periods), T // periods.max())


def clock_as_if_at_the_end(periods, T):
    """Let every faster group read the slowest one at the last step."""
    read = np.where(periods == periods.max(), T // periods, 1 + (T - 1) // periods.max())
    return np.where(periods > T, 0, read)


def clock_without_one(periods, T):
    """Take the shortest length as it is."""
    return np.zeros(len(periods), int)


def clock_as_floats(periods, T):
    return clockwork_paths(periods, T).astype(float)


def by_groups(periods, T):
    """One group after the other, the slowest first: its whole history before the next one."""
    history = {}
    for i in np.argsort(-periods, kind="stable"):
        own = [0]
        for t in range(1, T + 1):
            before = [own[t - 1], *(other[t - 1] for other in history.values())]
            own.append(1 + min(before) if t % periods[i] == 0 else own[-1])
        history[i] = own
    return np.array([history[i][T] for i in range(len(periods))])


def by_recursion(periods, T):
    known = {}

    def length(i, t):
        if t == 0:
            return 0
        if (i, t) not in known:
            if t % periods[i]:
                known[i, t] = length(i, t - 1)
            else:
                groups = [j for j in range(len(periods)) if periods[j] >= periods[i]]
                known[i, t] = 1 + min(length(j, t - 1) for j in groups)
        return known[i, t]

    return np.array([length(i, T) for i in range(len(periods))])


def by_the_slowest(periods, T):
    """No group has a shorter path than the slowest one, so all may read that one."""
    last = T // periods * periods  # when each group is computed for the last time
    through = 1 + (np.maximum(last, 1) - 1) // periods.max()
    return np.where(last == 0, 0, through)


def by_all_groups(periods, T):
    """Faster groups never have shorter paths: reading them, too, changes nothing."""
    paths = np.zeros(len(periods), int)
    for t in range(1, T + 1):
        paths = np.where(t % periods == 0, 1 + paths.min(), paths)
    return paths


def by_slower_and_own(periods, T):
    """Strictly slower groups and the group itself: groups of one period have one length."""
    paths = [0] * len(periods)
    for t in range(1, T + 1):
        old = list(paths)
        for i, period in enumerate(periods):
            if t % period == 0:
                others = [old[j] for j in range(len(old)) if periods[j] > period]
                paths[i] = 1 + min([old[i], *others])
    return np.array(paths)


check_clockwork_paths = Check(
    name="clockwork_paths",
    reference=clockwork_paths,
    cases=clockwork_paths_cases,
    outputs=("paths (G,)",),
    slips={
        "This is T divided by each period, the length of a path along the group itself or along "
        "faster ones. Which groups does a group read, and where may a path begin?": clock_own_alone,
        "This is T divided by each period, rounded up. How often is a group computed from step 1 "
        "to step T, and which other groups may the path come from?": clock_own_alone_rounded_up,
        "The slowest group reads nobody here, not even itself. Which groups have a period at least "
        "as long as its own?": clock_not_itself,
        "A group reads itself and the next slower one alone. How many of the slower groups does it "
        "read?": clock_next_slower,
        "The groups that stand later were taken for the slower ones. Are the periods in "
        "order?": clock_later_places,
        "A group takes over the shortest path among those that feed it at every step, also where "
        "it is not computed. What holds for the path of a state that is kept?": clock_all_read,
        "The lengths are in the order of sorted periods. In which order are they asked "
        "for?": clock_sorted,
        "This is T: every step was counted. At which steps is a group computed, and what does a "
        "step cost at which its state is kept?": clock_kept_counted,
        "This is what holds after step T - 1. Which step is the last?": clock_one_step_less,
        "All lengths are one too long. Is anything computed at step 0, where a path "
        "begins?": clock_states_counted,
        "The lengths were changed in place, group by group, so that a group reads what another one "
        "has just become. Of which step are the states that it reads?": clock_in_place,
        "Slow groups were changed first, and then read by faster ones in the same step. Of which "
        "step are the states that a group reads?": clock_in_place_slow_first,
        "This is the shortest of all lengths alone. How many numbers are asked "
        "for?": clock_minimum_alone,
        "A group was computed where t divides its period. Which of the two divides the "
        "other?": clock_period_divided,
        "All groups have the length of the slowest one. What does a group add that reads "
        "it?": clock_slowest_for_all,
        "Faster groups have the lengths that they would have if they were computed at step T. When "
        "was each computed last, and what had the slowest group before?": clock_as_if_at_the_end,
        "All lengths are 0. What is added where a state is computed?": clock_without_one,
        "The lengths are floats. Which kind of number is a length?": clock_as_floats,
    },
    alternatives=(by_groups, by_recursion, by_slower_and_own, by_the_slowest, by_all_groups),
    equivalent={
        "periods -> T (in `after[i] = 1 + paths[periods >= period].min()`)": (
            "all groups are read, and a faster one never has a shorter path"
        ),
        "period -> periods (in `after[i] = 1 + paths[periods >= period].min()`)": (
            "all groups are read, and a faster one never has a shorter path"
        ),
    },
    tolerance_reason="whole numbers",
)
