"""Answers to interpolated_nll that its record did not foresee."""

import numpy as np

from helpers.datasets import ngrams
from tests.checks.answers import wrong

WRONG = (
    wrong(lambda train_ids, test_ids, V, n: np.nan, "nll is NaN"),
    wrong(
        lambda train_ids, test_ids, V, n: (
            -ngrams.interpolated_rows(train_ids, [test_ids], V, n)[0].mean()
        ),
        "the course's own interpolated_nll",
    ),
)
EDGES = {
    "a vocabulary of one": lambda cases: any(V == 1 for _, _, V, _ in cases),
    "a test shorter than n": lambda cases: any(len(test) < n for _, test, _, n in cases),
    "a token that training lacks": lambda cases: any(
        set(test[1:].tolist()) - set(train.tolist()) for train, test, _, _ in cases
    ),
}
