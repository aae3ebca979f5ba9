"""Plans, budgets, paired intervals and ablations.   Axes  N stretches of time, K parts, S seeds."""

import math

import numpy as np

from helpers.datasets.paired import T_975, paired_interval

__all__ = ["ablation_effect", "budgeted", "interval_table", "plan_by_hand"]


def plan_by_hand():
    """Return the numbers of a plan: what a pilot of three seeds says, and what a study costs.

    Losses of the baseline 1.62, 1.70, 1.55, of the other model 1.60, 1.65, 1.53 on equal seeds.
    """
    a, b = np.array([1.62, 1.70, 1.55]), np.array([1.60, 1.65, 1.53])
    mean, _, high = paired_interval(b, a)
    sd = float((b - a).std(ddof=1))
    seeds = next(n for n in range(2, 32) if T_975[n - 1] * sd / math.sqrt(n) <= 0.02)
    error = math.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 3)
    return {
        "mean": mean,
        "sd": sd,
        "half": high - mean,
        "unpaired": T_975[4] * error,
        "seeds": float(seeds),
        "minutes": seeds * 4 * 90 / 60,
        "same_sign": 2 * 0.5**seeds,
        "optimism": 0.03 / math.sqrt(math.pi),
        "false_find": 1 - 0.95**10,
    }


def interval_table(results, baseline):
    """Compare each model with a baseline on the seeds that both have run.

    Shapes: results {name: {seed: score}} -> {name: (mean, low, high)} of the differences, score
    minus the baseline's, with the paired 95 % interval, in the order of results and without the
    baseline. One common seed has no spread: low is -inf, high inf.
    Units: those of the scores.
    Raises: ValueError if the baseline is not among the results, or no seed is common.
    """
    if baseline not in results:
        raise ValueError(f"baseline is {baseline!r}, expected one of {', '.join(results)}.")
    table = {}
    for name, scores in results.items():
        if name == baseline:
            continue
        seeds = [seed for seed in scores if seed in results[baseline]]
        if not seeds:
            raise ValueError(f"{name} and {baseline} have no seed in common.")
        pair = [scores[s] for s in seeds], [results[baseline][s] for s in seeds]
        if len(seeds) == 1:
            table[name] = (float(pair[0][0] - pair[1][0]), -math.inf, math.inf)
        else:
            table[name] = paired_interval(*pair)
    return table


def ablation_effect(losses):
    """Return what each part of a model is worth, over all settings of the others and beside them.

    Shapes: losses (2, ..., 2, S): one axis of size 2 for each of K parts, index 1 with the part,
    and the last axis for the seeds -> effects (K,), alone (K,).
    effects: the mean loss of all settings with the part minus that of all without it.
    alone: the mean loss with all parts minus that without this one, as a usual ablation has it.
    Units: those of the losses; below 0 where the part helps.
    Raises: ValueError if losses has not this shape.
    """
    losses = np.asarray(losses, dtype=float)
    K = losses.ndim - 1
    if K < 1 or losses.shape[:-1] != (2,) * K or not losses.shape[-1]:
        raise ValueError(f"losses has shape {losses.shape}, expected (2, ..., 2, S).")
    means = losses.mean(axis=-1)
    without = [tuple(int(j != k) for j in range(K)) for k in range(K)]
    effects = [float(np.diff(means.mean(axis=_others(K, k)))[0]) for k in range(K)]
    full = means[(1,) * K]
    return np.array(effects), np.array([full - means[w] for w in without])


def _others(K, k):
    return tuple(j for j in range(K) if j != k)


def budgeted(seconds, dev, test, budget):
    """Choose the best stretch of training within a budget, by the development loss.

    Shapes: seconds (N,), what each stretch took by itself; dev and test (N,), the losses after
    it -> row, loss: the number of the chosen stretch, and the test loss after it. The earliest of
    equals counts. Where not even the first fits: -1 and inf.
    Units: seconds and budget alike; a stretch fits if all up to it take at most the budget.
    Raises: ValueError if the three are not of one length, or a number of seconds is below 0.
    """
    columns = [np.asarray(column, dtype=float) for column in (seconds, dev, test)]
    if any(c.ndim != 1 or len(c) != len(columns[0]) for c in columns):
        shapes = ", ".join(str(c.shape) for c in columns)
        raise ValueError(f"seconds, dev and test have shapes {shapes}, expected (N,) for each.")
    if (columns[0] < 0).any():
        raise ValueError(f"seconds holds {columns[0].min():g}, expected no number below 0.")
    fit = int((np.cumsum(columns[0]) <= budget).sum())
    if not fit:
        return -1, math.inf
    row = int(np.argmin(columns[1][:fit]))
    return row, float(columns[2][row])
