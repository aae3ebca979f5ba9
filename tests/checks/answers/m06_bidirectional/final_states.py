"""Answers to final_states that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def last_step_of_both(hs_f, hs_b, lengths):
    return np.concatenate([hs_f[-1], hs_b[-1]], axis=1)


def last_step_and_first(hs_f, hs_b, lengths):
    return np.concatenate([hs_f[-1], hs_b[0]], axis=1)


def last_word_of_both(hs_f, hs_b, lengths):
    rows = np.arange(len(lengths))
    return np.concatenate([hs_f[lengths - 1, rows], hs_b[lengths - 1, rows]], axis=1)


def one_too_far(hs_f, hs_b, lengths):
    rows = np.arange(len(lengths))
    return np.concatenate([hs_f[lengths, rows], hs_b[0]], axis=1)


def no_rows(hs_f, hs_b, lengths):
    return np.concatenate([hs_f[lengths - 1], hs_b[0]], axis=1)


def halves_exchanged(hs_f, hs_b, lengths):
    rows = np.arange(len(lengths))
    return np.concatenate([hs_b[0], hs_f[lengths - 1, rows]], axis=1)


def mean_over_steps(hs_f, hs_b, lengths):
    return np.concatenate([hs_f.mean(axis=0), hs_b.mean(axis=0)], axis=1)


def by_the_longest(hs_f, hs_b, lengths):
    return np.concatenate([hs_f[lengths.max() - 1], hs_b[0]], axis=1)


def rows_stacked(hs_f, hs_b, lengths):
    rows = np.arange(len(lengths))
    return np.concatenate([hs_f[lengths - 1, rows], hs_b[0]])


WRONG = (
    wrong(last_step_of_both, "Both states were taken at T - 1"),
    wrong(last_step_and_first, "The left reader's state was taken at T - 1, which is"),
    wrong(last_word_of_both, "The right reader's state was taken at the last word, where"),
    wrong(one_too_far, "The left reader was asked for step lengths[b]"),
    wrong(no_rows, "Write the shape of each array in this line beside it."),
    wrong(halves_exchanged, "The halves are exchanged"),
    wrong(mean_over_steps, "These are means over all steps, padding included"),
    wrong(by_the_longest, "All rows were read at the end of the longest"),
    wrong(rows_stacked, "The states were joined along the batch"),
)
EDGES = {
    "T = 1": lambda cases: any(len(hs) == 1 for hs, *_ in cases),
    "B = 1": lambda cases: any(len(n) == 1 for *_, n in cases),
    "all rows full": lambda cases: any(min(n) == len(hs) > 1 for hs, _, n in cases),
    "NaN on padding": lambda cases: any(np.isnan(hs).any() for hs, *_ in cases),
}
