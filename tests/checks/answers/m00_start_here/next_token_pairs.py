"""Answers to next_token_pairs that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong

RIGHT = (
    lambda ids: [ids[:-1], ids[1:]],
    lambda ids: (ids[: len(ids) - 1].copy(), ids[1 : len(ids)]),
    lambda ids: tuple(np.array([ids[:-1], ids[1:]])),
)
WRONG = (
    wrong(lambda ids: ids[1:], "a tuple of 2: inputs, targets"),
    wrong(lambda ids: (list(ids[:-1]), list(ids[1:])), "inputs is a list of 5"),
    wrong(lambda ids: (ids[:-1], np.sort(ids[1:])), "targets[", "inputs is right"),
    wrong(lambda ids: (ids[:-1], ids[1:] + 0.0), "targets has dtype float64, expected int64"),
    wrong(lambda ids: zip(ids[:-1], ids[1:], strict=True), "zip object"),
    wrong(
        lambda ids: np.array([(ids[t + 1], ids[t]) for t in range(len(ids) - 2)]),
        "returned an array (4, 2)",
        "Each row of it holds one entry of inputs and targets. Put each column in an array",
    ),
    wrong(lambda ids: (ids[:-1][::-1], ids[1:][::-1]), "inputs[", "entries differ"),
)
EDGES = {"the shortest text": lambda cases: min(len(ids) for (ids,) in cases) == 2}
