"""Answers to leaking_steps that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def all_steps(ys, ys_changed, t):
    return [s for s in range(len(ys)) if np.abs(ys - ys_changed)[s].max() > 1e-9]


def from_t_on(ys, ys_changed, t):
    return [s for s in range(t, len(ys)) if np.abs(ys - ys_changed)[s].max() > 1e-9]


def up_to_t(ys, ys_changed, t):
    return [s for s in range(t + 1) if np.abs(ys - ys_changed)[s].max() > 1e-9]


def exactly(ys, ys_changed, t):
    return [s for s in range(t) if (ys[s] != ys_changed[s]).any()]


def without_abs(ys, ys_changed, t):
    return [s for s in range(t) if (ys_changed[s] - ys[s]).max() > 1e-9]


def every_entry(ys, ys_changed, t):
    return [s for s in range(t) if (np.abs(ys[s] - ys_changed[s]) > 1e-9).all()]


def allclose(ys, ys_changed, t):
    return [s for s in range(t) if not np.allclose(ys[s], ys_changed[s])]


def as_array(ys, ys_changed, t):
    return np.flatnonzero((np.abs(ys - ys_changed) > 1e-9).any(axis=(1, 2))[:t])


def a_mask(ys, ys_changed, t):
    return (np.abs(ys - ys_changed) > 1e-9).any(axis=(1, 2))[:t].tolist()


def by_the_mean(ys, ys_changed, t):
    return [s for s in range(t) if abs((ys_changed[s] - ys[s]).mean()) > 1e-9]


def first_row_only(ys, ys_changed, t):
    return [s for s in range(t) if np.abs(ys[s, 0] - ys_changed[s, 0]).max() > 1e-9]


def with_repeats(ys, ys_changed, t):
    """List a step once for every entry that moved."""
    return np.nonzero(np.abs(ys - ys_changed)[:t] > 1e-9)[0].tolist()


def larger_without_a_tolerance(ys, ys_changed, t):
    return [s for s in range(t) if np.any(ys[s] - ys_changed[s] > 0)]


def euclidean(ys, ys_changed, t):
    lengths = np.sqrt(((ys - ys_changed) ** 2).sum(axis=(1, 2)))
    return np.flatnonzero(lengths[:t] > 1e-9).tolist()


WRONG = (
    wrong(euclidean, "leaking_steps returned", seeds=(0, 1, 2)),
    wrong(all_steps, "The steps from t on are in the list, but their inputs"),
    wrong(from_t_on, "These are the steps from t on"),
    wrong(up_to_t, "Step t itself is in the list, but its own input changed"),
    wrong(exactly, "Differences of rounding were taken for leaks"),
    wrong(without_abs, "An output that became smaller was missed"),
    wrong(every_entry, "Only steps at which all entries moved are listed"),
    wrong(allclose, "A small leak was missed"),
    wrong(as_array, "The steps came as an array"),
    wrong(a_mask, "The list holds True and False"),
    wrong(by_the_mean, "The mean over the entries was compared, which hides a small"),
    wrong(first_row_only, "Only the first row of the batch was watched"),
    wrong(with_repeats, "A step stands in the list once for each entry that moved"),
    wrong(larger_without_a_tolerance, "Rounding downwards was taken for a leak"),
)
EDGES = {
    "T = 1": lambda cases: any(len(ys) == 1 for ys, *_ in cases),
    "B = K = 1": lambda cases: any(ys.shape[1:] == (1, 1) for ys, *_ in cases),
    "t = 0, and t = T - 1": lambda cases: (
        any(t == 0 < len(ys) - 1 for ys, _, t in cases)
        and any(t == len(ys) - 1 > 0 for ys, _, t in cases)
    ),
    "all steps from t on move": lambda cases: all(
        np.abs(ys - moved)[t:].min() > 0.1 for ys, moved, t in cases
    ),
    "rounding and no leak": lambda cases: any(
        t and 0 < np.abs(ys - moved)[:t].max() < 1e-9 for ys, moved, t in cases
    ),
    "no move near the limit": lambda cases: all(
        not ((np.abs(ys - moved) > 7e-10) & (np.abs(ys - moved) < 1.3e-9)).any()
        for ys, moved, _ in cases
    ),
}
