"""Answers to lstm_forward that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong
from tests.checks.answers.m04_lstm.first_attempts import step


def run(p, xs, h0, c0):
    h, c, hs, cs, caches = h0, c0, [], [], []
    for x in xs:
        h, c, cache = step(p, x, h, c)
        hs.append(h)
        cs.append(c)
        caches.append(cache)
    return np.stack(hs), np.stack(cs), caches


def memory_not_carried(p, xs, h0, c0):
    h, hs, cs, caches = h0, [], [], []
    for x in xs:
        h, c, cache = step(p, x, h, c0)
        hs.append(h)
        cs.append(c)
        caches.append(cache)
    return np.stack(hs), np.stack(cs), caches


def state_not_carried(p, xs, h0, c0):
    c, hs, cs, caches = c0, [], [], []
    for x in xs:
        h, c, cache = step(p, x, h0, c)
        hs.append(h)
        cs.append(c)
        caches.append(cache)
    return np.stack(hs), np.stack(cs), caches


def starts_from_zeros(p, xs, h0, c0):
    return run(p, xs, np.zeros_like(h0), np.zeros_like(c0))


def memory_starts_from_zeros(p, xs, h0, c0):
    return run(p, xs, h0, np.zeros_like(c0))


def first_states_in_front(p, xs, h0, c0):
    hs, cs, caches = run(p, xs, h0, c0)
    return np.concatenate([h0[None], hs]), np.concatenate([c0[None], cs]), caches


def lists_instead_of_arrays(p, xs, h0, c0):
    hs, cs, caches = run(p, xs, h0, c0)
    return list(hs), list(cs), caches


def last_memory_only(p, xs, h0, c0):
    hs, cs, caches = run(p, xs, h0, c0)
    return hs, cs[-1], caches


def states_exchanged_on_the_way(p, xs, h0, c0):
    h, c, hs, cs, caches = h0, c0, [], [], []
    for x in xs:
        c, h, cache = step(p, x, h, c)
        hs.append(h)
        cs.append(c)
        caches.append(cache)
    return np.stack(hs), np.stack(cs), caches


def states_exchanged_at_every_step(p, xs, h0, c0):
    h, c, hs, cs, caches = h0, c0, [], [], []
    for x in xs:
        h, c, cache = step(p, x, c, h)
        hs.append(h)
        cs.append(c)
        caches.append(cache)
    return np.stack(hs), np.stack(cs), caches


def states_exchanged_and_last_memory_only(p, xs, h0, c0):
    hs, cs, caches = states_exchanged_at_every_step(p, xs, h0, c0)
    return hs, cs[-1], caches


RIGHT = (run,)


def exchanged_and_stored_before(p, xs, h0, c0):
    h, c, hs, cs, caches = h0, c0, [], [], []
    for x in xs:
        hs.append(h)
        cs.append(c)
        c, h, cache = step(p, x, h, c)
        caches.append(cache)
    return np.stack(hs), np.stack(cs), caches


WRONG = (
    wrong(exchanged_and_stored_before, "Two mistakes: h_next and c_next are exchanged"),
    wrong(memory_not_carried, "memory is not carried on"),
    wrong(state_not_carried, "from h0 again"),
    wrong(starts_from_zeros, "Both states start from zero"),
    wrong(memory_starts_from_zeros, "The memory starts from zero"),
    wrong(first_states_in_front, "one state too many"),
    wrong(lists_instead_of_arrays, "hs and cs are lists"),
    wrong(last_memory_only, "cs is the last memory only"),
    wrong(states_exchanged_at_every_step, "the first one too"),
    wrong(states_exchanged_and_last_memory_only, "cs is the last memory only", "exchanged"),
    wrong(states_exchanged_on_the_way, "unpacked in the wrong order"),
)
