"""Answers to birnn_forward that its record did not foresee."""

import numpy as np

from helpers.scratch.bidirectional import reverse_padded
from helpers.scratch.bptt import rnn_forward
from helpers.scratch.ops import length_mask
from tests.checks.answers import wrong


def start(p, xs):
    return np.zeros((xs.shape[1], len(p.b)))


def run(p, xs):
    return rnn_forward(p, xs, start(p, xs))[0]


def zeroed(hs, lengths):
    return np.where(length_mask(lengths, len(hs))[..., None], hs, 0.0)


def both(hs_f, hs_b):
    return np.concatenate([hs_f, hs_b], axis=2)


def plainly_reversed(p_f, p_b, xs, lengths):
    return zeroed(both(run(p_f, xs), run(p_b, xs[::-1])[::-1]), lengths)


def not_turned_back(p_f, p_b, xs, lengths):
    return zeroed(both(run(p_f, xs), run(p_b, reverse_padded(xs, lengths))), lengths)


def turned_back_whole(p_f, p_b, xs, lengths):
    return zeroed(both(run(p_f, xs), run(p_b, reverse_padded(xs, lengths))[::-1]), lengths)


def not_masked(p_f, p_b, xs, lengths):
    hs_b = reverse_padded(run(p_b, reverse_padded(xs, lengths)), lengths)
    return both(run(p_f, xs), hs_b)


def masked_by_product(p_f, p_b, xs, lengths):
    return not_masked(p_f, p_b, xs, lengths) * length_mask(lengths, len(xs))[..., None]


def same_weights(p_f, p_b, xs, lengths):
    return zeroed(not_masked(p_f, p_f, xs, lengths), lengths)


def added(p_f, p_b, xs, lengths):
    hs_b = reverse_padded(run(p_b, reverse_padded(xs, lengths)), lengths)
    return zeroed(run(p_f, xs) + hs_b, lengths)


def joined_along_batch(p_f, p_b, xs, lengths):
    hs_b = reverse_padded(run(p_b, reverse_padded(xs, lengths)), lengths)
    return np.concatenate([run(p_f, xs), hs_b], axis=1)


def pair_of_states(p_f, p_b, xs, lengths):
    hs_b = reverse_padded(run(p_b, reverse_padded(xs, lengths)), lengths)
    return zeroed(run(p_f, xs), lengths), zeroed(hs_b, lengths)


def chained(p_f, p_b, xs, lengths):
    """Start the right reader from the left reader's last state."""
    hs_f = run(p_f, xs)
    hs_b, _ = rnn_forward(p_b, reverse_padded(xs, lengths), hs_f[-1])
    return zeroed(both(hs_f, reverse_padded(hs_b, lengths)), lengths)


def row_by_row_one_short(p_f, p_b, xs, lengths):
    hs = np.zeros((*xs.shape[:2], 2 * len(p_f.b)))
    for b, n in enumerate(lengths):
        row = xs[: n - 1, b : b + 1]
        if n > 1:
            hs[: n - 1, b : b + 1] = both(run(p_f, row), run(p_b, row[::-1])[::-1])
    return hs


def exchanged_going_on_and_not_masked(p_f, p_b, xs, lengths):
    """Start the right reader at the left one's end, put it first, and leave padding as it is."""
    h_0 = np.zeros((xs.shape[1], len(p_f.b)))
    h_f = rnn_forward(p_f, xs, h_0)[0]
    h_b = rnn_forward(p_b, reverse_padded(xs, lengths), h_f[-1])[0]
    return np.concatenate([reverse_padded(h_b, lengths), h_f], axis=-1)


WRONG = (
    wrong(plainly_reversed, "The right reader got each column turned whole, so it reads"),
    wrong(not_turned_back, "The right reader's states stand in the order in which it"),
    wrong(turned_back_whole, "The right reader's states were turned back as whole"),
    wrong(not_masked, "hs is not 0 on padding"),
    wrong(masked_by_product, "hs holds NaN from the padding"),
    wrong(same_weights, "Both readers have the weights p_f"),
    wrong(added, "The two readers' states were added"),
    wrong(joined_along_batch, "The halves were joined along the batch"),
    wrong(pair_of_states, "The two halves were returned apart"),
    wrong(chained, "The right reader starts from the left reader's state at T -"),
    wrong(row_by_row_one_short, "The right reader starts one word too early, and does not"),
    wrong(
        exchanged_going_on_and_not_masked,
        "The two halves are exchanged, and hs is not 0 on padding",
    ),
)
EDGES = {
    "T = 1": lambda cases: any(len(xs) == 1 for *_, xs, _ in cases),
    "B = 1": lambda cases: any(len(n) == 1 for *_, n in cases),
    "D = H, and not": lambda cases: (
        {p.W_x.shape[0] == p.W_x.shape[1] for p, *_ in cases} == {True, False}
    ),
    "all rows full": lambda cases: any(min(n) == len(xs) > 1 for *_, xs, n in cases),
    "lengths not sorted": lambda cases: any((np.diff(n) > 0).any() for *_, n in cases),
    "T above all lengths": lambda cases: any(max(n) < len(xs) for *_, xs, n in cases),
    "NaN on padding": lambda cases: any(np.isnan(xs).any() for *_, xs, _ in cases),
}
