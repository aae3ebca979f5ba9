"""First attempts at depth_gated_step, written before its record, and other answers to it."""

import numpy as np

from tests.checks.answers import wrong


def sigmoid(a):
    return 1 / (1 + np.exp(-np.clip(a, -500, 500)))


def step(p, x, h, c, c_below, **changed):
    """Take one step; changed: rules for d, c_next, o or h_next in place of the right ones."""
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=1)
    i, f = sigmoid(a_i + p.p_i * c), sigmoid(a_f + p.p_f * c)
    g = np.tanh(a_g)
    a_d = x @ p.W_xd + p.w_cd * c + p.w_ld * c_below + p.b_d
    d = changed.get("d", sigmoid)(a_d)
    write = changed.get("write", lambda d, c_below, f, c, i, g: d * c_below + f * c + i * g)
    c_next = write(d, c_below, f, c, i, g)
    o = sigmoid(a_o + p.p_o * changed.get("seen", lambda c, c_next: c_next)(c, c_next))
    return o * np.tanh(c_next), c_next


def gate_of_own_memory(p, x, h, c, c_below):
    return step(p, x, h, c, c_below, write=lambda d, cb, f, c, i, g: d * c + f * cb + i * g)


def lower_memory_left_out(p, x, h, c, c_below):
    return step(p, x, h, c, c_below, write=lambda d, cb, f, c, i, g: d * c + f * c + i * g)


def lower_memory_not_gated(p, x, h, c, c_below):
    return step(p, x, h, c, c_below, write=lambda d, cb, f, c, i, g: cb + f * c + i * g)


def gate_not_squashed(p, x, h, c, c_below):
    return step(p, x, h, c, c_below, d=lambda a: a)


def gate_by_tanh(p, x, h, c, c_below):
    return step(p, x, h, c, c_below, d=np.tanh)


def output_sees_old_memory(p, x, h, c, c_below):
    return step(p, x, h, c, c_below, seen=lambda c, c_next: c)


def gate_mixes(p, x, h, c, c_below):
    return step(
        p, x, h, c, c_below, write=lambda d, cb, f, c, i, g: d * cb + (1 - d) * (f * c + i * g)
    )


def gate_reads_h(p, x, h, c, c_below):
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=1)
    i, f = sigmoid(a_i + p.p_i * c), sigmoid(a_f + p.p_f * c)
    d = sigmoid(h @ p.W_xd + p.w_cd * c + p.w_ld * c_below + p.b_d)
    c_next = d * c_below + f * c + i * np.tanh(a_g)
    return sigmoid(a_o + p.p_o * c_next) * np.tanh(c_next), c_next


def weights_exchanged(p, x, h, c, c_below):
    return step(p._replace(w_cd=p.w_ld, w_ld=p.w_cd), x, h, c, c_below)


def no_peepholes(p, x, h, c, c_below):
    zero = np.zeros_like(p.p_i)
    return step(p._replace(p_i=zero, p_f=zero, p_o=zero), x, h, c, c_below)


def right(p, x, h, c, c_below):
    return step(p, x, h, c, c_below)


def as_list(p, x, h, c, c_below):
    return list(step(p, x, h, c, c_below))


RIGHT = (
    right,
    as_list,
)
WRONG = (
    wrong(gate_of_own_memory, "d scales c, and f scales c_below"),
    wrong(lower_memory_left_out, "The depth gate scales c"),
    wrong(lower_memory_not_gated, "The memory of the layer below was added whole"),
    wrong(gate_not_squashed, "d was not squashed"),
    wrong(gate_by_tanh, "d was squashed by tanh"),
    wrong(output_sees_old_memory, "o sees the old memory"),
    wrong(gate_mixes, "All that is not from below was scaled by 1 - d"),
    wrong(gate_reads_h, "d reads h where x belongs"),
    wrong(weights_exchanged, "w_cd and w_ld are exchanged"),
    wrong(no_peepholes, "The peepholes are missing"),
)
EDGES = {
    "one row": lambda cases: any(len(x) == 1 for _, x, *_ in cases),
    "as many inputs as units": lambda cases: any(x.shape == h.shape for _, x, h, *_ in cases),
    "one unit": lambda cases: any(h.shape[1] == 1 for _, _, h, *_ in cases),
    "inputs that saturate": lambda cases: any(np.abs(x).max() > 100 for _, x, *_ in cases),
}
