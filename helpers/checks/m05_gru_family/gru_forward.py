"""Check of gru_forward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m05_gru_family.cases import states, weights
from helpers.scratch import bptt
from helpers.scratch.cells import GRUParams, gru_step
from helpers.scratch.ops import sigmoid
from helpers.scratch.variants.states import gru_forward


def gru_forward_cases(seed):
    """Yield (p, xs, h0): ordinary sizes, T = B, one row, one step, ones, long, the first again."""
    rng = np.random.default_rng(seed)
    sizes = [
        (5, 2, 3, 4),
        (3, 3, 2, 2),
        (4, 1, 3, 5),
        (1, 3, 2, 4),
        (1, 1, 1, 1),
        (30, 2, 1, 3),
        (5, 2, 3, 4),
    ]
    for T, B, D, H in sizes:
        yield weights(rng, GRUParams, D, H), rng.normal(size=(T, B, D)), states(rng, B, H)


def forward_from_h0_always(p, xs, h0):
    steps = [gru_step(p, x, h0) for x in xs]
    return np.stack([h for h, _ in steps]), [cache for _, cache in steps]


def forward_from_zeros(p, xs, h0):
    return gru_forward(p, xs, np.zeros_like(h0))


def forward_lists_old_states(p, xs, h0):
    hs, caches = gru_forward(p, xs, h0)
    return np.concatenate([h0[None], hs[:-1]]), caches


def forward_prepends_h0(p, xs, h0):
    hs, caches = gru_forward(p, xs, h0)
    return np.concatenate([h0[None], hs]), caches


def forward_last_state(p, xs, h0):
    hs, caches = gru_forward(p, xs, h0)
    return hs[-1], caches


def forward_last_cache(p, xs, h0):
    hs, caches = gru_forward(p, xs, h0)
    return hs, caches[-1]


def forward_without_caches(p, xs, h0):
    return gru_forward(p, xs, h0)[0]


def forward_one_frame(p, xs, h0):
    h, hs, caches = h0.copy(), [], []
    for x in xs:
        h_next, cache = gru_step(p, x, h)
        h[:] = h_next
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), caches


def forward_changes_h0(p, xs, h0):
    hs, caches = gru_forward(p, xs, h0)
    h0[:] = hs[-1]
    return hs, caches


def forward_batch_first(p, xs, h0):
    hs, caches = gru_forward(p, xs, h0)
    return hs.swapaxes(0, 1), caches


def forward_backwards(p, xs, h0):
    return gru_forward(p, xs[::-1].copy(), h0)


def forward_into_an_array(p, xs, h0):
    T, B, _ = xs.shape
    hs, caches = np.empty((T, B, h0.shape[1])), []
    for t in range(T):
        h_next, cache = gru_step(p, xs[t], hs[t - 1].copy() if t else h0)
        hs[t] = h_next
        caches.append(cache)
    return hs, caches


def forward_by_recursion(p, xs, h0):
    h, cache = gru_step(p, xs[0], h0)
    if len(xs) == 1:
        return h[None], [cache]
    hs, caches = forward_by_recursion(p, xs[1:], h)
    return np.concatenate([h[None], hs]), [cache, *caches]


def forward_inputs_first(p, xs, h0):
    """Multiply all inputs by W_x at once; the loop adds what comes from h."""
    axs, H = xs @ p.W_x + p.b_x, h0.shape[1]
    hs, caches = [h0], []
    for t in range(len(xs)):
        ah = hs[-1] @ p.W_h + p.b_h
        gates = sigmoid(axs[t][:, : 2 * H] + ah[:, : 2 * H])
        r, z, ah_n = gates[:, :H], gates[:, H:], ah[:, 2 * H :]
        n = np.tanh(axs[t][:, 2 * H :] + r * ah_n)
        cache = gru_step(p, xs[t], hs[-1])[1]
        caches.append(cache._replace(r=r, z=z, n=n, ah_n=ah_n))
        hs.append(n + z * (hs[-1] - n))
    return np.array(hs[1:]), caches


check_gru_forward = Check(
    name="gru_forward",
    reference=gru_forward,
    twins=(bptt.unroll,),
    cases=gru_forward_cases,
    outputs=("hs (T, B, H)", "caches"),
    slips={
        "Every step starts from h0. Which state does step 1 read?": forward_from_h0_always,
        "The first step starts from zeros. Which argument holds its state?": forward_from_zeros,
        "hs holds the state that each step read. Was it stored before or after the "
        "step?": forward_lists_old_states,
        "hs begins with h0 and has T + 1 states. How many states do T inputs "
        "produce?": forward_prepends_h0,
        "Only the last state came back. Which shape does the exercise ask for?": forward_last_state,
        "Only the last cache came back. How many steps does the backward pass "
        "visit?": forward_last_cache,
        "The caches are missing. Which two values does the exercise ask "
        "for?": forward_without_caches,
        "One array was filled anew at every step, so all states in hs, and those in the caches, "
        "are the last one. Which line should make a new array?": forward_one_frame,
        "The first cache holds the last state, as it does where h0 itself is written into. Which "
        "line should make a new array?": forward_changes_h0,
        "hs has the batch first. Which axis stands first in xs?": forward_batch_first,
        "The sequence was read from its end. Which input does the first step "
        "read?": forward_backwards,
    },
    alternatives=(forward_into_an_array, forward_by_recursion, forward_inputs_first),
    tolerance_reason="float64 sums taken in another order differ by about 1e-15 of their size for "
    "each step; the longest case has 30 steps",
    float32=True,
)
