"""Check of selective_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m13_state_spaces import SelectiveParams, selective_step

SIZES = ((3, 4, 2), (2, 3, 5), (3, 3, 3), (1, 4, 3), (3, 1, 2), (2, 3, 1), (3, 4, 2))  # B, D, N


def selective_step_cases(seed):
    """Yield (p, x, h): as SIZES lists them, a first step, an input of 0, and large biases.

    With a bias of 1,000 a step size is 1,000, with -1,000 it is 0, and with 31 it is 31.
    """
    rng = np.random.default_rng(seed)
    for B, D, N in SIZES:
        yield drawn(rng, B, D, N)
    p, x, h = drawn(rng, 2, 3, 4)
    yield p, x, 0 * h
    p, x, h = drawn(rng, 3, 2, 4)
    yield p, 0 * x, h
    p, x, h = drawn(rng, 2, 4, 3)
    # With few digits, and B = C: in float32 nothing cancels either.
    W = (np.floor(4 * p.W_B) + 0.5) / 4
    p = p._replace(b_delta=np.array([1000.0, 1.0, -1000.0, 31.0]), W_B=W, W_C=W.copy())
    yield p, (np.floor(4 * x) + 0.5) / 4, h


def drawn(rng, B, D, N):
    shapes = (D, N), (D, D), (D,), (D, N), (D, N), (D,)
    p = SelectiveParams(*(rng.normal(size=shape) for shape in shapes))
    p = p._replace(log_rate=0.6 * p.log_rate, W_delta=0.7 * p.W_delta)
    return p, rng.normal(size=(B, D)), rng.normal(size=(B, D, N))


def step_size(p, x):
    return np.logaddexp(0, x @ p.W_delta + p.b_delta)


def kept(p, delta):
    """Return a (B, D, N)."""
    return np.exp(-delta[..., None] * np.exp(p.log_rate))


def entered(p, x, delta):
    """Return what the input adds to each state, (B, D, N)."""
    return delta[..., None] * (x @ p.W_B)[:, None] * x[..., None]


def read(p, x, h):
    return (h * (x @ p.W_C)[:, None]).sum(axis=2) + p.w_skip * x


def by_delta(p, x, h, delta):
    """Finish the step from other step sizes."""
    h_next = kept(p, delta) * h + entered(p, x, delta)
    return read(p, x, h_next), h_next


def by_a(p, x, h, a):
    h_next = a * h + entered(p, x, step_size(p, x))
    return read(p, x, h_next), h_next


def by_input(p, x, h, new):
    h_next = kept(p, step_size(p, x)) * h + new
    return read(p, x, h_next), h_next


def selective_without_softplus(p, x, h):
    return by_delta(p, x, h, x @ p.W_delta + p.b_delta)


def selective_overflow(p, x, h):
    return by_delta(p, x, h, np.log(1 + np.exp(x @ p.W_delta + p.b_delta)))


def selective_clipped(p, x, h):
    """Cut the sum at 20, so that its exponential stays small."""
    return by_delta(p, x, h, np.log1p(np.exp(np.minimum(x @ p.W_delta + p.b_delta, 20))))


def selective_relu(p, x, h):
    return by_delta(p, x, h, np.maximum(x @ p.W_delta + p.b_delta, 0))


def selective_log_of_s(p, x, h):
    return by_delta(p, x, h, np.log1p(x @ p.W_delta + p.b_delta))


def selective_exponential(p, x, h):
    return by_delta(p, x, h, np.exp(x @ p.W_delta + p.b_delta))


def selective_sigmoid(p, x, h):
    return by_delta(p, x, h, 1 / (1 + np.exp(-(x @ p.W_delta + p.b_delta))))


def selective_softplus_of_1(p, x, h):
    """Take np.logaddexp(1, s): ln(e + e^s)."""
    return by_delta(p, x, h, np.logaddexp(1, x @ p.W_delta + p.b_delta))


def selective_without_bias(p, x, h):
    return by_delta(p, x, h, np.logaddexp(0, x @ p.W_delta))


def selective_bias_outside(p, x, h):
    return by_delta(p, x, h, np.logaddexp(0, x @ p.W_delta) + p.b_delta)


def selective_W_delta_turned(p, x, h):
    return by_delta(p, x, h, np.logaddexp(0, x @ p.W_delta.T + p.b_delta))


def selective_own_entry(p, x, h):
    """Take the diagonal of W_delta alone."""
    return by_delta(p, x, h, np.logaddexp(0, x * np.diag(p.W_delta) + p.b_delta))


def selective_one_size(p, x, h):
    """Take the mean of the step sizes for all channels of a row."""
    delta = step_size(p, x).mean(axis=1, keepdims=True)
    return by_delta(p, x, h, np.broadcast_to(delta, x.shape))


def selective_delta_along_states(p, x, h):
    """Put the channels of delta where the states are."""
    delta = step_size(p, x)[:, None]
    h_next = np.exp(-delta * np.exp(p.log_rate)) * h + delta * entered(p, x, 1 + 0 * x)
    return read(p, x, h_next), h_next


def selective_rate_not_exponentiated(p, x, h):
    return by_a(p, x, h, np.exp(-step_size(p, x)[..., None] * p.log_rate))


def selective_rate_plus(p, x, h):
    """Multiply by exp(+delta log_rate), as if it were an eigenvalue below 0."""
    return by_a(p, x, h, np.exp(step_size(p, x)[..., None] * p.log_rate))


def selective_grows(p, x, h):
    return by_a(p, x, h, np.exp(step_size(p, x)[..., None] * np.exp(p.log_rate)))


def selective_a_without_delta(p, x, h):
    return by_a(p, x, h, np.exp(-np.exp(p.log_rate)))


def selective_euler(p, x, h):
    return by_a(p, x, h, 1 - step_size(p, x)[..., None] * np.exp(p.log_rate))


def selective_a_of_the_product(p, x, h):
    """Exponentiate delta and log_rate together."""
    return by_a(p, x, h, np.exp(-np.exp(step_size(p, x)[..., None] * p.log_rate)))


def selective_all_kept(p, x, h):
    return by_a(p, x, h, 1)


def selective_past_dropped(p, x, h):
    return by_a(p, x, h, 0)


def selective_input_without_delta(p, x, h):
    return by_input(p, x, h, entered(p, x, np.ones_like(x)))


def selective_held(p, x, h):
    """Take the input's share of the zero-order hold."""
    rate = np.exp(p.log_rate)
    share = -np.expm1(-step_size(p, x)[..., None] * rate) / rate
    return by_input(p, x, h, share * entered(p, x, np.ones_like(x)))


def selective_gated(p, x, h):
    """Let the input have what the past loses, 1 - a."""
    share = 1 - kept(p, step_size(p, x))
    return by_input(p, x, h, share * entered(p, x, np.ones_like(x)))


def selective_input_without_x(p, x, h):
    return by_input(p, x, h, step_size(p, x)[..., None] * (x @ p.W_B)[:, None])


def selective_input_without_B(p, x, h):
    new = step_size(p, x)[..., None] * x[..., None]
    return by_input(p, x, h, np.broadcast_to(new, h.shape))


def selective_W_B_for_B(p, x, h):
    """Take the weights for B: it does not depend on x."""
    return by_input(p, x, h, (step_size(p, x) * x)[..., None] * p.W_B)


def selective_own_B(p, x, h):
    """Let each channel make its own B, x_d W_B[d]."""
    return by_input(p, x, h, (step_size(p, x) * x)[..., None] * x[..., None] * p.W_B)


def selective_B_along_channels(p, x, h):
    """Put the states of B where the channels are."""
    return by_input(p, x, h, (step_size(p, x) * x)[..., None] * (x @ p.W_B)[..., None])


def selective_input_decays(p, x, h):
    """Multiply the input by a as well."""
    a = kept(p, step_size(p, x))
    return by_input(p, x, h, a * entered(p, x, step_size(p, x)))


def with_y(p, x, h, found):
    """Return the right state, and what found(state) makes of it."""
    h_next = selective_step(p, x, h)[1]
    return found(h_next), h_next


def selective_old_state_read(p, x, h):
    return with_y(p, x, h, lambda after: read(p, x, h))


def selective_without_skip(p, x, h):
    return with_y(p, x, h, lambda after: read(p, x, after) - p.w_skip * x)


def selective_skip_of_1(p, x, h):
    return with_y(p, x, h, lambda after: read(p, x, after) - p.w_skip * x + x)


def selective_skip_without_x(p, x, h):
    return with_y(p, x, h, lambda after: read(p, x, after) - p.w_skip * x + p.w_skip)


def selective_W_C_for_C(p, x, h):
    return with_y(p, x, h, lambda after: (after * p.W_C).sum(axis=2) + p.w_skip * x)


def selective_own_C(p, x, h):
    return with_y(p, x, h, lambda after: (after * x[..., None] * p.W_C).sum(axis=2) + p.w_skip * x)


def selective_C_along_channels(p, x, h):
    """Put the states of C where the channels are."""
    return with_y(
        p, x, h, lambda after: (after * (x @ p.W_C)[..., None]).sum(axis=2) + p.w_skip * x
    )


def selective_states_averaged(p, x, h):
    return with_y(p, x, h, lambda after: (after * (x @ p.W_C)[:, None]).mean(axis=2) + p.w_skip * x)


def selective_channels_summed(p, x, h):
    return with_y(p, x, h, lambda after: (after * (x @ p.W_C)[:, None]).sum(axis=1) + p.w_skip * x)


def selective_states_not_summed(p, x, h):
    return with_y(p, x, h, lambda after: after * (x @ p.W_C)[:, None] + (p.w_skip * x)[..., None])


def selective_without_C(p, x, h):
    return with_y(p, x, h, lambda after: after.sum(axis=2) + p.w_skip * x)


def selective_B_and_C_exchanged(p, x, h):
    return selective_step(p._replace(W_B=p.W_C, W_C=p.W_B), x, h)


def selective_own_B_and_C(p, x, h):
    new = (step_size(p, x) * x)[..., None] * x[..., None] * p.W_B
    h_next = kept(p, step_size(p, x)) * h + new
    return (h_next * x[..., None] * p.W_C).sum(axis=2) + p.w_skip * x, h_next


def selective_B_and_C_along_channels(p, x, h):
    new = (step_size(p, x) * x)[..., None] * (x @ p.W_B)[..., None]
    h_next = kept(p, step_size(p, x)) * h + new
    return (h_next * (x @ p.W_C)[..., None]).sum(axis=2) + p.w_skip * x, h_next


def selective_state_first(p, x, h):
    return selective_step(p, x, h)[::-1]


def selective_y_alone(p, x, h):
    return selective_step(p, x, h)[0]


def selective_in_place(p, x, h):
    y, h_next = selective_step(p, x, h)
    h[:] = h_next
    return y, h


def by_loops(p, x, h):
    """Channel by channel and state by state."""
    y, h_next = np.zeros(x.shape), np.zeros(h.shape)
    for b, d in np.ndindex(*x.shape):
        s = x[b] @ p.W_delta[:, d] + p.b_delta[d]
        delta = s if s > 40 else np.log1p(np.exp(s))
        y[b, d] = p.w_skip[d] * x[b, d]
        for n in range(h.shape[2]):
            rate = np.exp(p.log_rate[d, n])
            new = delta * (x[b] @ p.W_B[:, n]) * x[b, d]
            h_next[b, d, n] = np.exp(-delta * rate) * h[b, d, n] + new
            y[b, d] += x[b] @ p.W_C[:, n] * h_next[b, d, n]
    return y, h_next


def by_einsum(p, x, h):
    s = np.einsum("be,ed->bd", x, p.W_delta) + p.b_delta
    delta = np.maximum(s, 0) + np.log1p(np.exp(-abs(s)))
    exponent = np.einsum("bd,dn->bdn", delta, -np.exp(p.log_rate))
    h_next = h * np.exp(exponent) + np.einsum("bd,en,be,bd->bdn", delta, p.W_B, x, x)
    return np.einsum("bdn,en,be->bd", h_next, p.W_C, x) + p.w_skip * x, h_next


def by_powers(p, x, h):
    """exp(-delta rate) as a power, and the read-out as a product of matrices."""
    delta = np.logaddexp(x @ p.W_delta + p.b_delta, 0)
    a = np.exp(-np.exp(p.log_rate))[None] ** delta[:, :, None]
    h_next = a * h + (delta * x)[:, :, None] @ (x @ p.W_B)[:, None, :]
    return (h_next @ (x @ p.W_C)[:, :, None])[:, :, 0] + x @ np.diag(p.w_skip), h_next


def in_float32(p, x, h):
    single = SelectiveParams(*(leaf.astype(np.float32) for leaf in p))
    return by_einsum(single, x.astype(np.float32), h.astype(np.float32))


check_selective_step = Check(
    name="selective_step",
    reference=selective_step,
    cases=selective_step_cases,
    outputs=("y (B, D)", "h_next (B, D, N)"),
    slips={
        "delta is the plain sum, and may be below 0. Which function makes a step size of "
        "it?": selective_without_softplus,
        "exp(s) overflows where s is large. How is ln(exp(0) + exp(s)) computed without "
        "it?": selective_overflow,
        "The sum s was cut off at 20. What is softplus(1000)?": selective_clipped,
        "Negative sums give a step size of 0. What is ln(1 + exp(s)) just below 0?": selective_relu,
        "delta is ln(1 + s), which is no number below -1. Which function of s stands in the "
        "logarithm?": selective_log_of_s,
        "delta is exp(s). Which logarithm is missing?": selective_exponential,
        "delta is the sigmoid of s. Which function stands in the prompt?": selective_sigmoid,
        "delta is ln(e + exp(s)). Of which number is 1 the exponential?": selective_softplus_of_1,
        "b_delta is missing. What is added to x W_delta?": selective_without_bias,
        "b_delta was added after the softplus. Of which sum is the softplus "
        "taken?": selective_bias_outside,
        "W_delta was transposed. Which axis of it does x meet?": selective_W_delta_turned,
        "Only the diagonal of W_delta was used. Which inputs does a channel's step size "
        "read?": selective_own_entry,
        "All channels of a row have one step size. How many has delta?": selective_one_size,
        "delta stands along the states. Which axis of h is a "
        "channel's?": selective_delta_along_states,
        "The rate was taken for log_rate as it is. Which function makes a rate of "
        "it?": selective_rate_not_exponentiated,
        "log_rate itself was multiplied by delta, without a minus. Which function of it is the "
        "rate at which a state decays?": selective_rate_plus,
        "The state grows: the exponent lacks its minus. Between which numbers is "
        "a?": selective_grows,
        "a does not depend on the step size. What multiplies the rate?": selective_a_without_delta,
        "a is 1 minus delta times the rate, which may be below 0. Which function has that as its "
        "first two terms?": selective_euler,
        "delta was multiplied by log_rate inside of the inner exponential. What does the inner "
        "exponential make a rate of?": selective_a_of_the_product,
        "The past was kept whole. What multiplies h?": selective_all_kept,
        "The past is gone. What is added to the input's share?": selective_past_dropped,
        "The input has no step size. What besides B multiplies x?": selective_input_without_delta,
        "This is the exact hold of the input. Which simpler factor does the prompt have in its "
        "place?": selective_held,
        "The input has the factor 1 - a. Which factor does the prompt give it?": selective_gated,
        "The input itself is missing from its share. What do delta and B "
        "multiply?": selective_input_without_x,
        "B is missing from the input's share. Which weight has the input in state "
        "n?": selective_input_without_B,
        "W_B was taken for B. How does B depend on x?": selective_W_B_for_B,
        "Each channel made its own B. From which channels is B read?": selective_own_B,
        "B stands along the channels. Which axis of h is a state's?": selective_B_along_channels,
        "The input was multiplied by a as well. What does a multiply?": selective_input_decays,
        "y was read from the state before the step. Which h stands in the "
        "sum?": selective_old_state_read,
        "The skip is missing. What goes from x to y past the state?": selective_without_skip,
        "x was added to y as it is. By what is it multiplied?": selective_skip_of_1,
        "w_skip was added to y alone. What does it multiply?": selective_skip_without_x,
        "W_C was taken for C. How does C depend on x?": selective_W_C_for_C,
        "Each channel made its own C. From which channels is C read?": selective_own_C,
        "C stands along the channels. Which axis of h is summed?": selective_C_along_channels,
        "The states were averaged. Are they added up, or averaged?": selective_states_averaged,
        "The channels were added up, and each state kept apart. Over which axis of h is y "
        "summed?": selective_channels_summed,
        "y has an entry for each state. Over which axis is it summed?": selective_states_not_summed,
        "C is missing from y. Which weight has state n in the output?": selective_without_C,
        "B and C are exchanged. Which of them writes, and which one "
        "reads?": selective_B_and_C_exchanged,
        "Each channel made its own B and C. From which channels are they "
        "read?": selective_own_B_and_C,
        "B and C stand along the channels. Which axis of h is a "
        "state's?": selective_B_and_C_along_channels,
        "The state came back before y. In which order does the prompt list "
        "them?": selective_state_first,
        "y came back alone. What does the next step start from?": selective_y_alone,
        "h was changed in place. Which line should make a new array?": selective_in_place,
    },
    alternatives=(by_loops, by_einsum, by_powers, in_float32),
    tolerance_reason="float64 sums in another order differ by about 1e-15 of their largest term",
    float32=True,
)
