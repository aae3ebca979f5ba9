"""Answers to gradient_by_lag that its record did not foresee."""

import numpy as np

from helpers.scratch import bptt
from tests.checks.answers import wrong


def weights_first(p, xs, h0, dh_last):
    hs, _ = bptt.rnn_forward(p, xs, h0)
    dh = dh_last
    n = [np.linalg.norm(dh, axis=1)]
    for h in hs[::-1]:
        dh = (dh @ p.W_h.T) * (1 - h**2)
        n.append(np.linalg.norm(dh, axis=1))
    return np.array(n)


def no_lag_0_wrong_axis(p, xs, h0, dh_last):
    hs, _ = bptt.rnn_forward(p, xs, h0)
    dh = dh_last
    n = []
    for h in hs[::-1]:
        dh = (dh * (1 - h**2)) @ p.W_h.T
        n.append(np.linalg.norm(dh, axis=0))
    return np.array(n)


def squares_and_weights_first(p, xs, h0, dh_last):
    hs, _ = bptt.rnn_forward(p, xs, h0)
    dh = dh_last
    n = [(dh**2).sum(axis=1)]
    for h in hs[::-1]:
        dh = (dh @ p.W_h.T) * (1 - h**2)
        n.append((dh**2).sum(axis=1))
    return np.array(n)


def steps_between_states_only(p, xs, h0, dh_last):
    hs, _ = bptt.rnn_forward(p, xs, h0)
    dhs = [dh_last]
    for h in hs[:0:-1]:
        dhs.append((dhs[-1] * (1 - h**2)) @ p.W_h.T)
    return np.linalg.norm(dhs, axis=2)


WRONG = (
    wrong(weights_first, "W_h was passed before tanh:"),
    wrong(no_lag_0_wrong_axis, "Which lines decide how long axes T+1 and B are"),
    wrong(squares_and_weights_first, "These are squared norms."),
    wrong(steps_between_states_only, "The gradient of h_0 is missing"),
)
EDGES = {
    "T = 1": lambda cases: any(len(xs) == 1 for _, xs, _, _ in cases),
    "B = 1": lambda cases: any(xs.shape[1] == 1 for _, xs, _, _ in cases),
}
