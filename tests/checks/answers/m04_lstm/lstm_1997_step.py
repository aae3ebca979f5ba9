"""Answers to lstm_1997_step that its record did not foresee."""

import numpy as np

from helpers.scratch.variants.lstm import ThreeBlockCache
from tests.checks.answers import wrong
from tests.checks.answers.m04_lstm.first_attempts import sigmoid


def step_of_1997(
    p,
    x,
    h,
    c,
    keep=lambda i: 1.0,
    squash=np.tanh,
    show=np.tanh,
    order=(0, 1, 2),
    write=lambda i, g: i * g,
):
    """Take one step by rules of one's own."""
    blocks = np.split(x @ p.W_x + h @ p.W_h + p.b, 3, axis=1)
    i, g, o = sigmoid(blocks[order[0]]), squash(blocks[order[1]]), sigmoid(blocks[order[2]])
    c_next = keep(i) * c + write(i, g)
    return o * show(c_next), c_next, ThreeBlockCache(x, h, c, i, g, o, np.tanh(c_next))


def like(**rules):
    return lambda p, x, h, c: step_of_1997(p, x, h, c, **rules)


def shows_the_old_memory(p, x, h, c):
    h_next, c_next, cache = step_of_1997(p, x, h, c)
    return cache.o * np.tanh(c), c_next, cache


def split_in_four(p, x, h, c):
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=1)
    c_next = sigmoid(a_f) * c + sigmoid(a_i) * np.tanh(a_g)
    return sigmoid(a_o) * np.tanh(c_next), c_next, None


def memory_replaced(p, x, h, c):
    h_next, c_next, cache = step_of_1997(p, x, h, np.zeros_like(c))
    return h_next, c_next, cache._replace(c=c)


RIGHT = (lambda p, x, h, c: step_of_1997(p, x, h, c),)
WRONG = (
    wrong(like(keep=lambda i: 1 - i), "multiplied by 1 - i"),
    wrong(like(squash=sigmoid), "went through a sigmoid"),
    wrong(like(show=lambda c: c), "without its tanh"),
    wrong(like(order=(0, 2, 1)), "order i, o, g"),
    wrong(like(write=lambda i, g: g), "candidate was added whole"),
    wrong(shows_the_old_memory, "from the old c"),
    wrong(split_in_four, "raised ValueError"),
    wrong(memory_replaced, "old memory is lost"),
)
