"""Check of lstm_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m04_lstm.cases import ROUNDING, cache_axes, lstm_params
from helpers.scratch.cells import LSTMCache, lstm_step
from helpers.scratch.ops import sigmoid


def lstm_step_cases(seed):
    """Yield (p, x, h, c): some sizes, one row, D = H, one unit, saturated gates, shapes again."""
    rng = np.random.default_rng(seed)
    for B, D, H in [(2, 3, 4), (1, 5, 2), (3, 4, 4), (4, 1, 1), (2, 3, 4)]:
        h, c = np.tanh(rng.normal(size=(B, H))), 1.5 * rng.normal(size=(B, H))
        yield lstm_params(rng, D, H), rng.normal(size=(B, D)), h, c
    x = 2000.0 * np.array([[1.0, -1.0], [0.5, 1.0]])
    yield lstm_params(rng, 2, 3), x, rng.normal(size=(2, 3)), rng.normal(size=(2, 3))


def sums(p, x, h):
    return np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)


def gated(x, h, c, i, f, g, o):
    """Return the results of a step with these gates."""
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, LSTMCache(x, h, c, i, f, g, o, tanh_c)


def gates(p, x, h):
    a_i, a_f, a_g, a_o = sums(p, x, h)
    return sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)


def step_ifog(p, x, h, c):
    a_i, a_f, a_o, a_g = sums(p, x, h)
    return gated(x, h, c, sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o))


def step_igfo(p, x, h, c):
    a_i, a_g, a_f, a_o = sums(p, x, h)
    return gated(x, h, c, sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o))


def step_figo(p, x, h, c):
    f, i, g, o = gates(p, x, h)
    return gated(x, h, c, i, f, g, o)


def step_interleaved(p, x, h, c):
    a = x @ p.W_x + h @ p.W_h + p.b
    a_i, a_f, a_g, a_o = (a[:, k::4] for k in range(4))
    return gated(x, h, c, sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o))


def step_sigmoid_candidate(p, x, h, c):
    i, f, g, o = map(sigmoid, sums(p, x, h))
    return gated(x, h, c, i, f, g, o)


def step_linear_candidate(p, x, h, c):
    i, f, _, o = gates(p, x, h)
    return gated(x, h, c, i, f, sums(p, x, h)[2], o)


def step_tanh_gates(p, x, h, c):
    i, f, g, o = map(np.tanh, sums(p, x, h))
    return gated(x, h, c, i, f, g, o)


def step_tanh_forget_gate(p, x, h, c):
    i, _, g, o = gates(p, x, h)
    return gated(x, h, c, i, np.tanh(sums(p, x, h)[1]), g, o)


def step_h_without_tanh(p, x, h, c):
    _, c_next, cache = gated(x, h, c, *gates(p, x, h))
    return cache.o * c_next, c_next, cache


def step_h_of_old_c(p, x, h, c):
    _, c_next, cache = gated(x, h, c, *gates(p, x, h))
    return cache.o * np.tanh(c), c_next, cache


def step_h_without_o(p, x, h, c):
    _, c_next, cache = gated(x, h, c, *gates(p, x, h))
    return cache.tanh_c, c_next, cache


def step_tanh_around_o(p, x, h, c):
    _, c_next, cache = gated(x, h, c, *gates(p, x, h))
    return np.tanh(cache.o * c_next), c_next, cache


def step_squashes_c(p, x, h, c):
    _, c_next, cache = gated(x, h, c, *gates(p, x, h))
    tanh_c = np.tanh(cache.tanh_c)
    return cache.o * tanh_c, cache.tanh_c, cache._replace(tanh_c=tanh_c)


def step_forgets_what_f_keeps(p, x, h, c):
    i, f, g, o = gates(p, x, h)
    _, c_next, _ = gated(x, h, c, i, 1 - f, g, o)
    return o * np.tanh(c_next), c_next, LSTMCache(x, h, c, i, f, g, o, np.tanh(c_next))


def step_coupled(p, x, h, c):
    i, f, g, o = gates(p, x, h)
    c_next = f * c + (1 - f) * g
    return o * np.tanh(c_next), c_next, LSTMCache(x, h, c, i, f, g, o, np.tanh(c_next))


def step_without_f(p, x, h, c):
    i, f, g, o = gates(p, x, h)
    c_next = c + i * g
    return o * np.tanh(c_next), c_next, LSTMCache(x, h, c, i, f, g, o, np.tanh(c_next))


def step_without_i(p, x, h, c):
    i, f, g, o = gates(p, x, h)
    c_next = f * c + g
    return o * np.tanh(c_next), c_next, LSTMCache(x, h, c, i, f, g, o, np.tanh(c_next))


def step_ignores_c(p, x, h, c):
    i, f, g, o = gates(p, x, h)
    c_next = i * g
    return o * np.tanh(c_next), c_next, LSTMCache(x, h, c, i, f, g, o, np.tanh(c_next))


def step_ignores_h(p, x, h, c):
    return gated(x, h, c, *gates(p, x, np.zeros_like(h)))


def step_without_b(p, x, h, c):
    return gated(x, h, c, *gates(p._replace(b=np.zeros_like(p.b)), x, h))


def step_b_subtracted(p, x, h, c):
    return gated(x, h, c, *gates(p._replace(b=-p.b), x, h))


def step_adds_one_to_f(p, x, h, c):
    i, _, g, o = gates(p, x, h)
    return gated(x, h, c, i, sigmoid(sums(p, x, h)[1] + 1), g, o)


def step_caches_new_c(p, x, h, c):
    h_next, c_next, cache = gated(x, h, c, *gates(p, x, h))
    return h_next, c_next, cache._replace(c=c_next)


def step_caches_new_h(p, x, h, c):
    h_next, c_next, cache = gated(x, h, c, *gates(p, x, h))
    return h_next, c_next, cache._replace(h=h_next)


def step_caches_c_next_as_tanh_c(p, x, h, c):
    h_next, c_next, cache = gated(x, h, c, *gates(p, x, h))
    return h_next, c_next, cache._replace(tanh_c=c_next)


def step_caches_tanh_of_old_c(p, x, h, c):
    h_next, c_next, cache = gated(x, h, c, *gates(p, x, h))
    return h_next, c_next, cache._replace(tanh_c=np.tanh(c))


def step_caches_sums(p, x, h, c):
    h_next, c_next, cache = gated(x, h, c, *gates(p, x, h))
    a_i, a_f, a_g, a_o = sums(p, x, h)
    return h_next, c_next, cache._replace(i=a_i, f=a_f, g=a_g, o=a_o)


def step_exp_of_large(p, x, h, c):
    with np.errstate(all="ignore"):
        i, f, g, o = (np.exp(a) / (1 + np.exp(a)) for a in sums(p, x, h))
    return gated(x, h, c, i, f, np.tanh(sums(p, x, h)[2]), o)


def step_by_blocks(p, x, h, c):
    H = h.shape[1]
    a = np.hstack([x, h]) @ np.vstack([p.W_x, p.W_h]) + p.b
    i, f, o = (0.5 + 0.5 * np.tanh(0.5 * a[:, k * H : (k + 1) * H]) for k in (0, 1, 3))
    g = np.tanh(a[:, 2 * H : 3 * H])
    c_next = i * g + c * f
    return np.tanh(c_next) * o, c_next, LSTMCache(x, h, c, i, f, g, o, np.tanh(c_next))


def step_by_loop(p, x, h, c):
    (B, D), H = x.shape, h.shape[1]
    a = np.zeros((B, 4 * H))
    for n in range(B):
        for j in range(4 * H):
            a[n, j] = p.b[j] + sum(x[n, k] * p.W_x[k, j] for k in range(D))
            a[n, j] += sum(h[n, k] * p.W_h[k, j] for k in range(H))
    a = np.clip(a, -500, 500)
    i, f, o = (1 / (1 + np.exp(-a[:, s : s + H])) for s in (0, H, 3 * H))
    g = np.tanh(a[:, 2 * H : 3 * H])
    c_next = f * c + i * g
    return o * np.tanh(c_next), c_next, LSTMCache(x, h, c, i, f, g, o, np.tanh(c_next))


def step_gate_by_gate(p, x, h, c):
    W_x, W_h, b = (np.split(leaf, 4, axis=-1) for leaf in p)
    a_i, a_f, a_g, a_o = (x @ W_x[k] + h @ W_h[k] + b[k] for k in range(4))
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), 2 * sigmoid(2 * a_g) - 1, sigmoid(a_o)
    c_next = f * c + i * g
    return o * np.tanh(c_next), c_next, LSTMCache(x.copy(), h, c, i, f, g, o, np.tanh(c_next))


def step_in_float32(p, x, h, c):
    W_x, W_h, b = (leaf.astype(np.float32) for leaf in p)
    x, h, c = (leaf.astype(np.float32) for leaf in (x, h, c))
    a_i, a_f, a_g, a_o = np.split(x @ W_x + h @ W_h + b, 4, axis=1)
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
    c_next = f * c + i * g
    return o * np.tanh(c_next), c_next, LSTMCache(x, h, c, i, f, g, o, np.tanh(c_next))


check_lstm_step = Check(
    name="lstm_step",
    reference=lstm_step,
    cases=lstm_step_cases,
    outputs=("h_next (B, H)", "c_next (B, H)", "cache", *cache_axes(LSTMCache._fields)),
    slips={
        "The blocks were read in the order i, f, o, g. Which is the third one in this "
        "course?": step_ifog,
        "The blocks were read in the order i, g, f, o. Which is the second one in this "
        "course?": step_igfo,
        "Input and forget gate are exchanged. Which of the two blocks stands first, and which gate "
        "scales the old memory?": step_figo,
        "Each gate took every fourth column. Are the columns of one gate next to each "
        "other?": step_interleaved,
        "The candidate g went through a sigmoid: all its entries are above 0. Could the memory "
        "ever be lowered by what is written?": step_sigmoid_candidate,
        "The candidate g was not squashed. Which function is around its "
        "sum?": step_linear_candidate,
        "The gates went through tanh, so some are below 0. Which function has values from 0 to "
        "1?": step_tanh_gates,
        "The forget gate went through tanh, so it is below 0 in places. Which function has values "
        "from 0 to 1?": step_tanh_forget_gate,
        "h_next was computed from c_next without its tanh. In which range should h_next "
        "lie?": step_h_without_tanh,
        "h_next was computed from the old c. Does this step's output see what was just "
        "written?": step_h_of_old_c,
        "The output gate is missing in h_next. What does o multiply?": step_h_without_o,
        "The output gate stands inside the tanh. Which is done first, squashing c_next or gating "
        "it?": step_tanh_around_o,
        "c_next was squashed. Is there anything between c and c_next but a factor and a "
        "sum?": step_squashes_c,
        "c was multiplied by 1 - f. Does a forget gate of 1 keep the memory or clear "
        "it?": step_forgets_what_f_keeps,
        "The candidate was multiplied by 1 - f. Which gate decides how much is "
        "written?": step_coupled,
        "The old memory was added whole. Which gate multiplies c?": step_without_f,
        "The candidate was added whole. Which gate multiplies g?": step_without_i,
        "The old memory is lost: c_next is i * g alone. Which second term carries c "
        "on?": step_ignores_c,
        "The gates do not depend on h. Which product is missing in their sum?": step_ignores_h,
        "The bias is missing. What should the forget gate be when x and h are both "
        "zero?": step_without_b,
        "The bias was subtracted: a large one would close the gate. With which sign does b enter "
        "the sum?": step_b_subtracted,
        "1 was added to the forget gate's sum. That is a choice for the first value of b: what "
        "does the step itself add?": step_adds_one_to_f,
        "The cache's c is the new memory. Which one did f multiply?": step_caches_new_c,
        "The cache's h is the new state. Which one did W_h multiply?": step_caches_new_h,
        "The cache's tanh_c is c_next itself. Which function is missing "
        "there?": step_caches_c_next_as_tanh_c,
        "The cache's tanh_c is the tanh of the old memory. Which memory does h_next "
        "show?": step_caches_tanh_of_old_c,
        "The cache holds the gates' sums, not the gates. Which of the two do slopes such as i * "
        "(1 - i) need?": step_caches_sums,
        "The exponentials overflow when a sum is large. Which function of the course has the same "
        "values for every sum?": step_exp_of_large,
    },
    alternatives=(step_by_blocks, step_by_loop, step_gate_by_gate, step_in_float32),
    equivalent={
        "-1 -> 1 (in `a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)`)": (
            "an array (B, 4H) has two axes, so axis 1 is the last"
        )
    },
    tolerance_reason=ROUNDING,
    float32=True,
)
