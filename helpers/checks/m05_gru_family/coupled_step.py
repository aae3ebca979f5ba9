"""Check of coupled_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m05_gru_family.cases import ROUNDING, step_cases
from helpers.scratch.ops import sigmoid
from helpers.scratch.variants import lstm
from helpers.scratch.variants.lstm import ThreeBlockParams
from helpers.scratch.variants.states import coupled_step


def coupled_step_cases(seed):
    """Yield (p, x, h, c): several sizes, one row, D = H, one unit, saturated gates."""
    yield from step_cases(np.random.default_rng(seed), ThreeBlockParams, count=2)


def couple(i, g, o, c):
    return (1 - i) * c + i * g


def advance(p, x, h, c, memory=couple, order=(0, 1, 2), squash=np.tanh, out=np.tanh):
    """Advance by a memory (i, g, o, c) of one's own."""
    blocks = np.split(x @ p.W_x + h @ p.W_h + p.b, 3, axis=-1)
    a_i, a_g, a_o = (blocks[k] for k in order)
    i, g, o = sigmoid(a_i), squash(a_g), sigmoid(a_o)
    c_next = memory(i, g, o, c)
    return o * out(c_next), c_next


def coupled_swapped(p, x, h, c):
    return advance(p, x, h, c, lambda i, g, o, c: i * c + (1 - i) * g)


def coupled_keeps_all(p, x, h, c):
    return advance(p, x, h, c, lambda i, g, o, c: c + i * g)


def coupled_writes_all(p, x, h, c):
    return advance(p, x, h, c, lambda i, g, o, c: (1 - i) * c + g)


def coupled_forgets_by_i(p, x, h, c):
    return advance(p, x, h, c, lambda i, g, o, c: i * c + i * g)


def coupled_forgets_by_o(p, x, h, c):
    return advance(p, x, h, c, lambda i, g, o, c: (1 - o) * c + i * g)


def coupled_forgets_c(p, x, h, c):
    return advance(p, x, h, c, lambda i, g, o, c: i * g)


def coupled_blocks_i_o_g(p, x, h, c):
    return advance(p, x, h, c, order=(0, 2, 1))


def coupled_blocks_o_first(p, x, h, c):
    return advance(p, x, h, c, order=(2, 1, 0))


def coupled_sigmoid_candidate(p, x, h, c):
    return advance(p, x, h, c, squash=sigmoid)


def coupled_linear_candidate(p, x, h, c):
    return advance(p, x, h, c, squash=lambda a: a)


def coupled_linear_output(p, x, h, c):
    return advance(p, x, h, c, out=lambda c_next: c_next)


def coupled_shows_old_c(p, x, h, c):
    return advance(p, x, h, c, out=lambda c_next: np.tanh(c))


def coupled_by_loop(p, x, h, c):
    B, H = c.shape
    h_next, c_next = np.zeros((B, H)), np.zeros((B, H))
    for row in range(B):
        a = x[row] @ p.W_x + h[row] @ p.W_h + p.b
        for j in range(H):
            i = sigmoid(a[j])
            c_next[row, j] = c[row, j] + i * (np.tanh(a[H + j]) - c[row, j])
            h_next[row, j] = sigmoid(a[2 * H + j]) * np.tanh(c_next[row, j])
    return h_next, c_next


def coupled_by_forget_gate(p, x, h, c):
    a = (np.hstack([x, h]) @ np.vstack([p.W_x, p.W_h]) + p.b).reshape(len(c), 3, -1)
    f = sigmoid(-a[:, 0])  # 1 - sigmoid(a) is sigmoid(-a)
    c_next = f * c + (1 - f) * np.tanh(a[:, 1])
    return np.tanh(c_next) * sigmoid(a[:, 2]), c_next


def coupled_by_slices(p, x, h, c):
    H = c.shape[1]
    i = sigmoid(x @ p.W_x[:, :H] + h @ p.W_h[:, :H] + p.b[:H])
    g = np.tanh(x @ p.W_x[:, H : 2 * H] + h @ p.W_h[:, H : 2 * H] + p.b[H : 2 * H])
    o = sigmoid(x @ p.W_x[:, 2 * H :] + h @ p.W_h[:, 2 * H :] + p.b[2 * H :])
    c_next = c - i * c + i * g
    return o * np.tanh(c_next), c_next


def coupled_in_float32(p, x, h, c):
    p = ThreeBlockParams(*(leaf.astype(np.float32) for leaf in p))
    return coupled_by_slices(p, *(array.astype(np.float32) for array in (x, h, c)))


check_coupled_step = Check(
    name="coupled_step",
    reference=coupled_step,
    twins=(lstm.coupled_step,),
    cases=coupled_step_cases,
    outputs=("h_next (B, H)", "c_next (B, H)"),
    slips={
        "The two shares are exchanged: at i = 1 your memory keeps c. What does an open input gate "
        "let in?": coupled_swapped,
        "Nothing is forgotten: c enters in full. What is the forget gate if i is "
        "given?": coupled_keeps_all,
        "g is written in full. Which gate scales the candidate?": coupled_writes_all,
        "The old memory is scaled by i as well. How much is forgotten when much is "
        "written?": coupled_forgets_by_i,
        "The old memory is scaled by 1 - o. With which gate is the forget gate "
        "coupled?": coupled_forgets_by_o,
        "c_next lacks what is kept of the old memory. Which term carries it?": coupled_forgets_c,
        "The second block was taken for o and the third for g. In which order do the blocks "
        "run?": coupled_blocks_i_o_g,
        "The first block was taken for o and the third for i. In which order do the blocks "
        "run?": coupled_blocks_o_first,
        "g was squashed by a sigmoid. Can what is written into the memory be "
        "negative?": coupled_sigmoid_candidate,
        "g was not squashed. Which function does the candidate pass?": coupled_linear_candidate,
        "h_next lacks the tanh of the memory. What does the output gate "
        "scale?": coupled_linear_output,
        "h_next shows the old memory. Which memory does the output gate "
        "scale?": coupled_shows_old_c,
    },
    alternatives=(coupled_by_loop, coupled_by_forget_gate, coupled_by_slices, coupled_in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
