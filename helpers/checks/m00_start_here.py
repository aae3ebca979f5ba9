"""Checks of module 00: one_hot and next_token_pairs."""

import numpy as np

from helpers.checks.core import Check
from helpers.datasets.batching import next_token_pairs
from helpers.scratch.ops import one_hot

EXACT = "zeros, ones and copied ids carry no rounding: any difference is a mistake"


# ---------------------------------------------------------------- one_hot


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
        "The width was read from the largest id present. What if the last tokens of the "
        "vocabulary do not occur in this text? Look at the second argument.": width_from_data,
        "Rows and columns are swapped: each token has a row and each position a column. "
        "How many rows should five ids give?": tokens_in_front,
        "Every row has a 1 for every id of the text. Which row belongs to which id? Try "
        "ids = [0, 1] and print both rows.": every_row_the_same,
        "Whole rows are filled with ones, or a row is asked for that is not there: the ids were "
        "used as positions in the text. Which index is the position, and which the "
        "id?": whole_rows,
        "This counts how often each token occurs, and forgets where. How many rows should "
        "five ids give?": bag_of_words,
        "This marks which tokens occur, and forgets where. How many rows should five ids "
        "give?": set_of_words,
        "Each 1 stands one column to the left, as if ids were numbered from 1. Which "
        "column belongs to id 0?": numbered_from_one,
        "The id itself stands where a 1 belongs. What should every row sum to, whichever "
        "token it stands for?": ids_as_values,
        "Only the first row has its 1, as if the function had ended there. Does what follows the "
        "loop stand under it, or inside?": returns_within_the_loop,
    },
    alternatives=(
        one_hot_by_loop,
        one_hot_by_comparison,
        one_hot_by_put,
        one_hot_by_identity,
        one_hot_by_flat_position,
        one_hot_in_float32,
    ),
    tolerance_reason=EXACT,
    float32=True,
)


# ------------------------------------------------------- next_token_pairs


def next_token_pairs_cases(seed):
    """Yield (ids,): ordinary lengths, the shortest text that has a pair, repeats."""
    rng = np.random.default_rng(seed)
    yield (np.array([4, 7, 1, 9, 3, 0]),)
    yield (rng.permutation(11),)
    yield (np.array([5, 2]),)
    yield (np.array([3, 8, 6]),)
    yield (rng.integers(0, 3, size=40),)


def pairs_swapped(ids):
    return ids[1:], ids[:-1]


def targets_not_shifted(ids):
    return ids[:-1], ids[:-1]


def wrapped_around(ids):
    return ids, np.roll(ids, -1)


def shifted_by_two(ids):
    return ids[:-2], ids[2:]


def pairs_without_overlap(ids):
    return ids[0:-1:2], ids[1::2]


def lengths_differ(ids):
    return ids, ids[1:]


def pairs_stacked(ids):
    return np.stack([ids[:-1], ids[1:]], axis=1)


def pairs_by_loop(ids):
    inputs, targets = [], []
    for t in range(len(ids) - 1):
        inputs.append(ids[t])
        targets.append(ids[t + 1])
    return np.array(inputs, dtype=int), np.array(targets, dtype=int)


def pairs_by_window(ids):
    windows = np.lib.stride_tricks.sliding_window_view(ids, 2)
    return windows[:, 0], windows[:, 1]


def pairs_by_position(ids):
    t = np.arange(ids.size - 1)
    return ids[t], ids[t + 1]


def pairs_by_delete(ids):
    return np.delete(ids, -1), np.delete(ids, 0)


check_next_token_pairs = Check(
    name="next_token_pairs",
    reference=next_token_pairs,
    cases=next_token_pairs_cases,
    outputs=("inputs (pairs,)", "targets (pairs,)"),
    slips={
        "Inputs and targets are swapped: this asks for the previous token. At the first "
        "position, which of the two tokens has been read already?": pairs_swapped,
        "The targets equal the inputs, so copying would be a perfect model. Which token "
        "comes one step later?": targets_not_shifted,
        "The last token is paired with the first one, as on a ring. Does anything follow "
        "the end of the text?": wrapped_around,
        "The targets are two steps ahead. How many tokens are lost when the shift is "
        "one?": shifted_by_two,
        "Each token occurs in one pair only, so half the predictions are thrown away. "
        "Can a token be a target first and an input next?": pairs_without_overlap,
        "Inputs and targets differ in length. The last token is nobody's input: what "
        "would its target be?": lengths_differ,
        "The pairs came back as the rows of one array. The exercise wants two arrays: "
        "which column is the inputs?": pairs_stacked,
    },
    alternatives=(pairs_by_loop, pairs_by_window, pairs_by_position, pairs_by_delete),
    tolerance_reason=EXACT,
)
