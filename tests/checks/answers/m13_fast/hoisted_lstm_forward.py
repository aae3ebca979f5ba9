"""Answers to hoisted_lstm_forward that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def run(p, ax, h, c):
    """Take all steps from the inputs' part of the work."""
    hs = []
    for a in ax:
        i, f, g, o = np.split(a + h @ p.W_h, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        hs.append(h)
    return np.stack(hs), (h, c)


def bias_in_both_places(p, xs, h0, c0):
    hs, h, c = [], h0, c0
    for a in xs @ p.W_x + p.b:
        i, f, g, o = np.split(a + h @ p.W_h + p.b, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        hs.append(h)
    return np.stack(hs), (h, c)


def bias_left_in_the_loop_and_lost(p, xs, h0, c0):
    return run(p, xs @ p.W_x, h0, c0)


def state_hoisted_too(p, xs, h0, c0):
    return run(p._replace(W_h=0 * p.W_h), xs @ p.W_x + h0 @ p.W_h + p.b, h0, c0)


def gates_in_order_ifog(p, xs, h0, c0):
    hs, h, c = [], h0, c0
    for a in xs @ p.W_x + p.b:
        i, f, o, g = np.split(a + h @ p.W_h, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        hs.append(h)
    return np.stack(hs), (h, c)


def flattened_with_the_batch_first(p, xs, h0, c0):
    T, B, D = xs.shape
    flat = xs.transpose(1, 0, 2).reshape(B * T, D) @ p.W_x + p.b
    return run(p, flat.reshape(T, B, -1), h0, c0)


def loop_over_rows(p, xs, h0, c0):
    """Take the first axis for the batch."""
    ax = (xs @ p.W_x + p.b).transpose(1, 0, 2)
    return run(p, ax, h0, c0)


def list_of_states(p, xs, h0, c0):
    hs, last = run(p, xs @ p.W_x + p.b, h0, c0)
    return list(hs), last


def batch_first(p, xs, h0, c0):
    hs, last = run(p, xs @ p.W_x + p.b, h0, c0)
    return hs.transpose(1, 0, 2), last


def last_of_each(p, xs, h0, c0):
    """Return hs[-1] with the states of all steps forgotten."""
    return run(p, xs @ p.W_x + p.b, h0, c0)[1]


def two_sigmoid_for_g_and_h_alone(p, xs, h0, c0):
    hs, h, c = [], h0, c0
    for a in xs @ p.W_x + p.b:
        i, f, g, o = np.split(sigmoid(a + h @ p.W_h), 4, axis=1)
        c = f * c + i * g
        h = o * np.tanh(c)
        hs.append(h)
    return np.stack(hs), h


def two_from_zero_and_bias_twice(p, xs, h0, c0):
    return run(p, xs @ p.W_x + 2 * p.b, 0 * h0, 0 * c0)


def changed_in_place(p, xs, h0, c0):
    """Write the new states into h0 and c0."""
    hs = np.zeros((len(xs), *h0.shape))
    for t, a in enumerate(xs @ p.W_x + p.b):
        i, f, g, o = np.split(a + h0 @ p.W_h, 4, axis=1)
        c0 *= sigmoid(f)
        c0 += sigmoid(i) * np.tanh(g)
        h0[:] = sigmoid(o) * np.tanh(c0)
        hs[t] = h0
    return hs, (h0, c0)


def one_array_for_all_steps(p, xs, h0, c0):
    """Append one array that is changed afterwards."""
    hs, h, c = [], h0.copy(), c0.copy()
    for a in xs @ p.W_x + p.b:
        i, f, g, o = np.split(a + h @ p.W_h, 4, axis=1)
        c[:] = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h[:] = sigmoid(o) * np.tanh(c)
        hs.append(h)
    return np.stack(hs), (h, c)


def h_of_the_old_c(p, xs, h0, c0):
    hs, h, c = [], h0, c0
    for a in xs @ p.W_x + p.b:
        i, f, g, o = np.split(a + h @ p.W_h, 4, axis=1)
        h = sigmoid(o) * np.tanh(c)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        hs.append(h)
    return np.stack(hs), (h, c)


def update_of_a_gru(p, xs, h0, c0):
    """Take 1 - f for the input gate."""
    hs, h, c = [], h0, c0
    for a in xs @ p.W_x + p.b:
        _, f, g, o = np.split(a + h @ p.W_h, 4, axis=1)
        c = sigmoid(f) * c + (1 - sigmoid(f)) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        hs.append(h)
    return np.stack(hs), (h, c)


def two_order_gifo_and_rows(p, xs, h0, c0):
    hs, h, c = [], h0, c0
    T, B, D = xs.shape
    flat = (xs.transpose(1, 0, 2).reshape(B * T, D) @ p.W_x + p.b).reshape(T, B, -1)
    for a in flat:
        i, f, o, g = np.split(a + h @ p.W_h, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        hs.append(h)
    return np.stack(hs), (h, c)


WRONG = (
    wrong(bias_in_both_places, "The bias was added twice"),
    wrong(bias_left_in_the_loop_and_lost, "The bias is missing"),
    wrong(state_hoisted_too, "Every step multiplied the first state by W_h"),
    wrong(gates_in_order_ifog, "The last two blocks were exchanged"),
    wrong(
        flattened_with_the_batch_first,
        "The rows were flattened with the batch first, and cut as if the steps came first",
    ),
    wrong(
        loop_over_rows,
        "The rows were flattened with the batch first, and cut as if the steps came first",
    ),
    wrong(list_of_states, "Convert it to an array"),
    wrong(batch_first, "The axes are in another order"),
    wrong(last_of_each, "The last h and c came back alone"),
    wrong(two_sigmoid_for_g_and_h_alone, "It should be a tuple of 2"),
    wrong(two_from_zero_and_bias_twice, "The bias was added twice"),
    wrong(changed_in_place, "The caller still needs what it passed in"),
    wrong(one_array_for_all_steps, "Every item of hs equals the last one"),
    wrong(h_of_the_old_c, "h was read out of c as it was before the step"),
    wrong(
        update_of_a_gru,
        "With every float input except p.b set to zero, hs, last[0] and last[1] are still wrong",
    ),
    wrong(two_order_gifo_and_rows, "The last two blocks were exchanged"),
)


EDGES = {
    "one step, and one row": lambda cases: (
        any(xs.shape[0] == 1 for _, xs, *_ in cases)
        and any(xs.shape[1] == 1 for _, xs, *_ in cases)
    ),
    "all sizes alike": lambda cases: any(
        len({*xs.shape, h0.shape[1]}) == 1 for _, xs, h0, _ in cases
    ),
    "from a state of 0, and from others": lambda cases: (
        any((h0 == 0).all() and (c0 == 0).all() for *_, h0, c0 in cases)
        and any((h0 != 0).all() for *_, h0, c0 in cases)
    ),
}
