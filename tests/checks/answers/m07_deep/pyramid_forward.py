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


def right(ps, xs, h0s, lengths):
    xs, _ = rnn_forward(ps[0], xs, h0s[0])
    for p, h0 in zip(ps[1:], h0s[1:], strict=True):
        xs, lengths = pyramid_reduce(xs, lengths)
        xs, _ = rnn_forward(p, xs, h0)
    return cleared(xs, lengths), lengths


def clears_inputs_too(ps, xs, h0s, lengths):
    return right(ps, cleared(xs, lengths), h0s, lengths)


def multiplies_by_the_mask(ps, xs, h0s, lengths):
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        if layer > 0:
            xs, lengths = pyramid_reduce(xs, lengths)
        xs, _ = rnn_forward(p, xs, h0)
    mask = np.arange(len(xs))[:, None] < lengths
    return xs * mask[:, :, None], lengths


RIGHT = (
    right,
    clears_inputs_too,
)
WRONG = (
    wrong(multiplies_by_the_mask, "Padding was multiplied by 0, and a product with NaN stays"),
    wrong(padding_left, "Padding of the top layer still holds states"),
    wrong(reduces_before_the_lowest, "The sequence was halved before the lowest layer, too"),
    wrong(reduces_after_every_layer, "The sequence was halved after every layer, the top one"),
    wrong(old_lengths, "Each reduction got the lengths of the input"),
    wrong(lengths_of_the_input, "new_lengths holds the lengths of the input"),
    wrong(skips_every_other_state, "Every second step was dropped"),
    wrong(hidden_states_alone, "new_lengths is missing"),
    wrong(state_of_the_layer_below, "A layer starts from the last state of the one below"),
    wrong(caches_as_states, "rnn_forward returns the states and the caches, and both"),
)
EDGES = {
    "one step": lambda cases: any(len(xs) == 1 for _, xs, *_ in cases),
    "one row": lambda cases: any(xs.shape[1] == 1 for _, xs, *_ in cases),
    "one layer": lambda cases: any(len(ps) == 1 for ps, *_ in cases),
    "three layers": lambda cases: any(len(ps) == 3 for ps, *_ in cases),
    "NaN on padding": lambda cases: any(np.isnan(xs).any() for _, xs, *_ in cases),
    "a row with an odd length in the middle": lambda cases: any(
        len(ps) == 3 and ((n + 1) // 2 % 2 == 1).any() for ps, _, _, n in cases
    ),
}
