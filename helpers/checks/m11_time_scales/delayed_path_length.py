"""Check of delayed_path_length."""

import math
from collections import deque

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m11_time_scales import delayed_path_length

MOST = 34  # steps: a plain recursion, slow but right, still ends


def delayed_path_length_cases(seed):
    """Yield (T, delays): two delays, three, none of 1, delays longer than T, one alone."""
    rng = np.random.default_rng(seed)
    yield drawn(rng, (1, int(rng.integers(6, 9))), 15, MOST, OF_TWO)
    d = int(rng.integers(5, 8))
    yield drawn(rng, shuffled(rng, (1, d, d + 1)), 2 * d, 4 * d, OF_THREE)
    yield drawn(rng, shuffled(rng, (2, 7)), 14, MOST, WITHOUT_ONE)
    yield int(rng.integers(16, 30)), shuffled(rng, (2, 5, 9))
    d = int(rng.integers(5, 8))
    yield 3 * d + 5, shuffled(rng, (1, d, d + 1, d + 4))  # one of each but 1
    yield int(rng.integers(7, 14)), shuffled(rng, (1, 2, int(rng.integers(20, 30))))
    yield 1, (int(rng.integers(2, 9)), 1)
    d = int(rng.integers(3, 7))
    yield d, shuffled(rng, (1, d))
    yield 2 * d, (d,)
    yield drawn(rng, (1, int(rng.integers(6, 9))), 15, MOST, OF_TWO)


def shuffled(rng, delays):
    return tuple(int(d) for d in rng.permutation(delays))


def drawn(rng, delays, least, most, functions):
    """Draw one of the T from which the functions return different numbers."""
    telling = []
    for T in range(least, most + 1):
        found = {round(float(function(T, delays)), 6) for function in functions}
        if table(T, delays)[T] < math.inf and len(found) == len(functions):
            telling.append(T)
    return int(rng.choice(telling)), delays


def table(T, delays, unreached=math.inf, best=min):
    """Return the lengths of the best paths to steps 0 to T."""
    lengths = [0]
    for t in range(1, T + 1):
        before = [lengths[t - d] for d in delays if d <= t]
        lengths.append(1 + best(before) if before else unreached)
    return lengths


def delayed_best(T, delays):
    return table(T, delays)[T]


def taken_in_order(T, delays):
    """Return how many connections fit if each delay is used as often as possible, in turn."""
    count = 0
    for d in delays:
        count, T = count + T // d, T % d
    return count


def delayed_longest_first(T, delays):
    return taken_in_order(T, sorted(delays, reverse=True))


def delayed_in_given_order(T, delays):
    return taken_in_order(T, delays)


def delayed_quotient(T, delays):
    return T // max(delays)


def delayed_quotient_rounded_up(T, delays):
    return -(-T // max(delays))


def delayed_states_counted(T, delays):
    return delayed_path_length(T, delays) + 1


def delayed_states_between(T, delays):
    return delayed_path_length(T, delays) - 1


def delayed_one_step_less(T, delays):
    return table(T, delays)[T - 1]


def delayed_steps_alone(T, delays):
    return T


def delayed_longest_path(T, delays):
    return table(T, delays, -math.inf, max)[T]


def delayed_number_of_paths(T, delays):
    ways = [1]
    for t in range(1, T + 1):
        ways.append(sum(ways[t - d] for d in delays if d <= t))
    return ways[T]


def delayed_unreached_zero(T, delays):
    """Leave steps without a connection at 0, as if paths began there."""
    return table(T, delays, 0)[T]


def delayed_not_from_the_start(T, delays):
    """Ask for d < t: no connection leads from step 0, except where none is found."""
    lengths = [0]
    for t in range(1, T + 1):
        before = [lengths[t - d] for d in delays if d < t]
        lengths.append(1 + min(before, default=0))
    return lengths[T]


def delayed_one_longer(T, delays):
    """Let a delay of d skip d states: d + 1 steps."""
    return table(T, [d + 1 for d in delays])[T]


def delayed_before_the_start(T, delays):
    """Read lengths[t - d] of a growing list for d > t, too: from its end, if at all."""
    lengths = [0]
    for t in range(1, T + 1):
        lengths.append(1 + min(lengths[t - d] for d in delays))
    return lengths[T]


def delayed_before_the_start_filled(T, delays):
    """Read a list filled beforehand at negative places, too: past its beginning, if d > T + 1."""
    lengths = [0] + [math.inf] * T
    for t in range(1, T + 1):
        lengths[t] = 1 + min(lengths[t - d] for d in delays)
    return lengths[T]


def delayed_nothing_to_choose(T, delays):
    """Take min of nothing where no delay fits."""
    lengths = [0]
    for t in range(1, T + 1):
        lengths.append(1 + min(lengths[t - d] for d in delays if d <= t))
    return lengths[T]


def delayed_states_nothing_to_choose(T, delays):
    return delayed_nothing_to_choose(T, delays) + 1


def delayed_begun_at_zero(T, delays):
    """Begin every step at 0, below which no minimum falls."""
    return 0


def delayed_each_once(T, delays):
    """Use every delay once at most, and T steps where that does not do."""
    best = {0: 0}
    for d in delays:
        for total, count in list(best.items()):
            best[total + d] = min(count + 1, best.get(total + d, T))
    return best.get(T, T)


def delayed_path_itself(T, delays):
    paths = {0: [0]}
    for t in range(1, T + 1):
        before = [paths[t - d] for d in delays if t - d in paths]
        if before:
            paths[t] = [*min(before, key=len), t]
    return paths[T]


def delayed_all_lengths(T, delays):
    return table(T, delays)


def delayed_longest_first_states(T, delays):
    return delayed_longest_first(T, delays) + 1


OF_TWO = (
    delayed_best,
    delayed_quotient,
    delayed_quotient_rounded_up,
    delayed_states_counted,
    delayed_states_between,
    delayed_steps_alone,
    delayed_number_of_paths,
)
OF_THREE = (delayed_best, delayed_longest_first, delayed_states_counted, delayed_steps_alone)
WITHOUT_ONE = (
    delayed_best,
    delayed_states_counted,
    delayed_longest_path,
    delayed_unreached_zero,
)


def by_breadth(T, delays):
    """Spread from step 0: a step is reached first by a shortest path."""
    lengths, queue = {0: 0}, deque([0])
    while queue:
        step = queue.popleft()
        for d in delays:
            if step + d <= T and step + d not in lengths:
                lengths[step + d] = lengths[step] + 1
                queue.append(step + d)
    return lengths[T]


def by_recursion(T, delays):
    """Without a memory: exponential in T."""
    if T == 0:
        return 0
    return 1 + min((by_recursion(T - d, delays) for d in delays if d <= T), default=math.inf)


def by_counting(T, delays):
    """Ask which steps are reached by 1, 2, 3, ... connections."""
    steps, count = {0}, 0
    while T not in steps:
        steps, count = {s + d for s in steps for d in delays}, count + 1
    return count


def by_matrix(T, delays):
    """The first power of the graph's matrix with an entry that leads from 0 to T."""
    leads = sum(np.eye(T + 1, k=d) for d in delays)
    power, count = leads, 1
    while not power[0, T]:
        power, count = power @ leads, count + 1
    return count


check_delayed_path_length = Check(
    name="delayed_path_length",
    reference=delayed_path_length,
    cases=delayed_path_length_cases,
    outputs=("length",),
    slips={
        "The longest delay that fits was always taken first. Is there a path with fewer "
        "connections that begins with another one?": delayed_longest_first,
        "Each delay was used as often as it fits, in the order given. Which order makes the path "
        "shortest, and is there one that always does?": delayed_in_given_order,
        "This is T divided by the longest delay, rounded down. What leads over the steps that are "
        "left?": delayed_quotient,
        "This is T divided by the longest delay, rounded up: that path leads past step T, or "
        "begins before step 0. Which connections lead from step 0 to step T "
        "itself?": delayed_quotient_rounded_up,
        "This is one too many: the states on the path were counted, step 0 included. What is "
        "counted, states or connections?": delayed_states_counted,
        "This is one too few: the states between step 0 and step T were counted. What is counted, "
        "states or connections?": delayed_states_between,
        "This is the length of the path to step T - 1. At which step does the loop "
        "end?": delayed_one_step_less,
        "This is 0, whatever T is. If every step begins with the length 0, which path is ever "
        "shorter?": delayed_begun_at_zero,
        "This is T, the path that goes step by step. Which longer connections may it "
        "take?": delayed_steps_alone,
        "This is the length of the longest path. Which of the lengths before a step is "
        "best?": delayed_longest_path,
        "This is the number of different paths. What is asked for, how many there are or how long "
        "one is?": delayed_number_of_paths,
        "A step that no connection reaches counts as a start. How long is a path that does not "
        "exist?": delayed_unreached_zero,
        "No connection leads from step 0 itself. What holds for a delay that is exactly as long as "
        "t?": delayed_not_from_the_start,
        "A delay of d leads d + 1 steps on here. From which state is h at step t "
        "computed?": delayed_one_longer,
        "For a delay longer than t the list was read at a negative place, which counts from its "
        "end. Which delays have to be left out at step t?": delayed_before_the_start,
        "A list of T + 1 lengths was read past its beginning, for a delay longer than that. Which "
        "delays have to be left out at step t?": delayed_before_the_start_filled,
        "No connection leads to some step t, so that there is nothing to choose from. How long is "
        "a path that does not exist?": delayed_nothing_to_choose,
        "This is one too many: step 0 was counted, too. What is counted, states or connections? "
        "And how long is a path to a step that none leads to?": (delayed_states_nothing_to_choose),
        "Each delay was used once at most. How often may a path take the same "
        "one?": delayed_each_once,
        "This is the path itself. Which number of it is asked for?": delayed_path_itself,
        "These are the lengths to all steps. Which of them is asked for?": delayed_all_lengths,
        "The longest delay was taken first, and the states were counted. Which path is shortest, "
        "and how many connections has it?": delayed_longest_first_states,
    },
    alternatives=(by_breadth, by_recursion, by_counting, by_matrix),
    equivalent={
        "1 -> 2 (in `for t in range(1, T + 1):`) #2": (
            "a step past T is worked out and not returned"
        ),
    },
    tolerance_reason="a whole number",
)
