"""The interval for the mean difference of two models that ran on the same seeds."""

import math

import numpy as np

_QUANTILES = (
    *(12.7062047, 4.30265273, 3.18244631, 2.77644511, 2.57058184, 2.44691185),
    *(2.36462425, 2.30600414, 2.26215716, 2.22813885, 2.20098516, 2.17881283),
    *(2.16036866, 2.14478669, 2.13144955, 2.11990530, 2.10981558, 2.10092204),
    *(2.09302405, 2.08596345, 2.07961384, 2.07387307, 2.06865761, 2.06389856),
    *(2.05953855, 2.05552944, 2.05183052, 2.04840714, 2.04522964, 2.04227246),
)
# The 0.975 quantile of Student's t by degrees of freedom: P(t <= T_975[df]) = 0.975.
T_975 = dict(enumerate(_QUANTILES, start=1))


def paired_interval(scores_a, scores_b):
    """Return the mean of scores_a - scores_b and the ends of its 95 % interval, by a paired t.

    Shapes: scores_a, scores_b (n,), entry i of both from the same seed -> mean, low, high, floats.
    Units: those of the scores.
    Raises: ValueError unless both are (n,) with 2 <= n <= 31.
    Source: Student (1908), The probable error of a mean. The differences are taken as independent
    and normal.
    """
    a, b = np.asarray(scores_a, dtype=float), np.asarray(scores_b, dtype=float)
    if a.ndim != 1 or a.shape != b.shape or not 2 <= len(a) <= max(T_975) + 1:
        raise ValueError(
            f"scores_a has shape {a.shape}, scores_b {b.shape}, expected (n,) for both, "
            f"with n from 2 to {max(T_975) + 1}."
        )
    differences = a - b
    n = len(differences)
    mean = float(differences.mean())
    half = T_975[n - 1] * float(differences.std(ddof=1)) / math.sqrt(n)
    return mean, mean - half, mean + half
