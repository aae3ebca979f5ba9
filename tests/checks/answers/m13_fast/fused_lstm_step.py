"""Answers to fused_lstm_step that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.ops import sigmoid
from tests.checks.answers import wrong


def four(p, rows):
    return np.split(rows @ p.W + p.b, 4, axis=1)


def order_i_f_o_g(p, x, h, c):
    i, f, o, g = four(p, np.hstack([x, h]))
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


def order_f_i_g_o(p, x, h, c):
    f, i, g, o = four(p, np.hstack([x, h]))
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


def state_first(p, x, h, c):
    i, f, g, o = four(p, np.hstack([h, x]))
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


def no_bias(p, x, h, c):
    i, f, g, o = np.split(np.hstack([x, h]) @ p.W, 4, axis=1)
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


def old_c_in_h(p, x, h, c):
    i, f, g, o = four(p, np.hstack([x, h]))
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c_next


def c_first(p, x, h, c):
    i, f, g, o = four(p, np.hstack([x, h]))
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return c_next, sigmoid(o) * np.tanh(c_next)


def c_not_squashed(p, x, h, c):
    i, f, g, o = four(p, np.hstack([x, h]))
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * c_next, c_next


def sigmoid_of_all(p, x, h, c):
    i, f, g, o = np.split(sigmoid(np.hstack([x, h]) @ p.W + p.b), 4, axis=1)
    c_next = f * c + i * g
    return o * np.tanh(c_next), c_next


def one_below_the_other(p, x, h, c):
    i, f, g, o = four(p, np.vstack([x, h]))
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


def interleaved(p, x, h, c):
    """Read the four gates of each unit side by side."""
    a = (np.hstack([x, h]) @ p.W + p.b).reshape(len(x), -1, 4)
    i, f, g, o = np.moveaxis(a, 2, 0)
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


def split_rows(p, x, h, c):
    i, f, g, o = np.split(np.hstack([x, h]) @ p.W + p.b, 4)
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


def coupled(p, x, h, c):
    i, f, g, o = four(p, np.hstack([x, h]))
    c_next = sigmoid(f) * c + (1 - sigmoid(f)) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


def gates_not_squashed(p, x, h, c):
    i, f, g, o = four(p, np.hstack([x, h]))
    c_next = f * c + i * np.tanh(g)
    return o * np.tanh(c_next), c_next


def wrong_half_of_W(p, x, h, c):
    """Cut W after H rows."""
    H = h.shape[1]
    a = h @ p.W[:H] + x @ p.W[H:] + p.b
    i, f, g, o = np.split(a, 4, axis=1)
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


def bias_in_both_products(p, x, h, c):
    D = x.shape[1]
    a = (x @ p.W[:D] + p.b) + (h @ p.W[D:] + p.b)
    i, f, g, o = np.split(a, 4, axis=1)
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


def h_alone(p, x, h, c):
    i, f, g, o = four(p, np.hstack([x, h]))
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next)


def candidate_not_squashed(p, x, h, c):
    i, f, g, o = four(p, np.hstack([x, h]))
    c_next = sigmoid(f) * c + sigmoid(i) * g
    return sigmoid(o) * np.tanh(c_next), c_next


def two_order_and_old_c(p, x, h, c):
    i, f, o, g = four(p, np.hstack([x, h]))
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c_next


def two_state_first_and_no_bias(p, x, h, c):
    i, f, g, o = np.split(np.hstack([h, x]) @ p.W, 4, axis=1)
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


def two_state_first_and_order(p, x, h, c):
    i, f, o, g = four(p, np.hstack([h, x]))
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


def c_in_place(p, x, h, c):
    i, f, g, o = four(p, np.hstack([x, h]))
    c *= sigmoid(f)
    c += sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def through_lists(p, x, h, c):
    """Build [x, h] row by row, and the gates unit by unit."""
    a = np.array([[*row, *state] for row, state in zip(x, h, strict=True)]) @ p.W + p.b
    H = c.shape[1]
    c_next = c / (1 + np.exp(-a[:, H : 2 * H])) + np.tanh(a[:, 2 * H : 3 * H]) * sigmoid(a[:, :H])
    return np.tanh(c_next) * sigmoid(a[:, 3 * H :]), c_next


def reshaped(p, x, h, c):
    a = (np.column_stack((x, h)) @ p.W + p.b).reshape(len(x), 4, -1)
    i, f, o = sigmoid(a[:, [0, 1, 3]]).swapaxes(0, 1)
    c_next = f * c + i * np.tanh(a[:, 2])
    return o * np.tanh(c_next), c_next


def order_o_f_g_i(p, x, h, c):
    o, f, g, i = four(p, np.hstack([x, h]))
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


def c_next_after_tanh(p, x, h, c):
    i, f, g, o = four(p, np.hstack([x, h]))
    c_next = np.tanh(sigmoid(f) * c + sigmoid(i) * np.tanh(g))
    return sigmoid(o) * c_next, c_next


def old_h_in_h(p, x, h, c):
    i, f, g, o = four(p, np.hstack([x, h]))
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(h), c_next


def two_no_bias_and_sigmoid_of_g(p, x, h, c):
    i, f, g, o = np.split(sigmoid(np.hstack([x, h]) @ p.W), 4, axis=1)
    c_next = f * c + i * g
    return o * np.tanh(c_next), c_next


def two_state_first_and_f_i_o_g(p, x, h, c):
    f, i, o, g = four(p, np.hstack([h, x]))
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


RIGHT = (through_lists, reshaped)
EDGES = {
    "one row, one input, one unit": lambda cases: all(
        any(array.shape[axis] == 1 for array in arrays)
        for arrays, axis in (
            ([x for _, x, _, _ in cases], 0),
            ([x for _, x, _, _ in cases], 1),
            ([h for _, _, h, _ in cases], 1),
        )
    ),
    "as many inputs as units, more and fewer": lambda cases: (
        {int(np.sign(x.shape[1] - h.shape[1])) for _, x, h, _ in cases} == {-1, 0, 1}
    ),
    "saturated gates": lambda cases: any(abs(x).max() > 100 for _, x, _, _ in cases),
}


WRONG = (
    wrong(order_i_f_o_g, "The third block was taken for o, the last for g"),
    wrong(order_f_i_g_o, "The first block was taken for f, the second for i"),
    wrong(state_first, "h stands before x in the product"),
    wrong(no_bias, "b is missing"),
    wrong(old_c_in_h, "h_next reads the old c"),
    wrong(c_first, "c_next came back first"),
    wrong(c_not_squashed, "h_next lets c through as it is"),
    wrong(sigmoid_of_all, "g went through the sigmoid"),
    wrong(one_below_the_other, "h was put below x, as further rows"),
    wrong(interleaved, "The four gates of a unit were read side by side"),
    wrong(split_rows, "The rows of the batch were cut into four"),
    wrong(coupled, "The input gate is 1 - f"),
    wrong(gates_not_squashed, "The gates were used as they are"),
    wrong(wrong_half_of_W, "h stands before x in the product"),
    wrong(bias_in_both_products, "b was added twice"),
    wrong(h_alone, "h_next came back alone"),
    wrong(candidate_not_squashed, "g was added as it is"),
    wrong(two_order_and_old_c, "The third block was taken for o, and h_next reads the old c"),
    wrong(two_state_first_and_no_bias, "h stands before x in the product, and b is missing"),
    wrong(
        two_state_first_and_order, "h stands before x in the product, and the third block was taken"
    ),
    wrong(c_in_place, "The caller still needs what it passed in"),
    wrong(order_o_f_g_i, "The first block was taken for o, the last for i"),
    wrong(c_next_after_tanh, "c_next is squashed by tanh"),
    wrong(old_h_in_h, "h_next stays the same when c changes"),
    wrong(two_no_bias_and_sigmoid_of_g, "g went through the sigmoid"),
    wrong(two_state_first_and_f_i_o_g, "The blocks were taken for f, i, o, g"),
)
