"""Check of fused_lstm_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m13_machine import FusedParams, fused_lstm_step
from helpers.scratch.ops import sigmoid

SIZES = (  # B, D, H: D above H, below it, all equal; one row, one input, one unit; the first again
    (3, 4, 2),
    (2, 3, 5),
    (3, 3, 3),
    (1, 2, 3),
    (4, 1, 2),
    (2, 3, 1),
    (1, 1, 1),
    (3, 4, 2),
)


def fused_lstm_step_cases(seed):
    """Yield (p, x, h, c): as SIZES lists them; then sums of 300, which saturate the gates."""
    rng = np.random.default_rng(seed)
    for B, D, H in SIZES:
        yield drawn(rng, B, D, H)
    p, x, h, c = drawn(rng, 2, 2, 3)
    yield p, 300 * np.sign(x), h, c


def drawn(rng, B, D, H):
    p = FusedParams(0.7 * rng.normal(size=(D + H, 4 * H)), rng.normal(size=4 * H))
    return p, rng.normal(size=(B, D)), rng.uniform(-1, 1, (B, H)), 1.5 * rng.normal(size=(B, H))


def blocks(p, x, h):
    return np.split(np.hstack([x, h]) @ p.W + p.b, 4, axis=1)


def step(i, f, g, o, c):
    """Take a step of four gates that are squashed already."""
    c_next = f * c + i * g
    return o * np.tanh(c_next), c_next


def ordered(p, x, h, c, order):
    """Take the four blocks for the gates in this order."""
    a = dict(zip(order, blocks(p, x, h), strict=True))
    return step(sigmoid(a["i"]), sigmoid(a["f"]), np.tanh(a["g"]), sigmoid(a["o"]), c)


def fused_f_first(p, x, h, c):
    return ordered(p, x, h, c, "figo")


def fused_o_before_g(p, x, h, c):
    return ordered(p, x, h, c, "ifog")


def fused_g_second(p, x, h, c):
    return ordered(p, x, h, c, "igfo")


def fused_f_first_and_o_before_g(p, x, h, c):
    return ordered(p, x, h, c, "fiog")


def fused_h_first(p, x, h, c):
    i, f, g, o = np.split(np.hstack([h, x]) @ p.W + p.b, 4, axis=1)
    return step(sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o), c)


def fused_h_first_without_b(p, x, h, c):
    i, f, g, o = np.split(np.hstack([h, x]) @ p.W, 4, axis=1)
    return step(sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o), c)


def fused_h_first_and_o_before_g(p, x, h, c):
    i, f, o, g = np.split(np.hstack([h, x]) @ p.W + p.b, 4, axis=1)
    return step(sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o), c)


def fused_without_b(p, x, h, c):
    return fused_lstm_step(p._replace(b=0 * p.b), x, h, c)


def fused_b_twice(p, x, h, c):
    return fused_lstm_step(p._replace(b=2 * p.b), x, h, c)


def fused_without_x(p, x, h, c):
    return fused_lstm_step(p, 0 * x, h, c)


def fused_without_h(p, x, h, c):
    return fused_lstm_step(p, x, 0 * h, c)


def fused_c_for_h(p, x, h, c):
    """Multiply c in place of h."""
    return fused_lstm_step(p, x, c, c)


def fused_old_c(p, x, h, c):
    i, f, g, o = blocks(p, x, h)
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c_next


def fused_old_c_and_o_before_g(p, x, h, c):
    c_next = fused_o_before_g(p, x, h, c)[1]
    return sigmoid(blocks(p, x, h)[2]) * np.tanh(c), c_next


def fused_old_h(p, x, h, c):
    """Add i g to f h."""
    i, f, g, o = blocks(p, x, h)
    return step(sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o), h)


def fused_c_not_squashed(p, x, h, c):
    i, f, g, o = blocks(p, x, h)
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * c_next, c_next


def fused_g_not_squashed(p, x, h, c):
    i, f, g, o = blocks(p, x, h)
    return step(sigmoid(i), sigmoid(f), g, sigmoid(o), c)


def fused_g_by_sigmoid(p, x, h, c):
    return step(*map(sigmoid, blocks(p, x, h)), c)


def fused_gates_by_tanh(p, x, h, c):
    return step(*map(np.tanh, blocks(p, x, h)), c)


def fused_gates_not_squashed(p, x, h, c):
    i, f, g, o = blocks(p, x, h)
    return step(i, f, np.tanh(g), o, c)


def fused_c_by_sigmoid(p, x, h, c):
    i, f, g, o = blocks(p, x, h)
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * sigmoid(c_next), c_next


def fused_coupled(p, x, h, c):
    i, f, g, o = blocks(p, x, h)
    return step(1 - sigmoid(f), sigmoid(f), np.tanh(g), sigmoid(o), c)


def fused_nothing_forgotten(p, x, h, c):
    i, f, g, o = blocks(p, x, h)
    return step(sigmoid(i), 1, np.tanh(g), sigmoid(o), c)


def fused_without_input_gate(p, x, h, c):
    i, f, g, o = blocks(p, x, h)
    return step(1, sigmoid(f), np.tanh(g), sigmoid(o), c)


def fused_without_output_gate(p, x, h, c):
    i, f, g, o = blocks(p, x, h)
    return step(sigmoid(i), sigmoid(f), np.tanh(g), 1, c)


def fused_interleaved(p, x, h, c):
    """Read the gates of a unit side by side."""
    a = np.hstack(blocks(p, x, h))
    i, f, g, o = (a[:, k::4] for k in range(4))
    return step(sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o), c)


def fused_split_rows(p, x, h, c):
    """Cut the rows of the batch into four blocks."""
    i, f, g, o = np.split(np.hstack([x, h]) @ p.W + p.b, 4)
    return step(sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o), c)


def fused_stacked(p, x, h, c):
    """Put the rows of h below those of x."""
    i, f, g, o = np.split(np.vstack([x, h]) @ p.W + p.b, 4, axis=1)
    return step(sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o), c)


def fused_c_first(p, x, h, c):
    return fused_lstm_step(p, x, h, c)[::-1]


def fused_h_alone(p, x, h, c):
    return fused_lstm_step(p, x, h, c)[0]


def fused_in_place(p, x, h, c):
    h[:], c[:] = fused_lstm_step(p, x, h, c)
    return h, c


def fused_i_and_o_exchanged(p, x, h, c):
    return ordered(p, x, h, c, "ofgi")


def fused_c_next_squashed(p, x, h, c):
    h_next, c_next = fused_lstm_step(p, x, h, c)
    return h_next, np.tanh(c_next)


def fused_one_more_for_f(p, x, h, c):
    """Add 1 to the forget gate's sum."""
    i, f, g, o = blocks(p, x, h)
    return step(sigmoid(i), sigmoid(f + 1), np.tanh(g), sigmoid(o), c)


def by_two_products(p, x, h, c):
    D, H = x.shape[1], h.shape[1]
    a = x @ p.W[:D] + h @ p.W[D:] + p.b
    i, f, g, o = (a[:, k * H : (k + 1) * H] for k in range(4))
    c_next = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c_next), c_next


def by_units(p, x, h, c):
    (B, H), both = h.shape, np.concatenate([x, h], axis=1)
    h_next, c_next = np.zeros((B, H)), np.zeros((B, H))
    for b in range(B):
        for k in range(H):
            i, f, g, o = (both[b] @ p.W[:, k + H * q] + p.b[k + H * q] for q in range(4))
            c_next[b, k] = c[b, k] * sigmoid(f) + np.tanh(g) * sigmoid(i)
            h_next[b, k] = np.tanh(c_next[b, k]) * sigmoid(o)
    return h_next, c_next


def by_one_more_row(p, x, h, c):
    """Let b be a row of W, and the input 1."""
    both = np.c_[x, h, np.ones(len(x))] @ np.vstack([p.W, p.b])
    gates, H = (np.tanh(both / 2) + 1) / 2, h.shape[1]
    c_next = gates[:, H : 2 * H] * c + gates[:, :H] * np.tanh(both[:, 2 * H : 3 * H])
    return [gates[:, 3 * H :] * np.tanh(c_next), c_next]


def in_float32(p, x, h, c):
    p = FusedParams(p.W.astype(np.float32), p.b.astype(np.float32))
    return by_two_products(p, *(a.astype(np.float32) for a in (x, h, c)))


check_fused_lstm_step = Check(
    name="fused_lstm_step",
    reference=fused_lstm_step,
    cases=fused_lstm_step_cases,
    outputs=("h_next (B, H)", "c_next (B, H)"),
    slips={
        "The first block was taken for f, the second for i. In which order do the gates "
        "stand?": fused_f_first,
        "The third block was taken for o, the last for g. In which order do the gates "
        "stand?": fused_o_before_g,
        "The second block was taken for g, the third for f. In which order do the gates "
        "stand?": fused_g_second,
        "The blocks were taken for f, i, o, g. In which order do the gates "
        "stand?": fused_f_first_and_o_before_g,
        "h stands before x in the product. Which rows of W come first?": fused_h_first,
        "h stands before x in the product, and b is missing. Which rows of W come first, and what "
        "is added to the product?": fused_h_first_without_b,
        "h stands before x in the product, and the third block was taken for o. Which rows of W "
        "come first, and in which order do the gates stand?": fused_h_first_and_o_before_g,
        "b is missing. What is added to the product?": fused_without_b,
        "b was added twice. How many products are there?": fused_b_twice,
        "x has no effect. Which two arrays stand side by side in the product?": fused_without_x,
        "h has no effect. Which two arrays stand side by side in the product?": fused_without_h,
        "c was multiplied by W in the place of h. Which state do the gates read?": fused_c_for_h,
        "h_next reads the old c. Which one does the output gate let through?": fused_old_c,
        "The third block was taken for o, and h_next reads the old c. In which order do the gates "
        "stand, and which c does the output gate let through?": fused_old_c_and_o_before_g,
        "The forget gate multiplied h. Which state does it keep?": fused_old_h,
        "h_next lets c through as it is. What is applied to c before the output gate multiplies "
        "it?": fused_c_not_squashed,
        "g was added as it is. What is applied to the candidate's block?": fused_g_not_squashed,
        "g went through the sigmoid. Which of the four blocks is no gate?": fused_g_by_sigmoid,
        "All four blocks went through tanh. Between which two numbers does a gate "
        "lie?": fused_gates_by_tanh,
        "The gates were used as they are. Between which two numbers does a gate "
        "lie?": fused_gates_not_squashed,
        "c went through the sigmoid on its way to h_next. What is applied to it "
        "there?": fused_c_by_sigmoid,
        "The input gate is 1 - f. Which block of columns is it made of?": fused_coupled,
        "The forget gate is missing. What multiplies the old c?": fused_nothing_forgotten,
        "The input gate is missing. What multiplies the candidate?": fused_without_input_gate,
        "The output gate is missing. What multiplies tanh of c?": fused_without_output_gate,
        "The four gates of a unit were read side by side. Which columns belong to gate "
        "i?": fused_interleaved,
        "The rows of the batch were cut into four. Along which axis do the gates "
        "stand?": fused_split_rows,
        "h was put below x, as further rows. How many columns has [x, h]?": fused_stacked,
        "c_next came back first. In which order are the two asked for?": fused_c_first,
        "h_next came back alone. Which two results are asked for?": fused_h_alone,
        "h and c were changed in place. Which arrays does the caller still need?": fused_in_place,
        "The first block was taken for o, the last for i. In which order do the gates "
        "stand?": fused_i_and_o_exchanged,
        "c_next is squashed by tanh. Which of the two results is c_next inside "
        "tanh?": fused_c_next_squashed,
        "1 was added to the forget gate's sum. Which b stands there already?": fused_one_more_for_f,
    },
    alternatives=(by_two_products, by_units, by_one_more_row, in_float32),
    tolerance_reason="float64: sums of at most 9 products",
    float32=True,
)
