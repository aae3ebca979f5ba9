"""Check of pyramid_forward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m07_deep.cases import (
    ROUNDING,
    first_states,
    padded_states,
    stack_of_weights,
)
from helpers.scratch import deep
from helpers.scratch.bptt import rnn_forward
from helpers.scratch.cells import RNNParams, rnn_step
from helpers.scratch.modules.m07_deep import pyramid_forward, pyramid_reduce

RUNS = (  # T, lengths, D, widths, what stands on padding
    (6, (6, 4), 3, (2, 4), None),
    (7, (5, 7, 2), 2, (3, 3, 3), None),
    (5, (3, 4), 3, (2, 2), np.nan),  # no row is as long as T
    (8, (8, 8, 8), 2, (1, 2, 1), None),
    (4, (1, 4), 2, (2, 3, 2), 99.0),  # the top layer sees one step
    (1, (1, 1), 3, (2, 2), None),
    (4, (2,), 2, (3,), np.nan),  # one layer: nothing is halved, and nothing else clears padding
    (6, (6, 4), 3, (2, 4), None),
)


def pyramid_forward_cases(seed):
    """Yield (ps, xs, h0s, lengths), as RUNS lists them."""
    rng = np.random.default_rng(seed)
    for T, lengths, D, widths, padding in RUNS:
        ps, lengths = stack_of_weights(rng, D, widths, stride=2), np.array(lengths)
        xs = padded_states(rng, T, lengths, D, padding)
        yield ps, xs, first_states(rng, len(lengths), widths), lengths


def cleared(hs, lengths):
    real = np.arange(len(hs))[:, None] < lengths
    return np.where(real[:, :, None], hs, 0)


def climbed(ps, xs, h0s, lengths, reduce=pyramid_reduce, first=None, clear=cleared):
    """Run layer after layer with some rules replaced; first (h0s, layer, state below) -> h0."""
    last = None
    for layer, p in enumerate(ps):
        if layer > 0:
            xs, lengths = reduce(xs, lengths)
        xs, _ = rnn_forward(p, xs, first(h0s, layer, last) if first else h0s[layer])
        last = xs[-1]
    return clear(xs, lengths), lengths


def climb_padding_kept(ps, xs, h0s, lengths):
    return climbed(ps, xs, h0s, lengths, clear=lambda hs, lengths: hs)


def climb_padding_times_zero(ps, xs, h0s, lengths):
    def clear(hs, lengths):
        return hs * (np.arange(len(hs))[:, None] < lengths)[:, :, None]

    return climbed(ps, xs, h0s, lengths, clear=clear)


def climb_halves_first(ps, xs, h0s, lengths):
    for layer, p in enumerate(ps):
        xs, lengths = pyramid_reduce(xs, lengths)
        xs, _ = rnn_forward(p, xs, h0s[layer])
    return cleared(xs, lengths), lengths


def climb_halves_after(ps, xs, h0s, lengths):
    for layer, p in enumerate(ps):
        xs, _ = rnn_forward(p, xs, h0s[layer])
        xs, lengths = pyramid_reduce(xs, lengths)
    return xs, lengths


def climb_drops_states(ps, xs, h0s, lengths):
    return climbed(ps, xs, h0s, lengths, reduce=lambda xs, n: (xs[::2], (n + 1) // 2))


def unclear(xs, lengths):
    """Join neighbours without clearing padding first."""
    if len(xs) % 2:
        xs = np.concatenate([xs, np.zeros_like(xs[:1])])
    return np.concatenate([xs[::2], xs[1::2]], axis=2), (lengths + 1) // 2


def climb_unclear(ps, xs, h0s, lengths):
    return climbed(ps, xs, h0s, lengths, reduce=unclear)


def reshaped(xs, lengths):
    xs = cleared(xs, lengths)
    if len(xs) % 2:
        xs = np.concatenate([xs, np.zeros_like(xs[:1])])
    T, B, H = xs.shape
    return xs.reshape(T // 2, B, 2 * H), (lengths + 1) // 2


def climb_reshaped(ps, xs, h0s, lengths):
    return climbed(ps, xs, h0s, lengths, reduce=reshaped)


def climb_lengths_kept(ps, xs, h0s, lengths):
    return climbed(ps, xs, h0s, lengths)[0], lengths.copy()


def climb_lengths_halved_once(ps, xs, h0s, lengths):
    hs, _ = climbed(ps, xs, h0s, lengths)
    return hs, (lengths + 1) // 2 if len(ps) > 1 else lengths.copy()


def climb_lengths_by_first(ps, xs, h0s, lengths):
    """Take the lengths of the input for every reduction."""
    now = lengths
    for layer, p in enumerate(ps):
        if layer > 0:
            xs, now = pyramid_reduce(xs, np.minimum(lengths, len(xs)))
        xs, _ = rnn_forward(p, xs, h0s[layer])
    return cleared(xs, now), now


def climb_clears_by_input_lengths(ps, xs, h0s, lengths):
    hs, now = climbed(ps, xs, h0s, lengths, clear=lambda hs, n: hs)
    return cleared(hs, lengths), now


def climb_lengths_rounded_down(ps, xs, h0s, lengths):
    def reduce(xs, lengths):
        return pyramid_reduce(xs, lengths)[0], np.maximum(lengths // 2, 1)

    return climbed(ps, xs, h0s, lengths, reduce)


def climb_shares_h0(ps, xs, h0s, lengths):
    return climbed(ps, xs, h0s, lengths, first=lambda h0s, layer, last: h0s[0])


def climb_h0_from_below(ps, xs, h0s, lengths):
    def first(h0s, layer, last):
        return h0s[0] if layer == 0 else last

    return climbed(ps, xs, h0s, lengths, first=first)


def climb_from_zeros(ps, xs, h0s, lengths):
    return climbed(ps, xs, [np.zeros_like(h0) for h0 in h0s], lengths)


def climb_upper_from_zeros(ps, xs, h0s, lengths):
    return climbed(ps, xs, [h0s[0], *(np.zeros_like(h0) for h0 in h0s[1:])], lengths)


def climb_links(ps, xs, h0s, lengths):
    for layer, p in enumerate(ps):
        if layer > 0:
            xs, lengths = pyramid_reduce(xs, lengths)
        hs, _ = rnn_forward(p, xs, h0s[layer])
        xs = hs + xs if layer > 0 and hs.shape == xs.shape else hs
    return cleared(xs, lengths), lengths


def climb_last_state(ps, xs, h0s, lengths):
    hs, lengths = climbed(ps, xs, h0s, lengths)
    return hs[-1], lengths


def climb_states_alone(ps, xs, h0s, lengths):
    return climbed(ps, xs, h0s, lengths)[0]


def climb_every_layer(ps, xs, h0s, lengths):
    shown = []
    for layer, p in enumerate(ps):
        if layer > 0:
            xs, lengths = pyramid_reduce(xs, lengths)
        xs, _ = rnn_forward(p, xs, h0s[layer])
        shown.append(cleared(xs, lengths))
    return shown, lengths


def climb_keeps_caches(ps, xs, h0s, lengths):
    for layer, p in enumerate(ps):
        if layer > 0:
            xs, lengths = pyramid_reduce(xs, lengths)
        xs = rnn_forward(p, xs, h0s[layer])
    return cleared(xs, lengths), lengths


def climb_exchanged(ps, xs, h0s, lengths):
    return climbed(ps, xs, h0s, lengths)[::-1]


def climb_row_by_row(ps, xs, h0s, lengths):
    """Cut padding off each row, and climb alone."""
    rows = []
    for b, n in enumerate(lengths):
        hs = xs[:n, b]
        for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
            if layer > 0:
                hs = np.concatenate([hs, np.zeros((len(hs) % 2, hs.shape[1]))])
                hs = hs.reshape(len(hs) // 2, -1)
            h, states = h0[b], []
            for x in hs:
                h = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
                states.append(h)
            hs = np.array(states)
        rows.append(hs)
    T = len(xs)
    for _ in ps[1:]:
        T = (T + 1) // 2
    top = np.zeros((T, len(rows), rows[0].shape[1]))
    for b, hs in enumerate(rows):
        top[: len(hs), b] = hs
    return top, np.array([len(hs) for hs in rows])


def climb_by_recursion(ps, xs, h0s, lengths):
    if len(ps) > 1:
        hs, lengths = climb_by_recursion(ps[:-1], xs, h0s[:-1], lengths)
        more = np.concatenate([hs, np.zeros_like(hs[: len(hs) % 2])])
        xs, lengths = np.concatenate([more[::2], more[1::2]], axis=-1), -(-lengths // 2)
    h, states = h0s[-1], []
    for x in xs:
        h, _ = rnn_step(ps[-1], x, h)
        states.append(h)
    return cleared(np.stack(states), lengths), lengths


def climb_by_events(ps, xs, h0s, lengths):
    """Feed step after step; a layer above acts when two steps have arrived, or the last one."""
    waiting = list(np.where((np.arange(len(xs))[:, None] < lengths)[:, :, None], xs, 0))
    for layer, (p, h) in enumerate(zip(ps, h0s, strict=True)):
        if layer > 0:
            pairs = range(0, len(waiting), 2)
            nothing = np.zeros_like(waiting[0])
            waiting = [np.hstack([waiting[t], (*waiting, nothing)[t + 1]]) for t in pairs]
            lengths = (lengths + 1) // 2
        states = []
        for t, x in enumerate(waiting):
            h = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
            states.append(h * (t < lengths)[:, None])
        waiting = states
    return np.stack(waiting), lengths


def climb_in_float32(ps, xs, h0s, lengths):
    ps = [RNNParams(*(leaf.astype(np.float32) for leaf in p)) for p in ps]
    h0s = [h0.astype(np.float32) for h0 in h0s]
    return climb_by_recursion(ps, xs.astype(np.float32), h0s, lengths)


check_pyramid_forward = Check(
    name="pyramid_forward",
    reference=pyramid_forward,
    twins=(deep.pyramid_forward,),
    cases=pyramid_forward_cases,
    outputs=("hs (T', B, H)", "new_lengths (B,)"),
    slips={
        "Padding of the top layer still holds states. What should stand there?": climb_padding_kept,
        "Padding was multiplied by 0, and a product with NaN stays NaN. Which NumPy function "
        "chooses between two arrays instead?": climb_padding_times_zero,
        "The sequence was halved before the lowest layer, too. How wide is the input that "
        "ps[0].W_x expects?": climb_halves_first,
        "The sequence was halved after every layer, the top one included. How wide are the states "
        "of the top layer?": climb_halves_after,
        "Every second step was dropped. How wide is the input that ps[1].W_x "
        "expects?": climb_drops_states,
        "A row of odd length was joined with what the layer below did on its padding. What stands "
        "in for a missing neighbour?": climb_unclear,
        "The states were reshaped as they lie in memory, where the next row of the batch comes "
        "before the next step. Which axis stands between two neighbouring steps?": climb_reshaped,
        "new_lengths holds the lengths of the input. How many steps has each row at the "
        "top?": climb_lengths_kept,
        "The lengths were halved once, whatever the number of layers. How often is the sequence "
        "halved?": climb_lengths_halved_once,
        "Each reduction got the lengths of the input. Which lengths has a row in the layer "
        "below?": climb_lengths_by_first,
        "Padding of the top layer was cleared by the lengths of the input. Which lengths have "
        "its rows?": climb_clears_by_input_lengths,
        "The lengths were rounded down. How many steps are left of "
        "three?": climb_lengths_rounded_down,
        "All layers start from h0s[0]. Which first state belongs to which layer?": climb_shares_h0,
        "A layer starts from the last state of the one below. Which list holds its first "
        "state?": climb_h0_from_below,
        "The layers start from zeros. Which argument holds their first states?": climb_from_zeros,
        "The layers above the lowest start from zeros. Which argument holds their first "
        "states?": climb_upper_from_zeros,
        "The input of a layer was added to its states. Does the exercise ask for "
        "links?": climb_links,
        "hs holds the last step alone. Which shape does the exercise ask for?": climb_last_state,
        "new_lengths is missing. Which two values does the exercise ask for?": climb_states_alone,
        "hs holds what every layer shows. Which layer's does the exercise ask "
        "for?": climb_every_layer,
        "rnn_forward returns the states and the caches, and both were taken for the states. How "
        "are two results unpacked?": climb_keeps_caches,
        "hs and new_lengths are exchanged. Which comes first?": climb_exchanged,
    },
    alternatives=(climb_row_by_row, climb_by_recursion, climb_by_events, climb_in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
