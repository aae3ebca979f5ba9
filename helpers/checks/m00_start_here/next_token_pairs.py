"""Check of next_token_pairs."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.batching import next_token_pairs

EXACT = "copied ids carry no rounding: any difference is a mistake"


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


def targets_counted_up(ids):
    return ids[:-1], ids[:-1] + 1


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
        "Inputs and targets are swapped: the model would have to predict the previous token. At the"
        " first position, which of the two tokens has already been read?": pairs_swapped,
        "The targets equal the inputs, so copying would be a perfect model. Which token "
        "comes one step later?": targets_not_shifted,
        "Each target is the input's id plus 1: the next id of the vocabulary. Which token comes "
        "next in the text?": targets_counted_up,
        "The last token is paired with the first one, as if the text wrapped around. Does anything "
        "follow the end of the text?": wrapped_around,
        "The targets are two steps ahead. How many tokens are lost when the shift is "
        "one?": shifted_by_two,
        "Each token occurs in one pair only, so half the predictions are lost. Can a token be the "
        "target of one pair and the input of the next?": pairs_without_overlap,
        "Inputs and targets differ in length. The last token cannot be an input: what would its "
        "target be?": lengths_differ,
        "The pairs were returned as the rows of one array. The exercise asks for two arrays: which "
        "column holds the inputs?": pairs_stacked,
    },
    alternatives=(pairs_by_loop, pairs_by_window, pairs_by_position, pairs_by_delete),
    tolerance=0.0,
    tolerance_reason=EXACT,
)
