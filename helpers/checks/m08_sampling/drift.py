"""Check of drift."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.sampling.measures import drift


def drift_cases(seed):
    """Yield (P_true, P_model, p0, T): ordinary tables, a sure start, T of 1 and 0, V of 2 and 1."""
    rng = np.random.default_rng(seed)
    yield *tables(rng, 5), rows(rng, 1, 5)[0], 6
    yield *tables(rng, 4), np.eye(4)[rng.integers(4)], 4
    yield *tables(rng, 4), rows(rng, 1, 4)[0], 1
    yield *map(symmetric, tables(rng, 4)), rows(rng, 1, 4)[0], 5
    yield *tables(rng, 2), rows(rng, 1, 2)[0], 4
    yield np.eye(2), np.array([[0.9, 0.1], [0.0, 1.0]]), np.array([1.0, 0.0]), 5
    yield *tables(rng, 3), rows(rng, 1, 3)[0], 0
    yield *tables(rng, 6), rows(rng, 1, 6)[0], 12
    yield np.ones((1, 1)), np.ones((1, 1)), np.ones(1), 2
    yield np.eye(3)[[1, 2, 0]], np.eye(3)[[2, 0, 1]], np.eye(3)[rng.integers(3)], 5
    yield *tables(rng, 5), rows(rng, 1, 5)[0], 6


def tables(rng, V):
    return rows(rng, V, V), rows(rng, V, V)


def rows(rng, N, V):
    found = rng.uniform(size=(N, V)) ** 3 + 0.01
    return found / found.sum(axis=1, keepdims=True)


def symmetric(P):
    """Mix a table with its transpose, and put on the diagonal what its rows lack."""
    mixed = 0.25 * (P + P.T) / len(P)
    return mixed + np.diag(1 - mixed.sum(axis=1))


def chains(P_true, P_model, p0, T):
    """Return both distributions after 0 to T steps, each (T + 1, V)."""
    true, free = [p0], [p0]
    for _ in range(T):
        true.append(true[-1] @ P_true)
        free.append(free[-1] @ P_model)
    return np.array(true), np.array(free)


def gaps(P_true, P_model, p0, T):
    true, free = chains(P_true, P_model, p0, T)
    return np.abs(true - free)


def halves(differences):
    return 0.5 * np.abs(differences).sum(axis=-1)


def drift_columns(P_true, P_model, p0, T):
    return halves(gaps(P_true.T, P_model.T, p0, T))


def drift_true_columns(P_true, P_model, p0, T):
    return halves(gaps(P_true.T, P_model, p0, T))


def drift_without_half(P_true, P_model, p0, T):
    return gaps(P_true, P_model, p0, T).sum(axis=1)


def drift_mean(P_true, P_model, p0, T):
    return gaps(P_true, P_model, p0, T).mean(axis=1)


def drift_largest(P_true, P_model, p0, T):
    return gaps(P_true, P_model, p0, T).max(axis=1)


def drift_half_of_largest(P_true, P_model, p0, T):
    return 0.5 * gaps(P_true, P_model, p0, T).max(axis=1)


def drift_squares(P_true, P_model, p0, T):
    return 0.5 * (gaps(P_true, P_model, p0, T) ** 2).sum(axis=1)


def drift_length(P_true, P_model, p0, T):
    return np.sqrt((gaps(P_true, P_model, p0, T) ** 2).sum(axis=1))


def drift_half_length(P_true, P_model, p0, T):
    return 0.5 * drift_length(P_true, P_model, p0, T)


def drift_signed(P_true, P_model, p0, T):
    true, free = chains(P_true, P_model, p0, T)
    return 0.5 * (true - free).sum(axis=1)


def drift_overlap(P_true, P_model, p0, T):
    return 1 - halves(gaps(P_true, P_model, p0, T))


def drift_forced(P_true, P_model, p0, T):
    true, _ = chains(P_true, P_model, p0, T)
    return np.append(0.0, halves(true[:-1] @ P_true - true[:-1] @ P_model))


def drift_forced_without_half(P_true, P_model, p0, T):
    return 2 * drift_forced(P_true, P_model, p0, T)


def drift_forced_ahead(P_true, P_model, p0, T):
    return drift_forced(P_true, P_model, p0, T + 1)[1:]


def drift_forced_added_up(P_true, P_model, p0, T):
    return np.cumsum(drift_forced(P_true, P_model, p0, T))


def drift_from_where_the_model_is(P_true, P_model, p0, T):
    _, free = chains(P_true, P_model, p0, T)
    return np.append(0.0, halves(free[:-1] @ P_true - free[:-1] @ P_model))


def drift_model_first_step_alone(P_true, P_model, p0, T):
    true, _ = chains(P_true, P_model, p0, T)
    free = [p0, p0 @ P_model]
    while len(free) <= T:
        free.append(free[-1] @ P_true)
    return halves(true - np.array(free[: T + 1]))


def drift_truth_stays(P_true, P_model, p0, T):
    return halves(p0 - chains(P_true, P_model, p0, T)[1])


def drift_first_missing(P_true, P_model, p0, T):
    return halves(gaps(P_true, P_model, p0, T))[1:]


def drift_last_missing(P_true, P_model, p0, T):
    return halves(gaps(P_true, P_model, p0, T))[:-1]


def drift_one_step_more(P_true, P_model, p0, T):
    return halves(gaps(P_true, P_model, p0, T + 1))


def drift_one_step_ahead(P_true, P_model, p0, T):
    return halves(gaps(P_true, P_model, p0, T + 1))[1:]


def drift_last_alone(P_true, P_model, p0, T):
    return halves(gaps(P_true, P_model, p0, T))[-1]


def drift_of_rows(P_true, P_model, p0, T):
    """Compare the tables' rows themselves, weighted by p0."""
    powers = [
        (np.linalg.matrix_power(P_true, t), np.linalg.matrix_power(P_model, t))
        for t in range(T + 1)
    ]
    return np.array([p0 @ halves(true - model) for true, model in powers])


def drift_entries_multiplied(P_true, P_model, p0, T):
    """Multiply the tables entry by entry in place of the matrix product."""
    return np.array([halves(p0 @ P_true**t - p0 @ P_model**t) for t in range(T + 1)])


def drift_relative(P_true, P_model, p0, T):
    true, free = chains(P_true, P_model, p0, T)
    return (true * np.abs(np.log(true + 1e-12) - np.log(free + 1e-12))).sum(axis=1)


def by_positive_parts(P_true, P_model, p0, T):
    true, free = chains(P_true, P_model, p0, T)
    return np.maximum(true - free, 0).sum(axis=1)


def by_powers(P_true, P_model, p0, T):
    found = np.zeros(T + 1)
    for t in range(T + 1):
        true = p0 @ np.linalg.matrix_power(P_true, t)
        found[t] = np.abs(true - p0 @ np.linalg.matrix_power(P_model, t)).sum() / 2
    return found


def by_loops(P_true, P_model, p0, T):
    V, true, free, found = len(p0), list(p0), list(p0), [0.0]
    for _ in range(T):
        true = [sum(true[i] * P_true[i, j] for i in range(V)) for j in range(V)]
        free = [sum(free[i] * P_model[i, j] for i in range(V)) for j in range(V)]
        found.append(1 - sum(map(min, true, free)))
    return np.array(found)


check_drift = Check(
    name="drift",
    reference=drift,
    cases=drift_cases,
    outputs=("distances (T + 1)",),
    slips={
        "Both tables were summed over the token that follows. Which index of P is summed over in "
        "the step, and on which side does p stand?": drift_columns,
        "P_true was summed over the token that follows, P_model was not. Which index is summed "
        "over in both?": drift_true_columns,
        "The half is missing. How large is the total variation of two distributions that share "
        "no token?": drift_without_half,
        "The mean over the V tokens was taken. By which number is the sum multiplied?": drift_mean,
        "This is the largest difference. What is done with the V differences?": drift_largest,
        "This is half of the largest difference. What is done with the V "
        "differences?": drift_half_of_largest,
        "The differences were squared. What does the prompt take of each one?": drift_squares,
        "This is the Euclidean length of the difference. What does the prompt take of each of the "
        "V differences?": drift_length,
        "This is half the Euclidean length of the difference. What does the prompt take of each of "
        "the V differences?": drift_half_length,
        "The differences kept their signs. What do they sum to if both distributions sum to "
        "1?": drift_signed,
        "This is what the two distributions share. How far apart are two that are "
        "equal?": drift_overlap,
        "The model takes each step from where the truth is. From where does it go on if it runs "
        "freely?": drift_forced,
        "The model takes each step from where the truth is, and the half is missing. From where "
        "does it go on if it runs freely?": drift_forced_without_half,
        "The model takes each step from where the truth is, and entry t holds the distance after t "
        "+ 1 steps. Where does each chain go on, and which entry needs no "
        "step?": drift_forced_ahead,
        "The errors of single steps were added up, each from where the truth is. From where does a "
        "free-running model take its next step?": drift_forced_added_up,
        "The truth takes each step from where the model is. Does the true chain know of the "
        "model?": drift_from_where_the_model_is,
        "The model takes the first step alone, and all later ones are by P_true. By which table "
        "does the free-running chain go on?": drift_model_first_step_alone,
        "The true chain stays at p0. Which steps does it take?": drift_truth_stays,
        "The entry for t = 0 is missing. How many distances are there?": drift_first_missing,
        "The entry for t = T is missing. How many distances are there?": drift_last_missing,
        "There is an entry for step T + 1. Where does the loop stop?": drift_one_step_more,
        "Entry t holds the distance after t + 1 steps. Which one needs no "
        "step?": drift_one_step_ahead,
        "Only the last distance came back. How many does the exercise ask for?": drift_last_alone,
        "The rows of the tables were compared, and their distances averaged. Which two "
        "distributions should be compared at each t?": drift_of_rows,
        "The tables were raised to a power entry by entry. How does a distribution take one more "
        "step?": drift_entries_multiplied,
        "Logarithms were compared. What does the prompt take of each difference of two "
        "probabilities?": drift_relative,
    },
    alternatives=(by_positive_parts, by_powers, by_loops),
    tolerance_reason="T products of distributions: about 1e-16 for each step",
    float32=True,
)
