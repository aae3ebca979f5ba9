"""Check of reverse_padded."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m06_bidirectional.cases import COPIED, padded_batch
from helpers.scratch.bidirectional import reverse_padded


def reverse_padded_cases(seed):
    """Yield (xs, lengths): zeros, other numbers and NaN on padding; full columns, one, T = 1."""
    rng = np.random.default_rng(seed)
    yield padded_batch(rng, 5, [3, 5, 2], D=2, padding=0.0)
    for T, lengths, D in [
        *((5, [2, 4, 5], 2), (4, [4, 1, 2, 3], 3), (3, [3, 3], 1), (6, [2, 4, 1], 2)),
        *((5, [4], 2), (5, [5, 5], 2), (4, [1, 1], 2), (1, [1, 1], 3), (2, [1, 2], 1)),
    ]:
        yield padded_batch(rng, T, lengths, D)
    xs, lengths = padded_batch(rng, 4, [2, 4, 1], D=2, padding=np.nan)
    xs[3, 2] = np.inf  # which a product with 0 does not leave as it is
    yield xs, lengths


def by_column(xs, lengths, turn):
    """Copy xs, then write turn(column, n) into each column."""
    found = xs.copy()
    for b, n in enumerate(lengths):
        found[:, b] = turn(xs[:, b], int(n))
    return found


def joined(*parts):
    return np.concatenate(parts)


def from_steps(xs, source):
    return xs[np.clip(source, 0, len(xs) - 1), np.arange(xs.shape[1])]


def turned_whole(xs, lengths):
    return xs[::-1].copy()


def turned_padding_cleared(xs, lengths):
    return by_column(xs, lengths, lambda x, n: joined(x[:n][::-1], np.zeros_like(x[n:])))


def turned_padding_first(xs, lengths):
    return by_column(xs, lengths, lambda x, n: joined(x[n:], x[:n][::-1]))


def turned_then_cut(xs, lengths):
    """Take the first n steps of the whole column turned, which begins with padding."""
    return by_column(xs, lengths, lambda x, n: joined(x[::-1][:n], x[n:]))


def turned_padding_too(xs, lengths):
    return by_column(xs, lengths, lambda x, n: joined(x[:n][::-1], x[n:][::-1]))


def turned_padding_alone(xs, lengths):
    return by_column(xs, lengths, lambda x, n: joined(x[:n], x[n:][::-1]))


def turned_without_last(xs, lengths):
    return by_column(xs, lengths, lambda x, n: joined(x[: n - 1][::-1], x[n - 1 :]))


def turned_with_one_padding(xs, lengths):
    return by_column(xs, lengths, lambda x, n: joined(x[: n + 1][::-1], x[n + 1 :]))


def turned_without_first(xs, lengths):
    return by_column(xs, lengths, lambda x, n: joined(x[:1], x[1:n][::-1], x[n:]))


def turned_one_step_late(xs, lengths):
    t = np.arange(len(xs))[:, None]
    return from_steps(xs, np.where(t < lengths, lengths - t, t))


def turned_slice_stops_early(xs, lengths):
    return by_column(xs, lengths, lambda x, n: joined(x[n - 1 : 0 : -1], x[n - 1 :]))


def turned_by_longest(xs, lengths):
    n = int(lengths.max())
    return by_column(xs, lengths, lambda x, _: joined(x[:n][::-1], x[n:]))


def turned_by_shortest(xs, lengths):
    n = int(lengths.min())
    return by_column(xs, lengths, lambda x, _: joined(x[:n][::-1], x[n:]))


def turned_by_first(xs, lengths):
    n = int(lengths[0])
    return by_column(xs, lengths, lambda x, _: joined(x[:n][::-1], x[n:]))


def turned_by_sorted_lengths(xs, lengths):
    return reverse_padded(xs, np.sort(lengths)[::-1])


def turned_columns_sorted(xs, lengths):
    order = np.argsort(-lengths, kind="stable")
    return reverse_padded(xs, lengths)[:, order]


def turned_batch_order(xs, lengths):
    return xs[:, ::-1].copy()


def turned_entries(xs, lengths):
    t = np.arange(len(xs))[:, None, None]
    return np.where(t < lengths[:, None], xs[..., ::-1], xs)


def turned_all_axes(xs, lengths):
    """Turn steps and entries: x[::-1, ::-1] of each column."""
    return by_column(xs, lengths, lambda x, n: joined(x[:n][::-1, ::-1], x[n:]))


def turned_along_batch(xs, lengths):
    """Take xs for an array of B rows: turn the first lengths[t] columns of step t."""
    found = xs.copy()
    for t, n in enumerate(lengths):
        found[t, :n] = xs[t, :n][::-1]
    return found


def turned_mirrored(xs, lengths):
    """Read from the array that is written: the second half meets what it wrote itself."""
    found = xs.copy()
    for b, n in enumerate(lengths):
        for t in range(n):
            found[t, b] = found[n - 1 - t, b]
    return found


def turned_twice(xs, lengths):
    """Exchange step t and step n - 1 - t for every t below n, so that each pair comes twice."""
    found = xs.copy()
    for b, n in enumerate(lengths):
        for t in range(n):
            found[[t, n - 1 - t], b] = found[[n - 1 - t, t], b]
    return found


def turned_where_not_zero(xs, lengths):
    real = (xs != 0).any(axis=-1).sum(axis=0)
    return reverse_padded(xs, np.maximum(real, 1))


def turned_by_gather(xs, lengths):
    t = np.arange(len(xs))[:, None]
    source = np.where(t < lengths, lengths - 1 - t, t)
    return np.take_along_axis(xs, source[..., None], axis=0)


def turned_by_slices(xs, lengths):
    found = xs.copy()
    for b in range(len(lengths)):
        found[: lengths[b], b] = xs[: lengths[b], b][::-1]
    return found


def turned_place_by_place(xs, lengths):
    T, B, D = xs.shape
    rows = [
        [xs[lengths[b] - 1 - t, b] if t < lengths[b] else xs[t, b] for b in range(B)]
        for t in range(T)
    ]
    return np.array(rows).reshape(T, B, D)


def turned_and_rolled(xs, lengths):
    """Reverse whole columns, bring the words to the top, put the old padding below."""
    columns = []
    for b, n in enumerate(lengths.tolist()):
        top = np.roll(xs[::-1, b], n - len(xs), axis=0)
        columns.append(np.concatenate([top[:n], xs[n:, b]]))
    return np.stack(columns, axis=1)


def turned_by_exchange(xs, lengths):
    found = xs.copy()
    for b, n in enumerate(lengths):
        for t in range(n // 2):
            found[[t, n - 1 - t], b] = found[[n - 1 - t, t], b]
    return found


check_reverse_padded = Check(
    name="reverse_padded",
    reference=reverse_padded,
    cases=reverse_padded_cases,
    outputs=("turned (T, B, D)",),
    slips={
        "The last word of each column stays in its place. Where does a slice of lengths[b] steps "
        "end?": turned_without_last,
        "The whole columns were reversed, so the padding comes first. Which part of column b holds "
        "words?": turned_whole,
        "Every column was turned over the length of "
        "the longest. Which length belongs to column b?": turned_by_longest,
        "Word 0 stays in its place. Where "
        "does the part that is turned start?": turned_without_first,
        "The padding became 0. What should stand below the words?": turned_padding_cleared,
        "Every column was turned over the length of the shortest. Which length belongs to column "
        "b?": turned_by_shortest,
        "Word 0 is lost, and the last word stands twice. Where does a slice with the step -1 stop, "
        "and is its end included?": turned_slice_stops_early,
        "The padding comes first, then the words in the opposite order. At which step does each "
        "turned column begin?": turned_padding_first,
        "The lengths were applied to the rows of xs: part of step t was turned along the batch. "
        "Which axis of (T, B, D) has a length for each item?": turned_along_batch,
        "Every column was turned over the length of "
        "the first. Which length belongs to column b?": turned_by_first,
        "The lower half mirrors the upper one: words were read from the array that is being "
        "written. From which array should they be read?": turned_mirrored,
        "Each column was turned whole and then cut to lengths[b] steps, so that padding comes "
        "first and the first words are lost. Which comes first, the cut or the "
        "turn?": turned_then_cut,
        "The padding was turned round as well. Which "
        "steps of column b move, and which stay?": turned_padding_too,
        "The lengths were sorted and the columns "
        "were not. Which length belongs to column b?": turned_by_sorted_lengths,
        "Nothing is turned: if steps t and n - 1 - t are exchanged for every t below n, both are "
        "back in the end. How often should each pair be exchanged?": turned_twice,
        "The first step of padding was turned with the words. Where does a slice of lengths[b] "
        "steps end?": turned_with_one_padding,
        "The columns were sorted by length. Which "
        "sentence belongs to column b of the result?": turned_columns_sorted,
        "The D entries of each step were put in the opposite order, not the steps. Which axis of "
        "(T, B, D) is time?": turned_entries,
        "The padding was turned round, and the words stay. Which part of column b comes before "
        "lengths[b]?": turned_padding_alone,
        "The columns were put in the opposite order, not the steps. Which axis of (T, B, D) is "
        "time?": turned_batch_order,
        "The steps were turned, and the D entries of each step with them. Which axis of (T, B, D) "
        "is time?": turned_all_axes,
        "Each entry comes from one step too far down: step 0 takes what stands at lengths[b]. At "
        "which step is the last word?": turned_one_step_late,
        "The lengths were counted from what is not 0, but padding may be anything. Which argument "
        "holds them?": turned_where_not_zero,
    },
    alternatives=(
        turned_by_gather,
        turned_by_slices,
        turned_place_by_place,
        turned_and_rolled,
        turned_by_exchange,
    ),
    tolerance=0,
    tolerance_reason=COPIED,
)
