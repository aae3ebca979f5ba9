"""Answers to rnn_forward that its record did not foresee."""

import numpy as np

from helpers.scratch import cells
from tests.checks.answers import wrong
from tests.checks.answers.first_attempts import rnn_forward as first_attempts
from tests.checks.answers.m01_unrolling.rnn_step import step_in_place


def forward_with(step, first=lambda h0: h0):
    def rnn_forward(p, xs, h0):
        h, caches = first(h0), []
        for x in xs:
            h, cache = step(p, x, h)
            caches.append(cache)
        return np.stack([cache.h_next for cache in caches]), caches

    return rnn_forward


forward = forward_with(lambda p, x, h: cells.rnn_step(p, x, h))


def packed_by(pack):
    """Make an rnn_forward that is right but for what it returns."""
    return lambda p, xs, h0: pack(*forward(p, xs, h0))


def one_array_written_over(p, xs, h0):
    h, hs, caches = h0.copy(), [], []
    for x in xs:
        hn, cache = cells.rnn_step(p, x, h)
        h[:] = hn
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), caches


def one_frame_written_over(p, xs, h0):
    h, frame, hs, caches = h0, np.empty_like(h0), [], []
    for x in xs:
        h, cache = cells.rnn_step(p, x, h)
        frame[:] = h
        hs.append(frame)
        caches.append(cache)
    return np.array(hs), caches


def h0_written_over(p, xs, h0):
    h, hs, caches = h0, [], []
    for x in xs:
        hn, cache = cells.rnn_step(p, x, h)
        h[:] = hn
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), caches


def states_copied_caches_not(p, xs, h0):
    h, hs, caches = h0.copy(), [], []
    for x in xs:
        hn, cache = cells.rnn_step(p, x, h)
        h[:] = hn
        hs.append(hn)
        caches.append(cache)
    return np.stack(hs), caches


def last_cache_only(p, xs, h0):
    h, hs = h0, []
    for x in xs:
        h, caches = cells.rnn_step(p, x, h)
        hs.append(h)
    return np.stack(hs), caches


def has_size(holds):
    """Make an edge: some case has these T, B, D, H."""
    return lambda cases: any(holds(*xs.shape, h0.shape[1]) for _, xs, h0 in cases)


RIGHT = (forward, forward_with(step_in_place, first=np.copy))
WRONG = (
    wrong(
        forward_with(lambda p, x, h: cells.rnn_step(p, x, 0.5 * h)),
        *("hs[", "expected", "Next: "),
        slip=False,
    ),
    wrong(
        packed_by(lambda hs, caches: (list(hs), caches)),
        *("hs is a list of 5", "(T=5, B=2, H=4)"),
        slip=False,
    ),
    wrong(
        packed_by(lambda hs, caches: (hs, caches[:-1])),
        "caches is a list of 4, expected a list of 5",
        slip=False,
    ),
    wrong(one_array_written_over, "and so is the h of every cache"),
    wrong(one_frame_written_over, "one array was appended repeatedly"),
    wrong(h0_written_over, "h0 was overwritten"),
    wrong(states_copied_caches_not, "hs is right, but the h of every cache"),
    wrong(last_cache_only, "Only the last step's cache was returned"),
    *first_attempts.WRONG,
)
EDGES = {
    "one step": has_size(lambda T, B, D, H: T == 1),
    "one sequence": has_size(lambda T, B, D, H: B == 1),
    "D = H, so that a mix-up of W_x and W_h keeps its shapes": has_size(lambda T, B, D, H: D == H),
    "D is not H": has_size(lambda T, B, D, H: D != H),
    "T = B, so that a mix-up of time and batch does": has_size(lambda T, B, D, H: T == B),
}
