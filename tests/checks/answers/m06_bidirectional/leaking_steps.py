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
