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
