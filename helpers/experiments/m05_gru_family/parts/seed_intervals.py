"""Intervals and tests for few seeds: which of them hold what they promise."""

import math

import numpy as np


def bootstrap_interval(differences, rng, draws=1000):
    """Take the middle 95 % of the means of resampled differences. Shapes: (n,) -> mean, low, high.

    Source: Efron (1979), the percentile interval.
    """
    picked = rng.integers(len(differences), size=(draws, len(differences)))
    low, high = np.quantile(np.asarray(differences)[picked].mean(axis=1), [0.025, 0.975])
    return float(np.mean(differences)), float(low), float(high)


def coverage(intervals, n, rounds=2000, spread=1.0, shared=3.0):
    """Return how often intervals hold the true difference, which is 0, and how wide they are.

    intervals: name -> function(scores_a, scores_b) -> mean, low, high. Scores of a seed have a
    part that both models share, of standard deviation `shared`, and one of their own each, so
    that differences have the standard deviation `spread`.
    Shapes: -> {name: (share that hold it, median width)}.
    """
    rng = np.random.default_rng(0)
    found = {name: [] for name in intervals}
    for _ in range(rounds):
        seeds = shared * rng.normal(size=n)
        scores = [seeds + spread / np.sqrt(2) * rng.normal(size=n) for _ in range(2)]
        for name, interval in intervals.items():
            found[name].append(interval(*scores)[1:])
    return {
        name: (
            float(np.mean([low <= 0 <= high for low, high in ends])),
            float(np.median([high - low for low, high in ends])),
        )
        for name, ends in found.items()
    }


def unpaired_interval(scores_a, scores_b, t_975):
    """Take the interval by t of two independent samples of equal size, their variances pooled.

    Shapes: (n,), (n,) -> mean, low, high.   t_975: {degrees of freedom: 0.975 quantile of t}.
    """
    n, mean = len(scores_a), float(np.mean(scores_a) - np.mean(scores_b))
    pooled = (np.var(scores_a, ddof=1) + np.var(scores_b, ddof=1)) / n
    half = t_975[2 * n - 2] * np.sqrt(pooled)
    return mean, mean - half, mean + half


def fisher_p(a, b, n):
    """Return how likely two shares of n are at least as far apart, if both have one chance.

    a, b: successes of n each.   Source: Fisher's exact test, two-sided: tables that are no more
    likely than the one found, all with the same sums.
    """
    ways = {
        k: math.comb(n, k) * math.comb(n, a + b - k)
        for k in range(max(0, a + b - n), min(n, a + b) + 1)
    }
    return sum(w for w in ways.values() if w <= ways[a]) / sum(ways.values())
