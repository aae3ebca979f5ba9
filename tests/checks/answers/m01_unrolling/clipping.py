"""Answers of module 01 that clip what they return: at 5 that has a name, at any bound it shows."""

import numpy as np

from helpers.checks.m01_unrolling.cases import clipped
from tests.checks.answers import wrong

SEEDS = (*range(8),)


def all_of(answer):
    """Clip everything that an answer returns."""
    return lambda bound: lambda *args: clipped(answer(*args), bound)


def weights_of(answer):
    """Clip dp only, the last result."""

    def at(bound):
        def clipping(*args):
            *inputs, dp = answer(*args)
            return *inputs, clipped(dp, bound)

        return clipping

    return at


def rows(clipping, *others):
    """Return rows for answers at a bound: the first is also named where the bound is 5."""
    said = ("clipped to [-5, 5]", "odule 03")
    yield wrong(clipping(5.0), *said, slip=True, seeds=SEEDS)
    for answer in (clipping, *others):
        for bound in (20.0, 100.0, 1000.0):
            yield wrong(answer(bound), "expected", stage="values", seeds=SEEDS)


def is_steep(reference, fields=lambda result: result):
    """Make an edge: in the last case, every gradient has an entry above 1000."""
    return lambda cases: all(
        np.abs(leaf).max() > 1000 for leaf in leaves(fields(reference(*cases[-1])))
    )


def leaves(value):
    return [x for part in value for x in leaves(part)] if isinstance(value, tuple) else [value]
