"""First attempts at deep_forward, written before its record, and other answers to it."""

import numpy as np

from helpers.scratch.bptt import rnn_forward
from helpers.scratch.cells import rnn_step
from tests.checks.answers import wrong


def every_layer_reads_xs(ps, xs, h0s, residual):
    h_lasts = []
    for layer in range(len(ps)):
        hs, _ = rnn_forward(ps[layer], xs, h0s[layer])
        if residual and layer > 0:
            hs = hs + xs
        h_lasts.append(hs[-1])
    return hs, h_lasts


def links_the_lowest_too(ps, xs, h0s, residual):
    h_lasts = []
    for p, h0 in zip(ps, h0s, strict=True):
        hs, _ = rnn_forward(p, xs, h0)
        h_lasts.append(hs[-1])
        xs = hs + xs if residual else hs
    return xs, h_lasts


def forgets_caches(ps, xs, h0s, residual):
    h_lasts = []
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        hs = rnn_forward(p, xs, h0)
        h_lasts.append(hs[-1])
        xs = hs + xs if residual and layer > 0 else hs
    return xs, h_lasts


def link_in_the_last_state(ps, xs, h0s, residual):
    h_lasts = []
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        hs, _ = rnn_forward(p, xs, h0)
        if residual and layer > 0:
            hs = hs + xs
        xs = hs
        h_lasts.append(hs[-1])
    return hs, h_lasts


def link_enters_the_recurrence(ps, xs, h0s, residual):
    hs, states = [], list(h0s)
    for x in xs:
        for layer, p in enumerate(ps):
            h = np.tanh(x @ p.W_x + states[layer] @ p.W_h + p.b)
            if residual and layer > 0:
                h = h + x
            states[layer] = h
            x = h
        hs.append(x)
    return np.stack(hs), states


def first_state_of_the_lowest(ps, xs, h0s, residual):
    h_lasts, h0 = [], h0s[0]
    for layer, p in enumerate(ps):
        hs, _ = rnn_forward(p, xs, h0)
        h_lasts.append(hs[-1])
        xs = hs + xs if residual and layer > 0 else hs
        h0 = hs[-1]
    return xs, h_lasts


def below_one_step_late(ps, xs, h0s, residual):
    states, hs = list(h0s), []
    for x in xs:
        before = list(states)
        for layer, p in enumerate(ps):
            below = x if layer == 0 else before[layer - 1]
            states[layer], _ = rnn_step(p, below, before[layer])
        shown = states[-1]
        if residual and len(ps) > 1:
            shown = shown + before[-2]
        hs.append(shown)
    return np.stack(hs), states


def adds_the_first_input(ps, xs, h0s, residual):
    inputs, h_lasts = xs, []
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        hs, _ = rnn_forward(p, xs, h0)
        h_lasts.append(hs[-1])
        xs = hs + inputs if residual and layer > 0 else hs
    return xs, h_lasts


def top_layer_alone(ps, xs, h0s, residual):
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        hs, _ = rnn_forward(p, xs, h0)
        xs = hs + xs if residual and layer > 0 else hs
    return xs, hs[-1]


WRONG = tuple(
    wrong(answer)
    for answer in (
        every_layer_reads_xs,
        links_the_lowest_too,
        forgets_caches,
        link_in_the_last_state,
        link_enters_the_recurrence,
        first_state_of_the_lowest,
        below_one_step_late,
        adds_the_first_input,
        top_layer_alone,
    )
)
