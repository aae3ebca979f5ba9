"""Answers to ablation_effect that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def two_parts_only(losses):
    m = losses.mean(axis=-1)
    effects = np.array([m[1].mean() - m[0].mean(), m[:, 1].mean() - m[:, 0].mean()])
    alone = np.array([m[1, 1] - m[0, 1], m[1, 1] - m[1, 0]])
    return effects, alone


def without_minus_with(losses):
    K = losses.ndim - 1
    effects = [losses.take(0, axis=k).mean() - losses.take(1, axis=k).mean() for k in range(K)]
    full = losses[(1,) * K].mean()
    alone = [losses[tuple(int(j != k) for j in range(K))].mean() - full for k in range(K)]
    return np.array(effects), np.array(alone)


def from_nothing(losses):
    K = losses.ndim - 1
    effects = [losses.take(1, axis=k).mean() - losses.take(0, axis=k).mean() for k in range(K)]
    none = losses[(0,) * K].mean()
    alone = [losses[tuple(int(j == k) for j in range(K))].mean() - none for k in range(K)]
    return np.array(effects), np.array(alone)


def lists(losses):
    effects, alone = without_minus_with(losses)
    return [-float(value) for value in effects], [-float(value) for value in alone]


def seeds_kept(losses):
    K, S = losses.ndim - 1, losses.shape[-1]
    differences = [losses.take(1, axis=k) - losses.take(0, axis=k) for k in range(K)]
    effects = np.stack([d.reshape(-1, S).mean(axis=0) for d in differences])
    return effects, effects


def best_of_seeds(losses):
    m = losses.min(axis=-1)
    K = m.ndim
    effects = [m.take(1, axis=k).mean() - m.take(0, axis=k).mean() for k in range(K)]
    alone = [m[(1,) * K] - m[tuple(int(j != k) for j in range(K))] for k in range(K)]
    return np.array(effects), np.array(alone)


def reversed_from_nothing(losses):
    """Two mistakes: the sign, and alone beside no other part."""
    effects, alone = from_nothing(losses)
    return -effects, -alone


def right_by_signs(losses):
    m = losses.mean(axis=-1)
    signs = np.indices(m.shape) * 2 - 1
    effects = (signs * m).reshape(m.ndim, -1).sum(axis=1) / (m.size / 2)
    full = m.flat[-1]
    alone = [full - m.flat[m.size - 1 - 2 ** (m.ndim - 1 - k)] for k in range(m.ndim)]
    return effects, np.array(alone)


def one_part_after_the_other(losses):
    """Compare each model of a ladder, with one part more, with the model before it."""
    effects, _ = right_by_signs(losses)
    K = losses.ndim - 1
    ladder = [losses[(1,) * k + (0,) * (K - k)].mean() for k in range(K + 1)]
    return effects, np.diff(ladder)


def right_by_regression(losses):
    K, S = losses.ndim - 1, losses.shape[-1]
    settings = np.indices(losses.shape[:-1]).reshape(K, -1).T - 0.5
    columns = np.repeat(np.column_stack([np.ones(len(settings)), settings]), S, axis=0)
    effects = np.linalg.lstsq(columns, losses.ravel(), rcond=None)[0][1:]
    steps = [np.diff(losses, axis=k)[(-1,) * K].mean() for k in range(K)]
    return [effects, np.array(steps)]


RIGHT = (right_by_signs, right_by_regression)
WRONG = (
    wrong(two_parts_only, "ablation_effect"),
    wrong(without_minus_with, "Both signs are reversed"),
    wrong(from_nothing, "alone adds one part to a model without any"),
    wrong(lists, "a list"),
    wrong(seeds_kept, "effects has shape"),
    wrong(best_of_seeds, "The best seed of each setting was taken"),
    wrong(reversed_from_nothing, "ablation_effect"),
    wrong(one_part_after_the_other, "alone[", "effects is right"),
)
EDGES = {
    "one part, and four": lambda cases: {losses.ndim for (losses,) in cases} >= {2, 5},
    "one seed": lambda cases: any(losses.shape[-1] == 1 for (losses,) in cases),
}
