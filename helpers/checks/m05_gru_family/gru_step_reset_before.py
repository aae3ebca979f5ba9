"""Check of gru_step_reset_before."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m05_gru_family.cases import ROUNDING, step_cases
from helpers.scratch.cells import GRUParams, gru_step
from helpers.scratch.ops import sigmoid
from helpers.scratch.variants import gru
from helpers.scratch.variants.states import gru_step_reset_before


def reset_before_cases(seed):
    """Yield (p, x, h): several sizes, one row, D = H, one unit, saturated gates."""
    yield from step_cases(np.random.default_rng(seed), GRUParams)


def keep_by_z(n, z, h, r):
    return (1 - z) * n + z * h


def advance(p, x, h, recurrent=None, mix=keep_by_z, order=(0, 1, 2), squash=np.tanh):
    """Advance by a product (r, h, W_hn) and a mix (n, z, h, r) of one's own."""
    recurrent = recurrent or (lambda r, h, W_hn: (r * h) @ W_hn)
    W_hr, W_hz, W_hn = (np.split(p.W_h, 3, axis=-1)[k] for k in order)
    a_r, a_z, a_n = (np.split(x @ p.W_x + p.b_x + p.b_h, 3, axis=-1)[k] for k in order)
    r, z = sigmoid(a_r + h @ W_hr), sigmoid(a_z + h @ W_hz)
    return mix(squash(a_n + recurrent(r, h, W_hn)), z, h, r)


def before_after_product(p, x, h):
    return advance(p, x, h, lambda r, h, W_hn: r * (h @ W_hn))


def before_as_gru_step(p, x, h):
    return gru_step(p, x, h)[0]


def before_b_h_reset_too(p, x, h):
    b_hn = p.b_h[2 * h.shape[1] :]
    return advance(p, x, h, lambda r, h, W_hn: (r * h) @ W_hn + r * b_hn - b_hn)


def before_without_reset(p, x, h):
    return advance(p, x, h, lambda r, h, W_hn: h @ W_hn)


def before_resets_by_rest(p, x, h):
    return advance(p, x, h, lambda r, h, W_hn: ((1 - r) * h) @ W_hn)


def before_z_other_way(p, x, h):
    return advance(p, x, h, mix=lambda n, z, h, r: z * n + (1 - z) * h)


def before_keeps_reset_state(p, x, h):
    return advance(p, x, h, mix=lambda n, z, h, r: (1 - z) * n + z * r * h)


def before_forgets_h(p, x, h):
    return advance(p, x, h, mix=lambda n, z, h, r: (1 - z) * n)


def before_keeps_all_of_h(p, x, h):
    return advance(p, x, h, mix=lambda n, z, h, r: (1 - z) * n + h)


def before_blocks_z_r_n(p, x, h):
    return advance(p, x, h, order=(1, 0, 2))


def before_resets_for_z(p, x, h):
    W_hr, W_hz, W_hn = np.split(p.W_h, 3, axis=-1)
    a_r, a_z, a_n = np.split(x @ p.W_x + p.b_x + p.b_h, 3, axis=-1)
    r = sigmoid(a_r + h @ W_hr)
    z, n = sigmoid(a_z + (r * h) @ W_hz), np.tanh(a_n + (r * h) @ W_hn)
    return (1 - z) * n + z * h


def before_without_b_h(p, x, h):
    return gru_step_reset_before(p._replace(b_h=np.zeros_like(p.b_h)), x, h)


def before_sigmoid_candidate(p, x, h):
    return advance(p, x, h, squash=sigmoid)


def before_linear_candidate(p, x, h):
    return advance(p, x, h, squash=lambda a: a)


def before_by_loop(p, x, h):
    B, H = h.shape
    b, h_next = p.b_x + p.b_h, np.zeros((B, H))
    for row in range(B):
        a = x[row] @ p.W_x + b
        r = 1 / (1 + np.exp(-np.clip(a[:H] + h[row] @ p.W_h[:, :H], -700, 700)))
        for j in range(H):
            z = sigmoid(a[H + j] + h[row] @ p.W_h[:, H + j])
            n = np.tanh(a[2 * H + j] + sum(r * h[row] * p.W_h[:, 2 * H + j]))
            h_next[row, j] = n + z * (h[row, j] - n)
    return h_next


def before_by_slices(p, x, h):
    H = h.shape[1]
    gates = sigmoid(x @ p.W_x[:, : 2 * H] + h @ p.W_h[:, : 2 * H] + p.b_x[: 2 * H] + p.b_h[: 2 * H])
    r, z = gates[:, :H], gates[:, H:]
    inputs = np.hstack([x, r * h])
    a_n = inputs @ np.vstack([p.W_x, p.W_h])[:, 2 * H :]
    n = np.tanh(a_n + p.b_x[2 * H :] + p.b_h[2 * H :])
    return h - (1 - z) * h + (1 - z) * n


def before_by_einsum(p, x, h):
    B, H = h.shape
    W = p.W_h.reshape(H, 3, H)
    a = (x @ p.W_x + p.b_x + p.b_h).reshape(B, 3, H)
    r = sigmoid(a[:, 0] + np.einsum("bi,ij->bj", h, W[:, 0]))
    z = sigmoid(a[:, 1] + np.einsum("bi,ij->bj", h, W[:, 1]))
    n = np.tanh(a[:, 2] + np.einsum("bi,bi,ij->bj", r, h, W[:, 2]))
    return z * h + n - z * n


def before_in_float32(p, x, h):
    p = GRUParams(*(leaf.astype(np.float32) for leaf in p))
    return before_by_slices(p, x.astype(np.float32), h.astype(np.float32))


check_gru_step_reset_before = Check(
    name="gru_step_reset_before",
    reference=gru_step_reset_before,
    twins=(gru.gru_step_reset_before,),
    cases=reset_before_cases,
    outputs=("h_next (B, H)",),
    slips={
        "r scales the product h @ W_hn, unit by unit of its result. In this version, does r scale "
        "the result, or the state before it is multiplied?": before_after_product,
        "This is gru_step itself, its bias b_hn scaled by r as well. What stands to the left of "
        "W_hn in this version?": before_as_gru_step,
        "b_hn is scaled by r. Which of product and bias is inside the reset in this "
        "version?": before_b_h_reset_too,
        "The reset gate has no effect. Which state does the candidate read in the place of "
        "h?": before_without_reset,
        "h is scaled by 1 - r. At r = 0, is the old state to count in full or not at "
        "all?": before_resets_by_rest,
        "z is the other way round. At z = 1, is h_next equal to h or to n?": before_z_other_way,
        "The mix keeps r * h where it should keep h. Which line of the equations has the "
        "reset in it, and which has not?": before_keeps_reset_state,
        "h_next lacks the share of the old state, z times h. What should h_next be at "
        "z = 1?": before_forgets_h,
        "h enters h_next in full. Which share of it does the mix keep?": before_keeps_all_of_h,
        "The first block was taken for z and the second for r. In which order do the blocks of "
        "GRUParams run?": before_blocks_z_r_n,
        "The update gate reads r * h. Which of the three sums is the reset meant "
        "for?": before_resets_for_z,
        "b_h is missing. Which two biases does each sum have?": before_without_b_h,
        "n was squashed by a sigmoid. Which function does the candidate pass?": (
            before_sigmoid_candidate
        ),
        "n was not squashed. Which function encloses the sum in its "
        "equation?": before_linear_candidate,
    },
    alternatives=(before_by_loop, before_by_slices, before_by_einsum, before_in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
