"""Check of peephole_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m05_gru_family.cases import ROUNDING, step_cases
from helpers.scratch.cells import LSTMParams, lstm_step
from helpers.scratch.ops import sigmoid
from helpers.scratch.variants import lstm
from helpers.scratch.variants.lstm import PeepholeParams
from helpers.scratch.variants.states import peephole_step


def peephole_step_cases(seed):
    """Yield (p, x, h, c): several sizes, one row, D = H, one unit, saturated gates."""
    yield from step_cases(np.random.default_rng(seed), PeepholeParams, count=2)


def advance(p, x, h, c, seen=None, order=(0, 1, 2, 3), squash=np.tanh, out=np.tanh):
    """Advance by what the gates see of one's own: seen (c, c_next) -> terms of i, f and o."""
    seen = seen or (lambda c, c_next: (p.p_i * c, p.p_f * c, p.p_o * c_next))
    blocks = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
    a_i, a_f, a_g, a_o = (blocks[k] for k in order)
    of_i, of_f, _ = seen(c, c)
    c_next = sigmoid(a_f + of_f) * c + sigmoid(a_i + of_i) * squash(a_g)
    return sigmoid(a_o + seen(c, c_next)[2]) * out(c_next), c_next


def peep_o_sees_old_c(p, x, h, c):
    return advance(p, x, h, c, lambda c, c_next: (p.p_i * c, p.p_f * c, p.p_o * c))


def peep_o_sees_tanh(p, x, h, c):
    return advance(p, x, h, c, lambda c, c_next: (p.p_i * c, p.p_f * c, p.p_o * np.tanh(c_next)))


def peep_all_see_tanh(p, x, h, c):
    def seen(c, c_next):
        return p.p_i * np.tanh(c), p.p_f * np.tanh(c), p.p_o * np.tanh(c_next)

    return advance(p, x, h, c, seen)


def peep_none(p, x, h, c):
    return lstm_step(LSTMParams(p.W_x, p.W_h, p.b), x, h, c)[:2]


def peep_o_none(p, x, h, c):
    return advance(p, x, h, c, lambda c, c_next: (p.p_i * c, p.p_f * c, 0.0))


def peep_i_f_swapped(p, x, h, c):
    return advance(p, x, h, c, lambda c, c_next: (p.p_f * c, p.p_i * c, p.p_o * c_next))


def peep_see_h(p, x, h, c):
    return advance(p, x, h, c, lambda c, c_next: (p.p_i * h, p.p_f * h, p.p_o * h))


def peep_i_f_see_h(p, x, h, c):
    return advance(p, x, h, c, lambda c, c_next: (p.p_i * h, p.p_f * h, p.p_o * c_next))


def peep_other_units(p, x, h, c):
    def seen(c, c_next):
        return (c @ p.p_i)[:, None], (c @ p.p_f)[:, None], (c_next @ p.p_o)[:, None]

    return advance(p, x, h, c, seen)


def peep_outside_sigmoid(p, x, h, c):
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
    c_next = (sigmoid(a_f) + p.p_f * c) * c + (sigmoid(a_i) + p.p_i * c) * np.tanh(a_g)
    return (sigmoid(a_o) + p.p_o * c_next) * np.tanh(c_next), c_next


def with_gates(p, x, h, c, i_out=0.0, f_out=0.0, o_out=0.0, seen=(1, 1, 1)):
    """Advance with shares of the peepholes of i, f, o added outside, and a share of them inside."""
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
    i = sigmoid(a_i + seen[0] * p.p_i * c) + i_out * p.p_i * c
    f = sigmoid(a_f + seen[1] * p.p_f * c) + f_out * p.p_f * c
    c_next = f * c + i * np.tanh(a_g)
    o = sigmoid(a_o + seen[2] * p.p_o * c_next) + o_out * p.p_o * c_next
    return o * np.tanh(c_next), c_next


def peep_i_outside(p, x, h, c):
    return with_gates(p, x, h, c, i_out=1.0, seen=(0, 1, 1))


def peep_f_outside(p, x, h, c):
    return with_gates(p, x, h, c, f_out=1.0, seen=(1, 0, 1))


def peep_o_outside(p, x, h, c):
    return with_gates(p, x, h, c, o_out=1.0, seen=(1, 1, 0))


def peep_i_none(p, x, h, c):
    return with_gates(p, x, h, c, seen=(0, 1, 1))


def peep_f_none(p, x, h, c):
    return with_gates(p, x, h, c, seen=(1, 0, 1))


def peep_i_none_c_first(p, x, h, c):
    return peep_i_none(p, x, h, c)[::-1]


def peep_f_none_c_first(p, x, h, c):
    return peep_f_none(p, x, h, c)[::-1]


def peep_o_none_c_first(p, x, h, c):
    return peep_o_none(p, x, h, c)[::-1]


def peep_i_f_see_new_c(p, x, h, c):
    c_next = peep_none(p, x, h, c)[1]
    return advance(p, x, h, c, lambda old, new: (p.p_i * c_next, p.p_f * c_next, p.p_o * new))


def peep_candidate_too(p, x, h, c):
    blocks = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
    i, f = sigmoid(blocks[0] + p.p_i * c), sigmoid(blocks[1] + p.p_f * c)
    c_next = f * c + i * np.tanh(blocks[2] + p.p_i * c)
    return sigmoid(blocks[3] + p.p_o * c_next) * np.tanh(c_next), c_next


def peep_blocks_i_f_o_g(p, x, h, c):
    return advance(p, x, h, c, order=(0, 1, 3, 2))


def peep_blocks_f_i(p, x, h, c):
    return advance(p, x, h, c, order=(1, 0, 2, 3))


def peep_linear_output(p, x, h, c):
    return advance(p, x, h, c, out=lambda c_next: c_next)


def peep_sigmoid_candidate(p, x, h, c):
    return advance(p, x, h, c, squash=sigmoid)


def peep_linear_candidate(p, x, h, c):
    return advance(p, x, h, c, squash=lambda a: a)


def peep_shows_old_c(p, x, h, c):
    h_next, c_next = peephole_step(p, x, h, c)
    return h_next / np.tanh(c_next) * np.tanh(c), c_next


def peep_forgets_old_c(p, x, h, c):
    a_i, _, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
    c_next = sigmoid(a_i + p.p_i * c) * np.tanh(a_g)
    return sigmoid(a_o + p.p_o * c_next) * np.tanh(c_next), c_next


def peep_by_loop(p, x, h, c):
    B, H = c.shape
    h_next, c_next = np.zeros((B, H)), np.zeros((B, H))
    for row in range(B):
        a = x[row] @ p.W_x + h[row] @ p.W_h + p.b
        for j in range(H):
            i = sigmoid(a[j] + p.p_i[j] * c[row, j])
            f = sigmoid(a[H + j] + p.p_f[j] * c[row, j])
            c_next[row, j] = f * c[row, j] + i * np.tanh(a[2 * H + j])
            o = sigmoid(a[3 * H + j] + p.p_o[j] * c_next[row, j])
            h_next[row, j] = o * np.tanh(c_next[row, j])
    return h_next, c_next


def peep_by_diagonals(p, x, h, c):
    H = c.shape[1]
    a = np.hstack([x, h]) @ np.vstack([p.W_x, p.W_h]) + p.b
    a[:, : 2 * H] += c @ np.hstack([np.diag(p.p_i), np.diag(p.p_f)])
    i, f, g = sigmoid(a[:, :H]), sigmoid(a[:, H : 2 * H]), np.tanh(a[:, 2 * H : 3 * H])
    c_next = i * g + c * f
    return np.tanh(c_next) * sigmoid(a[:, 3 * H :] + c_next @ np.diag(p.p_o)), c_next


def peep_by_tanh(p, x, h, c):
    B, H = c.shape
    a = (x @ p.W_x + h @ p.W_h + p.b).reshape(B, 4, H)
    half = lambda s: 0.5 * (1 + np.tanh(s / 2))  # noqa: E731
    c_next = half(a[:, 1] + c * p.p_f) * c
    c_next = c_next + half(a[:, 0] + c * p.p_i) * np.tanh(a[:, 2])
    return half(a[:, 3] + c_next * p.p_o) * np.tanh(c_next), c_next


def peep_in_float32(p, x, h, c):
    p = PeepholeParams(*(leaf.astype(np.float32) for leaf in p))
    return peep_by_diagonals(p, *(array.astype(np.float32) for array in (x, h, c)))


check_peephole_step = Check(
    name="peephole_step",
    reference=peephole_step,
    twins=(lstm.peephole_step,),
    cases=peephole_step_cases,
    outputs=("h_next (B, H)", "c_next (B, H)"),
    slips={
        "The output gate sees the old memory. Which memory is ready when the output gate "
        "opens?": peep_o_sees_old_c,
        "The output gate sees tanh of the new memory. What does its equation multiply by "
        "p_o?": peep_o_sees_tanh,
        "The gates see tanh of the memory. What do the equations multiply by p_i, p_f and "
        "p_o?": peep_all_see_tanh,
        "No gate sees the memory: this is the LSTM without peepholes. Which term does each gate's "
        "sum get?": peep_none,
        "The output gate has no peephole. Which memory does it see, and weighted by "
        "what?": peep_o_none,
        "p_i and p_f are exchanged. Which of them belongs to the gate that multiplies the "
        "candidate?": peep_i_f_swapped,
        "The peepholes look at h. Which state is hidden behind the output gate, so that W_h alone "
        "does not show it?": peep_see_h,
        "The peepholes of i and f look at h. Which state do the equations multiply by p_i and "
        "p_f?": peep_i_f_see_h,
        "Each gate sees a sum over all units' memories. p_i is a vector: how does a gate see its "
        "own unit alone?": peep_other_units,
        "The peephole terms are added after the sigmoid, so gates leave [0, 1]. Where in the sum "
        "do they belong?": peep_outside_sigmoid,
        "p_i * c is added after the sigmoid of i. Where in the sum does it belong?": peep_i_outside,
        "p_f * c is added after the sigmoid of f. Where in the sum does it belong?": peep_f_outside,
        "p_o * c_next is added after the sigmoid of o. Where in the sum does it "
        "belong?": peep_o_outside,
        "The input gate has no peephole. Which term does its sum get?": peep_i_none,
        "The forget gate has no peephole. Which term does its sum get?": peep_f_none,
        "c_next came back first, and the input gate has no peephole. Which result stands first, "
        "and which term does the gate's sum get?": peep_i_none_c_first,
        "c_next came back first, and the forget gate has no peephole. Which result stands first, "
        "and which term does the gate's sum get?": peep_f_none_c_first,
        "c_next came back first, and the output gate has no peephole. Which result stands first, "
        "and which term does the gate's sum get?": peep_o_none_c_first,
        "i and f see the memory after the step. Which memory is there before they are "
        "known?": peep_i_f_see_new_c,
        "The candidate has a peephole too. Which of the four blocks are gates?": peep_candidate_too,
        "The third block was taken for o and the fourth for g. In which order do the blocks "
        "run?": peep_blocks_i_f_o_g,
        "The first block was taken for f and the second for i. In which order do the blocks "
        "run?": peep_blocks_f_i,
        "h_next lacks the tanh of the memory. What does the output gate scale?": peep_linear_output,
        "g was squashed by a sigmoid. Can what is written into the memory be "
        "negative?": peep_sigmoid_candidate,
        "g was not squashed. Which function does the candidate pass?": peep_linear_candidate,
        "h_next shows the old memory. Which memory does the output gate scale?": peep_shows_old_c,
        "c_next lacks what is kept of the old memory. Which term carries it?": peep_forgets_old_c,
    },
    alternatives=(peep_by_loop, peep_by_diagonals, peep_by_tanh, peep_in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
