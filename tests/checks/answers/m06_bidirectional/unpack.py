"""Answers to unpack that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def order_of(lengths):
    return np.argsort(-lengths, kind="stable")


def rows_stay_sorted(data, batch_sizes, lengths):
    xs, start = np.zeros((len(batch_sizes), len(lengths), data.shape[1])), 0
    for t, n in enumerate(batch_sizes):
        xs[t, :n] = data[start : start + n]
        start += n
    return xs


def read_at_order(data, batch_sizes, lengths):
    """Take xs[:, order] of the sorted batch, where the inverse order belongs."""
    return rows_stay_sorted(data, batch_sizes, lengths)[:, order_of(lengths)]


def start_never_moves(data, batch_sizes, lengths):
    xs, order = np.zeros((len(batch_sizes), len(lengths), data.shape[1])), order_of(lengths)
    for t, n in enumerate(batch_sizes):
        xs[t, order[:n]] = data[:n]
    return xs


def row_by_row(data, batch_sizes, lengths):
    xs, start = np.zeros((len(batch_sizes), len(lengths), data.shape[1])), 0
    for b in order_of(lengths):
        xs[: lengths[b], b] = data[start : start + lengths[b]]
        start += lengths[b]
    return xs


def reshaped(data, batch_sizes, lengths):
    return data.reshape(len(batch_sizes), len(lengths), -1)


def batch_first(data, batch_sizes, lengths):
    xs, order, start = (
        np.zeros((len(lengths), len(batch_sizes), data.shape[1])),
        order_of(lengths),
        0,
    )
    for t, n in enumerate(batch_sizes):
        xs[order[:n], t] = data[start : start + n]
        start += n
    return xs


def empty_padding(data, batch_sizes, lengths):
    xs, order, start = (
        np.full((len(batch_sizes), len(lengths), data.shape[1]), np.nan),
        order_of(lengths),
        0,
    )
    for t, n in enumerate(batch_sizes):
        xs[t, order[:n]] = data[start : start + n]
        start += n
    return xs


def moves_by_t(data, batch_sizes, lengths):
    xs, order = np.zeros((len(batch_sizes), len(lengths), data.shape[1])), order_of(lengths)
    for t, n in enumerate(batch_sizes):
        part = data[t * n : t * n + n]
        xs[t, order[: len(part)]] = part
    return xs


def ties_turned(data, batch_sizes, lengths):
    order = np.argsort(lengths, kind="stable")[::-1]
    xs, start = np.zeros((len(batch_sizes), len(lengths), data.shape[1])), 0
    for t, n in enumerate(batch_sizes):
        xs[t, order[:n]] = data[start : start + n]
        start += n
    return xs


WRONG = (
    wrong(rows_stay_sorted, "The rows are still sorted by length"),
    wrong(read_at_order, "The sorted rows were sorted once more"),
    wrong(start_never_moves, "Every step got the first rows of data"),
    wrong(row_by_row, "data was read as one row after the other"),
    wrong(reshaped, "Write the shape of each array in this line beside it."),
    wrong(batch_first, "The result is (B, T, D)"),
    wrong(empty_padding, "Padding is NaN"),
    wrong(moves_by_t, "Work one entry out by hand for a tiny input, and print the"),
    wrong(ties_turned, "Rows of equal length are exchanged"),
)
EDGES = {
    "T = 1": lambda cases: any(max(n) == 1 for *_, n in cases),
    "B = 1": lambda cases: any(len(n) == 1 for *_, n in cases),
    "all rows full": lambda cases: any(min(n) == max(n) > 1 and len(n) > 1 for *_, n in cases),
    "ties": lambda cases: any(1 < len(set(n)) < len(n) for *_, n in cases),
}
