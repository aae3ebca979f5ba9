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


WRONG = tuple(
    wrong(answer)
    for answer in (
        ignores_lengths,
        mask_by_product,
        zeros_below_a_maximum,
        mean_by_the_longest,
        last_by_lengths,
        one_past_the_end,
        one_mean_for_all,
        divides_along_units,
        list_of_rows,
        max_over_units,
    )
)
