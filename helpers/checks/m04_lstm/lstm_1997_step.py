"""Check of lstm_1997_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m04_lstm.cases import ROUNDING, cache_axes
from helpers.scratch.ops import sigmoid
from helpers.scratch.variants.lstm import ThreeBlockCache, ThreeBlockParams, lstm_1997_step


def lstm_1997_step_cases(seed):
    """Yield (p, x, h, c): some sizes, 3H = 4H' in one, one row, one unit, saturation."""
    rng = np.random.default_rng(seed)
    for B, D, H, scale in [
        *((2, 3, 4, 0.7), (1, 5, 2, 0.7), (3, 4, 4, 0.7), (4, 1, 1, 0.7)),
        *((2, 3, 4, 0.7), (2, 2, 3, 40.0)),
    ]:
        p = ThreeBlockParams(
            W_x=0.7 * rng.normal(size=(D, 3 * H)),
            W_h=0.7 * rng.normal(size=(H, 3 * H)),
            b=0.7 * rng.normal(size=3 * H),
        )
        h, c = np.tanh(rng.normal(size=(B, H))), 1.5 * rng.normal(size=(B, H))
        yield p, scale / 0.7 * rng.normal(size=(B, D)), h, c


def stepped(p, x, h, c, order="igo", keep=None, write=None, show=None, squash=np.tanh):
    """Take a step with some of its rules replaced."""
    blocks = dict(zip(order, np.split(x @ p.W_x + h @ p.W_h + p.b, 3, axis=-1), strict=True))
    i, g, o = sigmoid(blocks["i"]), squash(blocks["g"]), sigmoid(blocks["o"])
    c_next = (keep(i, g, c) if keep else c) + (write(i, g, o) if write else i * g)
    tanh_c = np.tanh(c_next)
    h_next = show(o, c_next, c) if show else o * tanh_c
    return h_next, c_next, ThreeBlockCache(x, h, c, i, g, o, tanh_c)


def old_coupled(p, x, h, c):
    return stepped(p, x, h, c, keep=lambda i, g, c: (1 - i) * c)


def old_forgets_all(p, x, h, c):
    return stepped(p, x, h, c, keep=lambda i, g, c: 0.0 * c)


def old_half_kept(p, x, h, c):
    return stepped(p, x, h, c, keep=lambda i, g, c: 0.5 * c)


def old_kept_by_i(p, x, h, c):
    return stepped(p, x, h, c, keep=lambda i, g, c: i * c)


def old_squashes_memory(p, x, h, c):
    _, c_next, cache = stepped(p, x, h, c)
    tanh_c = np.tanh(cache.tanh_c)
    return cache.o * tanh_c, cache.tanh_c, cache._replace(tanh_c=tanh_c)


def old_writes_all(p, x, h, c):
    return stepped(p, x, h, c, write=lambda i, g, o: g)


def old_writes_by_o(p, x, h, c):
    return stepped(p, x, h, c, write=lambda i, g, o: o * g)


def old_i_o_g(p, x, h, c):
    return stepped(p, x, h, c, order="iog")


def old_g_i_o(p, x, h, c):
    return stepped(p, x, h, c, order="gio")


def old_sigmoid_candidate(p, x, h, c):
    return stepped(p, x, h, c, squash=sigmoid)


def old_linear_candidate(p, x, h, c):
    return stepped(p, x, h, c, squash=lambda a: a)


def old_shows_c(p, x, h, c):
    return stepped(p, x, h, c, show=lambda o, c_next, c: o * c_next)


def old_shows_old_c(p, x, h, c):
    return stepped(p, x, h, c, show=lambda o, c_next, c: o * np.tanh(c))


def old_without_o(p, x, h, c):
    return stepped(p, x, h, c, show=lambda o, c_next, c: np.tanh(c_next))


def old_without_b(p, x, h, c):
    return stepped(p._replace(b=np.zeros_like(p.b)), x, h, c)


def old_ignores_h(p, x, h, c):
    h_next, c_next, cache = stepped(p, x, np.zeros_like(h), c)
    return h_next, c_next, cache._replace(h=h)


def old_caches_new_c(p, x, h, c):
    h_next, c_next, cache = stepped(p, x, h, c)
    return h_next, c_next, cache._replace(c=c_next)


def old_caches_c_unsquashed(p, x, h, c):
    h_next, c_next, cache = stepped(p, x, h, c)
    return h_next, c_next, cache._replace(tanh_c=c_next)


def old_by_blocks(p, x, h, c):
    H = h.shape[1]
    a = np.hstack([x, h]) @ np.vstack([p.W_x, p.W_h]) + p.b
    i, o = (0.5 + 0.5 * np.tanh(0.5 * a[:, k : k + H]) for k in (0, 2 * H))
    g = np.tanh(a[:, H : 2 * H])
    c_next = i * g + c
    return np.tanh(c_next) * o, c_next, ThreeBlockCache(x, h, c, i, g, o, np.tanh(c_next))


def old_gate_by_gate(p, x, h, c):
    W_x, W_h, b = (np.split(leaf, 3, axis=-1) for leaf in p)
    a_i, a_g, a_o = (x @ W_x[k] + h @ W_h[k] + b[k] for k in range(3))
    i, g, o = sigmoid(a_i), 2 * sigmoid(2 * a_g) - 1, sigmoid(a_o)
    tanh_c = np.tanh(c + g * i)
    return tanh_c * o, c + g * i, ThreeBlockCache(x=x, h=h, c=c, i=i, g=g, o=o, tanh_c=tanh_c)


def old_by_loop(p, x, h, c):
    B, H = c.shape
    a, i, g, o = np.zeros((B, 3 * H)), np.zeros((B, H)), np.zeros((B, H)), np.zeros((B, H))
    for n in range(B):
        a[n] = np.clip(p.W_x.T @ x[n] + p.W_h.T @ h[n] + p.b, -500, 500)
        for j in range(H):
            i[n, j], o[n, j] = (1 / (1 + np.exp(-a[n, k * H + j])) for k in (0, 2))
            g[n, j] = np.tanh(a[n, H + j])
    c_next = c + i * g
    return o * np.tanh(c_next), c_next, ThreeBlockCache(x, h, c, i, g, o, np.tanh(c_next))


check_lstm_1997_step = Check(
    name="lstm_1997_step",
    reference=lstm_1997_step,
    cases=lstm_1997_step_cases,
    outputs=("h_next (B, H)", "c_next (B, H)", "cache", *cache_axes(ThreeBlockCache._fields)),
    slips={
        "The memory was multiplied by 1 - i, as in a later variant. What does the cell of 1997 do "
        "to its memory before it adds?": old_coupled,
        "The old memory is lost. What is added to what?": old_forgets_all,
        "Half of the memory was kept. Is there a forget gate in this cell?": old_half_kept,
        "The memory was multiplied by i. What does the input gate multiply?": old_kept_by_i,
        "c_next was squashed. Is there anything between c and c_next but a "
        "sum?": old_squashes_memory,
        "The candidate was added whole. Which gate multiplies g?": old_writes_all,
        "The output gate multiplies the candidate. Which gate decides what is "
        "written?": old_writes_by_o,
        "The blocks were read in the order i, o, g. Which is the second one?": old_i_o_g,
        "The blocks were read in the order g, i, o. Which is the first one?": old_g_i_o,
        "The candidate g went through a sigmoid: all its entries are above 0. Could this memory "
        "ever be lowered?": old_sigmoid_candidate,
        "The candidate g was not squashed. Which function is around its sum?": old_linear_candidate,
        "h_next was computed from c_next without its tanh. In which range should h_next "
        "lie?": old_shows_c,
        "h_next was computed from the old c. Does this step's output see what was just "
        "written?": old_shows_old_c,
        "The output gate is missing in h_next. What does o multiply?": old_without_o,
        "The bias is missing. What should the gates be when x and h are both zero?": old_without_b,
        "The gates do not depend on h. Which product is missing in their sum?": old_ignores_h,
        "The cache's c is the new memory. Which one did the step start from?": old_caches_new_c,
        "The cache's tanh_c is c_next itself. Which function is missing "
        "there?": old_caches_c_unsquashed,
    },
    alternatives=(old_by_blocks, old_gate_by_gate, old_by_loop),
    equivalent={
        "-1 -> 1 (in `a_i, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 3, axis=-1)`)": (
            "an array (B, 3H) has two axes, so axis 1 is the last"
        )
    },
    tolerance_reason=ROUNDING,
    float32=True,
)
