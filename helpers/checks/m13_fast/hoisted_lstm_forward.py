"""Check of hoisted_lstm_forward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.cells import LSTMParams, lstm_step
from helpers.scratch.modules.m13_machine import hoisted_lstm_forward
from helpers.scratch.ops import sigmoid

SIZES = ((4, 3, 2, 5), (3, 2, 4, 3), (3, 3, 3, 3), (1, 2, 3, 4), (5, 1, 2, 3), (3, 2, 1, 1))


def hoisted_lstm_forward_cases(seed):
    """Yield (p, xs, h0, c0): T, B, D, H as SIZES lists them, then from a state of 0."""
    rng = np.random.default_rng(seed)
    for T, B, D, H in SIZES:
        yield drawn(rng, T, B, D, H)
    p, xs, h0, c0 = drawn(rng, 3, 2, 3, 2)
    yield p, xs, 0 * h0, 0 * c0
    yield p._replace(b=0 * p.b), xs, h0, c0


def drawn(rng, T, B, D, H):
    shapes = (D, 4 * H), (H, 4 * H), (4 * H,)
    p = LSTMParams(*(0.8 * rng.normal(size=shape) for shape in shapes))
    return p, rng.normal(size=(T, B, D)), *rng.normal(size=(2, B, H))


def run(ax, step, h, c):
    """Return all states, and the last one, for a step of (a, h, c)."""
    hs = []
    for a in ax:
        h, c = step(a, h, c)
        hs.append(h)
    return np.stack(hs), (h, c)


def gated(a, c, order="ifgo"):
    parts = dict(zip(order, np.split(a, 4, axis=-1), strict=True))
    c = sigmoid(parts["f"]) * c + sigmoid(parts["i"]) * np.tanh(parts["g"])
    return sigmoid(parts["o"]) * np.tanh(c), c


def hoisted_bias_twice(p, xs, h0, c0):
    return hoisted_lstm_forward(p._replace(b=2 * p.b), xs, h0, c0)


def hoisted_without_bias(p, xs, h0, c0):
    return hoisted_lstm_forward(p._replace(b=0 * p.b), xs, h0, c0)


def hoisted_order_ifog(p, xs, h0, c0):
    return run(xs @ p.W_x + p.b, lambda a, h, c: gated(a + h @ p.W_h, c, "ifog"), h0, c0)


def hoisted_order_figo(p, xs, h0, c0):
    return run(xs @ p.W_x + p.b, lambda a, h, c: gated(a + h @ p.W_h, c, "figo"), h0, c0)


def hoisted_first_state_for_all(p, xs, h0, c0):
    """Hoist the product of the state as well: that of the first one."""
    return run(xs @ p.W_x + p.b + h0 @ p.W_h, lambda a, h, c: gated(a, c), h0, c0)


def hoisted_without_state(p, xs, h0, c0):
    return run(xs @ p.W_x + p.b, lambda a, h, c: gated(a, c), h0, c0)


def hoisted_from_zero(p, xs, h0, c0):
    return hoisted_lstm_forward(p, xs, 0 * h0, 0 * c0)


def hoisted_c_through_W_h(p, xs, h0, c0):
    return run(xs @ p.W_x + p.b, lambda a, h, c: gated(a + c @ p.W_h, c), h0, c0)


def hoisted_without_last_tanh(p, xs, h0, c0):
    def step(a, h, c):
        o = sigmoid(np.split(a + h @ p.W_h, 4, axis=-1)[3])
        c = gated(a + h @ p.W_h, c)[1]
        return o * c, c

    return run(xs @ p.W_x + p.b, step, h0, c0)


def hoisted_sigmoid_for_g(p, xs, h0, c0):
    def step(a, h, c):
        i, f, g, o = sigmoid(np.stack(np.split(a + h @ p.W_h, 4, axis=-1)))
        c = f * c + i * g
        return o * np.tanh(c), c

    return run(xs @ p.W_x + p.b, step, h0, c0)


def hoisted_old_c_read(p, xs, h0, c0):
    """Read h out of the c before the step."""

    def step(a, h, c):
        o = sigmoid(np.split(a + h @ p.W_h, 4, axis=-1)[3])
        return o * np.tanh(c), gated(a + h @ p.W_h, c)[1]

    return run(xs @ p.W_x + p.b, step, h0, c0)


def hoisted_c_kept(p, xs, h0, c0):
    return run(xs @ p.W_x + p.b, lambda a, h, c: (gated(a + h @ p.W_h, c)[0], c), h0, c0)


def hoisted_rows_exchanged(p, xs, h0, c0):
    """Flatten with the batch first, and cut as if steps came first."""
    T, B, D = xs.shape
    flat = xs.swapaxes(0, 1).reshape(T * B, D) @ p.W_x + p.b
    return run(flat.reshape(T, B, -1), lambda a, h, c: gated(a + h @ p.W_h, c), h0, c0)


def hoisted_backwards(p, xs, h0, c0):
    return hoisted_lstm_forward(p, xs[::-1], h0, c0)


def hoisted_cs_returned(p, xs, h0, c0):
    cs, h, c = [], h0, c0
    for x in xs:
        h, c, _ = lstm_step(p, x, h, c)
        cs.append(c)
    return np.stack(cs), (h, c)


def hoisted_last_exchanged(p, xs, h0, c0):
    hs, (h, c) = hoisted_lstm_forward(p, xs, h0, c0)
    return hs, (c, h)


def hoisted_last_h_alone(p, xs, h0, c0):
    hs, (h, _) = hoisted_lstm_forward(p, xs, h0, c0)
    return hs, h


def hoisted_three_results(p, xs, h0, c0):
    hs, (h, c) = hoisted_lstm_forward(p, xs, h0, c0)
    return hs, h, c


def hoisted_last_alone(p, xs, h0, c0):
    return hoisted_lstm_forward(p, xs, h0, c0)[1]


def hoisted_with_first(p, xs, h0, c0):
    hs, last = hoisted_lstm_forward(p, xs, h0, c0)
    return np.concatenate([h0[None], hs]), last


def hoisted_one_step_early(p, xs, h0, c0):
    hs, last = hoisted_lstm_forward(p, xs, h0, c0)
    return np.concatenate([h0[None], hs[:-1]]), last


def by_steps(p, xs, h0, c0):
    W, hs, h, c = np.vstack([p.W_x, p.W_h]), [], h0, c0
    H = h0.shape[1]
    for x in xs:
        a = np.hstack([x, h]) @ W + p.b
        gates = 1 / (1 + np.exp(-a))
        c = gates[:, H : 2 * H] * c + gates[:, :H] * np.tanh(a[:, 2 * H : 3 * H])
        h = gates[:, 3 * H :] * np.tanh(c)
        hs.append(h)
    return np.array(hs), (h, c)


def by_flat_rows(p, xs, h0, c0):
    T, B, D = xs.shape
    ax = (xs.reshape(T * B, D) @ p.W_x).reshape(T, B, -1)
    hs, h, c = np.empty((T, *h0.shape)), h0.copy(), c0.copy()
    for t in range(T):
        i, f, g, o = np.split(ax[t] + p.b + h @ p.W_h, 4, axis=1)
        c = (1 + np.tanh(f / 2)) / 2 * c + (1 + np.tanh(i / 2)) / 2 * np.tanh(g)
        h = hs[t] = (1 + np.tanh(o / 2)) / 2 * np.tanh(c)
    return hs, [h, c]


def in_float32(p, xs, h0, c0):
    single = LSTMParams(*(leaf.astype(np.float32) for leaf in p))
    return by_steps(single, *(x.astype(np.float32) for x in (xs, h0, c0)))


check_hoisted_lstm_forward = Check(
    name="hoisted_lstm_forward",
    reference=hoisted_lstm_forward,
    cases=hoisted_lstm_forward_cases,
    outputs=("hs (T, B, H)", "last"),
    slips={
        "The bias was added twice. Is it part of what stands before the loop, or of what stands "
        "in it?": hoisted_bias_twice,
        "The bias is missing. Where is b added to the product of the inputs?": hoisted_without_bias,
        "The last two blocks were exchanged. Which of them is g in the order i, f, g, "
        "o?": hoisted_order_ifog,
        "The first two blocks were exchanged. Which of them is i in the order i, f, g, "
        "o?": hoisted_order_figo,
        "Every step multiplied the first state by W_h. Which product has to wait for the step "
        "before?": hoisted_first_state_for_all,
        "The state never met W_h. What is added to the hoisted product inside the "
        "loop?": hoisted_without_state,
        "The sequence started from zeros. What stands in h0 and c0?": hoisted_from_zero,
        "c was multiplied by W_h. Which of the two states do the gates "
        "read?": hoisted_c_through_W_h,
        "h was made of c itself. Which function of c does the output gate "
        "multiply?": hoisted_without_last_tanh,
        "g went through the sigmoid like the gates. Which function does it "
        "have?": hoisted_sigmoid_for_g,
        "h was read out of c as it was before the step. Which c does the output gate "
        "multiply?": hoisted_old_c_read,
        "c never changed: every step began with c0. What is c after the step?": hoisted_c_kept,
        "The rows were flattened with the batch first, and cut as if the steps came first. In "
        "which order does reshape read T and B?": hoisted_rows_exchanged,
        "The steps were taken from the last to the first. Which x comes first?": hoisted_backwards,
        "The c of every step came back as hs. Which of the two states is "
        "collected?": hoisted_cs_returned,
        "h and c of the last state are exchanged. Which stands first in the "
        "pair?": hoisted_last_exchanged,
        "The last state is h alone. What else does the next stretch of a sequence start "
        "from?": hoisted_last_h_alone,
        "Three results came back side by side. Which two of them make one "
        "pair?": hoisted_three_results,
        "The last h and c came back alone. Which array holds the states of all "
        "steps?": hoisted_last_alone,
        "hs begins with h0 and has one entry too many. Is the state before the first step among "
        "the T states?": hoisted_with_first,
        "hs begins with h0 and lacks the last state. After which step does hs[0] "
        "stand?": hoisted_one_step_early,
    },
    alternatives=(by_steps, by_flat_rows, in_float32),
    tolerance_reason="float64 products summed in another order differ by about 1e-15",
    float32=True,
)
