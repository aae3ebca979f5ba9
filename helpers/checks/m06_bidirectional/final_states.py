"""Check of final_states."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m06_bidirectional.cases import COPIED, padded_batch
from helpers.scratch.modules.m06_bidirectional import final_states


def final_states_cases(seed):
    """Yield (hs_f, hs_b, lengths): zeros, other numbers, NaN on padding; full rows, one, T = 1."""
    rng = np.random.default_rng(seed)
    for T, lengths, H, padding in [
        *((5, [3, 5, 2], 2, 0.0), (5, [1, 4, 5], 2, None), (4, [4, 4], 3, None)),
        *(
            (6, [2, 4, 1], 2, None),
            (3, [2], 4, None),
            (1, [1, 1], 2, None),
            (4, [1, 1, 1], 2, None),
        ),
        *((3, [1, 2, 3], 3, None), (4, [1, 3, 2], 2, np.nan)),
    ]:
        hs_f, lengths = padded_batch(rng, T, lengths, H, padding)
        yield hs_f, padded_batch(rng, T, lengths, H, padding)[0], lengths


def last_word(hs, lengths, shift=0):
    return hs[np.minimum(lengths - 1 + shift, len(hs) - 1), np.arange(len(lengths))]


def joined(left, right):
    return np.concatenate([left, right], axis=1)


def final_at_last_step(hs_f, hs_b, lengths):
    return joined(hs_f[-1], hs_b[0])


def final_both_at_last_step(hs_f, hs_b, lengths):
    return joined(hs_f[-1], hs_b[-1])


def final_both_at_last_word(hs_f, hs_b, lengths):
    return joined(last_word(hs_f, lengths), last_word(hs_b, lengths))


def final_right_at_last_step(hs_f, hs_b, lengths):
    return joined(last_word(hs_f, lengths), hs_b[-1])


def final_both_at_first(hs_f, hs_b, lengths):
    return joined(hs_f[0], hs_b[0])


def final_sides_confused(hs_f, hs_b, lengths):
    """Take the left reader at word 0 and the right one at the last word."""
    return joined(hs_f[0], last_word(hs_b, lengths))


def final_one_too_far(hs_f, hs_b, lengths):
    return joined(last_word(hs_f, lengths, 1), hs_b[0])


def final_index_is_length(hs_f, hs_b, lengths):
    return joined(hs_f[lengths, np.arange(len(lengths))], hs_b[0])


def final_one_short(hs_f, hs_b, lengths):
    return joined(hs_f[lengths - 2, np.arange(len(lengths))], hs_b[0])


def final_by_longest(hs_f, hs_b, lengths):
    return joined(hs_f[lengths.max() - 1], hs_b[0])


def final_by_product(hs_f, hs_b, lengths):
    """Multiply all states but the last by 0."""
    last = np.arange(len(hs_f))[:, None] == lengths - 1
    return joined((hs_f * last[..., None]).sum(axis=0), hs_b[0])


def final_halves_exchanged(hs_f, hs_b, lengths):
    return joined(hs_b[0], last_word(hs_f, lengths))


def final_left_twice(hs_f, hs_b, lengths):
    return joined(last_word(hs_f, lengths), last_word(hs_f, lengths))


def final_right_twice(hs_f, hs_b, lengths):
    return joined(hs_b[0], hs_b[0])


def final_added(hs_f, hs_b, lengths):
    return last_word(hs_f, lengths) + hs_b[0]


def final_joined_along_batch(hs_f, hs_b, lengths):
    return np.concatenate([last_word(hs_f, lengths), hs_b[0]])


def final_as_pair(hs_f, hs_b, lengths):
    return last_word(hs_f, lengths), hs_b[0]


def final_of_all_rows(hs_f, hs_b, lengths):
    """Index with lengths - 1 alone: each row gets the states of all rows."""
    return joined(hs_f[lengths - 1], np.broadcast_to(hs_b[0], hs_f[lengths - 1].shape))


def final_means(hs_f, hs_b, lengths):
    real = (np.arange(len(hs_f))[:, None] < lengths)[..., None]
    sums = (np.where(real, hs, 0).sum(axis=0) for hs in (hs_f, hs_b))
    return joined(*(total / lengths[:, None] for total in sums))


def final_means_over_all(hs_f, hs_b, lengths):
    return joined(hs_f.mean(axis=0), hs_b.mean(axis=0))


def final_row_by_row(hs_f, hs_b, lengths):
    rows = [np.hstack([hs_f[n - 1, b], hs_b[0, b]]) for b, n in enumerate(lengths)]
    return np.array(rows)


def final_by_gather(hs_f, hs_b, lengths):
    last = np.take_along_axis(hs_f, (lengths - 1)[None, :, None], axis=0)[0]
    return np.hstack((last, hs_b[0]))


def final_by_overwriting(hs_f, hs_b, lengths):
    result = np.zeros((len(lengths), 2 * hs_f.shape[2]))
    H = hs_f.shape[2]
    for t in range(len(hs_f)):
        result[lengths == t + 1, :H] = hs_f[t, lengths == t + 1]
    result[:, H:] = hs_b[0]
    return result


check_final_states = Check(
    name="final_states",
    reference=final_states,
    cases=final_states_cases,
    outputs=("states (B, 2H)",),
    slips={
        "The left reader's state was taken at T - 1, which is padding in a short row. At which "
        "step is the last word of row b?": final_at_last_step,
        "States were multiplied by 0, which leaves NaN on padding as it is. Which index takes the "
        "last state of row b alone?": final_by_product,
        "The right reader's state was taken at T - "
        "1. At which word has it read the whole row?": final_right_at_last_step,
        "Both states were taken at T - 1. "
        "Where has each reader read the whole row?": final_both_at_last_step,
        "The left reader's state was taken one step after the last word. At which step is the last "
        "word of a row of length n?": final_one_too_far,
        "The right reader's state was taken at the last word, where it has read one word only. At "
        "which word has it read them all?": final_both_at_last_word,
        "Each reader's first state was taken. At which "
        "word has each of them read the whole row?": final_sides_confused,
        "The left reader's state was taken one word before the last. At which step is the last "
        "word of a row of length n?": final_one_short,
        "The halves are exchanged. Which reader's state comes first?": final_halves_exchanged,
        "These are means over the words. At which "
        "word has each reader read the whole row?": final_means,
        "All rows were read at the end of the longest. "
        "At which step is the last word of row b?": final_by_longest,
        "Both halves are the left reader's "
        "state. Which array holds the right reader's?": final_left_twice,
        "These are means over all steps, padding included. At which word has each reader read the "
        "whole row?": final_means_over_all,
        "The left reader's state was taken at word 0, where it has read one word only. At which "
        "word has it read them all?": final_both_at_first,
        "Both halves are the right reader's "
        "state. Which array holds the left reader's?": final_right_twice,
        "The two states were added. Which shape does the exercise ask for?": final_added,
        "The left reader was asked for step lengths[b]. At which step is the last word of a row of "
        "length n?": final_index_is_length,
        "The states were joined along the batch. Which "
        "axis of (B, 2H) has two of them?": final_joined_along_batch,
        "The two states were returned apart. Which function joins arrays along an axis that they "
        "have?": final_as_pair,
        "Each row got the states of all rows at its own last step. Which second index goes with "
        "lengths - 1?": final_of_all_rows,
    },
    alternatives=(final_row_by_row, final_by_gather, final_by_overwriting),
    tolerance=0,
    tolerance_reason=COPIED,
)
