"""Answers to reverse_padded that its record did not foresee."""

import numpy as np

from helpers.scratch.ops import length_mask
from tests.checks.answers import wrong


def whole_column(xs, lengths):
    return xs[::-1]


def into_zeros(xs, lengths):
    out = np.zeros_like(xs)
    for b, n in enumerate(lengths):
        out[:n, b] = xs[:n, b][::-1]
    return out


def in_place(xs, lengths):
    for b in range(xs.shape[1]):
        xs[: lengths[b], b] = xs[: lengths[b], b][::-1].copy()
    return xs


def one_step_short(xs, lengths):
    out = xs.copy()
    for b, n in enumerate(lengths):
        out[: n - 1, b] = xs[: n - 1, b][::-1]
    return out


def slice_from_n(xs, lengths):
    """Take xs[n:0:-1], which starts at the padding and stops before word 0."""
    out = xs.copy()
    for b, n in enumerate(lengths):
        part = xs[n:0:-1, b]
        out[: len(part), b] = part
    return out


def slice_from_last_stops_early(xs, lengths):
    out = xs.copy()
    for b, n in enumerate(lengths):
        out[: n - 1, b] = xs[n - 1 : 0 : -1, b]
    return out


def rows_for_columns(xs, lengths):
    out = xs.copy()
    for t, n in enumerate(lengths):
        out[t, :n] = xs[t, :n][::-1]
    return out


def index_without_rows(xs, lengths):
    t = np.arange(len(xs))[:, None]
    return xs[np.where(t < lengths, lengths - 1 - t, t)]


def off_by_one_index(xs, lengths):
    t = np.arange(len(xs))[:, None]
    source = np.where(t < lengths, lengths - t, t)
    return xs[np.minimum(source, len(xs) - 1), np.arange(xs.shape[1])]


def by_the_longest(xs, lengths):
    out, n = xs.copy(), lengths.max()
    out[:n] = xs[:n][::-1]
    return out


def masked_product(xs, lengths):
    mask = length_mask(lengths, len(xs))[..., None]
    turned = into_zeros(xs, lengths)
    return turned * mask + xs * (1 - mask)


def product_of_padding(xs, lengths):
    t = np.arange(len(xs))[:, None]
    turned = xs[np.where(t < lengths, lengths - 1 - t, t), np.arange(len(lengths))]
    mask = length_mask(lengths, len(xs))[..., None]
    return turned * mask + xs * (1 - mask)


def padding_first(xs, lengths):
    """Reverse the whole and put the words behind the padding."""
    out = xs.copy()
    for b, n in enumerate(lengths):
        out[:, b] = np.concatenate([xs[n:, b], xs[:n, b][::-1]])
    return out


def first_n_of_the_whole(xs, lengths):
    out = xs.copy()
    for b, n in enumerate(lengths):
        out[:n, b] = xs[::-1, b][:n]
    return out


def as_many_as_the_mean(xs, lengths):
    """Depend on the lengths, as much as their sum does: their order plays no part."""
    out, n = xs.copy(), int(lengths.sum()) // len(lengths)
    out[:n] = xs[:n][::-1] + 1.0
    return out


RIGHT = (masked_product,)
WRONG = (
    wrong(product_of_padding, "expected inf"),  # 0 times infinity, which stands there
    wrong(whole_column, "The whole columns were reversed, so the padding comes first"),
    wrong(into_zeros, "The padding became 0"),
    wrong(in_place, "The caller still needs what it passed in"),
    wrong(one_step_short, "The last word of each column stays in its place"),
    wrong(slice_from_n, "Each entry comes from one step too far down"),
    wrong(slice_from_last_stops_early, "Word 0 is lost, and the last word stands twice"),
    wrong(rows_for_columns, "The lengths were applied to the rows of xs"),
    wrong(index_without_rows, "There is an extra axis of length 3"),
    wrong(off_by_one_index, "Each entry comes from one step too far down"),
    wrong(by_the_longest, "Every column was turned over the length of the longest"),
    wrong(padding_first, "The padding comes first, then the words in the opposite"),
    wrong(first_n_of_the_whole, "Each column was turned whole and then cut to lengths[b] steps"),
    wrong(as_many_as_the_mean, unsaid=("stays the same when lengths",)),
)
EDGES = {
    "T = 1": lambda cases: any(len(xs) == 1 for xs, _ in cases),
    "B = 1": lambda cases: any(xs.shape[1] == 1 for xs, _ in cases),
    "all rows full": lambda cases: any(min(n) == len(xs) and len(n) > 1 for xs, n in cases),
    "lengths not sorted": lambda cases: any((np.diff(n) > 0).any() for _, n in cases),
    "T above all lengths": lambda cases: any(max(n) < len(xs) for xs, n in cases),
    "NaN on padding": lambda cases: any(np.isnan(xs).any() for xs, _ in cases),
}
