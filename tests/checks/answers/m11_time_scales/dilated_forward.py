"""Answers to dilated_forward that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.cells import rnn_step
from tests.checks.answers import wrong


def newest_first(p, xs, h0s, d):
    states = list(h0s[::-1])
    for t, x in enumerate(xs):
        states.append(rnn_step(p, x, states[t])[0])
    return np.stack(states[d:])


def last_state(p, xs, h0s, d):
    """Ordinary recurrence from h0s[-1]."""
    h, hs = h0s[-1], []
    for x in xs:
        h, _ = rnn_step(p, x, h)
        hs.append(h)
    return np.stack(hs)


def first_given_always(p, xs, h0s, d):
    hs = []
    for t, x in enumerate(xs):
        h = h0s[0] if t < d else hs[t - d]
        hs.append(rnn_step(p, x, h)[0])
    return np.stack(hs)


def wraps(p, xs, h0s, d):
    """hs[t - d] of zeros, and the given states not used."""
    hs = np.zeros((len(xs), *h0s.shape[1:]))
    for t, x in enumerate(xs):
        hs[t] = rnn_step(p, x, hs[t - d])[0] if t >= d else rnn_step(p, x, 0 * h0s[0])[0]
    return hs


def one_more(p, xs, h0s, d):
    """d + 1 steps back."""
    states = [h0s[0], *h0s]
    for t, x in enumerate(xs):
        states.append(rnn_step(p, x, states[t])[0])
    return np.stack(states[d + 1 :])


def with_the_given(p, xs, h0s, d):
    states = list(h0s)
    for t, x in enumerate(xs):
        states.append(rnn_step(p, x, states[t])[0])
    return np.stack(states)


def last_T_wrong(p, xs, h0s, d):
    states = list(h0s)
    for t, x in enumerate(xs):
        states.append(rnn_step(p, x, states[t])[0])
    return np.stack(states[: len(xs)])


def every_d_th(p, xs, h0s, d):
    """Only every d-th step is run."""
    hs, h = [], h0s[0]
    for x in xs[::d]:
        h, _ = rnn_step(p, x, h)
        hs.append(h)
    return np.stack(hs)


def given_reversed_and_in_front(p, xs, h0s, d):
    states = list(h0s[::-1])
    for t, x in enumerate(xs):
        states.append(rnn_step(p, x, states[t])[0])
    return np.stack(states)


def modulo(p, xs, h0s, d):
    """A ring of d states: right."""
    ring, hs = list(h0s), []
    for t, x in enumerate(xs):
        ring[t % d], _ = rnn_step(p, x, ring[t % d])
        hs.append(ring[t % d])
    return np.stack(hs)


def cache_kept(p, xs, h0s, d):
    states = list(h0s)
    for t, x in enumerate(xs):
        states.append(rnn_step(p, x, states[t]))
    return np.stack(states[d:])


def ring_never_written(p, xs, h0s, d):
    return np.stack([rnn_step(p, x, h0s[t % d])[0] for t, x in enumerate(xs)])


def without_the_first_d(p, xs, h0s, d):
    """Copy h0s into the first d steps."""
    hs = list(h0s)
    for t in range(d, len(xs)):
        hs.append(rnn_step(p, xs[t], hs[t - d])[0])
    return np.stack(hs[: len(xs)])


RIGHT = (modulo,)
WRONG = (
    wrong(newest_first, "The given states were read from the newest to the oldest"),
    wrong(last_state, "Every step reads the newest state"),
    wrong(first_given_always, "The first d steps all read the oldest given state"),
    wrong(wraps, "The first d steps read zeros"),
    wrong(one_more, "The state was read that is d + 1 steps old"),
    wrong(with_the_given, "The given states came back, too"),
    wrong(last_T_wrong, "The result begins with the given states"),
    wrong(every_d_th, "Only every d-th step was run"),
    wrong(
        given_reversed_and_in_front,
        "The given states came back, too, and were read from the newest to the",
    ),
    wrong(cache_kept, "What rnn_step returns was kept whole, state and cache"),
    wrong(
        ring_never_written, "The given states were read again and again, and the layer's own never"
    ),
    wrong(
        without_the_first_d, "The given states stand in the place of the first d steps, which are"
    ),
)
EDGES = {
    "one step": lambda cases: any(len(xs) == 1 for _, xs, *_ in cases),
    "d = 1": lambda cases: any(d == 1 for *_, d in cases),
    "fewer steps than d": lambda cases: any(1 < len(xs) < d for _, xs, _, d in cases),
    "as many steps as d": lambda cases: any(len(xs) == d for _, xs, _, d in cases),
    "one row": lambda cases: any(xs.shape[1] == 1 for _, xs, *_ in cases),
}
