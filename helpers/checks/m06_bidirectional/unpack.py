"""Check of unpack."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m06_bidirectional.cases import COPIED
from helpers.scratch.modules.m06_bidirectional import pack, unpack


def unpack_cases(seed):
    """Yield (data, batch_sizes, lengths): not sorted, ties, full rows, one row, one step."""
    rng = np.random.default_rng(seed)
    for lengths, D in [
        *(([2, 4, 1], 2), ([2, 4, 5, 1], 3), ([3, 1, 3, 2, 3], 2), ([3, 3], 2), ([2, 4, 1], 2)),
        *(([4], 2), ([1, 1, 1], 2), ([1, 2, 3], 1)),
        ([2, 1, 3] * 8, 1),  # so many that an unstable sort mixes them up
    ]:
        lengths = np.array(lengths)
        xs = rng.normal(size=(lengths.max(), len(lengths), D))
        yield *pack(xs, lengths), lengths


def longest_first(lengths):
    return np.argsort(-lengths, kind="stable")


def written(data, batch_sizes, lengths, order, fill=0.0):
    """Write each step's rows of data into the columns that order names."""
    xs, start = np.full((len(batch_sizes), len(lengths), data.shape[1]), fill), 0
    for t, n in enumerate(batch_sizes):
        xs[t, order[:n]] = data[start : start + n]
        start += n
    return xs


def unpacked_sorted(data, batch_sizes, lengths):
    return written(data, batch_sizes, lengths, np.arange(len(lengths)))


def unpacked_read_at_order(data, batch_sizes, lengths):
    """Sort the sorted batch once more, where the sort should be undone."""
    return unpacked_sorted(data, batch_sizes, lengths)[:, longest_first(lengths)]


def unpacked_shortest_first(data, batch_sizes, lengths):
    return written(data, batch_sizes, lengths, np.argsort(lengths, kind="stable"))


def unpacked_ties_turned(data, batch_sizes, lengths):
    return written(data, batch_sizes, lengths, np.argsort(lengths, kind="stable")[::-1])


def unpacked_ties_mixed(data, batch_sizes, lengths):
    return written(data, batch_sizes, lengths, np.argsort(-lengths))


def unpacked_in_order(data, batch_sizes, lengths):
    """Write each step into the columns that still run, in the order of the batch."""
    xs, start = np.zeros((len(batch_sizes), len(lengths), data.shape[1])), 0
    for t, n in enumerate(batch_sizes):
        xs[t, np.flatnonzero(lengths > t)] = data[start : start + n]
        start += n
    return xs


def unpacked_start_stays(data, batch_sizes, lengths):
    xs, order = np.zeros((len(batch_sizes), len(lengths), data.shape[1])), longest_first(lengths)
    for t, n in enumerate(batch_sizes):
        xs[t, order[:n]] = data[:n]
    return xs


def unpacked_start_by_one(data, batch_sizes, lengths):
    xs, order = np.zeros((len(batch_sizes), len(lengths), data.shape[1])), longest_first(lengths)
    for t, n in enumerate(batch_sizes):
        xs[t, order[:n]] = data[t : t + n]
    return xs


def unpacked_start_by_B(data, batch_sizes, lengths):
    """Start each step at t * B, as if no row had ended."""
    xs, order = np.zeros((len(batch_sizes), len(lengths), data.shape[1])), longest_first(lengths)
    for t, n in enumerate(batch_sizes):
        part = data[t * len(lengths) : t * len(lengths) + n]
        xs[t, order[: len(part)]] = part
    return xs


def unpacked_row_by_row(data, batch_sizes, lengths):
    xs, start = np.zeros((len(batch_sizes), len(lengths), data.shape[1])), 0
    for b in longest_first(lengths):
        xs[: lengths[b], b] = data[start : start + lengths[b]]
        start += lengths[b]
    return xs


def unpacked_row_by_row_in_order(data, batch_sizes, lengths):
    xs, start = np.zeros((len(batch_sizes), len(lengths), data.shape[1])), 0
    for b, n in enumerate(lengths):
        xs[:n, b] = data[start : start + n]
        start += n
    return xs


def unpacked_batch_first(data, batch_sizes, lengths):
    return np.swapaxes(unpack(data, batch_sizes, lengths), 0, 1).copy()


def unpacked_nan_padding(data, batch_sizes, lengths):
    return written(data, batch_sizes, lengths, longest_first(lengths), np.nan)


def unpacked_ones_padding(data, batch_sizes, lengths):
    return written(data, batch_sizes, lengths, longest_first(lengths), 1.0)


def unpacked_last_word_goes_on(data, batch_sizes, lengths):
    xs = unpack(data, batch_sizes, lengths)
    for b, n in enumerate(lengths):
        xs[n:, b] = xs[n - 1, b]
    return xs


def unpacked_as_lists(data, batch_sizes, lengths):
    xs = unpack(data, batch_sizes, lengths)
    return [xs[:n, b] for b, n in enumerate(lengths)]


def unpacked_last_step_lost(data, batch_sizes, lengths):
    return unpack(data, batch_sizes, lengths)[:-1]


def unpacked_turned_over(data, batch_sizes, lengths):
    return unpack(data, batch_sizes, lengths)[::-1].copy()


def unpacked_row_lists(data, batch_sizes, lengths):
    rows = sorted(range(len(lengths)), key=lambda b: -lengths[b])
    words, places = list(data), [[0.0 * data[0]] * len(lengths) for _ in batch_sizes]
    for t, n in enumerate(batch_sizes):
        for b in rows[:n]:
            places[t][b] = words.pop(0)
    return np.array(places)


def unpacked_by_mask(data, batch_sizes, lengths):
    order = np.lexsort((np.arange(len(lengths)), -lengths))
    real = np.arange(max(lengths))[:, None] < lengths[order]
    xs = np.zeros((*real.shape, data.shape[-1]))
    xs[real] = data
    return xs[:, np.argsort(order)]


def unpacked_by_offsets(data, batch_sizes, lengths):
    """Word t of the row of rank r is row start[t] + r of data."""
    start = np.concatenate([[0], np.cumsum(batch_sizes)])
    rank = np.argsort(np.argsort(-lengths, kind="stable"))
    xs = np.zeros((len(batch_sizes), len(lengths), data.shape[1]))
    for b, n in enumerate(lengths):
        xs[:n, b] = data[start[:n] + rank[b]]
    return xs


check_unpack = Check(
    name="unpack",
    reference=unpack,
    cases=unpack_cases,
    outputs=("xs (T, B, D)",),
    slips={
        "The rows are still sorted by length. "
        "Into which column does the longest row belong?": unpacked_sorted,
        "The sorted rows were sorted once more. Do the numbers of np.argsort say where to read, or "
        "where to write, on the way back?": unpacked_read_at_order,
        "The rows of a step were read from the shortest to the longest. In which order did pack "
        "write them?": unpacked_shortest_first,
        "Rows of equal length are exchanged. "
        "In which order does pack keep them?": unpacked_ties_turned,
        "Some rows of equal length changed places: np.argsort alone does not promise to keep them "
        "in order. Which value of its argument kind does?": unpacked_ties_mixed,
        "The rows of each step were taken to be in the order of the batch. In which order did pack "
        "write them?": unpacked_in_order,
        "Every step got the first rows of data. How "
        "many rows of data were used before step t?": unpacked_start_stays,
        "Each step starts one row after the step before. "
        "How many rows of data does a step use?": unpacked_start_by_one,
        "Each step starts B rows after the step before. How many rows of data does a step use when "
        "some sentences have ended?": unpacked_start_by_B,
        "data was read as one row after the other. What stands second: word 1 of the longest row, "
        "or word 0 of the next?": unpacked_row_by_row,
        "data was read as one row after the other, in the order of the batch. What stands second "
        "in it?": unpacked_row_by_row_in_order,
        "The result is (B, T, D). Which axis comes first in this course?": unpacked_batch_first,
        "Padding is NaN. What does the exercise ask for there?": unpacked_nan_padding,
        "Padding is 1. What does the exercise ask for there?": unpacked_ones_padding,
        "On padding the last word is repeated. "
        "What does the exercise ask for there?": unpacked_last_word_goes_on,
        "The rows came back apart, without padding. "
        "Which shape does the exercise ask for?": unpacked_as_lists,
        "The last step is missing. How many steps does batch_sizes count?": unpacked_last_step_lost,
        "The steps are in the opposite order. Which "
        "step do the first rows of data belong to?": unpacked_turned_over,
    },
    alternatives=(unpacked_row_lists, unpacked_by_mask, unpacked_by_offsets),
    equivalent={
        "lengths -> order (in `xs, start = (np.zeros((len(batch_sizes), len(lengths), "
        "data.shape[1...`)": ("order has as many items as lengths"),
    },
    tolerance=0,
    tolerance_reason=COPIED,
)
