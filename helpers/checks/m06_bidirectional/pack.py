"""Check of pack."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m06_bidirectional.cases import COPIED, padded_batch
from helpers.scratch.modules.m06_bidirectional import pack


def pack_cases(seed):
    """Yield (xs, lengths): the prompt's; zeros, other numbers, NaN on padding; ties, T large."""
    rng = np.random.default_rng(seed)
    by_hand = np.array([[1.0, 4.0, 2.0], [2.0, 0.0, 6.0], [3.0, 0.0, 0.0]])[..., None]
    yield padded_batch(rng, 4, [2, 4, 1], D=2, padding=0.0)
    yield by_hand, np.array([3, 1, 2])  # the prompt's
    for T, lengths, D in [
        *((5, [2, 4, 5, 1], 2), (5, [3, 1, 3, 2, 3], 2), (4, [4, 4], 3), (6, [2, 4, 3], 2)),
        *((5, [2, 4, 5, 1], 2), (4, [3], 2), (1, [1, 1, 1], 1), (3, [3, 2, 1], 1)),
        (3, [2, 1, 3] * 8, 1),  # so many that an unstable sort mixes them up
    ]:
        yield padded_batch(rng, T, lengths, D)
    xs, lengths = padded_batch(rng, 4, [2, 4, 3], D=2, padding=np.nan)
    xs[1, 1] = 0.0  # a word whose vector is 0 is a word
    yield xs, lengths


def longest_first(lengths):
    return np.argsort(-lengths, kind="stable")


def sizes_of(lengths):
    return np.array([(lengths > t).sum() for t in range(lengths.max())])


def by_step(xs, lengths, order):
    """Write what is real of each step in a certain order of the rows."""
    return np.concatenate([xs[t, order[lengths[order] > t]] for t in range(lengths.max())])


def packed_in_order(xs, lengths):
    return by_step(xs, lengths, np.arange(len(lengths))), sizes_of(lengths)


def packed_first_rows(xs, lengths):
    """Take the first batch_sizes[t] rows of a batch that is not sorted."""
    sizes = sizes_of(lengths)
    return np.concatenate([xs[t, :n] for t, n in enumerate(sizes)]), sizes


def packed_shortest_first(xs, lengths):
    return by_step(xs, lengths, np.argsort(lengths, kind="stable")), sizes_of(lengths)


def packed_ties_turned(xs, lengths):
    return by_step(xs, lengths, np.argsort(lengths, kind="stable")[::-1]), sizes_of(lengths)


def packed_ties_mixed(xs, lengths):
    return by_step(xs, lengths, np.argsort(-lengths)), sizes_of(lengths)


def packed_row_by_row(xs, lengths):
    rows = [xs[: lengths[b], b] for b in longest_first(lengths)]
    return np.concatenate(rows), sizes_of(lengths)


def packed_row_by_row_in_order(xs, lengths):
    return np.concatenate([xs[:n, b] for b, n in enumerate(lengths)]), sizes_of(lengths)


def packed_by_ranks(xs, lengths):
    """Use the place of each row in the order as if it were the order."""
    ranks = np.argsort(longest_first(lengths), kind="stable")
    sizes = sizes_of(lengths)
    return np.concatenate([xs[t, ranks[:n]] for t, n in enumerate(sizes)]), sizes


def packed_padding_kept(xs, lengths):
    sorted_xs = xs[:, longest_first(lengths)]
    return sorted_xs.reshape(-1, xs.shape[2]), sizes_of(lengths)


def packed_padding_and_full_sizes(xs, lengths):
    sorted_xs = xs[:, longest_first(lengths)]
    return sorted_xs.reshape(-1, xs.shape[2]), np.full(len(xs), len(lengths))


def packed_at_least_t(xs, lengths):
    """Count the rows with lengths[b] >= t: one step of padding of each row is in."""
    order = longest_first(lengths)
    sizes = np.array([(lengths >= t).sum() for t in range(lengths.max())])
    return np.concatenate([xs[t, order[:n]] for t, n in enumerate(sizes)]), sizes


def packed_last_words_lost(xs, lengths):
    order, T = longest_first(lengths), lengths.max()
    sizes = np.array([(lengths > t + 1).sum() for t in range(T)])
    return np.concatenate([xs[t, order[:n]] for t, n in enumerate(sizes)]), sizes


def packed_last_step_lost(xs, lengths):
    data, sizes = pack(xs, lengths)
    return data[: len(data) - sizes[-1]], sizes[:-1]


def packed_from_step_one(xs, lengths):
    """Start at step 1, as range(1, T) does."""
    data, sizes = pack(xs, lengths)
    return data[sizes[0] :], sizes[1:]


def packed_sizes_to_T(xs, lengths):
    data, sizes = pack(xs, lengths)
    return data, np.concatenate([sizes, np.zeros(len(xs) - len(sizes), dtype=sizes.dtype)])


def packed_sizes_at_least_t(xs, lengths):
    sizes = np.array([(lengths >= t).sum() for t in range(lengths.max())])
    return pack(xs, lengths)[0], sizes


def packed_sizes_from_one(xs, lengths):
    sizes = np.array([(lengths > t).sum() for t in range(1, lengths.max() + 1)])
    return pack(xs, lengths)[0], sizes


def packed_sizes_are_lengths(xs, lengths):
    return pack(xs, lengths)[0], lengths[longest_first(lengths)]


def packed_sizes_are_lengths_in_order(xs, lengths):
    return pack(xs, lengths)[0], lengths.copy()


def packed_sizes_are_rising_lengths(xs, lengths):
    return pack(xs, lengths)[0], np.sort(lengths)


def packed_row_by_row_with_lengths(xs, lengths):
    order = longest_first(lengths)
    return packed_row_by_row(xs, lengths)[0], lengths[order]


def packed_row_by_row_shortest_first(xs, lengths):
    """Write row after row, the shortest first, and take the sorted lengths for batch_sizes."""
    order = np.argsort(lengths, kind="stable")
    return np.concatenate([xs[: lengths[b], b] for b in order]), lengths[order]


def packed_sizes_added_up(xs, lengths):
    data, sizes = pack(xs, lengths)
    return data, np.cumsum(sizes)


def packed_sizes_backwards(xs, lengths):
    data, sizes = pack(xs, lengths)
    return data, sizes[::-1].copy()


def packed_sizes_of_ends(xs, lengths):
    """Count the rows that end at each step."""
    sizes = np.array([(lengths == t + 1).sum() for t in range(lengths.max())])
    return pack(xs, lengths)[0], sizes


def packed_sizes_as_floats(xs, lengths):
    data, sizes = pack(xs, lengths)
    return data, sizes.astype(float)


def packed_sizes_as_list(xs, lengths):
    data, sizes = pack(xs, lengths)
    return data, sizes.tolist()


def packed_in_steps(xs, lengths):
    data, sizes = pack(xs, lengths)
    return np.split(data, np.cumsum(sizes)[:-1]), sizes


def packed_exchanged(xs, lengths):
    return pack(xs, lengths)[::-1]


def packed_data_alone(xs, lengths):
    return pack(xs, lengths)[0]


def packed_where_not_zero(xs, lengths):
    sorted_xs = xs[:, longest_first(lengths)]
    real = (sorted_xs != 0).any(axis=-1)
    return sorted_xs[real], real.sum(axis=1)


def packed_back_to_front(xs, lengths):
    data, sizes = pack(xs, lengths)
    return data[::-1].copy(), sizes


def packed_entries_flat(xs, lengths):
    data, sizes = pack(xs, lengths)
    return data.ravel(), sizes


def packed_by_loops(xs, lengths):
    rows = sorted(range(len(lengths)), key=lambda b: -lengths[b])
    data, sizes = [], []
    for t in range(max(lengths)):
        running = [b for b in rows if lengths[b] > t]
        data += [xs[t, b] for b in running]
        sizes.append(len(running))
    return np.array(data), np.array(sizes)


def packed_by_mask(xs, lengths):
    order = np.lexsort((np.arange(len(lengths)), -lengths))
    real = np.arange(len(xs))[:, None] < lengths[order]
    sizes = np.count_nonzero(real, axis=1)
    return np.take(xs, order, axis=1)[real], sizes[sizes > 0]


def packed_by_bincount(xs, lengths):
    """Count from behind: as many rows have a word at t as end at t or later."""
    ends = np.bincount(lengths - 1)
    sizes = ends[::-1].cumsum()[::-1]
    order = (-lengths).argsort(kind="mergesort")
    t = np.repeat(np.arange(len(sizes)), sizes)
    first = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return xs[t, order[np.arange(len(t)) - first]], sizes


check_pack = Check(
    name="pack",
    reference=pack,
    cases=pack_cases,
    outputs=("data (N, D)", "batch_sizes (T,)"),
    slips={
        "The rows of a step stand as in the batch. In which order of their lengths should they "
        "stand?": packed_in_order,
        "The first batch_sizes[t] rows of the batch were taken, but the batch is not sorted. Which "
        "rows still have a word at step t?": packed_first_rows,
        "The rows stand from the shortest to "
        "the longest. Which of them comes first?": packed_shortest_first,
        "Rows of equal length are in the opposite order. How is an order with the longest first "
        "made so that ties stay as they are?": packed_ties_turned,
        "Some rows of equal length changed places: np.argsort alone does not promise to keep them "
        "in order. Which value of its argument kind does?": packed_ties_mixed,
        "data holds one row after the other. Which comes second: word 1 of the longest row, or "
        "word 0 of the next?": packed_row_by_row,
        "data holds one row after the other, as in the batch. Which comes second: word 1 of a row, "
        "or word 0 of the next longest?": packed_row_by_row_in_order,
        "The rank of each row was used as an order. Does item i of np.argsort hold a row, or the "
        "rank of row i?": packed_by_ranks,
        "data still holds the padding. Which rows of step t belong to it?": packed_padding_kept,
        "data still holds the padding, and batch_sizes counts it. How many rows have a word at "
        "step t?": packed_padding_and_full_sizes,
        "One step of padding of each shorter row is in data. Does a row of length n have a word at "
        "step n?": packed_at_least_t,
        "The last word of each row is missing. Does a row "
        "of length n have a word at step n - 1?": packed_last_words_lost,
        "The last step is missing. At which step "
        "is the last word of the longest row?": packed_last_step_lost,
        "Step 0 is missing. At which step is the first word?": packed_from_step_one,
        "batch_sizes goes on with zeros after the longest row. How many steps does the longest row "
        "have?": packed_sizes_to_T,
        "batch_sizes counts rows that have ended. Does a row "
        "of length n have a word at step n?": packed_sizes_at_least_t,
        "batch_sizes starts with step 1. How many "
        "rows have a word at step 0?": packed_sizes_from_one,
        "batch_sizes holds the lengths of the rows. How "
        "many rows have a word at step t?": packed_sizes_are_lengths,
        "batch_sizes holds the lengths of the rows, the shortest first. How many rows have a word "
        "at step t?": packed_sizes_are_rising_lengths,
        "data holds one row after the other, and batch_sizes the lengths of the rows. What stands "
        "beside word 0 of the longest row?": packed_row_by_row_with_lengths,
        "data holds one row after the other, the shortest first, and batch_sizes the lengths of "
        "the rows. Which words belong to step 0, and how many are "
        "they?": packed_row_by_row_shortest_first,
        "batch_sizes is lengths. How many rows "
        "have a word at step t?": packed_sizes_are_lengths_in_order,
        "batch_sizes was added up. How many rows "
        "have a word at step t alone?": packed_sizes_added_up,
        "batch_sizes is in the opposite order. How "
        "many rows have a word at step 0?": packed_sizes_backwards,
        "batch_sizes counts the rows that end at "
        "a step. How many have a word there?": packed_sizes_of_ends,
        "batch_sizes holds floats, which no "
        "slice accepts. Which dtype counts rows?": packed_sizes_as_floats,
        "batch_sizes is a list. Which function makes an array of it?": packed_sizes_as_list,
        "data is a list with an array for each step. Which function joins arrays along the axis "
        "that they have?": packed_in_steps,
        "data and batch_sizes are exchanged. Which is returned first?": packed_exchanged,
        "Only data came back. What tells where a step of data ends?": packed_data_alone,
        "Padding was found by xs being 0, but padding may be anything, and a word may be 0. Which "
        "argument says where a row ends?": packed_where_not_zero,
        "data is in the opposite order. Which step comes first?": packed_back_to_front,
        "The words of data lost their axis. "
        "Which shape does the exercise state for data?": packed_entries_flat,
    },
    alternatives=(packed_by_loops, packed_by_mask, packed_by_bincount),
    tolerance=0,
    tolerance_reason=COPIED,
)
