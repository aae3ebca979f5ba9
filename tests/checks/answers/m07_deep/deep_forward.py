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


def right(ps, xs, h0s, residual):
    h_lasts = []
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        hs, _ = rnn_forward(p, xs, h0)
        h_lasts.append(hs[-1])
        if residual and layer:
            hs = hs + xs
        xs = hs
    return hs, h_lasts


def as_lists(ps, xs, h0s, residual):
    hs, h_lasts = right(ps, xs, h0s, residual)
    return [hs, tuple(h_lasts)]


def links_everywhere_and_keeps_sums(ps, xs, h0s, residual):
    h_lasts = []
    for p, h0 in zip(ps, h0s, strict=True):
        hs, _ = rnn_forward(p, xs, h0)
        if residual:
            hs = hs + xs
        h_lasts.append(hs[-1])
        xs = hs
    return hs, h_lasts


def steps_in_the_list_given(ps, xs, h0s, residual):
    hs = []
    for x in xs:
        for layer, p in enumerate(ps):
            h0s[layer], _ = rnn_step(p, x, h0s[layer])
            x = h0s[layer] + x if residual and layer > 0 else h0s[layer]
        hs.append(x)
    return np.array(hs), h0s


def adds_the_pure_states(ps, xs, h0s, residual):
    inp, below, h_lasts = xs, None, []
    for layer in range(len(ps)):
        hs, _ = rnn_forward(ps[layer], inp, h0s[layer])
        inp = hs + below if residual and layer else hs
        below = hs
        h_lasts.append(hs[-1])
    return inp, h_lasts


RIGHT = (
    right,
    as_lists,
)
WRONG = (
    wrong(links_everywhere_and_keeps_sums, "The lowest layer has a link, too, and h_lasts holds"),
    wrong(steps_in_the_list_given, "h0s was changed in place"),
    wrong(adds_the_pure_states, "The states of the layer below were added, without what"),
    wrong(every_layer_reads_xs, "Every layer reads xs"),
    wrong(links_the_lowest_too, "The lowest layer has a link, too: its input was added"),
    wrong(forgets_caches, "rnn_forward returns the states and the caches, and both"),
    wrong(link_in_the_last_state, "h_lasts holds what the layers show, their inputs added"),
    wrong(link_enters_the_recurrence, "What was added went into the recurrence"),
    wrong(first_state_of_the_lowest, "A layer starts from the last state of the one below"),
    wrong(below_one_step_late, "A layer reads what the one below showed one step before"),
    wrong(adds_the_first_input, "The input of the whole stack was added"),
    wrong(top_layer_alone, "Only the top layer's last state came back"),
)
EDGES = {
    "one step": lambda cases: any(len(xs) == 1 for _, xs, _, _ in cases),
    "one row": lambda cases: any(xs.shape[1] == 1 for _, xs, _, _ in cases),
    "one layer with residual": lambda cases: any(len(ps) == 1 and res for ps, _, _, res in cases),
    "links over a D of another width": lambda cases: any(
        res and ps[0].W_x.shape[0] != ps[0].W_x.shape[1] for ps, _, _, res in cases
    ),
    "layers of unequal widths": lambda cases: any(
        len({h0.shape for h0 in h0s}) > 1 for _, _, h0s, _ in cases
    ),
    "three linked layers": lambda cases: any(len(ps) == 3 and res for ps, _, _, res in cases),
}
