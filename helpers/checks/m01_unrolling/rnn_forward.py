"""Check of rnn_forward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m01_unrolling.cases import ROUNDING, rnn_inputs
from helpers.scratch.bptt import rnn_forward
from helpers.scratch.cells import RNNCache, rnn_step


def rnn_forward_cases(seed):
    """Yield (p, xs, h0): ordinary sizes, T = B, one row, one step, all ones, long."""
    rng = np.random.default_rng(seed)
    sizes = [(5, 2, 3, 4), (3, 3, 2, 2), (4, 1, 3, 5), (1, 3, 2, 4), (1, 1, 1, 1), (30, 2, 1, 3)]
    for T, B, D, H in sizes:
        yield rnn_inputs(rng, T, B, D, H)


def forward_forgets_state(p, xs, h0):
    steps = [rnn_step(p, x, h0) for x in xs]
    return np.stack([h for h, _ in steps]), [cache for _, cache in steps]


def forward_starts_from_zeros(p, xs, h0):
    return rnn_forward(p, xs, np.zeros_like(h0))


def forward_lists_old_states(p, xs, h0):
    hs, caches = rnn_forward(p, xs, h0)
    return np.concatenate([h0[None], hs[:-1]]), caches


def forward_prepends_h0(p, xs, h0):
    hs, caches = rnn_forward(p, xs, h0)
    return np.concatenate([h0[None], hs]), caches


def forward_shares_one_array(p, xs, h0):
    h, hs, caches = h0.copy(), [], []
    for x in xs:
        h[:] = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
        hs.append(h)
        caches.append(RNNCache(x, h, h))
    return np.stack(hs), caches


def forward_lists_one_frame(p, xs, h0):
    hs, caches = rnn_forward(p, xs, h0)
    return np.stack([hs[-1]] * len(hs)), caches


def forward_overwrites_frame(p, xs, h0):
    h, hs, caches = h0.copy(), [], []
    for x in xs:
        h_next, cache = rnn_step(p, x, h)
        caches.append(cache)
        h[:] = h_next
        hs.append(h)
    return np.stack(hs), caches


def forward_overwrites_h0(p, xs, h0):
    hs, caches = [], []
    for x in xs:
        h_next, cache = rnn_step(p, x, h0)
        caches.append(cache)
        h0[:] = h_next
        hs.append(h0)
    return np.stack(hs), caches


def forward_caches_one_state(p, xs, h0):
    hs, caches = rnn_forward(p, xs, h0)
    return hs, [cache._replace(h=hs[-1]) for cache in caches]


def forward_overwrites_h0_only(p, xs, h0):
    hs, caches = rnn_forward(p, xs, h0)
    caches = [cache._replace(h=hs[-1]) for cache in caches]
    h0[:] = hs[-1]
    return hs, caches


def forward_keeps_one_cache(p, xs, h0):
    hs, caches = rnn_forward(p, xs, h0)
    return hs, caches[-1]


def forward_walks_over_batch(p, xs, h0):
    hs, caches = rnn_forward(p, np.swapaxes(xs, 0, 1), h0)
    return np.swapaxes(hs, 0, 1), caches


def forward_caches_back_to_front(p, xs, h0):
    hs, caches = rnn_forward(p, xs, h0)
    return hs, caches[::-1]


def forward_from_the_end(p, xs, h0):
    return rnn_forward(p, xs[::-1], h0)


def forward_returns_last_state(p, xs, h0):
    hs, caches = rnn_forward(p, xs, h0)
    return hs[-1], caches


def forward_preallocated(p, xs, h0):
    T, B, _ = xs.shape
    hs, caches = np.empty((T + 1, B, h0.shape[1])), []
    hs[0] = h0
    for t in range(T):
        hs[t + 1] = np.tanh(xs[t] @ p.W_x + hs[t] @ p.W_h + p.b)
        caches.append(RNNCache(xs[t], hs[t], hs[t + 1]))
    return hs[1:], caches


def forward_inputs_first(p, xs, h0):
    from_inputs = xs @ p.W_x + p.b  # every step's input term in one product
    h, caches = h0, []
    for x, a in zip(xs, from_inputs, strict=True):
        h_next = np.tanh(a + h @ p.W_h)
        caches.append(RNNCache(x, h, h_next))
        h = h_next
    return np.array([cache.h_next for cache in caches]), caches


def forward_row_by_row(p, xs, h0):
    T, B, _ = xs.shape
    W, hs = np.vstack([p.W_x, p.W_h]), np.zeros((T, B, h0.shape[1]))
    for n in range(B):
        h = h0[n]
        for t in range(T):
            h = np.tanh(np.concatenate([xs[t, n], h]) @ W + p.b)
            hs[t, n] = h
    olds = [h0, *hs[:-1]]
    return hs, [RNNCache(xs[t], olds[t], hs[t]) for t in range(T)]


check_rnn_forward = Check(
    name="rnn_forward",
    reference=rnn_forward,
    cases=rnn_forward_cases,
    outputs=("hs (T, B, H)", "caches"),
    slips={
        "Every step starts from h0 again. What should the second step receive from the "
        "first?": forward_forgets_state,
        "The initial state was taken to be zero. Which argument holds the state in which the "
        "sequence starts?": forward_starts_from_zeros,
        "hs holds the state before each step: it begins with h0 and lacks the last state. Was the "
        "state stored before or after the step?": forward_lists_old_states,
        "hs has one state too many: h0 is in front. How many states do T inputs "
        "produce?": forward_prepends_h0,
        "Every entry of hs equals the last state. Does each step create a new array, or write into "
        "the one that is already in the list?": forward_shares_one_array,
        "Every entry of hs is the last state: one array was appended repeatedly, and each step "
        "overwrote it. Where should each state get its own array?": forward_lists_one_frame,
        "Every entry of hs is the last state, and so is the h of every cache: each step overwrote "
        "the array that the list and the caches hold. Which line could create a new "
        "one?": forward_overwrites_frame,
        "h0 was overwritten, and with it everything that holds that array: hs and the h of every "
        "cache. Which line could create a new array for the new state?": forward_overwrites_h0,
        "hs is right, but the h of every cache is the last state: the caches hold one array that "
        "each step overwrote. Which line could create a new one?": forward_caches_one_state,
        "h0 was overwritten, and the h of every cache is that same array. Which line could create a"
        " new array for the new state?": forward_overwrites_h0_only,
        "Only the last step's cache was returned. Which steps does the backward pass have to "
        "visit?": forward_keeps_one_cache,
        "The loop runs over the batch instead of over time. Which axis comes first in xs (T, B, "
        "D)?": forward_walks_over_batch,
        "The caches are in reverse order. Which step should caches[0] belong "
        "to?": forward_caches_back_to_front,
        "The sequence was read from its end. Which input does the first step of a forward pass "
        "use?": forward_from_the_end,
        "Only the last state was returned. Which shape does the exercise state for "
        "hs?": forward_returns_last_state,
    },
    alternatives=(forward_preallocated, forward_inputs_first, forward_row_by_row),
    tolerance_reason=ROUNDING,
    float32=True,
)
