"""Check of one_hot."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.ops import one_hot

EXACT = "zeros and ones carry no rounding: any difference is a mistake"


def one_hot_cases(seed):
    """Yield (ids, V): unused tokens, repeats, every token, one id, a vocabulary of one."""
    rng = np.random.default_rng(seed)
    yield np.array([2, 0, 3, 0, 1]), 6  # token 0 twice, tokens 4 and 5 never
    yield rng.permutation(4), 4
    yield rng.integers(0, 9, size=12), 9
    yield np.array([3]), 7
    yield np.zeros(3, dtype=int), 1
    yield np.array([2, 2, 2, 2]), 3
    yield np.array([0, 1, 0, 1, 1]), 2


def width_from_data(ids, V):
    return np.eye(ids.max() + 1)[ids]


def ids_not_used(ids, V):
    return np.eye(len(ids), V)


def tokens_in_front(ids, V):
    return np.eye(V)[:, ids]


def every_row_the_same(ids, V):
    rows = np.zeros((len(ids), V))
    rows[:, ids] = 1.0
    return rows


def whole_rows(ids, V):
    rows = np.zeros((len(ids), V))
    rows[ids] = 1.0
    return rows


def bag_of_words(ids, V):
    return np.bincount(ids, minlength=V).astype(float)


def set_of_words(ids, V):
    row = np.zeros(V)
    row[ids] = 1.0
    return row


def numbered_from_one(ids, V):
    return np.eye(V)[ids - 1]


def numbered_one_too_high(ids, V):
    return np.roll(np.eye(V)[ids], 1, axis=1)


def zeros_and_ones_exchanged(ids, V):
    return 1.0 - np.eye(V)[ids]


def never_set(ids, V):
    return np.zeros((len(ids), V))


def ids_as_values(ids, V):
    return np.eye(V)[ids] * ids[:, None]


def returns_within_the_loop(ids, V):
    rows = np.zeros((len(ids), V))
    for position, token in enumerate(ids):
        rows[position, token] = 1.0
        return rows


def one_hot_by_loop(ids, V):
    rows = []
    for token in ids:
        row = [0.0] * V
        row[token] = 1.0
        rows.append(row)
    return np.array(rows)


def one_hot_by_comparison(ids, V):
    return (ids[:, None] == np.arange(V)).astype(np.float64)


def one_hot_by_put(ids, V):
    rows = np.zeros((len(ids), V))
    np.put_along_axis(rows, ids[:, None], 1.0, axis=1)
    return rows


def one_hot_by_identity(ids, V):
    return np.take(np.identity(V), ids, axis=0)


def one_hot_by_flat_position(ids, V):
    flat = np.zeros(len(ids) * V)
    flat[V * np.arange(len(ids)) + ids] = 1.0
    return flat.reshape(len(ids), V)


def one_hot_in_float32(ids, V):
    return np.eye(V, dtype=np.float32)[ids]


check_one_hot = Check(
    name="one_hot",
    reference=one_hot,
    cases=one_hot_cases,
    outputs=("rows (N, V)",),
    slips={
        "Row n has its 1 in column n, whatever ids[n] is. Which column should it be, and where "
        "does your code use ids?": ids_not_used,
        "The width was taken from the largest id present. What if the last tokens of the vocabulary"
        " do not occur in this text? Look at the second argument.": width_from_data,
        "Rows and columns are swapped: each token has a row and each position a column. How many "
        "rows should the result have for five ids?": tokens_in_front,
        "Every row has a 1 for every id of the text. Which row belongs to which id? Try "
        "ids = [0, 1] and print both rows.": every_row_the_same,
        "Whole rows are filled with ones, or a row that does not exist is indexed: the ids were "
        "used as positions in the text. Which index is the position, and which is the "
        "id?": whole_rows,
        "This counts how often each token occurs but discards its position. How many rows should "
        "the result have for five ids?": bag_of_words,
        "This marks which tokens occur but discards their positions. How many rows should the "
        "result have for five ids?": set_of_words,
        "Each 1 is one column too far to the left, as if ids started at 1. Which column belongs to "
        "id 0?": numbered_from_one,
        "Each 1 is one column too far to the right. Which column belongs to id "
        "0?": numbered_one_too_high,
        "Zeros and ones are swapped. How many ones should a row hold?": zeros_and_ones_exchanged,
        "All rows are zero: no 1 was written. Which entry of row n belongs to ids[n]?": never_set,
        "The id itself was written where a 1 belongs. What should every row sum to, whichever token"
        " it represents?": ids_as_values,
        "Only the first row has its 1, as if the function had returned there. Is the last line of "
        "the function inside the loop or after it?": returns_within_the_loop,
    },
    alternatives=(
        one_hot_by_loop,
        one_hot_by_comparison,
        one_hot_by_put,
        one_hot_by_identity,
        one_hot_by_flat_position,
        one_hot_in_float32,
    ),
    tolerance=0.0,
    tolerance_reason=EXACT,
    float32=True,
)
