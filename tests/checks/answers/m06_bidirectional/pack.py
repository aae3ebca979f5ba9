"""Answers to pack that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def order_of(lengths):
    return np.argsort(-lengths, kind="stable")


def sizes_of(lengths):
    return np.array([(lengths > t).sum() for t in range(lengths.max())])


def not_sorted(xs, lengths):
    data = [xs[t, np.flatnonzero(lengths > t)] for t in range(lengths.max())]
    return np.concatenate(data), sizes_of(lengths)


def first_rows_not_sorted(xs, lengths):
    sizes = sizes_of(lengths)
    return np.concatenate([xs[t, :n] for t, n in enumerate(sizes)]), sizes


def row_by_row(xs, lengths):
    data = [xs[: lengths[b], b] for b in order_of(lengths)]
    return np.concatenate(data), sizes_of(lengths)


def shortest_first(xs, lengths):
    order = np.argsort(lengths, kind="stable")
    data = [xs[t, order[lengths[order] > t]] for t in range(lengths.max())]
    return np.concatenate(data), sizes_of(lengths)


def sorted_backwards(xs, lengths):
    order = np.argsort(lengths, kind="stable")[::-1]
    data = [xs[t, order[lengths[order] > t]] for t in range(lengths.max())]
    return np.concatenate(data), sizes_of(lengths)


def sizes_off_by_one(xs, lengths):
    sizes = np.array([(lengths >= t).sum() for t in range(lengths.max())])
    order = order_of(lengths)
    return np.concatenate([xs[t, order[:n]] for t, n in enumerate(sizes)]), sizes


def sizes_to_T(xs, lengths):
    sizes = np.array([(lengths > t).sum() for t in range(len(xs))])
    order = order_of(lengths)
    return np.concatenate([xs[t, order[:n]] for t, n in enumerate(sizes)]), sizes


def sizes_are_lengths(xs, lengths):
    order, sizes = order_of(lengths), sizes_of(lengths)
    return np.concatenate([xs[t, order[:n]] for t, n in enumerate(sizes)]), lengths[order]


def sizes_as_list(xs, lengths):
    order, sizes = order_of(lengths), sizes_of(lengths)
    return np.concatenate([xs[t, order[:n]] for t, n in enumerate(sizes)]), sizes.tolist()


def data_in_steps(xs, lengths):
    order, sizes = order_of(lengths), sizes_of(lengths)
    return [xs[t, order[:n]] for t, n in enumerate(sizes)], sizes


def where_not_zero(xs, lengths):
    """Take every place that is not 0 for a real step."""
    sorted_xs = xs[:, order_of(lengths)]
    real = (sorted_xs != 0).any(axis=-1)
    return sorted_xs[real], real.sum(axis=1)


def padding_kept(xs, lengths):
    sorted_xs = xs[:, order_of(lengths)]
    return sorted_xs.reshape(-1, xs.shape[2]), sizes_of(lengths)


def rows_whole_shortest_first(xs, lengths):
    order = np.argsort(lengths)
    return np.concatenate([xs[: lengths[b], b] for b in order]), lengths[order]


def doubled_lengths_for_sizes(xs, lengths):
    """Return other numbers, and by chance one too few where the longest row has B + 1 steps."""
    return np.concatenate([xs[:n, b] for b, n in enumerate(lengths)]), 2 * lengths


WRONG = (
    wrong(not_sorted, "The rows of a step stand as in the batch"),
    wrong(first_rows_not_sorted, "The first batch_sizes[t] rows of the batch were taken, but"),
    wrong(row_by_row, "data holds one row after the other"),
    wrong(shortest_first, "The rows stand from the shortest to the longest"),
    wrong(sorted_backwards, "Rows of equal length are in the opposite order"),
    wrong(sizes_off_by_one, "One step of padding of each shorter row is in data"),
    wrong(sizes_to_T, "batch_sizes goes on with zeros after the longest row"),
    wrong(sizes_are_lengths, "batch_sizes holds the lengths of the rows"),
    wrong(sizes_as_list, "batch_sizes is a list"),
    wrong(data_in_steps, "data is a list with an array for each step"),
    wrong(where_not_zero, "Padding was found by xs being 0, but padding may be"),
    wrong(padding_kept, "data still holds the padding"),
    wrong(
        rows_whole_shortest_first,
        "data holds one row after the other, the shortest first, and batch_sizes",
    ),
    wrong(doubled_lengths_for_sizes, unsaid=("One item",)),
)
EDGES = {
    "T = 1": lambda cases: any(len(xs) == 1 for xs, _ in cases),
    "B = 1": lambda cases: any(len(n) == 1 for _, n in cases),
    "all rows full": lambda cases: any(min(n) == len(xs) > 1 for xs, n in cases),
    "T above all lengths": lambda cases: any(max(n) < len(xs) for xs, n in cases),
    "sorted already": lambda cases: any(len(n) > 2 and (np.diff(n) < 0).all() for _, n in cases),
    "ties": lambda cases: any(1 < len(set(n)) < len(n) for _, n in cases),
    "NaN on padding, and a word of zeros": lambda cases: any(
        np.isnan(xs).any() and (xs == 0).all(axis=-1).any() for xs, _ in cases
    ),
}
