"""Check of gru_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m05_gru_family.cases import ROUNDING, step_cases
from helpers.scratch.cells import GRUCache, GRUParams, gru_step
from helpers.scratch.ops import sigmoid


def gru_step_cases(seed):
    """Yield (p, x, h): several sizes, one row, D = H, one unit, saturated gates."""
    yield from step_cases(np.random.default_rng(seed), GRUParams)


def tanh_of_sum(ax_n, ah_n, r):
    return np.tanh(ax_n + r * ah_n)


def keep_by_z(n, z, h):
    return (1 - z) * n + z * h


def advance(p, x, h, candidate=tanh_of_sum, mix=keep_by_z, order=(0, 1, 2), gate=sigmoid):
    """Advance by a candidate (ax_n, ah_n, r) and a mix (n, z, h) of one's own.

    order: which of the three blocks are r, z and n.
    """
    ax = np.split(x @ p.W_x + p.b_x, 3, axis=-1)
    ah = np.split(h @ p.W_h + p.b_h, 3, axis=-1)
    (ax_r, ah_r), (ax_z, ah_z), (ax_n, ah_n) = ((ax[k], ah[k]) for k in order)
    r, z = gate(ax_r + ah_r), gate(ax_z + ah_z)
    n = candidate(ax_n, ah_n, r)
    return mix(n, z, h), GRUCache(x, h, r, z, n, ah_n)


def step_z_other_way(p, x, h):
    return advance(p, x, h, mix=lambda n, z, h: z * n + (1 - z) * h)


def step_blocks_z_r_n(p, x, h):
    return advance(p, x, h, order=(1, 0, 2))


def step_blocks_z_r_n_other_way(p, x, h):
    return advance(p, x, h, order=(1, 0, 2), mix=lambda n, z, h: z * n + (1 - z) * h)


def step_splits_rows(p, x, h):
    ax_r, ax_z, ax_n = np.split(x @ p.W_x + p.b_x, 3)
    ah_r, ah_z, ah_n = np.split(h @ p.W_h + p.b_h, 3)
    r, z = sigmoid(ax_r + ah_r), sigmoid(ax_z + ah_z)
    n = np.tanh(ax_n + r * ah_n)
    return keep_by_z(n, z, h), GRUCache(x, h, r, z, n, ah_n)


def step_blocks_n_first(p, x, h):
    return advance(p, x, h, order=(1, 2, 0))


def step_b_h_outside_reset(p, x, h):
    b_hn = p.b_h[2 * h.shape[1] :]
    return advance(p, x, h, lambda ax_n, ah_n, r: np.tanh(ax_n + b_hn + r * (ah_n - b_hn)))


def step_b_h_with_b_x(p, x, h):
    zero = np.zeros_like(p.b_h)
    return advance(p._replace(b_x=p.b_x + p.b_h, b_h=zero), x, h)


def step_without_reset(p, x, h):
    return advance(p, x, h, lambda ax_n, ah_n, r: np.tanh(ax_n + ah_n))


def step_resets_whole_sum(p, x, h):
    return advance(p, x, h, lambda ax_n, ah_n, r: np.tanh(r * (ax_n + ah_n)))


def step_resets_x(p, x, h):
    return advance(p, x, h, lambda ax_n, ah_n, r: np.tanh(r * ax_n + ah_n))


def step_resets_by_rest(p, x, h):
    return advance(p, x, h, lambda ax_n, ah_n, r: np.tanh(ax_n + (1 - r) * ah_n))


def step_sigmoid_candidate(p, x, h):
    return advance(p, x, h, lambda ax_n, ah_n, r: sigmoid(ax_n + r * ah_n))


def step_linear_candidate(p, x, h):
    return advance(p, x, h, lambda ax_n, ah_n, r: ax_n + r * ah_n)


def step_tanh_gates(p, x, h):
    return advance(p, x, h, gate=np.tanh)


def step_gates_not_squashed(p, x, h):
    return advance(p, x, h, gate=lambda a: a)


def step_reset_before(p, x, h):
    H = h.shape[1]
    h_next, cache = advance(p, x, h)
    ah_n = (cache.r * h) @ p.W_h[:, 2 * H :] + p.b_h[2 * H :]
    n = np.tanh(x @ p.W_x[:, 2 * H :] + p.b_x[2 * H :] + ah_n)
    return keep_by_z(n, cache.z, h), cache._replace(n=n, ah_n=ah_n)


def step_gates_without_h(p, x, h):
    H = h.shape[1]
    W_h, b_h = p.W_h.copy(), p.b_h.copy()
    W_h[:, : 2 * H] = 0
    b_h[: 2 * H] = 0
    return advance(p._replace(W_h=W_h, b_h=b_h), x, h)


def step_adds_all_of_n(p, x, h):
    return advance(p, x, h, mix=lambda n, z, h: n + z * h)


def step_keeps_all_of_h(p, x, h):
    return advance(p, x, h, mix=lambda n, z, h: (1 - z) * n + h)


def step_forgets_h(p, x, h):
    return advance(p, x, h, mix=lambda n, z, h: (1 - z) * n)


def step_squashes_the_mix(p, x, h):
    return advance(p, x, h, mix=lambda n, z, h: np.tanh((1 - z) * n + z * h))


def step_caches_reset_product(p, x, h):
    h_next, cache = gru_step(p, x, h)
    return h_next, cache._replace(ah_n=cache.r * cache.ah_n)


def step_caches_without_bias(p, x, h):
    h_next, cache = gru_step(p, x, h)
    return h_next, cache._replace(ah_n=cache.ah_n - p.b_h[2 * h.shape[1] :])


def step_caches_sum_of_n(p, x, h):
    h_next, cache = gru_step(p, x, h)
    H = h.shape[1]
    a_n = x @ p.W_x[:, 2 * H :] + p.b_x[2 * H :] + cache.r * cache.ah_n
    return h_next, cache._replace(n=a_n)


def step_caches_new_state(p, x, h):
    h_next, cache = gru_step(p, x, h)
    return h_next, cache._replace(h=h_next)


def step_caches_whole_product(p, x, h):
    h_next, cache = gru_step(p, x, h)
    return h_next, cache._replace(ah_n=h @ p.W_h + p.b_h)


def step_by_loop(p, x, h):
    B, H = h.shape
    rows = []
    for b in range(B):
        ax = [x[b] @ p.W_x[:, j] + p.b_x[j] for j in range(3 * H)]
        ah = [h[b] @ p.W_h[:, j] + p.b_h[j] for j in range(3 * H)]
        row = []
        for j in range(H):
            r, z = sigmoid(ax[j] + ah[j]), sigmoid(ax[H + j] + ah[H + j])
            ah_n = ah[2 * H + j]
            row.append((r, z, np.tanh(ax[2 * H + j] + r * ah_n), ah_n))
        rows.append(row)
    r, z, n, ah_n = np.moveaxis(np.array(rows), -1, 0)
    return h + (1 - z) * (n - h), GRUCache(x, h, r, z, n, ah_n)


def step_one_product(p, x, h):
    H, ones = h.shape[1], np.ones((len(x), 1), x.dtype)
    W_hr_z, W_hn = p.W_h[:, : 2 * H], p.W_h[:, 2 * H :]
    b = p.b_x[: 2 * H] + p.b_h[: 2 * H]
    gates = sigmoid(np.hstack([x, h, ones]) @ np.vstack([p.W_x[:, : 2 * H], W_hr_z, b]))
    r, z = gates[:, :H], gates[:, H:]
    ah_n = h @ W_hn + p.b_h[2 * H :]
    n = np.tanh(x @ p.W_x[:, 2 * H :] + p.b_x[2 * H :] + r * ah_n)
    return n - z * n + z * h, GRUCache(x=x, h=h, r=r, z=z, n=n, ah_n=ah_n)


def step_by_tanh(p, x, h):
    B, H = h.shape
    ax = (x @ p.W_x).reshape(B, 3, H) + p.b_x.reshape(3, H)
    ah = (h @ p.W_h).reshape(B, 3, H) + p.b_h.reshape(3, H)
    r, z = (0.5 + 0.5 * np.tanh(0.5 * (ax[:, k] + ah[:, k])) for k in (0, 1))
    n = np.tanh(ax[:, 2] + r * ah[:, 2])
    return n + z * (h - n), GRUCache(x.copy(), h.copy(), r, z, n, ah[:, 2])


def step_in_float32(p, x, h):
    p = GRUParams(*(leaf.astype(np.float32) for leaf in p))
    return step_one_product(p, x.astype(np.float32), h.astype(np.float32))


check_gru_step = Check(
    name="gru_step",
    reference=gru_step,
    cases=gru_step_cases,
    outputs=(
        "h_next (B, H)",
        "cache",
        *(f"cache.{name} (B, {'D' if name == 'x' else 'H'})" for name in GRUCache._fields),
    ),
    slips={
        "z is the other way round: at z = 1 your h_next is n. Which of n and h has the share z in "
        "the equation?": step_z_other_way,
        "The first block was taken for z and the second for r. In which order do the blocks of "
        "GRUParams run?": step_blocks_z_r_n,
        "The first block was taken for z and the second for r, and z has the share of n. In which "
        "order do the blocks run, and which of n and h has the share "
        "z?": step_blocks_z_r_n_other_way,
        "The rows were split, not the columns: np.split takes axis 0 unless told otherwise. Which "
        "axis of (B, 3H) holds the three blocks?": step_splits_rows,
        "The first block was taken for n. In which order do the blocks of GRUParams "
        "run?": step_blocks_n_first,
        "The bias b_hn is outside the reset. Is it part of the product that r scales, or of the "
        "part from x?": step_b_h_outside_reset,
        "b_h was added to the part from x, so ah_n lacks its bias. Which sum does r scale, with "
        "its bias?": step_b_h_with_b_x,
        "The reset gate has no effect on n. Which of the two sums inside tanh does r "
        "scale?": step_without_reset,
        "r scales the part from x too. If r is 0, what should n still depend "
        "on?": step_resets_whole_sum,
        "r scales the part from x, not that from h. What is it that the unit is to ignore at "
        "r = 0?": step_resets_x,
        "The part from h is scaled by 1 - r. At r = 0, is it to count in full or not at "
        "all?": step_resets_by_rest,
        "n was squashed by a sigmoid: it is never negative. Which function does the candidate "
        "pass?": step_sigmoid_candidate,
        "n was not squashed: it leaves [-1, 1]. Which function encloses the sum in its "
        "equation?": step_linear_candidate,
        "r and z were squashed by tanh: a share below 0 makes no sense. Which function maps to "
        "[0, 1]?": step_tanh_gates,
        "r and z are the sums themselves. Which function turns them into shares between 0 and "
        "1?": step_gates_not_squashed,
        "The reset scales h before the product with W_hn. In this version, does r scale h, or "
        "what the product with W_hn yields?": step_reset_before,
        "r and z do not depend on h. Which two products does the sum of a gate "
        "have?": step_gates_without_h,
        "n enters h_next in full. Which share is left for n when h has the share "
        "z?": step_adds_all_of_n,
        "h enters h_next in full. Which share of it does the equation keep?": step_keeps_all_of_h,
        "h_next lacks the share of the old state, z times h. What should h_next be at "
        "z = 1?": step_forgets_h,
        "The mix was squashed once more. n is already within [-1, 1]: what follows the mix in the "
        "equation?": step_squashes_the_mix,
        "The cache stores r * ah_n as ah_n. The gradient of r is what r was multiplied by: which "
        "of the two is that?": step_caches_reset_product,
        "The cache's ah_n lacks b_hn. What does r scale in the step: the product alone, or with "
        "its bias?": step_caches_without_bias,
        "The cache stores the sum inside tanh as n. Which of the two does the derivative "
        "1 - n**2 need?": step_caches_sum_of_n,
        "The cache's h is the new state. Which state was multiplied by W_h in this "
        "step?": step_caches_new_state,
        "The cache stores all three blocks of the product with h as ah_n. Which block belongs to "
        "the candidate?": step_caches_whole_product,
    },
    alternatives=(step_by_loop, step_one_product, step_by_tanh, step_in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
