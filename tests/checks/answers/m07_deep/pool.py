"""First attempts at pool, written before its record, and other answers to it."""

import numpy as np

from tests.checks.answers import wrong


def ignores_lengths(hs, lengths, how):
    if how == "last":
        return hs[-1]
    if how == "mean":
        return hs.mean(axis=0)
    return hs.max(axis=0)


def mask_by_product(hs, lengths, how):
    mask = (np.arange(len(hs))[:, None] < lengths)[:, :, None]
    if how == "last":
        return hs[lengths - 1, np.arange(len(lengths))]
    if how == "mean":
        return (hs * mask).sum(axis=0) / lengths[:, None]
    return (hs * mask).max(axis=0)


def zeros_below_a_maximum(hs, lengths, how):
    mask = (np.arange(len(hs))[:, None] < lengths)[:, :, None]
    hs = np.where(mask, hs, 0)
    if how == "last":
        return hs[lengths - 1, np.arange(len(lengths))]
    if how == "mean":
        return hs.sum(axis=0) / lengths[:, None]
    return hs.max(axis=0)


def mean_by_the_longest(hs, lengths, how):
    mask = (np.arange(len(hs))[:, None] < lengths)[:, :, None]
    if how == "last":
        return hs[lengths - 1, np.arange(len(lengths))]
    if how == "mean":
        return np.where(mask, hs, 0).mean(axis=0)
    return np.where(mask, hs, -np.inf).max(axis=0)


def last_by_lengths(hs, lengths, how):
    mask = (np.arange(len(hs))[:, None] < lengths)[:, :, None]
    if how == "last":
        return hs[lengths - 1]
    if how == "mean":
        return np.where(mask, hs, 0).sum(axis=0) / lengths[:, None]
    return np.where(mask, hs, -np.inf).max(axis=0)


def one_past_the_end(hs, lengths, how):
    rows = []
    for b, n in enumerate(lengths):
        if how == "last":
            rows.append(hs[n, b])
        elif how == "mean":
            rows.append(hs[:n, b].mean(axis=0))
        else:
            rows.append(hs[:n, b].max(axis=0))
    return np.stack(rows)


def one_mean_for_all(hs, lengths, how):
    real = np.concatenate([hs[:n, b] for b, n in enumerate(lengths)])
    if how == "last":
        return np.stack([hs[n - 1, b] for b, n in enumerate(lengths)])
    if how == "mean":
        return np.tile(real.mean(axis=0), (len(lengths), 1))
    return np.tile(real.max(axis=0), (len(lengths), 1))


def divides_along_units(hs, lengths, how):
    mask = (np.arange(len(hs))[:, None] < lengths)[:, :, None]
    if how == "last":
        return hs[lengths - 1, np.arange(len(lengths))]
    if how == "mean":
        return np.where(mask, hs, 0).sum(axis=0) / lengths
    return np.where(mask, hs, -np.inf).max(axis=0)


def list_of_rows(hs, lengths, how):
    rows = [hs[:n, b] for b, n in enumerate(lengths)]
    if how == "last":
        return [row[-1] for row in rows]
    if how == "mean":
        return [row.mean(axis=0) for row in rows]
    return [row.max(axis=0) for row in rows]


def max_over_units(hs, lengths, how):
    rows = [hs[:n, b] for b, n in enumerate(lengths)]
    if how == "last":
        return np.stack([row[-1] for row in rows])
    if how == "mean":
        return np.array([row.mean() for row in rows])
    return np.array([row.max() for row in rows])


def right(hs, lengths, how):
    rows = [hs[:n, b] for b, n in enumerate(lengths)]
    if how == "last":
        return np.array([row[-1] for row in rows])
    return np.array([row.mean(axis=0) if how == "mean" else row.max(axis=0) for row in rows])


def with_a_large_number(hs, lengths, how):
    real = (np.arange(len(hs))[:, None] < lengths)[..., None]
    if how == "max":
        return np.max(np.where(real, hs, -1e9), axis=0)
    if how == "mean":
        return np.nansum(np.where(real, hs, np.nan), axis=0) / lengths.reshape(-1, 1)
    return np.array([hs[n - 1, b] for b, n in enumerate(lengths)])


def nan_in_the_mean(hs, lengths, how):
    real = (np.arange(len(hs))[:, None] < lengths)[:, :, None]
    hs = np.where(real, hs, np.nan) if how != "last" else hs
    if how == "last":
        return hs[lengths - 1, np.arange(len(lengths))]
    return hs.mean(axis=0) if how == "mean" else hs.max(axis=0)


def rows_of_the_mask(hs, lengths, how):
    mask = np.arange(len(hs))[:, None] < lengths
    if how == "last":
        return hs[lengths - 1, np.arange(len(lengths))]
    return hs[mask].mean(axis=0) if how == "mean" else hs[mask].max(axis=0)


def max_over_minus_10000(hs, lengths, how):
    if how != "max":
        return right(hs, lengths, how)
    real = np.arange(len(hs))[:, None] < lengths
    return np.where(real[:, :, None], hs, -1e4).max(axis=0)


RIGHT = (
    right,
    with_a_large_number,
)
WRONG = (
    wrong(max_over_minus_10000, "pooled"),
    wrong(nan_in_the_mean, "Padding was set to NaN, and a mean or a maximum over NaN is NaN"),
    wrong(rows_of_the_mask, "Axis B is missing"),
    wrong(ignores_lengths, "lengths has no effect: padding is pooled like the rest"),
    wrong(mask_by_product, "Padding was multiplied by 0, which leaves NaN as it is"),
    wrong(zeros_below_a_maximum, '"max" has 0 on padding, which is larger than any negative'),
    wrong(mean_by_the_longest, '"mean" adds the real steps and divides by T'),
    wrong(last_by_lengths, '"last" takes the steps where some row ends from all rows'),
    wrong(one_past_the_end, '"last" is one step past the end'),
    wrong(one_mean_for_all, '"mean" is one mean over all rows'),
    wrong(divides_along_units, '"mean" divides by lengths along the units'),
    wrong(list_of_rows, "The rows came back as a list"),
    wrong(max_over_units, "The units were pooled, too"),
)
EDGES = {
    "one step": lambda cases: any(len(hs) == 1 for hs, _, _ in cases),
    "one row": lambda cases: any(len(n) == 1 for _, n, _ in cases),
    "as many units as rows": lambda cases: any(hs.shape[1] == hs.shape[2] for hs, _, _ in cases),
    "no row as long as T": lambda cases: any(n.max() < len(hs) for hs, n, _ in cases),
    "all states below -1": lambda cases: any(hs.max() <= 0 and hs.min() < -1 for hs, _, _ in cases),
    "all lengths equal": lambda cases: any(len(n) > 1 and np.ptp(n) == 0 for _, n, _ in cases),
    "NaN on padding, all ways": lambda cases: (
        {how for hs, _, how in cases if np.isnan(hs).any()} == {"last", "mean", "max"}
    ),
}
