"""Answers to drift that its record did not foresee; the first attempts were written before it."""

import numpy as np

from tests.checks.answers import wrong


def columns(P_true, P_model, p0, T):
    true, free, found = p0, p0, [0.0]
    for _ in range(T):
        true, free = P_true @ true, P_model @ free
        found.append(0.5 * np.abs(true - free).sum())
    return np.array(found)


def without_half(P_true, P_model, p0, T):
    true, free, found = p0, p0, [0.0]
    for _ in range(T):
        true, free = true @ P_true, free @ P_model
        found.append(np.abs(true - free).sum())
    return np.array(found)


def forced(P_true, P_model, p0, T):
    true, found = p0, [0.0]
    for _ in range(T):
        found.append(0.5 * np.abs(true @ P_true - true @ P_model).sum())
        true = true @ P_true
    return np.array(found)


def without_the_first(P_true, P_model, p0, T):
    true, free, found = p0, p0, []
    for _ in range(T):
        true, free = true @ P_true, free @ P_model
        found.append(0.5 * np.abs(true - free).sum())
    return np.array(found)


def one_entry_short(P_true, P_model, p0, T):
    true, free, found = p0, p0, []
    for _ in range(T):
        found.append(0.5 * np.abs(true - free).sum())
        true, free = true @ P_true, free @ P_model
    return np.array(found)


def the_last_alone(P_true, P_model, p0, T):
    true = p0 @ np.linalg.matrix_power(P_true, T)
    free = p0 @ np.linalg.matrix_power(P_model, T)
    return 0.5 * np.abs(true - free).sum()


def largest(P_true, P_model, p0, T):
    true, free, found = p0, p0, [0.0]
    for _ in range(T):
        true, free = true @ P_true, free @ P_model
        found.append(np.abs(true - free).max())
    return np.array(found)


def euclidean(P_true, P_model, p0, T):
    true, free, found = p0, p0, [0.0]
    for _ in range(T):
        true, free = true @ P_true, free @ P_model
        found.append(0.5 * np.linalg.norm(true - free))
    return np.array(found)


def model_first_step_alone(P_true, P_model, p0, T):
    true, free, found = p0, p0 @ P_model, [0.0]
    for _ in range(T):
        true = true @ P_true
        found.append(0.5 * np.abs(true - free).sum())
        free = free @ P_true
    return np.array(found)


def sum_without_absolute(P_true, P_model, p0, T):
    true, free, found = p0, p0, [0.0]
    for _ in range(T):
        true, free = true @ P_true, free @ P_model
        found.append(0.5 * (true - free).sum())
    return np.array(found)


def forced_without_half(P_true, P_model, p0, T):
    true, found = p0, [0.0]
    for _ in range(T):
        found.append(np.abs(true @ P_true - true @ P_model).sum())
        true = true @ P_true
    return np.array(found)


def starts_from_a_whole_zero(P_true, P_model, p0, T):
    true, free, distances = p0, p0, [0]
    for _ in range(T):
        true, free = true @ P_true, free @ P_model
        distances.append(np.abs(true - free).sum() / 2)
    return np.array(distances)


RIGHT = (starts_from_a_whole_zero,)
WRONG = (
    wrong(columns, "Both tables were summed over the token that follows"),
    wrong(without_half, "The half is missing"),
    wrong(forced, "The model takes each step from where the truth is"),
    wrong(without_the_first, "The entry for t = 0 is missing"),
    wrong(one_entry_short, "The entry for t = T is missing"),
    wrong(the_last_alone, "Only the last distance came back"),
    wrong(largest, "This is the largest difference"),
    wrong(euclidean, "This is half the Euclidean length of the difference"),
    wrong(model_first_step_alone, "The model takes the first step alone, and all later ones"),
    wrong(sum_without_absolute, "The differences kept their signs"),
    wrong(forced_without_half, "from where the truth is, and the half is missing"),
)
EDGES = {
    "no step, and one": lambda cases: {0, 1} <= {T for *_, T in cases},
    "one token, and two": lambda cases: {1, 2} <= {len(p0) for _, _, p0, _ in cases},
    "a sure start": lambda cases: any(p0.max() == 1 < len(p0) for _, _, p0, _ in cases),
    "tables that differ from their transposes": lambda cases: any(
        not np.allclose(P, P.T) for P, *_ in cases
    ),
}
