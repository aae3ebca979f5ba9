"""Answers to lstm_step that its record did not foresee."""

import numpy as np

from helpers.scratch.cells import LSTMCache
from tests.checks.answers import wrong
from tests.checks.answers.m04_lstm.first_attempts import gates, sigmoid, step


def order_i_f_o_g(p, x, h, c):
    a_i, a_f, a_o, a_g = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=1)
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
    c_next = f * c + i * g
    return o * np.tanh(c_next), c_next, LSTMCache(x, h, c, i, f, g, o, np.tanh(c_next))


def candidate_by_sigmoid(p, x, h, c):
    i, f, g, o = np.split(sigmoid(x @ p.W_x + h @ p.W_h + p.b), 4, axis=1)
    c_next = f * c + i * g
    return o * np.tanh(c_next), c_next, LSTMCache(x, h, c, i, f, g, o, np.tanh(c_next))


def h_without_tanh(p, x, h, c):
    i, f, g, o = gates(p, x, h)
    c_next = f * c + i * g
    return o * c_next, c_next, LSTMCache(x, h, c, i, f, g, o, np.tanh(c_next))


def h_from_old_c(p, x, h, c):
    i, f, g, o = gates(p, x, h)
    c_next = f * c + i * g
    return o * np.tanh(c), c_next, LSTMCache(x, h, c, i, f, g, o, np.tanh(c_next))


def cache_holds_c_next(p, x, h, c):
    i, f, g, o = gates(p, x, h)
    c_next = f * c + i * g
    return o * np.tanh(c_next), c_next, LSTMCache(x, h, c_next, i, f, g, o, np.tanh(c_next))


def cache_without_tanh(p, x, h, c):
    i, f, g, o = gates(p, x, h)
    c_next = f * c + i * g
    return o * np.tanh(c_next), c_next, LSTMCache(x, h, c, i, f, g, o, c_next)


def states_in_the_other_order(p, x, h, c):
    h_next, c_next, cache = step(p, x, h, c)
    return c_next, h_next, cache


def blocks_interleaved(p, x, h, c):
    a = x @ p.W_x + h @ p.W_h + p.b
    i, f, g, o = (
        sigmoid(a[:, 0::4]),
        sigmoid(a[:, 1::4]),
        np.tanh(a[:, 2::4]),
        sigmoid(a[:, 3::4]),
    )
    c_next = f * c + i * g
    return o * np.tanh(c_next), c_next, LSTMCache(x, h, c, i, f, g, o, np.tanh(c_next))


def forget_gate_by_tanh_and_new_memory_in_the_cache(p, x, h, c):
    i, _, g, o = gates(p, x, h)
    f = np.tanh(np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=1)[1])
    c_next = f * c + i * g
    return o * np.tanh(c_next), c_next, LSTMCache(x, h, c_next, i, f, g, o, np.tanh(c_next))


def one_more_for_the_forget_gate(p, x, h, c):
    H = h.shape[1]
    return step(p._replace(b=p.b + np.repeat([0.0, 1.0, 0.0, 0.0], H)), x, h, c)


RIGHT = (step,)
WRONG = (
    wrong(one_more_for_the_forget_gate, "1 was added to the forget gate's sum"),
    wrong(order_i_f_o_g, "order i, f, o, g"),
    wrong(candidate_by_sigmoid, "went through a sigmoid"),
    wrong(h_without_tanh, "without its tanh"),
    wrong(h_from_old_c, "from the old c"),
    wrong(cache_holds_c_next, "cache's c is the new memory"),
    wrong(cache_without_tanh, "tanh_c is c_next itself"),
    wrong(states_in_the_other_order, "h_next and c_next have each other's values"),
    wrong(forget_gate_by_tanh_and_new_memory_in_the_cache, "forget gate went through tanh"),
    wrong(blocks_interleaved, "every fourth column"),
)
