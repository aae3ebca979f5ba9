"""Check of dilated_forward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.cells import RNNParams, rnn_step
from helpers.scratch.contract.params import param_shapes
from helpers.scratch.modules.m11_time_scales import dilated_forward

SIZES = (  # T, B, D, H, d
    (7, 2, 3, 4, 3),
    (8, 3, 2, 2, 2),
    (5, 2, 3, 3, 1),
    (3, 2, 2, 3, 5),  # no state of the layer is ever read
    (4, 1, 2, 3, 4),
    (1, 2, 1, 1, 2),
    (7, 2, 3, 4, 3),
)


def dilated_forward_cases(seed):
    """Yield (p, xs, h0s, d): as SIZES lists them."""
    rng = np.random.default_rng(seed)
    for T, B, D, H, d in SIZES:
        shapes = param_shapes(RNNParams, D=D, H=H)
        p = RNNParams(**{name: 0.8 * rng.normal(size=shape) for name, shape in shapes.items()})
        yield p, rng.normal(size=(T, B, D)), np.tanh(rng.normal(size=(d, B, H))), d


def run(p, xs, states, place):
    """Step from states[place(t)], and append; return the new ones."""
    given, states = len(states), list(states)
    for t, x in enumerate(xs):
        states.append(rnn_step(p, x, states[place(t)])[0])
    return np.stack(states[given:])


def dilated_newest_first(p, xs, h0s, d):
    return dilated_forward(p, xs, h0s[::-1], d)


def dilated_last_state(p, xs, h0s, d):
    """Read the newest state at every step."""
    return run(p, xs, h0s, lambda t: -1)


def dilated_from_first(p, xs, h0s, d):
    """Run an ordinary network from the oldest state."""
    return run(p, xs, h0s[:1], lambda t: -1)


def dilated_first_for_all(p, xs, h0s, d):
    return dilated_forward(p, xs, np.broadcast_to(h0s[:1], h0s.shape), d)


def dilated_last_for_all(p, xs, h0s, d):
    return dilated_forward(p, xs, np.broadcast_to(h0s[-1:], h0s.shape), d)


def dilated_zeros_for_all(p, xs, h0s, d):
    return dilated_forward(p, xs, np.zeros_like(h0s), d)


def dilated_one_more(p, xs, h0s, d):
    """Read the state d + 1 steps ago, and the oldest one twice."""
    return run(p, xs, [h0s[0], *h0s], lambda t: t)


def dilated_one_less(p, xs, h0s, d):
    """Read the state d - 1 steps ago: the oldest given one is never read."""
    return run(p, xs, h0s, lambda t: min(t + 1, t + d - 1))


def dilated_never_own(p, xs, h0s, d):
    """Read the given states in turn, for ever."""
    return run(p, xs, h0s, lambda t: t % d)


def dilated_with_given(p, xs, h0s, d):
    return np.concatenate([h0s, dilated_forward(p, xs, h0s, d)])


def dilated_with_given_newest_first(p, xs, h0s, d):
    return np.concatenate([h0s[::-1], dilated_newest_first(p, xs, h0s, d)])


def dilated_first_steps_of_all(p, xs, h0s, d):
    """Cut the list of all states after T of them, given ones included."""
    return dilated_with_given(p, xs, h0s, d)[: len(xs)]


def dilated_given_in_place_of_steps(p, xs, h0s, d):
    """Put the given states in place of the first d steps."""
    hs = list(h0s)
    for t in range(d, len(xs)):
        hs.append(rnn_step(p, xs[t], hs[t - d])[0])
    return np.stack(hs[: len(xs)])


def dilated_every_dth(p, xs, h0s, d):
    h, hs = h0s[0], []
    for x in xs[::d]:
        h = rnn_step(p, x, h)[0]
        hs.append(h)
    return np.stack(hs)


def dilated_inputs_dilated(p, xs, h0s, d):
    """Read the input of d steps ago, or the first."""
    late = np.stack([xs[max(t - d, 0)] for t in range(len(xs))])
    return dilated_forward(p, late, h0s, d)


def dilated_last_alone(p, xs, h0s, d):
    return dilated_forward(p, xs, h0s, d)[-1]


def dilated_last_d(p, xs, h0s, d):
    """Return the last d states, a ring of them."""
    return dilated_with_given(p, xs, h0s, d)[len(xs) :]


def dilated_cache_kept(p, xs, h0s, d):
    states = list(h0s)
    for t, x in enumerate(xs):
        states.append(rnn_step(p, x, states[t]))
    return np.stack(states[d:])


def by_ring(p, xs, h0s, d):
    """Keep d states alone; step t overwrites what it read."""
    ring, hs = [h.copy() for h in h0s], np.empty((len(xs), *h0s.shape[1:]))
    for t in range(len(xs)):
        ring[t % d] = hs[t] = np.tanh(xs[t] @ p.W_x + ring[t % d] @ p.W_h + p.b)
    return hs


def by_networks(p, xs, h0s, d):
    """Run d independent networks, each on every d-th step."""
    hs = np.empty((len(xs), *h0s.shape[1:]))
    for first in range(min(d, len(xs))):
        h = h0s[first]
        for t in range(first, len(xs), d):
            h = hs[t] = rnn_step(p, xs[t], h)[0]
    return hs


def by_cases(p, xs, h0s, d):
    hs = []
    for t in range(len(xs)):
        past = h0s[t] if t < d else hs[t - d]
        hs.append(np.tanh(xs[t] @ p.W_x + past @ p.W_h + p.b))
    return np.array(hs)


def by_blocks(p, xs, h0s, d):
    """d steps at once, since none of them reads another."""
    past, blocks = h0s, []
    for start in range(0, len(xs), d):
        some = xs[start : start + d]
        past = np.tanh(some @ p.W_x + past[: len(some)] @ p.W_h + p.b)
        blocks.append(past)
    return np.concatenate(blocks)


def in_float32(p, xs, h0s, d):
    p = RNNParams(*(leaf.astype(np.float32) for leaf in p))
    return by_cases(p, xs.astype(np.float32), h0s.astype(np.float32), d)


check_dilated_forward = Check(
    name="dilated_forward",
    reference=dilated_forward,
    cases=dilated_forward_cases,
    outputs=("hs (T, B, H)",),
    slips={
        "The given states were read from the newest to the oldest. Which of them is d steps old at "
        "step 0?": dilated_newest_first,
        "Every step reads the newest state. Which one is d steps old?": dilated_last_state,
        "This is an ordinary network that starts from the oldest given state. Which state does "
        "step 1 read?": dilated_from_first,
        "The first d steps all read the oldest given state. Which one does step 1 "
        "read?": dilated_first_for_all,
        "The first d steps all read the newest given state. Which one does step 0 "
        "read?": dilated_last_for_all,
        "The first d steps read zeros. Which states are d steps old there?": dilated_zeros_for_all,
        "The state was read that is d + 1 steps old. Which step does step d "
        "read?": dilated_one_more,
        "The state was read that is d - 1 steps old. Which step does step d "
        "read?": dilated_one_less,
        "The given states were read again and again, and the layer's own never. Which state does "
        "step d read?": dilated_never_own,
        "The given states came back, too. How many steps has the result?": dilated_with_given,
        "The given states came back, too, and were read from the newest to the oldest. How many "
        "steps has the result, and which state does step 0 read?": (
            dilated_with_given_newest_first
        ),
        "The result begins with the given states. Which part of the list holds the T new "
        "ones?": dilated_first_steps_of_all,
        "The given states stand in the place of the first d steps, which are not run. Of how many "
        "steps is a state to be computed?": dilated_given_in_place_of_steps,
        "Only every d-th step was run. How many of the steps get a state?": dilated_every_dth,
        "The input of d steps ago was read. What of step t - d goes into step t, input or "
        "state?": dilated_inputs_dilated,
        "Only the last state came back. For how many steps is one asked for?": dilated_last_alone,
        "The last d states came back. For how many steps is one asked for?": dilated_last_d,
        "What rnn_step returns was kept whole, state and cache. Which of the two is the "
        "state?": dilated_cache_kept,
    },
    alternatives=(by_ring, by_networks, by_cases, by_blocks, in_float32),
    tolerance_reason="float64 sums of D + H products differ by about 1e-15; tanh stays below 1",
    float32=True,
)
