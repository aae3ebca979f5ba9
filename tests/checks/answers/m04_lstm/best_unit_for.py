"""Answers to best_unit_for that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def correlations(cells, signal):
    """Return every unit's correlation, 0 for what is constant."""
    units, signal = cells - cells.mean(axis=0), signal - signal.mean()
    scale = np.sqrt((units**2).sum(axis=0) * (signal**2).sum())
    return np.where(scale > 0, units.T @ signal / np.where(scale > 0, scale, 1), 0.0)


def best(cells, signal):
    rs = correlations(cells, signal)
    index = int(np.argmax(np.abs(rs)))
    return index, float(rs[index])


def constants_not_guarded(cells, signal):
    rs = np.array([np.corrcoef(unit, signal)[0, 1] for unit in cells.T])
    index = int(np.argmax(np.abs(rs)))
    return index, float(rs[index])


def most_positive(cells, signal):
    rs = correlations(cells, signal)
    return int(np.argmax(rs)), float(rs.max())


def sign_lost(cells, signal):
    index, r = best(cells, signal)
    return index, abs(r)


def covariance(cells, signal):
    units, signal = cells - cells.mean(axis=0), signal - signal.mean()
    rs = units.T @ signal / len(signal)
    index = int(np.argmax(np.abs(rs)))
    return index, float(rs[index])


def not_centred(cells, signal):
    scale = np.sqrt((cells**2).sum(axis=0) * (signal**2).sum())
    rs = np.where(scale > 0, cells.T @ signal / np.where(scale > 0, scale, 1), 0.0)
    index = int(np.argmax(np.abs(rs)))
    return index, float(rs[index])


def without_the_denominator(memory, signal):
    rs = (memory - memory.mean(axis=0)).T @ (signal - signal.mean())
    index = int(np.argmax(np.abs(rs)))
    return index, float(rs[index])


def squared(cells, signal):
    index, r = best(cells, signal)
    return index, r * r


def over_the_units(cells, signal):
    return best(cells.T, signal[: cells.shape[1]] if len(signal) > cells.shape[1] else signal)


def all_correlations(cells, signal):
    rs = correlations(cells, signal)
    return int(np.argmax(np.abs(rs))), rs


def counted_from_one_without_sign(memory, signal):
    u, s = memory - memory.mean(axis=0), signal - signal.mean()
    scale = np.sqrt((u**2).sum(axis=0) * (s**2).sum())
    r = np.abs(np.divide(u.T @ s, scale, out=np.zeros(len(scale)), where=scale > 1e-12))
    return int(r.argmax()) + 1, float(r.max())


RIGHT = (best,)
WRONG = (
    wrong(counted_from_one_without_sign, "The index counts from 1", unsaid=("sorted",)),
    wrong(constants_not_guarded, "0 divided by 0"),
    wrong(most_positive, "most positive unit"),
    wrong(sign_lost, "lost its sign"),
    wrong(covariance, "These are covariances"),
    wrong(not_centred, "means were not subtracted"),
    wrong(without_the_denominator, "By which root is it divided?"),
    wrong(squared, "correlation is squared"),
    wrong(over_the_units, "index is 15"),
    wrong(all_correlations, "correlations of all units"),
)
