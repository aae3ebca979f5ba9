"""First attempts at pyramid_forward, written before its record, and other answers to it."""

import numpy as np

from helpers.scratch.bptt import rnn_forward
from helpers.scratch.modules.m07_deep import pyramid_reduce
from tests.checks.answers import wrong


def cleared(hs, lengths):
    real = np.arange(len(hs))[:, None] < lengths
    return np.where(real[:, :, None], hs, 0)


def padding_left(ps, xs, h0s, lengths):
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        if layer > 0:
            xs, lengths = pyramid_reduce(xs, lengths)
        xs, _ = rnn_forward(p, xs, h0)
    return xs, lengths


def reduces_before_the_lowest(ps, xs, h0s, lengths):
    for p, h0 in zip(ps, h0s, strict=True):
        xs, lengths = pyramid_reduce(xs, lengths)
        xs, _ = rnn_forward(p, xs, h0)
    return cleared(xs, lengths), lengths


def reduces_after_every_layer(ps, xs, h0s, lengths):
    for p, h0 in zip(ps, h0s, strict=True):
        xs, _ = rnn_forward(p, xs, h0)
        xs, lengths = pyramid_reduce(xs, lengths)
    return xs, lengths


def old_lengths(ps, xs, h0s, lengths):
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        if layer > 0:
            xs, new_lengths = pyramid_reduce(xs, np.minimum(lengths, len(xs)))
        else:
            new_lengths = lengths
        xs, _ = rnn_forward(p, xs, h0)
    return cleared(xs, new_lengths), new_lengths


def lengths_of_the_input(ps, xs, h0s, lengths):
    now = lengths
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        if layer > 0:
            xs, now = pyramid_reduce(xs, now)
        xs, _ = rnn_forward(p, xs, h0)
    return cleared(xs, now), lengths


def skips_every_other_state(ps, xs, h0s, lengths):
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        if layer > 0:
            xs, lengths = xs[::2], (lengths + 1) // 2
        xs, _ = rnn_forward(p, xs, h0)
    return cleared(xs, lengths), lengths


def hidden_states_alone(ps, xs, h0s, lengths):
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        if layer > 0:
            xs, lengths = pyramid_reduce(xs, lengths)
        xs, _ = rnn_forward(p, xs, h0)
    return cleared(xs, lengths)


def state_of_the_layer_below(ps, xs, h0s, lengths):
    h0 = h0s[0]
    for layer, p in enumerate(ps):
        if layer > 0:
            xs, lengths = pyramid_reduce(xs, lengths)
        xs, _ = rnn_forward(p, xs, h0)
        h0 = xs[-1]
    return cleared(xs, lengths), lengths


def caches_as_states(ps, xs, h0s, lengths):
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        if layer > 0:
            xs, lengths = pyramid_reduce(xs, lengths)
        xs = rnn_forward(p, xs, h0)
    return cleared(xs, lengths), lengths


WRONG = tuple(
    wrong(answer)
    for answer in (
        padding_left,
        reduces_before_the_lowest,
        reduces_after_every_layer,
        old_lengths,
        lengths_of_the_input,
        skips_every_other_state,
        hidden_states_alone,
        state_of_the_layer_below,
        caches_as_states,
    )
)
