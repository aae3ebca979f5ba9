"""Answers to paired_interval that its record did not foresee."""

import numpy as np

from helpers.datasets.paired import T_975
from tests.checks.answers import wrong


def right(scores_a, scores_b):
    d = np.array(scores_a) - np.array(scores_b)
    half = T_975[len(d) - 1] * np.sqrt(d.var(ddof=1) / len(d))
    return d.mean(), d.mean() - half, d.mean() + half


def unpaired_by_z(scores_a, scores_b):
    n = len(scores_a)
    half = 1.96 * np.sqrt((scores_a.var(ddof=1) + scores_b.var(ddof=1)) / n)
    mean = (scores_a - scores_b).mean()
    return mean, mean - half, mean + half


def with_half(half):
    """Return an answer whose mean is right, with a half width of (differences, n)."""

    def answer(scores_a, scores_b):
        d = scores_a - scores_b
        mean, off = d.mean(), half(d, len(d))
        return mean, mean - off, mean + off

    return answer


def bootstrap(scores_a, scores_b):
    """Resample the differences: with five it covers too little."""
    d = scores_a - scores_b
    draws = np.random.default_rng(0).integers(len(d), size=(2000, len(d)))
    return d.mean(), *np.quantile(d[draws].mean(axis=1), (0.025, 0.975))


RIGHT = (
    lambda scores_a, scores_b: np.array(right(scores_a, scores_b)),
    right,
    lambda scores_a, scores_b: list(map(float, right(scores_a, scores_b))),
)
WRONG = (
    wrong(unpaired_by_z, "low is", "mean is right"),
    wrong(bootstrap, "low is", "mean is right"),
    wrong(
        with_half(lambda d, n: T_975[n] * d.std(ddof=1)),
        "mean is right",
        "wrong in two of its factors",
    ),
    wrong(with_half(lambda d, n: T_975[n - 1] * d.var(ddof=1) / n), "s squared over n"),
    wrong(
        with_half(lambda d, n: 3 * d.std(ddof=1) / n**0.3),
        "low and high are still wrong and mean is right: which lines lead from scores_a to low, "
        "and not to mean?",
    ),
    wrong(lambda scores_a, scores_b: right(scores_a, scores_b)[0], "a tuple of 3"),
)
EDGES = {
    "two pairs": lambda cases: any(len(a) == 2 for a, _ in cases),
    "b ahead, and a ahead": lambda cases: {a.mean() > b.mean() for a, b in cases} == {True, False},
    "the seed moves scores more than the models differ": lambda cases: all(
        a.std() > 2 * (a - b).std() for a, b in cases if len(a) > 4
    ),
}
