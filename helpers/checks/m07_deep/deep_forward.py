"""Check of deep_forward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m07_deep.cases import ROUNDING, first_states, stack_of_weights
from helpers.scratch import deep
from helpers.scratch.bptt import rnn_forward
from helpers.scratch.cells import RNNParams, rnn_step
from helpers.scratch.modules.m07_deep import deep_forward

RUNS = (  # T, B, D, widths, residual
    (4, 2, 3, (4, 4), False),
    (4, 2, 3, (4, 4), True),
    (3, 2, 2, (3, 5, 2), False),  # each layer of another width
    (3, 3, 4, (4, 4, 4), True),  # D = H
    (5, 1, 2, (3, 3, 3), True),
    (1, 2, 3, (2, 2), True),
    (4, 2, 3, (3,), True),  # one layer, and no link
    (2, 2, 1, (1, 1), False),
    (4, 2, 3, (4, 4), True),
)


def deep_forward_cases(seed):
    """Yield (ps, xs, h0s, residual), as RUNS lists them."""
    rng = np.random.default_rng(seed)
    for T, B, D, widths, residual in RUNS:
        ps = stack_of_weights(rng, D, widths)
        yield ps, rng.normal(size=(T, B, D)), first_states(rng, B, widths), residual


def linked(ps, xs, h0s, residual, link=None, first=None, feed=None):
    """Run layer after layer, with some rules replaced.

    link (hs, xs, layer, input of the stack) -> what a layer shows; first (h0s, layer, last state
    of the layer below) -> its first state; feed (xs, layer, input of the stack) -> what it reads.
    """

    def right_link(hs, xs, layer, inputs):
        return hs + xs if residual and layer > 0 else hs

    inputs, h_lasts, last = xs, [], None
    for layer, p in enumerate(ps):
        xs = feed(xs, layer, inputs) if feed else xs
        hs, _ = rnn_forward(p, xs, first(h0s, layer, last) if first else h0s[layer])
        last = hs[-1]
        h_lasts.append(last)
        xs = (link or right_link)(hs, xs, layer, inputs)
    return xs, h_lasts


def deep_all_read_xs(ps, xs, h0s, residual):
    return linked(ps, xs, h0s, residual, feed=lambda xs, layer, inputs: inputs)


def deep_links_lowest(ps, xs, h0s, residual):
    return linked(ps, xs, h0s, residual, lambda hs, xs, *_: hs + xs if residual else hs)


def deep_without_links(ps, xs, h0s, residual):
    return linked(ps, xs, h0s, False)


def deep_always_links(ps, xs, h0s, residual):
    return linked(ps, xs, h0s, True)


def deep_links_turned(ps, xs, h0s, residual):
    return linked(ps, xs, h0s, not residual)


def deep_top_without_link(ps, xs, h0s, residual):
    def link(hs, xs, layer, inputs):
        return hs + xs if residual and 0 < layer < len(ps) - 1 else hs

    return linked(ps, xs, h0s, residual, link)


def deep_links_top_alone(ps, xs, h0s, residual):
    def link(hs, xs, layer, inputs):
        return hs + xs if residual and 0 < layer == len(ps) - 1 else hs

    return linked(ps, xs, h0s, residual, link)


def deep_links_stack_input(ps, xs, h0s, residual):
    def link(hs, xs, layer, inputs):
        return hs + inputs if residual and layer > 0 else hs

    return linked(ps, xs, h0s, residual, link)


def deep_link_squashed(ps, xs, h0s, residual):
    def link(hs, xs, layer, inputs):
        return np.tanh(hs + xs) if residual and layer > 0 else hs

    return linked(ps, xs, h0s, residual, link)


def stepwise(ps, xs, h0s, residual, step, keep):
    """Run step after step.

    step (a, x, linked) -> what a layer shows, its own state, what its next step reads; keep: the
    place of what h_lasts holds among these three.
    """
    states, h_lasts, hs = list(h0s), list(h0s), []
    for x in xs:
        for layer, p in enumerate(ps):
            a = x @ p.W_x + states[layer] @ p.W_h + p.b
            found = step(a, x, residual and layer > 0)
            x, states[layer], h_lasts[layer] = found[0], found[2], found[keep]
        hs.append(x)
    return np.stack(hs), h_lasts


def deep_links_states_below(ps, xs, h0s, residual):
    """Add the states of the layer below, without what its own link added."""
    h_lasts, below = [], None
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        hs, _ = rnn_forward(p, xs, h0)
        h_lasts.append(hs[-1])
        xs = hs + below if residual and layer > 0 else hs
        below = hs
    return xs, h_lasts


def deep_link_inside_tanh(ps, xs, h0s, residual):
    def step(a, x, here):
        h = np.tanh(a + x if here else a)
        return h, h, h

    return stepwise(ps, xs, h0s, residual, step, 1)


def shows_and_reads_the_sum(a, x, here):
    h = np.tanh(a)
    shown = h + x if here else h
    return shown, h, shown


def deep_link_in_recurrence(ps, xs, h0s, residual):
    return stepwise(ps, xs, h0s, residual, shows_and_reads_the_sum, 0)


def deep_link_in_recurrence_only(ps, xs, h0s, residual):
    return stepwise(ps, xs, h0s, residual, shows_and_reads_the_sum, 1)


def deep_shares_h0(ps, xs, h0s, residual):
    return linked(ps, xs, h0s, residual, first=lambda h0s, layer, last: h0s[0])


def deep_h0_from_below(ps, xs, h0s, residual):
    def first(h0s, layer, last):
        return h0s[0] if layer == 0 else last

    return linked(ps, xs, h0s, residual, first=first)


def deep_from_zeros(ps, xs, h0s, residual):
    return linked(ps, xs, [np.zeros_like(h0) for h0 in h0s], residual)


def deep_upper_from_zeros(ps, xs, h0s, residual):
    return linked(ps, xs, [h0s[0], *(np.zeros_like(h0) for h0 in h0s[1:])], residual)


def deep_below_one_step_late(ps, xs, h0s, residual):
    states, shown, hs = list(h0s), list(h0s), []
    for x in xs:
        before = list(shown)
        for layer, p in enumerate(ps):
            below = x if layer == 0 else before[layer - 1]
            states[layer], _ = rnn_step(p, below, states[layer])
            shown[layer] = states[layer] + below if residual and layer > 0 else states[layer]
        hs.append(shown[-1])
    return np.stack(hs), states


def deep_lasts_with_link(ps, xs, h0s, residual):
    h_lasts = []
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        hs, _ = rnn_forward(p, xs, h0)
        xs = hs + xs if residual and layer > 0 else hs
        h_lasts.append(xs[-1])
    return xs, h_lasts


def deep_links_all_in_lasts(ps, xs, h0s, residual):
    h_lasts = []
    for p, h0 in zip(ps, h0s, strict=True):
        hs, _ = rnn_forward(p, xs, h0)
        xs = hs + xs if residual else hs
        h_lasts.append(xs[-1])
    return xs, h_lasts


def deep_last_of_top(ps, xs, h0s, residual):
    hs, h_lasts = deep_forward(ps, xs, h0s, residual)
    return hs, h_lasts[-1]


def deep_lasts_are_all(ps, xs, h0s, residual):
    hs_all = []
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        hs_all.append(rnn_forward(p, xs, h0)[0])
        xs = hs_all[-1] + xs if residual and layer > 0 else hs_all[-1]
    return xs, hs_all


def deep_shows_every_layer(ps, xs, h0s, residual):
    shown, h_lasts = [], []
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        hs, _ = rnn_forward(p, xs, h0)
        h_lasts.append(hs[-1])
        xs = hs + xs if residual and layer > 0 else hs
        shown.append(xs)
    return shown, h_lasts


def deep_last_step_alone(ps, xs, h0s, residual):
    hs, h_lasts = deep_forward(ps, xs, h0s, residual)
    return hs[-1], h_lasts


def deep_without_lasts(ps, xs, h0s, residual):
    return deep_forward(ps, xs, h0s, residual)[0]


def deep_lasts_from_the_top(ps, xs, h0s, residual):
    hs, h_lasts = deep_forward(ps, xs, h0s, residual)
    return hs, h_lasts[::-1]


def deep_lasts_in_one_array(ps, xs, h0s, residual):
    hs, h_lasts = deep_forward(ps, xs, h0s, residual)
    return hs, np.stack(h_lasts)


def deep_lasts_are_firsts(ps, xs, h0s, residual):
    return deep_forward(ps, xs, h0s, residual)[0], list(h0s)


def deep_keeps_caches(ps, xs, h0s, residual):
    h_lasts = []
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        hs = rnn_forward(p, xs, h0)
        h_lasts.append(hs[-1])
        xs = hs + xs if residual and layer > 0 else hs
    return xs, h_lasts


def deep_changes_h0s(ps, xs, h0s, residual):
    hs, h_lasts = deep_forward(ps, xs, h0s, residual)
    h0s[:] = h_lasts
    return hs, h0s


def deep_step_by_step(ps, xs, h0s, residual):
    states, hs = list(h0s), []
    for x in xs:
        for layer, p in enumerate(ps):
            states[layer], _ = rnn_step(p, x, states[layer])
            x = states[layer] + x if residual and layer > 0 else states[layer]
        hs.append(x)
    return np.array(hs), tuple(states)


def deep_by_recursion(ps, xs, h0s, residual):
    if not ps:
        return xs, []
    below, h_lasts = deep_by_recursion(ps[:-1], xs, h0s[:-1], residual)
    p, h, hs = ps[-1], h0s[-1], []
    for x in below:
        h = np.tanh(np.hstack([x, h]) @ np.vstack([p.W_x, p.W_h]) + p.b)
        hs.append(h)
    hs = np.stack(hs)
    return (hs + below if residual and len(ps) > 1 else hs), [*h_lasts, h]


def deep_into_arrays(ps, xs, h0s, residual):
    """Multiply all inputs of a layer by W_x at once; the loop adds what comes from h."""
    h_lasts = []
    for layer in range(len(ps)):
        W_x, W_h, b = ps[layer]
        hs = np.empty((len(xs), *h0s[layer].shape))
        axs = xs @ W_x
        for t in range(len(xs)):
            hs[t] = np.tanh(axs[t] + b + (hs[t - 1] if t else h0s[layer]) @ W_h)
        h_lasts += [hs[len(xs) - 1].copy()]
        shown = hs.copy()
        if residual and layer:
            shown += xs
        xs = shown
    return xs, h_lasts


def deep_in_float32(ps, xs, h0s, residual):
    ps = [RNNParams(*(leaf.astype(np.float32) for leaf in p)) for p in ps]
    h0s = [h0.astype(np.float32) for h0 in h0s]
    return deep_step_by_step(ps, xs.astype(np.float32), h0s, residual)


check_deep_forward = Check(
    name="deep_forward",
    reference=deep_forward,
    twins=(deep.deep_forward, deep.stacked_forward),
    cases=deep_forward_cases,
    outputs=("hs (T, B, H)", "h_lasts"),
    slips={
        "Every layer reads xs. What is the input of layer 1?": deep_all_read_xs,
        "The lowest layer has a link, too: its input was added. For which layers does residual "
        "ask for one?": deep_links_lowest,
        "residual has no effect. Which two arrays does a layer add when it is "
        "True?": deep_without_links,
        "The inputs are added whatever residual is. In which case do the layers show their states "
        "alone?": deep_always_links,
        "residual works the wrong way round. Which of its two values asks for "
        "links?": deep_links_turned,
        "The top layer has no link: its states came back without its input. Which layers does the "
        "prompt leave out?": deep_top_without_link,
        "Only the top layer has a link. Which layers does the prompt leave "
        "out?": deep_links_top_alone,
        "The input of the whole stack was added. Which input has the layer "
        "itself?": deep_links_stack_input,
        "The states of the layer below were added, without what its own link adds. Which array "
        "does a layer read as its input?": deep_links_states_below,
        "The input was added to the finished states and squashed again. What is a value shown by "
        "a layer with a link: a sum, or tanh of one?": deep_link_squashed,
        "The input was added inside tanh. On which side of tanh does the link "
        "arrive?": deep_link_inside_tanh,
        "What was added went into the recurrence. Which state does a layer read at its next step: "
        "its own, or what it shows?": deep_link_in_recurrence,
        "The next step reads what the layer shows, although h_lasts holds its own state. Which of "
        "the two belongs in the recurrence?": deep_link_in_recurrence_only,
        "All layers start from h0s[0]. Which first state belongs to which layer?": deep_shares_h0,
        "A layer starts from the last state of the one below. Which list holds its first "
        "state?": deep_h0_from_below,
        "The layers start from zeros. Which argument holds their first states?": deep_from_zeros,
        "The layers above the lowest start from zeros. Which argument holds their first "
        "states?": deep_upper_from_zeros,
        "A layer reads what the one below showed one step before. Which state of the layer below "
        "belongs to step t?": deep_below_one_step_late,
        "h_lasts holds what the layers show, their inputs added. From which state would a layer "
        "go on?": deep_lasts_with_link,
        "The lowest layer has a link, too, and h_lasts holds what the layers show. Which layers "
        "have a link, and from which state would one go on?": deep_links_all_in_lasts,
        "Only the top layer's last state came back. How many layers would have to go "
        "on?": deep_last_of_top,
        "h_lasts holds the states of all steps. Which of them is the last?": deep_lasts_are_all,
        "hs holds what every layer shows. Which layer's does the exercise ask "
        "for?": deep_shows_every_layer,
        "hs holds the last step alone. Which shape does the exercise ask "
        "for?": deep_last_step_alone,
        "h_lasts is missing. Which two values does the exercise ask for?": deep_without_lasts,
        "h_lasts begins with the top layer. Which layer stands first in "
        "ps?": deep_lasts_from_the_top,
        "h_lasts is one array. What if the layers differ in width?": deep_lasts_in_one_array,
        "h_lasts holds the first states. Which line should keep the last "
        "ones?": deep_lasts_are_firsts,
        "rnn_forward returns the states and the caches, and both were taken for the states. How "
        "are two results unpacked?": deep_keeps_caches,
        "h0s was changed in place. Which line should make a new list?": deep_changes_h0s,
    },
    alternatives=(deep_step_by_step, deep_by_recursion, deep_into_arrays, deep_in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
