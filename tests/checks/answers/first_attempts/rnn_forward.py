"""First attempts at rnn_forward, from its prompt alone; both_: two mistakes at once."""

import numpy as np

from helpers.scratch import cells
from tests.checks.answers import wrong


def every_step_from_h0(p, xs, h0):
    hs, caches = [], []
    for x in xs:
        h, cache = cells.rnn_step(p, x, h0)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), caches


def h0_among_the_states(p, xs, h0):
    hs, caches = [h0], []
    for x in xs:
        h, cache = cells.rnn_step(p, x, hs[-1])
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), caches


def states_before_the_step(p, xs, h0):
    hs, caches, h = [], [], h0
    for x in xs:
        hs.append(h)
        h, cache = cells.rnn_step(p, x, h)
        caches.append(cache)
    return np.stack(hs), caches


def list_of_states(p, xs, h0):
    hs, caches, h = [], [], h0
    for x in xs:
        h, cache = cells.rnn_step(p, x, h)
        hs.append(h)
        caches.append(cache)
    return hs, caches


def stacked_along_the_batch(p, xs, h0):
    hs, caches, h = [], [], h0
    for x in xs:
        h, cache = cells.rnn_step(p, x, h)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs, axis=1), caches


def loop_over_the_batch(p, xs, h0):
    T, B, _ = xs.shape
    hs, caches, h = [], [], h0
    for b in range(B):
        h, cache = cells.rnn_step(p, xs[:, b], h0)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), caches


def last_cache_only(p, xs, h0):
    hs, h = [], h0
    for x in xs:
        h, cache = cells.rnn_step(p, x, h)
        hs.append(h)
    return np.stack(hs), cache


def both_last_step_left_out_and_every_step_from_h0(p, xs, h0):
    hs, caches = [], []
    for t in range(len(xs) - 1):
        h, cache = cells.rnn_step(p, xs[t], h0)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), caches


def both_zeros_for_h0_and_caches_first_in_front(p, xs, h0):
    hs, caches, h = [], [], np.zeros_like(h0)
    for x in xs:
        h, cache = cells.rnn_step(p, x, h)
        hs.append(h)
        caches.insert(0, cache)
    return np.stack(hs), caches


def both_backwards_in_time_and_concatenated(p, xs, h0):
    hs, caches, h = [], [], h0
    for x in xs[::-1]:
        h, cache = cells.rnn_step(p, x, h)
        hs.append(h)
        caches.append(cache)
    return np.concatenate(hs), caches


WRONG = (
    wrong(every_step_from_h0, "Every step starts from h0 again"),
    wrong(h0_among_the_states, "hs has one state too many"),
    wrong(states_before_the_step, "hs holds the state before each step"),
    wrong(list_of_states, "Convert it to an array"),
    wrong(stacked_along_the_batch, "The axes are in another order"),
    wrong(loop_over_the_batch, "Write the shape of each array in this line beside it"),
    wrong(last_cache_only, "Only the last step's cache was returned"),
    wrong(
        both_last_step_left_out_and_every_step_from_h0, "caches[1] is the first item that is wrong"
    ),
    wrong(both_zeros_for_h0_and_caches_first_in_front, "The initial state was taken to be zero"),
    wrong(both_backwards_in_time_and_concatenated, "The sequence was read from its end"),
)
