"""Check of grid_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.contract.params import param_shapes
from helpers.scratch.modules.m11_time_scales import grid_step
from helpers.scratch.ops import sigmoid
from helpers.scratch.variants.grid import GridParams

SIZES = ((3, 4), (2, 3), (4, 2), (1, 3), (3, 1), (2, 2), (3, 4))  # B, H


def grid_step_cases(seed):
    """Yield (p, h_1, c_1, h_2, c_2): as SIZES lists them; and time and depth alike in one thing."""
    rng = np.random.default_rng(seed)
    for B, H in SIZES[:-1]:
        yield drawn(rng, B, H)
    p, h_1, c_1, h_2, c_2 = drawn(rng, 3, 4)
    yield p, h_1, c_1, h_2, c_1.copy()
    yield p, h_1, c_1, h_1.copy(), c_2
    yield p._replace(W_2=p.W_1.copy(), b_2=p.b_1.copy()), h_1, c_1, h_2, c_2
    yield drawn(rng, *SIZES[-1])


def drawn(rng, B, H):
    shapes = param_shapes(GridParams, H=H)
    p = GridParams(**{name: 0.7 * rng.normal(size=shape) for name, shape in shapes.items()})
    return p, *rng.normal(size=(4, B, H))


def lstm(a, c, order="ifgo", show=None):
    """Return h_next, c_next from a pre-activation (B, 4H)."""
    parts = dict(zip(order, np.split(a, 4, axis=1), strict=True))
    c = sigmoid(parts["f"]) * c + sigmoid(parts["i"]) * np.tanh(parts["g"])
    return (show or shown)(sigmoid(parts["o"]), c), c


def shown(o, c):
    return o * np.tanh(c)


def tanh_of_product(o, c):
    return np.tanh(o * c)


def not_squashed(o, c):
    return o * c


def without_gate(o, c):
    return np.tanh(c)


def row(h_1, h_2):
    return np.concatenate([h_1, h_2], axis=1)


def both(p, read_1, c_1, read_2, c_2, **words):
    """Run the two LSTMs on rows of their own."""
    one = lstm(read_1 @ p.W_1 + p.b_1, c_1, **words)
    return *one, *lstm(read_2 @ p.W_2 + p.b_2, c_2, **words)


def grid_depth_reads_new(p, h_1, c_1, h_2, c_2):
    new = grid_step(p, h_1, c_1, h_2, c_2)[0]
    return both(p, row(h_1, h_2), c_1, row(new, h_2), c_2)


def grid_time_reads_new(p, h_1, c_1, h_2, c_2):
    new = grid_step(p, h_1, c_1, h_2, c_2)[2]
    return both(p, row(h_1, new), c_1, row(h_1, h_2), c_2)


def grid_row_exchanged(p, h_1, c_1, h_2, c_2):
    return both(p, row(h_2, h_1), c_1, row(h_2, h_1), c_2)


def grid_own_first(p, h_1, c_1, h_2, c_2):
    return both(p, row(h_1, h_2), c_1, row(h_2, h_1), c_2)


def grid_other_first(p, h_1, c_1, h_2, c_2):
    return both(p, row(h_2, h_1), c_1, row(h_1, h_2), c_2)


def grid_first_weights_for_both(p, h_1, c_1, h_2, c_2):
    return grid_step(p._replace(W_2=p.W_1, b_2=p.b_1), h_1, c_1, h_2, c_2)


def grid_first_matrix_for_both(p, h_1, c_1, h_2, c_2):
    return grid_step(p._replace(W_2=p.W_1), h_1, c_1, h_2, c_2)


def grid_first_bias_for_both(p, h_1, c_1, h_2, c_2):
    return grid_step(p._replace(b_2=p.b_1), h_1, c_1, h_2, c_2)


def grid_weights_exchanged(p, h_1, c_1, h_2, c_2):
    return grid_step(GridParams(p.W_2, p.b_2, p.W_1, p.b_1), h_1, c_1, h_2, c_2)


def grid_memories_exchanged(p, h_1, c_1, h_2, c_2):
    return grid_step(p, h_1, c_2, h_2, c_1)


def grid_first_memory_for_both(p, h_1, c_1, h_2, c_2):
    return grid_step(p, h_1, c_1, h_2, c_1)


def grid_new_memory_for_depth(p, h_1, c_1, h_2, c_2):
    """Hand the memory of time on to depth."""
    return grid_step(p, h_1, c_1, h_2, grid_step(p, h_1, c_1, h_2, c_2)[1])


def grid_first_state_for_both(p, h_1, c_1, h_2, c_2):
    return grid_step(p, h_1, c_1, h_1, c_2)


def grid_each_own(p, h_1, c_1, h_2, c_2):
    """Let each LSTM read its own state, with the upper half of its matrix."""
    H = h_1.shape[1]
    one = lstm(h_1 @ p.W_1[:H] + p.b_1, c_1)
    return *one, *lstm(h_2 @ p.W_2[:H] + p.b_2, c_2)


def grid_each_own_half(p, h_1, c_1, h_2, c_2):
    zeros = np.zeros_like(h_1)
    return both(p, row(h_1, zeros), c_1, row(zeros, h_2), c_2)


def grid_states_added(p, h_1, c_1, h_2, c_2):
    H = h_1.shape[1]
    one = lstm((h_1 + h_2) @ p.W_1[:H] + p.b_1, c_1)
    return *one, *lstm((h_1 + h_2) @ p.W_2[:H] + p.b_2, c_2)


def grid_whole_matrices_own(p, h_1, c_1, h_2, c_2):
    return lstm(h_1 @ p.W_1 + p.b_1, c_1)


def grid_memories_read(p, h_1, c_1, h_2, c_2):
    """Put h_1 beside c_1, and h_2 beside c_2."""
    return both(p, row(h_1, c_1), c_1, row(h_2, c_2), c_2)


def grid_order_ifog(p, h_1, c_1, h_2, c_2):
    return both(p, row(h_1, h_2), c_1, row(h_1, h_2), c_2, order="ifog")


def grid_order_figo(p, h_1, c_1, h_2, c_2):
    return both(p, row(h_1, h_2), c_1, row(h_1, h_2), c_2, order="figo")


def grid_order_fiog(p, h_1, c_1, h_2, c_2):
    return both(p, row(h_1, h_2), c_1, row(h_1, h_2), c_2, order="fiog")


def grid_tanh_of_product(p, h_1, c_1, h_2, c_2):
    return both(p, row(h_1, h_2), c_1, row(h_1, h_2), c_2, show=tanh_of_product)


def grid_not_squashed(p, h_1, c_1, h_2, c_2):
    return both(p, row(h_1, h_2), c_1, row(h_1, h_2), c_2, show=not_squashed)


def grid_without_output_gate(p, h_1, c_1, h_2, c_2):
    return both(p, row(h_1, h_2), c_1, row(h_1, h_2), c_2, show=without_gate)


def grid_without_biases(p, h_1, c_1, h_2, c_2):
    p = p._replace(b_1=np.zeros_like(p.b_1), b_2=np.zeros_like(p.b_2))
    return grid_step(p, h_1, c_1, h_2, c_2)


def gated(p, h_1, c_1, h_2, c_2, change):
    """Change the gates i, f, g, o, given before any function is taken of them."""
    out = []
    for W, b, c in ((p.W_1, p.b_1, c_1), (p.W_2, p.b_2, c_2)):
        i, f, g, o = change(*np.split(row(h_1, h_2) @ W + b, 4, axis=1))
        c = f * c + i * g
        out += [o * np.tanh(c), c]
    return tuple(out)


def all_sigmoid(i, f, g, o):
    return tuple(map(sigmoid, (i, f, g, o)))


def all_tanh(i, f, g, o):
    return tuple(map(np.tanh, (i, f, g, o)))


def plain_candidate(i, f, g, o):
    return sigmoid(i), sigmoid(f), g, sigmoid(o)


def no_functions(i, f, g, o):
    return i, f, np.tanh(g), o


def coupled(i, f, g, o):
    return 1 - sigmoid(f), sigmoid(f), np.tanh(g), sigmoid(o)


def grid_candidate_sigmoid(p, h_1, c_1, h_2, c_2):
    return gated(p, h_1, c_1, h_2, c_2, all_sigmoid)


def grid_gates_tanh(p, h_1, c_1, h_2, c_2):
    return gated(p, h_1, c_1, h_2, c_2, all_tanh)


def grid_candidate_plain(p, h_1, c_1, h_2, c_2):
    return gated(p, h_1, c_1, h_2, c_2, plain_candidate)


def grid_gates_plain(p, h_1, c_1, h_2, c_2):
    return gated(p, h_1, c_1, h_2, c_2, no_functions)


def grid_coupled(p, h_1, c_1, h_2, c_2):
    return gated(p, h_1, c_1, h_2, c_2, coupled)


def grid_old_memory_shown(p, h_1, c_1, h_2, c_2):
    out = []
    for W, b, c in ((p.W_1, p.b_1, c_1), (p.W_2, p.b_2, c_2)):
        a = row(h_1, h_2) @ W + b
        out += [sigmoid(np.split(a, 4, axis=1)[3]) * np.tanh(c), lstm(a, c)[1]]
    return tuple(out)


def grid_states_first(p, h_1, c_1, h_2, c_2):
    h_1, c_1, h_2, c_2 = grid_step(p, h_1, c_1, h_2, c_2)
    return h_1, h_2, c_1, c_2


def grid_memory_before_state(p, h_1, c_1, h_2, c_2):
    h_1, c_1, h_2, c_2 = grid_step(p, h_1, c_1, h_2, c_2)
    return c_1, h_1, c_2, h_2


def grid_depth_first(p, h_1, c_1, h_2, c_2):
    h_1, c_1, h_2, c_2 = grid_step(p, h_1, c_1, h_2, c_2)
    return h_2, c_2, h_1, c_1


def grid_two_pairs(p, h_1, c_1, h_2, c_2):
    h_1, c_1, h_2, c_2 = grid_step(p, h_1, c_1, h_2, c_2)
    return (h_1, c_1), (h_2, c_2)


def by_split_matrices(p, h_1, c_1, h_2, c_2):
    """Two products in place of one with the states side by side; slices in place of a split."""
    H, out = h_1.shape[1], ()
    for W, b, c in ((p.W_1, p.b_1, c_1), (p.W_2, p.b_2, c_2)):
        a = h_1 @ W[:H] + h_2 @ W[H:] + b
        i, f, o = (1 / (1 + np.exp(-a[:, k * H : (k + 1) * H])) for k in (0, 1, 3))
        c = f * c + i * np.tanh(a[:, 2 * H : 3 * H])
        out += (o * np.tanh(c), c)
    return out


def by_one_product(p, h_1, c_1, h_2, c_2):
    """Both LSTMs at once, along an axis of their own."""
    W, b = np.stack([p.W_1, p.W_2]), np.stack([p.b_1, p.b_2])
    a = np.hstack([h_1, h_2]) @ W + b[:, None]
    i, f, g, o = np.split(a, 4, axis=2)
    c = sigmoid(f) * np.stack([c_1, c_2]) + sigmoid(i) * np.tanh(g)
    h = sigmoid(o) * np.tanh(c)
    return h[0], c[0], h[1], c[1]


def by_rows(p, h_1, c_1, h_2, c_2):
    out = [[], [], [], []]
    for b in range(len(h_1)):
        read = np.append(h_1[b], h_2[b])
        for k, (W, bias, c) in enumerate(((p.W_1, p.b_1, c_1[b]), (p.W_2, p.b_2, c_2[b]))):
            i, f, g, o = (W.T @ read + bias).reshape(4, -1)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            out[2 * k].append(sigmoid(o) * np.tanh(c))
            out[2 * k + 1].append(c)
    return tuple(map(np.array, out))


def in_float32(p, h_1, c_1, h_2, c_2):
    p = GridParams(*(leaf.astype(np.float32) for leaf in p))
    return by_one_product(p, *(state.astype(np.float32) for state in (h_1, c_1, h_2, c_2)))


check_grid_step = Check(
    name="grid_step",
    reference=grid_step,
    cases=grid_step_cases,
    outputs=("h_1_next (B, H)", "c_1_next (B, H)", "h_2_next (B, H)", "c_2_next (B, H)"),
    slips={
        "The LSTM along depth reads the h_1 that the other one has just made. Which h_1 do both "
        "read?": grid_depth_reads_new,
        "The LSTM along time reads the h_2 that the other one has just made. Which h_2 do both "
        "read?": grid_time_reads_new,
        "The row has h_2 first. In which order stand the two states?": grid_row_exchanged,
        "The LSTM along depth reads h_2 first. Do both read the same row?": grid_own_first,
        "Each LSTM reads the other's state first. Do both read the same row?": grid_other_first,
        "The weights of time serve for depth as well. Which weights belong to "
        "depth?": grid_first_weights_for_both,
        "W_1 serves for depth as well. Which matrix belongs to depth?": grid_first_matrix_for_both,
        "b_1 serves for depth as well. Which bias belongs to depth?": grid_first_bias_for_both,
        "The weights of time and depth are exchanged. Which ones belong to "
        "time?": grid_weights_exchanged,
        "The memories c_1 and c_2 are exchanged. Which one belongs to time?": (
            grid_memories_exchanged
        ),
        "c_1 serves for depth as well. Which memory belongs to depth?": grid_first_memory_for_both,
        "The new memory of time goes on through depth. Which memory does depth start "
        "from?": grid_new_memory_for_depth,
        "h_1 stands in the row twice. Which two states does it hold?": grid_first_state_for_both,
        "Each LSTM reads its own state alone, with the upper H rows of its matrix. What do both "
        "read?": grid_each_own,
        "Each LSTM reads its own state alone. What do both read?": grid_each_own_half,
        "The two states were added. How do they become a row of 2H numbers?": grid_states_added,
        "The row has H columns here: one state alone, or both below each other. Which two stand "
        "side by side in it?": grid_whole_matrices_own,
        "Each LSTM reads its state and its memory. Which two arrays make the "
        "row?": grid_memories_read,
        "The blocks were read in the order i, f, o, g. Which is the third?": grid_order_ifog,
        "The blocks were read in the order f, i, g, o. Which is the first?": grid_order_figo,
        "The blocks were read in the order f, i, o, g. In which order do they "
        "stand?": grid_order_fiog,
        "tanh was taken of o times the memory, as in the paper. Of what does the prompt take "
        "it?": grid_tanh_of_product,
        "The memory is shown without tanh. What stands between memory and state?": (
            grid_not_squashed
        ),
        "o has no effect. What does it multiply?": grid_without_output_gate,
        "The biases have no effect. Where are they added?": grid_without_biases,
        "The candidate went through the sigmoid. Which of the four goes through "
        "tanh?": grid_candidate_sigmoid,
        "The gates went through tanh. Which function takes numbers to between 0 and "
        "1?": grid_gates_tanh,
        "The candidate went through no function. Which one belongs to g?": grid_candidate_plain,
        "The gates went through no function. Which one belongs to i, f and o?": grid_gates_plain,
        "The candidate enters by 1 - f. Which gate lets it in?": grid_coupled,
        "The state shows the memory before the block. Which memory is shown?": (
            grid_old_memory_shown
        ),
        "Both states came back first, then both memories. In which order does the prompt list the "
        "four?": grid_states_first,
        "The memories came back before the states. In which order does the prompt list the "
        "four?": grid_memory_before_state,
        "The results of depth came back before those of time. In which order does the prompt list "
        "the four?": grid_depth_first,
        "Two pairs came back. How many results does the prompt list?": grid_two_pairs,
    },
    alternatives=(by_split_matrices, by_one_product, by_rows, in_float32),
    tolerance_reason=(
        "float64 sums of 2H products differ by about 1e-15; the gates and tanh keep the rest small"
    ),
    float32=True,
)
