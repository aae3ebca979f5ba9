"""Check of best_unit_for."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets import source_code


def best_unit_for(memory, signal):
    """Find the unit whose memory follows a signal best.

    Shapes: memory (T, H), signal (T,) -> index, correlation with its sign.
    """
    return source_code.best_unit_for(memory, signal)


def best_unit_for_cases(seed):
    """Yield (cells, signal): a unit that rises, one that falls, constants, edges, shapes again.

    A constant unit is 0 throughout, -1 or 1, as saturated units are; the signal may be 0 and 1.
    """
    rng = np.random.default_rng(seed)
    for T, H, unit, sign in [(30, 5, 3, 1), (20, 4, 1, -1), (6, 6, 4, 1), (12, 1, 0, -1)]:
        yield units(rng, T, H, unit, sign)
    cells, signal = units(rng, 25, 4, 2, -1)
    cells[:, 0], cells[:, 3] = 0.0, -1.0
    yield cells, signal
    yield np.stack([np.ones(8), np.zeros(8), rng.normal(size=8)], axis=1), rng.normal(size=8)
    yield rng.normal(size=(10, 3)), np.ones(10)
    yield np.tile([1.0, 0.0, -1.0], (7, 1)), rng.normal(size=7)
    cells, signal = units(rng, 40, 3, 1, 1)
    yield cells, np.where(signal > np.median(signal), 1.0, 0.0)
    yield units(rng, 30, 5, 0, -1)


def units(rng, T, H, unit, sign):
    """Return cells of different means and sizes, one of which follows the signal or its negative.

    That one is the smallest, so that a covariance prefers another.
    """
    signal = rng.normal(size=T) + 2.0
    cells = 3.0 * rng.normal(size=(T, H)) + np.linspace(4.0, -3.0, H)
    cells[:, unit] = 0.2 * sign * (signal + 0.5 * rng.normal(size=T)) + 0.5
    return cells, signal


def correlations(cells, signal, share=1.0):
    """Return every unit's correlation; 0 where a unit or the signal is constant."""
    a, b = cells - cells.mean(axis=0), signal - signal.mean()
    scale = np.sqrt((a**2).sum(axis=0) * (b**2).sum())
    return share * np.divide(a.T @ b, scale, out=np.zeros(a.shape[1]), where=scale > 1e-12)


def picked(rs, by=np.abs):
    index = int(np.argmax(by(rs)))
    return index, float(rs[index])


def best_unguarded(memory, signal):
    with np.errstate(all="ignore"):
        return picked(np.array([np.corrcoef(unit, signal)[0, 1] for unit in memory.T]))


def best_signal_unguarded(memory, signal):
    if np.ptp(signal) == 0:
        return 0, float("nan")
    return best_unit_for(memory, signal)


def best_positive(memory, signal):
    return picked(correlations(memory, signal), by=lambda rs: rs)


def best_sign_lost(memory, signal):
    index, r = best_unit_for(memory, signal)
    return index, abs(r)


def best_squared(memory, signal):
    index, r = best_unit_for(memory, signal)
    return index, r**2


def best_covariance(memory, signal):
    a, b = memory - memory.mean(axis=0), signal - signal.mean()
    return picked(a.T @ b / len(b))


def best_covariance_index(memory, signal):
    index, _ = best_covariance(memory, signal)
    return index, float(correlations(memory, signal)[index])


def best_not_centred(memory, signal):
    return by_formula(memory, signal)


def best_cells_not_centred(memory, signal):
    return by_formula(memory, signal - signal.mean())


def best_signal_not_centred(memory, signal):
    return by_formula(memory - memory.mean(axis=0), signal)


def best_without_denominator(memory, signal):
    return picked((memory - memory.mean(axis=0)).T @ (signal - signal.mean()))


def best_without_root(memory, signal):
    a, b = memory - memory.mean(axis=0), signal - signal.mean()
    squares = (a**2).sum(axis=0) * (b**2).sum()
    return picked(np.divide(a.T @ b, squares, out=np.zeros(len(squares)), where=squares > 1e-12))


def best_by_units_alone(memory, signal):
    a, b = memory - memory.mean(axis=0), signal - signal.mean()
    scale = np.sqrt((a**2).sum(axis=0))
    return picked(np.divide(a.T @ b, scale, out=np.zeros(len(scale)), where=scale > 1e-12))


def by_formula(a, b):
    """Return the quotient of the prompt's formula for deviations a (T, H) and b (T,)."""
    scale = np.sqrt((a**2).sum(axis=0) * (b**2).sum())
    return picked(np.divide(a.T @ b, scale, out=np.zeros(len(scale)), where=scale > 1e-12))


def best_product(memory, signal):
    return picked(memory.T @ signal)


def best_one_mean(memory, signal):
    a, b = memory - memory.mean(), signal - signal.mean()
    scale = np.sqrt((a**2).sum(axis=0) * (b**2).sum())
    return picked(np.divide(a.T @ b, scale, out=np.zeros(len(scale)), where=scale > 0))


def best_mixed_divisors(memory, signal):
    return picked(correlations(memory, signal, share=(len(signal) - 1) / len(signal)))


def best_other_divisors(memory, signal):
    return picked(correlations(memory, signal, share=len(signal) / (len(signal) - 1)))


def best_weakest(memory, signal):
    return picked(correlations(memory, signal), by=lambda rs: -np.abs(rs))


def best_all(memory, signal):
    rs = correlations(memory, signal)
    return int(np.argmax(np.abs(rs))), rs


def best_index_only(memory, signal):
    return best_unit_for(memory, signal)[0]


def best_turned(memory, signal):
    index, r = best_unit_for(memory, signal)
    return r, index


def best_from_one(memory, signal):
    index, r = best_unit_for(memory, signal)
    return index + 1, r


def best_skips_constants(memory, signal):
    moving = np.ptp(memory, axis=0) > 0
    return best_unit_for(memory[:, moving], signal) if moving.any() else (0, 0.0)


def best_constant_is_one(memory, signal):
    rs = correlations(memory, signal)
    return picked(np.where(np.ptp(memory, axis=0) > 0, rs, 1.0))


def best_abs_from_one(memory, signal):
    index, r = picked(correlations(memory, signal))
    return index + 1, abs(r)


def best_of_tanh(memory, signal):
    return picked(correlations(np.tanh(memory), signal))


def best_sorted(memory, signal):
    rs = correlations(memory, signal)
    return picked(np.sort(np.abs(rs)))


def best_over_changes(memory, signal):
    return best_unit_for(np.diff(memory, axis=0), np.diff(signal))


def best_late(memory, signal):
    return best_unit_for(memory[1:], signal[:-1])


def best_by_scores(memory, signal):
    def score(v):
        return (v - v.mean()) / v.std() if v.std() > 1e-12 else np.zeros(len(v))

    rs = [float(np.mean(score(unit) * score(signal))) for unit in memory.T]
    index = max(range(len(rs)), key=lambda k: abs(rs[k]))
    return index, rs[index]


def best_by_corrcoef(memory, signal):
    with np.errstate(all="ignore"):
        rs = np.nan_to_num(np.corrcoef(memory.T, signal)[-1, :-1])
    index = np.abs(rs).argmax()
    return index, rs[index]


def best_by_slope(memory, signal):
    """Correlation is the least-squares slope, times the ratio of the two standard deviations."""
    rs = np.zeros(memory.shape[1])
    for k, unit in enumerate(memory.T):
        if unit.max() > unit.min() and signal.max() > signal.min():
            rs[k] = np.polyfit(signal, unit, 1)[0] * signal.std() / unit.std()
    index = int(np.argsort(-np.abs(rs), kind="stable")[0])
    return index, float(rs[index])


check_best_unit_for = Check(
    name="best_unit_for",
    reference=best_unit_for,
    twins=(source_code.best_unit_for,),
    cases=best_unit_for_cases,
    outputs=("index", "correlation"),
    slips={
        "A constant unit or signal leads to 0 divided by 0. Which correlation does the exercise "
        "state for it?": best_unguarded,
        "A constant signal leads to NaN. Which correlation does the exercise state for "
        "it?": best_signal_unguarded,
        "The most positive unit was taken. Does a unit that falls where the signal rises follow it "
        "less well?": best_positive,
        "The correlation has lost its sign. Which direction does the unit move in when the signal "
        "rises?": best_sign_lost,
        "The correlation is squared. Which of r and r^2 has a sign?": best_squared,
        "These are covariances. By which two sizes is a covariance divided to become a "
        "correlation?": best_covariance,
        "The unit was chosen by its covariance, which large units win. Which number does not "
        "depend on a unit's size?": best_covariance_index,
        "The means were not subtracted. What would a constant unit correlate "
        "with?": best_not_centred,
        "The units' means were not subtracted, the signal's was. What would an offset of a unit "
        "change?": best_cells_not_centred,
        "The signal's mean was not subtracted, the units' were. What would an offset of the signal "
        "change?": best_signal_not_centred,
        "This is the sum of the products of both deviations. By which root is it "
        "divided?": best_without_denominator,
        "The sum was divided by the product of both sums of squares. What is taken of that product "
        "first?": best_without_root,
        "Only the units' size was divided out, not the signal's. Which two sums of squares stand "
        "below the fraction line?": best_by_units_alone,
        "This is the plain inner product. What is subtracted first, and what divides "
        "it?": best_product,
        "One mean of all units was subtracted. Over which axis is a unit's own "
        "mean?": best_one_mean,
        "The correlation is (T - 1) / T of what it should be. Do covariance and standard "
        "deviations divide by the same number?": best_mixed_divisors,
        "The correlation is T / (T - 1) of what it should be. Do covariance and standard "
        "deviations divide by the same number?": best_other_divisors,
        "The unit with the weakest correlation was chosen. Which end of the sorted list is "
        "asked for?": best_weakest,
        "The correlations of all units were returned. Which of them belongs to the chosen "
        "one?": best_all,
        "The index came alone. Which second number is asked for?": best_index_only,
        "Index and correlation are exchanged. Which comes first?": best_turned,
        "The index counts from 1. What is the index of the first column?": best_from_one,
        "Constant units were removed, and the index counts the others only. Which column of "
        "memory is it?": best_skips_constants,
        "A constant unit counts as perfectly correlated. Which correlation does the exercise state "
        "for it?": best_constant_is_one,
        "The index counts from 1, and a correlation below 0 loses its sign. What is the index of "
        "the first column?": best_abs_from_one,
        "The tanh of memory was correlated with the signal. Which array does the exercise ask you "
        "to use as it is?": best_of_tanh,
        "The correlations were sorted before the index was taken. Which unit has that number "
        "now?": best_sorted,
        "Differences from step to step were correlated. Is the signal compared with the unit or "
        "with its changes?": best_over_changes,
        "Each unit was compared with the signal of the step before. Which step does row t of "
        "memory belong to?": best_late,
    },
    alternatives=(best_by_scores, best_by_corrcoef, best_by_slope),
    equivalent={
        "int(np.abs(correlations).argmax()) -> np.abs(correlations).argmax() "
        "(in `index = int(np.abs(correlations).argmax())`)": "a NumPy whole number passes for one",
        "float(correlations[index]) -> correlations[index] "
        "(in `return (index, float(correlations[index]))`)": "a NumPy float passes for one",
    },
    tolerance_reason="sums of at most 40 terms; a polynomial fit costs two digits more",
)
