"""Answers to grid_step that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.ops import sigmoid
from tests.checks.answers import wrong


def cell(a, c, order="ifgo"):
    parts = dict(zip(order, np.split(a, 4, axis=1), strict=True))
    c = sigmoid(parts["f"]) * c + sigmoid(parts["i"]) * np.tanh(parts["g"])
    return sigmoid(parts["o"]) * np.tanh(c), c


def depth_reads_the_new(p, h_1, c_1, h_2, c_2):
    h_1, c_1 = cell(np.hstack([h_1, h_2]) @ p.W_1 + p.b_1, c_1)
    h_2, c_2 = cell(np.hstack([h_1, h_2]) @ p.W_2 + p.b_2, c_2)
    return h_1, c_1, h_2, c_2


def depth_first_and_time_reads_it(p, h_1, c_1, h_2, c_2):
    h_2, c_2 = cell(np.hstack([h_1, h_2]) @ p.W_2 + p.b_2, c_2)
    h_1, c_1 = cell(np.hstack([h_1, h_2]) @ p.W_1 + p.b_1, c_1)
    return h_1, c_1, h_2, c_2


def order_of_the_row(p, h_1, c_1, h_2, c_2):
    both = np.hstack([h_2, h_1])
    return *cell(both @ p.W_1 + p.b_1, c_1), *cell(both @ p.W_2 + p.b_2, c_2)


def own_first(p, h_1, c_1, h_2, c_2):
    one, two = np.hstack([h_1, h_2]), np.hstack([h_2, h_1])
    return *cell(one @ p.W_1 + p.b_1, c_1), *cell(two @ p.W_2 + p.b_2, c_2)


def one_set_of_weights(p, h_1, c_1, h_2, c_2):
    a = np.hstack([h_1, h_2]) @ p.W_1 + p.b_1
    return *cell(a, c_1), *cell(a, c_2)


def gate_order_of_another(p, h_1, c_1, h_2, c_2):
    both = np.hstack([h_1, h_2])
    one = cell(both @ p.W_1 + p.b_1, c_1, "ifog")
    return *one, *cell(both @ p.W_2 + p.b_2, c_2, "ifog")


def memories_exchanged(p, h_1, c_1, h_2, c_2):
    both = np.hstack([h_1, h_2])
    return *cell(both @ p.W_1 + p.b_1, c_2), *cell(both @ p.W_2 + p.b_2, c_1)


def returned_in_another_order(p, h_1, c_1, h_2, c_2):
    both = np.hstack([h_1, h_2])
    h_1, c_1 = cell(both @ p.W_1 + p.b_1, c_1)
    h_2, c_2 = cell(both @ p.W_2 + p.b_2, c_2)
    return h_1, h_2, c_1, c_2


def tanh_of_the_product(p, h_1, c_1, h_2, c_2):
    """h' = tanh(o c'), as in the paper."""
    both, out = np.hstack([h_1, h_2]), []
    for W, b, c in ((p.W_1, p.b_1, c_1), (p.W_2, p.b_2, c_2)):
        i, f, g, o = np.split(both @ W + b, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        out += [np.tanh(sigmoid(o) * c), c]
    return tuple(out)


def without_biases(p, h_1, c_1, h_2, c_2):
    both = np.hstack([h_1, h_2])
    return *cell(both @ p.W_1, c_1), *cell(both @ p.W_2, c_2)


def candidate_through_sigmoid(p, h_1, c_1, h_2, c_2):
    both, out = np.hstack([h_1, h_2]), []
    for W, b, c in ((p.W_1, p.b_1, c_1), (p.W_2, p.b_2, c_2)):
        i, f, g, o = np.split(sigmoid(both @ W + b), 4, axis=1)
        c = f * c + i * g
        out += [o * np.tanh(c), c]
    return tuple(out)


def memory_not_squashed(p, h_1, c_1, h_2, c_2):
    both, out = np.hstack([h_1, h_2]), []
    for W, b, c in ((p.W_1, p.b_1, c_1), (p.W_2, p.b_2, c_2)):
        i, f, g, o = np.split(both @ W + b, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        out += [sigmoid(o) * c, c]
    return tuple(out)


def new_h_and_row_order(p, h_1, c_1, h_2, c_2):
    h_1, c_1 = cell(np.hstack([h_2, h_1]) @ p.W_1 + p.b_1, c_1)
    h_2, c_2 = cell(np.hstack([h_2, h_1]) @ p.W_2 + p.b_2, c_2)
    return h_1, c_1, h_2, c_2


def each_reads_its_own(p, h_1, c_1, h_2, c_2):
    H = h_1.shape[1]
    one = cell(h_1 @ p.W_1[:H] + p.b_1, c_1)
    return *one, *cell(h_2 @ p.W_2[:H] + p.b_2, c_2)


def below_each_other(p, h_1, c_1, h_2, c_2):
    both = np.concatenate([h_1, h_2])
    return *cell(both @ p.W_1 + p.b_1, c_1), *cell(both @ p.W_2 + p.b_2, c_2)


def exchanged_and_one_set(p, h_1, c_1, h_2, c_2):
    a = np.hstack([h_1, h_2]) @ p.W_1 + p.b_1
    return *cell(a, c_2), *cell(a, c_1)


WRONG = (
    wrong(
        depth_reads_the_new, "The LSTM along depth reads the h_1 that the other one has just made"
    ),
    wrong(
        depth_first_and_time_reads_it,
        "The LSTM along time reads the h_2 that the other one has just made",
    ),
    wrong(order_of_the_row, "The row has h_2 first"),
    wrong(own_first, "The LSTM along depth reads h_2 first"),
    wrong(one_set_of_weights, "The weights of time serve for depth as well"),
    wrong(
        gate_order_of_another, "The blocks were read in the order i, f, o, g. Which is the third"
    ),
    wrong(memories_exchanged, "The memories c_1 and c_2 are exchanged"),
    wrong(returned_in_another_order, "Both states came back first, then both memories"),
    wrong(tanh_of_the_product, "tanh was taken of o times the memory, as in the paper"),
    wrong(without_biases, "The biases have no effect"),
    wrong(candidate_through_sigmoid, "The candidate went through the sigmoid"),
    wrong(memory_not_squashed, "The memory is shown without tanh"),
    wrong(new_h_and_row_order, "The row has h_2 first"),
    wrong(each_reads_its_own, "Each LSTM reads its own state alone, with the upper H rows of its"),
    wrong(below_each_other, "The row has H columns here"),
    wrong(exchanged_and_one_set, "The memories c_1 and c_2 are exchanged"),
)
EDGES = {
    "one row": lambda cases: any(len(h_1) == 1 for _, h_1, *_ in cases),
    "one unit": lambda cases: any(h_1.shape[1] == 1 for _, h_1, *_ in cases),
    "as many rows as units": lambda cases: any(
        h_1.shape[0] == h_1.shape[1] for _, h_1, *_ in cases
    ),
    "as many rows as half of the units' gates": lambda cases: any(
        len(h_1) == 2 * h_1.shape[1] for _, h_1, *_ in cases
    ),
}
