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


WRONG = tuple(
    wrong(answer)
    for answer in (
        gate_of_own_memory,
        lower_memory_left_out,
        lower_memory_not_gated,
        gate_not_squashed,
        gate_by_tanh,
        output_sees_old_memory,
        gate_mixes,
        gate_reads_h,
        weights_exchanged,
        no_peepholes,
    )
)
