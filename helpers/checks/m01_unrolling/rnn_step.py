"""Check of rnn_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m01_unrolling.cases import ROUNDING, rnn_params
from helpers.scratch.cells import RNNCache, relu_rnn_step, rnn_step
from helpers.scratch.ops import sigmoid


def rnn_step_cases(seed):
    """Yield (p, x, h): both signs, one row, D = H, all ones, saturated units."""
    rng = np.random.default_rng(seed)
    yield both_signs(rng)
    for B, D, H in [(1, 5, 2), (3, 4, 4), (4, 1, 1)]:
        yield rnn_params(rng, D, H), rng.normal(size=(B, D)), rng.normal(size=(B, H))
    p = rnn_params(rng, 2, 3)
    yield p, 2000.0 * np.array([[1.0, -1.0], [0.5, 1.0]]), rng.normal(size=(2, 3))


def both_signs(rng):
    """Return a case (B, D, H) = (2, 3, 4) in which h_next has entries of both signs.

    b is set so that the two rows of x @ W_x + h @ W_h + b have these means: a column with a
    mean above 0 has an entry above 0, and one below likewise.
    """
    p, x, h = rnn_params(rng, 3, 4), rng.normal(size=(2, 3)), rng.normal(size=(2, 4))
    means = np.array([0.7, -0.5, 0.4, -0.8])
    return p._replace(b=means - (x @ p.W_x + h @ p.W_h).mean(axis=0)), x, h


def step_without_b(p, x, h):
    h_next = np.tanh(x @ p.W_x + h @ p.W_h)
    return h_next, RNNCache(x, h, h_next)


def step_without_tanh(p, x, h):
    h_next = x @ p.W_x + h @ p.W_h + p.b
    return h_next, RNNCache(x, h, h_next)


def step_transposes_W_h(p, x, h):
    h_next = np.tanh(x @ p.W_x + h @ p.W_h.T + p.b)
    return h_next, RNNCache(x, h, h_next)


def step_swaps_weights(p, x, h):
    h_next = np.tanh(x @ p.W_h + h @ p.W_x + p.b)
    return h_next, RNNCache(x, h, h_next)


def step_with_sigmoid(p, x, h):
    h_next = sigmoid(x @ p.W_x + h @ p.W_h + p.b)
    return h_next, RNNCache(x, h, h_next)


def step_squashes_each_term(p, x, h):
    h_next = np.tanh(x @ p.W_x) + np.tanh(h @ p.W_h + p.b)
    return h_next, RNNCache(x, h, h_next)


def step_ignores_h(p, x, h):
    h_next = np.tanh(x @ p.W_x + p.b)
    return h_next, RNNCache(x, h, h_next)


def step_caches_preactivation(p, x, h):
    a = x @ p.W_x + h @ p.W_h + p.b
    return np.tanh(a), RNNCache(x, h, a)


def step_caches_new_state_twice(p, x, h):
    h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
    return h_next, RNNCache(x, h_next, h_next)


def step_exchanges_states(p, x, h):
    h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
    return h_next, RNNCache(x, h_next, h)


def step_tanh_by_hand(p, x, h):
    a = x @ p.W_x + h @ p.W_h + p.b
    h_next = (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a))
    return h_next, RNNCache(x, h, h_next)


def step_by_loop(p, x, h):
    (B, D), H = x.shape, h.shape[1]
    h_next = np.zeros((B, H))
    for n in range(B):
        for j in range(H):
            a = p.b[j]
            for i in range(D):
                a += x[n, i] * p.W_x[i, j]
            for i in range(H):
                a += h[n, i] * p.W_h[i, j]
            h_next[n, j] = np.tanh(a)
    return h_next, RNNCache(x, h, h_next)


def step_one_product(p, x, h):
    ones = np.ones((len(x), 1))
    W = np.vstack([p.W_x, p.W_h, p.b])
    h_next = np.tanh(np.hstack([x, h, ones]) @ W)
    return h_next, RNNCache(x=x, h=h, h_next=h_next)


def step_by_einsum(p, x, h):
    W_x, W_h, b = p
    a = np.einsum("bd,dh->bh", x, W_x) + np.einsum("bi,ij->bj", h, W_h) + b[None, :]
    h_next = 2.0 * sigmoid(2.0 * a) - 1.0
    return h_next, RNNCache(x.copy(), h.copy(), h_next)


def step_in_float32(p, x, h):
    W_x, W_h, b = (leaf.astype(np.float32) for leaf in p)
    x, h = x.astype(np.float32), h.astype(np.float32)
    h_next = np.tanh(x @ W_x + h @ W_h + b)
    return h_next, RNNCache(x, h, h_next)


check_rnn_step = Check(
    name="rnn_step",
    reference=rnn_step,
    twins=(relu_rnn_step,),
    cases=rnn_step_cases,
    outputs=("h_next (B, H)", "cache", "cache.x (B, D)", "cache.h (B, H)", "cache.h_next (B, H)"),
    slips={
        "The bias is missing. What should h_next be when x and h are both zero?": step_without_b,
        "The sum was not squashed: entries of h_next fall outside [-1, 1]. Which function is "
        "applied to the sum in the equation?": step_without_tanh,
        "W_h was transposed. The course writes x @ W for every weight: which index of "
        "W_h belongs to the old unit?": step_transposes_W_h,
        "W_x and W_h are swapped. Which of the two has as many rows as x has "
        "columns?": step_swaps_weights,
        "A sigmoid was used: every entry of h_next is above zero. Can a state of this cell be "
        "negative?": step_with_sigmoid,
        "Each product was squashed on its own and the results added. How often does tanh occur in "
        "the equation, and what does it enclose?": step_squashes_each_term,
        "h_next does not depend on h, so the cell has no memory. Which product carries "
        "the old state?": step_ignores_h,
        "h_next is right, but the cache stores the sum before the tanh as its h_next. Which of the "
        "two does the derivative 1 - h_next**2 need?": step_caches_preactivation,
        "The cache's h holds the new state. Which state was multiplied by W_h in this "
        "step?": step_caches_new_state_twice,
        "The cache's h and h_next are swapped. In which order does RNNCache take its three values, "
        "and which of the states is the older one?": step_exchanges_states,
        "The exponentials overflow when the sum is large. Which NumPy function computes exactly "
        "this ratio?": step_tanh_by_hand,
    },
    alternatives=(step_by_loop, step_one_product, step_by_einsum, step_in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
