"""Check of minimal_gated_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m05_gru_family.cases import ROUNDING, step_cases
from helpers.scratch.ops import sigmoid
from helpers.scratch.variants import minimal
from helpers.scratch.variants.minimal import MGUParams
from helpers.scratch.variants.states import minimal_gated_step


def minimal_gated_cases(seed):
    """Yield (p, x, h): several sizes, one row, D = H, one unit, saturated gates."""
    yield from step_cases(np.random.default_rng(seed), MGUParams)


def before_product(f, h, W_hn):
    return (f * h) @ W_hn


def move_by_f(f, h, n):
    return (1 - f) * h + f * n


def advance(p, x, h, recurrent=before_product, mix=move_by_f, order=(0, 1), squash=np.tanh):
    """Advance by a product (f, h, W_hn) and a mix (f, h, n) of one's own."""
    W_hf, W_hn = (np.split(p.W_h, 2, axis=-1)[k] for k in order)
    a_f, a_n = (np.split(x @ p.W_x + p.b, 2, axis=-1)[k] for k in order)
    f = sigmoid(a_f + h @ W_hf)
    return mix(f, h, squash(a_n + recurrent(f, h, W_hn)))


def minimal_other_way(p, x, h):
    return advance(p, x, h, mix=lambda f, h, n: f * h + (1 - f) * n)


def minimal_without_reset(p, x, h):
    return advance(p, x, h, lambda f, h, W_hn: h @ W_hn)


def minimal_after_product(p, x, h):
    return advance(p, x, h, lambda f, h, W_hn: f * (h @ W_hn))


def minimal_resets_by_rest(p, x, h):
    return advance(p, x, h, lambda f, h, W_hn: ((1 - f) * h) @ W_hn)


def minimal_blocks_n_f(p, x, h):
    return advance(p, x, h, order=(1, 0))


def minimal_forgets_h(p, x, h):
    return advance(p, x, h, mix=lambda f, h, n: f * n)


def minimal_keeps_all(p, x, h):
    return advance(p, x, h, mix=lambda f, h, n: h + f * n)


def minimal_candidate_alone(p, x, h):
    return advance(p, x, h, mix=lambda f, h, n: n)


def minimal_keeps_reset_state(p, x, h):
    return advance(p, x, h, mix=lambda f, h, n: (1 - f) * f * h + f * n)


def minimal_sigmoid_candidate(p, x, h):
    return advance(p, x, h, squash=sigmoid)


def minimal_linear_candidate(p, x, h):
    return advance(p, x, h, squash=lambda a: a)


def minimal_without_bias(p, x, h):
    return minimal_gated_step(p._replace(b=np.zeros_like(p.b)), x, h)


def minimal_by_loop(p, x, h):
    B, H = h.shape
    h_next = np.zeros((B, H))
    for row in range(B):
        a = x[row] @ p.W_x + p.b
        f = np.array([sigmoid(a[j] + h[row] @ p.W_h[:, j]) for j in range(H)])
        for j in range(H):
            n = np.tanh(a[H + j] + sum(f * h[row] * p.W_h[:, H + j]))
            h_next[row, j] = h[row, j] + f[j] * (n - h[row, j])
    return h_next


def minimal_by_slices(p, x, h):
    H = h.shape[1]
    f = sigmoid(np.hstack([x, h]) @ np.vstack([p.W_x, p.W_h])[:, :H] + p.b[:H])
    n = np.tanh(np.hstack([x, f * h]) @ np.vstack([p.W_x, p.W_h])[:, H:] + p.b[H:])
    return h - f * h + f * n


def minimal_by_einsum(p, x, h):
    B, H = h.shape
    W, a = p.W_h.reshape(H, 2, H), (x @ p.W_x + p.b).reshape(B, 2, H)
    keep = sigmoid(-a[:, 0] - np.einsum("bi,ij->bj", h, W[:, 0]))  # 1 - f
    n = np.tanh(a[:, 1] + np.einsum("bi,bi,ij->bj", 1 - keep, h, W[:, 1]))
    return keep * h + (1 - keep) * n


def minimal_in_float32(p, x, h):
    p = MGUParams(*(leaf.astype(np.float32) for leaf in p))
    return minimal_by_slices(p, x.astype(np.float32), h.astype(np.float32))


check_minimal_gated_step = Check(
    name="minimal_gated_step",
    reference=minimal_gated_step,
    twins=(minimal.minimal_gated_step,),
    cases=minimal_gated_cases,
    outputs=("h_next (B, H)",),
    slips={
        "The shares are exchanged: this is the GRU's z. At f = 1, is h_next equal to h or to "
        "n?": minimal_other_way,
        "The candidate reads h in full. Which second job does f have?": minimal_without_reset,
        "f scales the product h @ W_hn. Does it scale the result here, or the state before it is "
        "multiplied?": minimal_after_product,
        "h is scaled by 1 - f before the product. Which of f and 1 - f does the candidate's "
        "equation have?": minimal_resets_by_rest,
        "The first block was taken for n. In which order do the blocks run?": minimal_blocks_n_f,
        "h_next lacks what is kept of h. Which share is that?": minimal_forgets_h,
        "h enters h_next in full. Which share of it is kept?": minimal_keeps_all,
        "h_next is the candidate itself. How does f mix it with the old "
        "state?": minimal_candidate_alone,
        "The mix keeps a share of f * h where it should keep one of h. Which line has the reset "
        "in it?": minimal_keeps_reset_state,
        "n was squashed by a sigmoid. Which function does the candidate "
        "pass?": minimal_sigmoid_candidate,
        "n was not squashed. Which function encloses the sum in its "
        "equation?": minimal_linear_candidate,
        "The bias is missing. Which term does each sum have besides its two "
        "products?": minimal_without_bias,
    },
    alternatives=(minimal_by_loop, minimal_by_slices, minimal_by_einsum, minimal_in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
