"""Check of multiplicative_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m05_gru_family.cases import ROUNDING, step_cases
from helpers.scratch.ops import sigmoid
from helpers.scratch.variants import multiplicative
from helpers.scratch.variants.multiplicative import MRNNParams
from helpers.scratch.variants.states import multiplicative_step


def multiplicative_cases(seed):
    """Yield (p, x, h): several sizes, one row, D = H, one unit, saturated units.

    The product of two large sums would leave float32 too few digits: the inputs are smaller here.
    """
    yield from step_cases(np.random.default_rng(seed), MRNNParams, large=30.0)


def advance(p, x, h, m=None, squash=np.tanh):
    """Advance by an intermediate state (m_x, m_h) of one's own."""
    m = m or (lambda m_x, m_h: m_x * m_h)
    return squash(x @ p.W_x + m(x @ p.W_mx, h @ p.W_mh) @ p.W_m + p.b)


def factors_added(p, x, h):
    return advance(p, x, h, lambda m_x, m_h: m_x + m_h)


def m_squashed(p, x, h):
    return advance(p, x, h, lambda m_x, m_h: np.tanh(m_x * m_h))


def each_factor_squashed(p, x, h):
    return advance(p, x, h, lambda m_x, m_h: np.tanh(m_x) * np.tanh(m_h))


def m_x_as_gate(p, x, h):
    return advance(p, x, h, lambda m_x, m_h: sigmoid(m_x) * m_h)


def m_without_x(p, x, h):
    return advance(p, x, h, lambda m_x, m_h: m_h)


def m_without_h(p, x, h):
    return advance(p, x, h, lambda m_x, m_h: m_x)


def m_from_h_itself(p, x, h):
    return advance(p, x, h, lambda m_x, m_h: m_x * h)


def without_W_m(p, x, h):
    return np.tanh(x @ p.W_x + (x @ p.W_mx) * (h @ p.W_mh) + p.b)


def without_W_x(p, x, h):
    return multiplicative_step(p._replace(W_x=np.zeros_like(p.W_x)), x, h)


def without_b(p, x, h):
    return multiplicative_step(p._replace(b=np.zeros_like(p.b)), x, h)


def input_weights_swapped(p, x, h):
    return multiplicative_step(p._replace(W_x=p.W_mx, W_mx=p.W_x), x, h)


def state_weights_swapped(p, x, h):
    return multiplicative_step(p._replace(W_m=p.W_mh, W_mh=p.W_m), x, h)


def elman_term_too(p, x, h):
    m = (x @ p.W_mx) * (h @ p.W_mh)
    return np.tanh(x @ p.W_x + m @ p.W_m + h @ p.W_mh + p.b)


def not_squashed(p, x, h):
    return advance(p, x, h, squash=lambda a: a)


def with_sigmoid(p, x, h):
    return advance(p, x, h, squash=sigmoid)


def by_loop(p, x, h):
    B, H = h.shape
    h_next = np.zeros((B, H))
    for row in range(B):
        m = [x[row] @ p.W_mx[:, k] * (h[row] @ p.W_mh[:, k]) for k in range(H)]
        for j in range(H):
            h_next[row, j] = np.tanh(x[row] @ p.W_x[:, j] + np.dot(m, p.W_m[:, j]) + p.b[j])
    return h_next


def by_own_matrices(p, x, h):
    """Build for each row the matrix that h meets: W_mh @ diag(x @ W_mx) @ W_m."""
    rows = []
    for own_x, own_h in zip(x, h, strict=True):
        W = p.W_mh * (own_x @ p.W_mx) @ p.W_m
        rows.append(own_x @ p.W_x + own_h @ W + p.b)
    return np.tanh(np.array(rows))


def by_einsum(p, x, h):
    m = np.einsum("bd,dk,bi,ik->bk", x, p.W_mx, h, p.W_mh, optimize=True)
    return np.tanh(np.hstack([x, m]) @ np.vstack([p.W_x, p.W_m]) + p.b)


def in_float32(p, x, h):
    p = MRNNParams(*(leaf.astype(np.float32) for leaf in p))
    return by_einsum(p, x.astype(np.float32), h.astype(np.float32))


check_multiplicative_step = Check(
    name="multiplicative_step",
    reference=multiplicative_step,
    twins=(multiplicative.multiplicative_step,),
    cases=multiplicative_cases,
    outputs=("h_next (B, H)",),
    slips={
        "The two factors of m were added. How does the equation of m combine them?": factors_added,
        "m was squashed. Where in the two equations does tanh stand?": m_squashed,
        "Each factor of m was squashed. Where in the two equations does tanh "
        "stand?": each_factor_squashed,
        "The factor from x was made a gate. Is there a sigmoid in these equations?": m_x_as_gate,
        "m does not depend on x, so every input meets the same matrix. Which product scales "
        "h @ W_mh?": m_without_x,
        "m does not depend on h, so the cell has no memory. Which product carries the old "
        "state?": m_without_h,
        "m has h where h @ W_mh belongs. Which matrix does h meet first?": m_from_h_itself,
        "W_m is missing. Which matrix does m meet on its way into the sum?": without_W_m,
        "The direct product of x is missing. Which matrix takes x into the sum without "
        "m?": without_W_x,
        "The bias is missing. What should h_next be when x and h are both zero?": without_b,
        "W_x and W_mx are exchanged. Which of them leads into m?": input_weights_swapped,
        "W_m and W_mh are exchanged. Which of them does h meet first?": state_weights_swapped,
        "h also enters the sum directly. By which ways does the old state reach h_next in the "
        "equations?": elman_term_too,
        "The sum was not squashed. Which function encloses it?": not_squashed,
        "A sigmoid was used: no entry of h_next is negative. Which function encloses the "
        "sum?": with_sigmoid,
    },
    alternatives=(by_loop, by_own_matrices, by_einsum, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
