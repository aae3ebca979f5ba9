"""Check of lstm_forward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m04_lstm.cases import ROUNDING, lstm_inputs
from helpers.scratch.cells import LSTMCache, lstm_step
from helpers.scratch.modules.m04_lstm import lstm_forward
from helpers.scratch.ops import sigmoid


def lstm_forward_cases(seed):
    """Yield (p, xs, h0, c0): ordinary, T = B, one row, one step, all ones, long, shapes again."""
    rng = np.random.default_rng(seed)
    for T, B, D, H in [
        *((5, 2, 3, 4), (3, 3, 2, 2), (4, 1, 3, 5), (1, 3, 2, 4)),
        *((1, 1, 1, 1), (12, 2, 1, 3), (5, 2, 3, 4)),
    ]:
        yield lstm_inputs(rng, T, B, D, H)


def walked(p, xs, h0, c0, carry):
    """Run with a rule for what the next step gets: (h0, c0, h_next, c_next) -> h, c."""
    h, c, hs, cs, caches = h0, c0, [], [], []
    for x in xs:
        h_next, c_next, cache = lstm_step(p, x, h, c)
        hs.append(h_next)
        cs.append(c_next)
        caches.append(cache)
        h, c = carry(h0, c0, h_next, c_next)
    return np.stack(hs), np.stack(cs), caches


def forward_drops_c(p, xs, h0, c0):
    return walked(p, xs, h0, c0, lambda h0, c0, h, c: (h, c0))


def forward_drops_h(p, xs, h0, c0):
    return walked(p, xs, h0, c0, lambda h0, c0, h, c: (h0, c))


def forward_drops_both(p, xs, h0, c0):
    return walked(p, xs, h0, c0, lambda h0, c0, h, c: (h0, c0))


def forward_exchanges(p, xs, h0, c0):
    return walked(p, xs, h0, c0, lambda h0, c0, h, c: (c, h))


def forward_carries_h_twice(p, xs, h0, c0):
    return walked(p, xs, h0, c0, lambda h0, c0, h, c: (h, h))


def forward_carries_c_twice(p, xs, h0, c0):
    return walked(p, xs, h0, c0, lambda h0, c0, h, c: (c, c))


def forward_exchanges_always(p, xs, h0, c0):
    h, c, hs, cs, caches = h0, c0, [], [], []
    for x in xs:
        h, c, cache = lstm_step(p, x, c, h)
        hs.append(h)
        cs.append(c)
        caches.append(cache)
    return np.stack(hs), np.stack(cs), caches


def forward_exchanges_and_last_memory(p, xs, h0, c0):
    hs, cs, caches = forward_exchanges_always(p, xs, h0, c0)
    return hs, cs[-1], caches


def forward_exchanges_results(p, xs, h0, c0):
    h, c, hs, cs, caches = h0, c0, [], [], []
    for x in xs:
        c, h, cache = lstm_step(p, x, h, c)
        hs.append(h)
        cs.append(c)
        caches.append(cache)
    return np.stack(hs), np.stack(cs), caches


def forward_exchanges_results_stores_first(p, xs, h0, c0):
    h, c, hs, cs, caches = h0, c0, [], [], []
    for x in xs:
        hs.append(h)
        cs.append(c)
        c, h, cache = lstm_step(p, x, h, c)
        caches.append(cache)
    return np.stack(hs), np.stack(cs), caches


def forward_from_zeros(p, xs, h0, c0):
    return lstm_forward(p, xs, np.zeros_like(h0), np.zeros_like(c0))


def forward_memory_from_zeros(p, xs, h0, c0):
    return lstm_forward(p, xs, h0, np.zeros_like(c0))


def forward_exchanges_first(p, xs, h0, c0):
    return lstm_forward(p, xs, c0, h0)


def forward_lists_old_states(p, xs, h0, c0):
    hs, cs, caches = lstm_forward(p, xs, h0, c0)
    return np.concatenate([h0[None], hs[:-1]]), np.concatenate([c0[None], cs[:-1]]), caches


def forward_lists_old_memories(p, xs, h0, c0):
    hs, cs, caches = lstm_forward(p, xs, h0, c0)
    return hs, np.stack([cache.c for cache in caches]), caches


def forward_prepends_first(p, xs, h0, c0):
    hs, cs, caches = lstm_forward(p, xs, h0, c0)
    return np.concatenate([h0[None], hs]), np.concatenate([c0[None], cs]), caches


def forward_lists_hs_twice(p, xs, h0, c0):
    hs, _, caches = lstm_forward(p, xs, h0, c0)
    return hs, hs, caches


def forward_lists_tanh_c(p, xs, h0, c0):
    hs, _, caches = lstm_forward(p, xs, h0, c0)
    return hs, np.stack([cache.tanh_c for cache in caches]), caches


def forward_last_memory(p, xs, h0, c0):
    hs, cs, caches = lstm_forward(p, xs, h0, c0)
    return hs, cs[-1], caches


def forward_last_states(p, xs, h0, c0):
    hs, cs, caches = lstm_forward(p, xs, h0, c0)
    return hs[-1], cs[-1], caches


def forward_as_lists(p, xs, h0, c0):
    hs, cs, caches = lstm_forward(p, xs, h0, c0)
    return list(hs), list(cs), caches


def forward_one_cache(p, xs, h0, c0):
    hs, cs, caches = lstm_forward(p, xs, h0, c0)
    return hs, cs, caches[-1]


def forward_caches_back_to_front(p, xs, h0, c0):
    hs, cs, caches = lstm_forward(p, xs, h0, c0)
    return hs, cs, caches[::-1]


def forward_overwrites_memory(p, xs, h0, c0):
    h, c, hs, cs, caches = h0, c0.copy(), [], [], []
    for x in xs:
        h, c_next, cache = lstm_step(p, x, h, c)
        c[:] = c_next
        hs.append(h)
        cs.append(c)
        caches.append(cache)
    return np.stack(hs), np.stack(cs), caches


def forward_overwrites_what_caches_hold(p, xs, h0, c0):
    h, c, hs, cs, caches = h0.copy(), c0.copy(), [], [], []
    for x in xs:
        h_next, c_next, cache = lstm_step(p, x, h, c)
        h[:], c[:] = h_next, c_next
        hs.append(h_next)
        cs.append(c_next)
        caches.append(cache)
    return np.stack(hs), np.stack(cs), caches


def forward_overwrites_c0(p, xs, h0, c0):
    h, hs, cs, caches = h0, [], [], []
    for x in xs:
        h, c_next, cache = lstm_step(p, x, h, c0)
        c0[:] = c_next
        hs.append(h)
        cs.append(c_next)
        caches.append(cache)
    return np.stack(hs), np.stack(cs), caches


def forward_over_batch(p, xs, h0, c0):
    hs, cs, caches = lstm_forward(p, np.swapaxes(xs, 0, 1), h0, c0)
    return np.swapaxes(hs, 0, 1), np.swapaxes(cs, 0, 1), caches


def gated(a, c):
    """Return i, f, g, o, c_next and its tanh from the sums a (..., 4H)."""
    H = c.shape[-1]
    i, f, o = (sigmoid(a[..., k * H : (k + 1) * H]) for k in (0, 1, 3))
    g = np.tanh(a[..., 2 * H : 3 * H])
    c_next = f * c + i * g
    return i, f, g, o, c_next, np.tanh(c_next)


def forward_preallocated(p, xs, h0, c0):
    T, (B, H) = len(xs), h0.shape
    hs, cs, caches = np.zeros((T + 1, B, H)), np.zeros((T + 1, B, H)), []
    hs[0], cs[0] = h0, c0
    for t in range(T):
        *gates, c_next, tanh_c = gated(xs[t] @ p.W_x + hs[t] @ p.W_h + p.b, cs[t])
        hs[t + 1], cs[t + 1] = gates[3] * tanh_c, c_next
        caches.append(LSTMCache(xs[t], hs[t], cs[t], *gates, tanh_c))
    return hs[1:], cs[1:], caches


def forward_inputs_first(p, xs, h0, c0):
    from_inputs = xs @ p.W_x + p.b  # every step's input term in one product
    h, c, cs, caches = h0, c0, [], []
    for x, a in zip(xs, from_inputs, strict=True):
        *gates, c_next, tanh_c = gated(a + h @ p.W_h, c)
        caches.append(LSTMCache(x, h, c, *gates, tanh_c))
        h, c = gates[3] * tanh_c, c_next
        cs.append(c)
    return np.array([cache.o * cache.tanh_c for cache in caches]), np.array(cs), caches


def forward_row_by_row(p, xs, h0, c0):
    T, B, _ = xs.shape
    hs, cs = np.zeros((T, *h0.shape)), np.zeros((T, *c0.shape))
    kept = np.zeros((5, T, *h0.shape))
    for n in range(B):
        h, c = h0[n], c0[n]
        for t in range(T):
            i, f, g, o, c, tanh_c = gated(xs[t, n] @ p.W_x + h @ p.W_h + p.b, c)
            h = o * tanh_c
            hs[t, n], cs[t, n], kept[:, t, n] = h, c, (i, f, g, o, tanh_c)
    olds = zip([h0, *hs[:-1]], [c0, *cs[:-1]], strict=True)
    caches = [LSTMCache(xs[t], h, c, *kept[:, t]) for t, (h, c) in enumerate(olds)]
    return hs, cs, caches


check_lstm_forward = Check(
    name="lstm_forward",
    reference=lstm_forward,
    cases=lstm_forward_cases,
    outputs=("hs (T, B, H)", "cs (T, B, H)", "caches"),
    slips={
        "Every step starts from c0 again: the memory is not carried on. Which of a step's results "
        "does the next step need besides h_next?": forward_drops_c,
        "Every step starts from h0 again. Which of a step's results goes into the next step's "
        "gates?": forward_drops_h,
        "Every step starts from h0 and c0 again. What should the second step receive from the "
        "first?": forward_drops_both,
        "The next step got h and c exchanged. In which order does the step take its two "
        "states?": forward_exchanges,
        "Every step, the first one too, got h and c exchanged. In which order does the step take "
        "its two states?": forward_exchanges_always,
        "cs is the last memory only, and every step got h and c exchanged. Which shape does the "
        "exercise state for cs?": forward_exchanges_and_last_memory,
        "The next step got h_next in place of the memory as well. Which result is the new "
        "memory?": forward_carries_h_twice,
        "The next step got c_next in place of h as well. Which result is the new "
        "h?": forward_carries_c_twice,
        "The step's first two results were unpacked in the wrong order. Which of the two comes "
        "first?": forward_exchanges_results,
        "Two mistakes: h_next and c_next are exchanged where the step returns them, and hs and cs "
        "hold the states before each step. Which result comes first, and when is each "
        "stored?": forward_exchanges_results_stores_first,
        "Both states start from zero. Which arguments hold the states in which the sequence "
        "starts?": forward_from_zeros,
        "The memory starts from zero. Which argument holds the memory in which the sequence "
        "starts?": forward_memory_from_zeros,
        "h0 and c0 are exchanged at the first step. In which order does the step take its two "
        "states?": forward_exchanges_first,
        "hs and cs hold the states before each step. Were they stored before or after the "
        "step?": forward_lists_old_states,
        "cs holds the memory before each step, hs the state after it. Was c stored before or after "
        "the step?": forward_lists_old_memories,
        "hs and cs have one state too many: the first ones are in front. How many states do T "
        "inputs produce?": forward_prepends_first,
        "cs is the same as hs. Which of a step's results is the memory?": forward_lists_hs_twice,
        "cs holds tanh of the memory. Is the memory itself squashed?": forward_lists_tanh_c,
        "cs is the last memory only. Which shape does the exercise state for "
        "cs?": forward_last_memory,
        "Only the last two states were returned. Which shapes does the exercise state for hs and "
        "cs?": forward_last_states,
        "hs and cs are lists. Which function makes one array (T, B, H) of T arrays (B, "
        "H)?": forward_as_lists,
        "Only the last step's cache was returned. Which steps does the backward pass have to "
        "visit?": forward_one_cache,
        "The caches are in reverse order. Which step should caches[0] belong "
        "to?": forward_caches_back_to_front,
        "Each step wrote its memory into one and the same array, which all the caches and cs hold. "
        "Which line could create a new one?": forward_overwrites_memory,
        "Every cache holds the last h and the last c: each step overwrote the arrays that the "
        "caches hold. Which line could create new ones?": forward_overwrites_what_caches_hold,
        "c0 was overwritten, and with it every cache that holds that array. Which line could "
        "create a new one for the new memory?": forward_overwrites_c0,
        "The loop runs over the batch instead of over time. Which axis comes first in xs (T, B, "
        "D)?": forward_over_batch,
    },
    alternatives=(forward_preallocated, forward_inputs_first, forward_row_by_row),
    tolerance_reason=ROUNDING,
    float32=True,
)
