"""Check of leaky_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.contract.params import param_shapes
from helpers.scratch.modules.m11_time_scales import leaky_step
from helpers.scratch.ops import sigmoid
from helpers.scratch.variants.skips import LeakyParams

SIZES = ((3, 2, 4), (2, 3, 3), (1, 4, 2), (3, 2, 1), (4, 4, 4), (3, 2, 4))  # B, D, H


def leaky_step_cases(seed):
    """Yield (p, x, h): as SIZES lists them; rates from about 0.1 to 0.9."""
    rng = np.random.default_rng(seed)
    for B, D, H in SIZES:
        shapes = param_shapes(LeakyParams, D=D, H=H)
        p = LeakyParams(**{name: 0.9 * rng.normal(size=shape) for name, shape in shapes.items()})
        yield p, rng.normal(size=(B, D)), rng.normal(size=(B, H))


def elman(p, x, h):
    return np.tanh(x @ p.W_x + h @ p.W_h + p.b)


def leak(p, h, g):
    alpha = sigmoid(p.a_alpha)
    return (1 - alpha) * h + alpha * g


def leaky_exchanged(p, x, h):
    return leak(p, elman(p, x, h), h)


def leaky_without_sigmoid(p, x, h):
    return (1 - p.a_alpha) * h + p.a_alpha * elman(p, x, h)


def leaky_without_sigmoid_exchanged(p, x, h):
    return p.a_alpha * h + (1 - p.a_alpha) * elman(p, x, h)


def leaky_exponential(p, x, h):
    alpha = np.exp(p.a_alpha)
    return (1 - alpha) * h + alpha * elman(p, x, h)


def leaky_tanh_rate(p, x, h):
    alpha = np.tanh(p.a_alpha)
    return (1 - alpha) * h + alpha * elman(p, x, h)


def leaky_without_recurrence(p, x, h):
    return leak(p, h, np.tanh(x @ p.W_x + p.b))


def leaky_without_input(p, x, h):
    return leak(p, h, np.tanh(h @ p.W_h + p.b))


def leaky_without_bias(p, x, h):
    return leak(p, h, np.tanh(x @ p.W_x + h @ p.W_h))


def leaky_without_tanh(p, x, h):
    return leak(p, h, x @ p.W_x + h @ p.W_h + p.b)


def leaky_tanh_of_all(p, x, h):
    return np.tanh(leak(p, h, x @ p.W_x + h @ p.W_h + p.b))


def leaky_tanh_of_all_without_sigmoid(p, x, h):
    g = x @ p.W_x + h @ p.W_h + p.b
    return np.tanh((1 - p.a_alpha) * h + p.a_alpha * g)


def leaky_tanh_twice(p, x, h):
    return np.tanh(leak(p, h, elman(p, x, h)))


def leaky_sigmoid_state(p, x, h):
    return leak(p, h, sigmoid(x @ p.W_x + h @ p.W_h + p.b))


def leaky_state_whole(p, x, h):
    return h + sigmoid(p.a_alpha) * elman(p, x, h)


def leaky_new_whole(p, x, h):
    return (1 - sigmoid(p.a_alpha)) * h + elman(p, x, h)


def leaky_added(p, x, h):
    return h + elman(p, x, h)


def leaky_new_alone(p, x, h):
    return elman(p, x, h)


def leaky_same_share(p, x, h):
    return sigmoid(p.a_alpha) * (h + elman(p, x, h))


def leaky_transposed(p, x, h):
    return leak(p, h, np.tanh(x @ p.W_x + h @ p.W_h.T + p.b))


def leaky_mean_rate(p, x, h):
    return leak(p._replace(a_alpha=np.full_like(p.a_alpha, p.a_alpha.mean())), h, elman(p, x, h))


def leaky_mean_of_rates(p, x, h):
    alpha = sigmoid(p.a_alpha).mean()
    return (1 - alpha) * h + alpha * elman(p, x, h)


def leaky_first_rate(p, x, h):
    return leak(p._replace(a_alpha=np.full_like(p.a_alpha, p.a_alpha[0])), h, elman(p, x, h))


def leaky_leaked_read(p, x, h):
    """Let the recurrence read the state after it has leaked."""
    return leak(p, h, elman(p, x, (1 - sigmoid(p.a_alpha)) * h))


def by_difference(p, x, h):
    """The state moves towards g by a share alpha."""
    g = np.tanh(np.concatenate([x, h], axis=1) @ np.concatenate([p.W_x, p.W_h]) + p.b)
    return h + (g - h) / (1 + np.exp(-p.a_alpha))


def by_loops(p, x, h):
    out = np.empty_like(h)
    for b in range(len(h)):
        for j in range(h.shape[1]):
            alpha = 1 / (1 + np.exp(-p.a_alpha[j]))
            a = sum(x[b] * p.W_x[:, j]) + sum(h[b] * p.W_h[:, j]) + p.b[j]
            out[b, j] = (1 - alpha) * h[b, j] + alpha * np.tanh(a)
    return out


def by_einsum(p, x, h):
    a = np.einsum("bd,dh->bh", x, p.W_x) + np.einsum("bk,kh->bh", h, p.W_h) + p.b
    keep = sigmoid(-p.a_alpha)
    return keep * h + (1 - keep) * (2 * sigmoid(2 * a) - 1)


def in_float32(p, x, h):
    p = LeakyParams(*(leaf.astype(np.float32) for leaf in p))
    x, h = x.astype(np.float32), h.astype(np.float32)
    return leak(p, h, elman(p, x, h))


check_leaky_step = Check(
    name="leaky_step",
    reference=leaky_step,
    cases=leaky_step_cases,
    outputs=("h_next (B, H)",),
    slips={
        "The shares are exchanged. Which of the two has alpha, the old state or "
        "g?": leaky_exchanged,
        "a_alpha was used as it is. Which function makes a rate between 0 and 1 of "
        "it?": leaky_without_sigmoid,
        "a_alpha was used as it is, and the shares are exchanged. Which function makes a rate of "
        "it, and which share is alpha?": leaky_without_sigmoid_exchanged,
        "alpha is the exponential of a_alpha. Which function keeps it below 1?": leaky_exponential,
        "alpha is tanh of a_alpha. Which function keeps it above 0?": leaky_tanh_rate,
        "The old state is missing from g. Which two products go into tanh?": (
            leaky_without_recurrence
        ),
        "The input is missing from g. Which two products go into tanh?": leaky_without_input,
        "The bias is missing. Where is it added?": leaky_without_bias,
        "tanh is missing. Of what is it taken?": leaky_without_tanh,
        "tanh was taken of the weighted mean. Of which sum does the prompt take "
        "it?": leaky_tanh_of_all,
        "tanh was taken of the weighted mean, and a_alpha used as it is. Which function makes a "
        "rate of it, and of which sum is tanh taken?": leaky_tanh_of_all_without_sigmoid,
        "tanh was taken once more, of the weighted mean. Where does it stand?": leaky_tanh_twice,
        "The sigmoid stands in place of tanh. Which of them makes the rate, and which the "
        "state?": leaky_sigmoid_state,
        "The old state came along whole. Which share of it is left?": leaky_state_whole,
        "g came along whole. Which share of it enters?": leaky_new_whole,
        "Both came along whole. What do the two shares add up to?": leaky_added,
        "This is g, the state of an Elman cell. Which share of the old state is "
        "kept?": leaky_new_alone,
        "Both have the share alpha. What do the two shares add up to?": leaky_same_share,
        "W_h was transposed. Which of its axes is summed over?": leaky_transposed,
        "The mean of a_alpha serves for all units. Which rate has unit j?": leaky_mean_rate,
        "The mean of the rates serves for all units. Which rate has unit j?": leaky_mean_of_rates,
        "The rate of the first unit serves for all. Which rate has unit j?": leaky_first_rate,
        "The recurrence reads the state after it has leaked. Which state goes into "
        "g?": leaky_leaked_read,
    },
    alternatives=(by_difference, by_loops, by_einsum, in_float32),
    tolerance_reason="float64 sums of D + H products differ by about 1e-15; tanh stays below 1",
    float32=True,
)
