"""Check of delay_forward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m03_gradients.cases import ROUNDING, network
from helpers.scratch.bptt import rnn_forward
from helpers.scratch.cells import RNNCache, rnn_step
from helpers.scratch.variants.skips import delay_forward


def delay_forward_cases(seed):
    """Yield (p, xs, h0s, d): ordinary, d = 1, d = T, d above T, one step, T a multiple of d."""
    rng = np.random.default_rng(seed)
    for T, B, D, H, d in [
        *((7, 2, 3, 4, 3), (4, 2, 2, 3, 1), (3, 3, 2, 2, 3), (2, 1, 2, 3, 4)),
        *((1, 2, 1, 3, 2), (8, 2, 2, 3, 2), (7, 2, 3, 4, 3)),
    ]:
        h0s = np.tanh(rng.normal(size=(d, B, H)))
        yield network(rng, D, H), rng.normal(size=(T, B, D)), h0s, d


def delayed(p, xs, past, read):
    """Run from a list of past states; read says which of them step t reads."""
    past, n, caches = list(past), len(past), []
    for t, x in enumerate(xs):
        h_next, cache = rnn_step(p, x, past[read(t, n)])
        past.append(h_next)
        caches.append(cache)
    return np.stack(past[n:]), caches


def delay_of_one(p, xs, h0s, d):
    return delayed(p, xs, h0s, lambda t, n: t + n - 1)


def delay_newest_first(p, xs, h0s, d):
    return delay_forward(p, xs, h0s[::-1].copy(), d)


def delay_from_zeros(p, xs, h0s, d):
    return delay_forward(p, xs, np.zeros_like(h0s), d)


def delay_from_one_state(p, xs, h0s, d):
    return delay_forward(p, xs, np.repeat(h0s[:1], d, axis=0), d)


def delay_from_newest_state(p, xs, h0s, d):
    return delay_forward(p, xs, np.repeat(h0s[-1:], d, axis=0), d)


def delay_state_frozen(p, xs, h0s, d):
    steps = [rnn_step(p, x, h0s[t % d]) for t, x in enumerate(xs)]
    return np.stack([h for h, _ in steps]), [cache for _, cache in steps]


def delay_one_too_long(p, xs, h0s, d):
    return delayed(p, xs, [h0s[0], *h0s], lambda t, n: t)


def delay_prepends_h0s(p, xs, h0s, d):
    hs, caches = delay_forward(p, xs, h0s, d)
    return np.concatenate([h0s, hs]), caches


def delay_returns_past(p, xs, h0s, d):
    hs, caches = delay_forward(p, xs, h0s, d)
    return np.concatenate([h0s, hs])[: len(xs)], caches


def delay_returns_last(p, xs, h0s, d):
    hs, caches = delay_forward(p, xs, h0s, d)
    return hs[-1], caches


def delay_one_cache(p, xs, h0s, d):
    hs, caches = delay_forward(p, xs, h0s, d)
    return hs, caches[-1]


def delay_of_inputs(p, xs, h0s, d):
    late = np.concatenate([np.zeros((d, *xs.shape[1:])), xs])[: len(xs)]
    return delay_forward(p, late, h0s, d)


def delay_reads_the_end(p, xs, h0s, d):
    return delayed(p, xs, h0s[::-1], lambda t, n: t + n - 1)


def delay_one_too_short(p, xs, h0s, d):
    return delayed(p, xs, h0s, lambda t, n: min(t + 1, t + n - 1))


def delay_in_columns(p, xs, h0s, d):
    T, B, _ = xs.shape
    hs, caches = np.zeros((T, *h0s.shape[1:])), [None] * T
    for start in range(min(d, T)):  # d networks that take turns
        hs[start::d], own = rnn_forward(p, xs[start::d], h0s[start])
        for t, cache in zip(range(start, T, d), own, strict=True):
            caches[t] = cache
    return hs, caches


def delay_with_one_array(p, xs, h0s, d):
    T = len(xs)
    everything = np.concatenate([h0s, np.zeros((T, *h0s.shape[1:]))])
    caches = []
    for t in range(T):
        h = everything[t].copy()
        everything[t + d] = np.tanh(xs[t] @ p.W_x + h @ p.W_h + p.b)
        caches.append(RNNCache(xs[t], h, everything[t + d].copy()))
    return everything[d:], caches


def delay_with_a_queue(p, xs, h0s, d):
    queue, hs, caches = list(h0s), [], []
    for x in xs:
        h, cache = rnn_step(p, x, queue.pop(0))
        queue.append(h)
        hs.append(h)
        caches.append(cache)
    return np.array(hs), caches


check_delay_forward = Check(
    name="delay_forward",
    reference=delay_forward,
    cases=delay_forward_cases,
    outputs=("hs (T, B, H)", "caches"),
    slips={
        "Each step reads the state of d - 1 steps ago. Which state is d steps old at step 0: the "
        "first or the second of h0s?": delay_one_too_short,
        "Each step reads the state just before it. How many steps back does this network "
        "look?": delay_of_one,
        "h0s is read from its newest state. Which of the d states is d steps old at the first "
        "step?": delay_newest_first,
        "The first d steps start from zeros. Which argument holds the states they start "
        "from?": delay_from_zeros,
        "The first d steps all read h0s[0]. Which one does the second step "
        "read?": delay_from_one_state,
        "The first d steps all read the newest of h0s. Which one is d steps old at the first "
        "step?": delay_from_newest_state,
        "No step reads a state computed in this run. What does step d read?": delay_state_frozen,
        "The states are read one step late. Which state does step d read, counted from "
        "0?": delay_one_too_long,
        "hs has d states too many: it begins with h0s. How many states do T inputs "
        "produce?": delay_prepends_h0s,
        "hs holds the state that each step read. Was it stored before or after the "
        "step?": delay_returns_past,
        "Only the last state was returned. Which shape does the exercise ask "
        "for?": delay_returns_last,
        "Only the last cache was returned. How many steps does the backward pass "
        "visit?": delay_one_cache,
        "The inputs were delayed as well. Which of x and h is d steps old?": delay_of_inputs,
        "The list was reversed and read at its end: step 0 reads h0s[0], and every other step the "
        "state just before it. At which position is the state of d steps "
        "ago?": delay_reads_the_end,
    },
    alternatives=(delay_in_columns, delay_with_one_array, delay_with_a_queue),
    tolerance_reason=ROUNDING,
    float32=True,
)
