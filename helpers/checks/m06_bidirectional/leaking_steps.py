"""Check of leaking_steps."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m06_bidirectional import leaking_steps

ROUNDS, MOVES = 6.5e-10, 1.5e-9  # on either side of 1e-9


def leaking_steps_cases(seed):
    """Yield (ys, ys_changed, t): leaks at some, all, no steps, small, in one entry; t = 0; T = 1.

    From t on everything moves; what is no leak moves by rounding.
    """
    rng = np.random.default_rng(seed)
    by_hand = np.array([[1.0, 2.0, 3.0, 4.0], [1.0, 2.5, 0.0, 0.0]])[..., None, None]
    yield *by_hand, 2  # the prompt's
    for T, B, K, t, leaks in [
        *((7, 2, 3, 5, [1, 3, 4]), (7, 2, 3, 5, [0, 2]), (6, 2, 2, 4, [])),
        *((6, 3, 2, 3, [0, 1, 2]), (5, 1, 1, 4, [2]), (4, 2, 3, 0, []), (1, 2, 2, 0, [])),
    ]:
        ys, moves = outputs(rng, T, B, K, t)
        for s in leaks:
            moves[s] = rng.choice([-1.0, 1.0], size=(B, K)) * rng.uniform(0.2, 1, size=(B, K))
        yield ys, ys + moves, t
    yield in_one_entry(rng, (0, 0, 0), -0.5)
    yield in_one_entry(rng, (2, 1, 2), 0.5)
    yield in_one_entry(rng, (1, 1, 0), -MOVES, rounds=0.0)
    yield in_one_entry(rng, (1, 0, 1), 1e-7)
    ys, moves = outputs(rng, 6, 2, 2, 5)
    moves[[1, 4]] = [[0.5, -0.5], [-0.25, 0.25]]  # the sum of the moves is 0
    yield ys, ys + moves, 5
    ys, moves = outputs(rng, 5, 2, 2, 3)
    ys, moves[1] = 1000.0 + ys, 1e-4  # small beside the outputs
    moves[[0, 2]] = 0.0
    yield ys, ys + moves, 3


def outputs(rng, T, B, K, t, rounds=ROUNDS):
    """Return outputs, and moves that are rounding before t and large from t on."""
    moves = rng.choice([0.0, rounds, -rounds, 1e-14], size=(T, B, K))
    moves[t:] = 0.3 + rng.uniform(size=(T - t, B, K))
    return rng.normal(size=(T, B, K)), moves


def in_one_entry(rng, place, move, rounds=ROUNDS):
    ys, moves = outputs(rng, 5, 2, 3, 3, rounds)
    ys[place] *= 1e-3  # beside which 1e-7 is not small
    moves[place] = move
    return ys, ys + moves, 3


def largest(ys, ys_changed):
    return np.abs(ys_changed - ys).max(axis=(1, 2))


def leaks_at_all_steps(ys, ys_changed, t):
    return np.flatnonzero(largest(ys, ys_changed) > 1e-9).tolist()


def leaks_from_t_on(ys, ys_changed, t):
    return [s for s in leaks_at_all_steps(ys, ys_changed, t) if s >= t]


def leaks_up_to_t(ys, ys_changed, t):
    return [s for s in leaks_at_all_steps(ys, ys_changed, t) if s <= t]


def leaks_before_the_last(ys, ys_changed, t):
    """Stop one step before t - 1, as range(t - 1) does."""
    return [s for s in leaking_steps(ys, ys_changed, t) if s < t - 1]


def leaks_after_the_first(ys, ys_changed, t):
    return [s for s in leaking_steps(ys, ys_changed, t) if s > 0]


def leaks_exactly(ys, ys_changed, t):
    return [s for s in range(t) if (ys[s] != ys_changed[s]).any()]


def leaks_exactly_anywhere(ys, ys_changed, t):
    return [s for s in range(len(ys)) if (ys[s] != ys_changed[s]).any()]


def leaks_relatively(ys, ys_changed, t):
    return [s for s in range(t) if not np.allclose(ys[s], ys_changed[s])]


def leaks_relatively_anywhere(ys, ys_changed, t):
    return [s for s in range(len(ys)) if not np.allclose(ys[s], ys_changed[s])]


def leaks_coarsely(ys, ys_changed, t):
    return np.flatnonzero(largest(ys, ys_changed)[:t] > 1e-6).tolist()


def leaks_upwards(ys, ys_changed, t):
    return np.flatnonzero((ys_changed - ys).max(axis=(1, 2))[:t] > 1e-9).tolist()


def leaks_downwards(ys, ys_changed, t):
    return np.flatnonzero((ys - ys_changed).max(axis=(1, 2))[:t] > 1e-9).tolist()


def leaks_upwards_exactly(ys, ys_changed, t):
    return [s for s in range(t) if (ys_changed[s] - ys[s] > 0).any()]


def leaks_downwards_exactly(ys, ys_changed, t):
    return [s for s in range(t) if (ys[s] - ys_changed[s] > 0).any()]


def leaks_in_every_entry(ys, ys_changed, t):
    return np.flatnonzero(np.abs(ys_changed - ys).min(axis=(1, 2))[:t] > 1e-9).tolist()


def leaks_by_mean(ys, ys_changed, t):
    return np.flatnonzero(np.abs(ys_changed - ys).mean(axis=(1, 2))[:t] > 1e-9).tolist()


def leaks_by_sum_of_moves(ys, ys_changed, t):
    return np.flatnonzero(np.abs((ys_changed - ys).sum(axis=(1, 2)))[:t] > 1e-9).tolist()


def leaks_by_sum_of_sizes(ys, ys_changed, t):
    return np.flatnonzero(np.abs(ys_changed - ys).sum(axis=(1, 2))[:t] > 1e-9).tolist()


def leaks_in_first_row(ys, ys_changed, t):
    return leaking_steps(ys[:, :1], ys_changed[:, :1], t)


def leaks_in_last_row(ys, ys_changed, t):
    return leaking_steps(ys[:, -1:], ys_changed[:, -1:], t)


def leaks_in_first_entry(ys, ys_changed, t):
    return leaking_steps(ys[..., :1], ys_changed[..., :1], t)


def leaks_repeated(ys, ys_changed, t):
    return np.nonzero(np.abs(ys_changed - ys)[:t] > 1e-9)[0].tolist()


def leaks_from_one(ys, ys_changed, t):
    return [s + 1 for s in leaking_steps(ys, ys_changed, t)]


def leaks_backwards(ys, ys_changed, t):
    return leaking_steps(ys, ys_changed, t)[::-1]


def leaks_as_distances(ys, ys_changed, t):
    return [t - s for s in leaking_steps(ys, ys_changed, t)]


def leaks_complement(ys, ys_changed, t):
    return np.flatnonzero(largest(ys, ys_changed)[:t] <= 1e-9).tolist()


def leaks_if_any(ys, ys_changed, t):
    return list(range(t)) if leaking_steps(ys, ys_changed, t) else []


def leaks_first_alone(ys, ys_changed, t):
    return leaking_steps(ys, ys_changed, t)[:1]


def leaks_as_truth_values(ys, ys_changed, t):
    return (largest(ys, ys_changed)[:t] > 1e-9).tolist()


def leaks_as_truth_values_of_all(ys, ys_changed, t):
    return (largest(ys, ys_changed) > 1e-9).tolist()


def leaks_as_array(ys, ys_changed, t):
    return np.flatnonzero(largest(ys, ys_changed)[:t] > 1e-9)


def leaks_as_tuple_of_array(ys, ys_changed, t):
    return np.nonzero(largest(ys, ys_changed)[:t] > 1e-9)


def leaks_counted(ys, ys_changed, t):
    return len(leaking_steps(ys, ys_changed, t))


def leaks_by_loops(ys, ys_changed, t):
    T, B, K = ys.shape
    found = []
    for s in range(t):
        for b in range(B):
            for k in range(K):
                if abs(ys[s, b, k] - ys_changed[s, b, k]) > 1e-9 and s not in found:
                    found.append(s)
    return found


def leaks_by_any(ys, ys_changed, t):
    moved = (np.abs(ys[:t] - ys_changed[:t]) > 1e-9).any(axis=-1).any(axis=-1)
    return np.nonzero(moved)[0].tolist()


def leaks_by_isclose(ys, ys_changed, t):
    same = np.isclose(ys, ys_changed, rtol=0.0, atol=1e-9).all(axis=(1, 2))
    return [s for s, is_same in enumerate(same) if s < t and not is_same]


def leaks_by_sets(ys, ys_changed, t):
    steps, _, _ = np.nonzero(np.maximum(ys - ys_changed, ys_changed - ys) > 1e-9)
    return sorted({int(s) for s in steps} & set(range(t)))


def leaks_as_tuple(ys, ys_changed, t):
    worst = np.linalg.norm((ys - ys_changed).reshape(len(ys), -1), np.inf, axis=1)
    return tuple(s for s in range(t) if worst[s] > 1e-9)


check_leaking_steps = Check(
    name="leaking_steps",
    reference=leaking_steps,
    cases=leaking_steps_cases,
    outputs=("steps",),
    slips={
        "The steps from t on are in the list, but their inputs changed, so they may move. Which "
        "steps are to be watched?": leaks_at_all_steps,
        "These are the steps from t on. Which side "
        "of t has only seen inputs that are equal?": leaks_from_t_on,
        "Step t itself is in the list, but its "
        "own input changed. Which steps s are before t?": leaks_up_to_t,
        "Step t - 1 is never in the list. Where does range(t) end?": leaks_before_the_last,
        "Step 0 is never in the list. At which step does the search start?": leaks_after_the_first,
        "Differences of rounding were taken for leaks. By "
        "how much must an output move to count?": leaks_exactly,
        "Differences of rounding were taken for leaks, and the steps from t on are in the list. "
        "Which steps are watched, and by how much must an output move?": leaks_exactly_anywhere,
        "A small leak was missed: np.allclose allows more than 1e-9, and more for large outputs. "
        "Which tolerance does the exercise state?": leaks_relatively,
        "The steps from t on are in the list, and np.allclose allows more than 1e-9. Which steps "
        "are watched, and by how much must an output move?": leaks_relatively_anywhere,
        "A small leak was missed. By how much must an output move to count?": leaks_coarsely,
        "An output that became smaller was missed. "
        "Which function drops the sign of a difference?": leaks_upwards,
        "An output that became larger was missed. "
        "Which function drops the sign of a difference?": leaks_downwards,
        "Rounding upwards was taken for a leak, and an output that became smaller was missed. By "
        "how much must an output move, and in which direction?": leaks_upwards_exactly,
        "Rounding downwards was taken for a leak, and an output that became larger was missed. By "
        "how much must an output move, and in which direction?": leaks_downwards_exactly,
        "Only steps at which all entries moved are "
        "listed. How many entries must move for a leak?": leaks_in_every_entry,
        "The mean over the entries was compared, which hides a small move of one entry among many. "
        "Which number of a step should exceed the tolerance?": leaks_by_mean,
        "The moves of a step were added with their signs, so that they cancel. Where does the "
        "absolute value belong?": leaks_by_sum_of_moves,
        "The moves of a step were added up, so that rounding in several entries exceeds the "
        "tolerance. Which number of a step should exceed it?": leaks_by_sum_of_sizes,
        "Only the first row of the batch was watched. Over which axes of (T, B, K) does a step "
        "extend?": leaks_in_first_row,
        "Only the last row of the batch was watched. Over which axes of (T, B, K) does a step "
        "extend?": leaks_in_last_row,
        "Only the first entry of each output was watched. Over which axes of (T, B, K) does a step "
        "extend?": leaks_in_first_entry,
        "A step stands in the list once for "
        "each entry that moved. How often should it?": leaks_repeated,
        "The steps are counted from 1. Which number has the first step?": leaks_from_one,
        "The list falls. In which order does the exercise ask for the steps?": leaks_backwards,
        "These are distances from t. Which number does a step have itself?": leaks_as_distances,
        "These are the steps that did not move. "
        "On which side of the tolerance is a leak?": leaks_complement,
        "All steps before t are listed as soon as one of them moved. Is each step compared on its "
        "own?": leaks_if_any,
        "Only the first leaking step was returned. Is the last line of the function inside the "
        "loop or after it?": leaks_first_alone,
        "The list holds True and False. Which function "
        "turns them into the places that are True?": leaks_as_truth_values,
        "The list holds True and False, for the steps from t on too. Which function turns them "
        "into the places that are True, and which steps count?": leaks_as_truth_values_of_all,
        "The steps came as an array. Which method makes a list of it?": leaks_as_array,
        "np.nonzero puts its array into a tuple. Which item of it has the steps, and which method "
        "makes a list of that?": leaks_as_tuple_of_array,
        "The number of leaking steps was returned. Which steps are they?": leaks_counted,
    },
    alternatives=(
        leaks_by_loops,
        leaks_by_any,
        leaks_by_isclose,
        leaks_by_sets,
        leaks_as_tuple,
    ),
    equivalent={
        "(1, 2) -> (2, 1) (in `moved = np.abs(ys_changed - ys).max(axis=(1, 2)) > 1e-09`)": (
            "a maximum over two axes does not depend on their order"
        ),
        "np.abs(ys_changed - ys).max(axis=(1, 2)) > 1e-09 -> np.abs(ys_changed - ys).max(axis=(1, "
        "2)) >= 1e-09 (in `moved = np.abs(ys_changed - ys).max(axis=(1, 2)) > 1e-09`)": (
            "no output moves by exactly 1e-9, and whether that were a leak would not matter"
        ),
    },
    tolerance=0,
    tolerance_reason="step numbers carry no rounding: any difference is a mistake",
)
