"""Answers to selective_step that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def softplus(s):
    return np.maximum(s, 0) + np.log1p(np.exp(-abs(s)))


def step_size(p, x):
    return softplus(x @ p.W_delta + p.b_delta)


def decay(p, delta):
    return np.exp(-delta[:, :, None] * np.exp(p.log_rate))


def fed(p, x, delta):
    return delta[:, :, None] * (x @ p.W_B)[:, None, :] * x[:, :, None]


def output(p, x, h):
    return np.einsum("bdn,bn->bd", h, x @ p.W_C) + p.w_skip * x


def softplus_by_the_book(p, x, h):
    """ln(1 + e^s), which overflows."""
    with np.errstate(all="ignore"):
        delta = np.log(1 + np.exp(x @ p.W_delta + p.b_delta))
        h_next = decay(p, delta) * h + fed(p, x, delta)
    return output(p, x, h_next), h_next


def no_softplus(p, x, h):
    delta = x @ p.W_delta + p.b_delta
    with np.errstate(all="ignore"):
        h_next = decay(p, delta) * h + fed(p, x, delta)
        return output(p, x, h_next), h_next


def rate_not_exponentiated(p, x, h):
    delta = step_size(p, x)
    with np.errstate(all="ignore"):
        h_next = np.exp(-delta[:, :, None] * p.log_rate) * h + fed(p, x, delta)
        return output(p, x, h_next), h_next


def input_without_delta(p, x, h):
    delta = step_size(p, x)
    h_next = decay(p, delta) * h + (x @ p.W_B)[:, None, :] * x[:, :, None]
    return output(p, x, h_next), h_next


def exact_hold(p, x, h):
    """The zero-order hold of the text before."""
    a = decay(p, step_size(p, x))
    h_next = a * h + (1 - a) / np.exp(p.log_rate) * (x @ p.W_B)[:, None, :] * x[:, :, None]
    return output(p, x, h_next), h_next


def axes_by_chance(p, x, h):
    """B and C at the channels' axis: fits where D = N alone."""
    delta = step_size(p, x)
    h_next = decay(p, delta) * h + delta[:, :, None] * (x @ p.W_B)[:, :, None] * x[:, :, None]
    return (h_next * (x @ p.W_C)[:, :, None]).sum(axis=2) + p.w_skip * x, h_next


def two_old_state_and_no_skip(p, x, h):
    delta = step_size(p, x)
    return np.einsum("bdn,bn->bd", h, x @ p.W_C), decay(p, delta) * h + fed(p, x, delta)


def two_hold_and_old_state(p, x, h):
    a = decay(p, step_size(p, x))
    h_next = a * h + (1 - a) / np.exp(p.log_rate) * (x @ p.W_B)[:, None, :] * x[:, :, None]
    return output(p, x, h), h_next


def own_B_of_each_channel(p, x, h):
    """Multiply entry by entry where a product of matrices is meant."""
    delta = step_size(p, x)
    B, C = x[:, :, None] * p.W_B, x[:, :, None] * p.W_C
    h_next = decay(p, delta) * h + delta[:, :, None] * B * x[:, :, None]
    return (h_next * C).sum(axis=2) + p.w_skip * x, h_next


def input_not_multiplied(p, x, h):
    """Take B x for the input already, as it is made of x."""
    delta = step_size(p, x)
    h_next = decay(p, delta) * h + delta[:, :, None] * (x @ p.W_B)[:, None, :]
    return output(p, x, h_next), h_next


def growing(p, x, h):
    delta = step_size(p, x)
    with np.errstate(all="ignore"):
        h_next = np.exp(delta[:, :, None] * np.exp(p.log_rate)) * h + fed(p, x, delta)
        return output(p, x, h_next), h_next


def gated(p, x, h):
    """As a GRU has it: a and 1 - a."""
    a = decay(p, step_size(p, x))
    h_next = a * h + (1 - a) * (x @ p.W_B)[:, None, :] * x[:, :, None]
    return output(p, x, h_next), h_next


def two_no_softplus_and_no_delta(p, x, h):
    delta = x @ p.W_delta + p.b_delta
    with np.errstate(all="ignore"):
        h_next = decay(p, delta) * h + (x @ p.W_B)[:, None, :] * x[:, :, None]
        return output(p, x, h_next), h_next


def skip_of_the_weights_alone(p, x, h):
    delta = step_size(p, x)
    h_next = decay(p, delta) * h + fed(p, x, delta)
    return np.einsum("bdn,bn->bd", h_next, x @ p.W_C) + p.w_skip, h_next


def clipped_softplus(p, x, h):
    delta = np.log1p(np.exp(np.minimum(x @ p.W_delta + p.b_delta, 30)))
    h_next = decay(p, delta) * h + fed(p, x, delta)
    return output(p, x, h_next), h_next


def changed_in_place(p, x, h):
    delta = step_size(p, x)
    h *= decay(p, delta)
    h += fed(p, x, delta)
    return output(p, x, h), h


def bias_after_softplus(p, x, h):
    delta = softplus(x @ p.W_delta) + p.b_delta
    with np.errstate(all="ignore"):
        h_next = decay(p, delta) * h + fed(p, x, delta)
        return output(p, x, h_next), h_next


def logarithm_of_s(p, x, h):
    """Forget the exponential in the softplus."""
    with np.errstate(all="ignore"):
        delta = np.log1p(x @ p.W_delta + p.b_delta)
        h_next = decay(p, delta) * h + fed(p, x, delta)
        return output(p, x, h_next), h_next


def summed_over_channels(p, x, h):
    delta = step_size(p, x)
    h_next = decay(p, delta) * h + fed(p, x, delta)
    return (h_next * (x @ p.W_C)[:, None, :]).sum(axis=1) + p.w_skip * x, h_next


def delta_twice(p, x, h):
    delta = step_size(p, x)
    h_next = decay(p, delta) * h + delta[:, :, None] * fed(p, x, delta)
    return output(p, x, h_next), h_next


def skip_into_the_state(p, x, h):
    delta = step_size(p, x)
    h_next = decay(p, delta) * h + fed(p, x, delta) + (p.w_skip * x)[:, :, None]
    return np.einsum("bdn,bn->bd", h_next, x @ p.W_C), h_next


WRONG = (
    wrong(softplus_by_the_book, "exp(s) overflows where s is large"),
    wrong(no_softplus, "delta is the plain sum, and may be below 0"),
    wrong(rate_not_exponentiated, "The rate was taken for log_rate as it is"),
    wrong(input_without_delta, "The input has no step size"),
    wrong(exact_hold, "This is the exact hold of the input"),
    wrong(axes_by_chance, "B and C stand along the channels"),
    wrong(two_old_state_and_no_skip, "Two mistakes together give this result"),
    wrong(two_hold_and_old_state, "y was read from the state before the step"),
    wrong(own_B_of_each_channel, "Each channel made its own B and C"),
    wrong(input_not_multiplied, "The input itself is missing from its share"),
    wrong(growing, "The state grows"),
    wrong(gated, "The input has the factor 1 - a"),
    wrong(two_no_softplus_and_no_delta, "The input has no step size"),
    wrong(skip_of_the_weights_alone, "w_skip was added to y alone"),
    wrong(
        clipped_softplus,
        "With every float input except p.log_rate, p.b_delta and h set to zero, h_next is "
        "still wrong",
    ),
    wrong(changed_in_place, "h was changed in place"),
    wrong(bias_after_softplus, "b_delta was added after the softplus"),
    wrong(logarithm_of_s, "delta is ln(1 + s), which is no number below -1"),
    wrong(summed_over_channels, "The channels were added up, and each state kept apart"),
    wrong(
        delta_twice,
        "With every float input except p.W_B and x set to zero, h_next is still wrong",
    ),
    wrong(
        skip_into_the_state,
        "With every float input except p.w_skip and x set to zero, y and h_next are still wrong",
    ),
)


EDGES = {
    "a step size of 1,000, and one of 0": lambda cases: any(
        {1000, -1000} <= set(p.b_delta) for p, *_ in cases
    ),
    "the first step of all": lambda cases: any((h == 0).all() for *_, h in cases),
    "an input of 0": lambda cases: any((x == 0).all() for _, x, _ in cases),
    "one row, one channel, one state": lambda cases: (
        {0, 1, 2} <= {h.shape.index(1) for *_, h in cases if 1 in h.shape}
    ),
    "all sizes alike": lambda cases: any(len(set(h.shape)) == 1 for *_, h in cases),
}
